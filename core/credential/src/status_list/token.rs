//! A status list token: verified, then asked.

use super::bits::Bits;
use super::{MAX_TOKEN, StatusListError, StatusReference, TYPE};
use crate::jose::CompactJws;
use crate::x509::TrustAnchors;
use serde_json::{Map, Value};
use std::fmt;

/// How far the clocks of issuer and device may differ, in seconds.
const CLOCK_SKEW: u64 = 60;

/// What a list says of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Good. (Its own times are another matter.)
    Valid,
    /// Revoked, for good.
    Invalid,
    /// Not to be used now; may become valid again.
    Suspended,
    /// A meaning that only the issuer's own rules know. Treat it as not valid.
    Other(u8),
}

impl Status {
    /// From its number on the wire.
    pub const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Valid,
            1 => Self::Invalid,
            2 => Self::Suspended,
            other => Self::Other(other),
        }
    }

    /// Its number on the wire.
    pub const fn number(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
            Self::Other(number) => number,
        }
    }
}

/// The answer for one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// What the list says.
    pub status: Status,
    /// How old the list is, in seconds since it was issued. Show it when there is no network: "as of 09:40".
    pub age: u64,
    /// The issuer wants a new list to be fetched before the next use (`ttl` since the fetch is over).
    pub due: bool,
}

/// A status list whose signature and times were right.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    uri: String,
    issued_at: u64,
    expires_at: Option<u64>,
    ttl: Option<u64>,
    bits: Bits,
}

impl StatusList {
    /// Reads and verifies the token that was fetched from `uri`: signature by `x5c` to `issuers`, type, subject, times
    /// (`now` in seconds since 1970; clocks may differ by a minute), and that the whole list can be read.
    ///
    /// `issuers` may certify more than one issuer. That one of them cannot speak for another rests on the host of
    /// `uri`, which the credential's issuer has signed, and on TLS to it.
    ///
    /// # Errors
    /// A [`StatusListError`]; the status stays unknown.
    pub fn verify(token: &str, uri: &str, issuers: &TrustAnchors, now: u64) -> Result<Self, StatusListError> {
        let jws = CompactJws::parse_up_to(token.trim_ascii(), MAX_TOKEN)?;
        jws.expect_type(TYPE)?;
        let certificate = issuers.verify(&jws.header().x5c, now)?;
        let list = Self::read(&jws.verify(certificate.key())?)?;
        if list.uri != uri {
            return Err(StatusListError::OtherList);
        }
        if list.issued_at > now.saturating_add(CLOCK_SKEW) {
            return Err(StatusListError::NotYetValid);
        }
        list.check_expiry(now)?;
        Ok(list)
    }

    /// The status of the credential that `reference` is from. `fetched_at` is when the token was received, `now` is
    /// now; both in seconds since 1970.
    ///
    /// # Errors
    /// [`StatusListError::OtherList`], [`StatusListError::OutOfRange`] or [`StatusListError::Expired`].
    pub fn check(
        &self,
        reference: &StatusReference,
        fetched_at: u64,
        now: u64,
    ) -> Result<Checked, StatusListError> {
        if reference.uri != self.uri {
            return Err(StatusListError::OtherList);
        }
        self.check_expiry(now)?;
        let number = self.bits.get(reference.index).ok_or(StatusListError::OutOfRange)?;
        Ok(Checked {
            status: Status::from_number(number),
            age: now.saturating_sub(self.issued_at),
            due: self.ttl.is_some_and(|ttl| fetched_at.saturating_add(ttl) <= now),
        })
    }

    /// How many entries the list has. A short list gives its holders away: the draft recommends very many.
    pub fn entries(&self) -> u64 {
        self.bits.len()
    }

    /// When the list was issued, in seconds since 1970.
    pub fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// When the list must not be used any more, in seconds since 1970; `None` when the issuer set no end.
    pub fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }

    fn check_expiry(&self, now: u64) -> Result<(), StatusListError> {
        let over = self.expires_at.is_some_and(|exp| exp.saturating_add(CLOCK_SKEW) <= now);
        if over { Err(StatusListError::Expired) } else { Ok(()) }
    }

    fn read(claims: &Map<String, Value>) -> Result<Self, StatusListError> {
        let number = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or(StatusListError::Claim),
        };
        let uri = claims.get("sub").and_then(Value::as_str).ok_or(StatusListError::Claim)?;
        let ttl = number("ttl")?;
        if ttl == Some(0) {
            return Err(StatusListError::Claim);
        }
        let list = claims.get("status_list").and_then(Value::as_object).ok_or(StatusListError::Claim)?;
        let width = list.get("bits").and_then(Value::as_u64).ok_or(StatusListError::Claim)?;
        let compressed = list.get("lst").and_then(Value::as_str).ok_or(StatusListError::Claim)?;
        Ok(Self {
            uri: uri.to_owned(),
            issued_at: number("iat")?.ok_or(StatusListError::Claim)?,
            expires_at: number("exp")?,
            ttl,
            bits: Bits::parse(width, compressed)?,
        })
    }
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusList")
            .field("uri", &self.uri)
            .field("issued_at", &self.issued_at)
            .field("entries", &self.entries())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
