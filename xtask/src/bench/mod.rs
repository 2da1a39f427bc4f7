//! `cargo xtask bench`: our times beside those of other implementations, on the same files and in turns. Prints tables,
//! leaves JSON in target/bench and writes docs/performance.md with its plot.

mod login;
mod page;
mod plot;
mod results;

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, paths, setup};
use results::Results;

/// One part of the page, measured alone or with the others.
struct Part {
    name: &'static str,
    heading: &'static str,
    measure: fn(&Path, &Path) -> Outcome,
    section: fn(&Results) -> Outcome<String>,
}

const PARTS: &[Part] = &[
    Part { name: "face", heading: page::FACE, measure: measure_face, section: page::face },
    Part { name: "qr", heading: page::QR, measure: measure_qr, section: page::qr },
    Part { name: "login", heading: page::LOGIN, measure: login::measure, section: login::section },
];

/// The verb.
///
/// `face`, `qr` and `login` measure one part and leave the rest of the page as it is. `--dev` measures the development build that
/// tests and demo use: nothing is built anew, but the debug assertions in `mien-face` make whole frames slower.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    let known: Vec<&str> = PARTS.iter().map(|part| part.name).chain(["--dev"]).collect();
    crate::only_flags(arguments, &known)?;
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let all = !PARTS.iter().any(|part| given(part.name));
    setup::for_bench()?;
    // The login is measured on what the tests run: the sandbox is not part of what is shipped.
    let only_login = !all && PARTS.iter().all(|part| part.name == "login" || !given(part.name));
    let (programs, built) = programs(given("--dev") || only_login)?;
    let folder = paths::products("bench");
    fs::create_dir_all(&folder).or_fail("making target/bench", "make the clone writable")?;

    let file = paths::root().join("docs/performance.md");
    let mut text = fs::read_to_string(&file).unwrap_or_default();
    for part in PARTS.iter().filter(|part| all || given(part.name)) {
        println!("{}:", part.heading);
        let measured = folder.join(format!("{}.json", part.name));
        (part.measure)(&programs, &measured)?;
        let results = Results::read(&measured)?;
        let built = if part.name == "login" { DEV } else { built };
        let section = page::section(part.heading, built, &(part.section)(&results)?);
        println!("\n{section}");
        text = page::with_section(&text, part.heading, &section);
        if part.name == "face" {
            plot::draw(&results, &paths::root().join("docs/performance.svg"))?;
        }
    }
    fs::write(file, text).or_fail("writing docs/performance.md", "make the clone writable")
}

/// How the programs were built, for the page.
const RELEASE: &str = "release build, as shipped: tract is compiled for size there, so that plain tract is slower than with `--dev`";
const DEV: &str = "development build: models optimised as released, the rest of Mien with debug assertions";

/// The folder of the measuring programs, and how they were built.
fn programs(dev: bool) -> Outcome<(PathBuf, &'static str)> {
    if dev {
        build::workspace(false)?;
        return Ok((paths::target().join("debug/examples"), DEV));
    }
    println!("Building as shipped (many minutes the first time; `--dev` measures what is built already) ...");
    Run::cargo()
        .args(["build", "--release", "--package", "mien-inference", "--package", "mien-face"])
        .args(["--package", "mien-qr", "--example", "model_times", "--example", "journey_times"])
        .args(["--example", "stage_times", "--example", "decode_times"])
        .run("correct the Rust code that the compiler names")?;
    Ok((paths::target().join("release/examples"), RELEASE))
}

fn measure_face(programs: &Path, results: &Path) -> Outcome {
    let run = script("bench_face.py")
        .arg(programs)
        .arg(paths::cache().join("portraits/astronaut.png"))
        .arg(models())
        .arg(results);
    let run = match setup::mediapipe() {
        Ok(python) => run.arg(python),
        Err(why) => {
            println!("  without MediaPipe as second yardstick: {why}");
            run
        }
    };
    run.run("the line above says what; `cargo xtask setup` makes the models")
}

fn measure_qr(programs: &Path, results: &Path) -> Outcome {
    script("bench_qr.py").arg(programs.join("decode_times")).arg(results).run("the line above says what")
}

fn script(name: &str) -> Run {
    Run::python().env("PYTHONDONTWRITEBYTECODE", "1").arg(Path::new("tests/evaluation").join(name))
}

fn models() -> PathBuf {
    std::env::var_os("MIEN_MODELS").map_or_else(|| paths::cache().join("models"), Into::into)
}

/// A measurement that is not there.
fn missing(what: &str) -> crate::failure::Failure {
    failure(format!("`{what}` was not measured"), "run `cargo xtask bench` again")
}
