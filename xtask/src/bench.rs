//! `cargo xtask bench`: our times beside those of the reference implementations, on the same files and in turns. Prints
//! a table, leaves JSON in target/bench and writes docs/performance.md.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, only_flags, paths, setup};

/// The verb.
///
/// `--dev` measures the development build that tests and demo use: nothing is built anew, but its debug assertions make
/// our times longer than the release's.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &["--dev"])?;
    setup::for_bench()?;
    let dev = !arguments.is_empty();
    let programs = paths::target().join(if dev { "debug/examples" } else { "release/examples" });
    if dev {
        build::workspace(false)?;
    } else {
        release("mien-face", "stage_times")?;
        release("mien-qr", "decode_times")?;
    }
    let results = paths::products("bench");
    fs::create_dir_all(&results).or_fail("making target/bench", "make the clone writable")?;

    println!("face stages:");
    measure("bench_face.py")
        .arg(programs.join("stage_times"))
        .arg(paths::cache().join("portraits/astronaut.png"))
        .arg(models())
        .arg(results.join("face.json"))
        .run("the line above says what; `cargo xtask setup` makes the models")?;
    println!("QR codes:");
    measure("bench_qr.py")
        .arg(programs.join("decode_times"))
        .arg(results.join("qr.json"))
        .run("the line above says what")?;

    let built = if dev { DEV } else { RELEASE };
    let page = page(&read(&results.join("face.json"))?, &read(&results.join("qr.json"))?, built)?;
    println!("\n{page}");
    let writable = "make the clone writable";
    fs::write(paths::root().join("docs/performance.md"), page)
        .or_fail("writing docs/performance.md", writable)
}

/// Optimised as released, but without link-time optimisation, which would take minutes and change little here.
fn release(package: &str, example: &str) -> Outcome {
    Run::cargo()
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .args(["build", "--release", "--package", package, "--example", example])
        .run("correct the Rust code that the compiler names")
}

fn measure(script: &str) -> Run {
    Run::python().env("PYTHONDONTWRITEBYTECODE", "1").arg(Path::new("tests/evaluation").join(script))
}

fn models() -> std::path::PathBuf {
    std::env::var_os("MIEN_MODELS").map_or_else(|| paths::cache().join("models"), Into::into)
}

fn read(file: &Path) -> Outcome<Value> {
    let again = "run `cargo xtask bench` again";
    let text = fs::read_to_string(file).or_fail(format!("reading {}", file.display()), again)?;
    serde_json::from_str(&text).or_fail(format!("reading {}", file.display()), again)
}

/// How the programs were built, for the page.
const RELEASE: &str = "release build, without link-time optimisation";
const DEV: &str = "development build: optimised, with debug assertions, which make Mien's times longer";

/// docs/performance.md, whole.
fn page(face: &Value, qr: &Value, built: &str) -> Outcome<String> {
    let mut page = String::from(
        "# Performance\n\nWritten by `cargo xtask bench`; run it on your own machine. Times are CPU milliseconds of one \
         thread: the median of calls\nthat take turns with the reference, so that both meet the same machine. Below 1.00 \
         Mien is the faster one. Only the files and\nthe pictures are shared: load, and the time to open a model, are \
         not in these numbers.\n",
    );
    let machine = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let machine =
        machine.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": an unnamed processor");
    let _ = writeln!(
        page,
        "\nMeasured on {} ({}), {built}.",
        machine.trim_start_matches([':', ' ', '\t']),
        std::env::consts::ARCH
    );
    table(&mut page, "Face models", "model", face, false)?;
    own_stages(&mut page, face)?;
    table(&mut page, "QR codes", "picture", qr, true)?;
    Ok(page)
}

fn table(page: &mut String, title: &str, what: &str, result: &Value, with_verdict: bool) -> Outcome {
    let missing = || {
        failure(format!("the measurements of `{title}` are not complete"), "run `cargo xtask bench` again")
    };
    let reference = result.get("reference").and_then(Value::as_str).ok_or_else(missing)?;
    let rounds = result.get("rounds").and_then(Value::as_u64).ok_or_else(missing)?;
    let _ = writeln!(page, "\n## {title}\n\nAgainst {reference}, {rounds} rounds.\n");
    let verdict = if with_verdict { (" read right (Mien, reference) |", " --- |") } else { ("", "") };
    let _ = writeln!(
        page,
        "| {what} | Mien | reference | ratio |{}\n| --- | ---: | ---: | ---: |{}",
        verdict.0, verdict.1
    );
    for stage in result.get("stages").and_then(Value::as_array).ok_or_else(missing)? {
        let number = |key: &str| stage.get(key).and_then(Value::as_f64).ok_or_else(missing);
        let name = stage.get("name").and_then(Value::as_str).ok_or_else(missing)?;
        let (ours, theirs, ratio) = (number("ours_ms")?, number("reference_ms")?, number("ratio")?);
        let _ = write!(page, "| {name} | {ours:.2} | {theirs:.2} | {ratio:.2} |");
        if with_verdict {
            let right =
                |key: &str| if stage.get(key).and_then(Value::as_bool) == Some(true) { "yes" } else { "no" };
            let _ = write!(page, " {}, {} |", right("ours_right"), right("reference_right"));
        }
        page.push('\n');
    }
    Ok(())
}

/// The stages as the product runs them; there is nothing to compare them with.
fn own_stages(page: &mut String, face: &Value) -> Outcome {
    let missing =
        || failure("the stages of the face engine were not measured", "run `cargo xtask bench` again");
    page.push_str("\nThe same as stages of the product, with what goes on before and after each model:\n\n");
    page.push_str("| stage | Mien |\n| --- | ---: |\n");
    for stage in face.get("own").and_then(Value::as_array).ok_or_else(missing)? {
        let name = stage.get("name").and_then(Value::as_str).ok_or_else(missing)?;
        let ms = stage.get("ms").and_then(Value::as_f64).ok_or_else(missing)?;
        let _ = writeln!(page, "| {name} | {ms:.2} |");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(stages: &str) -> Value {
        let text = format!(
            r#"{{"reference": "R 1", "rounds": 3, "stages": [{stages}], "own": [{{"name": "detect", "ms": 7.25}}]}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    // The published numbers must be the measured ones, each in its column.
    #[test]
    fn every_measurement_gets_its_row() {
        let face = result(r#"{"name": "eye", "ours_ms": 2.0, "reference_ms": 0.5, "ratio": 4.0}"#);
        let qr = result(
            r#"{"name": "blurred", "ours_ms": 1.0, "reference_ms": 2.0, "ratio": 0.5, "ours_right": true, "reference_right": false}"#,
        );
        let page = page(&face, &qr, RELEASE).unwrap();
        for row in [
            "| eye | 2.00 | 0.50 | 4.00 |",
            "| detect | 7.25 |",
            "| blurred | 1.00 | 2.00 | 0.50 | yes, no |",
        ] {
            assert!(page.lines().any(|line| line == row), "{row} is not in\n{page}");
        }
    }

    // A program that stopped half-way must not leave a page that looks complete.
    #[test]
    fn a_missing_number_is_an_error() {
        assert!(page(&result(r#"{"name": "eye", "ours_ms": 2.0}"#), &result(""), DEV).is_err());
    }
}
