//! What can go wrong, and what the app should do about it.

use mien_ports::DeviceError;
use thiserror::Error;

/// Why a vault could not be made, opened, read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// There is no vault at this path. Enrol.
    #[error("there is no vault")]
    Empty,
    /// There is a file at this path already. Open it, or erase it first.
    #[error("there is a vault already")]
    AlreadyExists,
    /// Another process or another object has this vault open, or a try is under way. Wait for it to finish; do not
    /// retry in a loop.
    #[error("the vault is in use")]
    Busy,
    /// The file is not a vault (another program's database, a folder, a link). It was not touched. Choose another
    /// path.
    #[error("the file is not a vault")]
    NotAVault,
    /// A newer version of the app wrote this vault. It was not touched. Ask the person to update the app.
    #[error("the vault was written by a newer version")]
    VaultTooNew {
        /// The schema version found in the file.
        found: u32,
    },
    /// The file is a vault but cannot be trusted as a database: broken pages or an unknown schema. Offer to enrol
    /// again; keep the file for support.
    #[error("the vault file is damaged")]
    Damaged,
    /// One record did not authenticate in its place. The others stay readable. Fetch this one again from its
    /// issuer, or delete it.
    #[error("a record did not authenticate")]
    RecordRefused,
    /// Records were deleted, brought back or exchanged behind the vault's back. Enrol again.
    #[error("the records were altered")]
    RecordsAltered,
    /// The person has to prove first that they are there: verify the passcode, the pattern or the biometrics, then call
    /// again.
    #[error("the person has to authenticate again")]
    StepUpRequired,
    /// The device looks taken over (root, debugger, failed attestation): no new key is put into it. Say so.
    #[error("the device looks compromised")]
    SuspectDevice,
    /// Somebody with this number is there already. Show that entry instead.
    #[error("there is such an entry already")]
    Duplicate,
    /// There are as many entries as there may be. Have one deleted first.
    #[error("there are too many entries")]
    TooMany {
        /// The most that there may be.
        limit: u32,
    },
    /// The bytes are not an export of this app, or were cut or changed on their way. Ask for another copy.
    #[error("not an export")]
    NotAnExport,
    /// The code does not open this export. Ask to compare it with the paper.
    #[error("the code does not open the export")]
    WrongExportCode,
    /// Nobody is unlocked. Unlock first.
    #[error("the vault is locked")]
    Locked,
    /// The body is larger than a record may be. Nothing was written.
    #[error("the record is too large")]
    TooLarge {
        /// The largest body, in bytes.
        limit: usize,
    },
    /// A port of the device failed. See its code.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// The file system refused: no space, no permission, an input/output error. The old state is kept. Ask the
    /// person to free some space, then try again.
    #[error("the storage failed")]
    Storage,
    /// A bug of the vault. Lock, and report the code.
    #[error("internal error of the vault")]
    Internal,
}

impl VaultError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "vault_empty",
            Self::AlreadyExists => "vault_already_exists",
            Self::Busy => "vault_busy",
            Self::NotAVault => "not_a_vault",
            Self::VaultTooNew { .. } => "vault_too_new",
            Self::Damaged => "vault_damaged",
            Self::RecordRefused => "record_refused",
            Self::RecordsAltered => "records_altered",
            Self::StepUpRequired => "step_up_required",
            Self::SuspectDevice => "suspect_device",
            Self::Duplicate => "duplicate_entry",
            Self::TooMany { .. } => "too_many_entries",
            Self::NotAnExport => "not_an_export",
            Self::WrongExportCode => "wrong_export_code",
            Self::Locked => "vault_locked",
            Self::TooLarge { .. } => "record_too_large",
            Self::Device { source } => source.code(),
            Self::Storage => "vault_storage",
            Self::Internal => "vault_internal",
        }
    }
}

/// Why a vault was not opened, or what opens it not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnlockError {
    /// The passcode is wrong; the try is spent. Say how many are left, and warn at one.
    #[error("wrong passcode")]
    WrongPasscode {
        /// Tries until the slot is destroyed, at least 1.
        attempts_left: u32,
        /// Milliseconds until the next try is accepted; 0 for at once.
        retry_after_ms: u64,
    },
    /// Too many wrong tries: this one was not looked at and not counted. Count down, then ask again.
    #[error("too many tries")]
    Throttled {
        /// Milliseconds until the next try is accepted.
        remaining_ms: u64,
    },
    /// The last try was wrong, or had been before: the passcode slot is destroyed. Enrol again.
    #[error("the vault was wiped after too many tries")]
    Wiped,
    /// The vault does not belong to this device as it is now: a restored backup, a copied file, a counter turned
    /// back. Enrol again.
    #[error("the vault was tampered with or restored")]
    TamperedOrRestored,
    /// The slot is broken beyond its own repair; no try was spent on it. Enrol again.
    #[error("the passcode slot is damaged")]
    Damaged,
    /// The vault has no pattern, no biometrics or no recovery code. Do not offer it.
    #[error("this way in is not set up")]
    NoSuchFactor,
    /// The platform has invalidated the biometric key, for example because a fingerprint was added. Ask for the passcode,
    /// say why, and offer to turn biometrics on again.
    #[error("biometrics were invalidated")]
    BiometricInvalidated,
    /// The recovery code is not this vault's. Ask to compare it with the paper. Not counted.
    #[error("wrong recovery code")]
    WrongRecoveryCode,
    /// Another try is under way. Wait for its answer.
    #[error("a try is under way")]
    Busy,
    /// The new passcode is the old one. Ask for another.
    #[error("the new passcode is the old one")]
    SamePasscode,
    /// A port of the device failed. The try counts as spent if it had been counted by then. Try again once, then
    /// say so.
    #[error("the device failed: {source}")]
    Device {
        /// What the device answered.
        #[from]
        source: DeviceError,
    },
    /// The vault file failed. See its error.
    #[error("the vault failed: {source}")]
    Vault {
        /// What failed.
        source: VaultError,
    },
}

impl UnlockError {
    /// A stable name for logs and for the foreign side; never translated, never shown to a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongPasscode { .. } => "wrong_passcode",
            Self::Throttled { .. } => "throttled",
            Self::Wiped => "wiped",
            Self::TamperedOrRestored => "tampered_or_restored",
            Self::Damaged => "slot_damaged",
            Self::NoSuchFactor => "no_such_factor",
            Self::BiometricInvalidated => "biometric_invalidated",
            Self::WrongRecoveryCode => "wrong_recovery_code",
            Self::Busy => "unlock_busy",
            Self::SamePasscode => "same_passcode",
            Self::Device { source } => source.code(),
            Self::Vault { source } => source.code(),
        }
    }
}

impl From<VaultError> for UnlockError {
    fn from(source: VaultError) -> Self {
        match source {
            VaultError::Device { source } => Self::Device { source },
            source => Self::Vault { source },
        }
    }
}
