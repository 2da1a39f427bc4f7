//! The whole thread, from camera frames to a logged-in browser, and the bad input that it refuses without losing
//! anything.
#![expect(missing_docs, reason = "a test program")]

#[path = "../../../sandbox/tests/flows/browser.rs"]
mod browser;
mod journey;
mod refusals;
mod world;
