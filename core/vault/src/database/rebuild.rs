//! Moving what can still be read out of a damaged file into a whole one. Needs no key, deletes nothing.

use super::{Database, Sql, check, fill_beside, lock, resolve, sync_folder, with_suffix};
use crate::error::VaultError;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Transaction, params_from_iter};
use std::path::{Path, PathBuf};

/// The tables whose rows are carried over one by one, with their columns.
const TABLES: [(&str, &[&str]); 5] = [
    ("twin", &["kind", "copy", "bytes"]),
    ("attempt", &["counter", "wall_ms", "clock_went_back"]),
    ("delay_start", &["id", "counter", "boot_id", "elapsed_ms", "wall_ms"]),
    ("record", &["tbl", "id", "version", "owner", "body", "lookup"]),
    ("manifest", &["id", "generation", "body"]),
];
/// Damaged files that are kept beside the vault; the next one is refused, so that none is ever overwritten.
const KEPT: u32 = 8;

impl Database {
    /// Rebuilds the file at `path` and opens the new one. The damaged file stays beside it as `<file>.damaged-<n>`.
    pub(crate) fn rebuild(path: &Path) -> Result<Self, VaultError> {
        let path = resolve(path)?;
        check::before_opening(&path)?;
        let lock = lock(&path)?;
        let aside = free_name(&path)?;
        // SQLite may roll a journal back or write to a log: what is read from is a copy, not the original.
        let copy = with_suffix(&path, ".salvaging");
        for suffix in ["", "-wal", "-shm"] {
            super::remove_file(&with_suffix(&copy, suffix))?;
        }
        std::fs::copy(&path, &copy).map_err(|_| VaultError::Storage)?;
        let log = with_suffix(&path, "-wal");
        if log.exists() {
            std::fs::copy(&log, with_suffix(&copy, "-wal")).map_err(|_| VaultError::Storage)?;
        }
        let beside = with_suffix(&path, ".creating");
        let carried = fill_beside(&beside, |transaction| carry_over(&copy, transaction));
        for suffix in ["", "-wal", "-shm"] {
            super::remove_file(&with_suffix(&copy, suffix))?;
        }
        carried?;
        // The damaged file is hard to lose from here on: first it has its second name, then the first one is replaced.
        std::fs::rename(&path, &aside).map_err(|_| VaultError::Storage)?;
        if log.exists() {
            std::fs::rename(&log, with_suffix(&aside, "-wal")).map_err(|_| VaultError::Storage)?;
        }
        std::fs::rename(&beside, &path).map_err(|_| VaultError::Storage)?;
        sync_folder(&path)?;
        Self::open_locked(path, lock)
    }
}

fn free_name(path: &Path) -> Result<PathBuf, VaultError> {
    let mut names = (1..=KEPT).map(|number| with_suffix(path, &format!(".damaged-{number}")));
    names.find(|name| !name.exists()).ok_or(VaultError::Storage)
}

/// The names that [`Database::rebuild`] may have left beside a vault.
pub(crate) fn suffixes() -> impl Iterator<Item = String> {
    let damaged =
        (1..=KEPT).flat_map(|number| ["", "-wal"].map(|suffix| format!(".damaged-{number}{suffix}")));
    damaged.chain(["", "-wal", "-shm"].map(|suffix| format!(".salvaging{suffix}")))
}

fn carry_over(from: &Path, to: &Transaction<'_>) -> Result<(), VaultError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags).sql()?;
    source.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;").sql()?;
    for (table, columns) in TABLES {
        carry_table(&source, to, table, columns);
    }
    // Without a slot there is nothing that could open what was saved.
    let slots: i64 = to.query_row("SELECT count(*) FROM twin", [], |row| row.get(0)).sql()?;
    if slots == 0 { Err(VaultError::Damaged) } else { Ok(()) }
}

/// Rows are read upwards and, when that ends in an error, downwards: a broken page in the middle costs only itself.
fn carry_table(source: &Connection, to: &Transaction<'_>, table: &str, columns: &[&str]) {
    for order in ["ASC", "DESC"] {
        if carry_rows(source, to, table, columns, order).is_ok() {
            return;
        }
    }
}

fn carry_rows(
    source: &Connection,
    to: &Transaction<'_>,
    table: &str,
    columns: &[&str],
    order: &str,
) -> rusqlite::Result<()> {
    let has_lookup = source.prepare("SELECT lookup FROM record LIMIT 0").is_ok();
    let wanted: Vec<&str> =
        columns.iter().copied().filter(|column| *column != "lookup" || has_lookup).collect();
    let (names, first_two) = (wanted.join(", "), wanted.iter().take(2).copied().collect::<Vec<_>>());
    let by = first_two.iter().map(|name| format!("{name} {order}")).collect::<Vec<_>>().join(", ");
    let mut statement = source.prepare(&format!("SELECT {names} FROM {table} NOT INDEXED ORDER BY {by}"))?;
    let places = (1..=wanted.len()).map(|number| format!("?{number}")).collect::<Vec<_>>().join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})");
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<Value> =
            (0..wanted.len()).map(|index| row.get(index)).collect::<rusqlite::Result<_>>()?;
        // A value that the schema refuses is one that no vault wrote.
        let _inserted = to.execute(&insert, params_from_iter(values));
    }
    Ok(())
}
