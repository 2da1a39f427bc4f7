//! Independent pieces of work on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `work` for 0 to `count` - 1; the results come in this order, whichever was ready first. After each, `progress` is
/// told how many are done.
pub(crate) fn on_all_cores<T: Send>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(count));
    let one_after_the_other = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return;
            }
            let result = work(index);
            let mut all = results.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((index, result));
            progress(all.len());
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(one_after_the_other);
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects every report that is made on several cores: each piece is done once, and the order is that of the pieces.
    #[test]
    fn results_come_in_order_and_once() {
        let done = AtomicUsize::new(0);
        let results = on_all_cores(100, |index| index * index, &|now| done.store(now, Ordering::Relaxed));
        assert_eq!(results, (0..100).map(|index| index * index).collect::<Vec<_>>());
        assert_eq!(done.into_inner(), 100);
    }
}
