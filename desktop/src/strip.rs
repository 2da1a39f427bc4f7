//! A scan as a strip of pictures: one for each hint, with the face's box, its landmarks and the hint drawn in.
//!
//! The strip shows a person. It is written only where it is asked for, and never by an app.

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbImage};
use mien_face::{Frame, Observation};

use crate::failure::{Because, Failure};

/// Width of one picture in pixels.
const WIDTH: u32 = 300;
/// Pictures in a row.
const COLUMNS: usize = 4;
/// Height of the line under a picture.
const CAPTION: u32 = 44;
/// Space around a picture.
const GAP: u32 = 10;
/// No strip is longer: a restless scan changes its hint often.
const MOST: usize = 16;

/// Collects the pictures of one scan.
#[derive(Default)]
pub(crate) struct Strip {
    panels: Vec<Panel>,
}

struct Panel {
    png: Vec<u8>,
    height: u32,
    scale: f32,
    bounds: Option<[f32; 4]>,
    points: Vec<[f32; 2]>,
    caption: String,
}

impl Strip {
    /// Adds what the frame showed, under a caption.
    pub(crate) fn add(
        &mut self,
        frame: &Frame<'_>,
        seen: Option<&Observation>,
        caption: String,
    ) -> Result<(), Failure> {
        if self.panels.len() == MOST {
            return Ok(());
        }
        let (width, height) = (frame.width(), frame.height());
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb(frame.rgb(x, y)));
        let small_height = (height * WIDTH / width.max(1)).max(1);
        let small = DynamicImage::ImageRgb8(picture).resize_exact(
            WIDTH,
            small_height,
            image::imageops::FilterType::Triangle,
        );
        let mut png = Vec::new();
        small
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .because(|| "cannot draw a picture of the strip")?;
        let face = seen.and_then(|seen| seen.face.as_ref());
        self.panels.push(Panel {
            png,
            height: small_height,
            scale: float(WIDTH) / float(width),
            bounds: face.map(|face| face.bounds),
            points: face
                .map_or_else(Vec::new, |face| face.mesh.points.iter().map(|[x, y, _]| [*x, *y]).collect()),
            caption,
        });
        Ok(())
    }

    /// Writes the strip as SVG.
    pub(crate) fn save(&self, path: &Path) -> Result<(), Failure> {
        std::fs::write(path, self.svg()).because(|| format!("cannot write {}", path.display()))
    }

    fn svg(&self) -> String {
        let cell_height = self.panels.iter().map(|panel| panel.height).max().unwrap_or(0) + CAPTION + GAP;
        let cell_width = WIDTH + GAP;
        let columns = self.panels.len().clamp(1, COLUMNS);
        let rows = self.panels.len().div_ceil(COLUMNS);
        let size =
            |count: usize, cell: u32| u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(cell) + GAP;
        let (width, height) = (size(columns, cell_width), size(rows, cell_height));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\"><rect width=\"100%\" height=\"100%\" fill=\"#10151c\"/>"
        );
        for (number, panel) in self.panels.iter().enumerate() {
            let x = size(number % COLUMNS, cell_width);
            let y = size(number / COLUMNS, cell_height);
            panel.draw(&mut svg, x, y);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Panel {
    fn draw(&self, svg: &mut String, x: u32, y: u32) {
        let Self { height, scale, caption, .. } = self;
        let png = STANDARD.encode(&self.png);
        // Writing to a string does not fail.
        let _ = write!(
            svg,
            "<g transform=\"translate({x} {y})\"><image width=\"{WIDTH}\" height=\"{height}\" \
             href=\"data:image/png;base64,{png}\"/>"
        );
        for [px, py] in &self.points {
            let _ = write!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"1.2\" fill=\"#22d3ee\" fill-opacity=\"0.9\"/>",
                px * scale,
                py * scale
            );
        }
        if let Some([left, top, wide, high]) = self.bounds.map(|bounds| bounds.map(|v| v * scale)) {
            let _ = write!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"6\" fill=\"none\" \
                 stroke=\"#fbbf24\" stroke-width=\"2\"/>"
            );
        }
        let _ = write!(
            svg,
            "<text x=\"4\" y=\"{}\" fill=\"#f1f5f9\" font-family=\"sans-serif\" font-size=\"13\">{}</text></g>",
            height + 24,
            escaped(caption)
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[expect(clippy::cast_precision_loss, reason = "sides of pictures are far below 2^23")]
const fn float(pixels: u32) -> f32 {
    pixels as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use mien_face::{FrameInfo, PixelFormat, Plane, Rotation};

    // Protects the demo's picture: a panel for each hint, up to the limit, with the text as text.
    #[test]
    fn one_panel_a_hint_and_no_more_than_fit() {
        let data = [128; 32 * 32];
        let plane = Plane { data: &data, row_stride: 32, pixel_stride: 1 };
        let info =
            FrameInfo { width: 32, height: 32, rotation: Rotation::None, mirrored: false, captured_at: 0 };
        let frame = Frame::new(info, PixelFormat::Grey, &[plane]).unwrap();
        let mut strip = Strip::default();
        for _ in 0..20 {
            strip.add(&frame, None, "a < b & c".into()).unwrap();
        }
        let svg = strip.svg();
        assert_eq!(svg.matches("<image").count(), MOST);
        assert!(svg.contains("a &lt; b &amp; c"));
    }
}
