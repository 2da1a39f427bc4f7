//! Keys that never leave the device.

use crate::DeviceError;
use zeroize::Zeroizing;

/// Where the keys of a device live. Shown to the person and put into attestations as it is: never rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityLevel {
    /// Key files of the program itself: desktop and tests. A copy of the disk is a copy of the keys.
    Software,
    /// A trusted execution environment (Android TEE).
    TrustedEnvironment,
    /// A separate secure element (Android `StrongBox`, Apple Secure Enclave).
    SecureElement,
}

/// What a key may be used for; fixed when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyPurpose {
    /// ECDSA on P-256 with SHA-256 (ES256).
    Sign,
    /// A keyed pseudo-random function, one hardware operation per call; guards the passcode.
    Prf,
    /// Wraps a secret of 32 bytes; each unwrapping needs the person's biometrics, enrolled as they are now. A changed set
    /// of fingerprints or faces invalidates the key; the device's own code is no way around it.
    Biometric,
}

/// Hardware keys of this device, by alias.
///
/// An alias is 1 to 64 characters of `a-z`, `0-9`, `-` and `.`. Calls may come from any thread. The contract is
/// written as tests in `mien_ports::contract` (feature `contract`): run them over each implementation.
pub trait DeviceKeys: Send + Sync {
    /// Where keys made by [`create`](Self::create) live.
    ///
    /// # Errors
    /// [`DeviceError::Unavailable`] when the key store does not answer.
    fn security_level(&self) -> Result<SecurityLevel, DeviceError>;

    /// Makes a new key that cannot be exported. Replaces nothing: an existing alias is an error.
    ///
    /// # Errors
    /// [`DeviceError::Storage`] when the alias exists or cannot be written, [`DeviceError::Unsupported`] when the
    /// device has no such keys.
    fn create(&self, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError>;

    /// Whether there is a key under this alias.
    ///
    /// # Errors
    /// [`DeviceError::Unavailable`] when the key store does not answer.
    fn exists(&self, alias: &str) -> Result<bool, DeviceError>;

    /// Destroys a key. Deleting a key that is not there succeeds.
    ///
    /// # Errors
    /// [`DeviceError::Storage`] when the key is still there afterwards.
    fn delete(&self, alias: &str) -> Result<(), DeviceError>;

    /// The public half of a signing key: an uncompressed SEC1 point, 65 bytes, first byte 4.
    ///
    /// # Errors
    /// [`DeviceError::KeyMissing`] or [`DeviceError::Unsupported`] (not a signing key).
    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError>;

    /// An ES256 signature over `message` (hashed with SHA-256 by the device).
    ///
    /// Either form is accepted: ASN.1 DER, as Android and the Secure Enclave return it, or the 64 bytes `r | s`.
    ///
    /// # Errors
    /// [`DeviceError::KeyMissing`], [`DeviceError::KeyInvalidated`], [`DeviceError::NotAuthenticated`],
    /// [`DeviceError::Cancelled`].
    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError>;

    /// A keyed pseudo-random function of `input` (HMAC-SHA256 or as strong), exactly 32 bytes, the same for the
    /// same key and input.
    ///
    /// # Errors
    /// [`DeviceError::KeyMissing`], [`DeviceError::KeyInvalidated`], [`DeviceError::Unavailable`].
    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError>;

    /// Wraps 32 bytes under a [`KeyPurpose::Biometric`] key, 32 to 1,024 bytes long. `prompt` is what the platform shows if
    /// it asks for the person already here (Android does, the Secure Enclave does not).
    ///
    /// The default is for devices without biometrics.
    ///
    /// # Errors
    /// [`DeviceError::Unsupported`], [`DeviceError::KeyMissing`], [`DeviceError::KeyInvalidated`],
    /// [`DeviceError::NotAuthenticated`], [`DeviceError::Cancelled`], [`DeviceError::LockedOut`].
    fn biometric_wrap(&self, alias: &str, prompt: &str, secret: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let _ = (alias, prompt, secret);
        Err(DeviceError::Unsupported)
    }

    /// Shows `prompt`, has the platform check the person's biometrics *for this one operation*, and unwraps.
    ///
    /// The answer is the proof: there is no way to say "it was the right finger" without the 32 bytes. On Android the
    /// cipher goes through `BiometricPrompt.CryptoObject`, never a prompt without one.
    ///
    /// # Errors
    /// As [`biometric_wrap`](Self::biometric_wrap); [`DeviceError::OutOfContract`] when the wrapped bytes do not open.
    fn biometric_unwrap(
        &self,
        alias: &str,
        prompt: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let _ = (alias, prompt, wrapped);
        Err(DeviceError::Unsupported)
    }
}
