//! What a file must show before it is trusted.

use super::Sql;
use super::schema::{APPLICATION_ID, SCHEMA_VERSION, expected};
use crate::bytes::Reader;
use crate::error::VaultError;
use rusqlite::Connection;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// A vault of one person is a few megabytes; this is far beyond and still opens on a phone.
const MAX_FILE_LEN: u64 = 256 * 1024 * 1024;
const SQLITE_MAGIC: [u8; 16] = *b"SQLite format 3\0";
const SQLITE_HEADER_LEN: usize = 100;

/// Looks at the file itself, reading only: SQLite would already roll back another program's journal.
pub(super) fn before_opening(path: &Path) -> Result<(), VaultError> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(VaultError::Empty),
        Err(_) => return Err(VaultError::Storage),
    };
    if !metadata.is_file() || metadata.len() > MAX_FILE_LEN {
        return Err(VaultError::NotAVault);
    }
    let mut header = Vec::with_capacity(SQLITE_HEADER_LEN);
    let file = File::open(path).map_err(|_| VaultError::Storage)?;
    file.take(u64::try_from(SQLITE_HEADER_LEN).unwrap_or(0))
        .read_to_end(&mut header)
        .map_err(|_| VaultError::Storage)?;
    let (version, application) = header_numbers(&header).ok_or(VaultError::NotAVault)?;
    if application != APPLICATION_ID {
        return Err(VaultError::NotAVault);
    }
    if version > SCHEMA_VERSION { Err(VaultError::VaultTooNew { found: version }) } else { Ok(()) }
}

/// `user_version` (offset 60) and `application_id` (offset 68) of SQLite's file header.
fn header_numbers(header: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::new(header);
    if reader.take()? != SQLITE_MAGIC {
        return None;
    }
    let _up_to_60: [u8; 44] = reader.take()?;
    let version = reader.u32()?;
    let _vacuum: [u8; 4] = reader.take()?;
    Some((version, reader.u32()?))
}

/// Looks at the database through SQLite: whole pages, our schema and nothing besides.
pub(super) fn after_opening(connection: &Connection) -> Result<(), VaultError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).sql()?;
    if version > SCHEMA_VERSION {
        return Err(VaultError::VaultTooNew { found: version });
    }
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").sql()?;
    let found: Vec<String> =
        statement.query_map([], |row| row.get(0)).sql()?.collect::<Result<_, _>>().sql()?;
    if expected(version).is_none_or(|expected| found != expected) {
        return Err(VaultError::Damaged);
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).sql()?;
    if verdict == "ok" { Ok(()) } else { Err(VaultError::Damaged) }
}
