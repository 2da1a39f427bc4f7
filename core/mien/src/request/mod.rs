//! Requests of others: a code or a link is followed, who asks is verified, the person decides.

mod asked;
mod claims;
mod consent;
mod error;
mod login;
mod presentation;
mod report;

pub use consent::{Availability, ConsentClaim, ConsentCredential, ConsentView, Consequence, Quotation};
pub use error::LoginError;
pub use login::{ApprovalPrompt, Login, LoginDone};
pub use presentation::Presentation;
pub use report::NotMe;
pub(crate) use report::{can_report, report};

use crate::Mien;
use asked::Asked;
use std::sync::Arc;

/// What somebody asks for.
pub enum Request {
    /// A login to a service, by way of its provider.
    Login(Login),
    /// A verifier wants to know something of the person.
    Presentation(Presentation),
}

impl Request {
    pub(crate) fn follow(mien: Arc<Mien>, code: &str) -> Result<Self, LoginError> {
        let asked = Asked::follow(mien, code)?;
        if asked.request()?.is_login() {
            Ok(Self::Login(Login::new(asked)?))
        } else {
            Ok(Self::Presentation(Presentation::new(asked)))
        }
    }
}

impl Login {
    pub(crate) fn start(mien: Arc<Mien>, code: &str) -> Result<Self, LoginError> {
        Self::new(Asked::follow(mien, code)?)
    }
}
