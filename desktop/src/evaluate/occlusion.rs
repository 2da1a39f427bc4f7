//! `mien evaluate occlusion`: are masks refused as masks, and bare faces not?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::calibration::clopper_pearson;
use mien_face::scan::Guidance;
use mien_face::{FaceModels, HiddenFace, Occlusion};
use serde::Serialize;

use super::{csv, fit, looks, make_folder, parallel, people, plot, write_file, write_report};
use crate::failure::{Answer, Failure};
use crate::models;
use crate::stats::float;

/// Options of `mien evaluate occlusion`.
///
/// Each picture is looked at as the first frame of a scan; a picture that is nothing but the face gets a border.
/// "Refused" means that the scan's gate for covers stays shut, with the hint that is counted. A picture without a face
/// counts as not refused.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of faces with a mask over nose and mouth
    #[arg(long)]
    masked: PathBuf,
    /// Folder of faces with nothing before them
    #[arg(long)]
    bare: PathBuf,
    /// Measure on the half of the people only that the shipped classifier was not fitted on
    #[arg(long)]
    unseen: bool,
    /// Fit the classifiers on the other half first, and write their weights to classifier.json and hidden.json in this folder;
    /// they take effect when the program is built again
    #[arg(long, requires = "people")]
    fit: Option<PathBuf>,
    /// For fitting: folder of bare faces, one folder a person, that covers are painted on
    #[arg(long)]
    people: Option<PathBuf>,
    /// For fitting: more folders of bare faces
    #[arg(long)]
    others: Vec<PathBuf>,
    /// Folder for report.json, results.csv and rates.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// Faces with a mask.
    masked: Share,
    /// Faces without.
    bare: Share,
}

/// How many faces got which hint.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Share {
    /// Pictures.
    n: usize,
    /// Pictures of these in which neither a face was found nor what hides it.
    no_face: usize,
    /// Refused with `remove_mask`, over all pictures.
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson).
    low: f64,
    /// Upper bound.
    high: f64,
    /// Refused for any cover.
    covered: usize,
    /// Pictures for each hint.
    hints: BTreeMap<&'static str, usize>,
}

/// What was measured and the hint; `None` without a face.
type Seen = Option<(Occlusion, Option<&'static str>)>;

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    if let (Some(to), Some(people)) = (&options.fit, &options.people) {
        let Options { masked, bare, others, .. } = options;
        fit::run(&models, &fit::Folders { masked, bare, people, others }, to)?;
        println!("weights written to {}; build again to use them", to.display());
        return Ok(Answer::Yes);
    }
    let pictures = people::halves(&models, &[&options.masked, &options.bare])?;
    let mut rows = String::from("set,picture,mask,sunglasses,covered,glare,forehead,hint\n");
    let mut measure = |set: &str, folder: &Path| {
        let of_set =
            pictures.iter().filter(|(path, fitted)| path.starts_with(folder) && !(options.unseen && *fitted));
        let paths: Vec<&Path> = of_set.map(|(path, _)| path.as_path()).collect();
        share(&models, set, folder, &paths, &mut rows)
    };
    let report =
        Report { masked: measure("masked", &options.masked)?, bare: measure("bare", &options.bare)? };
    write_file(&options.out.join("results.csv"), &rows)?;
    let bar = |name: &str, share: &Share| (name.to_owned(), [share.rate, share.low, share.high]);
    let bars = [bar("with a mask", &report.masked), bar("without", &report.bare)];
    plot::bars(&options.out.join("rates.svg"), "Refused for a mask", &bars)?;
    write_report(&options.out, &report)?;
    say("with a mask", &report.masked);
    say("without", &report.bare);
    Ok(Answer::Yes)
}

fn share(
    models: &FaceModels,
    set: &str,
    folder: &Path,
    paths: &[&Path],
    rows: &mut String,
) -> Result<Share, Failure> {
    if paths.is_empty() {
        return Err(Failure::Usage(format!("there is no picture to measure on under {}", folder.display())));
    }
    let seen = parallel::map("pictures", paths, |path| look(models, path))?;
    for (path, seen) in paths.iter().zip(&seen) {
        let name = csv(&path.strip_prefix(folder).unwrap_or(path).display().to_string());
        // Writing to a String cannot fail.
        let _ = match seen {
            Some((o, hint)) => writeln!(
                rows,
                "{set},{name},{:.4},{:.4},{:.4},{:.4},{:.4},{}",
                o.mask,
                o.sunglasses,
                o.covered,
                o.glare,
                o.forehead,
                hint.unwrap_or_default()
            ),
            None => writeln!(rows, "{set},{name},,,,,,no_face"),
        };
    }
    Ok(count(&seen))
}

fn look(models: &FaceModels, path: &Path) -> Result<Seen, Failure> {
    let looks = looks::framed(models, path)?;
    if let Some(facts) = looks.iter().find_map(|(_, seen)| looks::facts(seen)) {
        return Ok(Some((facts.occlusion, facts.cover().map(Guidance::id))));
    }
    // No landmarks: what the detector sees may still say what to take off.
    let mut hidden = looks.iter().filter_map(|(_, seen)| seen.hidden);
    Ok(hidden.find_map(|hidden| Some((hidden, hidden.guidance()?))).map(|(hidden, hint)| {
        let HiddenFace { mask, sunglasses, covered, .. } = hidden;
        (Occlusion { mask, sunglasses, covered, ..Occlusion::default() }, Some(hint.id()))
    }))
}

fn count(seen: &[Seen]) -> Share {
    let n = seen.len();
    let mut hints = BTreeMap::new();
    for hint in seen.iter().filter_map(|seen| seen.and_then(|(_, hint)| hint)) {
        *hints.entry(hint).or_insert(0) += 1;
    }
    let masks = hints.get("remove_mask").copied().unwrap_or(0);
    let [low, high] = clopper_pearson(masks, n);
    Share {
        n,
        no_face: seen.iter().filter(|seen| seen.is_none()).count(),
        rate: float(masks) / float(n.max(1)),
        low,
        high,
        covered: hints.values().sum(),
        hints,
    }
}

fn say(what: &str, share: &Share) {
    let Share { n, no_face, rate, low, high, covered, .. } = share;
    let [rate, low, high] = [rate, low, high].map(|share| share * 100.0);
    println!(
        "{what}: {rate:.1} % refused for a mask (95 %: {low:.1} to {high:.1} %) of {n}; {covered} for any cover, \
         {no_face} without a face"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: only the mask's own hint counts as refused for a mask, and the names.
    #[test]
    fn the_reason_counts() {
        let seen = |hint| Some((Occlusion::default(), hint));
        let share = count(&[seen(Some("remove_mask")), seen(Some("uncover_face")), seen(None), None]);
        assert_eq!((share.n, share.no_face, share.covered), (4, 1, 2));
        assert!((share.rate - 0.25).abs() < 1e-12);
        let json = serde_json::to_value(&share).unwrap();
        let names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["covered", "high", "hints", "low", "n", "no_face", "rate"]);
    }
}
