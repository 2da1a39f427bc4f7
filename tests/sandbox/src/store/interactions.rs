//! One login in one browser: the service's request and what the page has shown.

use super::Store;
use crate::error::SandboxError;
use rusqlite::OptionalExtension as _;

/// One login in one browser.
#[derive(Clone)]
pub(crate) struct Interaction {
    /// Names it in the page's URLs; no secret, the cookie is what binds.
    pub(crate) uid: String,
    /// Hash of the browser's cookie.
    pub(crate) browser: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    /// PKCE S256 challenge.
    pub(crate) challenge: String,
    pub(crate) scope: String,
    /// "Chromium on Linux": told to the person on the phone.
    pub(crate) agent: String,
    /// The request names its client by `x509_hash`.
    pub(crate) hash_prefix: bool,
    /// Automatic renewals so far.
    pub(crate) renewals: i64,
    pub(crate) created_ms: i64,
}

impl Store {
    pub(crate) fn add_interaction(&self, i: &Interaction) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO interaction VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            (
                &i.uid,
                &i.browser,
                &i.client_id,
                &i.redirect_uri,
                &i.state,
                &i.nonce,
                &i.challenge,
                &i.scope,
                &i.agent,
                i.hash_prefix,
                i.renewals,
                i.created_ms,
            ),
        )?;
        Ok(())
    }

    pub(crate) fn interaction(&self, uid: &str) -> Result<Option<Interaction>, SandboxError> {
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Interaction {
                uid: row.get(0)?,
                browser: row.get(1)?,
                client_id: row.get(2)?,
                redirect_uri: row.get(3)?,
                state: row.get(4)?,
                nonce: row.get(5)?,
                challenge: row.get(6)?,
                scope: row.get(7)?,
                agent: row.get(8)?,
                hash_prefix: row.get(9)?,
                renewals: row.get(10)?,
                created_ms: row.get(11)?,
            })
        };
        Ok(self.lock().query_row("SELECT * FROM interaction WHERE uid = ?1", [uid], read).optional()?)
    }

    /// Sets the number of automatic renewals.
    pub(crate) fn set_renewals(&self, uid: &str, renewals: i64) -> Result<(), SandboxError> {
        self.lock().execute("UPDATE interaction SET renewals = ?2 WHERE uid = ?1", (uid, renewals))?;
        Ok(())
    }

    /// Chooses the form of the verifier's client identifier.
    pub(crate) fn set_hash_prefix(&self, uid: &str, hash_prefix: bool) -> Result<(), SandboxError> {
        self.lock().execute("UPDATE interaction SET hash_prefix = ?2 WHERE uid = ?1", (uid, hash_prefix))?;
        Ok(())
    }
}
