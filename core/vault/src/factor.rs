//! What can open a vault.

/// The ways in that a vault has at the moment. At least the passcode, unless it was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four ways in, each there or not")]
pub struct Factors {
    /// The six digits.
    pub passcode: bool,
    /// The pattern on the grid.
    pub pattern: bool,
    /// The platform's biometrics.
    pub biometrics: bool,
    /// The written-down recovery code.
    pub recovery: bool,
}

/// What opened a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Factor {
    /// The six digits.
    Passcode,
    /// The pattern on the grid.
    Pattern,
    /// The platform's biometrics.
    Biometrics,
    /// The recovery code.
    Recovery,
}

impl Factor {
    /// A stable name for the foreign side; never translated, never shown to a person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passcode => "passcode",
            Self::Pattern => "pattern",
            Self::Biometrics => "biometrics",
            Self::Recovery => "recovery",
        }
    }
}
