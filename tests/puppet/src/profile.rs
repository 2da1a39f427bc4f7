//! The profiles of a scan by name.

use mien_face::scan::{Purpose, ScanProfile};
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
}

impl Profile {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Enrol => "enrol",
        }
    }

    /// What a scan with it is for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Verify => Purpose::Verify,
            Self::Enrol => Purpose::Enrol,
        }
    }

    /// Its limits.
    pub const fn limits(self) -> ScanProfile {
        match self {
            Self::Verify => ScanProfile::verify(),
            Self::Enrol => ScanProfile::enrol(),
        }
    }
}
