//! `mien evaluate session`: who passes a whole scan? Rendered people and rendered attackers, or a video.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mien_puppet::campaign::{Campaign, CampaignReport};
use mien_puppet::{Kind, Profile, Stage};
use serde::Serialize;

use super::{liveness, make_folder, plot, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::progress::Progress;

/// Options of `mien evaluate session`.
///
/// Each session puts a rendered person, or a rendered attacker, before a rendered camera (7 to 60 frames a second, 20 % of
/// them dropped, uneven times) and lets the real engine and the real scan decide. Everything follows from the seed.
/// Renderings prove logic, not certification. A video goes through the passive parts of the scan instead: nobody in it
/// can be asked for anything.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Who comes before the camera: one kind, several with commas between, or `all`
    #[arg(long, value_parser = kinds, required_unless_present = "video", conflicts_with = "video")]
    kind: Option<Kinds>,
    /// What is asked of them
    #[arg(long, value_enum, default_value_t = Profile::Verify)]
    profile: Profile,
    /// Sessions of each kind
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    sessions: u32,
    /// What decides everything
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seconds of stream after which whoever stands before the camera gives up
    #[arg(long, default_value_t = 60)]
    patience: u64,
    /// Folder for report.json and sessions.svg; made when missing
    #[arg(long, required_unless_present = "video")]
    out: Option<PathBuf>,
    /// A video file instead of rendered sessions
    #[arg(long, requires = "expect")]
    video: Option<PathBuf>,
    /// What should come of the video; the exit code says whether it did
    #[arg(long, value_enum, requires = "video")]
    expect: Option<Expect>,
}

/// What should come of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Expect {
    /// Nothing speaks against a live person.
    Pass,
    /// Something does.
    NoPass,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Kinds(Vec<Kind>);

fn kinds(text: &str) -> Result<Kinds, String> {
    if text == "all" {
        return Ok(Kinds(Kind::ALL.to_vec()));
    }
    text.split(',').map(|name| Kind::from_str(name, false)).collect::<Result<_, _>>().map(Kinds)
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    profile: Profile,
    seed: u64,
    patience_seconds: u64,
    kinds: BTreeMap<&'static str, Row>,
}

/// Counts of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Row {
    /// Sessions.
    n: u32,
    /// Sessions that passed.
    passed: u32,
    /// `passed / n`.
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson).
    low: f64,
    /// Upper bound.
    high: f64,
    /// Median stream time of the passed sessions; null without any.
    median_seconds: Option<f64>,
    /// How the sessions ended, with counts.
    endings: BTreeMap<String, u32>,
    /// Seeds of the sessions that ended against expectation, for `mien-puppet session`.
    surprises: Vec<u64>,
}

impl From<CampaignReport> for Row {
    fn from(report: CampaignReport) -> Self {
        let CampaignReport { sessions, passed, rate, low, high, median_seconds, endings, surprises, .. } =
            report;
        let median_seconds = (passed > 0).then_some(median_seconds);
        Self { n: sessions, passed, rate, low, high, median_seconds, endings, surprises }
    }
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    if let (Some(video), Some(expect)) = (&options.video, options.expect) {
        return watch(video, expect);
    }
    let (Some(Kinds(kinds)), Some(out)) = (&options.kind, &options.out) else {
        return Err(Failure::Usage("say which --kind and where to write with --out".into()));
    };
    make_folder(out)?;
    let mut stage =
        Stage::load().because(|| "cannot set the stage (`cargo xtask setup` fetches what it needs)")?;
    stage.patience_us = options.patience * 1_000_000;
    let Options { profile, seed, patience, sessions, .. } = *options;
    let mut report = Report { profile, seed, patience_seconds: patience, kinds: BTreeMap::new() };
    for &kind in kinds {
        if kind.needs_people() && !Kind::has_people() {
            eprintln!("{}: skipped: no data (MIEN_DATA names the folder with lfw/img)", kind.name());
            continue;
        }
        let cannot = || format!("cannot run sessions of {}", kind.name());
        let progress = Progress::new(kind.name(), Some(sessions as usize));
        let campaign = Campaign::new(&stage, kind, profile).because(cannot)?;
        let counted = campaign.run(sessions, seed, &|_, _| progress.step()).because(cannot)?;
        progress.finish();
        let row = Row::from(counted);
        say(kind, &row);
        report.kinds.insert(kind.name(), row);
        // After each kind, so that a run that is stopped leaves what it has measured.
        write_report(out, &report)?;
        let rates: Vec<_> =
            report.kinds.iter().map(|(name, row)| (*name, [row.low, row.rate, row.high])).collect();
        plot::rates(&out.join("sessions.svg"), &rates)?;
    }
    Ok(Answer::Yes)
}

fn say(kind: Kind, row: &Row) {
    let Row { n, passed, rate, low, high, median_seconds, endings, .. } = row;
    let [rate, low, high] = [rate, low, high].map(|share| share * 100.0);
    let median = median_seconds.map_or(String::new(), |seconds| format!("; median {seconds:.1} s to pass"));
    println!("{}: {passed} of {n} passed, {rate:.2} % (95 %: {low:.2} to {high:.2} %){median}", kind.name());
    for (ending, count) in endings {
        println!("  {count:>6}  {ending}");
    }
}

/// Lets the passive parts of the scan see a video.
fn watch(video: &Path, expect: Expect) -> Result<Answer, Failure> {
    let (accepted, why) = liveness::watch(video)?;
    let as_expected = accepted == (expect == Expect::Pass);
    let verdict = if accepted { "pass" } else { "no pass" };
    println!("{verdict} ({why}): {}", if as_expected { "as expected" } else { "not as expected" });
    Ok(if as_expected { Answer::Yes } else { Answer::No })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the names on the command line.
    #[test]
    fn kinds_are_read_by_name() {
        assert_eq!(kinds("flat,lfw-bent10").unwrap(), Kinds(vec![Kind::Flat, Kind::LfwBent10]));
        assert_eq!(kinds("all").unwrap().0.len(), Kind::ALL.len());
        assert!(kinds("flat,cylinder").is_err());
    }

    // Protects: the names in report.json, and that no median is made up.
    #[test]
    fn the_report_has_its_names() {
        let row = Row {
            n: 10,
            passed: 0,
            rate: 0.0,
            low: 0.0,
            high: 0.31,
            median_seconds: None,
            endings: BTreeMap::from([("walked away".into(), 10)]),
            surprises: vec![],
        };
        let report = Report {
            profile: Profile::Verify,
            seed: 1,
            patience_seconds: 60,
            kinds: BTreeMap::from([("flat", row)]),
        };
        let json = serde_json::to_value(&report).unwrap();
        let names: Vec<_> = json["kinds"]["flat"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["endings", "high", "low", "median_seconds", "n", "passed", "rate", "surprises"]);
        assert!(json["kinds"]["flat"]["median_seconds"].is_null() && json["profile"] == "verify");
    }
}
