//! How a scan ends for the app, and what it offers next.

use super::decision::{Reason, Verdict};
use super::guidance::Guidance;
use super::profile::ScanProfile;
use super::request::ScanRequest;
use crate::Template;

/// Failures in a row from which on a check by a person is offered.
const REVIEW_FROM: u32 = 3;
/// Failures in a row from which on the face is no way any more: NIST SP 800-63B allows ten with presentation attack
/// detection.
const LAST_FAILURE: u32 = 10;
/// How a scan ended.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ScanOutcome {
    /// Enrolment passed: seal the template in the vault at once and drop it.
    Enrolled {
        /// The fused embeddings of the best frames.
        template: Template,
    },
    /// The face in front of the camera is the template's and was live as far as this scan can tell: go on.
    Verified,
    /// Nothing is held against the person: show the advice for the reasons and start a new scan with a new nonce.
    Retry {
        /// What to say.
        reasons: Vec<Reason>,
    },
    /// Count a failed attempt. Say neutrally that it could not be confirmed, and offer to try again.
    NotConfirmed {
        /// What to log; see each variant for what may be said.
        reasons: Vec<Reason>,
    },
    /// Nothing speaks against the person, but too little for. Not a failed attempt: offer another profile, or a person who
    /// checks.
    Inconclusive {
        /// What was missing.
        reasons: Vec<Reason>,
    },
    /// The third failure in a row, or the first of a person whose profile has no task that confirms: count it, and offer a
    /// check by a person beside another try.
    ReviewOffered {
        /// As for [`NotConfirmed`](Self::NotConfirmed).
        reasons: Vec<Reason>,
    },
    /// The tenth failure in a row, or a scan that cannot be done here: count it, and lead to another way than the face.
    OtherWay {
        /// As for [`NotConfirmed`](Self::NotConfirmed).
        reasons: Vec<Reason>,
    },
    /// Offer to try again, to get help, and another way.
    TimedOut {
        /// What stood in the way last.
        blocked_by: Option<Guidance>,
        /// Whether to count it as an attempt.
        counted: bool,
    },
    /// Go back.
    Cancelled,
}

impl ScanOutcome {
    /// What to say.
    pub fn guidance(&self) -> Guidance {
        match self {
            Self::Enrolled { .. } | Self::Verified => Guidance::Success,
            Self::NotConfirmed { reasons } if reasons.contains(&Reason::DifferentPerson) => {
                Guidance::DifferentPerson
            }
            Self::ReviewOffered { .. } => Guidance::AskForReview,
            Self::OtherWay { .. } => Guidance::UseAnotherWay,
            _ => Guidance::TryAgain,
        }
    }

    /// A stable name for records.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Enrolled { .. } => "enrolled",
            Self::Verified => "verified",
            Self::Retry { .. } => "retry",
            Self::NotConfirmed { .. } => "not_confirmed",
            Self::Inconclusive { .. } => "inconclusive",
            Self::ReviewOffered { .. } => "review_offered",
            Self::OtherWay { .. } => "other_way",
            Self::TimedOut { .. } => "timed_out",
            Self::Cancelled => "cancelled",
        }
    }

    /// What follows from any verdict but a pass.
    pub(super) fn without_pass(verdict: Verdict, request: &ScanRequest, profile: &ScanProfile) -> Self {
        match verdict {
            Verdict::NotConfirmed(reasons) => match request.failed_before.saturating_add(1) {
                LAST_FAILURE.. => Self::OtherWay { reasons },
                REVIEW_FROM.. => Self::ReviewOffered { reasons },
                _ => Self::NotConfirmed { reasons },
            },
            Verdict::Inconclusive(reasons) if reasons.contains(&Reason::FlashUnavailable) => {
                Self::OtherWay { reasons }
            }
            Verdict::Inconclusive(reasons) if profile.cannot_confirm() => Self::ReviewOffered { reasons },
            Verdict::Inconclusive(reasons) => Self::Inconclusive { reasons },
            Verdict::Retry(reasons) => Self::Retry { reasons },
            Verdict::TimedOut { blocked_by, counted } => Self::TimedOut { blocked_by, counted },
            Verdict::Cancelled => Self::Cancelled,
            // Never asked for a pass; it would be none.
            Verdict::Passed => Self::Inconclusive { reasons: Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Purpose;

    /// Protects people who are refused again and again: the third time a person may check, the tenth time the face is no way
    /// any more (NIST SP 800-63B).
    #[test]
    fn failures_lead_to_other_ways() {
        for failed_before in 0..12 {
            let request = ScanRequest { failed_before, ..ScanRequest::new(Purpose::Verify, [1; 32]) };
            let refused = Verdict::NotConfirmed(vec![Reason::NoMatch]);
            let outcome = ScanOutcome::without_pass(refused, &request, &ScanProfile::verify());
            match failed_before {
                0..=1 => assert_eq!(outcome.guidance(), Guidance::TryAgain),
                2..=8 => assert_eq!(outcome.guidance(), Guidance::AskForReview),
                _ => assert_eq!(outcome.guidance(), Guidance::UseAnotherWay),
            }
        }
    }

    /// Protects people who cannot turn their head: what their profile cannot show is no failure of theirs.
    #[test]
    fn what_a_profile_cannot_show_is_no_failure() {
        let request = ScanRequest::new(Purpose::Verify, [1; 32]);
        let unclear = Verdict::Inconclusive(vec![Reason::LivenessUnconfirmed]);
        let outcome = ScanOutcome::without_pass(unclear, &request, &ScanProfile::limited_mobility());
        assert!(matches!(outcome, ScanOutcome::ReviewOffered { .. }));
    }
}
