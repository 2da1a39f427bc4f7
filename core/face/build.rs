//! Compiles the pins of `models/manifest.toml` in: the manifest is the only place where a model's hash stands.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const MANIFEST: &str = "../../models/manifest.toml";

/// The models that this crate runs, by their names in the manifest.
const MODELS: [&str; 6] =
    ["blazeface_short_128", "facemesh_468", "eye_24", "mobilefacenet_192", "embed_512", "liveness_128"];

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed={MANIFEST}");
    println!("cargo:rerun-if-changed=build.rs");
    let text = fs::read_to_string(MANIFEST).map_err(|e| format!("{MANIFEST}: {e}"))?;
    let manifest: toml::Table = text.parse().map_err(|e| format!("{MANIFEST}: {e}"))?;
    let entries = manifest.get("model").and_then(toml::Value::as_array);
    let entries = entries.ok_or_else(|| format!("{MANIFEST}: no [[model]]"))?;

    let mut table = String::new();
    for name in MODELS {
        let entry = entries.iter().find(|e| e.get("name").and_then(toml::Value::as_str) == Some(name));
        let entry = entry.ok_or_else(|| format!("{MANIFEST}: no model named {name}"))?;
        let sha256 = entry.get("sha256").and_then(toml::Value::as_str).and_then(hash);
        let sha256 = sha256.ok_or_else(|| format!("{MANIFEST}: {name}: sha256 must be 64 hex digits"))?;
        let input = entry.get("input").and_then(toml::Value::as_array).and_then(|shape| {
            shape.iter().map(|side| usize::try_from(side.as_integer()?).ok()).collect::<Option<Vec<_>>>()
        });
        let input = input.ok_or_else(|| format!("{MANIFEST}: {name}: input must be a list of sizes"))?;
        writeln!(
            table,
            "/// `{name}` of the manifest.\n\
             pub(crate) static {}: PinnedModel =\n\
             \x20   PinnedModel {{ name: {name:?}, sha256: {sha256:?}, input: {input:?} }};",
            name.to_uppercase()
        )
        .map_err(|e| e.to_string())?;
    }
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    fs::write(Path::new(&out).join("pinned_models.rs"), table).map_err(|e| e.to_string())
}

fn hash(hex: &str) -> Option<Vec<u8>> {
    let bytes: Option<Vec<u8>> =
        (0..64).step_by(2).map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok()).collect();
    bytes.filter(|_| hex.len() == 64)
}
