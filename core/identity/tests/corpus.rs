//! Every parser on its corpus, and on every small change of it. `cargo run -p mien-identity --example fuzz` goes on from here.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

#[path = "support/parsers.rs"]
mod parsers;

use std::path::Path;

// Protects the screens from hostile text: each parser takes the files that begin with `ok`, refuses the others, and no cut,
// changed or doubled byte makes one panic or break its promises.
#[test]
fn each_parser_takes_its_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for (name, parse) in parsers::PARSERS {
        let mut files = 0;
        for file in std::fs::read_dir(folder.join(name)).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let expected = path.file_name().unwrap().to_str().unwrap().starts_with("ok");
            assert_eq!(parse(&text), expected, "{}", path.display());
            files += 1;
            let bytes = text.as_bytes();
            for at in 0..bytes.len().min(200) {
                for change in [bytes[at] ^ 1, bytes[at] ^ 0x20, bytes[at] ^ 0x80, 0] {
                    let mut bent = bytes.to_vec();
                    bent[at] = change;
                    parse(&String::from_utf8_lossy(&bent));
                    bent.insert(at, bytes[at]);
                    parse(&String::from_utf8_lossy(&bent));
                }
                parse(&String::from_utf8_lossy(&bytes[..at]));
            }
        }
        assert!(files >= 6, "{name}");
    }
}
