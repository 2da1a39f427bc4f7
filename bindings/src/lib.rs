//! The exported surface: what Kotlin and Swift see of Mien.
//!
//! This crate holds no logic. It dresses the core's types in UniFFI's: long-lived things are objects, states are enums
//! with data, the rest are records. Documentation of exported items becomes `KDoc` and Swift documentation, so it is
//! written for app developers.

#![expect(
    clippy::missing_errors_doc,
    reason = "each error variant says what the app should do; these lines become KDoc"
)]
#![expect(clippy::needless_pass_by_value, reason = "UniFFI hands over owned values")]

mod account;
mod app;
mod consent;
mod enrolment;
mod errors;
mod frame;
mod identity;
mod login;
mod pads;
mod ports;
mod recovery;
mod scan;
mod secret;
mod slot;
mod status;
mod testing;
mod trust;
mod unlock;

pub use account::{
    AccountEnd, AccountEnrolment, AccountError, AccountProvider, AccountPurpose, AccountStep, AccountView,
    AnswerProblem, DetailView,
};
pub use app::{HistoryEntry, Identity, Mien, MienConfig, TrustListConfig};
pub use consent::{Availability, ConsentClaim, ConsentCredential, ConsentView, Presentation, Quotation};
pub use enrolment::{Enrolment, OfferView};
pub use errors::{
    EnrolmentError, LoginError, OpenError, PasscodeError, PatternError, ScanError, UnlockError,
};
pub use frame::{CameraData, FrameError, FrameFormat, FrameInfo, PhoneRotation};
pub use identity::{
    CalendarDate, IdNumberCheck, IdNumberProblem, NameCheck, NameProblem, PasswordRule, PhoneCheck,
    PhoneProblem, password_rules,
};
pub use login::{ApprovalPrompt, Login, LoginDone, NotMe, Request};
pub use pads::{PatternPad, PinPad};
pub use ports::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Header, HttpMethod, HttpRequest, HttpResponse,
    Integrity, IntegritySignals, KeyPurpose, LogLevel, LogSink, MonotonicStore, Ports, SecurityLevel,
    Transport, TransportError, agreement_answer, agreement_point,
};
pub use recovery::{NewRecoveryCode, RecoveryCodeForm, RenewedKeys};
pub use scan::{
    Assurance, Challenge, FaceOutline, Help, Scan, ScanFeedback, ScanOptions, ScanProfile, ScanResult,
    ScanStage, ScreenColour,
};
pub use secret::{SecretText, SecretTextError};
pub use status::{CredentialStatus, Refreshed, Standing};
pub use testing::{
    ContractError, ContractPerson, check_biometrics, check_clock, check_counter, check_integrity, check_keys,
    software_keys,
};
pub use trust::TrustError;
pub use unlock::{Factor, Repaired, Status, WaysIn};

uniffi::setup_scaffolding!();
