//! What a device port can answer instead of a result.

use thiserror::Error;

/// Why the device could not do what was asked.
///
/// No variant carries text of the platform: such text may hold personal data and ends up in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// There is no key or item under this alias. After a restored backup this means: enrol again.
    #[error("no key under this alias")]
    KeyMissing,
    /// The key exists but the platform has invalidated it (for example because a fingerprint was added).
    /// Fall back to the passcode and offer to turn biometrics on again.
    #[error("the key was invalidated by the platform")]
    KeyInvalidated,
    /// The key needs the person to authenticate first and that did not happen.
    #[error("the person did not authenticate")]
    NotAuthenticated,
    /// The person cancelled the platform's prompt. Stay where you are.
    #[error("cancelled by the person")]
    Cancelled,
    /// The platform refuses biometrics for now: too many fingers or faces that were not the person's. Offer the
    /// passcode.
    #[error("biometrics are locked out")]
    LockedOut,
    /// The hardware is there but does not answer at the moment. Try again once, then say so.
    #[error("the hardware is unavailable")]
    Unavailable,
    /// The device has no such facility. Choose another way; trying again will not help.
    #[error("not supported by this device")]
    Unsupported,
    /// The platform's storage refused to read or write. Nothing was changed.
    #[error("the platform's storage failed")]
    Storage,
    /// The answer broke the contract of the port (wrong length, not a point on the curve, counter ran backwards).
    #[error("the device answered out of contract")]
    OutOfContract,
    /// The implementation of the port failed in a way that it does not name.
    #[error("the device port failed")]
    Failed,
}

impl DeviceError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyMissing => "key_missing",
            Self::KeyInvalidated => "key_invalidated",
            Self::NotAuthenticated => "not_authenticated",
            Self::Cancelled => "cancelled",
            Self::LockedOut => "locked_out",
            Self::Unavailable => "unavailable",
            Self::Unsupported => "unsupported",
            Self::Storage => "storage",
            Self::OutOfContract => "out_of_contract",
            Self::Failed => "failed",
        }
    }
}
