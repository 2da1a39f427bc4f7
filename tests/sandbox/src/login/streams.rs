//! Which pages are open: one event stream for each login, and what happens when the tab goes away.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a tab may be away (a reload, a moment without network) before its code dies: a relayed code dies with it.
pub(crate) const AWAY: Duration = Duration::from_secs(10);

/// The newest stream of each interaction, and whether it is open.
#[derive(Default)]
pub(crate) struct Streams {
    newest: Mutex<HashMap<String, (u64, bool)>>,
}

impl Streams {
    /// A new stream; the one before is superseded.
    pub(crate) fn open(&self, uid: &str) -> u64 {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = newest.entry(uid.to_owned()).or_insert((0, true));
        *entry = (entry.0 + 1, true);
        entry.0
    }

    /// Whether `number` is still the newest stream.
    pub(crate) fn is_newest(&self, uid: &str, number: u64) -> bool {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.get(uid).is_some_and(|(current, _)| *current == number)
    }

    /// The stream has ended.
    pub(crate) fn close(&self, uid: &str, number: u64) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = newest.get_mut(uid).filter(|(current, _)| *current == number) {
            entry.1 = false;
        }
    }

    /// Forgets the interaction if no stream came after `number`; true when the page is gone for good.
    pub(crate) fn abandoned(&self, uid: &str, number: u64) -> bool {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = newest.get(uid).is_some_and(|(current, open)| *current == number && !open);
        if gone {
            newest.remove(uid);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects a reloading tab: a newer stream keeps the login alive; only the last one's end counts.
    #[test]
    fn a_reload_is_not_an_abandoned_page() {
        let streams = Streams::default();
        let first = streams.open("a");
        streams.close("a", first);
        let second = streams.open("a");
        assert!(!streams.abandoned("a", first) && streams.is_newest("a", second));
        streams.close("a", second);
        assert!(streams.abandoned("a", second) && !streams.abandoned("a", second));
    }
}
