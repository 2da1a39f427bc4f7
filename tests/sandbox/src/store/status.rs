//! Which entry of the status list is whose.

use super::Store;
use crate::error::SandboxError;
use crate::random::bytes;

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS status_index (idx INTEGER PRIMARY KEY, credential TEXT UNIQUE NOT NULL) STRICT;
";

/// Entries of the list: many more than credentials, so that an entry says nothing of how many there are (section 13.2 of the draft).
pub(crate) const ENTRIES: u32 = 1 << 17;

impl Store {
    /// A random free entry for a new credential.
    pub(crate) fn status_index(&self, credential: &str) -> Result<u32, SandboxError> {
        loop {
            let index = u32::from_be_bytes(bytes::<4>()?) % ENTRIES;
            let sql = "INSERT OR IGNORE INTO status_index VALUES (?1, ?2)";
            if self.lock().execute(sql, (index, credential))? == 1 {
                return Ok(index);
            }
        }
    }

    /// The entries of revoked credentials.
    pub(crate) fn revoked_indices(&self) -> Result<Vec<u32>, SandboxError> {
        let connection = self.lock();
        let sql = "SELECT idx FROM status_index JOIN credential ON id = credential WHERE revoked = 1";
        let mut statement = connection.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
