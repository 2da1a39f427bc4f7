//! The device, as far as the vault needs it.

use crate::error::VaultError;
use mien_ports::{DeviceClock, DeviceError, DeviceKeys, Entropy, Integrity, MonotonicStore};
use std::fmt;
use std::sync::Arc;

/// The ports that the vault calls. It never calls one under a lock of its own or inside a database transaction.
#[derive(Clone)]
pub struct VaultPorts {
    /// Holds the key that guards the passcode.
    pub keys: Arc<dyn DeviceKeys>,
    /// Counts the tries.
    pub counter: Arc<dyn MonotonicStore>,
    /// Times the delays between tries.
    pub clock: Arc<dyn DeviceClock>,
    /// Makes keys, salts and nonces.
    pub entropy: Arc<dyn Entropy>,
    /// Says whether the device looks sound; `None` where nobody can say. An input to policy, never a key.
    pub integrity: Option<Arc<dyn Integrity>>,
}

impl VaultPorts {
    /// No new key goes into a device that looks taken over. What is there already stays usable: locking somebody out of
    /// their own identity because of a hint would be worse.
    pub(crate) fn require_sound_device(&self) -> Result<(), VaultError> {
        let signals = match &self.integrity {
            // Not answering is common (no network, no services) and no sign of anything.
            Some(integrity) => integrity.signals().unwrap_or(None),
            None => None,
        };
        if signals.is_some_and(|signals| signals.is_suspect()) {
            Err(VaultError::SuspectDevice)
        } else {
            Ok(())
        }
    }

    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], DeviceError> {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes)?;
        Ok(bytes)
    }
}

impl fmt::Debug for VaultPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultPorts").finish_non_exhaustive()
    }
}
