//! Our provider against services of other people's making: `openid-client` on Node, Authlib on Python.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly: that is what they are for"
)]

#[expect(dead_code, reason = "the sandbox's own tests use more of it")]
#[path = "../../../sandbox/tests/flows/browser.rs"]
mod browser;
mod foreign_wallet;
mod matrix;
mod world;
