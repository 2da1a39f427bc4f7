//! `mien evaluate groups`: are strangers taken for each other more often in one group of people than in another?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::Embedding;
use mien_face::calibration::{Calibration, clopper_pearson};
use serde::Serialize;

use super::{faces, make_folder, parallel, people, plot, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::stats::{Scores, float};
use crate::{models, picture};

/// Rates of false acceptance that each group's own threshold is stated for.
const RATES: [(&str, f64); 2] = [("1e-2", 1e-2), ("1e-3", 1e-3)];
/// Fewer pairs above a threshold than this say nothing about where it lies.
const LEAST_ERRORS: f64 = 3.0;

/// Options of `mien evaluate groups`.
///
/// Every picture is of another person. Pairs are taken within a group only: strangers of one age, sex and origin are those
/// who look alike.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of faces named as in `UTKFace`: age, sex (0 male, 1 female) and origin (0 White, 1 Black, 2 Asian, 3 Indian, 4 other)
    /// with underscores between, then anything
    #[arg(long)]
    images: PathBuf,
    /// Folder for report.json, groups.csv and rates.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// The threshold that scans use.
    threshold: f32,
    /// The false acceptance rate that it was chosen for.
    far: f64,
    /// Pictures with labels.
    images: usize,
    /// Of these, without a face.
    no_face: usize,
    /// Children; everybody else, and the groups of these.
    groups: BTreeMap<String, Group>,
}

/// Pairs of strangers within one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Group {
    /// Pictures with a face.
    pictures: usize,
    /// Pairs of them.
    pairs: usize,
    /// Pairs at or above the threshold of scans.
    accepted: usize,
    /// `accepted / pairs`.
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson; pairs share pictures, so the true interval is wider).
    low: f64,
    /// Upper bound.
    high: f64,
    /// The group's own threshold for a rate, where there are enough pairs to tell.
    thresholds: BTreeMap<&'static str, f32>,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    let matching = Calibration::shipped().because(|| "cannot read the calibration")?.matching;
    let mut pictures = picture::list(&options.images, true)?;
    pictures.retain(|path| labels(path).is_some());
    if pictures.is_empty() {
        return Err(Failure::Usage(format!(
            "no picture under {} is named by age, sex and origin",
            options.images.display()
        )));
    }
    let embedded = parallel::map("pictures", &pictures, |path| faces::embed(&models, path))?;
    let mut members: BTreeMap<String, Vec<&Embedding>> = BTreeMap::new();
    for (path, embedding) in pictures.iter().zip(&embedded) {
        let (Some(labels), Some(embedding)) = (labels(path), embedding) else { continue };
        for label in labels {
            members.entry(label).or_default().push(embedding);
        }
    }
    let groups = members.into_iter().map(|(label, of)| (label, group(&of, matching.threshold))).collect();
    let report = Report {
        threshold: matching.threshold,
        far: matching.far,
        images: pictures.len(),
        no_face: embedded.iter().filter(|embedding| embedding.is_none()).count(),
        groups,
    };
    write_files(&options.out, &report)?;
    Ok(Answer::Yes)
}

fn write_files(out: &Path, report: &Report) -> Result<(), Failure> {
    let mut rows =
        String::from("group,pictures,pairs,accepted,rate,low,high,threshold_1e-2,threshold_1e-3\n");
    let mut bars = Vec::new();
    println!(
        "group                pictures    pairs  accepted at {:.3}   95 % bounds          own 1e-2  own 1e-3",
        report.threshold
    );
    for (label, group) in &report.groups {
        let Group { pictures, pairs, accepted, rate, low, high, thresholds } = group;
        let own = RATES.map(|(name, _)| thresholds.get(name).map_or(String::new(), |t| format!("{t:.3}")));
        let [percent, tenth] = &own;
        // Writing to a String cannot fail.
        let _ = writeln!(
            rows,
            "{label},{pictures},{pairs},{accepted},{rate:.6},{low:.6},{high:.6},{percent},{tenth}"
        );
        println!(
            "{label:<20} {pictures:>8} {pairs:>8} {accepted:>9}   {rate:.5}   {low:.5} to {high:.5}   {percent:>8} {tenth:>9}"
        );
        bars.push((label.clone(), [*rate, *low, *high]));
    }
    write_file(&out.join("groups.csv"), &rows)?;
    plot::bars(&out.join("rates.svg"), "Strangers accepted", &bars)?;
    write_report(out, report)
}

fn group(of: &[&Embedding], threshold: f32) -> Group {
    let mut scores: Vec<f32> = Vec::new();
    for (index, a) in of.iter().enumerate() {
        scores.extend(of.iter().skip(index + 1).map(|b| a.similarity(b)));
    }
    let pairs = scores.len();
    let accepted = scores.iter().filter(|score| **score >= threshold).count();
    let [low, high] = clopper_pearson(accepted, pairs);
    let scores = Scores::new(Vec::new(), scores);
    let own = |rate: f64| scores.threshold(rate).filter(|_| rate * float(pairs) >= LEAST_ERRORS);
    Group {
        pictures: of.len(),
        pairs,
        accepted,
        rate: float(accepted) / float(pairs.max(1)),
        low,
        high,
        thresholds: RATES.iter().filter_map(|(name, rate)| Some((*name, own(*rate)?))).collect(),
    }
}

/// The groups that a picture's name puts it in; `None` for a name of another kind.
fn labels(path: &Path) -> Option<Vec<String>> {
    let name = people::of_file(path);
    let mut parts = name.split('_');
    let (age, sex, origin) = (parts.next()?.parse::<u8>().ok()?, parts.next()?, parts.next()?);
    // Without a date the name is one of those whose labels are wrong.
    parts.next()?;
    let is_child = age < 13;
    let age = match age {
        0..13 => "age 0 to 12",
        13..20 => "age 13 to 19",
        20..40 => "age 20 to 39",
        40..60 => "age 40 to 59",
        _ => "age 60 and up",
    };
    let sex = match sex {
        "0" => "men",
        "1" => "women",
        _ => return None,
    };
    let origin = match origin {
        "0" => "White",
        "1" => "Black",
        "2" => "Asian",
        "3" => "Indian",
        "4" => "other origin",
        _ => return None,
    };
    if is_child {
        // Small children look alike to the networks, whatever their sex and origin: apart, or they would hide the rest.
        return Some(vec![age.to_owned()]);
    }
    Some(["13 and up", age, sex, origin].map(str::to_owned).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a picture lands in its groups, and one whose name says nothing in none.
    #[test]
    fn names_are_read() {
        let of = |name: &str| labels(Path::new(name));
        assert_eq!(of("26_1_2_20170116.jpg").unwrap(), ["13 and up", "age 20 to 39", "women", "Asian"]);
        assert_eq!(of("12_0_4_x.jpg").unwrap(), ["age 0 to 12"]);
        for bad in
            ["26_1_2.jpg", "26_2_2_x.jpg", "26_1_7_x.jpg", "old_1_2_x.jpg", "face.jpg", "300_0_0_x.jpg"]
        {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    // Protects the count: each pair once, at the threshold or above.
    #[test]
    fn pairs_are_counted_once() {
        let face = |x: f32| {
            let vector = |len: usize| {
                let mut all = vec![0.0; len];
                (all[0], all[1]) = (x.cos(), x.sin());
                all
            };
            Embedding::new(&vector(192), &vector(512)).unwrap()
        };
        let (a, b, c) = (face(0.0), face(0.1), face(1.5));
        let group = group(&[&a, &b, &c], 0.9);
        assert_eq!((group.pictures, group.pairs, group.accepted), (3, 3, 1));
        assert!(group.thresholds.is_empty());
    }
}
