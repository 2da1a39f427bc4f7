//! Foreign ports dressed as the core's own.

use super::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Header, HttpMethod, HttpRequest, KeyPurpose,
    LogLevel, LogSink, MonotonicStore, Ports, SecurityLevel, Transport, TransportError,
};
use mien_ports as core;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The core's ports over foreign ones.
pub(crate) fn adapt(ports: Ports) -> mien::Ports {
    mien::Ports {
        keys: Arc::new(Keys(ports.keys)),
        counter: Arc::new(Counter(ports.counter)),
        clock: Arc::new(Clock(ports.clock)),
        transport: Arc::new(Http(ports.transport)),
        entropy: Arc::new(core::SystemEntropy::new()),
        log: ports.log.map(|sink| Arc::new(Log(sink)) as Arc<dyn core::LogSink>),
    }
}

struct Keys(Arc<dyn DeviceKeys>);
struct Counter(Arc<dyn MonotonicStore>);
struct Clock(Arc<dyn DeviceClock>);
struct Http(Arc<dyn Transport>);
struct Log(Arc<dyn LogSink>);

impl core::DeviceKeys for Keys {
    fn security_level(&self) -> Result<core::SecurityLevel, core::DeviceError> {
        Ok(match self.0.security_level()? {
            SecurityLevel::Software => core::SecurityLevel::Software,
            SecurityLevel::TrustedEnvironment => core::SecurityLevel::TrustedEnvironment,
            SecurityLevel::SecureElement => core::SecurityLevel::SecureElement,
        })
    }
    fn create(&self, alias: &str, purpose: core::KeyPurpose) -> Result<(), core::DeviceError> {
        let purpose = match purpose {
            core::KeyPurpose::Sign => KeyPurpose::Sign,
            core::KeyPurpose::Prf => KeyPurpose::Prf,
            // No shell has a biometric key yet; the vault then stays with the passcode.
            core::KeyPurpose::Biometric => return Err(core::DeviceError::Unsupported),
        };
        Ok(self.0.create(alias.to_owned(), purpose)?)
    }
    fn exists(&self, alias: &str) -> Result<bool, core::DeviceError> {
        Ok(self.0.exists(alias.to_owned())?)
    }
    fn delete(&self, alias: &str) -> Result<(), core::DeviceError> {
        Ok(self.0.delete(alias.to_owned())?)
    }
    fn public_key(&self, alias: &str) -> Result<Vec<u8>, core::DeviceError> {
        Ok(self.0.public_key(alias.to_owned())?)
    }
    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, core::DeviceError> {
        Ok(self.0.sign(alias.to_owned(), message.to_owned())?)
    }
    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, core::DeviceError> {
        Ok(Zeroizing::new(self.0.prf(alias.to_owned(), input.to_owned())?))
    }
}

impl core::MonotonicStore for Counter {
    fn read(&self) -> Result<Option<u64>, core::DeviceError> {
        Ok(self.0.read()?)
    }
    fn raise_to(&self, value: u64) -> Result<(), core::DeviceError> {
        Ok(self.0.raise_to(value)?)
    }
}

impl core::DeviceClock for Clock {
    fn now(&self) -> Result<core::ClockReading, core::DeviceError> {
        let ClockReading { wall_ms, elapsed_ms, boot_id } = self.0.now()?;
        Ok(core::ClockReading { wall_ms, elapsed_ms, boot_id })
    }
}

impl core::Transport for Http {
    fn send(&self, request: &core::HttpRequest) -> Result<core::HttpResponse, core::TransportError> {
        let response = self.0.send(HttpRequest {
            method: match request.method {
                core::HttpMethod::Get => HttpMethod::Get,
                core::HttpMethod::Post => HttpMethod::Post,
            },
            url: request.url.clone(),
            headers: request
                .headers
                .iter()
                .map(|(n, v)| Header { name: n.clone(), value: v.clone() })
                .collect(),
            body: request.body.clone(),
            max_response_bytes: request.max_response_bytes as u64,
        })?;
        // A shell that ignores the limit must not pass a larger body on.
        if response.body.len() > request.max_response_bytes {
            return Err(core::TransportError::TooLarge);
        }
        Ok(core::HttpResponse {
            status: response.status,
            headers: response.headers.into_iter().map(|h| (h.name.to_ascii_lowercase(), h.value)).collect(),
            body: response.body,
        })
    }
}

impl core::LogSink for Log {
    fn log(&self, level: core::LogLevel, line: &str) {
        let level = match level {
            core::LogLevel::Debug => LogLevel::Debug,
            core::LogLevel::Info => LogLevel::Info,
            core::LogLevel::Warn => LogLevel::Warn,
            core::LogLevel::Error => LogLevel::Error,
        };
        // A log that cannot be written must not stop a journey.
        let _ = self.0.log(level, line.to_owned());
    }
}

impl From<DeviceError> for core::DeviceError {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::KeyMissing => Self::KeyMissing,
            DeviceError::KeyInvalidated => Self::KeyInvalidated,
            DeviceError::NotAuthenticated => Self::NotAuthenticated,
            DeviceError::Cancelled => Self::Cancelled,
            DeviceError::Unavailable => Self::Unavailable,
            DeviceError::Unsupported => Self::Unsupported,
            DeviceError::Storage => Self::Storage,
            DeviceError::Failed => Self::Failed,
        }
    }
}

impl From<TransportError> for core::TransportError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Offline => Self::Offline,
            TransportError::TimedOut => Self::TimedOut,
            TransportError::Certificate => Self::Certificate,
            TransportError::TooLarge => Self::TooLarge,
            TransportError::Failed => Self::Failed,
        }
    }
}

#[cfg(feature = "software")]
pub(super) use software::software_keys;

#[cfg(feature = "software")]
mod software {
    use super::{DeviceError, DeviceKeys, KeyPurpose, SecurityLevel, core};
    use core::DeviceKeys as _;
    use std::sync::Arc;

    struct Files(core::software::SoftwareKeys);

    pub(in crate::ports) fn software_keys(folder: &str) -> Result<Arc<dyn DeviceKeys>, DeviceError> {
        Ok(Arc::new(Files(core::software::SoftwareKeys::open(std::path::Path::new(folder))?)))
    }

    impl DeviceKeys for Files {
        fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
            Ok(SecurityLevel::Software)
        }
        fn create(&self, alias: String, purpose: KeyPurpose) -> Result<(), DeviceError> {
            let purpose = match purpose {
                KeyPurpose::Sign => core::KeyPurpose::Sign,
                KeyPurpose::Prf => core::KeyPurpose::Prf,
            };
            Ok(self.0.create(&alias, purpose)?)
        }
        fn exists(&self, alias: String) -> Result<bool, DeviceError> {
            Ok(self.0.exists(&alias)?)
        }
        fn delete(&self, alias: String) -> Result<(), DeviceError> {
            Ok(self.0.delete(&alias)?)
        }
        fn public_key(&self, alias: String) -> Result<Vec<u8>, DeviceError> {
            Ok(self.0.public_key(&alias)?)
        }
        fn sign(&self, alias: String, message: Vec<u8>) -> Result<Vec<u8>, DeviceError> {
            Ok(self.0.sign(&alias, &message)?)
        }
        fn prf(&self, alias: String, input: Vec<u8>) -> Result<Vec<u8>, DeviceError> {
            Ok(self.0.prf(&alias, &input)?.to_vec())
        }
    }

    impl From<core::DeviceError> for DeviceError {
        fn from(error: core::DeviceError) -> Self {
            match error {
                core::DeviceError::KeyMissing => Self::KeyMissing,
                core::DeviceError::KeyInvalidated => Self::KeyInvalidated,
                core::DeviceError::NotAuthenticated => Self::NotAuthenticated,
                core::DeviceError::Cancelled => Self::Cancelled,
                core::DeviceError::Unavailable => Self::Unavailable,
                core::DeviceError::Unsupported => Self::Unsupported,
                core::DeviceError::Storage => Self::Storage,
                _ => Self::Failed,
            }
        }
    }
}
