//! Every parser of bytes on its corpus, and on every single-bit change of it. `cargo xtask torture fuzz` goes on from here.

use mien_vault::testing::{parse_biometric_slot, parse_export, parse_record, parse_slot};
use std::path::Path;

type Parser = fn(&[u8]) -> bool;

/// What each parser accepts of its corpus.
const CORPORA: [(&str, Parser, &[&str]); 4] = [
    ("slot", parse_slot, &["passcode", "pattern", "recovery"]),
    ("biometric-slot", parse_biometric_slot, &["longest", "whole"]),
    ("record", parse_record, &["generation-two", "whole"]),
    ("export", parse_export, &["whole"]),
];

/// Protects the app from hostile bytes: each parser accepts what it should of its corpus and refuses the rest, and no
/// change of a bit or of the length makes one panic.
#[test]
fn each_parser_takes_its_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for (name, parse, expected) in CORPORA {
        let mut accepted = Vec::new();
        for file in std::fs::read_dir(folder.join(name)).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            if parse(&bytes) {
                accepted.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
            for bit in 0..bytes.len() * 8 {
                let mut bent = bytes.clone();
                bent[bit / 8] ^= 1 << (bit % 8);
                parse(&bent);
            }
            for len in 0..bytes.len() {
                parse(&bytes[..len]);
            }
        }
        accepted.sort();
        assert_eq!(accepted, expected, "{name}");
    }
}
