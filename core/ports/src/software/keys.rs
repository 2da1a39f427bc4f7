//! Keys as files.

use super::file;
use crate::{DeviceError, DeviceKeys, KeyPurpose, SecurityLevel};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

const PRF_KEY_LEN: usize = 32;

/// Keys in a folder: `<alias>.es256` holds PKCS#8, `<alias>.prf` holds 32 random bytes.
///
/// Always [`SecurityLevel::Software`]: whoever can read the folder has the keys.
#[derive(Debug)]
pub struct SoftwareKeys {
    folder: PathBuf,
    random: SystemRandom,
    // Two threads must not both find the alias free. Two processes are kept apart by whoever owns the folder.
    creating: Mutex<()>,
}

impl SoftwareKeys {
    /// Opens the folder and makes it if needed, readable by its owner only.
    ///
    /// # Errors
    /// [`DeviceError::Storage`] when the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, DeviceError> {
        file::create_folder(folder)?;
        Ok(Self { folder: folder.to_owned(), random: SystemRandom::new(), creating: Mutex::new(()) })
    }

    fn path(&self, alias: &str, purpose: KeyPurpose) -> Result<PathBuf, DeviceError> {
        check_alias(alias)?;
        let extension = match purpose {
            KeyPurpose::Sign => "es256",
            KeyPurpose::Prf => "prf",
            KeyPurpose::Biometric => return Err(DeviceError::Unsupported),
        };
        Ok(self.folder.join(format!("{alias}.{extension}")))
    }

    fn load(&self, alias: &str, purpose: KeyPurpose) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        if let Some(key) = file::read(&self.path(alias, purpose)?)? {
            return Ok(key);
        }
        Err(if self.exists(alias)? { DeviceError::Unsupported } else { DeviceError::KeyMissing })
    }

    fn key_pair(&self, alias: &str) -> Result<EcdsaKeyPair, DeviceError> {
        let pkcs8 = self.load(alias, KeyPurpose::Sign)?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &self.random)
            .map_err(|_| DeviceError::KeyInvalidated)
    }
}

impl DeviceKeys for SoftwareKeys {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        Ok(SecurityLevel::Software)
    }

    fn create(&self, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError> {
        let _creating = self.creating.lock().unwrap_or_else(PoisonError::into_inner);
        if self.exists(alias)? {
            return Err(DeviceError::Storage);
        }
        let path = self.path(alias, purpose)?;
        match purpose {
            KeyPurpose::Biometric => Err(DeviceError::Unsupported),
            KeyPurpose::Sign => {
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.random)
                    .map_err(|_| DeviceError::Unavailable)?;
                file::write_atomic(&path, pkcs8.as_ref())
            }
            KeyPurpose::Prf => {
                let mut key = Zeroizing::new([0_u8; PRF_KEY_LEN]);
                self.random.fill(key.as_mut()).map_err(|_| DeviceError::Unavailable)?;
                file::write_atomic(&path, key.as_ref())
            }
        }
    }

    fn exists(&self, alias: &str) -> Result<bool, DeviceError> {
        for purpose in [KeyPurpose::Sign, KeyPurpose::Prf] {
            if self.path(alias, purpose)?.try_exists().map_err(|_| DeviceError::Unavailable)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn delete(&self, alias: &str) -> Result<(), DeviceError> {
        for purpose in [KeyPurpose::Sign, KeyPurpose::Prf] {
            file::remove(&self.path(alias, purpose)?)?;
        }
        Ok(())
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError> {
        Ok(self.key_pair(alias)?.public_key().as_ref().to_vec())
    }

    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let signature = self.key_pair(alias)?.sign(&self.random, message).map_err(|_| DeviceError::Failed)?;
        Ok(signature.as_ref().to_vec())
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let key = self.load(alias, KeyPurpose::Prf)?;
        if key.len() != PRF_KEY_LEN {
            return Err(DeviceError::KeyInvalidated);
        }
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), input);
        Ok(Zeroizing::new(tag.as_ref().to_vec()))
    }
}

/// Aliases become file names, so the rule of the trait is enforced before any path is made.
fn check_alias(alias: &str) -> Result<(), DeviceError> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    if (1..=64).contains(&alias.len()) && alias.bytes().all(allowed) {
        Ok(())
    } else {
        Err(DeviceError::Unsupported)
    }
}
