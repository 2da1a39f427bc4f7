//! `mien evaluate occlusion`: are masks refused as masks, and bare faces not?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::calibration::clopper_pearson;
use mien_face::measure::{CoverWeights, cover_features, cover_probabilities, hidden_features};
use mien_face::scan::Guidance;
use mien_face::{FaceError, FaceModels, Frame, HiddenFace, Occlusion};
use serde::Serialize;

use super::drawing::Painting;
use super::fit::Weights;
use super::people::Known;
use super::{csv, fit, looks, make_folder, parallel, people, plot, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
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
    /// Measure on faces only that are unknown to the classifiers: bare faces of the half of the people that the shipped ones were
    /// not fitted on; and masks, which all were, each with classifiers that are fitted anew without it and a fifth of the others
    #[arg(long, requires = "people")]
    unseen: bool,
    /// Fit the classifiers that ship, and write their weights to classifier.json and hidden.json in this folder; they take
    /// effect when the program is built again
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

/// The set of faces with a mask.
const MASKED: &str = "masked";

/// What was measured and the hint; `None` without a face.
type Seen = Option<(Occlusion, Option<&'static str>)>;

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    let known = people::known(&models, &options.masked, &options.bare)?;
    let folders = options.people.as_ref().map(|people| fit::Folders { people, others: &options.others });
    if let (Some(to), Some(folders)) = (&options.fit, &folders) {
        make_folder(to)?;
        fit::run(&models, folders, &known, to)?;
        println!("weights written to {}; build again to use them", to.display());
        return Ok(Answer::Yes);
    }
    let parts = match &folders {
        Some(folders) if options.unseen => fit::without_each_part(&models, folders, &known)?,
        _ => Vec::new(),
    };
    let mut rows = String::from("set,picture,mask,sunglasses,covered,glare,forehead,hint\n");
    let mut measure = |set: &str, folder: &Path| {
        let is_of_set = |face: &&Known| {
            face.masked == (set == MASKED) && (face.masked || !options.unseen || !face.fitted)
        };
        let judged = |face: &Known| {
            let part = parts.get(usize::try_from(face.fold).unwrap_or(0)).filter(|_| face.masked);
            (face.path.clone(), part)
        };
        let faces: Vec<_> = known.iter().filter(is_of_set).map(judged).collect();
        share(&models, set, folder, &faces, &mut rows)
    };
    let report = Report { masked: measure(MASKED, &options.masked)?, bare: measure("bare", &options.bare)? };
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
    faces: &[(PathBuf, Option<&Weights>)],
    rows: &mut String,
) -> Result<Share, Failure> {
    if faces.is_empty() {
        return Err(Failure::Usage(format!("there is no picture to measure on under {}", folder.display())));
    }
    let seen = parallel::map("pictures", faces, |(path, weights)| look(models, path, *weights))?;
    for ((path, _), seen) in faces.iter().zip(&seen) {
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

/// What a scan says of a picture; with other weights than the shipped ones, if there are any.
fn look(models: &FaceModels, path: &Path, weights: Option<&Weights>) -> Result<Seen, Failure> {
    let looks = looks::framed(models, path)?;
    for (painting, seen) in &looks {
        let Some(mut facts) = looks::facts(seen) else { continue };
        if let Some(weights) = weights {
            let said = asked(models, painting, &weights.found, cover_features)?;
            let Some([_, mask, sunglasses, covered]) = said else { continue };
            facts.occlusion = Occlusion { mask, sunglasses, covered, ..facts.occlusion };
        }
        return Ok(Some((facts.occlusion, facts.cover().map(Guidance::id))));
    }
    // No landmarks: what the detector sees may still say what to take off.
    for (painting, seen) in &looks {
        let Some(mut hidden) = seen.hidden else { continue };
        if let Some(weights) = weights {
            let said = asked(models, painting, &weights.hidden, hidden_features)?;
            let Some([_, mask, sunglasses, covered]) = said else { continue };
            hidden = HiddenFace { mask, sunglasses, covered, ..hidden };
        }
        let HiddenFace { mask, sunglasses, covered, .. } = hidden;
        if let Some(hint) = hidden.guidance() {
            let occlusion = Occlusion { mask, sunglasses, covered, ..Occlusion::default() };
            return Ok(Some((occlusion, Some(hint.id()))));
        }
    }
    Ok(None)
}

/// What a classifier says of the numbers that it looks at in a picture.
fn asked(
    models: &FaceModels,
    painting: &Painting,
    weights: &CoverWeights,
    features: impl Fn(&FaceModels, &Frame<'_>) -> Result<Option<Vec<f32>>, FaceError>,
) -> Result<Option<[f32; 4]>, Failure> {
    let bytes = painting.bytes();
    let features = features(models, &looks::frame(&bytes, painting)?).because(|| "cannot look for a face")?;
    Ok(features.and_then(|features| cover_probabilities(weights, &features)))
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
