//! The scan's identifiers in English.

use mien::ScanResult;
use mien_face::scan::{Guidance, Reason};

/// A hint as it is said to the person.
pub(crate) const fn guidance(hint: Guidance) -> &'static str {
    match hint {
        Guidance::NoFace => "look at the camera",
        Guidance::MultipleFaces => "only one person, please",
        Guidance::MoveCloser => "come closer",
        Guidance::MoveBack => "move back a little",
        Guidance::MoveLeft => "move to your left",
        Guidance::MoveRight => "move to your right",
        Guidance::MoveUp => "move up",
        Guidance::MoveDown => "move down",
        Guidance::TooDark => "more light on your face",
        Guidance::TooBright => "less light on your face",
        Guidance::LightFromSide => "turn towards the light",
        Guidance::Backlit => "the light is behind you",
        Guidance::Blurry => "hold still, the picture is not sharp",
        Guidance::TurnToFront => "look straight ahead",
        Guidance::RaiseChin => "raise your chin",
        Guidance::LowerChin => "lower your chin",
        Guidance::LevelHead => "hold your head upright",
        Guidance::OpenEyes => "open your eyes",
        Guidance::HoldStill => "hold still",
        Guidance::TurnLeft => "turn your head to your left, slowly",
        Guidance::TurnRight => "turn your head to your right, slowly",
        Guidance::ABitMore => "a little further",
        Guidance::BackToCentre => "look straight ahead again",
        Guidance::OtherWay => "to the other side",
        Guidance::Slower => "more slowly",
        Guidance::Processing => "one moment",
        Guidance::Success => "done",
        Guidance::TryAgain => "please try again",
        _ => hint.id(),
    }
}

/// A reason for a log or a person who measures; an app says less.
pub(crate) fn reason(reason: Reason) -> String {
    match reason {
        Reason::FaceLost => "the face left the view".into(),
        Reason::SeveralFaces => "a second person was in view".into(),
        Reason::CameraUnstable => "the camera stalled or its clock jumped".into(),
        Reason::CameraUnconfirmed => "the pictures repeat: not a live camera".into(),
        Reason::Paused => "the app was in the background".into(),
        Reason::TaskUnconfirmed => "what was asked was not seen".into(),
        Reason::LivenessUnconfirmed => "too little speaks for a live face".into(),
        Reason::FlashUnavailable => "the colours of the screen are needed here".into(),
        Reason::DifferentPerson => "somebody else who is enrolled here".into(),
        Reason::TurnUnconfirmed => "the head turn could not be confirmed".into(),
        Reason::IdentityChanged => "the face changed".into(),
        Reason::PictureNotGood(hint) => format!("the picture never became good enough ({})", guidance(hint)),
        Reason::CapturesDiffer => "the captures differ too much".into(),
        Reason::NoMatch => "another face than the enrolled one".into(),
    }
}

/// How a scan ended; `None` when its frames ended first.
pub(crate) fn scan_result(result: Option<&ScanResult>) -> String {
    match result {
        None => "not finished: the frames ended before the scan did".into(),
        Some(ScanResult::Passed) => "passed".into(),
        Some(ScanResult::Retry { reasons }) => format!("try again (not counted): {}", all(reasons)),
        Some(ScanResult::NotConfirmed { reasons }) => format!("not confirmed: {}", all(reasons)),
        Some(ScanResult::TimedOut { blocked_by: Some(hint) }) => format!("time is up: {}", guidance(*hint)),
        Some(ScanResult::Inconclusive { reasons }) => format!("not clear (not counted): {}", all(reasons)),
        Some(ScanResult::ReviewOffered { reasons }) => format!("a person should check: {}", all(reasons)),
        Some(ScanResult::OtherWay { reasons }) => format!("another way than the face: {}", all(reasons)),
        Some(ScanResult::Cancelled) => "cancelled".into(),
        Some(_) => "time is up".into(),
    }
}

/// Several reasons in one line.
pub(crate) fn all(reasons: &[Reason]) -> String {
    reasons.iter().map(|one| reason(*one)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: no two hints read the same, so that a person can tell what changed.
    #[test]
    fn hints_read_differently() {
        let mut words: Vec<_> = Guidance::ALL.iter().copied().map(guidance).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Guidance::ALL.len());
    }
}
