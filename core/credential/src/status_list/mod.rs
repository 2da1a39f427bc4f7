//! Token Status Lists (draft-ietf-oauth-status-list): is a credential still good?
//!
//! An issuer publishes one signed list for very many credentials, so that it does not learn which of them is looked up:
//!
//! ```text
//! credential --StatusReference::of()--> uri, index      uri --GET, Accept: application/statuslist+jwt--> token
//! token --StatusList::verify()--> StatusList --check(reference)--> Checked { status, age, due }
//! ```
//!
//! Fetch the token over https without credentials of any kind, keep its text, and read it again with
//! [`StatusList::verify`] while it may be used. An answer from a kept list is "as of then", never "valid": show its age.

mod bits;
mod error;
#[cfg(feature = "issuer")]
pub mod issue;
mod reference;
mod token;

pub use error::StatusListError;
pub use reference::StatusReference;
pub use token::{Checked, Status, StatusList};

/// The `typ` of a status list token.
pub const TYPE: &str = "statuslist+jwt";
/// The media type of a status list token: send it as `Accept`.
pub const MEDIA_TYPE: &str = "application/statuslist+jwt";
/// The longest token that is read, in bytes. A million entries of one bit fit whatever they say.
pub const MAX_TOKEN: usize = 2 * 1024 * 1024;
