//! `mien evaluate eyes`: are closed eyes called closed, and open ones not?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::FaceModels;
use mien_face::calibration::clopper_pearson;
use serde::Serialize;

use super::{csv, looks, make_folder, parallel, plot, write_file, write_report};
use crate::failure::{Answer, Failure};
use crate::stats::float;
use crate::{models, picture};

/// Options of `mien evaluate eyes`.
///
/// Each picture is looked at as the first frame of a scan; a picture that is nothing but the face gets a border. "Said
/// closed" means that the scan's gate for the eyes stays shut. A picture without a face counts against the rate of
/// closed eyes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of faces with both eyes closed
    #[arg(long)]
    closed: PathBuf,
    /// Folder of faces with open eyes, for the false alarms
    #[arg(long)]
    open: Option<PathBuf>,
    /// Folder for report.json, results.csv and rates.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// Faces with closed eyes.
    closed: Share,
    /// Faces with open eyes.
    open: Option<Share>,
}

/// How many were said to have closed eyes.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Share {
    /// Pictures.
    n: usize,
    /// Pictures of these in which no face was found.
    no_face: usize,
    /// Said closed.
    said_closed: usize,
    /// Said closed over all pictures.
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson).
    low: f64,
    /// Upper bound.
    high: f64,
}

/// Both eyes' probability of being open, and what the gate makes of it; `None` without a face.
type Seen = Option<([f32; 2], bool)>;

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    let mut rows = String::from("set,picture,right_open,left_open,said_closed\n");
    let closed = measure(&models, "closed", &options.closed, &mut rows)?;
    let open =
        options.open.as_deref().map(|folder| measure(&models, "open", folder, &mut rows)).transpose()?;
    let report = Report { closed, open };
    write_file(&options.out.join("results.csv"), &rows)?;
    let bar = |name: &str, share: &Share| (name.to_owned(), [share.rate, share.low, share.high]);
    let mut bars = vec![bar("closed eyes", &report.closed)];
    bars.extend(report.open.as_ref().map(|share| bar("open eyes", share)));
    plot::bars(&options.out.join("rates.svg"), "Said closed", &bars)?;
    write_report(&options.out, &report)?;
    say("closed", &report.closed);
    report.open.iter().for_each(|share| say("open", share));
    Ok(Answer::Yes)
}

fn measure(models: &FaceModels, set: &str, folder: &Path, rows: &mut String) -> Result<Share, Failure> {
    let pictures = picture::list(folder, true)?;
    if pictures.is_empty() {
        return Err(Failure::Usage(format!("there is no picture under {}", folder.display())));
    }
    let seen = parallel::map("pictures", &pictures, |path| look(models, path))?;
    for (path, seen) in pictures.iter().zip(&seen) {
        let name = csv(&path.strip_prefix(folder).unwrap_or(path).display().to_string());
        // Writing to a String cannot fail.
        let _ = match seen {
            Some(([right, left], closed)) => {
                writeln!(rows, "{set},{name},{right:.4},{left:.4},{}", u8::from(*closed))
            }
            None => writeln!(rows, "{set},{name},,,"),
        };
    }
    Ok(share(&seen))
}

fn look(models: &FaceModels, path: &Path) -> Result<Seen, Failure> {
    let Some((_, seen)) = looks::face(models, path)? else { return Ok(None) };
    let facts = looks::facts(&seen);
    Ok(seen.face.zip(facts).map(|(face, facts)| (face.eyes_open, facts.eyes_closed())))
}

fn share(seen: &[Seen]) -> Share {
    let n = seen.len();
    let said_closed = seen.iter().filter(|seen| seen.is_some_and(|(_, closed)| closed)).count();
    let [low, high] = clopper_pearson(said_closed, n);
    let no_face = seen.iter().filter(|seen| seen.is_none()).count();
    Share { n, no_face, said_closed, rate: float(said_closed) / float(n.max(1)), low, high }
}

fn say(what: &str, share: &Share) {
    let Share { n, no_face, rate, low, high, .. } = share;
    let [rate, low, high] = [rate, low, high].map(|share| share * 100.0);
    println!(
        "{what} eyes: {rate:.1} % said closed (95 %: {low:.1} to {high:.1} %) of {n}, {no_face} without a face"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a picture without a face is no success, and the names.
    #[test]
    fn faces_that_are_not_found_count_against_the_rate() {
        let share = share(&[Some(([0.1, 0.2], true)), Some(([0.9, 0.9], false)), None, None]);
        assert_eq!((share.n, share.no_face, share.said_closed), (4, 2, 1));
        assert!((share.rate - 0.25).abs() < 1e-12 && share.low < 0.25 && share.high > 0.25);
        let json = serde_json::to_value(Report { closed: share, open: None }).unwrap();
        let names: Vec<_> = json["closed"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["high", "low", "n", "no_face", "rate", "said_closed"]);
    }
}
