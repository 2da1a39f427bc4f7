//! Keys, counter, clock and log, as Kotlin and Swift see them.

use thiserror::Error;

/// Why the device could not do what was asked. Implementations throw one of these; anything else that they throw
/// reaches the core as `Failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum DeviceError {
    /// There is no key or item under this alias.
    #[error("key_missing")]
    KeyMissing,
    /// The platform has invalidated the key, for example because a fingerprint was added.
    #[error("key_invalidated")]
    KeyInvalidated,
    /// The person did not authenticate.
    #[error("not_authenticated")]
    NotAuthenticated,
    /// The person cancelled the platform's prompt.
    #[error("cancelled")]
    Cancelled,
    /// The phone refuses biometrics for now: too many tries that were not the person's.
    #[error("locked_out")]
    LockedOut,
    /// The hardware does not answer at the moment.
    #[error("unavailable")]
    Unavailable,
    /// The device has no such facility.
    #[error("unsupported")]
    Unsupported,
    /// The platform's storage refused to read or write.
    #[error("storage")]
    Storage,
    /// What was handed in is not what this key made.
    #[error("out_of_contract")]
    OutOfContract,
    /// Any other failure.
    #[error("failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for DeviceError {
    /// The text of the foreign exception is dropped: it may hold personal data.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Where the keys of a device live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SecurityLevel {
    /// Key files of the program itself: tests and desktop only.
    Software,
    /// A trusted execution environment.
    TrustedEnvironment,
    /// A separate secure element: StrongBox or the Secure Enclave.
    SecureElement,
}

/// What a key may be used for; fixed when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum KeyPurpose {
    /// ECDSA on P-256 with SHA-256 (ES256).
    Sign,
    /// HMAC-SHA256 as a keyed pseudo-random function, or as strong; guards the passcode.
    Prf,
    /// Wraps 32 bytes; each unwrapping needs the person's biometrics, enrolled as they are now. A changed set of fingerprints
    /// or faces invalidates it, and the phone's own code is no way around it.
    Biometric,
}

/// Hardware keys of this device, by alias (1 to 64 characters of `a-z`, `0-9`, `-` and `.`).
///
/// Implement it over AndroidKeyStore or the Secure Enclave. Calls come from any thread.
#[uniffi::export(rust, foreign)]
pub trait DeviceKeys: Send + Sync {
    /// Where keys made by `create` live.
    fn security_level(&self) -> Result<SecurityLevel, DeviceError>;
    /// Makes a new key that cannot be exported. An alias that exists is an error (`Storage`).
    fn create(&self, alias: String, purpose: KeyPurpose) -> Result<(), DeviceError>;
    /// Whether there is a key under this alias.
    fn exists(&self, alias: String) -> Result<bool, DeviceError>;
    /// Destroys a key. Deleting a key that is not there succeeds.
    fn delete(&self, alias: String) -> Result<(), DeviceError>;
    /// The public half of a signing key: an uncompressed SEC1 point, 65 bytes, first byte 4.
    fn public_key(&self, alias: String) -> Result<Vec<u8>, DeviceError>;
    /// An ES256 signature over the message, as ASN.1 DER or as the 64 bytes r and s.
    fn sign(&self, alias: String, message: Vec<u8>) -> Result<Vec<u8>, DeviceError>;
    /// HMAC-SHA256 of the input under the key, or as strong: 32 bytes.
    fn prf(&self, alias: String, input: Vec<u8>) -> Result<Vec<u8>, DeviceError>;
    /// Wraps 32 bytes under a `Biometric` key, 32 to 1,024 bytes long. `prompt` is for a phone that asks for the person
    /// already here. A device without biometrics throws `Unsupported`.
    fn biometric_wrap(&self, alias: String, prompt: String, secret: Vec<u8>) -> Result<Vec<u8>, DeviceError>;
    /// Shows the prompt, has the phone check the person's biometrics for this one operation, and unwraps. The bytes are the
    /// proof: never answer them from anywhere else, and never use a prompt that is not tied to the key's operation.
    fn biometric_unwrap(
        &self,
        alias: String,
        prompt: String,
        wrapped: Vec<u8>,
    ) -> Result<Vec<u8>, DeviceError>;
}

/// Counts passcode attempts outside the vault's own files, where a restored backup does not reach.
#[uniffi::export(foreign)]
pub trait MonotonicStore: Send + Sync {
    /// The current value, or nothing when no value was ever stored on this device.
    fn read(&self) -> Result<Option<u64>, DeviceError>;
    /// Raises the counter; durable when it returns. A value that is not above the current one changes nothing.
    fn raise_to(&self, value: u64) -> Result<(), DeviceError>;
}

/// One reading of the device's clocks, taken together.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ClockReading {
    /// Wall clock, milliseconds since 1970-01-01T00:00:00Z.
    pub wall_ms: u64,
    /// Milliseconds since boot, counting the time asleep.
    pub elapsed_ms: u64,
    /// Changes with every boot, 1 to 64 characters.
    pub boot_id: String,
}

/// The clocks of this device.
#[uniffi::export(foreign)]
pub trait DeviceClock: Send + Sync {
    /// Reads all clocks at once.
    fn now(&self) -> Result<ClockReading, DeviceError>;
}

/// What is known about the app and the phone it runs on. All of it can be forged by whoever owns the phone; none of it opens
/// anything. What speaks against the phone keeps new keys out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct IntegritySignals {
    /// A server verified the platform's attestation (Play Integrity, App Attest): whether it vouched for app and phone.
    /// Nothing when none was asked.
    pub attested: Option<bool>,
    /// There are signs that somebody else has control: root, jailbreak, an unlocked boot loader.
    pub compromised: bool,
    /// A debugger is attached.
    pub debugged: bool,
}

/// Asks the platform about itself.
#[uniffi::export(foreign)]
pub trait Integrity: Send + Sync {
    /// The latest signals; nothing when the platform has none to give. An error counts as none.
    fn signals(&self) -> Result<Option<IntegritySignals>, DeviceError>;
}

/// How loud a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// For the developer of the app.
    Debug,
    /// A step of a journey, by name.
    Info,
    /// Something was refused or had to be tried again.
    Warn,
    /// A bug.
    Error,
}

/// Receives log lines: fixed text and error codes, never personal data. Must not call back into the core.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Takes one line.
    fn log(&self, level: LogLevel, line: String) -> Result<(), DeviceError>;
}
