//! `mien evaluate liveness`: which pictures and videos of people and of attacks are accepted?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::calibration::{Calibration, clopper_pearson};
use mien_face::measure::spoof;
use mien_face::{FaceModels, face_in_picture};
use serde::Serialize;

use super::{csv, make_folder, table, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::progress::Progress;
use crate::stats::float;
use crate::watch::{self, LIVE, Voice};
use crate::{models, picture, source};

/// The label of people; every other label names a kind of attack.
const REAL: &str = "real";

/// Options of `mien evaluate liveness`.
///
/// What "accepted" means. A picture: a face is found and the texture network votes "live" (score 0.5 or more). A video:
/// a face is in at least half of the frames; the pictures neither freeze nor repeat; where the head turns, its
/// proportions do not follow those of a flat or bent sheet; and the texture network's mean score over frames a quarter
/// of a second apart is 0.5 or more.
///
/// These are the passive parts of the scan. A real scan also asks for head turns drawn at random, which a recording
/// cannot be asked for: these numbers say how far the passive parts carry, not how safe a scan is.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder that the names in the list begin from
    #[arg(long)]
    root: PathBuf,
    /// List, separated by tabs, with a header line: file, label (`real` or the attack's name), video (1 or 0)
    #[arg(long)]
    list: PathBuf,
    /// Folder for report.json and results.csv; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Default, Serialize)]
struct Report {
    picture: BTreeMap<String, Errors>,
    video: BTreeMap<String, Errors>,
}

/// Counts of one label.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
struct Errors {
    /// Files.
    n: usize,
    /// Files that were accepted.
    accepted: usize,
    /// Attacks: share accepted (APCER). People: share refused (BPCER).
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson).
    low: f64,
    /// Upper bound.
    high: f64,
}

/// One line of the list.
struct Item {
    file: String,
    label: String,
    video: bool,
}

/// What was decided about one file, and why.
struct Decision {
    accepted: bool,
    why: String,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    let items = read_list(options)?;
    make_folder(&options.out)?;
    let judge = Judge::load()?;
    let progress = Progress::new("files", Some(items.len()));
    let mut report = Report::default();
    let mut rows = String::from("file,label,video,accepted,why\n");
    for item in &items {
        let path = options.root.join(&item.file);
        let decision = if item.video { judge.video(&path)? } else { judge.picture(&path)? };
        let kind = if item.video { &mut report.video } else { &mut report.picture };
        kind.entry(item.label.clone()).or_default().count(decision.accepted);
        let [video, accepted] = [item.video, decision.accepted].map(u8::from);
        let columns = [&item.file, &item.label, &decision.why].map(|value| csv(value));
        let [file, label, why] = columns;
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{file},{label},{video},{accepted},{why}");
        progress.step();
    }
    progress.finish();
    for (label, rate) in report.picture.iter_mut().chain(&mut report.video) {
        rate.bound(label == REAL);
    }
    write_file(&options.out.join("results.csv"), &rows)?;
    write_report(&options.out, &report)?;
    say("pictures", &report.picture);
    say("videos", &report.video);
    Ok(Answer::Yes)
}

/// Whether a video is accepted as one of a live person, and why.
pub(super) fn watch(video: &Path) -> Result<(bool, String), Failure> {
    let Decision { accepted, why } = Judge::load()?.video(video)?;
    Ok((accepted, why))
}

fn read_list(options: &Options) -> Result<Vec<Item>, Failure> {
    let rows = table::read(&options.list, ["file", "label", "video"])?;
    if rows.is_empty() {
        return Err(Failure::Usage(format!("the list {} is empty", options.list.display())));
    }
    let mut items = Vec::new();
    for (index, [file, label, video]) in rows.into_iter().enumerate() {
        let wrong = |what: &str| Failure::Usage(format!("line {} of the list: {what}", index + 2));
        let video = table::yes_or_no(&video).ok_or_else(|| wrong("video is 1 or 0"))?;
        if label.is_empty() {
            return Err(wrong("the label is missing"));
        }
        if !options.root.join(&file).exists() {
            return Err(wrong(&format!("{file} is not in {}", options.root.display())));
        }
        items.push(Item { file, label, video });
    }
    Ok(items)
}

/// Everything that decisions need.
struct Judge {
    models: FaceModels,
    calibration: Calibration,
}

impl Judge {
    fn load() -> Result<Self, Failure> {
        Ok(Self {
            models: models::load()?,
            calibration: Calibration::shipped().because(|| "cannot use the built-in thresholds")?,
        })
    }

    fn picture(&self, path: &Path) -> Result<Decision, Failure> {
        let owned = source::OwnedFrame::from_picture(picture::read(path)?, 0);
        let cannot = || format!("cannot look at {}", path.display());
        let frame = owned.frame().because(cannot)?;
        let Some(face) = face_in_picture(&self.models, &frame).because(cannot)? else {
            return Ok(Decision { accepted: false, why: "no face".into() });
        };
        let texture = 1.0 - spoof(&self.models, &frame, face.observation.bounds).because(cannot)?;
        Ok(Decision { accepted: texture >= LIVE, why: format!("texture {texture:.3}") })
    }

    fn video(&self, path: &Path) -> Result<Decision, Failure> {
        let seen = watch::look(&self.models, &self.calibration, path)?;
        Ok(decide(&seen.voices()))
    }
}

/// Puts the parts together; the first that speaks against a live person is the reason.
fn decide(voices: &[Voice]) -> Decision {
    let against = voices.iter().find(|voice| voice.against);
    let texture = voices.iter().find(|voice| voice.cue == "presentation").map_or("", |voice| &voice.why);
    let why = match against {
        Some(Voice { cue, why, .. }) if *cue != "presentation" => format!("{cue}: {why}; {texture}"),
        Some(_) => format!("presentation: {texture}"),
        None => format!("nothing against it; {texture}"),
    };
    Decision { accepted: against.is_none(), why }
}

impl Errors {
    fn count(&mut self, accepted: bool) {
        self.n += 1;
        self.accepted += usize::from(accepted);
    }

    fn bound(&mut self, real: bool) {
        let errors = if real { self.n - self.accepted } else { self.accepted };
        self.rate = float(errors) / float(self.n.max(1));
        [self.low, self.high] = clopper_pearson(errors, self.n);
    }
}

fn say(kind: &str, rates: &BTreeMap<String, Errors>) {
    for (label, Errors { n, rate, low, high, .. }) in rates {
        let what = if label == REAL { "refused" } else { "accepted" };
        let [rate, low, high] = [rate, low, high].map(|share| share * 100.0);
        println!("{kind}, {label}: {rate:.1} % {what} (95 %: {low:.1} to {high:.1} %) of {n}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Seen;
    use mien_face::scan::PassiveFacts;

    // Protects: for attacks the rate counts the accepted ones, for people the refused ones; and the names.
    #[test]
    fn rates_are_errors() {
        let mut report = Report::default();
        for (label, accepted) in
            [("real", true), ("real", true), ("real", false), ("print", true), ("print", false)]
        {
            report.video.entry(label.into()).or_default().count(accepted);
        }
        for (label, rate) in &mut report.video {
            rate.bound(label == REAL);
        }
        let real = report.video.get("real").unwrap();
        assert_eq!((real.n, real.accepted), (3, 2));
        assert!((real.rate - 1.0 / 3.0).abs() < 1e-12 && real.low < real.rate && real.rate < real.high);
        let json = serde_json::to_value(&report).unwrap();
        let names: Vec<_> = json["video"]["print"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["accepted", "high", "low", "n", "rate"]);
        assert_eq!(
            (json["video"]["print"]["rate"].as_f64(), &json["picture"]),
            (Some(0.5), &serde_json::json!({}))
        );
    }

    // Protects: each part can refuse on its own, and nothing else does.
    #[test]
    fn every_part_can_refuse() {
        let facts = PassiveFacts { frames: 100, with_face: 90, frozen: false, looped: false, planar: None };
        let accepted = |facts: PassiveFacts, texture: &[f32]| {
            let seen = Seen { frames: 100, length: 0, events: Vec::new(), facts, texture: texture.to_vec() };
            decide(&seen.voices()).accepted
        };
        assert!(accepted(facts, &[0.9, 0.4]));
        assert!(!accepted(facts, &[0.4, 0.4]) && !accepted(facts, &[]));
        for bad in [
            PassiveFacts { with_face: 49, ..facts },
            PassiveFacts { frames: 0, with_face: 0, ..facts },
            PassiveFacts { frozen: true, ..facts },
            PassiveFacts { looped: true, ..facts },
            PassiveFacts { planar: Some(mien_face::scan::PlanarReason::NarrowOnThePath), ..facts },
        ] {
            assert!(!accepted(bad, &[0.9]));
        }
    }
}
