//! What each cue says, and what follows from all of them.

use serde::{Deserialize, Serialize};

use super::challenge::Challenge;
use super::decision::Reason;

/// What a vote is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A solid head turned or nodded, not a sheet.
    Solid,
    /// The face changed its shape as only a near, solid one does when it came closer.
    Relief,
    /// Mouth or eyes did what was asked.
    Movement,
    /// The face stayed the same one.
    Continuity,
    /// The pictures come from a camera that runs.
    Stream,
    /// The anti-spoofing model, over frames of the same unbroken track. Never decides alone.
    Presentation,
    /// The face answered the colours of the screen.
    Flash,
    /// Times, exposure and motion sensors fit the pictures.
    Provenance,
}

/// What a cue says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// A live person.
    For,
    /// Not a live person.
    Against,
    /// Seen, but it does not tell.
    Undecided,
    /// Could not be looked at here: no reason to doubt.
    Unavailable,
}

/// One vote. For the audit record only: the number never leaves the core towards an app.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// What it is about.
    pub cue: Cue,
    /// What it says.
    pub opinion: Opinion,
    /// The task it was seen in, if it was one.
    pub task: Option<Challenge>,
    /// What was measured, in the cue's own unit.
    pub value: f32,
    /// What it was compared with.
    pub limit: f32,
}

/// What follows from the votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fusion {
    Live,
    Doubt(Reason),
    Unclear(Reason),
}

/// Fuses the votes by rules that can be read aloud:
///
/// 1. one strong cue against (solid, continuity, stream) is a doubt;
/// 2. the face did not answer the colours where it should have, or two of the weak cues (relief, presentation, provenance)
///    are against: a doubt, too;
/// 3. without one cue that a picture cannot give (solid, relief or flash), it stays unclear;
/// 4. else it is live. The anti-spoofing model alone refuses nobody.
pub(super) fn fuse(votes: &[Vote]) -> Fusion {
    let says = |cue: Cue, opinion: Opinion| votes.iter().any(|v| v.cue == cue && v.opinion == opinion);
    let against = |cue| says(cue, Opinion::Against);
    if against(Cue::Solid) {
        return Fusion::Doubt(Reason::TurnUnconfirmed);
    }
    if against(Cue::Continuity) {
        return Fusion::Doubt(Reason::IdentityChanged);
    }
    if against(Cue::Stream) {
        return Fusion::Doubt(Reason::CameraUnconfirmed);
    }
    let weak =
        [Cue::Relief, Cue::Presentation, Cue::Provenance].into_iter().filter(|cue| against(*cue)).count();
    if weak >= 2 || against(Cue::Flash) {
        return Fusion::Doubt(Reason::LivenessUnconfirmed);
    }
    if ![Cue::Solid, Cue::Relief, Cue::Flash].into_iter().any(|cue| says(cue, Opinion::For)) {
        return Fusion::Unclear(Reason::LivenessUnconfirmed);
    }
    Fusion::Live
}

#[cfg(test)]
mod tests {
    use super::*;
    use Opinion::{Against, For, Unavailable, Undecided};

    fn vote(cue: Cue, opinion: Opinion) -> Vote {
        Vote { cue, opinion, task: None, value: 0.0, limit: 0.0 }
    }

    /// Protects people from the anti-spoofing model: it may say no, but not alone.
    #[test]
    fn the_model_alone_refuses_nobody() {
        let head = vote(Cue::Solid, For);
        assert_eq!(fuse(&[head, vote(Cue::Presentation, Against)]), Fusion::Live);
        let two = [head, vote(Cue::Presentation, Against), vote(Cue::Relief, Against)];
        assert_eq!(fuse(&two), Fusion::Doubt(Reason::LivenessUnconfirmed));
    }

    /// Protects against everything that only never said no: a pass needs a cue that pictures cannot give.
    #[test]
    fn silence_is_no_pass() {
        for silent in [Undecided, Unavailable] {
            let votes = [Cue::Solid, Cue::Relief, Cue::Flash].map(|cue| vote(cue, silent));
            assert_eq!(fuse(&votes), Fusion::Unclear(Reason::LivenessUnconfirmed));
        }
        let moved = [vote(Cue::Movement, For), vote(Cue::Continuity, For)];
        assert_eq!(fuse(&moved), Fusion::Unclear(Reason::LivenessUnconfirmed));
        assert_eq!(fuse(&[]), Fusion::Unclear(Reason::LivenessUnconfirmed));
    }

    /// Protects the strong cues: one of them against cannot be outvoted.
    #[test]
    fn a_strong_no_stands() {
        let yes: Vec<Vote> =
            [Cue::Solid, Cue::Relief, Cue::Flash, Cue::Continuity, Cue::Stream, Cue::Presentation]
                .map(|cue| vote(cue, For))
                .to_vec();
        assert_eq!(fuse(&yes), Fusion::Live);
        for cue in [Cue::Solid, Cue::Continuity, Cue::Stream, Cue::Flash] {
            let votes = [yes.clone(), vec![vote(cue, Against)]].concat();
            assert!(matches!(fuse(&votes), Fusion::Doubt(_)), "{cue:?}");
        }
    }
}
