//! Logging in and showing credentials: OpenID4VP 1.0 with signed requests and encrypted answers, as HAIP 1.0 has it.
//!
//! ```text
//! LoginCode --request()--> RequestFetch --verify()--> VerifiedRequest --approve()/decline()--> Submission --finish()--> Finished
//!    QR or link    POST        signed request, checked     the person decides         POST       answer
//! ```
//!
//! Only [`RequestFetch::verify`] makes a [`VerifiedRequest`], and only that can approve: the order is in the types.

mod answer;
mod code;
mod context;
mod dcql;
mod error;
mod metadata;
mod object;
mod replay;
mod report;
mod verified;

pub use answer::{Finished, Submission};
pub use code::{LoginCode, RequestFetch};
pub use context::{LoginFlow, ServiceContext};
pub use dcql::{Candidate, CredentialQuery};
pub use error::{PresentationError, Refusal, Shown};
pub use metadata::SelfDescription;
pub use replay::{NonceMemory, SeenNonces};
pub use report::{Report, Reported};
pub use verified::{Approval, VerifiedRequest};

/// The claim of the key binding that carries the two digits which the person read on the login page.
pub const CHECK_CLAIM: &str = "urn:mien:check";
