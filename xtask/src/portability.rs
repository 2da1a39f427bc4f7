//! `cargo xtask verify-portability`: the numbers of all models on a phone's processor and in a browser's WebAssembly,
//! compared with those of this machine. Emulated, so it takes minutes to build; `cargo xtask ci` runs the phone's alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{OrFail, Outcome, failure};
use crate::run::Run;
use crate::{build, only_flags, paths, setup};

/// Largest difference, as a share of the output's range.
const BOUND: f32 = 1e-5;

/// Another processor.
struct Target {
    triple: &'static str,
    /// The instruction set that must be used there: without it the check would say little.
    instruction_set: &'static str,
    environment: &'static [(&'static str, &'static str)],
    program: &'static str,
    emulator: &'static [&'static str],
}

const TARGETS: &[Target] = &[
    Target {
        triple: "aarch64-unknown-linux-gnu",
        instruction_set: "Neon",
        environment: &[("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc")],
        program: "mien-portability",
        emulator: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
    },
    Target {
        triple: "wasm32-wasip1",
        instruction_set: "Simd128",
        environment: &[
            ("CC_wasm32_wasip1", "clang"),
            ("AR_wasm32_wasip1", "ar"),
            ("CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS", "-C target-feature=+simd128"),
        ],
        program: "mien-portability.wasm",
        emulator: &["node", "--no-warnings", "tests/portability/run.mjs"],
    },
];

/// What one processor gave.
struct Numbers {
    /// By model.
    instruction_sets: BTreeMap<String, String>,
    /// By model and output.
    outputs: BTreeMap<String, Vec<f32>>,
}

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &[])?;
    compare(TARGETS)
}

/// The check: the processor of phones.
pub(crate) fn check() -> Outcome {
    compare(TARGETS.get(..1).unwrap_or_default())
}

fn compare(targets: &[Target]) -> Outcome {
    let triples: Vec<&str> = targets.iter().map(|target| target.triple).collect();
    setup::for_portability(&triples)?;
    build::workspace(false)?;
    let folder = paths::products("portability");
    let inputs = folder.join("inputs");
    fs::create_dir_all(&inputs).or_fail("making target/portability", "make the clone writable")?;
    let programs = paths::target().join("debug");
    Run::new(programs.join("examples/stage_times"))
        .arg(paths::cache().join("portraits/astronaut.png"))
        .args(["--runs", "1", "--dump"])
        .arg(&inputs)
        .output("the line above says what; `cargo xtask setup` makes the models")?;

    let here = numbers(Run::new(programs.join("mien-portability")), &inputs, &folder.join("host"))?;
    let mut others = Vec::new();
    for target in targets {
        println!("Building for {} (some minutes the first time) ...", target.triple);
        let mut build = Run::cargo();
        for (name, value) in target.environment {
            build = build.env(name, value);
        }
        build
            .args(["build", "--quiet", "--profile", "portability", "--package", "mien-portability"])
            .args(["--target", target.triple])
            .run("correct the Rust code that the compiler names")?;
        let program = paths::target().join(target.triple).join("portability").join(target.program);
        let (emulator, options) = target.emulator.split_first().ok_or_else(|| unusable(target))?;
        let run = Run::new(emulator).args(options).arg(program);
        others.push(numbers(run, &inputs, &folder.join(target.triple))?);
    }
    let (table, is_good) = table(targets, &here, &others);
    println!("\n{table}");
    if is_good {
        return Ok(());
    }
    Err(failure(
        "a processor gives other numbers, or does not use its vectors",
        "look at the kernels of core/inference: no step may depend on the width of the vectors",
    ))
}

fn unusable(target: &Target) -> crate::failure::Failure {
    failure(format!("no emulator for {}", target.triple), "name one in xtask/src/portability.rs")
}

/// Runs the program and reads what it says and leaves.
fn numbers(run: Run, inputs: &Path, outputs: &Path) -> Outcome<Numbers> {
    if outputs.exists() {
        fs::remove_dir_all(outputs).or_fail("clearing old outputs", "make target writable")?;
    }
    fs::create_dir_all(outputs).or_fail("making a folder of outputs", "make target writable")?;
    let said = run.arg(models()).arg(inputs).arg(outputs).output("the line above says what")?;
    let said = said.lines().filter_map(|line| line.split_once(' '));
    let instruction_sets = said.map(|(model, set)| (model.to_owned(), set.to_owned())).collect();
    let read = || -> std::io::Result<BTreeMap<String, Vec<f32>>> {
        let files = fs::read_dir(outputs)?;
        files
            .map(|file| {
                let file = file?;
                let name = file.file_name().to_string_lossy().trim_end_matches(".f32").to_owned();
                let bytes = fs::read(file.path())?;
                Ok((name, bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()))
            })
            .collect()
    };
    let outputs = read().or_fail("reading outputs", "run it again")?;
    Ok(Numbers { instruction_sets, outputs })
}

fn models() -> PathBuf {
    std::env::var_os("MIEN_MODELS").map_or_else(|| paths::cache().join("models"), Into::into)
}

/// A row for each output, and whether all of it is as it must be.
fn table(targets: &[Target], here: &Numbers, others: &[Numbers]) -> (String, bool) {
    let mut text = format!("{:<26} {:<14}", "output", std::env::consts::ARCH);
    for target in targets {
        let _ = write!(text, " {:<36}", target.triple);
    }
    text.push('\n');
    let mut is_good = !here.outputs.is_empty();
    for (output, expected) in &here.outputs {
        let model = output.split('.').next().unwrap_or(output);
        let set = |numbers: &Numbers| numbers.instruction_sets.get(model).cloned().unwrap_or_default();
        let _ = write!(text, "{output:<26} {:<14}", set(here));
        for (target, numbers) in targets.iter().zip(others) {
            let worst = difference(expected, numbers.outputs.get(output).map_or(&[], Vec::as_slice));
            is_good &= worst <= BOUND && set(numbers) == target.instruction_set;
            let _ = write!(text, " {:<36}", format!("{}, {worst:.1e} of the range", set(numbers)));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    (text, is_good)
}

/// The largest difference as a share of the range; infinite when the lengths differ or a number is none.
fn difference(expected: &[f32], given: &[f32]) -> f32 {
    if expected.len() != given.len() || given.iter().chain(expected).any(|number| !number.is_finite()) {
        return f32::INFINITY;
    }
    let worst = expected.iter().zip(given).fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
    let range = expected.iter().fold(0.0_f32, |range, number| range.max(number.abs()));
    if worst > 0.0 { worst / range } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(output: &[f32], set: &str) -> Numbers {
        Numbers {
            instruction_sets: BTreeMap::from([("eye".to_owned(), set.to_owned())]),
            outputs: BTreeMap::from([("eye.0".to_owned(), output.to_vec())]),
        }
    }

    // The check must be able to fail: on other numbers, on missing ones, and where vectors are not used.
    #[test]
    fn only_equal_numbers_by_vectors_are_good() {
        let here = numbers(&[1.0, -2.0], "V4");
        let verdict = |output: &[f32], set: &str| {
            table(TARGETS, &here, &[numbers(output, set), numbers(&[1.0, -2.0], "Simd128")]).1
        };
        assert!(verdict(&[1.0, -2.0], "Neon"));
        assert!(verdict(&[1.00001, -2.0], "Neon"));
        assert!(!verdict(&[1.0001, -2.0], "Neon"));
        assert!(!verdict(&[1.0], "Neon"));
        assert!(!verdict(&[1.0, f32::NAN], "Neon"));
        assert!(!verdict(&[1.0, -2.0], "Scalar"));
    }
}
