//! OpenID4VP and OpenID4VCI as messages and states, without I/O.
//!
//! | module | journey | standard |
//! |---|---|---|
//! | [`presentation`] | scan a login code, check who asks, approve or decline | OpenID4VP 1.0, HAIP 1.0 |
//! | [`enrolment`] | register, or set a phone up, in the steps that the provider asks for | OpenID4VCI 1.0 and 1.1 draft, PAR, `DPoP`, client attestation |
//! | [`issuance`] | follow an offer, prove the key, receive a credential | OpenID4VCI 1.0 |
//!
//! Each step returns the [`mien_ports::HttpRequest`] to send and takes the [`mien_ports::HttpResponse`] that came
//! back. Whoever embeds this owns the network, the clock and the keys. What must not happen before a check has no
//! method before it: a request that was not verified can be neither approved nor shown.
#![forbid(unsafe_code)]

pub mod enrolment;
mod form;
pub mod issuance;
mod oauth;
pub mod presentation;
mod text;
mod url;

pub use oauth::Device;
pub use text::LocalisedText;
