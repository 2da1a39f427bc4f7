//! Records, each sealed for its place.

mod batch;
mod lookup;
mod manifest;
mod rewrite;
mod seal;
mod sum;

pub(crate) use batch::{Batch, read, transact};
pub(crate) use manifest::{Seen, store_first, verify_records};
pub use rewrite::Salvaged;
pub(crate) use rewrite::{nonces_needed, rotate, salvage};
pub(crate) use seal::RecordKeys;

#[cfg(feature = "testing")]
pub(crate) fn parse_for_tests(bytes: &[u8]) -> bool {
    seal::key_generation(bytes).is_some()
}

use std::fmt;
use zeroize::Zeroizing;

/// Name of the one sealed column; part of each record's place.
const COLUMN: &str = "body";

/// The largest body of a record, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The tables that records live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Face templates, one per profile.
    Template,
    /// Credentials of the person.
    Credential,
    /// Consents that were given, and withdrawn.
    Consent,
    /// What happened.
    History,
    /// The newest link of the history's chain.
    HistoryHead,
    /// The person and their relatives.
    Person,
    /// What was sent to the person.
    Inbox,
    /// What waits for a network.
    Outbox,
}

impl Table {
    /// Part of each record's sealed place: a name must never change.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Credential => "credential",
            Self::Consent => "consent",
            Self::History => "history",
            Self::HistoryHead => "history-head",
            Self::Person => "person",
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
        }
    }

    /// All of them, for what goes through the whole vault.
    pub(crate) const ALL: [Self; 8] = [
        Self::Template,
        Self::Credential,
        Self::Consent,
        Self::History,
        Self::HistoryHead,
        Self::Person,
        Self::Inbox,
        Self::Outbox,
    ];
}

/// The id of a record within its table: random, unless the table says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub [u8; 16]);

/// Whom a record is about: the owner of the phone or a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub [u8; 16]);

impl ProfileId {
    /// The owner of the phone.
    pub const OWNER: Self = Self([0; 16]);
}

/// A record, opened. Its body is wiped when dropped.
#[derive(PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Grows with every write to the vault.
    pub version: u64,
    /// Whom it is about.
    pub owner: ProfileId,
    /// What was stored.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("id", &self.id).field("version", &self.version).finish_non_exhaustive()
    }
}
