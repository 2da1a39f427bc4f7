//! The scan's identifiers in English.

use std::collections::HashMap;
use std::sync::LazyLock;

use mien::ScanResult;
use mien_face::scan::{Guidance, Reason};
use serde::Deserialize;

/// The words that all shells share. A test proves that they parse and are complete.
static ENGLISH: LazyLock<HashMap<Guidance, Said>> = LazyLock::new(|| {
    serde_json::from_str::<Words>(include_str!("../../core/face/guidance/en.json"))
        .map(|words| words.hints)
        .unwrap_or_default()
});

#[derive(Deserialize)]
struct Words {
    hints: HashMap<Guidance, Said>,
}

#[derive(Deserialize)]
struct Said {
    text: String,
}

/// A hint as it is shown to the person.
pub(crate) fn guidance(hint: Guidance) -> &'static str {
    ENGLISH.get(&hint).map_or(hint.id(), |said| &said.text)
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

    // Protects the person at the command line from an identifier in the place of words.
    #[test]
    fn every_hint_has_its_words() {
        assert_eq!(ENGLISH.len(), Guidance::ALL.len());
        assert_eq!(guidance(Guidance::HoldStill), "Hold still");
        assert!(Guidance::ALL.iter().all(|hint| guidance(*hint) != hint.id()));
    }
}
