//! Every parser on its corpus. `cargo xtask torture fuzz` goes on from here.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

#[path = "../examples/fuzz/targets/mod.rs"]
mod targets;

use std::collections::HashSet;

// Protects the app from whatever it is shown, sent or told: each parser takes the files of its corpus as their names say, and
// no cut and no changed bit makes it panic or break its promise.
#[test]
fn each_parser_takes_its_corpus() {
    let wrong: Vec<String> =
        targets::all().iter().filter_map(|target| mien_fuzz::check_corpus(target).err()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

// A target whose name is taken, or a folder without a target, would never be run.
#[test]
fn each_corpus_has_one_target() {
    let targets = targets::all();
    let named: HashSet<String> = targets.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(named.len(), targets.len());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(named.contains(&name), "{name}");
    }
}
