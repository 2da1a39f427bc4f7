//! Making a vault.

use crate::crypto::Secret;
use crate::database;
use crate::error::VaultError;
use crate::factor::Factor;
use crate::kdf::{KdfParams, stretch};
use crate::passcode::{NewPasscode, Secretive};
use crate::ports::VaultPorts;
use crate::record::{self, RecordKeys};
use crate::shared::Shared;
use crate::slot::{self, DataKey, Header, Slot, SlotKind};
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use mien_ports::{DeviceError, KeyPurpose};
use std::path::Path;
use std::sync::Arc;

impl Vault {
    /// Makes a vault at this path, sealed with the passcode and a new key of this device, and opens it.
    ///
    /// The file appears whole or not at all. Takes as long as the key derivation: call it off the main thread.
    ///
    /// # Errors
    /// [`VaultError::AlreadyExists`], [`VaultError::Busy`], [`VaultError::Device`], [`VaultError::Storage`]; there is no
    /// vault then.
    pub fn create(
        path: &Path,
        ports: VaultPorts,
        passcode: &NewPasscode,
        kdf: KdfParams,
    ) -> Result<Unlocked, VaultError> {
        let path = database::resolve(path)?;
        must_be_free(&path)?;
        let lock = database::lock(&path)?;
        // Asked again under the lock: another process may have made one in between.
        must_be_free(&path)?;

        let now = ports.clock.now()?;
        let keys = RecordKeys { data_key: new_data_key(&ports)?, generation: 1 };
        let data_key = &keys.data_key;
        let header = Header {
            kind: SlotKind::Passcode,
            generation: 1,
            vault_id: ports.random()?,
            kdf: Some(kdf),
            salt: ports.random()?,
            baseline_key: slot::baseline_public_key(data_key)?,
        };
        let vault_id = header.vault_id;
        let alias = header.alias();
        let counter = first_counter(&ports)?;
        let manifest_nonce = ports.random()?;
        let sealed = seal_slot(&ports, header, passcode.passcode().secretive(), data_key);
        let made = sealed.and_then(|slot| {
            let baseline = slot::sign_baseline(data_key, &vault_id, counter)?;
            database::create(&path, lock, |transaction| {
                database::store_slot(transaction, &slot)?;
                database::store_baseline(transaction, &baseline)?;
                record::store_first(transaction, &keys, manifest_nonce)
            })
        });
        let mut database = match made {
            Ok(database) => database,
            Err(error) => {
                // A key without a vault opens nothing; failing to delete it is not worth another error.
                let _deleted = ports.keys.delete(&alias);
                return Err(error);
            }
        };
        let keys = match record::verify_records(&mut database, keys.data_key) {
            Ok(keys) => keys,
            Err(error) => {
                // The caller is told that there is no vault; then there must be none.
                let _deleted = ports.keys.delete(&alias);
                let lock = database.close();
                for suffix in ["", "-wal"] {
                    let _removed = database::remove_file(&database::with_suffix(&path, suffix));
                }
                drop(lock);
                return Err(error);
            }
        };
        Ok(Unlocked::new(Arc::new(Shared::new(ports, database)), keys, Factor::Passcode, now))
    }
}

fn must_be_free(path: &Path) -> Result<(), VaultError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Err(VaultError::AlreadyExists),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(_) => Err(VaultError::Storage),
    }
}

/// Where the new vault starts counting: where the device is. A counter may have outlived an earlier installation, and
/// it is never turned back.
pub(crate) fn first_counter(ports: &VaultPorts) -> Result<u64, DeviceError> {
    if let Some(counter) = ports.counter.read()? {
        return Ok(counter);
    }
    ports.counter.raise_to(1)?;
    match ports.counter.read()? {
        Some(1) => Ok(1),
        _ => Err(DeviceError::OutOfContract),
    }
}

pub(crate) fn new_data_key(ports: &VaultPorts) -> Result<DataKey, DeviceError> {
    let mut data_key = Secret::zeroed();
    ports.entropy.fill(data_key.bytes_mut())?;
    Ok(data_key)
}

/// Makes the device's key of this slot and seals the data key under it and what the person knows.
pub(crate) fn seal_slot(
    ports: &VaultPorts,
    header: Header,
    secret: Secretive<'_>,
    data_key: &DataKey,
) -> Result<Slot, VaultError> {
    let alias = header.alias();
    let nonce = ports.random()?;
    let kdf = header.kdf.ok_or(VaultError::Internal)?;
    // Left over from a change that was killed half way, if it is there.
    ports.keys.delete(&alias)?;
    ports.keys.create(&alias, KeyPurpose::Prf)?;
    let stretched = stretch(secret.bytes, &header.salt, kdf)?;
    let answer = ports.keys.prf(&alias, stretched.for_device())?;
    if answer.len() != 32 {
        return Err(DeviceError::OutOfContract.into());
    }
    // Sealing under an answer that does not come back would lose the vault with the next unlock.
    if ports.keys.prf(&alias, stretched.for_device())? != answer {
        return Err(DeviceError::OutOfContract.into());
    }
    Slot::seal(header, &stretched, &answer, nonce, data_key)
}

/// Seals the data key under a recovery code. The code is long enough to do without a key of the device, which is the
/// point of it: the device may be gone. The half of the stretched code that a device would answer to stands in for the
/// answer.
pub(crate) fn seal_recovery_slot(
    ports: &VaultPorts,
    header: Header,
    secret: Secretive<'_>,
    data_key: &DataKey,
) -> Result<Slot, VaultError> {
    let nonce = ports.random()?;
    let kdf = header.kdf.ok_or(VaultError::Internal)?;
    let stretched = stretch(secret.bytes, &header.salt, kdf)?;
    Slot::seal(header, &stretched, stretched.for_device(), nonce, data_key)
}
