//! SD-JWT VC: credentials whose claims are disclosed one by one (RFC 9901, draft-ietf-oauth-sd-jwt-vc).
//!
//! [`Credential`] is what a wallet holds; [`Credential::present`] makes what a verifier gets. [`issue`] and
//! [`verify`] are the two other ends, for the sandbox and for tests.

mod credential;
mod disclosure;
mod error;
#[cfg(feature = "issuer")]
pub mod issue;
mod key_binding;
mod path;
mod resolve;
#[cfg(feature = "verifier")]
pub mod verify;

pub use credential::{Credential, TYPE};
pub use error::CredentialError;
pub use key_binding::{KB_TYPE, KeyBinding};
pub use path::{ClaimPath, PathElement};
