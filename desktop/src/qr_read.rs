//! `mien qr read`: the text of the QR codes in a picture.

use std::path::{Path, PathBuf};

use mien_qr::{Decoded, Luma};

use crate::failure::{Answer, Because, Failure};
use crate::picture;

/// Options of `mien qr read`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The picture: PNG, JPEG, WebP or BMP
    image: PathBuf,
}

/// Prints one line for each code, with what could steer a terminal made visible.
pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let codes = codes_in(&options.image)?;
    if codes.is_empty() {
        eprintln!("no QR code found in {}", options.image.display());
        return Ok(Answer::No);
    }
    for code in codes {
        println!("{}", visible(&code.text));
    }
    Ok(Answer::Yes)
}

/// The codes of a picture file.
pub(crate) fn codes_in(path: &Path) -> Result<Vec<Decoded>, Failure> {
    let grey = picture::read(path)?.into_luma8();
    let luma = Luma {
        data: grey.as_raw(),
        width: grey.width(),
        height: grey.height(),
        row_stride: grey.width() as usize,
    };
    mien_qr::decode_picture(luma).because(|| format!("cannot read a QR code from {}", path.display()))
}

/// The text with control characters escaped, except line ends and tabs: a code is written by a stranger.
fn visible(text: &str) -> String {
    let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().fold(String::new(), |mut line, c| {
        if harmless(c) {
            line.push(c);
        } else {
            line.extend(c.escape_default());
        }
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a code cannot recolour, clear or retitle the terminal that shows it.
    #[test]
    fn control_characters_become_visible() {
        assert_eq!(visible("a\r\nb\u{1b}[2J\u{9b}c\td漢"), "a\nb\\u{1b}[2J\\u{9b}c\td漢");
    }
}
