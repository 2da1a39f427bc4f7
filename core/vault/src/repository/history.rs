//! What happened, as a chain: no entry can be changed, dropped or moved without the rest showing it.
//!
//! ```text
//! entry n: MAC 32 | JSON        MAC n = HMAC-SHA256(history key, MAC n-1 | n as u64 | JSON), MAC 0 = 32 zeros
//! head:    n as u64 | MAC n
//! ```

use super::{from_json, to_json};
use crate::bytes::Reader;
use crate::crypto;
use crate::error::VaultError;
use crate::record::{Batch, ProfileId, RecordId, Table};
use crate::slot::DataKey;
use crate::unlocked::Unlocked;
use ring::hmac;
use serde::{Deserialize, Serialize};

const HISTORY_LABEL: &[u8] = b"mien/vault/history/v1";
const HEAD: RecordId = RecordId([0; 16]);
const MAC_LEN: usize = 32;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HistoryKind {
    /// Enrolled on this device.
    Enrolment,
    /// A credential was issued.
    Issuance,
    /// A service asked for a login.
    Login,
    /// The passcode was changed.
    PasscodeChanged,
    /// A consent was given.
    ConsentGiven,
    /// A consent was withdrawn.
    ConsentWithdrawn,
}

impl HistoryKind {
    /// A stable name for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Issuance => "issuance",
            Self::Login => "login",
            Self::PasscodeChanged => "passcode_changed",
            Self::ConsentGiven => "consent_given",
            Self::ConsentWithdrawn => "consent_withdrawn",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HistoryOutcome {
    /// The person approved, and it was done.
    Approved,
    /// The person declined.
    Declined,
    /// It ran out of time.
    Expired,
    /// It was refused or broke; the code says why.
    Failed,
}

impl HistoryOutcome {
    /// A stable name for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }
}

/// One entry. Holds names of claims, never their values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// What.
    pub kind: HistoryKind,
    /// How it ended.
    pub outcome: HistoryOutcome,
    /// With whom, as shown to the person: the service's name.
    pub party: String,
    /// The verified domain, if there was one.
    pub domain: Option<String>,
    /// Names of the claims that were shared or asked for.
    pub claims: Vec<String>,
    /// Stable code of the error, if it failed.
    pub code: Option<String>,
}

/// The history of an unlocked vault.
#[derive(Debug)]
pub struct History<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl History<'_> {
    /// Adds an entry at the end and answers its number, from 1.
    ///
    /// # Errors
    /// [`VaultError`]; nothing is added then.
    pub fn append(&self, entry: &HistoryEntry) -> Result<u64, VaultError> {
        let json = to_json(entry)?;
        let key = history_key(self.vault.data_key())?;
        self.vault.transact(2, |batch| {
            let (number, before) = head(batch)?;
            let number = number + 1;
            let mac = link(&key, &before, number, &json);
            batch.put(Table::History, id(number), ProfileId::OWNER, &[&mac[..], &json].concat())?;
            batch.put(
                Table::HistoryHead,
                HEAD,
                ProfileId::OWNER,
                &[&number.to_be_bytes()[..], &mac].concat(),
            )?;
            Ok(number)
        })
    }

    /// All entries with their numbers, the newest first.
    ///
    /// # Errors
    /// [`VaultError::RecordsAltered`] when the chain does not hold.
    pub fn list(&self) -> Result<Vec<(u64, HistoryEntry)>, VaultError> {
        let key = history_key(self.vault.data_key())?;
        let (records, last) = self.vault.read(|batch| Ok((batch.list(Table::History)?, head(batch)?)))?;
        let mut before = [0; MAC_LEN];
        let mut number = 0;
        let mut found = Vec::with_capacity(records.len());
        for record in &records {
            number += 1;
            let (mac, json) = record.body.split_first_chunk::<MAC_LEN>().ok_or(VaultError::RecordsAltered)?;
            before = link(&key, &before, number, json);
            if record.id != id(number) || before != *mac {
                return Err(VaultError::RecordsAltered);
            }
            found.push((number, from_json(json)?));
        }
        if (number, before) != last {
            return Err(VaultError::RecordsAltered);
        }
        found.reverse();
        Ok(found)
    }
}

/// Entries sort by their number: it is their id.
fn id(number: u64) -> RecordId {
    RecordId(u128::from(number).to_be_bytes())
}

fn head(batch: &Batch<'_>) -> Result<(u64, [u8; MAC_LEN]), VaultError> {
    let Some(record) = batch.get(Table::HistoryHead, HEAD)? else {
        return Ok((0, [0; MAC_LEN]));
    };
    let mut reader = Reader::new(&record.body);
    reader.u64().zip(reader.take()).ok_or(VaultError::RecordsAltered)
}

fn history_key(data_key: &DataKey) -> Result<hmac::Key, VaultError> {
    let key = crypto::hkdf::<32>(&[], data_key.bytes(), &[HISTORY_LABEL])?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, key.bytes()))
}

fn link(key: &hmac::Key, before: &[u8; MAC_LEN], number: u64, json: &[u8]) -> [u8; MAC_LEN] {
    let mut context = hmac::Context::with_key(key);
    context.update(before);
    context.update(&number.to_be_bytes());
    context.update(json);
    let mut mac = [0; MAC_LEN];
    for (to, from) in mac.iter_mut().zip(context.sign().as_ref()) {
        *to = *from;
    }
    mac
}
