//! Random bytes as a parameter, so that formats can be frozen by tests.

use crate::DeviceError;
use ring::rand::{SecureRandom, SystemRandom};

/// A cryptographically secure source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `out` with random bytes.
    ///
    /// # Errors
    /// [`DeviceError::Unavailable`] when the system has no randomness to give: nothing may be made then.
    fn fill(&self, out: &mut [u8]) -> Result<(), DeviceError>;
}

/// The operating system's random source, through ring.
#[derive(Debug, Clone)]
pub struct SystemEntropy(SystemRandom);

impl SystemEntropy {
    /// The source; costs nothing to make.
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Default for SystemEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, out: &mut [u8]) -> Result<(), DeviceError> {
        self.0.fill(out).map_err(|_| DeviceError::Unavailable)
    }
}
