//! Making status lists: for the sandbox and for tests, not for phones.

use super::{Status, StatusListError, TYPE};
use crate::base64url;
use crate::jose::{NewJwsHeader, Signer, sign_compact};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// DEFLATE's slowest and smallest: a list is made once and fetched often.
const LEVEL: u8 = 10;

/// A status list to be published. Every entry is valid until it is set.
#[derive(Debug, Clone)]
pub struct StatusListBuilder {
    width: u8,
    bytes: Vec<u8>,
    claims: BTreeMap<&'static str, Value>,
}

impl StatusListBuilder {
    /// Begins a list that will be at `uri`, of `entries` statuses of `width` bits (1, 2, 4 or 8). Times are in seconds
    /// since 1970.
    ///
    /// # Errors
    /// [`StatusListError::Claim`] for another width.
    pub fn new(uri: &str, width: u8, entries: usize, issued_at: u64) -> Result<Self, StatusListError> {
        if ![1, 2, 4, 8].contains(&width) {
            return Err(StatusListError::Claim);
        }
        let bytes = vec![0; entries.div_ceil(usize::from(8 / width))];
        let claims = BTreeMap::from([("sub", json!(uri)), ("iat", json!(issued_at))]);
        Ok(Self { width, bytes, claims })
    }

    /// When the list ends, in seconds since 1970.
    #[must_use]
    pub fn expires_at(mut self, time: u64) -> Self {
        self.claims.insert("exp", json!(time));
        self
    }

    /// After how many seconds it should be fetched again.
    #[must_use]
    pub fn ttl(mut self, seconds: u64) -> Self {
        self.claims.insert("ttl", json!(seconds));
        self
    }

    /// Sets one entry.
    ///
    /// # Errors
    /// [`StatusListError::OutOfRange`] when there is no such entry or the status does not fit its bits.
    pub fn set(&mut self, index: u64, status: Status) -> Result<(), StatusListError> {
        let mask = u8::MAX >> (8 - self.width);
        let number = status.number();
        let bit = index.checked_mul(u64::from(self.width)).ok_or(StatusListError::OutOfRange)?;
        let at = usize::try_from(bit / 8).map_err(|_| StatusListError::OutOfRange)?;
        let byte = self.bytes.get_mut(at).filter(|_| number <= mask).ok_or(StatusListError::OutOfRange)?;
        *byte = (*byte & !(mask << (bit % 8))) | (number << (bit % 8));
        Ok(())
    }

    /// Signs it. `x5c` is the chain as DER, leaf first, without the anchor; `signer` has the leaf's key.
    ///
    /// # Errors
    /// [`StatusListError::Jose`] when there is no signature.
    pub fn sign(mut self, x5c: &[Vec<u8>], signer: &dyn Signer) -> Result<String, StatusListError> {
        let lst = base64url::encode(&compress_to_vec_zlib(&self.bytes, LEVEL));
        self.claims.insert("status_list", json!({ "bits": self.width, "lst": lst }));
        let header = NewJwsHeader { typ: TYPE, x5c, ..NewJwsHeader::default() };
        Ok(sign_compact(&header, &self.claims, signer)?)
    }
}
