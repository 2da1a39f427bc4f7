//! The contract of each port, as functions that any implementation's tests can call.
//!
//! Each answers `Err` with the rule that was broken, in words for the developer of the implementation. They make and
//! delete keys whose aliases start with `contract-`, and raise the counter: run them on a device for tests.

mod biometrics;
mod clock;
mod counter;
mod entropy;
mod integrity;
mod keys;

pub use biometrics::{Person, check_biometrics};
pub use clock::check_clock;
pub use counter::check_counter;
pub use entropy::check_entropy;
pub use integrity::check_integrity;
pub use keys::check_keys;

/// Turns a broken rule into the error that the suite answers.
fn rule(kept: bool, words: &str) -> Result<(), String> {
    if kept { Ok(()) } else { Err(words.to_owned()) }
}

/// Unwraps an answer that had to be one.
fn answer<T>(result: Result<T, crate::DeviceError>, words: &str) -> Result<T, String> {
    result.map_err(|error| format!("{words}: answered {}", error.code()))
}
