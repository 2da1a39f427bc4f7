//! Enrolments, the accounts they end in, what was sent and agreed to, and what counts once.

use super::Store;
use crate::enrol::session::{Record, Session};
use crate::error::SandboxError;
use crate::random::hash;
use rusqlite::{OptionalExtension as _, Row, TransactionBehavior};

/// One enrolment of one installation, or of one browser.
#[derive(Clone)]
pub(crate) struct Enrolment {
    /// Thumbprint of the installation's key; everything of the enrolment is bound to it.
    pub(crate) jkt: String,
    /// The key itself, which signs the evidence of a face; empty in a browser.
    pub(crate) jwk: String,
    /// PKCE S256 challenge.
    pub(crate) challenge: String,
    pub(crate) state: Option<String>,
    /// Hash of the browser's cookie, when it goes on there.
    pub(crate) browser: Option<String>,
    pub(crate) session: Session,
}

/// An account's password, phone and wrong tries.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) password: Option<String>,
    pub(crate) phone: String,
    pub(crate) locked_until_ms: i64,
}

/// A phone that holds a credential.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) holder: String,
    pub(crate) issued_ms: i64,
    pub(crate) revoked: bool,
}

/// Wrong passwords in a row, after which an account rests, and for how long.
const MEMBER_TRIES: i64 = 10;
const MEMBER_REST_MS: i64 = 15 * 60_000;

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS enrolment (
  id TEXT PRIMARY KEY, jkt TEXT NOT NULL, jwk TEXT NOT NULL, challenge TEXT NOT NULL, state TEXT, browser TEXT, session TEXT NOT NULL,
  created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS member (
  uid TEXT PRIMARY KEY, password TEXT, phone TEXT NOT NULL, wrong INTEGER NOT NULL DEFAULT 0,
  locked_until_ms INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS sms (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, phone TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS consent (
  uid TEXT NOT NULL, purpose TEXT NOT NULL, version TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (uid, purpose, version, at_ms)) STRICT;
CREATE TABLE IF NOT EXISTS used_once (
  kind TEXT NOT NULL, value TEXT NOT NULL, expires_ms INTEGER NOT NULL, PRIMARY KEY (kind, value)) STRICT;
CREATE TABLE IF NOT EXISTS pushed (
  uri TEXT PRIMARY KEY, client_id TEXT NOT NULL, jkt TEXT, body TEXT NOT NULL, expires_ms INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS bound (value TEXT PRIMARY KEY, jkt TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT;
";

/// What came of a `request_uri`.
pub(crate) enum Pushed {
    /// The first time: client, thumbprint of the key it is bound to, and the parameters.
    First { client_id: String, jkt: Option<String>, body: String },
    /// Used before, expired or unknown.
    Gone,
}

impl Store {
    pub(crate) fn add_enrolment(&self, id: &str, e: &Enrolment, now_ms: i64) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO enrolment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (hash(id), &e.jkt, &e.jwk, &e.challenge, &e.state, &e.browser, json(&e.session), now_ms),
        )?;
        Ok(())
    }

    pub(crate) fn enrolment(&self, id: &str) -> Result<Option<Enrolment>, SandboxError> {
        let sql = "SELECT jkt, jwk, challenge, state, browser, session FROM enrolment WHERE id = ?1";
        let read = |row: &Row<'_>| {
            let session: String = row.get(5)?;
            let session = serde_json::from_str(&session).map_err(|_| rusqlite::Error::InvalidQuery)?;
            Ok(Enrolment {
                jkt: row.get(0)?,
                jwk: row.get(1)?,
                challenge: row.get(2)?,
                state: row.get(3)?,
                browser: row.get(4)?,
                session,
            })
        };
        Ok(self.lock().query_row(sql, [hash(id)], read).optional()?)
    }

    /// Replaces the session if it is still the one that was read: of two answers at once one counts.
    pub(crate) fn set_session(
        &self,
        id: &str,
        before: &Session,
        after: &Session,
    ) -> Result<bool, SandboxError> {
        let sql = "UPDATE enrolment SET session = ?3 WHERE id = ?1 AND session = ?2";
        Ok(self.lock().execute(sql, (hash(id), json(before), json(after)))? == 1)
    }

    /// True the first time that a value of this kind is seen, until it expires.
    pub(crate) fn once(
        &self,
        kind: &str,
        value: &str,
        now_ms: i64,
        expires_ms: i64,
    ) -> Result<bool, SandboxError> {
        let connection = self.lock();
        connection.execute("DELETE FROM used_once WHERE expires_ms < ?1", [now_ms])?;
        let sql = "INSERT OR IGNORE INTO used_once VALUES (?1, ?2, ?3)";
        Ok(connection.execute(sql, (kind, hash(value), expires_ms))? == 1)
    }

    pub(crate) fn push_request(
        &self,
        uri: &str,
        client_id: &str,
        jkt: Option<&str>,
        body: &str,
        expires_ms: i64,
    ) -> Result<(), SandboxError> {
        let sql = "INSERT INTO pushed (uri, client_id, jkt, body, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.lock().execute(sql, (hash(uri), client_id, jkt, body, expires_ms))?;
        Ok(())
    }

    /// Takes a pushed request; the first call wins.
    pub(crate) fn take_pushed(&self, uri: &str, now_ms: i64) -> Result<Pushed, SandboxError> {
        let connection = self.lock();
        let sql = "UPDATE pushed SET used = 1 WHERE uri = ?1 AND used = 0 AND expires_ms > ?2
                   RETURNING client_id, jkt, body";
        let read =
            |row: &Row<'_>| Ok(Pushed::First { client_id: row.get(0)?, jkt: row.get(1)?, body: row.get(2)? });
        Ok(connection.query_row(sql, (hash(uri), now_ms), read).optional()?.unwrap_or(Pushed::Gone))
    }

    /// Binds a code or a token to a key.
    pub(crate) fn bind(&self, value: &str, jkt: &str, expires_ms: i64) -> Result<(), SandboxError> {
        self.lock()
            .execute("INSERT OR REPLACE INTO bound VALUES (?1, ?2, ?3)", (hash(value), jkt, expires_ms))?;
        Ok(())
    }

    /// The thumbprint of the key that a code or a token is bound to.
    pub(crate) fn bound_to(&self, value: &str) -> Result<Option<String>, SandboxError> {
        let sql = "SELECT jkt FROM bound WHERE value = ?1";
        Ok(self.lock().query_row(sql, [hash(value)], |row| row.get(0)).optional()?)
    }

    pub(crate) fn send_sms(&self, now_ms: i64, phone: &str, body: &str) -> Result<(), SandboxError> {
        self.lock()
            .execute("INSERT INTO sms (at_ms, phone, body) VALUES (?1, ?2, ?3)", (now_ms, phone, body))?;
        Ok(())
    }

    /// The newest messages: time, number, text.
    pub(crate) fn inbox(&self, most: u32) -> Result<Vec<(i64, String, String)>, SandboxError> {
        let connection = self.lock();
        let mut rows = connection.prepare("SELECT at_ms, phone, body FROM sms ORDER BY id DESC LIMIT ?1")?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(rows.query_map([most], read)?.collect::<Result<_, _>>()?)
    }

    /// The account's password, phone and rest.
    pub(crate) fn member(&self, uid: &str) -> Result<Option<Member>, SandboxError> {
        let sql = "SELECT password, phone, locked_until_ms FROM member WHERE uid = ?1";
        let read = |row: &Row<'_>| {
            Ok(Member { password: row.get(0)?, phone: row.get(1)?, locked_until_ms: row.get(2)? })
        };
        Ok(self.lock().query_row(sql, [uid], read).optional()?)
    }

    /// Makes or changes an account's password and phone.
    pub(crate) fn set_member(
        &self,
        uid: &str,
        password: Option<&str>,
        phone: &str,
    ) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO member (uid, password, phone) VALUES (?1, ?2, ?3)
             ON CONFLICT (uid) DO UPDATE SET password = coalesce(?2, password), phone = ?3, wrong = 0",
            (uid, password, phone),
        )?;
        Ok(())
    }

    /// Counts a password that was tried: a right one clears the count, too many wrong ones make the account rest.
    pub(crate) fn count_password(&self, uid: &str, right: bool, now_ms: i64) -> Result<(), SandboxError> {
        if right {
            self.lock().execute("UPDATE member SET wrong = 0 WHERE uid = ?1", [uid])?;
        } else {
            let sql = "UPDATE member SET wrong = (wrong + 1) % ?2, \
                locked_until_ms = CASE WHEN wrong + 1 >= ?2 THEN ?3 ELSE locked_until_ms END WHERE uid = ?1";
            self.lock().execute(sql, (uid, MEMBER_TRIES, now_ms + MEMBER_REST_MS))?;
        }
        Ok(())
    }

    pub(crate) fn add_consents(&self, uid: &str, records: &[Record]) -> Result<(), SandboxError> {
        let mut connection = self.lock();
        let database = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for record in records {
            database.execute(
                "INSERT OR IGNORE INTO consent VALUES (?1, ?2, ?3, ?4)",
                (uid, &record.purpose, &record.version, record.at_ms),
            )?;
        }
        database.commit()?;
        Ok(())
    }

    /// What an account has agreed to: purpose, version, time.
    pub(crate) fn consents(&self, uid: &str) -> Result<Vec<(String, String, i64)>, SandboxError> {
        let connection = self.lock();
        let mut rows = connection
            .prepare("SELECT purpose, version, at_ms FROM consent WHERE uid = ?1 ORDER BY at_ms")?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(rows.query_map([uid], read)?.collect::<Result<_, _>>()?)
    }

    /// The phones of an account, newest first.
    pub(crate) fn devices(&self, uid: &str) -> Result<Vec<Device>, SandboxError> {
        let connection = self.lock();
        let mut rows = connection.prepare(
            "SELECT device, max(issued_ms), min(revoked) FROM credential WHERE uid = ?1 GROUP BY device
             ORDER BY max(issued_ms) DESC",
        )?;
        let read =
            |row: &Row<'_>| Ok(Device { holder: row.get(0)?, issued_ms: row.get(1)?, revoked: row.get(2)? });
        Ok(rows.query_map([uid], read)?.collect::<Result<_, _>>()?)
    }

    /// Signs one phone of an account out; false when there is none.
    pub(crate) fn revoke_device(&self, uid: &str, holder: &str) -> Result<bool, SandboxError> {
        let sql = "UPDATE credential SET revoked = 1 WHERE uid = ?1 AND device = ?2";
        Ok(self.lock().execute(sql, (uid, holder))? > 0)
    }
}

/// Numbers, strings and lists of them: always serialises, and always to the same text.
fn json(session: &Session) -> String {
    serde_json::to_string(session).unwrap_or_default()
}
