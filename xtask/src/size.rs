//! `cargo xtask size`: how large the release library is for this machine, stripped, and what takes the room. Writes
//! docs/size.md. Takes many minutes, so CI leaves it out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::failure::{OrFail, Outcome};
use crate::run::Run;
use crate::{bindings, only_flags, paths};

/// Rows of the table; what is smaller is added up.
const ROWS: usize = 24;

/// What C code and symbols without a crate count for.
const C: &str = "C, and what has no crate (SQLite above all)";

/// Crates that nothing but the vault brings: what stays of `cargo tree --package mien-vault` when those of the other rooms
/// are taken away.
const VAULT: [&str; 7] = ["mien_vault", C, "rusqlite", "hashlink", "argon2", "blake2", "digest"];

/// Measured once, on `x86_64` Linux, when the profile was made; the command measures what is shipped now.
const FINDINGS: &str = "\n## What was tried\n\n\
    On x86_64 Linux, when the profile was made: 26.0 MB with everything at `opt-level = 3`, 17.8 MB with the profile as it is.\n\
    Taking the fallback to tract out of `Model::load`, and parsing files without tract's list of operators, left 15.2 MB: `tract-core`\n\
    registers operators through the crate `inventory`, whose entries count as used, so that linking tract for its file format\n\
    alone keeps most of it. What stands in the way of 8 MB is therefore tract as such, with `rustfft` and `ndarray`, which it brings;\n\
    a phone library would have to read the file format by itself and leave tract to tests.\n";

/// The verb.
pub(crate) fn verb(arguments: &[String]) -> Outcome {
    only_flags(arguments, &[])?;
    Run::cargo()
        .args(["build", "--release", "--package", "mien-ffi"])
        .run("correct the Rust code that the compiler names")?;
    let library = paths::target().join("release").join(bindings::library_name());
    let stripped = paths::target().join("release/stripped-library");
    let install = "on Debian: apt-get install binutils";
    Run::new("strip").arg("-o").arg(&stripped).arg(&library).run(install)?;
    let bytes = fs::metadata(&stripped).or_fail("measuring the library", "try again")?.len();
    let symbols = Run::new("nm").args(["--print-size", "--demangle"]).arg(&library).output(install)?;
    let sections = Run::new("size").arg("--format=sysv").arg(&stripped).output(install)?;
    let page = page(bytes, &by_crate(&symbols), &by_section(&sections));
    println!("\n{page}");
    fs::write(paths::root().join("docs/size.md"), page)
        .or_fail("writing docs/size.md", "make the clone writable")
}

fn page(bytes: u64, crates: &[(String, u64)], sections: &[(String, u64)]) -> String {
    let mut page = format!(
        "# Size\n\n\
         Written by `cargo xtask size`. The library that an app links, with the release profile, stripped, for {}-{}:\n\
         **{} MB** ({bytes} bytes).\n\n\
         Code is compiled for size where it is cold and for speed where time is spent (`[profile.release.package]` in\n\
         Cargo.toml). Models are not in it: they are files of their own.\n\n\
         ## By section\n\n| section | kB |\n| --- | ---: |\n",
        std::env::consts::ARCH,
        std::env::consts::OS,
        tenths(bytes, 1_000_000),
    );
    for (section, bytes) in sections.iter().filter(|(_, bytes)| *bytes >= 10_000) {
        let _ = writeln!(page, "| `{section}` | {} |", bytes / 1000);
    }
    page.push_str(
        "\n## By crate\n\n\
         Sums over the symbols of the library before stripping. Functions count for the crate that their name begins with:\n\
         what is inlined counts for its user, and what a generic function was made into, for the crate that wrote it.\n\n\
         | crate | kB |\n| --- | ---: |\n",
    );
    for (name, bytes) in crates.iter().take(ROWS) {
        let _ = writeln!(page, "| {name} | {} |", bytes / 1000);
    }
    let rest: u64 = crates.iter().skip(ROWS).map(|(_, bytes)| bytes).sum();
    let _ = writeln!(page, "| {} others | {} |", crates.len().saturating_sub(ROWS), rest / 1000);
    page.push_str(&vault(crates));
    page.push_str(FINDINGS);
    page
}

/// What the library would lose without the vault: its own code, and the crates that it alone brings.
fn vault(crates: &[(String, u64)]) -> String {
    let parts: Vec<_> = crates.iter().filter(|(name, _)| VAULT.contains(&name.as_str())).collect();
    let sum: u64 = parts.iter().map(|(_, bytes)| bytes).sum();
    let each: Vec<_> = parts.iter().map(|(name, bytes)| format!("{name} {} kB", bytes / 1000)).collect();
    format!(
        "\n## What the vault adds\n\n**{} MB**: {}.\n\n\
         Measured in the same way, from the crates that no other room brings;\n\
         what the vault shares with others (`ring`, `serde_json`), and generic code of theirs that is made for it, is not in the sum.\n",
        tenths(sum, 1_000_000),
        each.join(", "),
    )
}

/// With one decimal place.
fn tenths(bytes: u64, unit: u64) -> String {
    let tenths = (bytes * 10 + unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Bytes of each crate, the largest first, from `nm --print-size --demangle`.
fn by_crate(symbols: &str) -> Vec<(String, u64)> {
    let mut sums = BTreeMap::new();
    for line in symbols.lines() {
        let mut words = line.splitn(4, ' ');
        let (_, size, _kind, name) = (words.next(), words.next(), words.next(), words.next());
        let (Some(Ok(size)), Some(name)) = (size.map(|hex| u64::from_str_radix(hex, 16)), name) else {
            continue;
        };
        *sums.entry(crate_of(name)).or_insert(0) += size;
    }
    largest_first(sums)
}

/// Bytes of each section, the largest first, from `size --format=sysv`.
fn by_section(sections: &str) -> Vec<(String, u64)> {
    let sizes = sections.lines().filter(|line| line.starts_with('.')).filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    });
    largest_first(sizes.collect())
}

fn largest_first(sums: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    sums
}

/// The crate that a symbol belongs to.
fn crate_of(symbol: &str) -> String {
    // What is dropped decides, not who drops; of `<Type as Trait>::method` the type, without references and the like.
    let name = symbol.trim_start_matches("core::ptr::drop_in_place<");
    let name = name.trim_start_matches(|c: char| !c.is_alphabetic() && c != '_');
    let name = ["mut ", "dyn ", "const "].iter().fold(name, |name, word| name.trim_start_matches(word));
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    match name.split_at_checked(end) {
        Some(("ZXing", _)) => "zxing-cpp (C++)".to_owned(),
        Some((name, rest)) if rest.starts_with("::") => name.to_owned(),
        _ if symbol.starts_with("ring_core") => "ring (C and assembly)".to_owned(),
        _ => C.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The table must show who is large: each shape of name counts for the right crate.
    #[test]
    fn symbols_count_for_their_crates() {
        let symbols = "\
0000000000001000 0000000000000100 t tract_core::ops::Conv::eval
0000000000001100 0000000000000100 t <tract_core::ops::Conv as tract_core::ops::Op>::name
0000000000001200 0000000000000010 t core::ptr::drop_in_place<mien_face::engine::FaceEngine>
0000000000001210 0000000000000010 t <&mut mien_face::A as core::fmt::Debug>::fmt
0000000000001300 0000000000000020 T ring_core_0_17_14__p256_point_mul
0000000000001400 0000000000000005 t sqlite3VdbeExec
0000000000001500 0000000000000003 t ZXing::QRCode::Decode(int)
                 U malloc
";
        let sums = by_crate(symbols);
        let expected = [
            ("tract_core", 512),
            ("mien_face", 32),
            ("ring (C and assembly)", 32),
            ("C, and what has no crate (SQLite above all)", 5),
            ("zxing-cpp (C++)", 3),
        ];
        assert_eq!(sums, expected.map(|(name, bytes)| (name.to_owned(), bytes)));
        let vault = vault(&[
            ("mien_vault".to_owned(), 90_000),
            ("tract_core".to_owned(), 9_000_000),
            (C.to_owned(), 1_000_000),
        ]);
        assert!(vault.contains("**1.1 MB**: mien_vault 90 kB, C, and what"), "{vault}");
    }

    #[test]
    fn sections_are_read() {
        let sections =
            "lib.so  :\nsection   size   addr\n.text   500   4096\n.rodata   700   9000\nTotal   1200\n";
        assert_eq!(by_section(sections), [(".rodata".to_owned(), 700), (".text".to_owned(), 500)]);
        assert_eq!(tenths(9_960_000, 1_000_000), "10.0");
    }
}
