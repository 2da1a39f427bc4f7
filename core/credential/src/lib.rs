//! JOSE, SD-JWT VC and status lists: verify, hold and present credentials.
//!
//! Nothing here opens a socket, reads a clock or stores anything: the caller hands in the text, the time, the trust
//! anchors and the key that signs. All text is treated as hostile until it has passed one strict parser with limits.
//!
//! | module | what it does | standard |
//! |---|---|---|
//! | [`jose`] | compact JWS with ES256, compact JWE with ECDH-ES and AES-GCM, P-256 JWKs | RFC 7515, 7516, 7517, 7518, 7638 |
//! | [`x509`] | certificate chains of request signers and issuers, to pinned anchors | RFC 5280, HAIP 1.0 |
//! | [`sd_jwt`] | selectively disclosable credentials, presented with key binding | RFC 9901, SD-JWT VC |
//! | [`status_list`] | whether a credential was revoked | draft-ietf-oauth-status-list |
//! | [`trust_list`] | who may ask and who may issue, as signed data | a profile of ours |
//! | [`json`] | JSON that refuses what parsers disagree about | RFC 8259 |
//!
//! Only ES256, ECDH-ES on P-256, A128GCM and A256GCM are spoken: the algorithms that HAIP 1.0 requires and that
//! hardware keys of phones can do. Anything else is a typed refusal, never a fallback.
//!
//! Features: `issuer` builds credentials; `verifier` checks presentations and what services authenticate with
//! (`client_assertion`, where PS256 and `EdDSA` are taken, too). A phone needs neither.
#![forbid(unsafe_code)]

pub mod base64url;
#[cfg(feature = "verifier")]
pub mod client_assertion;
pub mod jose;
pub mod json;
pub mod sd_jwt;
pub mod status_list;
pub mod trust_list;
pub mod x509;

pub use jose::JoseError;
pub use sd_jwt::CredentialError;
pub use status_list::StatusListError;
pub use trust_list::TrustListError;
pub use x509::CertificateError;
