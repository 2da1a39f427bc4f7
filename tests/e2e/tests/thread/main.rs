//! The whole thread, from camera frames to a logged-in browser, and the bad input that it refuses without losing
//! anything.
#[expect(dead_code, reason = "the sandbox's own tests use more of it")]
#[path = "../../../sandbox/tests/flows/browser.rs"]
mod browser;
mod journey;
mod refusals;
mod world;
