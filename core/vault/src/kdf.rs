//! From passcode to 64 bytes, slowly: Argon2id (RFC 9106).

use crate::crypto::Secret;
use crate::error::VaultError;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use mien_ports::DeviceClock;
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

    /// What [`calibrate`](Self::calibrate) chooses from, the cheapest first: OWASP's least, and 32, 64 (RFC 9106's second
    /// recommended option) and 128 MiB.
    pub const LADDER: [Self; 4] = [
        Self { memory_kib: 19_456, passes: 2 },
        Self { memory_kib: 32_768, passes: 3 },
        Self { memory_kib: 65_536, passes: 3 },
        Self { memory_kib: 131_072, passes: 3 },
    ];

    /// The costliest step of [`LADDER`](Self::LADDER) that takes at most `target_ms` on this device, and uses at most
    /// `memory_kib`; the cheapest step when none does. 700 ms is a good target: people wait that long once a session.
    ///
    /// Measures by the device's clock, so it costs up to twice the target. Call it once, off the main thread, before
    /// [`Vault::create`](crate::Vault::create) and when the passcode is changed.
    ///
    /// # Errors
    /// [`VaultError::Device`] when the clock does not answer: use [`KdfParams::default`].
    pub fn calibrate(clock: &dyn DeviceClock, target_ms: u64, memory_kib: u32) -> Result<Self, VaultError> {
        choose(target_ms, memory_kib, |params| {
            let before = clock.now()?;
            drop(stretch(&[b'0'; 6], &[0; 16], params)?);
            let after = clock.now()?;
            // A clock that ran backwards or a reboot in between measures nothing: as if it had taken for ever.
            let passed = after.elapsed_ms.checked_sub(before.elapsed_ms);
            Ok(passed.filter(|_| before.boot_id == after.boot_id).unwrap_or(u64::MAX))
        })
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

/// Climbs the ladder as long as the next step is expected to stay within the target, by what the last one took.
fn choose(
    target_ms: u64,
    memory_kib: u32,
    mut measure: impl FnMut(KdfParams) -> Result<u64, VaultError>,
) -> Result<KdfParams, VaultError> {
    let [least, ..] = KdfParams::LADDER;
    let mut chosen = least;
    let mut spent: Option<(KdfParams, u64)> = None;
    for step in KdfParams::LADDER {
        let work = |params: KdfParams| u64::from(params.memory_kib) * u64::from(params.passes);
        // Time grows with the work, or faster where caches end: a step that cannot fit is not even tried.
        let expected = spent.map_or(0, |(last, took)| took.saturating_mul(work(step)) / work(last).max(1));
        if step.memory_kib > memory_kib || expected > target_ms {
            break;
        }
        let took = measure(step)?;
        if took > target_ms {
            break;
        }
        chosen = step;
        spent = Some((step, took));
    }
    Ok(chosen)
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

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn from_bytes(bytes: [u8; 64]) -> Self {
        let mut secret = Secret::zeroed();
        *secret.bytes_mut() = bytes;
        Self(secret)
    }
}

/// Argon2id over what the person knows: six ASCII digits, the dots of a pattern, the bytes of a code.
pub(crate) fn stretch(secret: &[u8], salt: &[u8; 16], params: KdfParams) -> Result<Stretched, VaultError> {
    #[cfg(feature = "testing")]
    if let Some(out) = crate::testing::remembered(secret, salt, params) {
        return Ok(Stretched(out));
    }
    let cost =
        Params::new(params.memory_kib, params.passes, 1, Some(64)).map_err(|_| VaultError::Internal)?;
    // Our own memory, because the crate frees its own without wiping it.
    let mut memory = Zeroizing::new(vec![Block::default(); cost.block_count()]);
    let mut out = Secret::zeroed();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_into_with_memory(secret, salt, out.bytes_mut(), memory.as_mut_slice())
        .map_err(|_| VaultError::Internal)?;
    #[cfg(feature = "testing")]
    crate::testing::remember(secret, salt, params, &out);
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

    /// Protects slow phones from waiting and fast ones from a needlessly weak slot: the costliest step within the target
    /// is chosen, memory is respected, steps that cannot fit are not tried.
    #[test]
    fn calibration_climbs_as_far_as_the_device_can() {
        let device = |us_per_mib: u64| {
            let tried = std::cell::RefCell::new(Vec::new());
            let chosen = |target, memory| {
                tried.borrow_mut().clear();
                let measured = choose(target, memory, |params| {
                    tried.borrow_mut().push(params);
                    Ok(u64::from(params.memory_kib / 1024 * params.passes) * us_per_mib / 1000)
                });
                (measured.unwrap(), tried.borrow().len())
            };
            (chosen(700, u32::MAX), chosen(700, 40_000), chosen(0, u32::MAX))
        };
        let [least, second, third, costliest] = KdfParams::LADDER;
        assert_eq!(device(700), ((costliest, 4), (second, 2), (least, 1)), "a fast phone");
        assert_eq!(device(2_500), ((third, 3), (second, 2), (least, 1)), "the next step would take 960 ms");
        assert_eq!(device(50_000), ((least, 1), (least, 1), (least, 1)), "never below the least");
        let broken = choose(700, u32::MAX, |_| Err(VaultError::Internal));
        assert_eq!(broken, Err(VaultError::Internal));
    }

    /// Protects calibration from a clock that stands still, jumps or fails: an answer of the ladder or an error.
    #[test]
    fn calibration_takes_any_clock() {
        let device = mien_ports::fake::FakeDevice::new(1);
        device.fault_at(1, mien_ports::fake::Fault::Lie);
        let [least, ..] = KdfParams::LADDER;
        assert_eq!(KdfParams::calibrate(&device, 700, 19_456), Ok(least), "ran backwards");
        let unavailable = mien_ports::DeviceError::Unavailable;
        device.fault_at(2, mien_ports::fake::Fault::ErrorBefore(unavailable));
        assert_eq!(
            KdfParams::calibrate(&device, 700, 19_456),
            Err(VaultError::Device { source: unavailable })
        );
    }

    /// Protects the ladder: every step is one that a slot may ask for.
    #[test]
    fn every_step_of_the_ladder_is_accepted_on_read() {
        for step in KdfParams::LADDER {
            assert_eq!(KdfParams::new(step.memory_kib(), step.passes()), Ok(step));
        }
    }

    /// Frozen: Argon2id over the six ASCII digits, 64 bytes, first half for the device. A change locks every existing
    /// vault for ever.
    #[test]
    fn the_stretched_passcode_is_frozen() {
        let mut pad = crate::passcode::PinPad::new();
        for digit in [2, 7, 1, 9, 4, 6] {
            pad.push(digit).unwrap();
        }
        let stretched = stretch(pad.finish().unwrap().ascii(), &[0x5a; 16], KdfParams::least()).unwrap();
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
