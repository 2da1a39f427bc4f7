//! QR codes as inline SVG.

use super::template::Markup;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

const QUIET: usize = 4;

/// A QR code, error correction M, with the quiet zone of the standard. Black on white in every colour scheme: scanners
/// need it. `None` when the text does not fit.
pub(crate) fn qr_svg(text: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let size = width + 2 * QUIET;
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut start = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + QUIET, row + QUIET, run.len(), run.len());
            }
            start += run.len();
        }
    }
    Some(Markup::drawn(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the quiet zone and the drawing: as many dark modules in the picture as in the code.
    #[test]
    fn every_dark_module_is_drawn_inside_the_quiet_zone() {
        let svg = qr_svg("https://localhost:8443/q?x=1").unwrap().into_string();
        let code = QrCode::with_error_correction_level("https://localhost:8443/q?x=1", EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|c| **c == Color::Dark).count();
        let runs = svg.split('M').skip(1).map(|run| {
            let (x, rest) = run.split_once(' ').unwrap();
            let (_, rest) = rest.split_once('h').unwrap();
            let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            let x: usize = x.parse().unwrap();
            assert!(x >= QUIET && x + length <= QUIET + code.width());
            length
        });
        assert_eq!(runs.sum::<usize>(), dark);
    }
}
