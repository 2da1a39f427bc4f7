//! What a scan is to do, for whom, and with what.

use serde::{Deserialize, Serialize};

use super::profile::{Purpose, ScanProfile};

/// What a scan is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRequest {
    /// Enrol or verify.
    pub purpose: Purpose,
    /// From the relying party, fresh for every scan; decides what the person is asked to do.
    pub nonce: [u8; 32],
    /// Scans in a row that could not be confirmed before this one. Decides what is offered next: see
    /// [`ScanOutcome`](super::ScanOutcome).
    pub failed_before: u32,
    /// Whether the screen can show colours all over, and the person has not declined them.
    pub can_flash: bool,
    /// Whether the host has proof of an unaltered app on an unaltered phone, bound to the same nonce (Play Integrity,
    /// App Attest).
    pub attested: bool,
}

impl ScanRequest {
    /// The first try, without colours and attestation.
    pub const fn new(purpose: Purpose, nonce: [u8; 32]) -> Self {
        Self { purpose, nonce, failed_before: 0, can_flash: false, attested: false }
    }

    /// The profile that most people have for this purpose.
    pub fn usual_profile(&self) -> ScanProfile {
        match self.purpose {
            Purpose::Enrol => ScanProfile::enrol(),
            Purpose::Verify => ScanProfile::verify(),
        }
    }
}
