//! What logins have led to: one session a login, from the code on. Kept for a month, so that "this wasn't me" can be said then.

use super::Store;
use crate::error::SandboxError;
use crate::random::hash;
use rusqlite::{OptionalExtension as _, TransactionBehavior};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS login_session (
  sid TEXT PRIMARY KEY, nonce TEXT NOT NULL, code TEXT UNIQUE NOT NULL, client_id TEXT NOT NULL, uid TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS login_session_nonce ON login_session (nonce);
";

/// How long sessions are remembered.
pub(super) const KEPT_MS: i64 = 30 * 86_400_000;

/// A session that has been ended, to be told to its service.
pub(crate) struct Ended {
    pub(crate) sid: String,
    pub(crate) client_id: String,
    pub(crate) uid: String,
}

/// A session that begins.
pub(crate) struct NewSession<'a> {
    /// The nonce of the wallet's request: what the phone calls the login.
    pub(crate) nonce: &'a str,
    /// The authorization code that the login ended in.
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) uid: &'a str,
}

impl Store {
    pub(crate) fn add_session(
        &self,
        sid: &str,
        new: &NewSession<'_>,
        now_ms: i64,
    ) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO login_session (sid, nonce, code, client_id, uid, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (sid, new.nonce, hash(new.code), new.client_id, new.uid, now_ms),
        )?;
        Ok(())
    }

    /// The session of a code.
    pub(crate) fn session_of(&self, code: &str) -> Result<Option<String>, SandboxError> {
        let sql = "SELECT sid FROM login_session WHERE code = ?1";
        Ok(self.lock().query_row(sql, [hash(code)], |row| row.get(0)).optional()?)
    }

    /// Ends what this account's login under `nonce` has led to: its code, its tokens, its session.
    pub(crate) fn end_sessions(&self, nonce: &str, uid: &str) -> Result<Vec<Ended>, SandboxError> {
        let mut connection = self.lock();
        let database = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut ended = Vec::new();
        {
            let sql = "UPDATE login_session SET ended = 1 WHERE nonce = ?1 AND uid = ?2 AND ended = 0
                       RETURNING sid, client_id, code";
            let mut statement = database.prepare(sql)?;
            let rows = statement.query_map((nonce, uid), |row| {
                let session = Ended { sid: row.get(0)?, client_id: row.get(1)?, uid: uid.to_owned() };
                Ok((session, row.get::<_, String>(2)?))
            })?;
            for row in rows {
                let (session, code) = row?;
                database.execute("UPDATE authorization_code SET used = 1 WHERE code = ?1", [&code])?;
                database.execute("DELETE FROM access_token WHERE code = ?1", [&code])?;
                ended.push(session);
            }
        }
        database.commit()?;
        Ok(ended)
    }

    /// Whose device this is, while it is not signed out.
    pub(crate) fn account_of_device(&self, holder: &str) -> Result<Option<String>, SandboxError> {
        let sql = "SELECT uid FROM credential WHERE device = ?1 AND revoked = 0";
        Ok(self.lock().query_row(sql, [holder], |row| row.get(0)).optional()?)
    }
}
