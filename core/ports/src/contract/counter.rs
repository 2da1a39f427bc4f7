use super::{answer, rule};
use crate::MonotonicStore;

/// Checks an implementation of [`MonotonicStore`]. `reopen` gives a second handle to the same store, as a restarted
/// program would have.
///
/// # Errors
/// The rule that was broken.
pub fn check_counter(
    store: &dyn MonotonicStore,
    reopen: &dyn Fn() -> Box<dyn MonotonicStore>,
) -> Result<(), String> {
    let before = answer(store.read(), "the counter can be read")?.unwrap_or(0);
    let start = before.checked_add(1).ok_or("the counter is used up")?;
    for value in [start, start + 1, start + 10] {
        answer(store.raise_to(value), "the counter can be raised")?;
        rule(store.read() == Ok(Some(value)), "the counter answers the value it was raised to")?;
        rule(reopen().read() == Ok(Some(value)), "a raised counter is durable when raise_to returns")?;
    }
    for value in [0, before, start, start + 10] {
        answer(store.raise_to(value), "raising to a lower or the same value succeeds")?;
        rule(store.read() == Ok(Some(start + 10)), "raising to a lower value changes nothing")?;
    }
    Ok(())
}
