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

mod app;
mod enrolment;
mod errors;
mod frame;
mod login;
mod pin_pad;
mod ports;
mod scan;
mod slot;

pub use app::{HistoryEntry, Identity, Mien, MienConfig, Status};
pub use enrolment::{Enrolment, OfferView};
pub use errors::{EnrolmentError, LoginError, OpenError, PasscodeError, ScanError, UnlockError};
pub use frame::{FrameError, FrameFormat, FrameInfo};
pub use login::{ApprovalPrompt, Login, LoginDone};
pub use pin_pad::PinPad;
#[cfg(feature = "software")]
pub use ports::software_keys;
pub use ports::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Header, HttpMethod, HttpRequest, HttpResponse,
    KeyPurpose, LogLevel, LogSink, MonotonicStore, Ports, SecurityLevel, Transport, TransportError,
};
pub use scan::{
    Challenge, FaceOutline, Help, Scan, ScanFeedback, ScanOptions, ScanProfile, ScanResult, ScanStage,
    ScreenColour,
};

uniffi::setup_scaffolding!();
