//! Signing keys in memory that answer in ASN.1 DER, as phones do.

use mien_ports::{DeviceError, DeviceKeys, KeyPurpose, SecurityLevel};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use std::collections::HashMap;
use std::sync::Mutex;

/// Signing keys that live as long as the test.
#[derive(Default)]
pub struct MemoryKeys(Mutex<HashMap<String, EcdsaKeyPair>>);

impl MemoryKeys {
    /// An empty key store.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, alias: &str, act: impl FnOnce(&EcdsaKeyPair) -> Option<T>) -> Result<T, DeviceError> {
        let keys = self.0.lock().map_err(|_| DeviceError::Failed)?;
        act(keys.get(alias).ok_or(DeviceError::KeyMissing)?).ok_or(DeviceError::Failed)
    }
}

impl DeviceKeys for MemoryKeys {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        Ok(SecurityLevel::Software)
    }

    fn create(&self, alias: &str, _: KeyPurpose) -> Result<(), DeviceError> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document =
            EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| DeviceError::Unavailable)?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random);
        let key = key.map_err(|_| DeviceError::Failed)?;
        self.0.lock().map_err(|_| DeviceError::Failed)?.insert(alias.to_owned(), key);
        Ok(())
    }

    fn exists(&self, alias: &str) -> Result<bool, DeviceError> {
        Ok(self.0.lock().map_err(|_| DeviceError::Failed)?.contains_key(alias))
    }

    fn delete(&self, alias: &str) -> Result<(), DeviceError> {
        self.0.lock().map_err(|_| DeviceError::Failed)?.remove(alias);
        Ok(())
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError> {
        self.with(alias, |key| Some(key.public_key().as_ref().to_vec()))
    }

    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.with(alias, |key| Some(key.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec()))
    }

    fn prf(&self, _: &str, _: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>, DeviceError> {
        Err(DeviceError::Unsupported)
    }
}
