//! The models and the test portrait: `models/fetch.py` makes them, here is only asked whether it has to.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome, failure};
use crate::paths;
use crate::run::Run;

pub(super) const STEP: Step = Step { title: "models and test portrait", is_done, run };

/// What the files depend on.
const SOURCES: [&str; 4] =
    ["models/manifest.toml", "models/fetch.py", "models/tflite_to_onnx.py", "models/graph_edit.py"];

/// Sizes only: `fetch.py` checked the SHA-256 when it wrote the files, and the core checks it each time it loads one.
fn is_done() -> Outcome<bool> {
    let sizes_are_right = finished_files()?
        .iter()
        .all(|(path, bytes)| fs::metadata(path).is_ok_and(|file| file.len() == *bytes));
    Ok(sizes_are_right && stamp::matches("models", &version()?))
}

fn run() -> Outcome {
    Run::python()
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg("models/fetch.py")
        .arg(paths::cache())
        .run("the line above says what; the packages are named in models/manifest.toml")?;
    stamp::write("models", &version()?)
}

fn version() -> Outcome<String> {
    SOURCES.iter().map(|name| read(name)).collect()
}

fn read(name: &str) -> Outcome<String> {
    fs::read_to_string(paths::root().join(name))
        .or_fail(format!("reading {name}"), "restore the file from git")
}

/// Each file of the manifest with its size.
fn finished_files() -> Outcome<Vec<(PathBuf, u64)>> {
    let wrong = || failure("models/manifest.toml is not as set-up expects it", "restore the file from git");
    let manifest: toml::Table = read("models/manifest.toml")?
        .parse()
        .or_fail("reading models/manifest.toml", "correct the line named")?;
    let entries =
        |kind: &str| manifest.get(kind).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let text =
        |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let mut files = Vec::new();
    for (entry, path) in entries("model")
        .iter()
        .map(|model| (model, text(model, "name").map(|name| format!("models/{name}.onnx"))))
        .chain(entries("picture").iter().map(|picture| (picture, text(picture, "path"))))
    {
        let bytes =
            entry.get("bytes").and_then(toml::Value::as_integer).and_then(|bytes| u64::try_from(bytes).ok());
        files.push((paths::cache().join(Path::new(&path.ok_or_else(wrong)?)), bytes.ok_or_else(wrong)?));
    }
    if files.is_empty() { Err(wrong()) } else { Ok(files) }
}
