//! What is asked of the person, drawn from the relying party's nonce.

use ring::hkdf;
use serde::{Deserialize, Serialize};

use super::guidance::Guidance;

/// Rounds of tasks kept for one scan: restarts and repeats use them up.
const ROUNDS: u8 = 16;
/// Colours of one flash.
pub(super) const FLASHES: usize = 6;

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
    /// Close the eyes for a moment, then open them.
    CloseEyes,
    /// Bring face and phone nearer to each other.
    ComeCloser,
}

impl Challenge {
    /// The sign of a yaw to the asked side; 0 for what is no turn.
    pub(super) const fn side(self) -> f32 {
        match self {
            Self::TurnLeft => 1.0,
            Self::TurnRight => -1.0,
            _ => 0.0,
        }
    }

    /// Whether it is a turn of the head to a side.
    pub const fn is_turn(self) -> bool {
        matches!(self, Self::TurnLeft | Self::TurnRight)
    }

    /// Whether the head moves so that a sheet shows.
    pub const fn rotates(self) -> bool {
        self.is_turn() || matches!(self, Self::Nod)
    }

    /// The hint that asks for it.
    pub const fn guidance(self) -> Guidance {
        match self {
            Self::TurnLeft => Guidance::TurnLeft,
            Self::TurnRight => Guidance::TurnRight,
            Self::Nod => Guidance::Nod,
            Self::OpenMouth => Guidance::OpenMouth,
            Self::CloseEyes => Guidance::CloseEyesThenOpen,
            Self::ComeCloser => Guidance::ComeCloserChallenge,
        }
    }

    /// The hint that asks back from it.
    pub(super) const fn back(self) -> Guidance {
        match self {
            Self::OpenMouth => Guidance::CloseMouth,
            Self::CloseEyes => Guidance::OpenEyesNow,
            _ => Guidance::BackToCentre,
        }
    }
}

/// One place in a profile's order of tasks; the nonce decides what it leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A turn to a side drawn anew each time.
    Turn,
    /// This one.
    Only(Challenge),
    /// One of these.
    OneOf(Vec<Challenge>),
}

/// One task and when it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What to do.
    pub challenge: Challenge,
    /// The head is straight and still for this long, in microseconds, before the task is shown: 0.05 to 0.25 seconds. A
    /// recording cannot know when to begin.
    pub delay: u64,
    /// Which place of the profile it fills.
    pub(super) slot: usize,
}

/// A colour of the screen, for the flash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tint {
    /// Red.
    Red,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Seventy hundredths of white.
    White,
}

impl Tint {
    const ALL: [Self; 4] = [Self::Red, Self::Green, Self::Blue, Self::White];

    /// What the screen shows.
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Red => [255, 0, 0],
            Self::Green => [0, 255, 0],
            Self::Blue => [0, 0, 255],
            Self::White => [179, 179, 179],
        }
    }
}

/// Everything that the nonce decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    rounds: Vec<Vec<Task>>,
    pub(super) flash: [Tint; FLASHES],
}

/// HKDF-SHA-256 (RFC 5869) output of some length.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Plan {
    /// Deterministic: the relying party can check afterwards what was asked.
    ///
    /// HKDF-SHA-256 with salt `mien face scan v3` and the nonce as key. For each round, info `round` and its number as one
    /// byte: two bytes for the order of the tasks (big endian; drawn from the last place to the first), then three a place:
    /// one that picks, two for the delay. Coming closer is moved to the end. With info `flash`: a byte for each colour, no two neighbours equal.
    pub(super) fn new(nonce: &[u8; 32], slots: &[Slot]) -> Self {
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, b"mien face scan v3").extract(nonce);
        let rounds = (0..ROUNDS).map(|number| round(&key, number, slots)).collect();
        Self { rounds, flash: flash(&key) }
    }

    /// The tasks of a round, in order. There are more rounds than restarts and repeats can use; the last one would then
    /// serve again.
    pub(super) fn round(&self, number: usize) -> Vec<Task> {
        self.rounds.get(number).or(self.rounds.last()).cloned().unwrap_or_default()
    }

    /// What another round asks for in this place.
    pub(super) fn redraw(&self, number: usize, task: Task) -> Task {
        self.round(number).into_iter().find(|other| other.slot == task.slot).unwrap_or(task)
    }
}

fn expand(key: &hkdf::Prk, info: &[&[u8]], length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    // Far fewer bytes than HKDF gives: this cannot fail, and all-zero draws would still be valid tasks.
    if let Ok(okm) = key.expand(info, Length(length)) {
        let _ = okm.fill(&mut bytes);
    }
    bytes
}

fn round(key: &hkdf::Prk, number: u8, slots: &[Slot]) -> Vec<Task> {
    let bytes = expand(key, &[b"round", &[number]], 2 + 3 * slots.len());
    let (order, draws) = bytes.split_at(2);
    let mut tasks: Vec<Task> = slots
        .iter()
        .zip(draws.chunks_exact(3))
        .enumerate()
        .map(|(slot, (kind, draw))| {
            let [pick, high, low] = *draw.first_chunk().unwrap_or(&[0; 3]);
            let delay = 50_000 + u64::from(u16::from_be_bytes([high, low])) * 200_000 / 65_535;
            Task { challenge: kind.pick(pick), delay, slot }
        })
        .collect();
    let mut order = usize::from(u16::from_be_bytes(*order.first_chunk().unwrap_or(&[0; 2])));
    for place in (1..tasks.len()).rev() {
        tasks.swap(place, order % (place + 1));
        order /= place + 1;
    }
    // A face that came closer looks different by perspective alone: what comes after would be compared with how it looked from
    // further away.
    tasks.sort_by_key(|task| task.challenge == Challenge::ComeCloser);
    tasks
}

impl Slot {
    fn pick(&self, byte: u8) -> Challenge {
        let turns = [Challenge::TurnLeft, Challenge::TurnRight];
        let choices: &[Challenge] = match self {
            Self::Turn => &turns,
            Self::Only(challenge) => return *challenge,
            Self::OneOf(list) => list,
        };
        let index = usize::from(byte) % choices.len().max(1);
        choices.get(index).copied().unwrap_or(Challenge::TurnLeft)
    }
}

fn flash(key: &hkdf::Prk) -> [Tint; FLASHES] {
    let bytes = expand(key, &[b"flash"], FLASHES);
    let mut last = None;
    let mut tints = [Tint::White; FLASHES];
    for (tint, byte) in tints.iter_mut().zip(bytes) {
        let free: Vec<Tint> = Tint::ALL.into_iter().filter(|t| Some(*t) != last).collect();
        *tint = free.get(usize::from(byte) % free.len().max(1)).copied().unwrap_or(Tint::White);
        last = Some(*tint);
    }
    tints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots() -> Vec<Slot> {
        vec![Slot::Turn, Slot::OneOf(vec![Challenge::Nod, Challenge::OpenMouth, Challenge::ComeCloser])]
    }

    /// What a relying party can recompute must not change silently. The values come from an independent HKDF (RFC 5869) in
    /// another language.
    #[test]
    fn draws_are_frozen() {
        let plan = Plan::new(&[7; 32], &slots());
        let drawn: Vec<Vec<_>> = (0..3)
            .map(|n| plan.round(n).iter().map(|t| (t.challenge.guidance().id(), t.delay)).collect())
            .collect();
        let expected = [
            [("turn_right", 88_083), ("open_mouth", 103_064)],
            [("open_mouth", 141_953), ("turn_left", 118_287)],
            [("turn_right", 99_088), ("come_closer_challenge", 196_849)],
        ];
        assert_eq!(drawn, expected);
        assert_eq!(plan.flash, [Tint::Red, Tint::Green, Tint::White, Tint::Blue, Tint::White, Tint::Green]);
    }

    /// Every order, side and choice must come up about equally often, and delays must spread over their range.
    #[test]
    fn draws_are_spread() {
        let all: Vec<_> = (0..=255_u8).flat_map(|n| Plan::new(&[n; 32], &slots()).rounds).collect();
        let count = |test: &dyn Fn(&[Task]) -> bool| all.iter().filter(|tasks| test(tasks)).count();
        let float = |count: usize| f64::from(u32::try_from(count).unwrap());
        let near = |count: usize, share: f64| (float(count) / float(all.len()) - share).abs() < 0.03;
        assert!(near(count(&|t| t[0].challenge.is_turn()), 2.0 / 3.0));
        assert!(near(count(&|t| t.iter().any(|t| t.challenge == Challenge::TurnLeft)), 0.5));
        for other in [Challenge::Nod, Challenge::OpenMouth, Challenge::ComeCloser] {
            assert!(near(count(&|t| t.iter().any(|t| t.challenge == other)), 1.0 / 3.0));
        }
        assert!(all.iter().flatten().all(|t| (50_000..=250_000).contains(&t.delay)));
        assert!(near(count(&|t| t[0].delay > 150_000), 0.5));
    }

    /// A task that is asked for again comes from the same place of the profile: nobody gets out of a turn by failing it.
    #[test]
    fn a_repeated_task_fills_the_same_place() {
        let plan = Plan::new(&[3; 32], &slots());
        for task in plan.round(0) {
            for number in 1..20 {
                assert_eq!(plan.redraw(number, task).challenge.is_turn(), task.challenge.is_turn());
            }
        }
    }

    /// Photosensitive people: a code never shows the same colour twice in a row, so that its changes can be counted; and at
    /// most one pair of neighbours is a change into red and out of it (WCAG 2.3.1 asks for at most three in a second).
    #[test]
    fn colours_change_with_every_step() {
        for n in 0..=255_u8 {
            let plan = Plan::new(&[n; 32], &slots());
            assert!(plan.flash.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}
