//! The plot of the page: bars, as shares of ONNX Runtime's time.

use std::fmt::Display;
use std::path::Path;

use plotters::prelude::*;

use super::results::Results;
use crate::failure::{OrFail, Outcome};

const WIDTH: u32 = 760;
const MARGINS: u32 = 120;
/// Height of a group of bars.
const GROUP: u32 = 56;
const MIEN: RGBColor = RGBColor(0, 90, 160);
const TRACT: RGBColor = RGBColor(190, 190, 190);
const MEDIAPIPE: RGBColor = RGBColor(225, 150, 60);

/// One row of bars.
struct Group {
    name: String,
    bars: Vec<(RGBColor, f64)>,
}

/// Draws the models and the journeys.
pub(super) fn draw(results: &Results, path: &Path) -> Outcome {
    let mut groups = Vec::new();
    for list in ["/models", "/journeys"] {
        for measured in results.list(list)? {
            let reference = measured.median("/reference")?;
            let mut bars = vec![(MIEN, measured.median("/ours")? / reference)];
            for (who, colour) in [("/tract", TRACT), ("/mediapipe", MEDIAPIPE)] {
                if measured.has(who) {
                    bars.push((colour, measured.median(who)? / reference));
                }
            }
            groups.push(Group { name: measured.text("/name")?.to_owned(), bars });
        }
    }
    bars(&groups, path).map_err(|error| error.to_string()).or_fail("drawing the plot", "make docs writable")
}

fn bars(groups: &[Group], path: &Path) -> Result<(), impl Display> {
    let count = u32::try_from(groups.len()).unwrap_or(1);
    let longest = groups.iter().flat_map(|group| &group.bars).fold(1.0, |most: f64, bar| most.max(bar.1));
    let root = SVGBackend::new(path, (WIDTH, MARGINS + GROUP * count)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(
            "time as a share of ONNX Runtime's (line): Mien blue, plain tract grey, MediaPipe orange",
            ("sans-serif", 15),
        )
        .margin(16)
        .margin_right(48)
        .x_label_area_size(40)
        .y_label_area_size(150)
        .build_cartesian_2d(0.0..longest * 1.05, f64::from(count)..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_label_style(("sans-serif", 13))
        .light_line_style(RGBColor(240, 240, 240))
        .draw()?;
    for (top, group) in (0..).map(f64::from).zip(groups) {
        for (at, (colour, share)) in (0..).map(|at| top + 0.14 + 0.37 * f64::from(at)).zip(&group.bars) {
            let bar = Rectangle::new([(0.0, at), (*share, at + 0.33)], colour.filled());
            chart.draw_series([bar])?;
            let label = Text::new(format!(" {share:.2}"), (*share, at + 0.08), ("sans-serif", 12));
            chart.draw_series([label])?;
        }
        let (x, y) = chart.backend_coord(&(0.0, top + 0.4));
        root.draw(&Text::new(group.name.as_str(), (x - 145, y - 6), ("sans-serif", 13)))?;
    }
    chart.draw_series([PathElement::new([(1.0, 0.0), (1.0, f64::from(count))], BLACK.stroke_width(1))])?;
    root.present()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: each contender gets a bar with its share, and a journey without MediaPipe is drawn too.
    #[test]
    fn every_share_is_in_the_plot() {
        let results = Results::parse(
            r#"{"models": [{"name": "eye", "ours": {"median": 1.0}, "tract": {"median": 6.0}, "reference": {"median": 2.0}}],
                "journeys": [{"name": "verification", "ours": {"median": 3.0}, "reference": {"median": 4.0}}]}"#,
        );
        let path = std::env::temp_dir().join(format!("mien-bars-{}.svg", std::process::id()));
        draw(&results.unwrap(), &path).unwrap();
        let svg = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        for text in ["eye", "verification", "0.50", "3.00", "0.75"] {
            assert!(svg.contains(text), "{text} is not in\n{svg}");
        }
    }
}
