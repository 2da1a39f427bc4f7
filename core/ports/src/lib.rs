//! The outside world as traits.
//!
//! The core never opens a device, a socket or a clock: whoever embeds it hands these ports in, once, when it opens
//! `Mien`. All of them are synchronous and return a `Result`; none is ever called under a lock of the core or inside
//! a database transaction, so an implementation may block for as long as the platform needs (a biometric prompt, a
//! slow network) and may call back into the core.
//!
//! | port | what it does | Android | iOS | desktop and tests |
//! |---|---|---|---|---|
//! | [`DeviceKeys`] | keys that never leave the hardware | AndroidKeyStore, StrongBox | Secure Enclave, Keychain | [`software`], marked as such |
//! | [`MonotonicStore`] | a counter that survives a restored backup | key aliases and a no-backup file | Keychain item | file |
//! | [`DeviceClock`] | wall time, time since boot with suspend, boot id | `SystemClock` | `mach_continuous_time` | `CLOCK_BOOTTIME` |
//! | [`Integrity`] | what the platform says about itself | Play Integrity, root hints | App Attest | none |
//! | [`Transport`] | one HTTPS exchange | `HttpsURLConnection` | `URLSession` | ureq |
//! | [`Entropy`] | cryptographic random bytes | the core's own ([`SystemEntropy`]) | the same | the same |
//! | [`LogSink`] | what happened, without personal data | Logcat | `OSLog` | standard error |
#![forbid(unsafe_code)]

#[cfg(feature = "agreement")]
pub mod agreement;
mod clock;
#[cfg(feature = "contract")]
pub mod contract;
mod counter;
mod entropy;
mod error;
#[cfg(feature = "fake")]
pub mod fake;
mod integrity;
mod keys;
mod log;
#[cfg(feature = "software")]
pub mod software;
mod transport;

pub use clock::{ClockReading, DeviceClock};
pub use counter::MonotonicStore;
pub use entropy::{Entropy, SystemEntropy};
pub use error::DeviceError;
pub use integrity::{Integrity, IntegritySignals};
pub use keys::{DeviceKeys, KeyPurpose, SecurityLevel};
pub use log::{LogLevel, LogSink};
pub use transport::{HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};
