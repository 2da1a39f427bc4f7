//! What is asked of the person, drawn from the relying party's nonce.

use ring::hkdf;
use serde::{Deserialize, Serialize};

use super::guidance::Guidance;

/// Draws kept for one scan: restarts and repeats use them up.
const DRAWS: u8 = 24;

/// A side, as the person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Towards the person's left hand.
    Left,
    /// Towards the person's right hand.
    Right,
}

impl Side {
    /// The sign of a yaw to this side.
    pub(super) const fn sign(self) -> f32 {
        match self {
            Self::Left => 1.0,
            Self::Right => -1.0,
        }
    }

    /// The hint that asks for a turn to this side.
    pub(super) const fn guidance(self) -> Guidance {
        match self {
            Self::Left => Guidance::TurnLeft,
            Self::Right => Guidance::TurnRight,
        }
    }

    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// What a person is asked to do, in their own left and right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Challenge {
    /// Turn the head to the left and back.
    TurnLeft,
    /// Turn the head to the right and back.
    TurnRight,
    /// The chin down and up again.
    Nod,
    /// Open the mouth and close it.
    OpenMouth,
    /// Close the eyes for a second, then open them.
    CloseEyes,
    /// Bring face and phone nearer to each other.
    ComeCloser,
}

impl From<Side> for Challenge {
    fn from(side: Side) -> Self {
        match side {
            Side::Left => Self::TurnLeft,
            Side::Right => Self::TurnRight,
        }
    }
}

/// One task and when it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The side to turn to.
    pub side: Side,
    /// The head is straight and still for this long, in microseconds, before the side is shown: 0.3 to 1.1 seconds. A
    /// recording cannot know when to begin.
    pub delay: u64,
}

/// HKDF-SHA-256 (RFC 5869) output length of one draw.
struct DrawLength;

impl hkdf::KeyType for DrawLength {
    fn len(&self) -> usize {
        3
    }
}

/// The draws of a scan. Deterministic: the relying party can check afterwards what was asked.
///
/// HKDF-SHA-256 with salt `mien face scan v1`, the nonce as key, info `turn` and the number of the draw as one byte; the
/// lowest bit of the first byte is the side (0 left), the other two bytes the delay.
pub(super) fn draws(nonce: &[u8; 32]) -> Vec<Draw> {
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, b"mien face scan v1").extract(nonce);
    (0..DRAWS).map(|number| draw(&key, number)).collect()
}

fn draw(key: &hkdf::Prk, number: u8) -> Draw {
    let mut bytes = [0; 3];
    let info: [&[u8]; 2] = [b"turn", &[number]];
    // Three bytes are within what HKDF gives: this cannot fail, and an all-zero draw would still be a valid task.
    if let Ok(okm) = key.expand(&info, DrawLength) {
        let _ = okm.fill(&mut bytes);
    }
    let [side, high, low] = bytes;
    let delay = 300_000 + u64::from(u16::from_be_bytes([high, low])) * 800_000 / 65_535;
    Draw { side: if side & 1 == 0 { Side::Left } else { Side::Right }, delay }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws are part of what a relying party can recompute: their derivation must not change silently. The values come from an
    /// independent HKDF (RFC 5869) computed with another library.
    #[test]
    fn draws_are_frozen() {
        let text = serde_json::to_string(
            &draws(&[7; 32]).iter().take(4).map(|d| (d.side, d.delay)).collect::<Vec<_>>(),
        )
        .unwrap();
        assert_eq!(text, r#"[["left",362745],["right",888644],["right",990696],["left",916781]]"#);
    }

    /// Both sides must come up about equally often, and delays must spread over their range.
    #[test]
    fn sides_and_delays_are_spread() {
        let all: Vec<_> = (0..=255_u8).flat_map(|n| draws(&[n; 32])).collect();
        let left = all.iter().filter(|d| d.side == Side::Left).count();
        assert!((2850..3300).contains(&left), "{left} of {}", all.len());
        assert!(all.iter().all(|d| (300_000..=1_100_000).contains(&d.delay)));
        let late = all.iter().filter(|d| d.delay > 700_000).count();
        assert!((2850..3300).contains(&late), "{late}");
    }
}
