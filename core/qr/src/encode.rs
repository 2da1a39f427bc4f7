//! Text in, modules out.

use qrcode::bits::Bits;
use qrcode::types::{Color, EcLevel, Version};
use qrcode::{QrCode, QrResult};

use crate::QrError;

/// How much of a code may be lost before its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// 7 %: the largest modules, for a clean screen.
    Low,
    /// 15 %.
    #[default]
    Medium,
    /// 25 %.
    Quartile,
    /// 30 %: for print that gets dirty.
    High,
}

/// The dark and light squares of a code, without the quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Modules {
    size: usize,
    dark: Vec<bool>,
}

impl std::fmt::Debug for Modules {
    // A code may carry a one-time secret: its squares are not for logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Modules").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Light modules that ISO/IEC 18004 asks for around a code.
const QUIET_ZONE: usize = 4;
/// Extended Channel Interpretation number of UTF-8.
const ECI_UTF8: u32 = 26;

impl Modules {
    /// Modules per side, 21 to 177.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Whether the module in column `x` of row `y` is dark; everything outside is light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.dark.get(y * self.size + x).copied().unwrap_or(false)
    }

    /// The modules row by row, `true` for dark.
    pub fn grid(&self) -> &[bool] {
        &self.dark
    }

    /// A stand-alone SVG with the quiet zone, one unit per module: it scales to any size without blur.
    pub fn svg(&self) -> String {
        use std::fmt::Write as _;
        let side = self.size + 2 * QUIET_ZONE;
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|&column| self.is_dark(column, y)).count();
                if run > 0 {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        )
    }

    /// A luma picture with the quiet zone, `scale` pixels per module (at least 1): the bytes and the side in pixels.
    pub fn luma(&self, scale: usize) -> (Vec<u8>, usize) {
        let scale = scale.max(1);
        let side = (self.size + 2 * QUIET_ZONE) * scale;
        let module = |pixel: usize| (pixel / scale).wrapping_sub(QUIET_ZONE);
        let pixels = (0..side).flat_map(|y| (0..side).map(move |x| (module(x), module(y))));
        let dark = |(x, y): (usize, usize)| y < self.size && self.is_dark(x, y);
        (pixels.map(|place| if dark(place) { 0 } else { 255 }).collect(), side)
    }
}

/// Makes the smallest code that holds `text` at this level.
///
/// ASCII is packed as numbers, capitals or bytes, whichever is shorter; anything else is written as UTF-8 and marked as
/// such.
///
/// # Errors
/// [`QrError::TooLong`] when no version of the code is large enough (2,953 bytes at [`Level::Low`], 1,273 at
/// [`Level::High`]).
pub fn encode(text: &str, level: Level) -> Result<Modules, QrError> {
    let level = match level {
        Level::Low => EcLevel::L,
        Level::Medium => EcLevel::M,
        Level::Quartile => EcLevel::Q,
        Level::High => EcLevel::H,
    };
    let code = if text.is_ascii() {
        QrCode::with_error_correction_level(text, level)
    } else {
        utf8_code(text, level)
    }
    .map_err(|_| QrError::TooLong)?;
    Ok(Modules {
        size: code.width(),
        dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect(),
    })
}

/// The encoder's own optimiser would take UTF-8 byte pairs for Shift-JIS kanji, which readers turn into other characters.
fn utf8_code(text: &str, level: EcLevel) -> QrResult<QrCode> {
    let in_version = |version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_eci_designator(ECI_UTF8)?;
        bits.push_byte_data(text.as_bytes())?;
        bits.push_terminator(level)?;
        QrCode::with_bits(bits, level)
    };
    let fits = (1..40).find_map(|version| in_version(version).ok());
    fits.map_or_else(|| in_version(40), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the printed form; a service's page and a printed card depend on it. Finder pattern, quiet zone, size.
    #[test]
    fn draws_the_finder_patterns_and_the_quiet_zone() {
        let modules = encode("01234567", Level::Medium).unwrap();
        assert_eq!((modules.size(), modules.grid().len()), (21, 441));
        assert!((0..7).all(|x| modules.is_dark(x, 0)) && !modules.is_dark(7, 0) && !modules.is_dark(21, 0));
        let svg = modules.svg();
        assert!(
            svg.starts_with("<svg xmlns")
                && svg.contains("viewBox=\"0 0 29 29\"")
                && svg.contains("M4 4h7v1h-7z")
        );
        let (luma, side) = modules.luma(2);
        assert_eq!((side, luma.len()), (58, 58 * 58));
        let dark: usize = luma.iter().map(|&pixel| usize::from(pixel == 0)).sum();
        assert_eq!(dark, 4 * modules.grid().iter().filter(|&&dark| dark).count());
    }

    // Protects: the documented capacity, and an error instead of a cut text beyond it.
    #[test]
    fn refuses_a_text_that_does_not_fit() {
        assert_eq!(encode(&"a".repeat(2953), Level::Low).unwrap().size(), 177);
        assert_eq!(encode(&"a".repeat(2954), Level::Low), Err(QrError::TooLong));
        assert_eq!(encode(&"é".repeat(700), Level::High), Err(QrError::TooLong));
        assert!(encode("", Level::High).is_ok());
    }

    // Protects: codes do not land in logs.
    #[test]
    fn debug_shows_no_modules() {
        assert_eq!(format!("{:?}", encode("x", Level::Low).unwrap()), "Modules { size: 21, .. }");
    }
}
