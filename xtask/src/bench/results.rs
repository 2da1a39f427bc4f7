//! What a measuring script left: JSON, read strictly, so that a page never looks complete when it is not.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::missing;
use crate::failure::{OrFail, Outcome};

/// Measurements, or a part of them.
pub(super) struct Results(Value);

impl Results {
    pub(super) fn read(file: &Path) -> Outcome<Self> {
        let again = "run `cargo xtask bench` again";
        let text = fs::read_to_string(file).or_fail(format!("reading {}", file.display()), again)?;
        Self::parse(&text)
    }

    pub(super) fn parse(text: &str) -> Outcome<Self> {
        serde_json::from_str(text)
            .map(Self)
            .or_fail("reading the measurements", "run `cargo xtask bench` again")
    }

    /// Whether there is something at a JSON pointer.
    pub(super) fn has(&self, pointer: &str) -> bool {
        self.0.pointer(pointer).is_some()
    }

    pub(super) fn number(&self, pointer: &str) -> Outcome<f64> {
        self.0.pointer(pointer).and_then(Value::as_f64).ok_or_else(|| missing(pointer))
    }

    pub(super) fn text(&self, pointer: &str) -> Outcome<&str> {
        self.0.pointer(pointer).and_then(Value::as_str).ok_or_else(|| missing(pointer))
    }

    pub(super) fn is_true(&self, pointer: &str) -> bool {
        self.0.pointer(pointer).and_then(Value::as_bool) == Some(true)
    }

    pub(super) fn list(&self, pointer: &str) -> Outcome<Vec<Self>> {
        let list = self.0.pointer(pointer).and_then(Value::as_array).ok_or_else(|| missing(pointer))?;
        Ok(list.iter().cloned().map(Self).collect())
    }

    /// A median with the lowest and the highest round behind it.
    pub(super) fn spread(&self, pointer: &str) -> Outcome<String> {
        let [median, low, high] =
            ["median", "low", "high"].map(|which| self.number(&format!("{pointer}/{which}")));
        Ok(format!("{:.2} ({:.2} to {:.2})", median?, low?, high?))
    }

    /// The same in brief.
    pub(super) fn median(&self, pointer: &str) -> Outcome<f64> {
        self.number(&format!("{pointer}/median"))
    }
}
