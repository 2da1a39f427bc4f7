//! Foreign ports dressed as the core's own.

use super::{
    ClockReading, DeviceClock, DeviceError, DeviceKeys, Header, HttpMethod, HttpRequest, Integrity,
    KeyPurpose, LogLevel, LogSink, MonotonicStore, Ports, SecurityLevel, Transport, TransportError,
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
        integrity: ports.integrity.map(|port| Arc::new(Signals(port)) as Arc<dyn core::Integrity>),
        log: ports.log.map(|sink| Arc::new(Log(sink)) as Arc<dyn core::LogSink>),
    }
}

pub(crate) struct Keys(pub(crate) Arc<dyn DeviceKeys>);
pub(crate) struct Counter(pub(crate) Arc<dyn MonotonicStore>);
pub(crate) struct Clock(pub(crate) Arc<dyn DeviceClock>);
pub(crate) struct Signals(pub(crate) Arc<dyn Integrity>);
struct Http(Arc<dyn Transport>);
struct Log(Arc<dyn LogSink>);

impl core::DeviceKeys for Keys {
    fn security_level(&self) -> Result<core::SecurityLevel, core::DeviceError> {
        Ok(self.0.security_level()?.into())
    }
    fn create(&self, alias: &str, purpose: core::KeyPurpose) -> Result<(), core::DeviceError> {
        Ok(self.0.create(alias.to_owned(), purpose.into())?)
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
    fn biometric_wrap(&self, alias: &str, prompt: &str, secret: &[u8]) -> Result<Vec<u8>, core::DeviceError> {
        Ok(self.0.biometric_wrap(alias.to_owned(), prompt.to_owned(), secret.to_owned())?)
    }
    fn biometric_unwrap(
        &self,
        alias: &str,
        prompt: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, core::DeviceError> {
        let secret = self.0.biometric_unwrap(alias.to_owned(), prompt.to_owned(), wrapped.to_owned())?;
        Ok(Zeroizing::new(secret))
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

impl core::Integrity for Signals {
    fn signals(&self) -> Result<Option<core::IntegritySignals>, core::DeviceError> {
        let signals = self.0.signals()?;
        Ok(signals.map(|said| core::IntegritySignals {
            attested: said.attested,
            compromised: said.compromised,
            debugged: said.debugged,
        }))
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
            DeviceError::LockedOut => Self::LockedOut,
            DeviceError::Unavailable => Self::Unavailable,
            DeviceError::Unsupported => Self::Unsupported,
            DeviceError::Storage => Self::Storage,
            DeviceError::OutOfContract => Self::OutOfContract,
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

impl From<core::DeviceError> for DeviceError {
    fn from(error: core::DeviceError) -> Self {
        match error {
            core::DeviceError::KeyMissing => Self::KeyMissing,
            core::DeviceError::KeyInvalidated => Self::KeyInvalidated,
            core::DeviceError::NotAuthenticated => Self::NotAuthenticated,
            core::DeviceError::Cancelled => Self::Cancelled,
            core::DeviceError::LockedOut => Self::LockedOut,
            core::DeviceError::Unavailable => Self::Unavailable,
            core::DeviceError::Unsupported => Self::Unsupported,
            core::DeviceError::Storage => Self::Storage,
            core::DeviceError::OutOfContract => Self::OutOfContract,
            _ => Self::Failed,
        }
    }
}

impl From<SecurityLevel> for core::SecurityLevel {
    fn from(level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::Software => Self::Software,
            SecurityLevel::TrustedEnvironment => Self::TrustedEnvironment,
            SecurityLevel::SecureElement => Self::SecureElement,
        }
    }
}

impl From<core::SecurityLevel> for SecurityLevel {
    fn from(level: core::SecurityLevel) -> Self {
        match level {
            core::SecurityLevel::Software => Self::Software,
            core::SecurityLevel::TrustedEnvironment => Self::TrustedEnvironment,
            core::SecurityLevel::SecureElement => Self::SecureElement,
        }
    }
}

impl From<core::KeyPurpose> for KeyPurpose {
    fn from(purpose: core::KeyPurpose) -> Self {
        match purpose {
            core::KeyPurpose::Sign => Self::Sign,
            core::KeyPurpose::Prf => Self::Prf,
            core::KeyPurpose::Biometric => Self::Biometric,
        }
    }
}
