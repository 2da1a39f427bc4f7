//! The hash chain over everything that a scan saw and said, for the audit record.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::facts::FrameFacts;
use super::profile::ScanProfile;
use super::request::ScanRequest;
use super::state::{ScanEffect, ScanEvent};
use crate::PINNED_MODELS;

/// What the chain begins with, so that no other hash of this program can be taken for one.
const DOMAIN: &[u8] = b"mien face transcript v1";

/// A running SHA-256: each link is the hash of the one before and of what happened.
///
/// Covers the request, the profile, the models, every frame's time, fingerprint and camera data, and everything that
/// followed from it. The same frames, nonce and profile give the same chain, byte for byte, on every device; pictures
/// cannot be got back from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    head: [u8; 32],
    links: u64,
}

impl Transcript {
    pub(super) fn new(request: &ScanRequest, profile: &ScanProfile) -> Self {
        let mut start = Self { head: [0; 32], links: 0 };
        start.link(DOMAIN, &[&json(request), &json(profile)]);
        for model in PINNED_MODELS {
            start.link(b"model", &[model.name.as_bytes(), &model.sha256]);
        }
        start
    }

    pub(super) fn record(&mut self, event: &ScanEvent, effects: &[ScanEffect]) {
        match event {
            ScanEvent::Frame(frame) => self.frame(frame),
            ScanEvent::Interrupted => self.link(b"interrupted", &[]),
            ScanEvent::Cancelled => self.link(b"cancelled", &[]),
        }
        for effect in effects {
            self.link(b"effect", &[&json(effect)]);
        }
    }

    fn frame(&mut self, frame: &FrameFacts) {
        let seen = [u8::from(frame.face.is_some()), u8::from(frame.embedding.is_some())];
        self.link(b"frame", &[&frame.at.to_be_bytes(), &frame.picture, &seen, &json(&frame.camera)]);
    }

    /// Every part is preceded by its length: no two lists of parts give the same bytes.
    fn link(&mut self, tag: &[u8], parts: &[&[u8]]) {
        let mut bytes = self.head.to_vec();
        for part in std::iter::once(&tag).chain(parts) {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        self.head.copy_from_slice(digest(&SHA256, &bytes).as_ref());
        self.links += 1;
    }

    /// The latest link.
    pub const fn head(&self) -> &[u8; 32] {
        &self.head
    }

    /// How many links there are.
    pub const fn links(&self) -> u64 {
        self.links
    }
}

/// Structs of numbers, names and lists always serialise; nothing at all would still be a link of its own.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
