//! The journeys of a person with an identity on their phone: enrol, unlock, log in, look back.
//!
//! [`Mien`] composes the capability crates behind one object that holds the ports. A shell (Android, iOS, desktop) opens
//! it once, pushes camera frames in and shows what comes back.
//!
//! ```no_run
//! # fn example(config: mien::Config, ports: mien::Ports, frame: &mien::face::Frame<'_>) -> Result<(), Box<dyn std::error::Error>> {
//! use mien::{Mien, PinPad};
//!
//! let mien = Mien::open(config, ports)?;
//! if let Some(code) = mien.read_code(frame)? {
//!     let mut login = mien.start_login(&code)?;
//!     let prompt = login.prompt();
//!     println!("{} asks for {:?}", prompt.domain, prompt.claims);
//!     let mut pad = PinPad::new();
//!     for digit in [2, 7, 1, 9, 4, 6] {
//!         pad.push(digit)?;
//!     }
//!     login.approve(&mut pad, Some("47"))?;
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod account;
mod app;
mod codes;
mod config;
mod enrolment;
mod error;
mod exchange;
mod face_template;
mod holder;
mod identity;
mod pending;
mod ports;
mod request;
mod scan;
mod sealed;
mod status;
mod trust;
mod unlock;

pub use account::{AccountEnrolment, AccountError, AccountStep};
pub use app::{Mien, Refreshed};
pub use config::{Config, PinnedTrustList, Trust};
pub use enrolment::{Enrolment, EnrolmentError};
pub use error::{OpenError, UnlockError};
pub use identity::Identity;
pub use mien_credential::TrustListError;
pub use mien_face as face;
pub use mien_identity as identifiers;
pub use mien_ports::{DeviceError, SecurityLevel, TransportError};
pub use mien_protocol::LocalisedText;
pub use mien_protocol::enrolment::{
    Detail, Details, EnrolmentError as AccountFlowError, FaceRequest, Interaction, OneTimeCode,
    OneTimeCodeRequest, PhoneRequest, Problem, Prompt, Provider, Purpose as AccountPurpose, Refusal, Terms,
};
pub use mien_protocol::issuance::{IssuanceError, Offered, TransactionCode};
pub use mien_protocol::presentation::{PresentationError, Shown};
pub use mien_qr::QrError;
pub use mien_vault::{
    Factor, Factors, HistoryEntry, HistoryKind, HistoryOutcome, KdfParams, PasscodeError, PatternError,
    PatternPad, PinPad, RecoveryCode, RecoveryCodeError, RecoveryCodeForm, RequestReference, Rotated,
    Salvaged, UnlockError as VaultUnlockError, VaultError, VaultState, WeakPasscode,
};
pub use ports::Ports;
pub use request::{
    ApprovalPrompt, Availability, ConsentClaim, ConsentCredential, ConsentView, Consequence, Login,
    LoginDone, LoginError, NotMe, Presentation, Quotation, Request,
};
pub use scan::{
    Assurance, CameraData, Challenge, Guidance, Help, ProfileName, Scan, ScanError, ScanFeedback,
    ScanOptions, ScanRecord, ScanResult, ScanStage, Severity,
};
pub use status::{CredentialStatus, Standing};
pub use trust::TrustError;
