//! Receiving a credential: OpenID4VCI 1.0 with a pre-authorized code.
//!
//! ```text
//! begin -> [offer] -> issuer metadata -> server metadata -> Confirm (person, transaction code)
//!       -> token -> nonce -> credential (again once, when the nonce was stale) -> Issued -> notification
//! ```
//!
//! [`Issuance`] is the state machine: each step says what to send; [`Issuance::respond`] takes what came back. A
//! credential is handed out only after it was verified: issuer trusted, type as promised, bound to our key.

pub(crate) mod answers;
mod error;
mod flow;
pub(crate) mod metadata;
mod offer;
pub(crate) mod wire;

pub use error::IssuanceError;
pub use flow::{Issuance, Issued, IssuerTrust, Offered, Step};
pub use offer::TransactionCode;
