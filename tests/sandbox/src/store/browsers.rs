//! What is remembered beside logins: browsers that finished one, and what a service wished for.

use super::Store;
use crate::error::SandboxError;
use rusqlite::OptionalExtension as _;

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS known_browser (browser TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS familiar (interaction TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS same_device_only (interaction TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;
";

impl Store {
    /// Remembers a browser by the hash of its cookie, and not who logged in there.
    pub(crate) fn remember_browser(&self, hash: &str, expires_ms: i64) -> Result<(), SandboxError> {
        self.lock().execute("INSERT OR REPLACE INTO known_browser VALUES (?1, ?2)", (hash, expires_ms))?;
        Ok(())
    }

    /// Whether somebody has logged in with that browser before.
    pub(crate) fn knows_browser(&self, hash: &str, now_ms: i64) -> Result<bool, SandboxError> {
        let sql = "SELECT 1 FROM known_browser WHERE browser = ?1 AND expires_ms > ?2";
        Ok(self.lock().query_row(sql, (hash, now_ms), |_| Ok(())).optional()?.is_some())
    }

    /// This login began in a browser that was known.
    pub(crate) fn note_familiar(&self, interaction: &str, expires_ms: i64) -> Result<(), SandboxError> {
        self.lock().execute("INSERT OR REPLACE INTO familiar VALUES (?1, ?2)", (interaction, expires_ms))?;
        Ok(())
    }

    /// Whether it did.
    pub(crate) fn is_familiar(&self, interaction: &str) -> Result<bool, SandboxError> {
        let sql = "SELECT 1 FROM familiar WHERE interaction = ?1";
        Ok(self.lock().query_row(sql, [interaction], |_| Ok(())).optional()?.is_some())
    }

    /// The service takes this login from the app on the same device only.
    pub(crate) fn demand_same_device(&self, interaction: &str, expires_ms: i64) -> Result<(), SandboxError> {
        self.lock()
            .execute("INSERT OR REPLACE INTO same_device_only VALUES (?1, ?2)", (interaction, expires_ms))?;
        Ok(())
    }

    /// Whether it does.
    pub(crate) fn demands_same_device(&self, interaction: &str) -> Result<bool, SandboxError> {
        let sql = "SELECT 1 FROM same_device_only WHERE interaction = ?1";
        Ok(self.lock().query_row(sql, [interaction], |_| Ok(())).optional()?.is_some())
    }
}
