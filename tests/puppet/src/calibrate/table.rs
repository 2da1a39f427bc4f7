//! A calibration for the eye.

use std::fmt::Write as _;

use mien_face::calibration::Calibration;

/// Each threshold beside what it stands between.
pub fn table(calibration: &Calibration) -> String {
    let Calibration { matching, continuity, enrolment, planar, planar_report, .. } = calibration;
    let report = &matching.report;
    let mut text = format!(
        "matching    {:.4}  {} pictures of {} people; strangers at or above it and genuine pairs kept:\n",
        matching.threshold, report.pictures, report.persons
    );
    // Writing to a string cannot fail.
    for point in &report.table {
        let _ = writeln!(
            text,
            "    {:.4}  {:>7.3} % {:>8.2} %",
            point.threshold,
            point.far * 100.0,
            point.tar * 100.0
        );
    }
    for point in matching.groups.iter().flat_map(|groups| &groups.table) {
        let [rate, low, high] = point.rate.map(|share| share * 100.0);
        let own = point.own.map_or_else(|| "     -".to_owned(), |own| format!("{own:.4}"));
        let _ = writeln!(
            text,
            "    {:<15} {own}  {:>4} of {:>6} pairs  {rate:.3} % ({low:.3} to {high:.3} %)",
            point.group, point.accepted, point.pairs
        );
    }
    for (name, limit) in [("continuity", continuity), ("enrolment", enrolment)] {
        let _ = writeln!(text, "{name:<10}  {:.4}  {}", limit.threshold, limit.basis);
    }
    let _ = writeln!(
        text,
        "head or photo: quantiles 0.5 %, 50 %, 99.5 %\n{:<17} {:>7}  {:^23}  {:^23}  {:^23}",
        "threshold", "value", "heads", "flat", "bent"
    );
    let spread = |[low, middle, high]: [f32; 3]| format!("{low:>7.4} {middle:>7.4} {high:>7.4}");
    for point in &planar_report.table {
        let [heads, flat, bent] = [point.heads, point.flat, point.bent].map(spread);
        let _ = writeln!(text, "{:<17} {:>7.4}  {heads}  {flat}  {bent}", point.threshold, point.value);
    }
    let _ = writeln!(text, "{:<17} {:>7.4}", "nose_per_deficit", planar.nose_per_deficit);
    let _ = writeln!(
        text,
        "{:<6} {:>9} {:>7} {:>6} {:>9} {:>6}",
        "", "sessions", "passed", "begun", "finished", "solid"
    );
    for (name, count) in
        [("heads", planar_report.heads), ("flat", planar_report.flat), ("bent", planar_report.bent)]
    {
        let _ = writeln!(
            text,
            "{name:<6} {:>9} {:>7} {:>6} {:>9} {:>6}",
            count.sessions, count.passed, count.begun, count.finished, count.solid
        );
    }
    for (name, model) in [("turn", &calibration.turn), ("nod", &calibration.nod)] {
        let _ = writeln!(text, "{name}: what the model finds solid of people it was not trained on");
        for row in &model.report {
            let [rate, low, high] = row.rate.map(|share| share * 100.0);
            let _ = writeln!(
                text,
                "    {:<12} {:>5} of {:>5}  {rate:>6.2} % ({low:.2} to {high:.2} %)",
                row.kind, row.solid, row.movements
            );
        }
    }
    let relief = &calibration.relief;
    let _ = writeln!(text, "relief      {:.4}, {:.4}  {}", relief.solid, relief.flat, relief.basis);
    text
}
