//! What the platform says about itself: an input to policy, never a key.

use crate::DeviceError;

/// What is known about the app and the phone it runs on. All of it can be forged by whoever owns the phone; none of it
/// opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IntegritySignals {
    /// A server verified the platform's attestation (Play Integrity, App Attest): whether it vouched for app and device.
    /// `None` when none was asked.
    pub attested: Option<bool>,
    /// There are signs that somebody else has control: root, jailbreak, an unlocked boot loader.
    pub compromised: bool,
    /// A debugger is attached.
    pub debugged: bool,
}

impl IntegritySignals {
    /// Whether anything speaks against putting a new key into this device.
    pub const fn is_suspect(&self) -> bool {
        self.compromised || self.debugged || matches!(self.attested, Some(false))
    }
}

/// Asks the platform.
pub trait Integrity: Send + Sync {
    /// The latest signals; `None` when the platform has none to give.
    ///
    /// # Errors
    /// [`DeviceError::Unavailable`]; treated as no signals, because a phone without Google's or Apple's services must
    /// stay usable.
    fn signals(&self) -> Result<Option<IntegritySignals>, DeviceError>;
}
