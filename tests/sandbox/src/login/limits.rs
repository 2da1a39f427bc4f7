//! How often one address may begin logins and one account may answer: what goes beyond has to wait.
//!
//! In memory: a restart forgets it, which a provider of more than one process must not (docs/deployment.md).

use crate::config::RateLimits;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

const MINUTE_MS: i64 = 60_000;
/// Names that are remembered at once. Beyond, those that rest are forgotten.
const MOST: usize = 10_000;

/// The limits of a running sandbox.
pub(crate) struct Limits {
    addresses: Window,
    accounts: Window,
}

impl Limits {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self {
            addresses: Window::new(limits.logins_per_address),
            accounts: Window::new(limits.answers_per_account),
        }
    }

    /// Whether a login may begin from this address. Counts it.
    pub(crate) fn admit_address(&self, address: &str, now_ms: i64) -> bool {
        self.addresses.admit(address, now_ms)
    }

    /// Whether an answer of this account is looked at. Counts it.
    pub(crate) fn admit_account(&self, uid: &str, now_ms: i64) -> bool {
        self.accounts.admit(uid, now_ms)
    }
}

/// So many in any minute, for each name.
struct Window {
    most: usize,
    seen: Mutex<HashMap<String, VecDeque<i64>>>,
}

impl Window {
    fn new(most: u32) -> Self {
        Self { most: usize::try_from(most).unwrap_or(usize::MAX), seen: Mutex::default() }
    }

    fn admit(&self, name: &str, now_ms: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, times| times.back().is_some_and(|last| now_ms - last < MINUTE_MS));
        }
        let times = seen.entry(name.to_owned()).or_default();
        while times.front().is_some_and(|first| now_ms - first >= MINUTE_MS) {
            times.pop_front();
        }
        let admitted = times.len() < self.most;
        if admitted {
            times.push_back(now_ms);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Each name has its own minute, and what was refused does not count: whoever waits gets in.
    #[test]
    fn a_minute_slides() {
        let window = Window::new(2);
        assert!(window.admit("a", 0) && window.admit("a", 30_000));
        assert!(!window.admit("a", 59_999) && window.admit("b", 59_999));
        assert!(window.admit("a", 60_000) && !window.admit("a", 60_001));
        assert!(window.admit("a", 90_000));
    }

    // A flood of addresses does not grow the memory without end, and frees nobody who is at the limit.
    #[test]
    fn memory_is_bounded() {
        let window = Window::new(1);
        for name in 0..MOST {
            window.admit(&name.to_string(), 0);
        }
        assert!(window.admit("busy", 50_000));
        assert!(window.admit("new", 70_000));
        assert_eq!(window.seen.lock().unwrap().len(), 2);
        assert!(!window.admit("busy", 80_000));
    }

    proptest! {
        // Whatever the pauses: never more than the limit within any minute.
        #[test]
        fn no_minute_has_more(most in 1_u32..6, pauses in prop::collection::vec(0_i64..40_000, 1..80)) {
            let window = Window::new(most);
            let mut now = 0;
            let mut admitted: Vec<i64> = Vec::new();
            for pause in pauses {
                now += pause;
                if window.admit("a", now) {
                    admitted.push(now);
                }
                let within = admitted.iter().filter(|at| now - **at < MINUTE_MS).count();
                prop_assert!(within <= most as usize);
            }
        }
    }
}
