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

use crate::{ClockReading, DeviceError, HttpResponse, IntegritySignals, LogLevel, TransportError};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What [`Fault::Reenter`] calls.
type Reenter = Arc<dyn Fn() + Send + Sync>;

/// One device of the test's imagination. Clones share the same device.
///
/// Random bytes and PRF keys follow from the seed, so formats can be frozen; signing keys are random, as ECDSA
/// signatures are anyway.
#[derive(Clone)]
pub struct FakeDevice {
    state: Arc<Mutex<State>>,
    released: Arc<Condvar>,
    reenter: Arc<Mutex<Option<Reenter>>>,
}

impl FakeDevice {
    /// A device just switched on, without keys and without a counter. Another seed is another device.
    pub fn new(seed: u64) -> Self {
        Self {
            state: Arc::new(Mutex::new(State::new(seed))),
            released: Arc::new(Condvar::new()),
            reenter: Arc::new(Mutex::new(None)),
        }
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

    /// What a call with [`Fault::Reenter`] does first: what an app does that calls back from within a port.
    pub fn on_reenter(&self, call: impl Fn() + Send + Sync + 'static) {
        *self.reenter.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(call));
    }

    /// Whether a call hangs in [`Fault::Hang`] right now.
    pub fn is_hanging(&self) -> bool {
        self.state().hanging
    }

    /// Lets the call go on that hangs in [`Fault::Hang`].
    pub fn release(&self) {
        self.state().hanging = false;
        self.released.notify_all();
    }

    /// What the person in front of the biometric prompt does from now on: `Ok` is their finger, an error is the
    /// platform's answer to everything else.
    pub fn set_person(&self, person: Result<(), DeviceError>) {
        self.state().person = person;
    }

    /// Adds a fingerprint to the phone: every biometric key is invalidated.
    pub fn enrol_another_finger(&self) {
        for key in self.state().keys.values_mut() {
            if matches!(key.material, state::Material::Biometric(_)) {
                key.valid = false;
            }
        }
    }

    /// What the platform says about itself from now on.
    pub fn set_signals(&self, signals: Option<IntegritySignals>) {
        self.state().signals = signals;
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
