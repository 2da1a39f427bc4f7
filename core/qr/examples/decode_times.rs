//! Measures the decoding of pictures for `cargo xtask bench`.
//!
//! A request line `decode FILE.pgm` on the standard input reads that grey picture and looks at it; `again` looks at it once more,
//! without reading the file, as a camera's buffer is there already. Both are answered with one line of JSON: `ms`, the CPU time of this
//! thread for the decoding alone, and `text`, what the first code says, or null.
#![expect(clippy::cast_precision_loss, reason = "nanoseconds of one decoding are far below 2^52")]

use std::io::{BufRead, Write};
use std::{fs, io};

use mien_qr::{Luma, decode};
use rustix::time::{ClockId, clock_gettime};

fn main() -> io::Result<()> {
    let mut output = io::stdout();
    let mut picture = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if let Some(file) = line.strip_prefix("decode ") {
            picture = fs::read(file)?;
        } else if line != "again" {
            return Err(io::Error::other("a request is `decode FILE.pgm` or `again`"));
        }
        let (width, height, data) =
            grey(&picture).ok_or_else(|| io::Error::other("not a binary PGM of 8 bits"))?;
        let luma = Luma { data, width, height, row_stride: usize::try_from(width).unwrap_or(usize::MAX) };

        let start = thread_nanoseconds();
        let found = decode(luma);
        let ms = (thread_nanoseconds() - start) as f64 / 1e6;

        let text = found.ok().and_then(|codes| codes.into_iter().next()).map(|code| code.text);
        let text = text.map_or_else(|| "null".to_owned(), |text| json_string(&text));
        writeln!(output, "{{\"ms\": {ms}, \"text\": {text}}}")?;
        output.flush()?;
    }
    Ok(())
}

fn thread_nanoseconds() -> i64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Width, height and pixels of `P5 WIDTH HEIGHT 255` followed by one white space and the bytes.
fn grey(file: &[u8]) -> Option<(u32, u32, &[u8])> {
    let mut rest = file;
    let mut words = [""; 4];
    for word in &mut words {
        let end = rest.iter().position(u8::is_ascii_whitespace)?;
        *word = std::str::from_utf8(rest.get(..end)?).ok()?;
        rest = rest.get(end + 1..)?;
    }
    let [magic, width, height, brightest] = words;
    (magic == "P5" && brightest == "255").then_some((width.parse().ok()?, height.parse().ok()?, rest))
}

fn json_string(text: &str) -> String {
    let escaped = text.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        letter if letter.is_control() => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
