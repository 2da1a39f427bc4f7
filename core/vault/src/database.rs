//! The vault's file: one SQLite database that nobody else has open.

mod check;
mod migration;
mod rebuild;
pub(crate) mod rows;
mod schema;
mod slots;

pub(crate) use migration::forget_copy;
pub(crate) use rebuild::suffixes as rebuild_suffixes;
pub(crate) use slots::{
    Slots, Stored, invalidate_biometric_slot, remove_slot, remove_wiped_mark, store_baseline,
    store_biometric_slot, store_slot,
};

use crate::error::VaultError;
use crate::record::Seen;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Largest cell, statement text and number of attached databases that SQLite will handle for us.
const LIMITS: [(Limit, i32); 3] = [
    (Limit::SQLITE_LIMIT_LENGTH, 8 * 1024 * 1024),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
];

/// A file of unknown origin may hold hostile schema; none of what these switch off is used by the vault.
const SWITCHES: [(DbConfig, bool); 7] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
];

/// `fullfsync` matters on Apple systems only, where `fsync` does not reach the medium; elsewhere it does nothing.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
    PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;";

/// Negative: KiB. Room for a vault with ten thousand entries, so that the check of its pages and that of its rows read it once.
const CACHE_KIB: i32 = -8192;

/// Turns SQLite's errors into ours; what SQLite says may quote a row and goes no further.
pub(crate) trait Sql<T> {
    fn sql(self) -> Result<T, VaultError>;
}

impl<T> Sql<T> for rusqlite::Result<T> {
    fn sql(self) -> Result<T, VaultError> {
        self.map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => VaultError::Busy,
            // Without a code it is not SQLite that failed: a value is not of the type that the schema promises.
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) | None => VaultError::Damaged,
            Some(_) => VaultError::Storage,
        })
    }
}

/// The path with its folder resolved: SQLite refuses links anywhere in a path, and some systems keep app folders
/// behind one.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, VaultError> {
    let name = path.file_name().ok_or(VaultError::NotAVault)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(folder.canonicalize().map_err(|_| VaultError::Storage)?.join(name))
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Keeps every other process and object out. A file of its own, because closing any handle of the database file
/// itself would drop SQLite's locks on it.
pub(crate) fn lock(path: &Path) -> Result<File, VaultError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(with_suffix(path, ".lock")).map_err(|_| VaultError::Storage)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(VaultError::Busy),
        Err(TryLockError::Error(_)) => Err(VaultError::Storage),
    }
}

pub(crate) struct Database {
    connection: Connection,
    path: PathBuf,
    /// The manifest as this process last saw it; nobody else may write while it holds the lock.
    pub(crate) seen: Option<Seen>,
    lock: Option<File>,
}

impl Database {
    /// Opens an existing vault file, trusting nothing in it.
    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let path = resolve(path)?;
        check::before_opening(&path)?;
        let lock = lock(&path)?;
        Self::open_locked(path, lock)
    }

    pub(crate) fn open_locked(path: PathBuf, lock: File) -> Result<Self, VaultError> {
        let mut connection = connect(&path)?;
        check::after_opening(&connection)?;
        connection.execute_batch(PRAGMAS).sql()?;
        migration::to_newest(&mut connection, &path)?;
        Ok(Self { connection, path, seen: None, lock: Some(lock) })
    }

    /// Closes the file and hands over the lock, for whoever still has to keep others out.
    pub(crate) fn close(mut self) -> Option<File> {
        self.lock.take()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, VaultError> {
        self.connection.transaction_with_behavior(TransactionBehavior::Immediate).sql()
    }

    /// Moves everything into the main file and empties the write-ahead log: what was deleted is gone from both.
    pub(crate) fn checkpoint(&self) -> Result<(), VaultError> {
        self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").sql()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Closing does the same; this keeps the log empty also when a reader made closing skip it.
        let _checkpointed = self.checkpoint();
    }
}

/// A connection with every limit and switch set.
fn connect(path: &Path) -> Result<Connection, VaultError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
    let connection = Connection::open_with_flags(path, flags).sql()?;
    for (limit, value) in LIMITS {
        connection.set_limit(limit, value).sql()?;
    }
    for (switch, on) in SWITCHES {
        connection.set_db_config(switch, on).sql()?;
    }
    // Before anything is read: the index of the write-ahead log stays in memory then. There is no third file that could be
    // of another database, and no other connection that could write in between.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE").sql()?;
    connection.pragma_update(None, "cache_size", CACHE_KIB).sql()?;
    connection.busy_timeout(Duration::from_secs(2)).sql()?;
    Ok(connection)
}

/// Writes a new vault file beside its place and moves it there whole, so that a crash leaves no vault or a complete one.
pub(crate) fn create(
    path: &Path,
    lock: File,
    fill: impl FnOnce(&Transaction<'_>) -> Result<(), VaultError>,
) -> Result<Database, VaultError> {
    let beside = with_suffix(path, ".creating");
    fill_beside(&beside, fill)?;
    std::fs::rename(&beside, path).map_err(|_| VaultError::Storage)?;
    let opened = sync_folder(path).and_then(|()| Database::open_locked(path.to_owned(), lock));
    if opened.is_err() {
        // The caller is told that there is no vault; then there must be none.
        let _removed = std::fs::remove_file(path);
    }
    opened
}

/// Removes a file; one that is not there counts as removed.
pub(crate) fn remove_file(path: &Path) -> Result<(), VaultError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(VaultError::Storage),
        _ => Ok(()),
    }
}

/// Writes a whole database at a path where nothing of value can be.
fn fill_beside(
    beside: &Path,
    fill: impl FnOnce(&Transaction<'_>) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    for stale in [beside.to_owned(), with_suffix(beside, "-journal")] {
        remove_file(&stale)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(beside).map_err(|_| VaultError::Storage)?;
    let mut connection = connect(beside)?;
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;").sql()?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
    schema::create(&transaction)?;
    fill(&transaction)?;
    transaction.commit().sql()?;
    connection.close().map_err(|(_, error)| error).sql()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    let folder = path.parent().ok_or(VaultError::Storage)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|_| VaultError::Storage)
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Result<(), VaultError> {
    // Windows cannot open a folder for syncing; its rename is journalled.
    Ok(())
}
