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
    /// A keyed hash of what the record can be found by.
    pub(crate) lookup: Option<Vec<u8>>,
}

/// What the manifest counts of a row; the tag stands for its content.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowTag {
    pub(crate) table: String,
    pub(crate) id: [u8; 16],
    pub(crate) version: u64,
    pub(crate) owner: [u8; 16],
    pub(crate) tag: Vec<u8>,
    pub(crate) lookup: Option<Vec<u8>>,
}

const COLUMNS: &str = "id, version, owner, body, lookup";
const TAG_COLUMNS: &str = "tbl, id, version, owner, substr(body, -16), lookup";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        version: version(row, 1)?,
        owner: row.get(2)?,
        body: row.get(3)?,
        lookup: row.get(4)?,
    })
}

impl RowTag {
    /// Takes over a row, in the memory of the one before: an unlock reads thousands.
    fn read(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        self.table.clear();
        self.table.push_str(row.get_ref(0)?.as_str()?);
        self.id = row.get(1)?;
        self.version = version(row, 2)?;
        self.owner = row.get(3)?;
        self.tag.clear();
        self.tag.extend_from_slice(row.get_ref(4)?.as_blob()?);
        self.lookup = row.get_ref(5)?.as_blob_or_null()?.map(<[u8]>::to_vec);
        Ok(())
    }
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
    let sql = format!("SELECT {COLUMNS} FROM record WHERE tbl = ?1 AND id = ?2");
    transaction.query_row(&sql, params![table, id], row).optional().sql()
}

fn all(
    transaction: &Transaction<'_>,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Row>, VaultError> {
    let sql = format!("SELECT {COLUMNS} FROM record WHERE {condition}");
    let mut statement = transaction.prepare(&sql).sql()?;
    let rows = statement.query_map(values, row).sql()?;
    rows.collect::<Result<_, _>>().sql()
}

/// All rows of a table, by id.
pub(crate) fn read_all(transaction: &Transaction<'_>, table: &str) -> Result<Vec<Row>, VaultError> {
    all(transaction, "tbl = ?1 ORDER BY id", [table])
}

/// Up to `limit` rows of a table whose ids are at most `newest`, from there downwards.
pub(crate) fn read_down(
    transaction: &Transaction<'_>,
    table: &str,
    newest: &[u8; 16],
    limit: u32,
) -> Result<Vec<Row>, VaultError> {
    all(transaction, "tbl = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3", params![table, newest, limit])
}

/// The rows of a table that can be found by this hash.
pub(crate) fn read_by_lookup(
    transaction: &Transaction<'_>,
    table: &str,
    lookup: &[u8],
) -> Result<Vec<Row>, VaultError> {
    all(transaction, "tbl = ?1 AND lookup = ?2 ORDER BY id", params![table, lookup])
}

pub(crate) fn count(transaction: &Transaction<'_>, table: &str) -> Result<u32, VaultError> {
    transaction.query_row("SELECT count(*) FROM record WHERE tbl = ?1", [table], |row| row.get(0)).sql()
}

/// The ids and tables of all rows of one owner.
pub(crate) fn owned_by(
    transaction: &Transaction<'_>,
    owner: &[u8; 16],
) -> Result<Vec<(String, [u8; 16])>, VaultError> {
    let mut statement = transaction.prepare("SELECT tbl, id FROM record WHERE owner = ?1").sql()?;
    let rows = statement.query_map([owner], |row| Ok((row.get(0)?, row.get(1)?))).sql()?;
    rows.collect::<Result<_, _>>().sql()
}

pub(crate) fn write(transaction: &Transaction<'_>, table: &str, row: &Row) -> Result<(), VaultError> {
    let values = params![table, row.id, stored(row.version)?, row.owner, row.body, row.lookup];
    let sql = "INSERT OR REPLACE INTO record (tbl, id, version, owner, body, lookup) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    transaction.execute(sql, values).sql()?;
    Ok(())
}

pub(crate) fn delete(transaction: &Transaction<'_>, table: &str, id: &[u8; 16]) -> Result<bool, VaultError> {
    let deleted =
        transaction.execute("DELETE FROM record WHERE tbl = ?1 AND id = ?2", params![table, id]).sql()?;
    Ok(deleted > 0)
}

/// What the manifest counts of one row.
pub(crate) fn tag(
    transaction: &Transaction<'_>,
    table: &str,
    id: &[u8; 16],
) -> Result<Option<RowTag>, VaultError> {
    let sql = format!("SELECT {TAG_COLUMNS} FROM record WHERE tbl = ?1 AND id = ?2");
    let read = |row: &rusqlite::Row<'_>| {
        let mut tag = RowTag::default();
        tag.read(row).map(|()| tag)
    };
    transaction.query_row(&sql, params![table, id], read).optional().sql()
}

/// The tags of all rows, by table and id, one at a time.
pub(crate) fn each_tag(
    transaction: &Transaction<'_>,
    mut each: impl FnMut(&RowTag) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    let sql = format!("SELECT {TAG_COLUMNS} FROM record ORDER BY tbl, id");
    let mut statement = transaction.prepare(&sql).sql()?;
    let mut rows = statement.query([]).sql()?;
    let mut tag = RowTag::default();
    while let Some(row) = rows.next().sql()? {
        tag.read(row).sql()?;
        each(&tag)?;
    }
    Ok(())
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
    let sql = "INSERT OR REPLACE INTO manifest (id, generation, body) VALUES (1, ?1, ?2)";
    transaction.execute(sql, values).sql()?;
    Ok(())
}
