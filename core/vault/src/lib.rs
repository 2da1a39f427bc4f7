//! Encrypted records and what unlocks them.
//!
//! A vault is one SQLite file. Its records are sealed one by one under a random data key; the data key is sealed in a
//! *slot* that opens with the passcode **and** a key of this device that cannot be copied. Each try is counted on the
//! device before it is made, and the tenth wrong one in a row destroys the slot. Formats, threats and limits are in this crate's README.
//!
//! ```no_run
//! # fn example(path: &std::path::Path, ports: mien_vault::VaultPorts) -> Result<(), Box<dyn std::error::Error>> {
//! use mien_vault::{PinPad, UnlockError, Vault};
//!
//! let locked = Vault::open(path, ports)?;
//! let mut pad = PinPad::new();
//! for digit in [2, 7, 1, 9, 4, 6] {
//!     pad.push(digit)?;
//! }
//! match locked.unlock(&pad.finish()?) {
//!     Ok(unlocked) => {
//!         let _entries = unlocked.history().list()?;
//!         unlocked.lock();
//!     }
//!     Err(UnlockError::WrongPasscode { attempts_left, .. }) => println!("{attempts_left} tries left"),
//!     Err(other) => return Err(other.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | type | what it is |
//! |---|---|
//! | [`Vault`] | makes and opens vault files |
//! | [`Locked`] | an open file without the data key: it can be asked for its [`VaultState`] and unlocked |
//! | [`Unlocked`] | holds the data key: records exist only here |
//! | [`VaultSession`] | all of the above as one state machine with auto-lock: what an app holds |
//! | [`PinPad`], [`Passcode`], [`NewPasscode`] | a passcode typed digit by digit; one that the policy accepted |
//! | [`PatternPad`], [`Pattern`], [`NewPattern`] | the same on a grid of nine dots |
//! | [`RecoveryCode`] | 128 bits on paper: for a forgotten passcode, a new phone, an export |
#![forbid(unsafe_code)]

mod attempt;
mod bytes;
mod change;
mod create;
mod crypto;
mod database;
mod error;
mod export;
mod factor;
mod kdf;
mod passcode;
mod ports;
mod record;
mod repository;
mod rotate;
mod session;
mod shared;
mod slot;
#[cfg(feature = "testing")]
pub mod testing;
mod unlocked;
mod vault;

#[cfg(test)]
mod test_support;

pub use attempt::MAX_FAILURES;
pub use error::{UnlockError, VaultError};
pub use export::{Export, open_export};
pub use factor::{Factor, Factors};
pub use kdf::{KdfParams, KdfParamsError};
pub use passcode::{
    CalendarDate, KnownNumbers, MIN_PATTERN_DOTS, NewPasscode, NewPattern, PASSCODE_LEN, PATTERN_DOTS,
    Passcode, PasscodeError, Pattern, PatternError, PatternPad, PinPad, RecoveryCode, RecoveryCodeError,
    RecoveryCodeForm, WeakPasscode,
};
pub use ports::VaultPorts;
pub use record::{MAX_BODY_BYTES, ProfileId, Record, RecordId, Salvaged, Table};
pub use repository::{
    Consent, Consents, Credentials, History, HistoryEntry, HistoryKind, HistoryOutcome, Inbox, MAX_HISTORY,
    MAX_MESSAGES, MAX_PEOPLE, MAX_WAITING, Message, NewCredential, Outbox, People, Person, Relation,
    RequestReference, StoredCredential, Templates, Waiting,
};
pub use rotate::Rotated;
pub use session::{SessionPolicy, VaultSession};
pub use unlocked::{STEP_UP_MS, Unlocked};
pub use vault::{Locked, Vault, VaultState};
