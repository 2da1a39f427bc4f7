//! Login transactions: every change goes through the state machine, in one database transaction.

use super::Store;
use crate::error::SandboxError;
use crate::login::state::{Event, Progress, Refusal, State, expire, step};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior};

/// Where the wallet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The code is scanned from another screen.
    CrossDevice,
    /// The link is opened on the device that shows the page.
    SameDevice,
}

impl Flow {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CrossDevice => "cross_device",
            Self::SameDevice => "same_device",
        }
    }

    pub(crate) const fn acr(self) -> &'static str {
        match self {
            Self::CrossDevice => "urn:mien:loa:3:cross-device",
            Self::SameDevice => "urn:mien:loa:3:same-device",
        }
    }
}

/// One login transaction.
#[derive(Clone)]
pub(crate) struct Transaction {
    /// The last segment of the `request_uri` and the `state` of the request.
    pub(crate) id: String,
    pub(crate) interaction: String,
    pub(crate) flow: Flow,
    pub(crate) progress: Progress,
    pub(crate) created_ms: i64,
    pub(crate) nonce: String,
    /// The two digits on the page.
    pub(crate) digits: String,
    /// Names the encryption key.
    pub(crate) kid: String,
    /// The private encryption key.
    pub(crate) scalar: Vec<u8>,
    pub(crate) wallet_nonce: Option<String>,
    /// Hash of the one-time code that brings a same-device login back into its browser.
    pub(crate) response_code: Option<String>,
    /// Who approved.
    pub(crate) answer: Option<Answer>,
}

/// Who approved, how and when.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) uid: String,
    /// JSON array of RFC 8176 values.
    pub(crate) amr: String,
    pub(crate) auth_time: i64,
}

const COLUMNS: &str =
    "id, interaction, flow, state, since_ms, wrong_digits, created_ms, nonce, digits, kid, scalar,
    wallet_nonce, response_code, uid, amr, auth_time";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Transaction> {
    let (flow, state): (String, String) = (row.get(2)?, row.get(3)?);
    let answer = match (row.get(13)?, row.get(14)?, row.get(15)?) {
        (Some(uid), Some(amr), Some(auth_time)) => Some(Answer { uid, amr, auth_time }),
        _ => None,
    };
    Ok(Transaction {
        id: row.get(0)?,
        interaction: row.get(1)?,
        flow: if flow == Flow::SameDevice.name() { Flow::SameDevice } else { Flow::CrossDevice },
        progress: Progress {
            // An unknown name can only come from another program's hand: nothing may happen to it any more.
            state: State::from_name(&state).unwrap_or(State::Failed),
            since_ms: row.get(4)?,
            wrong_digits: row.get(5)?,
        },
        created_ms: row.get(6)?,
        nonce: row.get(7)?,
        digits: row.get(8)?,
        kid: row.get(9)?,
        scalar: row.get(10)?,
        wallet_nonce: row.get(11)?,
        response_code: row.get(12)?,
        answer,
    })
}

fn find(connection: &Connection, column: &str, value: &str) -> rusqlite::Result<Option<Transaction>> {
    let sql = format!("SELECT {COLUMNS} FROM login_transaction WHERE {column} = ?1");
    connection.query_row(&sql, [value], from_row).optional()
}

impl Store {
    pub(crate) fn add_transaction(&self, t: &Transaction) -> Result<(), SandboxError> {
        self.lock().execute(
            "INSERT INTO login_transaction (id, interaction, flow, state, since_ms, wrong_digits, created_ms, nonce,
             digits, kid, scalar) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                &t.id,
                &t.interaction,
                t.flow.name(),
                t.progress.state.name(),
                t.progress.since_ms,
                t.progress.wrong_digits,
                t.created_ms,
                &t.nonce,
                &t.digits,
                &t.kid,
                &t.scalar,
            ),
        )?;
        Ok(())
    }

    /// By the name of its encryption key.
    pub(crate) fn transaction_by_kid(&self, kid: &str) -> Result<Option<Transaction>, SandboxError> {
        Ok(find(&self.lock(), "kid", kid)?)
    }

    /// By the nonce of its request.
    pub(crate) fn transaction_by_nonce(&self, nonce: &str) -> Result<Option<Transaction>, SandboxError> {
        Ok(find(&self.lock(), "nonce", nonce)?)
    }

    /// By the hash of its response code.
    pub(crate) fn transaction_by_response_code(
        &self,
        hash: &str,
    ) -> Result<Option<Transaction>, SandboxError> {
        Ok(find(&self.lock(), "response_code", hash)?)
    }

    /// The latest transaction of each flow, as time leaves them.
    pub(crate) fn latest(&self, interaction: &str, now_ms: i64) -> Result<Vec<Transaction>, SandboxError> {
        let connection = self.lock();
        let sql = format!(
            "SELECT {COLUMNS} FROM login_transaction WHERE interaction = ?1 ORDER BY created_ms DESC, rowid DESC"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut latest: Vec<Transaction> = Vec::new();
        for row in statement.query_map([interaction], from_row)? {
            let mut found = row?;
            found.progress = expire(found.progress, now_ms);
            if latest.iter().all(|t| t.flow != found.flow) {
                latest.push(found);
            }
        }
        Ok(latest)
    }

    /// Takes one step. `change` may fill in what belongs to the step (wallet nonce, answer, response code).
    ///
    /// The outer error is the database's; `Ok(Err(_))` is the machine's refusal. An expiry found on the way is kept.
    pub(crate) fn step_transaction(
        &self,
        id: &str,
        now_ms: i64,
        event: impl FnOnce(&Transaction) -> Event,
        change: impl FnOnce(&mut Transaction),
    ) -> Result<Option<Result<Transaction, Refusal>>, SandboxError> {
        let mut connection = self.lock();
        let database = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(mut found) = find(&database, "id", id)? else { return Ok(None) };
        let event = event(&found);
        let result = step(found.progress, event, now_ms);
        found.progress = result.unwrap_or_else(|_| expire(found.progress, now_ms));
        if result.is_ok() {
            change(&mut found);
        }
        let answer = found.answer.as_ref();
        database.execute(
            "UPDATE login_transaction SET state = ?2, since_ms = ?3, wrong_digits = ?4, wallet_nonce = ?5,
             response_code = ?6, uid = ?7, amr = ?8, auth_time = ?9 WHERE id = ?1",
            (
                &found.id,
                found.progress.state.name(),
                found.progress.since_ms,
                found.progress.wrong_digits,
                &found.wallet_nonce,
                &found.response_code,
                answer.map(|a| &a.uid),
                answer.map(|a| &a.amr),
                answer.map(|a| a.auth_time),
            ),
        )?;
        database.commit()?;
        Ok(Some(result.map(|_| found)))
    }
}
