//! The keys that credentials are bound to, one for each (HAIP: no key is shared between credentials).

use mien_ports::{DeviceError, DeviceKeys};

/// As many as one phone will ever hold. Numbered, so that erasing finds them all without opening the vault.
const MOST: u8 = 64;

fn alias(number: u8) -> String {
    format!("mien.holder.{number}")
}

/// The first alias without a key.
///
/// # Errors
/// [`DeviceError::Storage`] when all are taken.
pub(crate) fn free_alias(keys: &dyn DeviceKeys) -> Result<String, DeviceError> {
    for number in 1..=MOST {
        if !keys.exists(&alias(number))? {
            return Ok(alias(number));
        }
    }
    Err(DeviceError::Storage)
}

/// Destroys them all.
///
/// # Errors
/// The first failure; the others were tried all the same.
pub(crate) fn delete_all(keys: &dyn DeviceKeys) -> Result<(), DeviceError> {
    (1..=MOST).map(|number| keys.delete(&alias(number))).fold(Ok(()), Result::and)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mien_ports::KeyPurpose;
    use mien_ports::fake::FakeDevice;

    // Protects credentials from sharing a key, and erasing from leaving one behind.
    #[test]
    fn aliases_are_not_reused_and_all_are_deleted() {
        let device = FakeDevice::new(1);
        for number in 1..=3 {
            let free = free_alias(&device).unwrap();
            assert_eq!(free, alias(number));
            device.create(&free, KeyPurpose::Sign).unwrap();
        }
        delete_all(&device).unwrap();
        assert!(device.aliases().is_empty());
    }
}
