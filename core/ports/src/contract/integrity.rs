use super::{answer, rule};
use crate::Integrity;

/// Checks an implementation of [`Integrity`]: it answers, twice the same, and does not vouch for what it calls
/// compromised.
///
/// # Errors
/// The rule that was broken.
pub fn check_integrity(integrity: &dyn Integrity) -> Result<(), String> {
    let first = answer(integrity.signals(), "the signals can be read")?;
    let second = answer(integrity.signals(), "the signals can be read")?;
    rule(first == second, "two readings in a row are the same")?;
    let consistent = first.is_none_or(|signals| !(signals.compromised && signals.attested == Some(true)));
    rule(consistent, "a compromised device is not attested")
}
