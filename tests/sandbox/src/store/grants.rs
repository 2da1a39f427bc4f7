//! Authorization codes and access tokens.

use super::Store;
use crate::error::SandboxError;
use crate::random::hash;
use rusqlite::OptionalExtension as _;

/// What a code stands for.
#[derive(Clone)]
pub(crate) struct AuthorizationCode {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    pub(crate) scope: String,
    pub(crate) uid: String,
    pub(crate) auth_time: i64,
    pub(crate) acr: String,
    /// JSON array.
    pub(crate) amr: String,
    pub(crate) expires_ms: i64,
}

/// What came of redeeming a code.
pub(crate) enum Redeemed {
    /// The first time: here it is.
    First(Box<AuthorizationCode>),
    /// Used before: whatever was issued for it has been withdrawn.
    Again,
    /// Unknown.
    Unknown,
}

/// What an access token allows.
#[derive(Clone)]
pub(crate) struct AccessToken {
    /// `userinfo` or `credential`.
    pub(crate) kind: &'static str,
    pub(crate) uid: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    pub(crate) expires_ms: i64,
}

impl Store {
    pub(crate) fn add_code(&self, code: &str, c: &AuthorizationCode) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO authorization_code VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)",
            (
                hash(code),
                &c.client_id,
                &c.redirect_uri,
                &c.nonce,
                &c.challenge,
                &c.scope,
                &c.uid,
                c.auth_time,
                &c.acr,
                &c.amr,
                c.expires_ms,
            ),
        )?;
        Ok(())
    }

    /// Redeems a code: the first call wins, a second one withdraws the tokens (RFC 6749 4.1.2).
    pub(crate) fn redeem_code(&self, code: &str) -> Result<Redeemed, SandboxError> {
        let connection = self.lock();
        let key = hash(code);
        let first = connection
            .execute("UPDATE authorization_code SET used = 1 WHERE code = ?1 AND used = 0", [&key])?;
        if first == 0 {
            let known = connection
                .query_row("SELECT 1 FROM authorization_code WHERE code = ?1", [&key], |_| Ok(()))
                .optional()?;
            connection.execute("DELETE FROM access_token WHERE code = ?1", [&key])?;
            return Ok(if known.is_some() { Redeemed::Again } else { Redeemed::Unknown });
        }
        let found =
            connection.query_row("SELECT * FROM authorization_code WHERE code = ?1", [&key], |row| {
                Ok(AuthorizationCode {
                    client_id: row.get(1)?,
                    redirect_uri: row.get(2)?,
                    nonce: row.get(3)?,
                    challenge: row.get(4)?,
                    scope: row.get(5)?,
                    uid: row.get(6)?,
                    auth_time: row.get(7)?,
                    acr: row.get(8)?,
                    amr: row.get(9)?,
                    expires_ms: row.get(10)?,
                })
            })?;
        Ok(Redeemed::First(Box::new(found)))
    }

    /// Stores an access token, with the code it was issued for.
    pub(crate) fn add_token(
        &self,
        token: &str,
        t: &AccessToken,
        code: Option<&str>,
    ) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO access_token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (hash(token), t.kind, &t.uid, &t.client_id, &t.scope, code.map(hash), t.expires_ms),
        )?;
        Ok(())
    }

    /// The living access token of that kind.
    pub(crate) fn token(
        &self,
        token: &str,
        kind: &'static str,
        now_ms: i64,
    ) -> Result<Option<AccessToken>, SandboxError> {
        let sql = "SELECT uid, client_id, scope, expires_ms FROM access_token
                   WHERE token = ?1 AND kind = ?2 AND expires_ms > ?3";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(AccessToken {
                kind,
                uid: row.get(0)?,
                client_id: row.get(1)?,
                scope: row.get(2)?,
                expires_ms: row.get(3)?,
            })
        };
        Ok(self.lock().query_row(sql, (hash(token), kind, now_ms), read).optional()?)
    }
}
