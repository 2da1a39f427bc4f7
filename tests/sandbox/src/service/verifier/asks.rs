//! The questions that are open, in memory: a restart forgets them.
//!
//! ```text
//! shown -> scanned -> answered      ends: refused, declined; anything but an answer is over after two minutes
//! ```

use crate::error::SandboxError;
use crate::keys::ResponseKey;
use crate::random::token;
use crate::store::Flow;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a question waits for its answer.
const LIFETIME_MS: i64 = 120_000;
/// How long an answer can be looked at.
const KEPT_MS: i64 = 600_000;
/// More than a demo needs; beyond them the oldest page goes.
const MAX: usize = 1_000;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Whether the person is of age.
    Adult,
    /// The name.
    Name,
}

impl What {
    /// From the value of the page's form.
    pub(super) fn from_form(text: &str) -> Option<Self> {
        match text {
            "adult" => Some(Self::Adult),
            "name" => Some(Self::Name),
            _ => None,
        }
    }
}

/// Where a question stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nobody has fetched it.
    Shown,
    /// A wallet has.
    Scanned,
    /// Answered and verified: the claims that were disclosed, by name. Personal data: kept for ten minutes.
    Answered(Vec<(String, String)>),
    /// The answer did not verify; the reason is fixed text.
    Refused(&'static str),
    /// The person said no.
    Declined,
}

impl Stage {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Scanned => "scanned",
            Self::Answered(_) => "answered",
            Self::Refused(_) => "refused",
            Self::Declined => "declined",
        }
    }
}

/// One question to one wallet.
#[derive(Clone)]
pub(super) struct Ask {
    /// The last segment of the `request_uri` and the `state` of the request.
    pub(super) id: String,
    /// The page that shows it.
    pub(super) page: String,
    /// Hash of the cookie of the browser that asked for the page.
    pub(super) browser: String,
    pub(super) what: What,
    pub(super) flow: Flow,
    pub(super) nonce: String,
    pub(super) wallet_nonce: Option<String>,
    pub(super) kid: String,
    pub(super) scalar: Vec<u8>,
    pub(super) stage: Stage,
    /// Hash of the code that brings a phone's browser back. Until it has come the answer is not shown on the page: somebody else may
    /// have sent the link.
    pub(super) awaits: Option<String>,
    pub(super) created_ms: i64,
}

impl Ask {
    fn is_over(&self, now_ms: i64) -> bool {
        let lifetime =
            if matches!(self.stage, Stage::Shown | Stage::Scanned) { LIFETIME_MS } else { KEPT_MS };
        now_ms - self.created_ms > lifetime
    }
}

/// All open questions.
#[derive(Default)]
pub(crate) struct Asks(Mutex<HashMap<String, Ask>>);

impl Asks {
    /// A page with a code and a link, for this browser; answers the page's name.
    pub(super) fn begin(&self, what: What, browser: &str, now_ms: i64) -> Result<String, SandboxError> {
        let page = token()?;
        let mut both = Vec::new();
        for flow in [Flow::CrossDevice, Flow::SameDevice] {
            let key = ResponseKey::generate()?;
            both.push(Ask {
                id: token()?,
                page: page.clone(),
                browser: browser.to_owned(),
                what,
                flow,
                nonce: token()?,
                wallet_nonce: None,
                kid: key.kid,
                scalar: key.scalar,
                stage: Stage::Shown,
                awaits: None,
                created_ms: now_ms,
            });
        }
        let mut asks = self.lock(now_ms);
        while asks.len() + both.len() > MAX {
            let Some(oldest) = asks.values().min_by_key(|ask| ask.created_ms).map(|ask| ask.page.clone())
            else {
                break;
            };
            asks.retain(|_, ask| ask.page != oldest);
        }
        asks.extend(both.into_iter().map(|ask| (ask.id.clone(), ask)));
        Ok(page)
    }

    /// The first question for which `test` holds.
    pub(super) fn find(&self, now_ms: i64, test: impl Fn(&Ask) -> bool) -> Option<Ask> {
        self.lock(now_ms).values().find(|ask| test(ask)).cloned()
    }

    /// The two questions of a page, the code's first.
    pub(super) fn of_page(&self, page: &str, now_ms: i64) -> Vec<Ask> {
        let mut found: Vec<Ask> =
            self.lock(now_ms).values().filter(|ask| ask.page == page).cloned().collect();
        found.sort_by_key(|ask| ask.flow == Flow::SameDevice);
        found
    }

    /// Changes a question if `change` says that it may be; true when it did. One caller only takes each step.
    pub(super) fn change(&self, id: &str, now_ms: i64, change: impl FnOnce(&mut Ask) -> bool) -> Option<Ask> {
        let mut asks = self.lock(now_ms);
        let ask = asks.get_mut(id)?;
        change(ask).then(|| ask.clone())
    }

    fn lock(&self, now_ms: i64) -> MutexGuard<'_, HashMap<String, Ask>> {
        let mut asks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asks.retain(|_, ask| !ask.is_over(now_ms));
        asks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects a verifier from late answers, and people from being remembered: what waits is gone after two minutes, an answer
    // after ten.
    #[test]
    fn questions_and_answers_are_forgotten() {
        let asks = Asks::default();
        let page = asks.begin(What::Adult, "browser", 0).unwrap();
        let [code, link] = &asks.of_page(&page, LIFETIME_MS)[..] else { panic!("two questions") };
        assert_eq!((code.flow, link.flow), (Flow::CrossDevice, Flow::SameDevice));
        let answered = asks.change(&code.id, 0, |ask| {
            ask.stage = Stage::Answered(Vec::new());
            true
        });
        assert!(answered.is_some());
        assert_eq!(asks.of_page(&page, LIFETIME_MS + 1).len(), 1);
        assert_eq!(asks.of_page(&page, KEPT_MS + 1).len(), 0);
    }
}
