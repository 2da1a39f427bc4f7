//! The steps that a provider may ask for.

use super::proof_of_work::ProofOfWork;
use crate::text::{LocalisedText, is_displayable};
use crate::url::HttpsUrl;
use mien_credential::{base64url, jose::EncryptionKey, json};
use serde_json::{Map, Value};

/// All types begin with this; the provider names them in `interaction_type_required`.
const NAMESPACE: &str = "urn:mien:ia:";
/// What this app can show, as `interaction_types_supported` lists it.
pub(super) const SUPPORTED: &str = "urn:mien:ia:proof_of_work,urn:mien:ia:sign_in,urn:mien:ia:identify,urn:mien:ia:terms,\
    urn:mien:ia:new_password,urn:mien:ia:phone,urn:mien:ia:one_time_code,urn:mien:ia:face,urn:mien:ia:details,redirect_to_web";
const MAX_TEXT: usize = 4_000;
const MAX_DETAILS: usize = 24;
const MAX_PLAIN: usize = 64;

/// A step, and what was wrong with the last answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What to ask the person for.
    pub interaction: Interaction,
    /// What to tell them about the answer that they gave before.
    pub problem: Option<Problem>,
    /// The number of the step: an answer names it, so that one that is sent twice counts once.
    pub(super) step: u64,
}

/// What the provider says about the last answer. The same step is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It was wrong: password, code, details. The provider does not say which part.
    Wrong,
    /// The code is too old. Offer to send a new one.
    Expired,
    /// A new code was asked for too soon. Show the time that is left.
    TooSoon,
    /// No more codes are sent. Offer to begin again later.
    NoMoreCodes,
    /// The face was not confirmed. Show the advice of the scan and let them try again.
    NotConfirmed,
    /// It does not meet the provider's rules (a password, a phone number that is used already).
    NotAccepted,
    /// Something else.
    Other,
}

/// What to ask the person for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interaction {
    /// "Not a robot": solve it while the person reads. Nothing to ask.
    ProofOfWork(ProofOfWork),
    /// ID number and password.
    SignIn,
    /// ID number, name and birth date, as they stand on the card.
    Identify,
    /// Terms to read and accept.
    Terms(Terms),
    /// A new password, typed twice.
    NewPassword,
    /// A mobile number.
    Phone(PhoneRequest),
    /// The code from the SMS.
    OneTimeCode(OneTimeCodeRequest),
    /// A face scan, after a consent of its own.
    Face(Box<FaceRequest>),
    /// The person's details and a declaration.
    Details(Details),
}

/// Terms of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which version; goes into the record of the acceptance.
    pub version: String,
    /// What they say in short.
    pub summary: LocalisedText,
    /// Where they stand in full, on the provider's own host.
    pub url: String,
}

/// How to ask for the mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhoneRequest {
    /// Ask twice and compare.
    pub twice: bool,
}

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCodeRequest {
    /// Where to, masked.
    pub sent_to: String,
    /// How many digits.
    pub length: usize,
    /// Seconds until it expires, at the time of the answer. Count down.
    pub expires_in: u64,
    /// Seconds until another one can be sent; `None` when no more are.
    pub resend_in: Option<u64>,
    /// How often it can be typed.
    pub tries_left: u64,
}

/// A face scan for the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceRequest {
    /// Decides what the person is asked to do: it makes the scan one of now.
    pub nonce: [u8; 32],
    /// The name of the profile that the provider asks for; others of the app's for accessibility are accepted, too.
    pub profile: String,
    /// Seconds until the nonce expires.
    pub expires_in: u64,
    /// How often it can be tried.
    pub tries_left: u64,
    /// The version of the text that is consented to, apart from the terms.
    pub consent_version: String,
    /// The text.
    pub consent: LocalisedText,
    /// If the provider compares the face itself: the key that the template is encrypted to. Ask for a consent that says so;
    /// without it nothing but the signed outcome is sent.
    pub template_to: Option<EncryptionKey>,
}

/// What the provider knows of the person, to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// In the order in which to show them.
    pub details: Vec<Detail>,
    /// The version of the declaration.
    pub version: String,
    /// What the person declares.
    pub declaration: LocalisedText,
}

/// One of them. `Debug` does not print the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub label: LocalisedText,
    /// What it says; masked where the provider masks it.
    pub value: String,
}

impl std::fmt::Debug for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail").field("label", &self.label).finish_non_exhaustive()
    }
}

/// Why an answer with a step was not understood.
pub(super) enum NotAPrompt {
    Unknown,
    Broken,
}

impl Prompt {
    /// Reads the answer of the challenge endpoint. `host` is the provider's.
    pub(super) fn read(answer: &Map<String, Value>, host: &str) -> Result<Self, NotAPrompt> {
        let read = Read(answer);
        let kind = read.text("interaction_type_required").ok_or(NotAPrompt::Broken)?;
        let kind = kind.strip_prefix(NAMESPACE).ok_or(NotAPrompt::Unknown)?;
        let interaction = match kind {
            "proof_of_work" => {
                answer.get("challenge").and_then(ProofOfWork::from_json).map(Interaction::ProofOfWork)
            }
            "sign_in" => Some(Interaction::SignIn),
            "identify" => Some(Interaction::Identify),
            "new_password" => Some(Interaction::NewPassword),
            "terms" => read.terms(host).map(Interaction::Terms),
            "phone" => Some(Interaction::Phone(PhoneRequest { twice: read.flag("twice") })),
            "one_time_code" => read.one_time_code().map(Interaction::OneTimeCode),
            "face" => read.face().map(|face| Interaction::Face(Box::new(face))),
            "details" => read.details().map(Interaction::Details),
            _ => return Err(NotAPrompt::Unknown),
        };
        let step = read.number("step", u64::from(u32::MAX)).ok_or(NotAPrompt::Broken)?;
        let interaction = interaction.ok_or(NotAPrompt::Broken)?;
        Ok(Self { interaction, problem: read.text("problem").map(Problem::from_code), step })
    }
}

impl Problem {
    fn from_code(code: &str) -> Self {
        match code {
            "wrong" => Self::Wrong,
            "expired" => Self::Expired,
            "too_soon" => Self::TooSoon,
            "no_more_codes" => Self::NoMoreCodes,
            "not_confirmed" => Self::NotConfirmed,
            "not_accepted" => Self::NotAccepted,
            _ => Self::Other,
        }
    }

    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wrong => "answer_wrong",
            Self::Expired => "answer_expired",
            Self::TooSoon => "answer_too_soon",
            Self::NoMoreCodes => "answer_no_more_codes",
            Self::NotConfirmed => "answer_not_confirmed",
            Self::NotAccepted => "answer_not_accepted",
            Self::Other => "answer_other",
        }
    }
}

struct Read<'a>(&'a Map<String, Value>);

impl Read<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| json::is_plain(text, MAX_PLAIN))
    }

    fn number(&self, name: &str, most: u64) -> Option<u64> {
        self.0.get(name)?.as_u64().filter(|number| *number <= most)
    }

    fn flag(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    fn localised(&self, name: &str) -> Option<LocalisedText> {
        LocalisedText::from_json_within(self.0.get(name)?, MAX_TEXT)
    }

    fn terms(&self, host: &str) -> Option<Terms> {
        let url = HttpsUrl::parse(self.0.get("url")?.as_str()?).filter(|url| url.host() == host)?;
        Some(Terms {
            version: self.text("version")?.to_owned(),
            summary: self.localised("summary")?,
            url: url.as_str().to_owned(),
        })
    }

    fn one_time_code(&self) -> Option<OneTimeCodeRequest> {
        let length = self.number("length", 10).filter(|length| *length >= 4)?;
        let resend_in = match self.0.get("resend_in") {
            None | Some(Value::Null) => None,
            Some(_) => Some(self.number("resend_in", 86_400)?),
        };
        Some(OneTimeCodeRequest {
            sent_to: self.text("sent_to").filter(|text| is_displayable(text))?.to_owned(),
            length: usize::try_from(length).ok()?,
            expires_in: self.number("expires_in", 3_600)?,
            resend_in,
            tries_left: self.number("tries_left", 100)?,
        })
    }

    fn face(&self) -> Option<FaceRequest> {
        let template_to = match self.0.get("template_jwks") {
            None => None,
            Some(jwks) => Some(EncryptionKey::choose(jwks)?),
        };
        Some(FaceRequest {
            nonce: base64url::decode(self.text("nonce")?)?.try_into().ok()?,
            profile: self.text("profile")?.to_owned(),
            expires_in: self.number("expires_in", 3_600)?,
            tries_left: self.number("tries_left", 100)?,
            consent_version: self.text("consent_version")?.to_owned(),
            consent: self.localised("consent")?,
            template_to,
        })
    }

    fn details(&self) -> Option<Details> {
        let list = self.0.get("details")?.as_array().filter(|list| list.len() <= MAX_DETAILS)?;
        let detail = |value: &Value| {
            let text = value.get("value")?.as_str().filter(|text| is_displayable(text))?;
            Some(Detail { label: LocalisedText::from_json(value.get("label")?)?, value: text.to_owned() })
        };
        Some(Details {
            details: list.iter().map(detail).collect::<Option<_>>()?,
            version: self.text("version")?.to_owned(),
            declaration: self.localised("declaration")?,
        })
    }
}

#[cfg(test)]
#[path = "interaction_tests.rs"]
mod tests;
