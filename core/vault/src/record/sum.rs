//! A hash of a set of rows that can be added to and taken from.
//!
//! Each row is hashed with a key of the vault (HMAC-SHA256), and the hashes are added modulo 2^256 (MSet-Add-Hash of
//! Clarke and others, ASIACRYPT 2003). Who has not the key can find no other set of rows with the same sum; and who has
//! it needs no forgery. So a change costs what it changes, not what is stored.

use crate::bytes::push_field;
use crate::crypto;
use crate::database::rows::RowTag;
use crate::error::VaultError;
use crate::slot::DataKey;
use ring::hmac;

const LABEL: &[u8] = b"mien/vault/manifest-rows/v2";
pub(super) const SUM_LEN: usize = 32;

/// The key that rows are hashed with.
pub(super) struct RowKey(hmac::Key);

impl RowKey {
    pub(super) fn new(data_key: &DataKey) -> Result<Self, VaultError> {
        let key = crypto::hkdf::<32>(&[], data_key.bytes(), &[LABEL])?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, key.bytes())))
    }

    fn hash(&self, row: &RowTag) -> [u8; SUM_LEN] {
        let mut fields = Vec::with_capacity(128);
        push_field(&mut fields, row.table.as_bytes());
        push_field(&mut fields, &row.id);
        push_field(&mut fields, &row.version.to_be_bytes());
        push_field(&mut fields, &row.owner);
        push_field(&mut fields, &row.tag);
        push_field(&mut fields, row.lookup.as_deref().unwrap_or_default());
        let mut out = [0; SUM_LEN];
        for (to, from) in out.iter_mut().zip(hmac::sign(&self.0, &fields).as_ref()) {
            *to = *from;
        }
        out
    }
}

/// How many rows there are, and the sum of their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RowSum {
    pub(super) count: u64,
    /// Little-endian limbs of 64 bits.
    limbs: [u64; 4],
}

impl RowSum {
    pub(super) fn add(&mut self, key: &RowKey, row: &RowTag) {
        self.count = self.count.wrapping_add(1);
        let mut carry = false;
        for (limb, hash) in self.limbs.iter_mut().zip(limbs(&key.hash(row))) {
            let (sum, first) = limb.overflowing_add(hash);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
    }

    pub(super) fn subtract(&mut self, key: &RowKey, row: &RowTag) {
        self.count = self.count.wrapping_sub(1);
        let mut borrow = false;
        for (limb, hash) in self.limbs.iter_mut().zip(limbs(&key.hash(row))) {
            let (difference, first) = limb.overflowing_sub(hash);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            *limb = difference;
            borrow = first || second;
        }
    }

    pub(super) fn bytes(&self) -> [u8; SUM_LEN] {
        let mut out = [0; SUM_LEN];
        let bytes = self.limbs.iter().flat_map(|limb| limb.to_le_bytes());
        for (to, from) in out.iter_mut().zip(bytes) {
            *to = from;
        }
        out
    }
}

fn limbs(hash: &[u8; SUM_LEN]) -> [u64; 4] {
    let mut out = [0; 4];
    for (limb, bytes) in out.iter_mut().zip(hash.as_chunks::<8>().0) {
        *limb = u64::from_le_bytes(*bytes);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> RowKey {
        let mut data_key = DataKey::zeroed();
        data_key.bytes_mut().fill(0xd5);
        RowKey::new(&data_key).unwrap()
    }

    fn row(number: u8) -> RowTag {
        RowTag {
            table: "consent".to_owned(),
            id: [number; 16],
            version: u64::from(number),
            owner: [0; 16],
            tag: vec![number; 16],
            lookup: None,
        }
    }

    fn sum(rows: &[RowTag]) -> RowSum {
        let mut sum = RowSum::default();
        for row in rows {
            sum.add(&key(), row);
        }
        sum
    }

    /// Frozen: label, fields, their order, and the sum's bytes. A change turns every vault into an altered one.
    #[test]
    fn the_sum_is_frozen() {
        let looked_up = RowTag { lookup: Some(vec![9; 16]), ..row(3) };
        let bytes = sum(&[row(1), row(2), looked_up]).bytes();
        assert_eq!(
            crate::test_support::hex(&bytes),
            "96e12d12302440529f58a144ddf1268581695a55b8b8302a178a5eac5f9e63fb"
        );
    }

    /// Protects each field of a row: a change of any changes the sum.
    #[test]
    fn every_field_counts() {
        let good = sum(&[row(1)]);
        let changed = [
            RowTag { table: "template".to_owned(), ..row(1) },
            RowTag { id: [2; 16], ..row(1) },
            RowTag { version: 2, ..row(1) },
            RowTag { owner: [1; 16], ..row(1) },
            RowTag { tag: vec![2; 16], ..row(1) },
            RowTag { lookup: Some(vec![0; 16]), ..row(1) },
        ];
        for row in changed {
            assert_ne!(sum(&[row]), good);
        }
    }

    proptest! {
        /// Protects the manifest's arithmetic: what was added and taken away leaves what was never taken, in any order.
        #[test]
        fn adding_and_taking_away_leaves_the_rest(
            rows in prop::collection::vec(any::<u8>(), 0..40),
            kept in prop::collection::vec(any::<bool>(), 40),
        ) {
            let mut all = sum(&rows.iter().rev().map(|number| row(*number)).collect::<Vec<_>>());
            let mut rest = Vec::new();
            for (number, kept) in rows.iter().zip(kept) {
                if kept { rest.push(row(*number)); } else { all.subtract(&key(), &row(*number)); }
            }
            prop_assert_eq!(all, sum(&rest));
        }
    }
}
