//! `mien evaluate qr`: how many pictures of QR codes are read right.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mien_qr::{Luma, QrError};
use serde::Serialize;

use super::{csv, make_folder, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::picture;
use crate::progress::Progress;
use crate::stats::median;

/// Options of `mien evaluate qr`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder with pictures; beside each, in a .txt file of the same name, the text of its code. Sub-folders count
    #[arg(long)]
    images: PathBuf,
    /// Folder for report.json and results.csv; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, PartialEq, Serialize)]
struct Report {
    /// Pictures of which a code with the right text was read.
    decoded: usize,
    /// Pictures of which only other text was read.
    wrong: usize,
    /// Pictures with a text beside them.
    total: usize,
    /// Time of one picture in memory, milliseconds.
    median_ms: Option<f64>,
}

/// What came out of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Right,
    Wrong,
    Nothing,
}

impl Reading {
    const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Nothing => "nothing",
        }
    }
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    let pictures: Vec<(PathBuf, PathBuf)> = picture::list(&options.images, true)?
        .into_iter()
        .filter_map(|picture| Some((truth_beside(&picture)?, picture)).map(|(text, picture)| (picture, text)))
        .collect();
    if pictures.is_empty() {
        let folder = options.images.display();
        return Err(Failure::Usage(format!("no picture under {folder} has a .txt file beside it")));
    }
    make_folder(&options.out)?;
    let progress = Progress::new("pictures", Some(pictures.len()));
    let mut report = Report { decoded: 0, wrong: 0, total: pictures.len(), median_ms: None };
    let mut times = Vec::new();
    let mut rows = String::from("picture,reading,ms\n");
    for (path, text) in &pictures {
        let truth = std::fs::read_to_string(text).because(|| format!("cannot read {}", text.display()))?;
        let (reading, ms) = measure(path, &truth)?;
        match reading {
            Reading::Right => report.decoded += 1,
            Reading::Wrong => report.wrong += 1,
            Reading::Nothing => {}
        }
        let name = path.strip_prefix(&options.images).unwrap_or(path).display().to_string();
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{},{},{ms:.3}", csv(&name), reading.name());
        times.push(ms);
        progress.step();
    }
    progress.finish();
    report.median_ms = median(&mut times);
    write_file(&options.out.join("results.csv"), &rows)?;
    write_report(&options.out, &report)?;
    println!("{} of {} pictures read right, {} wrong", report.decoded, report.total, report.wrong);
    println!("median {:.1} ms a picture", report.median_ms.unwrap_or_default());
    Ok(Answer::Yes)
}

/// `1.txt` for `1.png`, when it is there.
fn truth_beside(picture: &Path) -> Option<PathBuf> {
    let text = picture.with_extension("txt");
    text.is_file().then_some(text)
}

fn measure(path: &Path, truth: &str) -> Result<(Reading, f64), Failure> {
    let grey = picture::read(path)?.into_luma8();
    let row_stride = grey.width() as usize;
    let luma = Luma { data: grey.as_raw(), width: grey.width(), height: grey.height(), row_stride };
    let started = Instant::now();
    let codes = mien_qr::decode_picture(luma);
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let reading = match codes {
        Ok(codes) if codes.is_empty() => Reading::Nothing,
        Ok(codes) if codes.iter().any(|code| same_text(&code.text, truth)) => Reading::Right,
        Ok(_) => Reading::Wrong,
        Err(QrError::NotText | QrError::Decoder) => Reading::Nothing,
        Err(error) => return Err(Failure::because(format!("cannot look at {}", path.display()), error)),
    };
    Ok((reading, ms))
}

/// Equal, or equal but for one line end that an editor put at the end of the text file.
fn same_text(read: &str, truth: &str) -> bool {
    let without_end = truth.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    read == truth || without_end == Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: `decoded` means the same text, to the letter.
    #[test]
    fn texts_are_compared_to_the_letter() {
        assert!(
            same_text("a\r\nb", "a\r\nb")
                && same_text("a", "a\n")
                && same_text("a", "a\r\n")
                && same_text("a\n", "a\n")
        );
        assert!(
            !same_text("a\nb", "a\r\nb")
                && !same_text("A", "a")
                && !same_text("a", "a\n\n")
                && !same_text("a ", "a")
        );
    }

    // Protects: the names in report.json.
    #[test]
    fn report_names_are_a_contract() {
        let report = Report { decoded: 3, wrong: 1, total: 5, median_ms: Some(2.5) };
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(json, r#"{"decoded":3,"wrong":1,"total":5,"median_ms":2.5}"#);
    }
}
