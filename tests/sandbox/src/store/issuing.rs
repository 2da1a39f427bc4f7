//! Credential offers, nonces and issued credentials.

use super::Store;
use crate::error::SandboxError;
use crate::random::{hash, same};
use rusqlite::{OptionalExtension as _, TransactionBehavior};

/// A credential offer and the code that binds it to a person.
pub(crate) struct Offer {
    /// Last segment of the `credential_offer_uri`.
    pub(crate) id: String,
    /// The offer as JSON.
    pub(crate) body: String,
    pub(crate) uid: String,
    /// Six digits, as if sent by SMS.
    pub(crate) tx_code: String,
    pub(crate) expires_ms: i64,
}

/// What came of a pre-authorized code and its `tx_code`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TxCodeOutcome {
    /// Right: the account.
    Account(String),
    /// Wrong code, or unknown, used, expired, or tried too often: the same answer for all.
    InvalidGrant,
}

/// Wrong codes that end an offer.
const MAX_TRIES: i64 = 5;

impl Store {
    pub(crate) fn add_offer(&self, code: &str, o: &Offer) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO offer (code, id, body, uid, tx_code, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (hash(code), &o.id, &o.body, &o.uid, hash(&o.tx_code), o.expires_ms),
        )?;
        Ok(())
    }

    /// The offer's JSON, while it lives.
    pub(crate) fn offer_body(&self, id: &str, now_ms: i64) -> Result<Option<String>, SandboxError> {
        let sql = "SELECT body FROM offer WHERE id = ?1 AND expires_ms > ?2 AND used = 0";
        Ok(self.lock().query_row(sql, (id, now_ms), |row| row.get(0)).optional()?)
    }

    /// Redeems a pre-authorized code; counts wrong codes and ends the offer at the fifth.
    pub(crate) fn redeem_offer(
        &self,
        code: &str,
        tx_code: &str,
        now_ms: i64,
    ) -> Result<TxCodeOutcome, SandboxError> {
        let mut connection = self.lock();
        let database = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql =
            "SELECT uid, tx_code FROM offer WHERE code = ?1 AND used = 0 AND tries < ?2 AND expires_ms > ?3";
        let found: Option<(String, String)> = database
            .query_row(sql, (hash(code), MAX_TRIES, now_ms), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let outcome = match found {
            Some((uid, wanted)) if same(&hash(tx_code), &wanted) => {
                database.execute("UPDATE offer SET used = 1 WHERE code = ?1", [hash(code)])?;
                TxCodeOutcome::Account(uid)
            }
            Some(_) => {
                database.execute("UPDATE offer SET tries = tries + 1 WHERE code = ?1", [hash(code)])?;
                TxCodeOutcome::InvalidGrant
            }
            None => TxCodeOutcome::InvalidGrant,
        };
        database.commit()?;
        Ok(outcome)
    }

    pub(crate) fn add_nonce(&self, nonce: &str, expires_ms: i64) -> Result<(), SandboxError> {
        self.lock().execute("INSERT INTO credential_nonce VALUES (?1, ?2)", (hash(nonce), expires_ms))?;
        Ok(())
    }

    /// Takes a nonce; true once.
    pub(crate) fn take_nonce(&self, nonce: &str, now_ms: i64) -> Result<bool, SandboxError> {
        let sql = "DELETE FROM credential_nonce WHERE nonce = ?1 AND expires_ms > ?2";
        Ok(self.lock().execute(sql, (hash(nonce), now_ms))? == 1)
    }

    /// Notes an issued credential. A new device takes over: credentials of the account's other devices are revoked.
    pub(crate) fn add_credential(
        &self,
        id: &str,
        uid: &str,
        device: &str,
        now_ms: i64,
        expires_ms: i64,
    ) -> Result<(), SandboxError> {
        let mut connection = self.lock();
        let database = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        database
            .execute("UPDATE credential SET revoked = 1 WHERE uid = ?1 AND device <> ?2", (uid, device))?;
        database.execute(
            "INSERT INTO credential (id, uid, device, issued_ms, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            (id, uid, device, now_ms, expires_ms),
        )?;
        database.commit()?;
        Ok(())
    }

    /// Keeps the wallet's notification; false for an unknown identifier.
    pub(crate) fn note_event(&self, id: &str, event: &str) -> Result<bool, SandboxError> {
        Ok(self.lock().execute("UPDATE credential SET notified = ?2 WHERE id = ?1", (id, event))? == 1)
    }

    /// Whether this device holds a credential of this account that is not revoked.
    pub(crate) fn device_is_good(&self, uid: &str, device: &str, now_ms: i64) -> Result<bool, SandboxError> {
        let sql =
            "SELECT 1 FROM credential WHERE uid = ?1 AND device = ?2 AND revoked = 0 AND expires_ms > ?3";
        Ok(self.lock().query_row(sql, (uid, device, now_ms), |_| Ok(())).optional()?.is_some())
    }

    /// Signs all devices of an account out; how many credentials that were.
    pub(crate) fn revoke_devices(&self, uid: &str) -> Result<usize, SandboxError> {
        Ok(self.lock().execute("UPDATE credential SET revoked = 1 WHERE uid = ?1 AND revoked = 0", [uid])?)
    }
}
