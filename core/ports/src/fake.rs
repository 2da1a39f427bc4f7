//! A device in memory: every port, a clock that tests set, and faults at the call that tests choose.
//!
//! ```
//! use mien_ports::fake::{FakeDevice, Fault};
//! use mien_ports::{DeviceError, MonotonicStore};
//!
//! let device = FakeDevice::new(7);
//! device.fault_at(1, Fault::ErrorBefore(DeviceError::Storage));
//! assert_eq!(device.read(), Ok(None)); // call 0
//! assert_eq!(device.raise_to(5), Err(DeviceError::Storage)); // call 1
//! assert_eq!(device.read(), Ok(None));
//! ```

mod ports;
mod state;

use state::State;
pub use state::{Call, Fault};

use crate::{ClockReading, HttpResponse, LogLevel, TransportError};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One device of the test's imagination. Clones share the same device.
///
/// Random bytes and PRF keys follow from the seed, so formats can be frozen; signing keys are random, as ECDSA
/// signatures are anyway.
#[derive(Clone)]
pub struct FakeDevice {
    state: Arc<Mutex<State>>,
}

impl FakeDevice {
    /// A device just switched on, without keys and without a counter. Another seed is another device.
    pub fn new(seed: u64) -> Self {
        Self { state: Arc::new(Mutex::new(State::new(seed))) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many port calls were made so far; the next call has this number.
    pub fn calls(&self) -> usize {
        self.state().calls.len()
    }

    /// Each port call so far, in order: to test that one thing happens before another.
    pub fn call_log(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Plans a fault for one call, counted from 0 since the device was made. Calls of the log sink are not counted.
    pub fn fault_at(&self, call: usize, fault: Fault) {
        self.state().faults.insert(call, fault);
    }

    /// Forgets the faults that were planned.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Lets time pass, on both clocks.
    pub fn advance(&self, ms: u64) {
        let mut state = self.state();
        state.wall_ms = state.wall_ms.saturating_add(ms);
        state.elapsed_ms = state.elapsed_ms.saturating_add(ms);
    }

    /// Sets the wall clock alone, as a person can.
    pub fn set_wall(&self, ms: u64) {
        self.state().wall_ms = ms;
    }

    /// Sets all clocks.
    pub fn set_clock(&self, reading: ClockReading) {
        let mut state = self.state();
        state.wall_ms = reading.wall_ms;
        state.elapsed_ms = reading.elapsed_ms;
        state.boot_id = reading.boot_id;
    }

    /// Switches the device off and on: a new boot id, elapsed time from 0.
    pub fn reboot(&self) {
        let mut state = self.state();
        state.boots += 1;
        state.boot_id = format!("boot-{}", state.boots);
        state.elapsed_ms = 0;
    }

    /// Puts a counter value in place, also a lower one: what an attacker with the platform's store could do.
    pub fn set_counter(&self, value: Option<u64>) {
        self.state().counter = value;
    }

    /// Invalidates a key, as a platform does when a fingerprint is added.
    pub fn invalidate(&self, alias: &str) {
        if let Some(key) = self.state().keys.get_mut(alias) {
            key.valid = false;
        }
    }

    /// The aliases of the keys on this device, sorted.
    pub fn aliases(&self) -> Vec<String> {
        self.state().keys.keys().cloned().collect()
    }

    /// Queues the answer of the transport's next exchange. Without one, the device is offline.
    pub fn answer(&self, answer: Result<HttpResponse, TransportError>) {
        self.state().answers.push_back(answer);
    }

    /// The lines that were logged so far.
    pub fn log_lines(&self) -> Vec<(LogLevel, String)> {
        self.state().lines.clone()
    }
}

impl fmt::Debug for FakeDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeDevice").finish_non_exhaustive()
    }
}
