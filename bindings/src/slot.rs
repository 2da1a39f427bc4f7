//! A flow object that is taken out while it works: ports run inside, and none may run under a lock.

use std::sync::{Mutex, PoisonError};

/// Holds a flow; empty while a call works with it.
pub(crate) struct Slot<T>(Mutex<Option<T>>);

/// Puts the flow back, also when the work panics.
struct Lent<'a, T> {
    slot: &'a Slot<T>,
    value: Option<T>,
}

impl<T> Drop for Lent<'_, T> {
    fn drop(&mut self) {
        *self.slot.0.lock().unwrap_or_else(PoisonError::into_inner) = self.value.take();
    }
}

impl<T> Slot<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    /// Lends the flow to `work`; `None` when another call has it.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let value = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut lent = Lent { slot: self, value: Some(value?) };
        lent.value.as_mut().map(work)
    }
}
