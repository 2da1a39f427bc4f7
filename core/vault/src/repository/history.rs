//! What happened, as a chain: no entry can be changed, dropped or moved without the rest showing it.
//!
//! ```text
//! entry n: MAC 32 | JSON        MAC n = HMAC-SHA256(history key, MAC n-1 | n as u64 | JSON), MAC 0 = 32 zeros
//! head:    n as u64 | MAC n, and once the oldest entries were dropped: | m as u64 | MAC m, m being the last one dropped
//! ```

use super::{from_json, to_json};
use crate::bytes::Reader;
use crate::crypto;
use crate::error::VaultError;
use crate::record::{Batch, ProfileId, Record, RecordId, Table};
use crate::slot::DataKey;
use crate::unlocked::Unlocked;
use ring::hmac;
use serde::{Deserialize, Serialize};

const HISTORY_LABEL: &[u8] = b"mien/vault/history/v1";
const HEAD: RecordId = RecordId([0; 16]);
const MAC_LEN: usize = 32;
type Mac = [u8; MAC_LEN];

/// The most entries that are kept; each further one drops the oldest.
pub const MAX_HISTORY: u64 = 10_000;

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
    /// A verifier asked for claims.
    Presentation,
    /// The person told a provider that a request was not theirs.
    NotMeReported,
    /// The passcode was changed.
    PasscodeChanged,
    /// A consent was given.
    ConsentGiven,
    /// A consent was withdrawn.
    ConsentWithdrawn,
    /// The data key was replaced.
    KeyRotated,
    /// Biometrics were turned on or off.
    BiometricsChanged,
    /// The vault was opened with the recovery code.
    Recovered,
    /// The vault was damaged, and what could be saved was saved.
    Salvaged,
}

impl HistoryKind {
    /// A stable name for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Issuance => "issuance",
            Self::Login => "login",
            Self::Presentation => "presentation",
            Self::NotMeReported => "not_me_reported",
            Self::PasscodeChanged => "passcode_changed",
            Self::ConsentGiven => "consent_given",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::KeyRotated => "key_rotated",
            Self::BiometricsChanged => "biometrics_changed",
            Self::Recovered => "recovered",
            Self::Salvaged => "salvaged",
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
    /// How to name the request to its sender later; only where the sender takes reports. Left out of the stored form when
    /// there is none, so that entries read as they did before there was such a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestReference>,
}

/// Names one request to the party that sent it, so that it can be told "this wasn't me" at any later time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestReference {
    /// Where that party takes such reports: an `https` URL.
    pub report_uri: String,
    /// The nonce of the request; means nothing to anybody else.
    pub nonce: String,
    /// The device key that signed the answer; `None` when there was none.
    pub key_alias: Option<String>,
}

/// The history of an unlocked vault.
#[derive(Debug)]
pub struct History<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl History<'_> {
    /// Adds an entry at the end and answers its number, from 1. Beyond [`MAX_HISTORY`] the oldest one is dropped.
    ///
    /// # Errors
    /// [`VaultError`]; nothing is added then.
    pub fn append(&self, entry: &HistoryEntry) -> Result<u64, VaultError> {
        let json = to_json(entry)?;
        self.vault.transact(2, |batch| {
            let key = history_key(&batch.keys.data_key)?;
            let mut head = Head::read(batch)?;
            head.last += 1;
            head.mac = link(&key, &head.mac, head.last, &json);
            batch.put(Table::History, id(head.last), ProfileId::OWNER, &[&head.mac[..], &json].concat())?;
            while head.last - head.dropped > MAX_HISTORY {
                head.drop_oldest(batch)?;
            }
            head.write(batch)?;
            Ok(head.last)
        })
    }

    /// All entries with their numbers, the newest first.
    ///
    /// # Errors
    /// [`VaultError::RecordsAltered`] when the chain does not hold.
    pub fn list(&self) -> Result<Vec<(u64, HistoryEntry)>, VaultError> {
        self.page(None, u32::MAX)
    }

    /// Up to `limit` entries with their numbers, the newest first: from the end, or from before the entry of this number.
    /// Costs the same however long the history is.
    ///
    /// # Errors
    /// [`VaultError::RecordsAltered`] when the chain does not hold in this page or around it.
    pub fn page(&self, before: Option<u64>, limit: u32) -> Result<Vec<(u64, HistoryEntry)>, VaultError> {
        let key = self.vault.with_keys(|keys| history_key(&keys.data_key))?;
        let (records, head, wanted) = self.vault.read(|batch| {
            let head = Head::read(batch)?;
            let above = before.filter(|before| *before <= head.last);
            // The entry above the page and the one below it vouch for its ends.
            let from = above.unwrap_or(head.last);
            let wanted = above.map_or(head.last, |above| above.saturating_sub(1));
            Ok((batch.list_down(Table::History, id(from), limit.saturating_add(2))?, head, wanted))
        })?;
        let entries = records.iter().map(split).collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::new();
        // What the next entry down has to be.
        let mut expected =
            entries.first().map_or((head.dropped, head.dropped_mac), |(number, mac, _)| (*number, *mac));
        if expected.0 == head.last && expected.1 != head.mac {
            return Err(VaultError::RecordsAltered);
        }
        let complete = entries.first().is_none_or(|(number, ..)| *number >= wanted);
        for (index, (number, mac, json)) in entries.iter().enumerate() {
            let below = entries
                .get(index + 1)
                .map_or((head.dropped, head.dropped_mac), |(number, mac, _)| (*number, *mac));
            // The last row that was read has nothing below it to be checked with, unless it is the first of all.
            let last_read = index + 1 == entries.len() && *number != head.dropped + 1;
            if (*number, *mac) != expected || (!last_read && link(&key, &below.1, *number, json) != *mac) {
                return Err(VaultError::RecordsAltered);
            }
            let full = found.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
            if *number <= wanted && !full {
                if last_read {
                    return Err(VaultError::RecordsAltered);
                }
                found.push((*number, from_json(json)?));
            }
            expected = (number.saturating_sub(1), below.1);
        }
        if complete { Ok(found) } else { Err(VaultError::RecordsAltered) }
    }
}

/// Number, MAC and JSON of an entry.
fn split(record: &Record) -> Result<(u64, Mac, &[u8]), VaultError> {
    let (mac, json) = record.body.split_first_chunk::<MAC_LEN>().ok_or(VaultError::RecordsAltered)?;
    Ok((number(record.id)?, *mac, json))
}

fn number(id: RecordId) -> Result<u64, VaultError> {
    u64::try_from(u128::from_be_bytes(id.0)).map_err(|_| VaultError::RecordsAltered)
}

/// Chains whatever entries there are anew, under the keys of this batch and without gaps, beginning with the number of the
/// first one. For a new data key, and for what was saved of a damaged vault.
pub(crate) fn rechain(batch: &mut Batch<'_>) -> Result<(), VaultError> {
    let records = batch.list(Table::History)?;
    let entries: Vec<(u64, &[u8])> = records
        .iter()
        .filter_map(|record| split(record).ok())
        .map(|(number, _, json)| (number, json))
        .collect();
    let Some((first, _)) = entries.first() else {
        batch.delete(Table::HistoryHead, HEAD)?;
        return Ok(());
    };
    let key = history_key(&batch.keys.data_key)?;
    let dropped = first.saturating_sub(1);
    let mut head = Head { last: dropped, mac: [0; MAC_LEN], dropped, dropped_mac: [0; MAC_LEN] };
    for record in &records {
        batch.delete(Table::History, record.id)?;
    }
    for (_, json) in entries {
        head.last += 1;
        head.mac = link(&key, &head.mac, head.last, json);
        batch.put(Table::History, id(head.last), ProfileId::OWNER, &[&head.mac[..], json].concat())?;
    }
    head.write(batch)
}

/// The ends of the chain.
struct Head {
    last: u64,
    mac: Mac,
    dropped: u64,
    dropped_mac: Mac,
}

impl Head {
    fn read(batch: &Batch<'_>) -> Result<Self, VaultError> {
        let Some(record) = batch.get(Table::HistoryHead, HEAD)? else {
            return Ok(Self { last: 0, mac: [0; MAC_LEN], dropped: 0, dropped_mac: [0; MAC_LEN] });
        };
        let mut reader = Reader::new(&record.body);
        let (last, mac) = reader.u64().zip(reader.take()).ok_or(VaultError::RecordsAltered)?;
        let (dropped, dropped_mac) = reader.u64().zip(reader.take()).unwrap_or((0, [0; MAC_LEN]));
        if dropped <= last {
            Ok(Self { last, mac, dropped, dropped_mac })
        } else {
            Err(VaultError::RecordsAltered)
        }
    }

    fn write(&self, batch: &mut Batch<'_>) -> Result<(), VaultError> {
        let mut body = [&self.last.to_be_bytes()[..], &self.mac].concat();
        if self.dropped > 0 {
            body.extend_from_slice(&self.dropped.to_be_bytes());
            body.extend_from_slice(&self.dropped_mac);
        }
        batch.put(Table::HistoryHead, HEAD, ProfileId::OWNER, &body)?;
        Ok(())
    }

    fn drop_oldest(&mut self, batch: &mut Batch<'_>) -> Result<(), VaultError> {
        let oldest = self.dropped + 1;
        let record = batch.get(Table::History, id(oldest))?.ok_or(VaultError::RecordsAltered)?;
        (_, self.dropped_mac, _) = split(&record)?;
        self.dropped = oldest;
        batch.delete(Table::History, record.id)?;
        Ok(())
    }
}

/// Entries sort by their number: it is their id.
fn id(number: u64) -> RecordId {
    RecordId(u128::from(number).to_be_bytes())
}

fn history_key(data_key: &DataKey) -> Result<hmac::Key, VaultError> {
    let key = crypto::hkdf::<32>(&[], data_key.bytes(), &[HISTORY_LABEL])?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, key.bytes()))
}

fn link(key: &hmac::Key, before: &Mac, number: u64, json: &[u8]) -> Mac {
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

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the history of phones that are updated: entries of before there were references read as they did, and those with one
    // are frozen.
    #[test]
    fn entries_are_frozen() {
        let plain = r#"{"at_ms":1,"kind":"login","outcome":"declined","party":"p","domain":null,"claims":["uid"],"code":null}"#;
        let mut entry: HistoryEntry = from_json(plain.as_bytes()).unwrap();
        assert_eq!(entry.request, None);
        assert_eq!(&to_json(&entry).unwrap()[..], plain.as_bytes());
        entry.kind = HistoryKind::NotMeReported;
        entry.request = Some(RequestReference {
            report_uri: "https://a.example/report".into(),
            nonce: "n".into(),
            key_alias: None,
        });
        let with = concat!(
            r#"{"at_ms":1,"kind":"not-me-reported","outcome":"declined","party":"p","domain":null,"claims":["uid"],"code":null,"#,
            r#""request":{"report_uri":"https://a.example/report","nonce":"n","key_alias":null}}"#
        );
        assert_eq!(&to_json(&entry).unwrap()[..], with.as_bytes());
    }
}
