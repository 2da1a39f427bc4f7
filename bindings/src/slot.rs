//! A flow object that is taken out while it works: ports run inside, and none may run under a lock.

use std::sync::{Mutex, PoisonError};

/// Holds a flow; empty while a call works with it.
pub(crate) struct Slot<T>(Mutex<Option<T>>);

impl<T> Slot<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    /// Lends the flow to `work`; `None` when another call has it.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let result = work(&mut value);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        Some(result)
    }
}
