//! Whole flows over HTTPS: a browser that keeps cookies, a wallet built on `mien_credential`, and a service.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod attacks;
mod browser;
mod check;
mod enrolment;
mod fapi;
mod guessing;
mod helpers;
mod issuance;
mod login;
mod mitigations;
mod not_me;
mod number;
mod pages;
mod phone;
mod provider;
mod refusals;
mod wallet;
