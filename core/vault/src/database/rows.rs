//! Sealed rows, as the file holds them.

use super::Sql;
use crate::error::VaultError;
use rusqlite::{OptionalExtension, Transaction, params};

/// A sealed record.
pub(crate) struct Row {
    pub(crate) id: [u8; 16],
    pub(crate) version: u64,
    pub(crate) owner: [u8; 16],
    pub(crate) body: Vec<u8>,
}

/// What the manifest lists of a row; the tag stands for its content.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowTag {
    pub(crate) table: String,
    pub(crate) id: [u8; 16],
    pub(crate) version: u64,
    pub(crate) owner: [u8; 16],
    pub(crate) tag: Vec<u8>,
}

fn version(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(index)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, value))
}

pub(crate) fn stored(value: u64) -> Result<i64, VaultError> {
    i64::try_from(value).map_err(|_| VaultError::Internal)
}

pub(crate) fn read(
    transaction: &Transaction<'_>,
    table: &str,
    id: &[u8; 16],
) -> Result<Option<Row>, VaultError> {
    transaction
        .query_row(
            "SELECT version, owner, body FROM record WHERE tbl = ?1 AND id = ?2",
            params![table, id],
            |row| Ok(Row { id: *id, version: version(row, 0)?, owner: row.get(1)?, body: row.get(2)? }),
        )
        .optional()
        .sql()
}

/// All rows of a table, by id.
pub(crate) fn read_all(transaction: &Transaction<'_>, table: &str) -> Result<Vec<Row>, VaultError> {
    let mut statement = transaction
        .prepare("SELECT id, version, owner, body FROM record WHERE tbl = ?1 ORDER BY id")
        .sql()?;
    let rows = statement.query_map([table], |row| {
        Ok(Row { id: row.get(0)?, version: version(row, 1)?, owner: row.get(2)?, body: row.get(3)? })
    });
    rows.sql()?.collect::<Result<_, _>>().sql()
}

pub(crate) fn write(transaction: &Transaction<'_>, table: &str, row: &Row) -> Result<(), VaultError> {
    let values = params![table, row.id, stored(row.version)?, row.owner, row.body];
    transaction.execute("INSERT OR REPLACE INTO record VALUES (?1, ?2, ?3, ?4, ?5)", values).sql()?;
    Ok(())
}

pub(crate) fn delete(transaction: &Transaction<'_>, table: &str, id: &[u8; 16]) -> Result<bool, VaultError> {
    let deleted =
        transaction.execute("DELETE FROM record WHERE tbl = ?1 AND id = ?2", params![table, id]).sql()?;
    Ok(deleted > 0)
}

/// The tags of all rows, in the manifest's order.
pub(crate) fn tags(transaction: &Transaction<'_>) -> Result<Vec<RowTag>, VaultError> {
    let mut statement = transaction
        .prepare("SELECT tbl, id, version, owner, substr(body, -16) FROM record ORDER BY tbl, id")
        .sql()?;
    let rows = statement.query_map([], |row| {
        Ok(RowTag {
            table: row.get(0)?,
            id: row.get(1)?,
            version: version(row, 2)?,
            owner: row.get(3)?,
            tag: row.get(4)?,
        })
    });
    rows.sql()?.collect::<Result<_, _>>().sql()
}

pub(crate) fn read_manifest(transaction: &Transaction<'_>) -> Result<Option<(u64, Vec<u8>)>, VaultError> {
    transaction
        .query_row("SELECT generation, body FROM manifest", [], |row| Ok((version(row, 0)?, row.get(1)?)))
        .optional()
        .sql()
}

pub(crate) fn write_manifest(
    transaction: &Transaction<'_>,
    generation: u64,
    body: &[u8],
) -> Result<(), VaultError> {
    let values = params![stored(generation)?, body];
    transaction.execute("INSERT OR REPLACE INTO manifest VALUES (1, ?1, ?2)", values).sql()?;
    Ok(())
}
