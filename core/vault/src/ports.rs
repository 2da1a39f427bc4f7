//! The device, as far as the vault needs it.

use mien_ports::{DeviceClock, DeviceError, DeviceKeys, Entropy, MonotonicStore};
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
}

impl VaultPorts {
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
