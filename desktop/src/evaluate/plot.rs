//! The two usual pictures of a trade-off, and rates as bars, as SVG.

use std::path::Path;

use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;

use crate::failure::{Because, Failure};

const SIZE: (u32, u32) = (720, 540);
const LINE: RGBColor = RGBColor(0, 90, 160);
/// Lowest rate on a logarithmic axis when nothing lower was measured.
const LOWEST: f64 = 1e-3;

/// True accept rate over false accept rate: (false, true).
pub(super) fn roc(path: &Path, curve: &[(f64, f64)]) -> Result<(), Failure> {
    let shown: Vec<_> = curve.iter().copied().filter(|(far, _)| *far > 0.0).collect();
    let lowest = shown.first().map_or(LOWEST, |(far, _)| *far);
    let bottom = shown.iter().map(|(_, tar)| *tar).fold(1.0, f64::min);
    // Room below the curve, so that a good one does not lie on the frame.
    let bottom = (bottom - 0.02).clamp(0.0, 0.9);
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let axes =
        Axes { title: "ROC: true accepts over false accepts", x: "false accept rate", y: "true accept rate" };
    draw(&root, &axes, (lowest..1.0).log_scale(), bottom..1.0, shown)
        .because(|| format!("cannot draw {}", path.display()))
}

/// False reject rate over false accept rate, both logarithmic (detection error trade-off).
pub(super) fn det(path: &Path, curve: &[(f64, f64)]) -> Result<(), Failure> {
    let shown: Vec<_> = curve
        .iter()
        .map(|(far, tar)| (*far, 1.0 - *tar))
        .filter(|(far, frr)| *far > 0.0 && *frr > 0.0)
        .collect();
    let lowest = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min).min(LOWEST);
    let x = lowest(&mut shown.iter().map(|(far, _)| *far))..1.0;
    let y = lowest(&mut shown.iter().map(|(_, frr)| *frr))..1.0;
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let axes = Axes {
        title: "DET: false rejects over false accepts",
        x: "false accept rate",
        y: "false reject rate",
    };
    draw(&root, &axes, x.log_scale(), y.log_scale(), shown)
        .because(|| format!("cannot draw {}", path.display()))
}

/// A rate a line with its bounds: name and \[low, rate, high\].
pub(super) fn rates(path: &Path, rates: &[(&str, [f64; 3])]) -> Result<(), Failure> {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    draw_rates(&root, rates)
        .map_err(|error| Failure::Failed(format!("cannot draw {}: {error}", path.display())))
}

fn draw_rates(
    root: &Area<'_>,
    rates: &[(&str, [f64; 3])],
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>> {
    let lines = || rates.iter().zip(0_u32..).map(|(rate, line)| (rate, f64::from(line)));
    let last = lines().map(|(_, line)| line).fold(0.0, f64::max);
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(root)
        .caption("Sessions that passed, with 95 % bounds", ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(48)
        .build_cartesian_2d(-0.01..1.01, last + 0.6..-0.8)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_desc("share of the sessions")
        .label_style(("sans-serif", 14))
        .light_line_style(RGBColor(235, 235, 235))
        .draw()?;
    for ((name, [low, rate, high]), line) in lines() {
        let bounds = PathElement::new(vec![(*low, line), (*high, line)], LINE.stroke_width(2));
        chart.draw_series([bounds])?;
        chart.draw_series([Circle::new((*rate, line), 4, LINE.filled())])?;
        // Names of what passes stand left of their points.
        let place = if *rate > 0.5 { 0.3 } else { 0.6 };
        chart.draw_series([Text::new((*name).to_owned(), (place, line - 0.25), ("sans-serif", 14))])?;
    }
    root.present()
}

struct Axes {
    title: &'static str,
    x: &'static str,
    y: &'static str,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw<X, Y>(
    root: &Area<'_>,
    axes: &Axes,
    x: X,
    y: Y,
    curve: Vec<(f64, f64)>,
) -> Result<(), impl std::fmt::Display>
where
    X: AsRangedCoord<Value = f64>,
    Y: AsRangedCoord<Value = f64>,
    X::CoordDescType: ValueFormatter<f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(root)
        .caption(axes.title, ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(72)
        .build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .x_desc(axes.x)
        .y_desc(axes.y)
        .label_style(("sans-serif", 14))
        .x_label_formatter(&rate)
        .y_label_formatter(&rate)
        .light_line_style(RGBColor(235, 235, 235))
        .draw()?;
    chart.draw_series(LineSeries::new(curve, LINE.stroke_width(2)))?;
    root.present()
}

/// One bar a line, 0 to 1, each with its interval: (name, [value, low, high]), the first on top.
pub(super) fn bars(path: &Path, title: &str, bars: &[(String, [f64; 3])]) -> Result<(), Failure> {
    let rows = i32::try_from(bars.len()).unwrap_or(i32::MAX);
    let height = 110 + 24 * u32::try_from(bars.len()).unwrap_or(0);
    let root = SVGBackend::new(path, (SIZE.0, height)).into_drawing_area();
    draw_bars(&root, title, bars, rows).because(|| format!("cannot draw {}", path.display()))
}

fn draw_bars(
    root: &Area<'_>,
    title: &str,
    bars: &[(String, [f64; 3])],
    rows: i32,
) -> Result<(), impl std::fmt::Display> {
    root.fill(&WHITE)?;
    let name = |row: &i32| {
        let index = usize::try_from(rows - 1 - row).unwrap_or(usize::MAX);
        bars.get(index).map_or_else(String::new, |(name, _)| name.clone())
    };
    let mut chart = ChartBuilder::on(root)
        .caption(title, ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(32)
        .y_label_area_size(220)
        .build_cartesian_2d(0.0..1.0, (0..rows).into_segmented())?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(bars.len())
        .y_label_formatter(&|value: &SegmentValue<i32>| match value {
            SegmentValue::CenterOf(row) => name(row),
            _ => String::new(),
        })
        .label_style(("sans-serif", 13))
        .light_line_style(RGBColor(235, 235, 235))
        .draw()?;
    for ((_, [value, low, high]), row) in bars.iter().zip((0..rows).rev()) {
        let (bottom, top) = (SegmentValue::Exact(row), SegmentValue::Exact(row + 1));
        let mut bar = Rectangle::new([(0.0, bottom), (*value, top)], LINE.mix(0.45).filled());
        bar.set_margin(3, 3, 0, 0);
        chart.draw_series([bar])?;
        let interval = [(*low, SegmentValue::CenterOf(row)), (*high, SegmentValue::CenterOf(row))];
        chart.draw_series(LineSeries::new(interval, LINE.stroke_width(2)))?;
    }
    root.present()
}

/// A rate as a person reads it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that the plotting library asks for")]
fn rate(value: &f64) -> String {
    if *value >= 0.01 { format!("{value:.2}") } else { format!("{value:.0e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: the plots are there with their axes, also for a perfect separation, where nothing is ever rejected.
    #[test]
    fn both_plots_have_axes_and_a_line() {
        let folder = std::env::temp_dir().join(format!("mien-plot-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, curve) in [
            ("usual", vec![(0.0, 0.2), (1e-4, 0.9), (1e-2, 0.95), (1.0, 1.0)]),
            ("perfect", vec![(0.0, 1.0), (1.0, 1.0)]),
            ("empty", vec![]),
        ] {
            let (roc_path, det_path) =
                (folder.join(format!("{name}-roc.svg")), folder.join(format!("{name}-det.svg")));
            roc(&roc_path, &curve).unwrap();
            det(&det_path, &curve).unwrap();
            for path in [roc_path, det_path] {
                let svg = std::fs::read_to_string(&path).unwrap();
                assert!(
                    svg.contains("false accept rate") && svg.trim_end().ends_with("</svg>"),
                    "{}",
                    path.display()
                );
            }
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    // Protects: each kind has its name in the picture, whatever its rate.
    #[test]
    fn rates_have_names() {
        let path = std::env::temp_dir().join(format!("mien-rates-{}.svg", std::process::id()));
        rates(&path, &[("honest", [0.97, 0.99, 1.0]), ("flat", [0.0, 0.0, 0.004])]).unwrap();
        let svg = std::fs::read_to_string(&path).unwrap();
        assert!(svg.contains("honest") && svg.contains("flat") && svg.trim_end().ends_with("</svg>"));
        std::fs::remove_file(&path).unwrap();
    }
}
