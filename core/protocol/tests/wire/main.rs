//! Both protocols as the other side would meet them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail loudly")]

mod attacks;
mod common;
mod enrolment;
mod hostile;
mod issuance;
mod presentation;
mod servers;
