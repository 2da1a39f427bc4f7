//! Tab-separated lists with a header line.

use std::path::Path;

use crate::failure::{Because, Failure};

/// The values of the named columns, line by line; the columns may stand in any order, others are left out.
///
/// Refused with the line number when a column is missing or a line is short.
pub(super) fn read<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Vec<[String; N]>, Failure> {
    let text =
        std::fs::read_to_string(path).because(|| format!("cannot read the list {}", path.display()))?;
    parse(&text, columns).because(|| format!("cannot use the list {}", path.display()))
}

fn parse<const N: usize>(text: &str, columns: [&str; N]) -> Result<Vec<[String; N]>, String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let header: Vec<&str> =
        lines.next().map_or_else(Vec::new, |(_, line)| line.split('\t').map(str::trim).collect());
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(columns) {
        *place = header.iter().position(|column| *column == name).ok_or_else(|| {
            format!(
                "its first line must name the columns {}, separated by tabs; `{name}` is missing",
                columns.join(", ")
            )
        })?;
    }
    let mut rows = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let values: Vec<&str> = line.split('\t').map(str::trim).collect();
        let picked = places.map(|place| values.get(place).map(ToString::to_string));
        if picked.iter().any(Option::is_none) {
            return Err(format!("line {} has {} of {} columns", number + 1, values.len(), header.len()));
        }
        rows.push(picked.map(Option::unwrap_or_default));
    }
    Ok(rows)
}

/// Reads `1`/`0`, `true`/`false` or `yes`/`no`.
pub(super) fn yes_or_no(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: columns are found by name; line ends of any system are read.
    #[test]
    fn columns_are_found_by_name() {
        let rows = parse("b\tx\ta\r\n2\t-\t1\r\n\n4\t-\t3\n", ["a", "b"]).unwrap();
        assert_eq!(rows, [["1", "2"], ["3", "4"]]);
    }

    // Protects: a broken list is refused with the place, not half used.
    #[test]
    fn broken_lists_are_refused() {
        assert!(parse("a\tc\n", ["a", "b"]).unwrap_err().contains("`b` is missing"));
        assert!(parse("", ["a"]).unwrap_err().contains("`a` is missing"));
        assert_eq!(parse("a\tb\n1\t2\n3\n", ["a", "b"]).unwrap_err(), "line 3 has 1 of 2 columns");
    }
}
