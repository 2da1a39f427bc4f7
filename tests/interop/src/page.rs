//! The QR code of a page, from its picture: what a camera sees, not what the page's links say.

use mien_qr::{Luma, decode};
use std::error::Error;

const CELL: usize = 6;

/// The pixels of the first QR code drawn in `html`, dark on light: width (which is the height, too) and luma.
///
/// # Errors
/// When the page shows no code.
pub fn picture(html: &str) -> Result<(usize, Vec<u8>), Box<dyn Error>> {
    let between = |text: &str, before: &str, after: &str| -> Option<String> {
        Some(text.split_once(before)?.1.split_once(after)?.0.to_owned())
    };
    let modules = between(html, "viewBox=\"0 0 ", " ").ok_or("no code on the page")?;
    let drawing = between(html, "<path d=\"", "\"").ok_or("no code on the page")?;
    let side = modules.parse::<usize>()? * CELL;
    let mut luma = vec![230u8; side * side];
    // Each run of dark modules is `M<x> <y>h<length>v1h-<length>z`.
    for run in drawing.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').ok_or("not a run")?;
        let (y, rest) = rest.split_once('h').ok_or("not a run")?;
        let (length, _) = rest.split_once('v').ok_or("not a run")?;
        let (x, y, length): (usize, usize, usize) = (x.parse()?, y.parse()?, length.parse()?);
        for row in luma.chunks_mut(side).skip(y * CELL).take(CELL) {
            row.get_mut(x * CELL..(x + length) * CELL).ok_or("outside the picture")?.fill(25);
        }
    }
    Ok((side, luma))
}

/// What the QR code drawn in `html` says.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn qr_text(html: &str) -> Result<String, Box<dyn Error>> {
    let (side, luma) = picture(html)?;
    let width = u32::try_from(side)?;
    let found = decode(Luma { data: &luma, width, height: width, row_stride: side })?;
    Ok(found.into_iter().next().ok_or("no code in the picture")?.text)
}
