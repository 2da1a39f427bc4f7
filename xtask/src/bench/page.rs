//! docs/performance.md.

use std::fmt::Write as _;
use std::fs;

use super::results::Results;
use crate::failure::{Outcome, failure};

pub(super) const FACE: &str = "Face";
pub(super) const QR: &str = "QR codes";
pub(super) const LOGIN: &str = "Login";

const HEAD: &str = "# Performance\n\n\
    Written by `cargo xtask bench`; run it on your own machine. Times are CPU milliseconds of one thread. All contenders\n\
    take turns on the same files and pictures, so that they meet the same machine: a round is the median of some runs of\n\
    each, the figure is the median of the rounds, in brackets the fastest and the slowest round. Ratios are taken round by\n\
    round; below 1.00 Mien is the faster one.\n";

/// The page with one section put in the place of its older self, and the others as they were; a section that is not
/// written any more goes.
pub(super) fn with_section(page: &str, heading: &str, section: &str) -> String {
    let is_kept = |other: &&str| {
        let name = other.lines().next();
        name != Some(heading) && [FACE, QR, LOGIN].iter().any(|known| name == Some(*known))
    };
    let others = page.split("\n## ").skip(1).filter(is_kept);
    let mut sections: Vec<String> = others.map(|other| format!("## {}\n", other.trim_end())).collect();
    sections.push(section.to_owned());
    // Always in one order, whatever was measured last.
    sections.sort();
    format!("{HEAD}\n{}", sections.join("\n"))
}

/// A section: heading, machine, build, contents.
pub(super) fn section(heading: &str, built: &str, contents: &str) -> String {
    let machine = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let machine =
        machine.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": an unnamed processor");
    let machine = machine.trim_start_matches([':', ' ', '\t']);
    format!("## {heading}\n\nMeasured on {machine} ({}), {built}.\n\n{contents}", std::env::consts::ARCH)
}

/// The face models, what is made of them, and how long they take to open.
pub(super) fn face(results: &Results) -> Outcome<String> {
    let mut page = String::new();
    let reference = results.text("/reference")?;
    let (rounds, runs) = (results.number("/rounds")?, results.number("/runs")?);
    let _ = writeln!(
        page,
        "Each model alone, on the crop that it gets for the portrait that set-up fetches, against {reference} and plain tract:\n\
         {rounds} rounds of {runs} runs. GMAC/s are billions of multiplications a second. The column `gemm` is what the crate of\n\
         that name reaches on the model's own matrix products, one by one, where no layer waits for another and the\n\
         depthwise layers are left out.\n\n\
         ![Time of each model as a share of ONNX Runtime's](performance.svg)\n\n\
         | model | MMAC | Mien | plain tract | ONNX Runtime | Mien / ONNX Runtime | Mien / tract |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for model in results.list("/models")? {
        let _ = write!(page, "| {} | {:.1} |", model.text("/name")?, model.number("/mmac")?);
        for column in ["/ours", "/tract", "/reference", "/ratios/reference", "/ratios/tract"] {
            let _ = write!(page, " {} |", model.spread(column)?);
        }
        page.push('\n');
    }
    page.push_str("\n| GMAC/s | Mien | plain tract | ONNX Runtime | `gemm` | Mien / `gemm` |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
    for model in results.list("/models")? {
        let _ = write!(page, "| {} |", model.text("/name")?);
        for column in ["/gmacs/ours", "/gmacs/tract", "/gmacs/reference", "/gemm_gmacs"] {
            let _ = write!(page, " {:.1} |", model.number(column)?);
        }
        let _ = writeln!(page, " {:.2} |", model.number("/share_of_gemm")?);
    }
    page.push_str("\n`gemm` alone, on shapes that are common in small networks:\n\n| output channels x input channels x pixels | GMAC/s |\n| --- | ---: |\n");
    for shape in results.list("/shapes")? {
        let [m, k, n] = ["/shape/0", "/shape/1", "/shape/2"].map(|side| shape.number(side));
        let _ = writeln!(page, "| {} x {} x {} | {:.1} |", m?, k?, n?, shape.number("/gmacs")?);
    }
    journeys(&mut page, results)?;
    opening(&mut page, results)?;
    page.push_str("\n### Stages\n\nThe parts of the product, with what goes on before and after each model; there is nothing to compare them with.\n\n| stage | Mien |\n| --- | ---: |\n");
    for stage in results.list("/own")? {
        let _ = writeln!(page, "| {} | {:.2} |", stage.text("/name")?, stage.number("/ms")?);
    }
    Ok(page)
}

fn journeys(page: &mut String, results: &Results) -> Outcome {
    page.push_str(
        "\n### Whole frames and whole verifications\n\n\
         Mien does everything from the camera's planes (NV12, 512x512) to the observation or the embeddings. A tracked frame\n\
         is the mean of five: the landmark model in all of them, both eyes, lighting and fingerprint, and the detector in one.\n\
         A verification is detector, landmarks, alignment and both embeddings. ONNX Runtime runs the same networks as often, on\n\
         inputs that are ready: no conversion, no decoding of outputs. MediaPipe 0.10.21 runs its own pipelines for the same\n\
         picture, FaceMesh on all five frames and FaceDetection on one, without eyes and quality; its time is that of all its\n\
         threads. OpenCV's YuNet and SFace are not here: no package of a registry carries their weights.\n\n\
         | | Mien | ONNX Runtime, networks only | ratio | MediaPipe | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for journey in results.list("/journeys")? {
        let _ = write!(page, "| {} |", journey.text("/name")?);
        for column in ["/ours", "/reference", "/ratios/reference", "/mediapipe", "/ratios/mediapipe"] {
            let cell = if column.ends_with("mediapipe") && !journey.has(column) {
                String::new()
            } else {
                journey.spread(column)?
            };
            let _ = write!(page, " {cell} |");
        }
        page.push('\n');
    }
    Ok(())
}

fn opening(page: &mut String, results: &Results) -> Outcome {
    page.push_str(
        "\n### Opening\n\n\
         The five models of a scan, opened one after the other in a fresh process: CPU milliseconds, and megabytes of resident\n\
         memory more than before, once opened and once each has run.\n\n\
         | | CPU | resident, opened | resident, after a run of each |\n| --- | ---: | ---: | ---: |\n",
    );
    for (engine, name) in [("ours", "Mien"), ("tract", "plain tract")] {
        let _ = write!(page, "| {name} |");
        for column in ["cpu", "opened_mb", "run_mb"] {
            let _ = write!(page, " {} |", results.spread(&format!("/opening/{engine}/{column}"))?);
        }
        page.push('\n');
    }
    let _ =
        writeln!(page, "\nMien takes {} of plain tract's time.", results.spread("/opening/ratios/tract")?);
    Ok(())
}

/// The QR reader.
pub(super) fn qr(results: &Results) -> Outcome<String> {
    let mut page = String::new();
    let reference = results.text("/reference")?;
    let (rounds, runs) = (results.number("/rounds")?, results.number("/runs")?);
    let _ = writeln!(
        page,
        "Against {reference}, {rounds} rounds of {runs} runs.\n\n\
         | picture | Mien | reference | ratio | read right (Mien, reference) |\n| --- | ---: | ---: | ---: | --- |"
    );
    for stage in results.list("/stages")? {
        let _ = write!(page, "| {} |", stage.text("/name")?);
        for column in ["/ours", "/reference", "/ratios/reference"] {
            let _ = write!(page, " {} |", stage.spread(column)?);
        }
        let right = |which: &str| if stage.is_true(which) { "yes" } else { "no" };
        let _ = writeln!(page, " {}, {} |", right("/ours_right"), right("/reference_right"));
    }
    hard_frames(&mut page, results)?;
    Ok(page)
}

/// Of the frames that can be read, this share must be.
const HARD_AIM: f64 = 0.98;

/// Frames with the faults of hands, screens and rooms.
fn hard_frames(page: &mut String, results: &Results) -> Outcome {
    page.push_str(
        "\n### Hard frames\n\n\
         Login codes of 190 characters as a phone's camera meets them, drawn by `tests/evaluation/qr_frames.py` at 1280x720: blur,\n\
         shake, angle, the screen's own grid, lamps, shadows, noise. Read by one look each, as in a live camera. A frame counts as\n\
         readable when the reference gets it in any of its four ways to tell dark from light, as it is or softened. Milliseconds\n\
         are medians, the ratio is of the sums. These are drawings: no phone's camera has taken them.\n\n\
         | fault | frames | readable | Mien | reference | Mien of the readable | Mien, ms | reference, ms | ratio |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let (mut readable, mut read) = (0.0, 0.0);
    for kind in results.list("/hard")? {
        let count = |which: &str| kind.number(&format!("/{which}"));
        readable += count("readable")?;
        read += count("ours_of_readable")?;
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {:.2} | {:.2} | {:.2} |",
            kind.text("/name")?,
            count("frames")?,
            count("readable")?,
            count("ours")?,
            count("reference")?,
            count("ours_of_readable")?,
            kind.number("/ms/ours")?,
            kind.number("/ms/reference")?,
            kind.number("/ratio")?
        );
        if count("wrong")? > 0.0 {
            return Err(failure(
                "a frame was read as something else",
                "look at core/qr: a wrong text is worse than none",
            ));
        }
    }
    let share = if readable > 0.0 { read / readable } else { 0.0 };
    let verdict = if share >= HARD_AIM { "reached" } else { "missed" };
    let _ = writeln!(
        page,
        "\nOf {readable} readable frames Mien reads {read}: {:.1} %. The aim of {:.0} % is {verdict}. No frame was read as anything else.",
        share * 100.0,
        HARD_AIM * 100.0
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: &str = r#"{"name": "blurred",
        "ours": {"median": 1.0, "low": 0.9, "high": 1.25}, "reference": {"median": 2.0, "low": 1.9, "high": 2.5},
        "ratios": {"reference": {"median": 0.5, "low": 0.45, "high": 0.55}}, "ours_right": true, "reference_right": false}"#;

    const HARD: &str = r#"{"name": "glare", "frames": 40, "readable": 39, "ours": 38, "reference": 37, "ours_of_readable": 38,
        "wrong": 0, "ms": {"ours": 3.5, "reference": 3.0}, "ratio": 1.125}"#;

    fn results(stage: &str) -> Results {
        let text = format!(
            r#"{{"reference": "R 1", "rounds": 5, "runs": 8, "stages": [{stage}], "hard": [{HARD}]}}"#
        );
        Results::parse(&text).unwrap()
    }

    // The published numbers must be the measured ones, each in its column.
    #[test]
    fn every_measurement_gets_its_row() {
        let page = qr(&results(STAGE)).unwrap();
        let row = "| blurred | 1.00 (0.90 to 1.25) | 2.00 (1.90 to 2.50) | 0.50 (0.45 to 0.55) | yes, no |";
        assert!(page.lines().any(|line| line == row), "{row} is not in\n{page}");
        let row = "| glare | 40 | 39 | 38 | 37 | 38 | 3.50 | 3.00 | 1.12 |";
        assert!(page.lines().any(|line| line == row), "{row} is not in\n{page}");
        assert!(
            page.contains("Of 39 readable frames Mien reads 38: 97.4 %. The aim of 98 % is missed."),
            "{page}"
        );
    }

    // A program that stopped half-way must not leave a page that looks complete.
    #[test]
    fn a_missing_number_is_an_error() {
        assert!(qr(&results(&STAGE.replace("high", "highest"))).is_err());
        assert!(face(&results(STAGE)).is_err());
    }

    // Measuring one part must not lose the others, nor write a part twice, nor keep what nobody writes.
    #[test]
    fn a_section_takes_the_place_of_its_older_self() {
        let page = with_section("# Page\n\n## Gone\n\ngone\n", QR, "## QR codes\n\nold\n");
        let page = with_section(&page, FACE, "## Face\n\nface\n");
        let page = with_section(&page, QR, "## QR codes\n\nnew\n");
        assert_eq!(page, format!("{HEAD}\n## Face\n\nface\n\n## QR codes\n\nnew\n"));
    }
}
