//! From an earlier version's file to this version's.
//!
//! Each file is copied first and changed in one transaction. Nothing here needs a key: what is sealed keeps its form, and
//! what a later version seals differently is read in both forms.

use super::schema::{SCHEMA_VERSION, STEPS};
use super::{Sql, remove_file, with_suffix};
use crate::error::VaultError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Where the copy of a file goes before it is changed.
const COPY: &str = ".before-migration";

pub(super) fn to_newest(connection: &mut Connection, path: &Path) -> Result<(), VaultError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).sql()?;
    if version >= SCHEMA_VERSION {
        return Ok(());
    }
    copy(connection, path)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
        for statement in *step {
            transaction.execute_batch(statement).sql()?;
        }
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION).sql()?;
    transaction.commit().sql()
}

/// Copies the whole file, in case that this version has a mistake that only shows later.
fn copy(connection: &Connection, path: &Path) -> Result<(), VaultError> {
    let copy = with_suffix(path, COPY);
    // Left behind by a migration that was killed.
    remove_file(&copy)?;
    let mut target = Connection::open(&copy).sql()?;
    let backup = rusqlite::backup::Backup::new(connection, &mut target).sql()?;
    backup.run_to_completion(256, std::time::Duration::ZERO, None).sql()
}

/// The migrated file opened and its records are all there: the copy is no longer needed.
pub(crate) fn forget_copy(path: &Path) {
    // Left there it does no harm, and the next unlock tries again.
    let _removed = remove_file(&with_suffix(path, COPY));
}
