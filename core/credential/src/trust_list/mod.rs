//! Trust lists: who may ask for what, and who may issue, as signed data of a deployment.
//!
//! A profile of ours, a JWS of type `trust-list+jwt` signed with one key that the app pins:
//!
//! ```json
//! { "version": 7, "iat": 1795301646, "exp": 1797893646,
//!   "verifiers": [ { "name": { "en": "..." }, "purpose": { "en": "..." }, "purposes": ["login", "presentation"],
//!                    "hosts": ["login.example"], "x5c": ["<DER of an anchor, base64>"] } ],
//!   "issuers":   [ { "name": { "en": "..." }, "hosts": ["issuer.example"], "x5c": ["..."] } ] }
//! ```
//!
//! `purpose` is optional; every other member is needed and no other is allowed: what this reader does not know could be a restriction.
//! Hosts are whole names in lower case, without a port. `version` grows with each change: an older list is never taken for a newer one.

mod entry;
mod error;
mod list;

pub use entry::{Purpose, TrustedIssuer, TrustedVerifier};
pub use error::TrustListError;
pub use list::TrustList;

/// The `typ` of a trust list.
pub const TYPE: &str = "trust-list+jwt";
