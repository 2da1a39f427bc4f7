//! The service's browser sessions, in memory: a restart logs everybody out.

use crate::random::hash;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The cookie of the service.
pub(super) const COOKIE: &str = "__Host-harbour";
/// An hour.
pub(super) const LIFETIME_S: u32 = 3_600;
/// More than a demo needs; the oldest goes first.
const MAX: usize = 1_000;

/// What the service keeps for a browser.
#[derive(Clone)]
pub(super) enum Session {
    /// On the way to the provider and back.
    Pending {
        /// Binds the answer to this browser.
        state: String,
        /// Binds the ID token to this request.
        nonce: String,
        /// PKCE.
        verifier: String,
    },
    /// Logged in.
    Inside(Visit),
}

/// Who is logged in, as the provider says.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) sub: String,
    /// The provider's name for the session.
    pub(super) sid: Option<String>,
    pub(super) name: String,
    pub(super) acr: String,
    pub(super) amr: String,
    pub(super) auth_time: i64,
}

/// Sessions by the hash of their cookie.
#[derive(Default)]
pub(super) struct Sessions {
    by_cookie: Mutex<HashMap<String, (i64, Session)>>,
}

impl Sessions {
    pub(super) fn put(&self, cookie: &str, now: i64, session: Session) {
        let mut sessions = self.by_cookie.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (since, _)| now - *since < i64::from(LIFETIME_S));
        if sessions.len() >= MAX {
            let oldest = sessions.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                sessions.remove(&oldest);
            }
        }
        sessions.insert(hash(cookie), (now, session));
    }

    pub(super) fn get(&self, cookie: &str, now: i64) -> Option<Session> {
        let sessions = self.by_cookie.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, session) = sessions.get(&hash(cookie))?;
        (now - since < i64::from(LIFETIME_S)).then(|| session.clone())
    }

    /// Logs out whoever is inside with the provider's session `sid`.
    pub(super) fn end(&self, ended: &str) {
        let mut sessions = self.by_cookie.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (_, session)| match session {
            Session::Inside(visit) => visit.sid.as_deref() != Some(ended),
            Session::Pending { .. } => true,
        });
    }

    pub(super) fn take(&self, cookie: &str, now: i64) -> Option<Session> {
        let found = self.get(cookie, now)?;
        self.by_cookie.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash(cookie));
        Some(found)
    }
}
