//! The face scan across the boundary.

use crate::errors::ScanError;
use crate::frame::{FrameInfo, frame};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where the scan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanStage {
    /// Finding the place: no hurry.
    Positioning,
    /// Hold still.
    Settling,
    /// A task is shown.
    Challenge,
    /// Look straight; the last frames are taken.
    Capturing,
    /// Over: ask for the result.
    Done,
}

/// What the person is asked to do, in their own left and right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
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

/// How much help the person needs with what stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Help {
    /// The hint is enough.
    None,
    /// Say it aloud, with more words.
    Speak,
    /// Show it with a picture.
    Show,
    /// Offer somebody's help, larger text or another way.
    Offer,
}

/// A colour that the whole screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct ScreenColour {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

/// A rectangle as shares of the upright, unmirrored frame's width and height.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct FaceOutline {
    /// Left edge, 0 to 1.
    pub left: f32,
    /// Top edge, 0 to 1.
    pub top: f32,
    /// Width, 0 to 1.
    pub width: f32,
    /// Height, 0 to 1.
    pub height: f32,
}

/// What to show after a frame.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ScanFeedback {
    /// Where the scan stands.
    pub stage: ScanStage,
    /// The one hint to show, speak or vibrate, as a stable id such as `move_closer`; already debounced.
    pub guidance: Option<String>,
    /// 0 to 100. Falls back when the scan starts over.
    pub progress: u8,
    /// What else stands in the way, at most two ids.
    pub secondary: Vec<String>,
    /// How far the one hint has to go, 0 to 1, where that can be said: a longer arrow, a higher tone.
    pub amount: Option<f32>,
    /// How much help the person needs, the longer the same thing stands in the way.
    pub help: Help,
    /// The task, from the prompt until it is done.
    pub challenge: Option<Challenge>,
    /// What the whole screen shows until the next feedback; nothing while it is the app's own.
    pub flash: Option<ScreenColour>,
    /// Where the face is.
    pub outline: Option<FaceOutline>,
}

/// Whom a scan is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanProfile {
    /// Most people, to compare with a template.
    Verify,
    /// Most people, to make a template.
    Enrol,
    /// Older people: smaller movements, twice the time, no flashing colours.
    Senior,
    /// People who cannot turn or bend their head.
    LimitedMobility,
    /// People who do not see the screen well.
    LowVision,
    /// Payments and the like: more tasks, and colours.
    StepUp,
}

/// How a scan is to be made. The default suits most people and phones.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct ScanOptions {
    /// Whom it is made for; the usual one of its purpose when left out. The person chooses it, without proof.
    #[uniffi(default = None)]
    pub profile: Option<ScanProfile>,
    /// Whether the screen can show colours all over, and the person has not declined them.
    #[uniffi(default = false)]
    pub can_flash: bool,
    /// Whether the app has proof of itself and of an unaltered phone.
    #[uniffi(default = false)]
    pub attested: bool,
}

impl From<ScanOptions> for mien::ScanOptions {
    fn from(options: ScanOptions) -> Self {
        let profile = options.profile.map(|profile| match profile {
            ScanProfile::Verify => mien::ProfileName::Verify,
            ScanProfile::Enrol => mien::ProfileName::Enrol,
            ScanProfile::Senior => mien::ProfileName::Senior,
            ScanProfile::LimitedMobility => mien::ProfileName::LimitedMobility,
            ScanProfile::LowVision => mien::ProfileName::LowVision,
            ScanProfile::StepUp => mien::ProfileName::StepUp,
        });
        Self { profile, nonce: None, can_flash: options.can_flash, attested: options.attested }
    }
}

/// How a scan ended. No score, no picture, no template.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ScanResult {
    /// Go on.
    Passed,
    /// Nothing is held against the person: show the advice and start a new scan.
    TryAgain,
    /// It could not be confirmed. Say so neutrally and offer to try again.
    NotConfirmed,
    /// Nothing speaks against the person, but too little for. Offer another profile, or a person who checks.
    Inconclusive,
    /// Could not be confirmed several times: offer a check by a person beside another try.
    ReviewOffered,
    /// The face is no way here, or not any more: lead to another one.
    OtherWay,
    /// Time is up. Offer to try again, to get help, and another way.
    TimedOut {
        /// The hint that stood in the way last.
        blocked_by: Option<String>,
    },
    /// The person cancelled.
    Cancelled,
}

/// How far the origin of a scan's frames is vouched for. A policy of the relying party decides which purpose needs which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Assurance {
    /// Nothing is known of the camera.
    A0,
    /// The camera's own data came with the frames and make sense.
    A1,
    /// And the face answered the screen's colours, or the picture moved with the phone.
    A2,
    /// And the app has proof of itself and of an unaltered phone.
    A3,
}

/// One scan, from the first frame to its result. Push frames from one thread; drop frames rather than queue them.
#[derive(uniffi::Object)]
pub struct Scan(Mutex<mien::Scan>);

#[uniffi::export]
impl Scan {
    /// Takes a frame in planes: luma, then U and V, or luma and interleaved chroma with `v` empty, or luma alone.
    ///
    /// The bytes are read in place during the call. In Kotlin they must be direct buffers whose position is 0 (`slice()`).
    pub fn push_planes(
        &self,
        info: FrameInfo,
        y: &[u8],
        u: &[u8],
        v: &[u8],
    ) -> Result<ScanFeedback, ScanError> {
        let frame = frame(&info, [y, u, v])?;
        Ok(self.scan().push_from(&frame, camera(&info))?.into())
    }

    /// Takes a frame in one buffer: BGRA, RGBA, RGB, grey, or a planar format without gaps.
    pub fn push_packed(&self, info: FrameInfo, data: &[u8]) -> Result<ScanFeedback, ScanError> {
        let frame = frame(&info, [data, &[], &[]])?;
        Ok(self.scan().push_from(&frame, camera(&info))?.into())
    }

    /// The app went to the background or the camera was taken away: the scan starts over.
    pub fn interrupt(&self) -> ScanFeedback {
        self.scan().interrupt().into()
    }

    /// The person gave up.
    pub fn cancel(&self) {
        self.scan().cancel();
    }

    /// How far the origin of the frames is vouched for; nothing while the scan runs. For the relying party and for tests, never
    /// for the person.
    pub fn assurance(&self) -> Option<Assurance> {
        Some(match self.scan().record()?.assurance {
            mien::Assurance::A0 => Assurance::A0,
            mien::Assurance::A1 => Assurance::A1,
            mien::Assurance::A2 => Assurance::A2,
            mien::Assurance::A3 => Assurance::A3,
        })
    }

    /// How the scan ended; nothing while it runs.
    pub fn result(&self) -> Option<ScanResult> {
        let result = self.scan().result()?;
        Some(match result {
            mien::ScanResult::Passed => ScanResult::Passed,
            mien::ScanResult::Retry { .. } => ScanResult::TryAgain,
            mien::ScanResult::TimedOut { blocked_by } => {
                ScanResult::TimedOut { blocked_by: blocked_by.map(|hint| hint.id().to_owned()) }
            }
            mien::ScanResult::Inconclusive { .. } => ScanResult::Inconclusive,
            mien::ScanResult::ReviewOffered { .. } => ScanResult::ReviewOffered,
            mien::ScanResult::OtherWay { .. } => ScanResult::OtherWay,
            mien::ScanResult::Cancelled => ScanResult::Cancelled,
            _ => ScanResult::NotConfirmed,
        })
    }
}

fn camera(info: &FrameInfo) -> mien::CameraData {
    info.camera.map(Into::into).unwrap_or_default()
}

impl Scan {
    pub(crate) fn wrap(scan: mien::Scan) -> Arc<Self> {
        Arc::new(Self(Mutex::new(scan)))
    }

    pub(crate) fn scan(&self) -> MutexGuard<'_, mien::Scan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<mien::ScanFeedback> for ScanFeedback {
    fn from(feedback: mien::ScanFeedback) -> Self {
        Self {
            stage: match feedback.stage {
                mien::ScanStage::Positioning => ScanStage::Positioning,
                mien::ScanStage::Settling => ScanStage::Settling,
                mien::ScanStage::Challenge => ScanStage::Challenge,
                mien::ScanStage::Capturing => ScanStage::Capturing,
                mien::ScanStage::Done => ScanStage::Done,
            },
            guidance: feedback.guidance.map(|hint| hint.id().to_owned()),
            progress: feedback.progress,
            secondary: feedback.secondary.iter().map(|hint| hint.id().to_owned()).collect(),
            amount: feedback.amount,
            help: match feedback.help {
                mien::Help::None => Help::None,
                mien::Help::Speak => Help::Speak,
                mien::Help::Show => Help::Show,
                mien::Help::Offer => Help::Offer,
            },
            challenge: feedback.challenge.map(|challenge| match challenge {
                mien::Challenge::TurnLeft => Challenge::TurnLeft,
                mien::Challenge::TurnRight => Challenge::TurnRight,
                mien::Challenge::Nod => Challenge::Nod,
                mien::Challenge::OpenMouth => Challenge::OpenMouth,
                mien::Challenge::CloseEyes => Challenge::CloseEyes,
                mien::Challenge::ComeCloser => Challenge::ComeCloser,
            }),
            flash: feedback.flash.map(|[red, green, blue]| ScreenColour { red, green, blue }),
            outline: feedback.outline.map(|[left, top, width, height]| FaceOutline {
                left,
                top,
                width,
                height,
            }),
        }
    }
}
