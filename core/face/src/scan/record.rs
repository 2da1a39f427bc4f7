//! The audit record of a scan: what was asked, which vote said what, what came out.

use serde::{Deserialize, Serialize};

use super::outcome::ScanOutcome;
use super::profile::{ProfileName, Purpose, ScanProfile};
use super::provenance::Assurance;
use super::state::ScanState;
use super::vote::Vote;

/// Form of the record.
const VERSION: u32 = 1;

/// What remains of a scan, for whoever must answer for its decision. Seal it, or sign it and send it to the relying party; the
/// app itself has no use for it. No picture, no embedding, no similarity to a template.
///
/// Its bytes are JSON in the order of the fields, so that a signature over them can be checked by anybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanRecord {
    /// Form of the record.
    pub version: u32,
    /// What the scan was for.
    pub purpose: Purpose,
    /// Whom it was made for.
    pub profile: ProfileName,
    /// The relying party's nonce, in hex.
    pub nonce: String,
    /// How it ended: `verified`, `not_confirmed`, ...
    pub outcome: String,
    /// How far the origin of the frames is vouched for.
    pub assurance: Assurance,
    /// What each cue said, in order.
    pub votes: Vec<Vote>,
    /// Length of the scan in microseconds of capture time.
    pub duration: u64,
    /// Frames that were looked at.
    pub frames: u64,
    /// How often it started over, and how often a task was asked again.
    pub restarts: [u32; 2],
    /// The last link of the transcript's hash chain, in hex, and the number of links.
    pub transcript: (String, u64),
    /// SHA-256 over the names and hashes of the models, in hex.
    pub models: String,
}

impl ScanRecord {
    pub(super) fn new(
        state: &ScanState,
        profile: &ScanProfile,
        outcome: &ScanOutcome,
        assurance: Assurance,
    ) -> Self {
        Self {
            version: VERSION,
            purpose: state.request.purpose,
            profile: profile.name,
            nonce: crate::hex(&state.request.nonce),
            outcome: outcome.name().to_owned(),
            assurance,
            votes: state.votes.clone(),
            duration: state.clock.now,
            frames: state.frames,
            restarts: [state.restarts, state.repeats],
            transcript: (crate::hex(state.transcript.head()), state.transcript.links()),
            models: crate::hex(&crate::models_fingerprint()),
        }
    }

    /// What is signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        // A struct of numbers and strings always serialises; an empty record would be refused by whoever checks it.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
