//! Remembering which requests this phone has seen.

/// Remembers nonces of verified requests, so that a request shown twice is noticed. The journeys hand one in; it may
/// live in memory only, because a request is good for minutes.
pub trait NonceMemory {
    /// Remembers `nonce` of `verifier` until `until` (seconds since 1970) and says whether it is new.
    fn remember(&mut self, verifier: &str, nonce: &str, until: u64, now: u64) -> bool;
}

/// A small memory that forgets what has expired. When it is full of requests that are all still good, it takes no
/// more and calls further requests known: nobody scans 256 codes in five minutes.
#[derive(Debug, Default)]
pub struct SeenNonces(Vec<(String, String, u64)>);

impl SeenNonces {
    const CAPACITY: usize = 256;

    /// An empty memory.
    pub fn new() -> Self {
        Self::default()
    }
}

impl NonceMemory for SeenNonces {
    fn remember(&mut self, verifier: &str, nonce: &str, until: u64, now: u64) -> bool {
        self.0.retain(|(_, _, end)| *end >= now);
        if self.0.len() >= Self::CAPACITY || self.0.iter().any(|(v, n, _)| v == verifier && n == nonce) {
            return false;
        }
        self.0.push((verifier.to_owned(), nonce.to_owned(), until));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // A request that comes back is noticed while it is good, and only then takes memory.
    #[test]
    fn notices_repetition_until_expiry() {
        let mut seen = SeenNonces::new();
        assert!(seen.remember("v", "n", 100, 50));
        assert!(!seen.remember("v", "n", 100, 60));
        assert!(seen.remember("w", "n", 100, 60));
        assert!(seen.remember("v", "n", 300, 101));
        assert_eq!(seen.0.len(), 1);
    }

    // A flood of codes cannot push the memory out.
    #[test]
    fn refuses_when_full() {
        let mut seen = SeenNonces::new();
        assert!((0..SeenNonces::CAPACITY).all(|i| seen.remember("v", &i.to_string(), 100, 0)));
        assert!(!seen.remember("v", "one more", 100, 0));
        assert!(seen.remember("v", "one more", 200, 101));
    }

    proptest! {
        // In any order of requests, times and clocks that jump: what was taken is not taken again while it is good, and the
        // memory stays small.
        #[test]
        fn never_twice_while_good(steps in prop::collection::vec((0_u8..3, 0_u8..40, 0_u64..400, 0_u64..60), 1..400)) {
            let mut seen = SeenNonces::new();
            let mut good: Vec<(u8, u8, u64)> = Vec::new();
            let mut now = 1_000;
            for (verifier, nonce, lifetime, pause) in steps {
                now += pause;
                let until = now + lifetime;
                good.retain(|(.., end)| *end >= now);
                let known = good.iter().any(|(v, n, _)| (*v, *n) == (verifier, nonce));
                let taken = seen.remember(&verifier.to_string(), &nonce.to_string(), until, now);
                prop_assert_eq!(taken, !known && good.len() < SeenNonces::CAPACITY);
                if taken {
                    good.push((verifier, nonce, until));
                }
                prop_assert!(seen.0.len() <= SeenNonces::CAPACITY);
            }
        }
    }
}
