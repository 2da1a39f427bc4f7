//! `mien evaluate verification`: is it the same person?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use mien_face::Embedding;
use serde::Serialize;

use super::{csv, faces, make_folder, plot, table, write_file, write_report};
use crate::failure::{Answer, Failure};
use crate::models;
use crate::progress::Progress;
use crate::stats::{Operating, Scored, Scores, fold_accuracy};

/// The score of a pair when a picture of it shows no face: below every real one, so it counts as "not the same".
const NO_FACE_SCORE: f64 = -2.0;

/// Options of `mien evaluate verification`.
///
/// Each picture named in the list goes through the whole path: detection, landmarks, alignment, both embeddings. A pair
/// with a picture that shows no face is scored -2, which counts as "not the same person". Accuracy is the mean over the
/// folds that are there; each fold is judged by the threshold that does best on all other folds. The standard
/// deviation is that of the folds' accuracies. The true accept rates are over all cross pairs of the pictures in which
/// a face was found; whose picture it is says its sub-folder, or else its file name up to the last underscore.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder that the names in the list begin from
    #[arg(long)]
    images: PathBuf,
    /// List of pairs, separated by tabs, with a header line: fold, same (1 or 0), a, b
    #[arg(long)]
    pairs: PathBuf,
    /// Folder for report.json, scores.csv, roc.svg and det.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// Mean over the folds, 0 to 1.
    accuracy: f64,
    /// Sample standard deviation over the folds.
    accuracy_std: f64,
    /// Pictures named in the list.
    images: usize,
    /// Pictures of these in which no face was found.
    no_face: usize,
    /// Pairs in the list.
    pairs: usize,
    /// True accept rate and threshold at each false accept rate; null with too few pairs to measure it.
    tar: BTreeMap<&'static str, Option<Operating>>,
}

/// One line of the list.
struct Pair {
    fold: u32,
    same: bool,
    a: String,
    b: String,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    let pairs = read_pairs(options)?;
    let names: BTreeSet<String> = pairs.iter().flat_map(|pair| [pair.a.clone(), pair.b.clone()]).collect();
    let names: Vec<String> = names.into_iter().collect();
    if let Some(missing) = names.iter().find(|name| !options.images.join(name).is_file()) {
        let folder = options.images.display();
        return Err(Failure::Usage(format!("the list names {missing}, which is not in {folder}")));
    }
    make_folder(&options.out)?;
    let models = models::load()?;
    let embeddings = faces::embed_all(&models, &options.images, &names)?;
    let scored: Vec<Scored> = pairs
        .iter()
        .map(|pair| Scored { fold: pair.fold, same: pair.same, score: score(&embeddings, pair) })
        .collect();
    let Some((accuracy, accuracy_std)) = fold_accuracy(&scored) else {
        return Err(Failure::Usage("the list needs pairs in at least two folds".into()));
    };
    write_scores(options, &pairs, &scored)?;
    let all = cross_pairs(&embeddings);
    let curve = all.curve();
    plot::roc(&options.out.join("roc.svg"), &curve)?;
    plot::det(&options.out.join("det.svg"), &curve)?;
    let report = Report {
        accuracy,
        accuracy_std,
        images: names.len(),
        no_face: embeddings.values().filter(|embedding| embedding.is_none()).count(),
        pairs: pairs.len(),
        tar: [("1e-3", 1e-3), ("1e-4", 1e-4)].map(|(name, far)| (name, all.true_accept_rate(far))).into(),
    };
    write_report(&options.out, &report)?;
    say(&report, &all);
    Ok(Answer::Yes)
}

fn read_pairs(options: &Options) -> Result<Vec<Pair>, Failure> {
    table::read(&options.pairs, ["fold", "same", "a", "b"])?
        .into_iter()
        .enumerate()
        .map(|(index, [fold, same, a, b])| {
            let wrong = || Failure::Usage(format!("pair {}: fold is a number and same is 1 or 0", index + 1));
            let fold = fold.parse().map_err(|_| wrong())?;
            Ok(Pair { fold, same: table::yes_or_no(&same).ok_or_else(wrong)?, a, b })
        })
        .collect()
}

fn score(embeddings: &BTreeMap<String, Option<Embedding>>, pair: &Pair) -> f64 {
    let of = |name| embeddings.get(name).and_then(Option::as_ref);
    match (of(&pair.a), of(&pair.b)) {
        (Some(a), Some(b)) => f64::from(a.similarity(b)),
        _ => NO_FACE_SCORE,
    }
}

fn write_scores(options: &Options, pairs: &[Pair], scored: &[Scored]) -> Result<(), Failure> {
    let mut rows = String::from("fold,same,a,b,score\n");
    for (pair, scored) in pairs.iter().zip(scored) {
        let same = u8::from(pair.same);
        let Pair { fold, a, b, .. } = pair;
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{fold},{same},{},{},{:.6}", csv(a), csv(b), scored.score);
    }
    write_file(&options.out.join("scores.csv"), &rows)
}

/// Every picture against every other.
fn cross_pairs(embeddings: &BTreeMap<String, Option<Embedding>>) -> Scores {
    let faces: Vec<(&str, &Embedding)> =
        embeddings.iter().filter_map(|(name, embedding)| Some((person(name), embedding.as_ref()?))).collect();
    let progress = Progress::new("pictures against all others", Some(faces.len()));
    let (mut genuine, mut impostor) = (Vec::new(), Vec::new());
    for (index, (person, embedding)) in faces.iter().enumerate() {
        for (other, other_embedding) in faces.iter().skip(index + 1) {
            let scores = if person == other { &mut genuine } else { &mut impostor };
            scores.push(embedding.similarity(other_embedding));
        }
        progress.step();
    }
    progress.finish();
    Scores::new(genuine, impostor)
}

/// Whose picture it is: `A_B/A_B_0001.jpg` and `A_B_0001.jpg` are both of `A_B`.
fn person(name: &str) -> &str {
    if let Some((folder, _)) = name.rsplit_once(['/', '\\']) {
        return folder;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('_').map_or(stem, |(person, _)| person)
}

fn say(report: &Report, scores: &Scores) {
    let [genuine, impostor] = scores.counts();
    println!(
        "accuracy {:.2} % (standard deviation of the folds {:.2}) over {} pairs",
        report.accuracy * 1e2,
        report.accuracy_std * 1e2,
        report.pairs
    );
    println!("no face in {} of {} pictures", report.no_face, report.images);
    println!("cross pairs: {genuine} of one person, {impostor} of two");
    for (far, operating) in &report.tar {
        match operating {
            Some(Operating { rate, threshold }) => {
                println!(
                    "true accepts at a false accept rate of {far}: {:.2} % (threshold {threshold:.3})",
                    rate * 1e2
                );
            }
            None => println!("true accepts at a false accept rate of {far}: too few pairs to say"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: identities are told apart by folder or by file name, so that no pair of one person counts as two.
    #[test]
    fn the_person_is_in_the_name() {
        assert_eq!(person("Abel_Pacheco/Abel_Pacheco_0004.jpg"), "Abel_Pacheco");
        assert_eq!(person("set/a/1.png"), "set/a");
        assert_eq!(person("Abel_Pacheco_0004.jpg"), "Abel_Pacheco");
        assert_eq!(person("anna.jpg"), "anna");
    }

    // Protects: the names in report.json.
    #[test]
    fn report_names_are_a_contract() {
        let report = Report {
            accuracy: 0.99,
            accuracy_std: 0.01,
            images: 4,
            no_face: 1,
            pairs: 2,
            tar: [("1e-3", Some(Operating { rate: 0.5, threshold: 0.25 })), ("1e-4", None)].into(),
        };
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            r#"{"accuracy":0.99,"accuracy_std":0.01,"images":4,"no_face":1,"pairs":2,"tar":{"1e-3":{"rate":0.5,"threshold":0.25},"1e-4":null}}"#
        );
    }
}
