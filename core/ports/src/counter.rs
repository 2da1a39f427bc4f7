//! A counter that a restored backup cannot turn back.

use crate::DeviceError;

/// Counts passcode attempts outside the vault's own files.
///
/// The value only ever grows. It lives where restoring the app's data directory does not reach (Keychain item, key
/// aliases, a file excluded from backups).
pub trait MonotonicStore: Send + Sync {
    /// The current value, or `None` when no value was ever stored on this device.
    ///
    /// # Errors
    /// [`DeviceError::Storage`] when the store cannot be read: the vault then stays shut.
    fn read(&self) -> Result<Option<u64>, DeviceError>;

    /// Raises the counter to `value`. Must be durable when it returns. A `value` that is not above the current one
    /// changes nothing and succeeds.
    ///
    /// # Errors
    /// [`DeviceError::Storage`] when the value could not be made durable: no attempt is made then.
    fn raise_to(&self, value: u64) -> Result<(), DeviceError>;
}
