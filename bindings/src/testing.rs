//! For the tests of a shell: the contract of each port, as the core holds it, over the shell's own implementation; and key
//! files in the place of a phone.
//!
//! The functions are there in every build, so that one generated code fits them all; a library without the feature says so
//! when it is called.

use crate::ports::{DeviceClock, DeviceError, DeviceKeys, Integrity, MonotonicStore};
use std::sync::Arc;
use thiserror::Error;

/// Why an implementation of a port does not pass.
#[derive(Debug, Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum ContractError {
    /// A rule of the port's contract is broken.
    #[error("{rule}")]
    Broken {
        /// Which one, in words for the developer.
        rule: String,
    },
    /// The library was built without the feature `contract`. Never ship one that has it.
    #[error("this library was built without the feature `contract`")]
    NotBuilt,
}

/// The person in front of a fake of the platform's prompt.
#[uniffi::export(foreign)]
pub trait ContractPerson: Send + Sync {
    /// From now on the person puts the right finger on the sensor.
    fn approve(&self);
    /// From now on the person presses cancel.
    fn cancel(&self);
    /// The person adds a fingerprint to the phone.
    fn enrol_another(&self);
}

/// Runs the contract of `DeviceKeys`. Makes and deletes keys whose names start with `contract-`.
#[uniffi::export]
pub fn check_keys(keys: Arc<dyn DeviceKeys>) -> Result<(), ContractError> {
    run::keys(keys)
}

/// Runs the contract of the biometric half of `DeviceKeys`.
#[uniffi::export]
pub fn check_biometrics(
    keys: Arc<dyn DeviceKeys>,
    person: Arc<dyn ContractPerson>,
) -> Result<(), ContractError> {
    run::biometrics(keys, person)
}

/// Runs the contract of `MonotonicStore`. `reopened` reads the same store anew with each call, as a restarted program would.
/// Raises the counter.
#[uniffi::export]
pub fn check_counter(
    store: Arc<dyn MonotonicStore>,
    reopened: Arc<dyn MonotonicStore>,
) -> Result<(), ContractError> {
    run::counter(store, reopened)
}

/// Runs the contract of `DeviceClock`.
#[uniffi::export]
pub fn check_clock(clock: Arc<dyn DeviceClock>) -> Result<(), ContractError> {
    run::clock(clock)
}

/// Runs the contract of `Integrity`.
#[uniffi::export]
pub fn check_integrity(integrity: Arc<dyn Integrity>) -> Result<(), ContractError> {
    run::integrity(integrity)
}

/// Key files in a folder instead of hardware: for tests and desktop shells, and marked as `Software`. Throws `Unsupported` in
/// a library that was built without the feature `software`, as a phone's is.
#[uniffi::export]
pub fn software_keys(folder: String) -> Result<Arc<dyn DeviceKeys>, DeviceError> {
    #[cfg(feature = "software")]
    {
        software::open(&folder)
    }
    #[cfg(not(feature = "software"))]
    {
        drop(folder);
        Err(DeviceError::Unsupported)
    }
}

#[cfg(feature = "contract")]
mod run {
    use super::{Arc, ContractError, ContractPerson, DeviceClock, DeviceKeys, Integrity, MonotonicStore};
    use crate::ports::adapters::{Clock, Counter, Keys, Signals};
    use mien_ports::contract;

    fn said(checked: Result<(), String>) -> Result<(), ContractError> {
        checked.map_err(|rule| ContractError::Broken { rule })
    }

    pub(super) fn keys(keys: Arc<dyn DeviceKeys>) -> Result<(), ContractError> {
        said(contract::check_keys(&Keys(keys)))
    }

    pub(super) fn biometrics(
        keys: Arc<dyn DeviceKeys>,
        person: Arc<dyn ContractPerson>,
    ) -> Result<(), ContractError> {
        let person = contract::Person {
            approve: &|| person.approve(),
            cancel: &|| person.cancel(),
            enrol_another: &|| person.enrol_another(),
        };
        said(contract::check_biometrics(&Keys(keys), &person))
    }

    pub(super) fn counter(
        store: Arc<dyn MonotonicStore>,
        reopened: Arc<dyn MonotonicStore>,
    ) -> Result<(), ContractError> {
        said(contract::check_counter(&Counter(store), &|| Box::new(Counter(Arc::clone(&reopened)))))
    }

    pub(super) fn clock(clock: Arc<dyn DeviceClock>) -> Result<(), ContractError> {
        said(contract::check_clock(&Clock(clock)))
    }

    pub(super) fn integrity(integrity: Arc<dyn Integrity>) -> Result<(), ContractError> {
        said(contract::check_integrity(&Signals(integrity)))
    }
}

#[cfg(not(feature = "contract"))]
mod run {
    use super::{Arc, ContractError, ContractPerson, DeviceClock, DeviceKeys, Integrity, MonotonicStore};

    pub(super) fn keys(_: Arc<dyn DeviceKeys>) -> Result<(), ContractError> {
        Err(ContractError::NotBuilt)
    }

    pub(super) fn biometrics(
        _: Arc<dyn DeviceKeys>,
        _: Arc<dyn ContractPerson>,
    ) -> Result<(), ContractError> {
        Err(ContractError::NotBuilt)
    }

    pub(super) fn counter(
        _: Arc<dyn MonotonicStore>,
        _: Arc<dyn MonotonicStore>,
    ) -> Result<(), ContractError> {
        Err(ContractError::NotBuilt)
    }

    pub(super) fn clock(_: Arc<dyn DeviceClock>) -> Result<(), ContractError> {
        Err(ContractError::NotBuilt)
    }

    pub(super) fn integrity(_: Arc<dyn Integrity>) -> Result<(), ContractError> {
        Err(ContractError::NotBuilt)
    }
}

#[cfg(feature = "software")]
mod software {
    use super::{Arc, DeviceError, DeviceKeys};
    use crate::ports::{KeyPurpose, SecurityLevel};
    use mien_ports as core;
    use mien_ports::DeviceKeys as _;

    struct Files(core::software::SoftwareKeys);

    pub(super) fn open(folder: &str) -> Result<Arc<dyn DeviceKeys>, DeviceError> {
        Ok(Arc::new(Files(core::software::SoftwareKeys::open(std::path::Path::new(folder))?)))
    }

    impl DeviceKeys for Files {
        fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
            Ok(SecurityLevel::Software)
        }
        fn create(&self, alias: String, purpose: KeyPurpose) -> Result<(), DeviceError> {
            Ok(self.0.create(&alias, purpose.into())?)
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
        fn biometric_wrap(
            &self,
            alias: String,
            prompt: String,
            secret: Vec<u8>,
        ) -> Result<Vec<u8>, DeviceError> {
            Ok(self.0.biometric_wrap(&alias, &prompt, &secret)?)
        }
        fn biometric_unwrap(
            &self,
            alias: String,
            prompt: String,
            wrapped: Vec<u8>,
        ) -> Result<Vec<u8>, DeviceError> {
            Ok(self.0.biometric_unwrap(&alias, &prompt, &wrapped)?.to_vec())
        }
    }

    impl From<KeyPurpose> for core::KeyPurpose {
        fn from(purpose: KeyPurpose) -> Self {
            match purpose {
                KeyPurpose::Sign => Self::Sign,
                KeyPurpose::Prf => Self::Prf,
                KeyPurpose::Biometric => Self::Biometric,
            }
        }
    }
}
