//! The login page in a real browser: what a person sees, does and undoes. Needs Chromium and the npm package that drives
//! it, which `cargo xtask setup` installs; without them these tests fail and say so.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may fail loudly: that is what they are for"
)]

mod accessibility;
mod chromium;
mod login;
mod mishaps;
mod number;
mod same_device;
mod world;
