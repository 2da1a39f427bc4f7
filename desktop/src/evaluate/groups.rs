//! `mien evaluate groups`: are strangers taken for each other more often in one group of people than in another?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::calibration::Calibration;
use mien_puppet::calibrate::groups::{self, Labelled};
use serde::Serialize;

use super::{make_folder, plot, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::models;
use crate::progress::Progress;

/// Rates of false acceptance that each group's own threshold is stated for.
const RATES: [(&str, f64); 2] = [("1e-2", 1e-2), ("1e-3", 1e-3)];
/// So many of the closest pairs of each group are named.
const CLOSEST: usize = 20;

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
    /// File of pairs that show one person after all: two file names and a tab between on each line
    #[arg(long)]
    same: Option<PathBuf>,
    /// Folder for report.json, groups.csv and rates.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// The threshold that scans use.
    threshold: f32,
    /// The false acceptance rate among all strangers that it bounds.
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
    /// The closest pairs, to be looked at: are they strangers at all?
    closest: Vec<Pair>,
}

/// Two pictures that are said to be of two people.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Pair {
    similarity: f32,
    pictures: [String; 2],
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    let matching = Calibration::shipped().because(|| "cannot read the calibration")?.matching;
    let labelled = Labelled { images: &options.images, same: options.same.as_deref() };
    let progress = Progress::new("pictures", None);
    let found = groups::groups(&models, labelled, &|_, _| progress.step())
        .because(|| format!("cannot compare the pictures under {}", options.images.display()))?;
    progress.finish();
    if found.images == 0 {
        return Err(Failure::Usage(format!(
            "no picture in {} is named by age, sex and origin",
            options.images.display()
        )));
    }
    let report = Report {
        threshold: matching.threshold,
        far: matching.far,
        images: found.images,
        no_face: found.no_face,
        groups: found.groups.iter().map(|of| (of.label.clone(), group(of, matching.threshold))).collect(),
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
        let Group { pictures, pairs, accepted, rate, low, high, thresholds, closest: _ } = group;
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

fn group(of: &groups::Group, threshold: f32) -> Group {
    let scores = of.scores();
    let (accepted, [rate, low, high]) = scores.accepted(threshold);
    let closest = of
        .pairs
        .iter()
        .take(CLOSEST)
        .map(|pair| Pair { similarity: pair.similarity, pictures: pair.pictures.clone() });
    Group {
        pictures: of.pictures,
        pairs: of.pairs.len(),
        accepted,
        rate,
        low,
        high,
        thresholds: RATES.iter().filter_map(|(name, rate)| Some((*name, scores.threshold(*rate)?))).collect(),
        closest: closest.collect(),
    }
}

#[cfg(test)]
mod tests {
    use mien_puppet::calibrate::groups::Compared;

    use super::*;

    // Protects the count: each pair at the threshold or above, the closest ones named.
    #[test]
    fn pairs_are_counted() {
        let pair =
            |similarity: f32, a: &str, b: &str| Compared { similarity, pictures: [a, b].map(str::to_owned) };
        let pairs = vec![pair(0.95, "a", "b"), pair(0.9, "b", "c"), pair(0.1, "a", "c")];
        let group = group(&groups::Group { label: "all".to_owned(), pictures: 3, pairs }, 0.9);
        assert_eq!((group.pictures, group.pairs, group.accepted), (3, 3, 2));
        assert_eq!(group.closest[0].pictures, ["a", "b"]);
        assert!(group.thresholds.is_empty());
    }
}
