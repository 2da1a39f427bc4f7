//! What a person answers to a step.

use super::evidence::FaceEvidence;
use super::interaction::Interaction;
use super::one_time_code::OneTimeCode;
use super::proof_of_work::Solution;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// The answer to a step. Wiped when dropped, never printed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Interaction::ProofOfWork`].
    ProofOfWork(Solution),
    /// To [`Interaction::SignIn`]: the ID number in its one spelling, and the password as it was typed.
    SignIn {
        /// The ID number.
        id_number: Zeroizing<String>,
        /// The password.
        password: Zeroizing<String>,
    },
    /// To [`Interaction::Identify`].
    Identify {
        /// The ID number in its one spelling.
        id_number: Zeroizing<String>,
        /// The name as on the card.
        name: Zeroizing<String>,
        /// `YYYY-MM-DD`.
        birth_date: Zeroizing<String>,
    },
    /// To [`Interaction::Terms`]: the version that was accepted.
    Terms {
        /// The version that was shown.
        version: String,
    },
    /// To [`Interaction::NewPassword`].
    NewPassword {
        /// The password, checked against the app's rules.
        password: Zeroizing<String>,
    },
    /// To [`Interaction::Phone`]: the number in E.164.
    Phone {
        /// `+6591234567`.
        number: Zeroizing<String>,
    },
    /// To [`Interaction::OneTimeCode`].
    OneTimeCode(OneTimeCode),
    /// To [`Interaction::OneTimeCode`]: send another one.
    AnotherCode,
    /// To [`Interaction::Face`].
    Face(FaceEvidence),
    /// To [`Interaction::Face`]: a scan ended without a result. The step comes again with another nonce, which asks for other
    /// movements; the provider counts how often.
    AnotherFace,
    /// To [`Interaction::Details`]: the declaration that was made.
    Details {
        /// The version that was shown.
        version: String,
    },
}

impl Answer {
    /// Whether this is an answer to that step: no other one is ever sent.
    pub(super) fn fits(&self, interaction: &Interaction) -> bool {
        match (self, interaction) {
            (Self::ProofOfWork(_), Interaction::ProofOfWork(_))
            | (Self::SignIn { .. }, Interaction::SignIn)
            | (Self::Identify { .. }, Interaction::Identify)
            | (Self::NewPassword { .. }, Interaction::NewPassword)
            | (Self::Phone { .. }, Interaction::Phone(_))
            | (Self::AnotherCode, Interaction::OneTimeCode(_))
            | (Self::AnotherFace, Interaction::Face(_)) => true,
            (Self::OneTimeCode(code), Interaction::OneTimeCode(asked)) => code.digits().len() == asked.length,
            (Self::Terms { version }, Interaction::Terms(asked)) => *version == asked.version,
            (Self::Details { version }, Interaction::Details(asked)) => *version == asked.version,
            (Self::Face(evidence), Interaction::Face(asked)) => evidence.fits(asked),
            _ => false,
        }
    }

    /// The JSON that is sent; for the face, the evidence that was signed is put in by the flow.
    pub(super) fn to_json(&self, signed_evidence: Option<Value>) -> Zeroizing<String> {
        let value = match self {
            Self::ProofOfWork(solution) => json!({ "payload": solution.payload() }),
            Self::SignIn { id_number, password } => {
                json!({ "id_number": id_number.as_str(), "password": password.as_str() })
            }
            Self::Identify { id_number, name, birth_date } => json!({
                "id_number": id_number.as_str(), "name": name.as_str(), "birth_date": birth_date.as_str(),
            }),
            Self::Terms { version } => json!({ "accepted": version }),
            Self::NewPassword { password } => json!({ "password": password.as_str() }),
            Self::Phone { number } => json!({ "number": number.as_str() }),
            Self::OneTimeCode(code) => json!({ "code": code.digits() }),
            Self::AnotherCode => json!({ "resend": true }),
            Self::AnotherFace => json!({ "again": true }),
            Self::Face(_) => signed_evidence.unwrap_or_default(),
            Self::Details { version } => json!({ "declared": version }),
        };
        Zeroizing::new(value.to_string())
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(*)")
    }
}
