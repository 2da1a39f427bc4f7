//! The ports as foreign traits: what Kotlin and Swift implement.
//!
//! All foreign traits of the surface live here. They are synchronous on purpose: asynchronous ones do not compile in
//! Swift 6 mode, and a port may block anyway.

pub(crate) mod adapters;
mod agreement;
mod device;
mod http;

pub(crate) use adapters::adapt;
pub use agreement::{agreement_answer, agreement_point};
pub use device::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Integrity, IntegritySignals, KeyPurpose, LogLevel,
    LogSink, MonotonicStore, SecurityLevel,
};
pub use http::{Header, HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};

use std::sync::Arc;

/// Everything that the core needs from the phone, handed in once.
#[derive(uniffi::Record)]
pub struct Ports {
    /// Keys that never leave the hardware.
    pub keys: Arc<dyn DeviceKeys>,
    /// A counter that a restored backup cannot turn back.
    pub counter: Arc<dyn MonotonicStore>,
    /// The phone's clocks.
    pub clock: Arc<dyn DeviceClock>,
    /// One HTTPS exchange.
    pub transport: Arc<dyn Transport>,
    /// What the phone says about itself; none where nobody can say.
    pub integrity: Option<Arc<dyn Integrity>>,
    /// Where log lines go; none to drop them.
    pub log: Option<Arc<dyn LogSink>>,
}
