//! One enrolment: which step is due, and what an answer does. A pure function of state, event and time.

use serde::{Deserialize, Serialize};

/// How long an enrolment may take, from its beginning.
pub(crate) const SESSION_MS: i64 = 30 * 60_000;
const CODE_MS: i64 = 5 * 60_000;
const CODE_TRIES: u32 = 5;
/// SMS in ten minutes, and the time between two of them.
const SENDS: usize = 3;
const SENDS_MS: i64 = 10 * 60_000;
const RESEND_MS: i64 = 30_000;
const SIGN_IN_TRIES: u32 = 5;
const FACE_MS: i64 = 90_000;
const FACE_TRIES: u32 = 3;
/// Scans that end on the phone without a result; each is asked for other movements. Who may choose among many waits for those
/// that were filmed before.
const FACE_AGAIN: u32 = 5;
/// The versions of what people agree to.
pub(crate) const TERMS: &str = "terms-2026-11";
pub(crate) const FACE_CONSENT: &str = "face-2026-11";
pub(crate) const DECLARATION: &str = "declaration-2026-11";

/// What is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    Register,
    RegisterByPhone,
    SetUp,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Kind {
    ProofOfWork,
    SignIn,
    Identify,
    Terms,
    NewPassword,
    Phone,
    OneTimeCode,
    Face,
    Details,
}

impl Kind {
    /// Its name in `interaction_type_required`, after `urn:mien:ia:`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ProofOfWork => "proof_of_work",
            Self::SignIn => "sign_in",
            Self::Identify => "identify",
            Self::Terms => "terms",
            Self::NewPassword => "new_password",
            Self::Phone => "phone",
            Self::OneTimeCode => "one_time_code",
            Self::Face => "face",
            Self::Details => "details",
        }
    }
}

/// What an answer turned out to be, after it was looked at.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// The proof of work was right and new.
    Solved(bool),
    /// Who signed in: person and phone number; `None` for a wrong password or nobody.
    SignedIn(Option<(Subject, String)>),
    /// Who that is; `None` when number, name and date do not belong together.
    Identified(Option<usize>),
    /// They have an account already: to be signed in to, not to be made again by somebody who knows their card.
    HasAccount,
    /// The version that was accepted.
    Accepted(String),
    /// The hash of a password that meets the rules.
    Password(Option<String>),
    /// A number that can receive an SMS.
    Phone(Option<String>),
    /// The hash of what was typed.
    Code(String),
    /// Another code is wanted.
    Resend,
    /// Whether the evidence was right, and the version of the consent.
    Face { nonce: String, confirmed: bool, consent: String },
    /// A scan ended on the phone without a result.
    AnotherFace,
    /// The version that was declared.
    Declared(String),
}

/// Whom an enrolment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Subject {
    /// Somebody in the register.
    Person(usize),
    /// An account without a name.
    Account(String),
}

/// Randomness that a step may need, drawn before.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    /// The hash of a code that can be sent now.
    pub(crate) code_hash: String,
    pub(crate) face_nonce: String,
}

/// What the answer did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reaction {
    /// What to tell the person.
    pub(crate) problem: Option<&'static str>,
    /// Send the fresh code there.
    pub(crate) send_to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Code {
    hash: String,
    expires_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Face {
    nonce: String,
    expires_ms: i64,
}

/// A consent, a declaration or an acceptance, with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) purpose: String,
    pub(crate) version: String,
    pub(crate) at_ms: i64,
}

/// The state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) purpose: Purpose,
    /// What remains to be done, the present step first.
    steps: Vec<Kind>,
    /// Counts the steps that were shown: an answer names the one that it is to.
    pub(crate) step: u64,
    pub(crate) subject: Option<Subject>,
    pub(crate) phone: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) face_confirmed: bool,
    pub(crate) records: Vec<Record>,
    /// Why it was ended before its time.
    pub(crate) ended: Option<String>,
    /// The hash of the app for Android's SMS Retriever.
    pub(crate) sms_hash: Option<String>,
    code: Option<Code>,
    code_tries: u32,
    sends: Vec<i64>,
    sign_in_tries: u32,
    face: Option<Face>,
    face_tries: u32,
    #[serde(default)]
    face_again: u32,
    begun_ms: i64,
}

/// What the present step shows of times and tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeView {
    pub(crate) expires_in: i64,
    pub(crate) resend_in: Option<i64>,
    pub(crate) tries_left: u32,
}

impl Session {
    /// The policy: which steps, in which order. A browser has no camera that the phone's scan runs on, and none is pretended.
    pub(crate) fn begin(purpose: Purpose, native: bool, sms_hash: Option<String>, now_ms: i64) -> Self {
        use Kind as K;
        let mut steps = match purpose {
            Purpose::Register => {
                vec![
                    K::Identify,
                    K::Terms,
                    K::ProofOfWork,
                    K::Face,
                    K::NewPassword,
                    K::Phone,
                    K::OneTimeCode,
                    K::Details,
                ]
            }
            Purpose::RegisterByPhone => vec![K::Terms, K::ProofOfWork, K::Phone, K::OneTimeCode, K::Details],
            Purpose::SetUp => vec![K::ProofOfWork, K::SignIn, K::OneTimeCode, K::Face, K::Details],
        };
        if !native {
            steps.retain(|kind| *kind != K::Face);
        }
        Self {
            purpose,
            steps,
            step: 1,
            subject: None,
            phone: None,
            password: None,
            face_confirmed: false,
            records: Vec::new(),
            ended: None,
            sms_hash,
            code: None,
            code_tries: 0,
            sends: Vec::new(),
            sign_in_tries: 0,
            face: None,
            face_tries: 0,
            face_again: 0,
            begun_ms: now_ms,
        }
    }

    /// The present step; `None` when all are done.
    pub(crate) fn due(&self) -> Option<Kind> {
        self.steps.first().copied()
    }

    /// What remains to be done.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.steps.iter().copied()
    }

    /// Whether it may still be answered.
    pub(crate) fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.begun_ms > SESSION_MS
    }

    /// Takes an answer to the present step.
    pub(crate) fn apply(&mut self, event: Event, fresh: &Fresh, now_ms: i64) -> Reaction {
        let Some(due) = self.due().filter(|_| self.ended.is_none()) else { return Reaction::default() };
        let problem = match (due, event) {
            (Kind::ProofOfWork, Event::Solved(right)) => (!right).then_some("wrong"),
            (Kind::SignIn, Event::SignedIn(Some((subject, phone)))) => {
                self.subject = Some(subject);
                self.phone = Some(phone);
                None
            }
            (Kind::SignIn, Event::SignedIn(None)) | (Kind::Identify, Event::Identified(None)) => {
                self.sign_in_tries += 1;
                if self.sign_in_tries >= SIGN_IN_TRIES {
                    self.ended = Some("too_many_tries".to_owned());
                }
                Some("wrong")
            }
            (Kind::Identify, Event::HasAccount) => {
                self.ended = Some("not_eligible".to_owned());
                None
            }
            (Kind::Identify, Event::Identified(Some(person))) => {
                self.subject = Some(Subject::Person(person));
                None
            }
            (Kind::Terms, Event::Accepted(version)) if version == TERMS => {
                self.record("terms", version, now_ms)
            }
            (Kind::Details, Event::Declared(version)) if version == DECLARATION => {
                self.record("declaration", version, now_ms)
            }
            (Kind::NewPassword, Event::Password(Some(hash))) => {
                self.password = Some(hash);
                None
            }
            (Kind::Phone, Event::Phone(Some(number))) => {
                self.phone = Some(number);
                None
            }
            (Kind::NewPassword, Event::Password(None)) | (Kind::Phone, Event::Phone(None)) => {
                Some("not_accepted")
            }
            (Kind::OneTimeCode, Event::Code(hash)) => self.try_code(&hash, now_ms),
            (Kind::OneTimeCode, Event::Resend) => return self.resend(fresh, now_ms),
            (Kind::Face, Event::Face { nonce, confirmed, consent }) => {
                self.try_face(&nonce, confirmed, consent, now_ms)
            }
            (Kind::Face, Event::AnotherFace) => {
                self.another_face();
                return Reaction::default();
            }
            // An answer to another step changes nothing.
            _ => return Reaction { problem: Some("wrong"), send_to: None },
        };
        if problem.is_some() || self.ended.is_some() {
            return Reaction { problem, send_to: None };
        }
        self.steps.remove(0);
        self.step += 1;
        self.enter(fresh, now_ms)
    }

    /// What the present step needs and does not have (any more): called when it is shown.
    pub(crate) fn enter(&mut self, fresh: &Fresh, now_ms: i64) -> Reaction {
        match self.due() {
            Some(Kind::OneTimeCode) if self.code.is_none() => self.resend(fresh, now_ms),
            Some(Kind::Face) if self.face.as_ref().is_none_or(|face| face.expires_ms <= now_ms) => {
                self.face = Some(Face { nonce: fresh.face_nonce.clone(), expires_ms: now_ms + FACE_MS });
                Reaction::default()
            }
            _ => Reaction::default(),
        }
    }

    /// For the step with the code.
    pub(crate) fn code_view(&self, now_ms: i64) -> CodeView {
        let expires_in =
            self.code.as_ref().map_or(0, |code| ((code.expires_ms - now_ms).max(0) + 999) / 1000);
        let tries_left = CODE_TRIES.saturating_sub(self.code_tries);
        let sent = self.sends.iter().filter(|at| now_ms - **at < SENDS_MS).count();
        let wait = self.sends.last().map_or(0, |last| (last + RESEND_MS - now_ms).max(0));
        let resend_in = (sent < SENDS).then_some((wait + 999) / 1000);
        CodeView { expires_in, resend_in, tries_left }
    }

    /// For the step with the face: nonce, seconds and tries left.
    pub(crate) fn face_view(&self, now_ms: i64) -> (String, i64, u32) {
        let (nonce, expires_ms) =
            self.face.as_ref().map_or((String::new(), 0), |face| (face.nonce.clone(), face.expires_ms));
        (nonce, ((expires_ms - now_ms).max(0) + 999) / 1000, FACE_TRIES.saturating_sub(self.face_tries))
    }

    fn record(&mut self, purpose: &str, version: String, at_ms: i64) -> Option<&'static str> {
        self.records.push(Record { purpose: purpose.to_owned(), version, at_ms });
        None
    }

    /// Each wrong code counts over all codes of the enrolment: a new code does not bring new tries.
    fn try_code(&mut self, hash: &str, now_ms: i64) -> Option<&'static str> {
        let Some(code) = self.code.clone() else { return Some("expired") };
        if code.expires_ms <= now_ms {
            return Some("expired");
        }
        if crate::random::same(hash, &code.hash) {
            self.code = None;
            return None;
        }
        self.code_tries += 1;
        if self.code_tries >= CODE_TRIES {
            self.ended = Some("too_many_tries".to_owned());
        }
        Some("wrong")
    }

    fn resend(&mut self, fresh: &Fresh, now_ms: i64) -> Reaction {
        let view = self.code_view(now_ms);
        let problem = match view.resend_in {
            None => Some("no_more_codes"),
            Some(0) => None,
            Some(_) => Some("too_soon"),
        };
        if problem.is_some() {
            return Reaction { problem, send_to: None };
        }
        self.sends.push(now_ms);
        self.code = Some(Code { hash: fresh.code_hash.clone(), expires_ms: now_ms + CODE_MS });
        Reaction { problem: None, send_to: self.phone.clone() }
    }

    /// The nonce of now serves no more, whether or not it was shown to a camera.
    fn another_face(&mut self) {
        self.face = None;
        self.face_again += 1;
        if self.face_again > FACE_AGAIN {
            self.ended = Some("face".to_owned());
        }
    }

    fn try_face(
        &mut self,
        nonce: &str,
        confirmed: bool,
        consent: String,
        now_ms: i64,
    ) -> Option<&'static str> {
        let Some(face) = self.face.take() else { return Some("expired") };
        if face.expires_ms <= now_ms {
            return Some("expired");
        }
        // A consent to another text is none.
        if !confirmed || nonce != face.nonce || consent != FACE_CONSENT {
            self.face_tries += 1;
            if self.face_tries >= FACE_TRIES {
                self.ended = Some("face".to_owned());
            }
            return Some("not_confirmed");
        }
        self.face_confirmed = true;
        self.record("face-check", consent, now_ms)
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
