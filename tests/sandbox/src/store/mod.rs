//! The state of the sandbox in one SQLite file. Bearer secrets are stored as hashes.

mod accounts;
mod browsers;
mod enrolments;
mod grants;
mod interactions;
mod issuing;
mod sessions;
mod status;
mod transactions;

pub(crate) use accounts::Account;
pub(crate) use enrolments::{Device, Enrolment, Pushed};
pub(crate) use grants::{AccessToken, AuthorizationCode, Redeemed};
pub(crate) use interactions::Interaction;
pub(crate) use issuing::{Offer, TxCodeOutcome};
pub(crate) use sessions::{Ended, NewSession};
pub(crate) use status::ENTRIES;
pub(crate) use transactions::{Answer, Flow, Transaction};

use crate::error::SandboxError;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The database. One connection under a lock: every change of state is one short transaction.
pub(crate) struct Store {
    connection: Mutex<Connection>,
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS account (
  uid TEXT PRIMARY KEY, lookup TEXT UNIQUE NOT NULL, name TEXT NOT NULL, id_number_masked TEXT NOT NULL,
  birth_year INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS interaction (
  uid TEXT PRIMARY KEY, browser TEXT NOT NULL, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, state TEXT,
  nonce TEXT, challenge TEXT NOT NULL, scope TEXT NOT NULL, agent TEXT NOT NULL, hash_prefix INTEGER NOT NULL,
  renewals INTEGER NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS login_transaction (
  id TEXT PRIMARY KEY, interaction TEXT NOT NULL, flow TEXT NOT NULL, state TEXT NOT NULL, since_ms INTEGER NOT NULL,
  wrong_digits INTEGER NOT NULL, created_ms INTEGER NOT NULL, nonce TEXT NOT NULL, digits TEXT NOT NULL,
  kid TEXT UNIQUE NOT NULL, scalar BLOB NOT NULL, wallet_nonce TEXT, response_code TEXT UNIQUE, uid TEXT, amr TEXT,
  auth_time INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS login_transaction_interaction ON login_transaction (interaction);
CREATE TABLE IF NOT EXISTS authorization_code (
  code TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, nonce TEXT, challenge TEXT NOT NULL,
  scope TEXT NOT NULL, uid TEXT NOT NULL, auth_time INTEGER NOT NULL, acr TEXT NOT NULL, amr TEXT NOT NULL,
  expires_ms INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS access_token (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, uid TEXT NOT NULL, client_id TEXT NOT NULL, scope TEXT NOT NULL,
  code TEXT, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS offer (
  code TEXT PRIMARY KEY, id TEXT UNIQUE NOT NULL, body TEXT NOT NULL, uid TEXT NOT NULL, tx_code TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS credential_nonce (nonce TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS credential (
  id TEXT PRIMARY KEY, uid TEXT NOT NULL, device TEXT NOT NULL, issued_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
  notified TEXT, revoked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS credential_device ON credential (device);
CREATE TABLE IF NOT EXISTS audit (at_ms INTEGER NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
";

/// How long ended things are kept, so that late requests get a plain answer and not `unknown`.
const KEPT_MS: i64 = 3_600_000;

impl Store {
    /// Opens or makes the database file.
    pub(crate) fn open(path: &Path) -> Result<Self, SandboxError> {
        // Made with private permissions before SQLite opens it.
        if !path.exists() {
            crate::keys::write_private(path, "")?;
        }
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(enrolments::SCHEMA)?;
        connection.execute_batch(sessions::SCHEMA)?;
        connection.execute_batch(status::SCHEMA)?;
        connection.execute_batch(browsers::SCHEMA)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while holding the lock leaves SQLite's own transaction rolled back, so the data is whole.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what happened; `subject` is an identifier, never a name.
    pub(crate) fn audit(&self, now_ms: i64, what: &str, subject: &str) -> Result<(), SandboxError> {
        self.lock().execute("INSERT INTO audit VALUES (?1, ?2, ?3)", (now_ms, what, subject))?;
        Ok(())
    }

    /// Deletes what expired more than an hour ago.
    pub(crate) fn sweep(&self, now_ms: i64) -> Result<(), SandboxError> {
        let before = now_ms - KEPT_MS;
        let connection = self.lock();
        for (table, column) in [
            ("interaction", "created_ms"),
            ("login_transaction", "created_ms"),
            ("authorization_code", "expires_ms"),
            ("access_token", "expires_ms"),
            ("offer", "expires_ms"),
            ("credential_nonce", "expires_ms"),
            ("enrolment", "created_ms"),
            ("sms", "at_ms"),
            ("used_once", "expires_ms"),
            ("pushed", "expires_ms"),
            ("bound", "expires_ms"),
            ("known_browser", "expires_ms"),
            ("familiar", "expires_ms"),
            ("same_device_only", "expires_ms"),
        ] {
            connection.execute(&format!("DELETE FROM {table} WHERE {column} < ?1"), [before])?;
        }
        let before = now_ms - sessions::KEPT_MS;
        connection.execute("DELETE FROM login_session WHERE created_ms < ?1", [before])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the disk and the privacy of people: what has expired an hour ago is gone, what lives stays, also when
    // the file is opened again.
    #[test]
    fn expired_rows_are_swept_and_living_ones_survive_a_restart() {
        let path = std::env::temp_dir().join(format!("mien-sandbox-store-{}.sqlite", std::process::id()));
        let token = |expires_ms| AccessToken {
            kind: "userinfo",
            uid: "u".into(),
            client_id: "c".into(),
            scope: String::new(),
            expires_ms,
        };
        {
            let store = Store::open(&path).unwrap();
            store.add_token("old", &token(1_000), None).unwrap();
            store.add_token("living", &token(KEPT_MS + 5_000), None).unwrap();
            store.sweep(KEPT_MS + 1_001).unwrap();
        }
        let store = Store::open(&path).unwrap();
        assert!(store.token("old", "userinfo", 0).unwrap().is_none());
        assert!(store.token("living", "userinfo", KEPT_MS).unwrap().is_some());
        assert!(store.token("living", "credential", KEPT_MS).unwrap().is_none(), "one kind is not the other");
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }
}
