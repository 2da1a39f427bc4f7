//! Enrolment: an account is registered, or a phone set up for one, in steps that the provider decides.
//!
//! OpenID4VCI with the authorization code grant: PKCE, `DPoP`, client attestation. Where the server has an authorization
//! challenge endpoint (OpenID4VCI 1.1 draft of June 2026, over OAuth 2.0 for First-Party Applications) its steps are shown
//! by the app itself; otherwise, or when the server says so, a pushed authorization request (RFC 9126) is opened in the
//! system's browser. `docs/enrolment.md` holds our profile: the interaction types and their members.
//!
//! ```text
//! begin -> issuer metadata -> server metadata -> wallet provider (attestation)
//!       -> challenge -> Interact(step) -> answer -> ... -> code        (or PAR -> Browser -> redirected -> code)
//!       -> token -> nonce -> credential -> Issued
//! ```
//!
//! [`Enrolment`] is the state machine. It can be saved after each answer and resumed: the server is then asked where the
//! enrolment stands, and no answer is given twice.

mod answer;
mod error;
mod evidence;
mod flow;
mod interaction;
mod one_time_code;
mod proof_of_work;
mod requests;
mod saved;
mod steps;

pub use answer::Answer;
pub use error::{EnrolmentError, Refusal};
pub use evidence::FaceEvidence;
pub use flow::{Enrolment, Step};
pub use interaction::{
    Detail, Details, FaceRequest, Interaction, OneTimeCodeRequest, PhoneRequest, Problem, Prompt, Terms,
};
pub use one_time_code::OneTimeCode;
pub use proof_of_work::{ProofOfWork, Solution};
pub use requests::{Provider, Purpose};
