//! Slot, baseline and tries: what is readable while the vault is locked.

use super::{Database, Sql};
use crate::attempt::{DelayStart, MAX_COUNTER};
use crate::crypto::crc32;
use crate::error::VaultError;
use crate::slot::{BiometricSlot, Header, Slot, SlotKind};
use rusqlite::{OptionalExtension, Transaction, params};

/// Kinds of the `twin` table.
const PASSCODE_SLOT: i64 = 1;
const BASELINE: i64 = 2;
const WIPED: i64 = 3;
const PATTERN_SLOT: i64 = 4;
const BIOMETRIC_SLOT: i64 = 5;
const RECOVERY_SLOT: i64 = 6;
const BIOMETRIC_INVALIDATED: i64 = 7;

const fn kind_number(kind: SlotKind) -> i64 {
    match kind {
        SlotKind::Passcode => PASSCODE_SLOT,
        SlotKind::Pattern => PATTERN_SLOT,
        SlotKind::Biometric => BIOMETRIC_SLOT,
        SlotKind::Recovery => RECOVERY_SLOT,
    }
}

/// Tries that are kept to be shown.
const KEPT_ATTEMPTS: i64 = 64;
/// A wall clock that went back further than this between two tries is noted.
const CLOCK_TOLERANCE_MS: u64 = 5 * 60 * 1000;

/// What is in the place of one slot.
pub(crate) enum Stored<T> {
    Missing,
    Whole(Box<T>),
    Damaged,
}

impl<T> Stored<T> {
    pub(crate) fn whole(&self) -> Option<&T> {
        match self {
            Self::Whole(slot) => Some(slot),
            Self::Missing | Self::Damaged => None,
        }
    }
}

/// All slots of a vault, and the two marks beside them.
pub(crate) struct Slots {
    pub(crate) passcode: Stored<Slot>,
    pub(crate) pattern: Stored<Slot>,
    pub(crate) recovery: Stored<Slot>,
    pub(crate) biometric: Stored<BiometricSlot>,
    pub(crate) wiped: bool,
    pub(crate) biometric_invalidated: bool,
}

impl Slots {
    fn headers(&self) -> impl Iterator<Item = &Header> {
        let known = [&self.passcode, &self.pattern, &self.recovery].into_iter().filter_map(Stored::whole);
        known.map(|slot| &slot.header).chain(self.biometric.whole().map(|slot| &slot.header))
    }

    /// Any header, for what all of them carry alike.
    pub(crate) fn any_header(&self) -> Option<&Header> {
        self.headers().next()
    }

    /// Whether all slots are of one vault. Otherwise the baseline of one could be made to speak for the tries of another:
    /// a slot that somebody brought along, with a baseline that they signed, beside the one they guess at.
    pub(crate) fn belong_together(&self) -> bool {
        let place = |header: &Header| (header.vault_id, header.baseline_key);
        let mut places = self.headers().map(place);
        places.next().is_none_or(|first| places.all(|other| other == first))
    }

    pub(crate) fn known(&self, kind: SlotKind) -> &Stored<Slot> {
        match kind {
            SlotKind::Pattern => &self.pattern,
            SlotKind::Recovery => &self.recovery,
            SlotKind::Passcode | SlotKind::Biometric => &self.passcode,
        }
    }

    /// Every header that is there, with a key of the device behind it.
    pub(crate) fn keyed_headers(&self) -> impl Iterator<Item = &Header> {
        let known = [&self.passcode, &self.pattern].into_iter().filter_map(Stored::whole);
        known.map(|slot| &slot.header).chain(self.biometric.whole().map(|slot| &slot.header))
    }
}

enum Twin {
    Missing,
    Whole(Vec<u8>),
    Damaged,
}

impl Database {
    pub(crate) fn slots(&mut self) -> Result<Slots, VaultError> {
        Ok(Slots {
            passcode: self.stored(PASSCODE_SLOT, |bytes| read_known(bytes, SlotKind::Passcode))?,
            pattern: self.stored(PATTERN_SLOT, |bytes| read_known(bytes, SlotKind::Pattern))?,
            recovery: self.stored(RECOVERY_SLOT, |bytes| read_known(bytes, SlotKind::Recovery))?,
            biometric: self.stored(BIOMETRIC_SLOT, BiometricSlot::decode)?,
            wiped: matches!(self.twin(WIPED)?, Twin::Whole(_)),
            biometric_invalidated: matches!(self.twin(BIOMETRIC_INVALIDATED)?, Twin::Whole(_)),
        })
    }

    fn stored<T>(&mut self, kind: i64, read: impl Fn(&[u8]) -> Option<T>) -> Result<Stored<T>, VaultError> {
        Ok(match self.twin(kind)? {
            Twin::Whole(bytes) => read(&bytes).map_or(Stored::Damaged, |slot| Stored::Whole(Box::new(slot))),
            Twin::Missing => Stored::Missing,
            Twin::Damaged => Stored::Damaged,
        })
    }

    /// The signed baseline as stored; `None` when it is missing or broken.
    pub(crate) fn baseline(&mut self) -> Result<Option<Vec<u8>>, VaultError> {
        match self.twin(BASELINE)? {
            Twin::Whole(bytes) => Ok(Some(bytes)),
            Twin::Missing | Twin::Damaged => Ok(None),
        }
    }

    pub(crate) fn delay_start(&mut self) -> Result<Option<DelayStart>, VaultError> {
        let found = self
            .connection
            .query_row("SELECT counter, boot_id, elapsed_ms, wall_ms FROM delay_start", [], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            })
            .optional()
            .sql()?;
        // A negative number is not ours; without a start the delay begins again, which is the strict side.
        Ok(found.and_then(|(counter, boot_id, elapsed, wall)| {
            Some(DelayStart {
                counter: u64::try_from(counter).ok()?,
                boot_id,
                elapsed_ms: u64::try_from(elapsed).ok()?,
                wall_ms: u64::try_from(wall).ok()?,
            })
        }))
    }

    pub(crate) fn store_delay_start(&mut self, start: &DelayStart) -> Result<(), VaultError> {
        let transaction = self.begin()?;
        write_delay_start(&transaction, start)?;
        transaction.commit().sql()
    }

    /// Notes the try in the file, before it is made.
    pub(crate) fn record_attempt(&mut self, start: &DelayStart) -> Result<(), VaultError> {
        let before = self.delay_start()?;
        let went_back =
            before.is_some_and(|before| start.wall_ms.saturating_add(CLOCK_TOLERANCE_MS) < before.wall_ms);
        let transaction = self.begin()?;
        let values = params![integer(start.counter)?, clamp(start.wall_ms), went_back];
        transaction.execute("INSERT OR REPLACE INTO attempt VALUES (?1, ?2, ?3)", values).sql()?;
        let oldest = integer(start.counter)? - KEPT_ATTEMPTS;
        transaction.execute("DELETE FROM attempt WHERE counter <= ?1", [oldest]).sql()?;
        write_delay_start(&transaction, start)?;
        transaction.commit().sql()
    }

    /// The passcode was right: the signed baseline moves up to the counter.
    pub(crate) fn settle(&mut self, baseline: &[u8]) -> Result<(), VaultError> {
        let transaction = self.begin()?;
        store_baseline(&transaction, baseline)?;
        transaction.execute("DELETE FROM delay_start", []).sql()?;
        transaction.commit().sql()
    }

    /// Changes slots in one transaction; what was replaced leaves the file and its log.
    pub(crate) fn change_slots(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let transaction = self.begin()?;
        change(&transaction)?;
        transaction.commit().sql()?;
        self.checkpoint()
    }

    /// Removes all slots that can be guessed or that the phone alone holds, for good. The recovery code's stays.
    pub(crate) fn wipe_slots(&mut self) -> Result<(), VaultError> {
        self.change_slots(|transaction| {
            for kind in [SlotKind::Passcode, SlotKind::Pattern, SlotKind::Biometric] {
                remove_slot(transaction, kind)?;
            }
            write_twin(transaction, WIPED, b"wiped")
        })
    }

    /// Reads what is kept twice, and repairs a copy whose CRC does not match.
    fn twin(&mut self, kind: i64) -> Result<Twin, VaultError> {
        let copy = |number: i64| {
            self.connection
                .query_row("SELECT bytes FROM twin WHERE kind = ?1 AND copy = ?2", [kind, number], |row| {
                    row.get::<_, Vec<u8>>(0)
                })
                .optional()
                .sql()
        };
        let (first, second) = (copy(0)?, copy(1)?);
        if first.is_none() && second.is_none() {
            return Ok(Twin::Missing);
        }
        match (first.and_then(checked), second.and_then(checked)) {
            (Some(first), Some(second)) if first == second => Ok(Twin::Whole(first)),
            (Some(whole), None) | (None, Some(whole)) => {
                let transaction = self.begin()?;
                write_twin(&transaction, kind, &whole)?;
                transaction.commit().sql()?;
                Ok(Twin::Whole(whole))
            }
            // Both gone, or two different ones that both look right, which no crash leaves: they are written together.
            _ => Ok(Twin::Damaged),
        }
    }
}

fn read_known(bytes: &[u8], kind: SlotKind) -> Option<Slot> {
    // A slot of another kind in this place was put there by somebody.
    Slot::decode(bytes).filter(|slot| slot.header.kind == kind)
}

pub(crate) fn store_slot(transaction: &Transaction<'_>, slot: &Slot) -> Result<(), VaultError> {
    write_twin(transaction, kind_number(slot.header.kind), &slot.encode())
}

/// Stores the biometric slot; what was said about an earlier one is settled.
pub(crate) fn store_biometric_slot(
    transaction: &Transaction<'_>,
    slot: &BiometricSlot,
) -> Result<(), VaultError> {
    remove_twin(transaction, BIOMETRIC_INVALIDATED)?;
    write_twin(transaction, BIOMETRIC_SLOT, &slot.encode())
}

pub(crate) fn remove_slot(transaction: &Transaction<'_>, kind: SlotKind) -> Result<(), VaultError> {
    if kind == SlotKind::Biometric {
        remove_twin(transaction, BIOMETRIC_INVALIDATED)?;
    }
    remove_twin(transaction, kind_number(kind))
}

/// The platform has invalidated the biometric key: the slot goes, a mark stays to say so.
pub(crate) fn invalidate_biometric_slot(transaction: &Transaction<'_>) -> Result<(), VaultError> {
    remove_twin(transaction, BIOMETRIC_SLOT)?;
    write_twin(transaction, BIOMETRIC_INVALIDATED, b"invalidated")
}

/// A new passcode was made with the recovery code: the vault is no longer wiped.
pub(crate) fn remove_wiped_mark(transaction: &Transaction<'_>) -> Result<(), VaultError> {
    remove_twin(transaction, WIPED)
}

fn remove_twin(transaction: &Transaction<'_>, kind: i64) -> Result<(), VaultError> {
    transaction.execute("DELETE FROM twin WHERE kind = ?1", [kind]).sql()?;
    Ok(())
}

pub(crate) fn store_baseline(transaction: &Transaction<'_>, baseline: &[u8]) -> Result<(), VaultError> {
    write_twin(transaction, BASELINE, baseline)
}

fn write_twin(transaction: &Transaction<'_>, kind: i64, payload: &[u8]) -> Result<(), VaultError> {
    let bytes = [payload, &crc32(payload).to_be_bytes()].concat();
    for copy in [0, 1] {
        let values = params![kind, copy, bytes];
        transaction.execute("INSERT OR REPLACE INTO twin VALUES (?1, ?2, ?3)", values).sql()?;
    }
    Ok(())
}

/// The payload, if its CRC matches.
fn checked(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let (payload, crc) = bytes.split_last_chunk::<4>()?;
    if crc32(payload).to_be_bytes() != *crc {
        return None;
    }
    bytes.truncate(bytes.len() - 4);
    Some(bytes)
}

fn write_delay_start(transaction: &Transaction<'_>, start: &DelayStart) -> Result<(), VaultError> {
    let values =
        params![integer(start.counter)?, start.boot_id, clamp(start.elapsed_ms), clamp(start.wall_ms)];
    transaction.execute("INSERT OR REPLACE INTO delay_start VALUES (1, ?1, ?2, ?3, ?4)", values).sql()?;
    Ok(())
}

fn integer(value: u64) -> Result<i64, VaultError> {
    if value > MAX_COUNTER {
        Err(VaultError::Internal)
    } else {
        i64::try_from(value).map_err(|_| VaultError::Internal)
    }
}

/// Clock readings come from outside and may be anything; a huge one only makes a delay start again.
fn clamp(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
