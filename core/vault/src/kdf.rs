//! From passcode to 64 bytes, slowly: Argon2id (RFC 9106).

use crate::crypto::Secret;
use crate::error::VaultError;
use crate::passcode::Passcode;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use thiserror::Error;
use zeroize::Zeroizing;

/// What Argon2id costs. One lane always: the implementation runs lanes one after the other, so more of them would
/// help only an attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
}

/// Argon2id parameters outside the accepted range (memory 19,456 to 262,144 KiB, passes 1 to 10). Use
/// [`KdfParams::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the key derivation parameters are out of range")]
pub struct KdfParamsError;

impl KdfParams {
    /// The least memory that is accepted, in KiB.
    pub const MIN_MEMORY_KIB: u32 = 19_456;
    /// The most memory that is accepted, in KiB.
    pub const MAX_MEMORY_KIB: u32 = 262_144;
    /// The most passes that are accepted.
    pub const MAX_PASSES: u32 = 10;

    /// Parameters within the accepted range. The same range is enforced on each slot that is read, before anything
    /// is allocated: a forged slot can ask neither for 4 GiB nor for a shortcut.
    ///
    /// # Errors
    /// [`KdfParamsError`] outside the range.
    pub const fn new(memory_kib: u32, passes: u32) -> Result<Self, KdfParamsError> {
        let memory_fits = Self::MIN_MEMORY_KIB <= memory_kib && memory_kib <= Self::MAX_MEMORY_KIB;
        if memory_fits && 1 <= passes && passes <= Self::MAX_PASSES {
            Ok(Self { memory_kib, passes })
        } else {
            Err(KdfParamsError)
        }
    }

    /// The least that is accepted: for tests and for devices that cannot spare 64 MiB.
    pub const fn least() -> Self {
        Self { memory_kib: Self::MIN_MEMORY_KIB, passes: 1 }
    }

    /// Memory in KiB.
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub const fn passes(&self) -> u32 {
        self.passes
    }
}

impl Default for KdfParams {
    /// 64 MiB and 3 passes: the second recommended option of RFC 9106.
    fn default() -> Self {
        Self { memory_kib: 65_536, passes: 3 }
    }
}

/// The two halves of the stretched passcode: the first is shown to the device's key, the second never leaves.
pub(crate) struct Stretched(Secret<64>);

impl Stretched {
    pub(crate) fn for_device(&self) -> &[u8] {
        self.0.bytes().split_at(32).0
    }

    pub(crate) fn kept(&self) -> &[u8] {
        self.0.bytes().split_at(32).1
    }

    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: [u8; 64]) -> Self {
        let mut secret = Secret::zeroed();
        *secret.bytes_mut() = bytes;
        Self(secret)
    }
}

/// Argon2id over the six ASCII digits.
pub(crate) fn stretch(
    passcode: &Passcode,
    salt: &[u8; 16],
    params: KdfParams,
) -> Result<Stretched, VaultError> {
    let cost =
        Params::new(params.memory_kib, params.passes, 1, Some(64)).map_err(|_| VaultError::Internal)?;
    // Our own memory, because the crate frees its own without wiping it.
    let mut memory = Zeroizing::new(vec![Block::default(); cost.block_count()]);
    let mut out = Secret::zeroed();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_into_with_memory(passcode.ascii(), salt, out.bytes_mut(), memory.as_mut_slice())
        .map_err(|_| VaultError::Internal)?;
    Ok(Stretched(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects phones from a forged slot (4 GiB of memory) and people from a weakened one.
    #[test]
    fn parameters_outside_the_range_are_refused() {
        let refused =
            [(0, 3), (19_455, 3), (262_145, 3), (u32::MAX, 1), (65_536, 0), (65_536, 11), (65_536, u32::MAX)];
        for (memory, passes) in refused {
            assert_eq!(KdfParams::new(memory, passes), Err(KdfParamsError), "{memory} {passes}");
        }
        assert_eq!(KdfParams::new(19_456, 1), Ok(KdfParams::least()));
        assert_eq!(KdfParams::new(65_536, 3), Ok(KdfParams::default()));
        assert!(KdfParams::new(262_144, 10).is_ok());
    }

    /// Frozen: Argon2id over the six ASCII digits, 64 bytes, first half for the device. A change locks every existing
    /// vault for ever.
    #[test]
    fn the_stretched_passcode_is_frozen() {
        let mut pad = crate::passcode::PinPad::new();
        for digit in [2, 7, 1, 9, 4, 6] {
            pad.push(digit).unwrap();
        }
        let stretched = stretch(&pad.finish().unwrap(), &[0x5a; 16], KdfParams::least()).unwrap();
        assert_eq!(
            crate::test_support::hex(stretched.for_device()),
            "1564dc4093a739249cc07dd39d6b2bcf27ab92815014ed28c5e3e5649dbab313"
        );
        assert_eq!(
            crate::test_support::hex(stretched.kept()),
            "7194d57e4920abcdba11c0d5c3072c3b4d66d705ccbf7e10d86a4c93cabf2d59"
        );
    }
}
