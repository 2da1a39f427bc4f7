//! People, as the sandbox knows them.

use super::Store;
use crate::error::SandboxError;
use crate::random;
use rusqlite::{OptionalExtension as _, Row};

/// One person.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) id_number_masked: String,
    pub(crate) birth_year: Option<i64>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        uid: row.get(0)?,
        name: row.get(1)?,
        id_number_masked: row.get(2)?,
        birth_year: row.get(3)?,
    })
}

impl Store {
    /// The account under `lookup` (a keyed hash of the ID number), made or brought up to date.
    pub(crate) fn account_for(
        &self,
        lookup: &str,
        name: &str,
        masked: &str,
        birth_year: Option<i64>,
    ) -> Result<Account, SandboxError> {
        let uid = random::b64(&random::bytes::<16>()?);
        Ok(self.lock().query_row(
            "INSERT INTO account (uid, lookup, name, id_number_masked, birth_year) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (lookup) DO UPDATE SET name = ?3, birth_year = coalesce(?5, birth_year)
             RETURNING uid, name, id_number_masked, birth_year",
            (uid, lookup, name, masked, birth_year),
            from_row,
        )?)
    }

    /// The account of that identifier.
    pub(crate) fn account(&self, uid: &str) -> Result<Option<Account>, SandboxError> {
        let sql = "SELECT uid, name, id_number_masked, birth_year FROM account WHERE uid = ?1";
        Ok(self.lock().query_row(sql, [uid], from_row).optional()?)
    }
}
