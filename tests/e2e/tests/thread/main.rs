//! The whole thread, from camera frames to a logged-in browser, and the bad input that it refuses without losing
//! anything.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly: that is what they are for"
)]
mod account;
#[expect(dead_code, reason = "the sandbox's own tests use more of it")]
#[path = "../../../sandbox/tests/flows/browser.rs"]
mod browser;
mod journey;
mod refusals;
mod traces;
mod trust;
mod verifier;
mod world;
