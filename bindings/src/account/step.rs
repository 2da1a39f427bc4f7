//! The steps of the account's journey as a screen shows them.

use mien::{AccountStep as CoreStep, Interaction, LocalisedText, Prompt};

/// Where an enrolment stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccountView {
    /// The provider's host, verified. Always show it.
    pub provider_domain: String,
    /// The provider's name for itself; show it as a quotation.
    pub provider_name: Option<String>,
    /// What to show.
    pub step: AccountStep,
    /// What was wrong with the last answer, if the same step is asked again.
    pub problem: Option<AnswerProblem>,
}

/// What to show. Which steps there are, and in which order, the provider decides.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum AccountStep {
    /// "Not a robot": call `solve` on a background thread while the person reads. Nothing to ask.
    ProofOfWork,
    /// ID number and password: `sign_in`.
    SignIn,
    /// ID number, name and birth date, as they stand on the card: `identify`.
    Identify,
    /// Terms to read: `accept_terms` when the person accepts them. Apart from the consent to the face check.
    Terms {
        /// Which version.
        version: String,
        /// What they say in short.
        summary: String,
        /// Where they stand in full, on the provider's own host: open it in the browser.
        url: String,
    },
    /// A new password, typed twice: `choose_password`, with `unmet_rules` while it is typed.
    NewPassword,
    /// A mobile number: `phone`.
    Phone {
        /// Ask twice and compare.
        twice: bool,
    },
    /// The code from the SMS: `code`, or `another_code`.
    OneTimeCode {
        /// Where it was sent, masked.
        sent_to: String,
        /// How many digits.
        length: u32,
        /// Seconds until it expires, from now. Count down; at 0 offer another one.
        seconds_left: u64,
        /// Seconds until another one can be sent, from now; nothing when no more are.
        resend_in: Option<u64>,
        /// How often it can be typed.
        tries_left: u64,
    },
    /// A face scan: show the consent, which is an act of its own; then `start_scan`, then `accept_scan`.
    Face {
        /// The text that is agreed to.
        consent: String,
        /// Its version.
        consent_version: String,
        /// Seconds until the scan must be done, from now.
        seconds_left: u64,
        /// How often it can be tried.
        tries_left: u64,
        /// Whether the provider asks for the template, to compare it itself: ask for a second consent that says so. Without it
        /// only the signed outcome is sent.
        asks_template: bool,
    },
    /// The person's details and a declaration: `declare` when the person makes it.
    Details {
        /// In the order in which to show them.
        details: Vec<DetailView>,
        /// What is declared.
        declaration: String,
        /// Its version.
        version: String,
    },
    /// Open this in the system's browser, never in a web view, and give the address that it returns to, to `returned`.
    Browser {
        /// Where to go.
        url: String,
    },
    /// The network or the device failed on the way: offer `retry`.
    Interrupted,
    /// The credential is here: ask for a new passcode, `choose_passcode`.
    Passcode,
    /// It is over: begin a new one.
    Ended,
}

/// One detail. `value` may be masked by the provider.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DetailView {
    /// What it is, in the language asked for.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// Personal data: prints which step it is and nothing that stands in it.
impl std::fmt::Debug for AccountStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ProofOfWork => "ProofOfWork",
            Self::SignIn => "SignIn",
            Self::Identify => "Identify",
            Self::Terms { .. } => "Terms(*)",
            Self::NewPassword => "NewPassword",
            Self::Phone { .. } => "Phone(*)",
            Self::OneTimeCode { .. } => "OneTimeCode(*)",
            Self::Face { .. } => "Face(*)",
            Self::Details { .. } => "Details(*)",
            Self::Browser { .. } => "Browser(*)",
            Self::Interrupted => "Interrupted",
            Self::Passcode => "Passcode",
            Self::Ended => "Ended",
        })
    }
}

/// What the provider says about the last answer. The same step is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerProblem {
    /// It was wrong: password, code, details. The provider does not say which part.
    Wrong,
    /// The code is too old. Offer to send a new one.
    Expired,
    /// A new code was asked for too soon. Show the time that is left.
    TooSoon,
    /// No more codes are sent. Offer to begin again later.
    NoMoreCodes,
    /// The face was not confirmed. Show the scan's advice and let them try again.
    NotConfirmed,
    /// It does not meet the provider's rules: a password, a phone number that is used already.
    NotAccepted,
    /// Something else.
    Other,
}

impl From<mien::Problem> for AnswerProblem {
    fn from(problem: mien::Problem) -> Self {
        use mien::Problem as P;
        match problem {
            P::Wrong => Self::Wrong,
            P::Expired => Self::Expired,
            P::TooSoon => Self::TooSoon,
            P::NoMoreCodes => Self::NoMoreCodes,
            P::NotConfirmed => Self::NotConfirmed,
            P::NotAccepted => Self::NotAccepted,
            _ => Self::Other,
        }
    }
}

impl AccountStep {
    /// The step in a language; `ago` is how many seconds ago the provider asked for it.
    pub(super) fn from_core(step: &CoreStep, language: &str, ago: u64) -> Self {
        match step {
            CoreStep::Ask(prompt) => Self::asked(prompt, language, ago),
            CoreStep::Browser { url } => Self::Browser { url: url.clone() },
            CoreStep::Interrupted => Self::Interrupted,
            CoreStep::Passcode => Self::Passcode,
            CoreStep::Ended => Self::Ended,
        }
    }

    fn asked(prompt: &Prompt, language: &str, ago: u64) -> Self {
        let text = |localised: &LocalisedText| localised.get(language).to_owned();
        match &prompt.interaction {
            Interaction::ProofOfWork(_) => Self::ProofOfWork,
            Interaction::SignIn => Self::SignIn,
            Interaction::Identify => Self::Identify,
            Interaction::Terms(terms) => Self::Terms {
                version: terms.version.clone(),
                summary: text(&terms.summary),
                url: terms.url.clone(),
            },
            Interaction::NewPassword => Self::NewPassword,
            Interaction::Phone(asked) => Self::Phone { twice: asked.twice },
            Interaction::OneTimeCode(asked) => Self::OneTimeCode {
                sent_to: asked.sent_to.clone(),
                length: u32::try_from(asked.length).unwrap_or(u32::MAX),
                seconds_left: asked.expires_in.saturating_sub(ago),
                resend_in: asked.resend_in.map(|seconds| seconds.saturating_sub(ago)),
                tries_left: asked.tries_left,
            },
            Interaction::Face(asked) => Self::Face {
                consent: text(&asked.consent),
                consent_version: asked.consent_version.clone(),
                seconds_left: asked.expires_in.saturating_sub(ago),
                tries_left: asked.tries_left,
                asks_template: asked.template_to.is_some(),
            },
            Interaction::Details(asked) => Self::Details {
                details: asked
                    .details
                    .iter()
                    .map(|detail| DetailView { label: text(&detail.label), value: detail.value.clone() })
                    .collect(),
                declaration: text(&asked.declaration),
                version: asked.version.clone(),
            },
            // The core asks for nothing that it does not know; a step that is new there must get a screen before it is here.
            _ => Self::Interrupted,
        }
    }
}
