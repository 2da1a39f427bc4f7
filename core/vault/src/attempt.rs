//! Tries: counted before they are made.

mod policy;
mod run;

pub use policy::MAX_FAILURES;
pub(crate) use policy::{DelayStart, MAX_COUNTER};
pub(crate) use run::{attempt, factors, forget_old_key, inspect, open_with_biometrics};
