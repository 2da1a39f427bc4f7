//! How a scan ends.

use serde::{Deserialize, Serialize};

use super::guidance::Guidance;

/// Why a scan did not pass. None of it tells an attacker how near he came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The face left the view. Say that it should stay in the frame.
    FaceLost,
    /// A second person stayed in view. Say that only one may be.
    SeveralFaces,
    /// The camera stalled or its clock jumped. Close other apps, open the camera again.
    CameraUnstable,
    /// The app was in the background. Say that the scan begins anew.
    Paused,
    /// The face came from frames that repeat: not from a live camera. Show the neutral text.
    CameraUnconfirmed,
    /// The movement of the head could not be confirmed. Show the neutral text and the advice on light and distance.
    TurnUnconfirmed,
    /// What was asked was not seen, several times. Show the neutral text; offer a profile with other tasks.
    TaskUnconfirmed,
    /// Too little spoke for a live face, or something against it. Show the neutral text.
    LivenessUnconfirmed,
    /// The colours of the screen are needed here, but cannot be shown or are outshone. Offer another way.
    FlashUnavailable,
    /// Another face than at the start. Show the neutral text.
    IdentityChanged,
    /// The picture never became good enough at the end; the hint says what was missing.
    PictureNotGood(Guidance),
    /// The frames for the template differ too much from each other. Ask for better light and a still head.
    CapturesDiffer,
    /// The face is not the template's. Show the neutral text; never say how far off it was.
    NoMatch,
    /// The face is that of somebody else who is enrolled on this phone. Ask whether the right person was chosen; never say
    /// whose it is.
    DifferentPerson,
}

/// How the scan ended, as the state machine knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A live face; enrolment: fit for a template, verification: the template's.
    Passed,
    /// Something outside the person's control went wrong. Does not count as a failed attempt.
    Retry(Vec<Reason>),
    /// Could not be confirmed. Counts as a failed attempt.
    NotConfirmed(Vec<Reason>),
    /// Nothing speaks against the person, but too little for. Does not count as a failed attempt.
    Inconclusive(Vec<Reason>),
    /// Time is up.
    TimedOut {
        /// What stood in the way last, if anything did.
        blocked_by: Option<Guidance>,
        /// Whether a usable face was in view for long enough to call it an attempt.
        counted: bool,
    },
    /// The app cancelled.
    Cancelled,
}
