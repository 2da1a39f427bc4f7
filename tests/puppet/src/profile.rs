//! The profiles of a scan by name.

use mien_face::scan::{Purpose, ScanProfile, ScanRequest};
use serde::Serialize;

/// What is asked of whoever comes before the camera.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The standard scan that compares with a template.
    #[default]
    Verify,
    /// The scan that makes a template.
    Enrol,
    /// The scan for older people.
    Senior,
    /// The scan for people who cannot turn their head.
    LimitedMobility,
    /// The scan for people who do not see the screen well.
    LowVision,
    /// The scan for what is worth more, with colours.
    StepUp,
}

impl Profile {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Enrol => "enrol",
            Self::Senior => "senior",
            Self::LimitedMobility => "limited-mobility",
            Self::LowVision => "low-vision",
            Self::StepUp => "step-up",
        }
    }

    /// What a scan with it is for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Enrol => Purpose::Enrol,
            _ => Purpose::Verify,
        }
    }

    /// Its limits.
    pub fn limits(self) -> ScanProfile {
        match self {
            Self::Verify => ScanProfile::verify(),
            Self::Enrol => ScanProfile::enrol(),
            Self::Senior => ScanProfile::senior(),
            Self::LimitedMobility => ScanProfile::limited_mobility(),
            Self::LowVision => ScanProfile::low_vision(),
            Self::StepUp => ScanProfile::step_up(),
        }
    }

    /// A scan with it, on a phone whose screen can show colours.
    pub(crate) const fn request(self, nonce: [u8; 32]) -> ScanRequest {
        ScanRequest { can_flash: true, ..ScanRequest::new(self.purpose(), nonce) }
    }
}
