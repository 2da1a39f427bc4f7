//! `mien scan`: one face scan, as an app runs it, told in lines of text.

use std::path::PathBuf;

use mien_face::calibration::Calibration;
use mien_face::scan::{FaceScan, Guidance, Purpose, ScanOutcome, ScanRequest};
use mien_face::{FaceEngine, FaceModels, Gallery, Wants};
use mien_ports::{Entropy, SystemEntropy};

use crate::failure::{Answer, Because, Failure};
use crate::models;
use crate::source::{self, FrameSource};
use crate::words;
use mien_puppet::Profile;

/// Options of `mien scan`.
///
/// The scan is one for enrolment: it checks that a live face is there and good enough for a template, and keeps nothing.
/// What to do is drawn at random: recorded frames answer it only by chance, unless they were made for the nonce.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    camera: Camera,
    /// 64 hexadecimal digits that decide what the person is asked to do; drawn at random when left out
    #[arg(long, value_parser = crate::hex::digits32)]
    nonce: Option<[u8; 32]>,
    /// A recording in which nobody was asked for anything: prints what happens in it and what speaks against a live person
    #[arg(long, value_name = "FILE", group = "Camera")]
    video: Option<PathBuf>,
    /// Print what the recording shows as JSON
    #[arg(long, requires = "video")]
    json: bool,
    /// Whom the scan is made for
    #[arg(long, value_enum, default_value_t = Profile::Enrol)]
    profile: Profile,
}

/// Where the frames come from. A registration by phone alone needs none: whoever opens it says so.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(crate) struct Camera {
    /// Recorded frames: a Y4M file, a folder of pictures, one picture, or a video that ffmpeg can read
    #[arg(long, value_name = "FILE")]
    pub(crate) frames: Option<PathBuf>,
    /// The webcam with this number, 0 when only `--camera` is given
    #[arg(long = "camera", value_name = "NUMBER", num_args = 0..=1, default_missing_value = "0")]
    pub(crate) webcam: Option<u32>,
    /// Another program as the camera: it writes Y4M to its standard output and reads, after each frame, the id of the hint
    /// that is shown
    #[arg(long = "camera-program", value_name = "COMMAND")]
    pub(crate) program: Option<String>,
}

impl Camera {
    /// Opens it.
    pub(crate) fn open(&self) -> Result<Box<dyn FrameSource>, Failure> {
        match (&self.frames, &self.program, self.webcam) {
            (Some(path), _, _) => source::open(path),
            (None, Some(command), _) => source::open_program(command),
            (None, None, Some(number)) => source::open_camera(number),
            (None, None, None) => Err(Failure::Usage(
                "say where the frames come from: --camera, --frames or --camera-program".into(),
            )),
        }
    }
}

/// Scans, says what an app would show, and prints the outcome.
pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(video) = &options.video {
        return crate::watch::run(video, options.json);
    }
    let mut frames = options.camera.open()?;
    let nonce = options.nonce.map_or_else(fresh_nonce, Ok)?;
    let calibration = Calibration::shipped().because(|| "cannot use the built-in thresholds")?;
    let request = ScanRequest::new(Purpose::Enrol, nonce);
    let scan = FaceScan::new(request, options.profile.limits(), calibration, Gallery::default())
        .because(|| "cannot begin the scan")?;
    let models = models::load()?;
    let later = models.clone();
    // While the first frames are looked at. Whoever needs a model sooner gets the same error.
    std::thread::spawn(move || later.prepare());
    let outcome = follow(scan, models, frames.as_mut())?;
    println!("{}", outcome_in_words(outcome.as_ref()));
    Ok(match outcome {
        Some(ScanOutcome::Enrolled { .. } | ScanOutcome::Verified) => Answer::Yes,
        _ => Answer::No,
    })
}

/// Pushes frames until the scan ends or the frames do; prints each new hint with the capture time.
fn follow(
    mut scan: FaceScan,
    models: FaceModels,
    frames: &mut dyn FrameSource,
) -> Result<Option<ScanOutcome>, Failure> {
    let mut engine = FaceEngine::new(models);
    let (mut shown, mut wants, mut began): (Option<Guidance>, Wants, Option<u64>) =
        (None, Wants::default(), None);
    while let Some(owned) = frames.next_frame()? {
        let cannot = || "cannot use a frame";
        let observation = engine.observe(&owned.frame().because(cannot)?, wants).because(cannot)?;
        let feedback = scan.push(&observation);
        wants = feedback.wants;
        frames.shown(feedback.guidance);
        if feedback.guidance != shown {
            shown = feedback.guidance;
            let start = *began.get_or_insert(owned.captured_at);
            let seconds =
                std::time::Duration::from_micros(owned.captured_at.saturating_sub(start)).as_secs_f64();
            let hint = shown.map_or("...", words::guidance);
            println!("{seconds:6.2} s  {:3} %  {hint}", feedback.progress);
        }
        if scan.outcome().is_some() {
            break;
        }
    }
    Ok(scan.into_outcome())
}

fn fresh_nonce() -> Result<[u8; 32], Failure> {
    let mut nonce = [0; 32];
    SystemEntropy::new().fill(&mut nonce).because(|| "cannot draw a random number")?;
    Ok(nonce)
}

fn outcome_in_words(outcome: Option<&ScanOutcome>) -> String {
    let with = |what: &str, reasons| format!("{what}: {}", words::all(reasons));
    match outcome {
        None => "not finished: the frames ended before the scan did".into(),
        Some(ScanOutcome::Enrolled { template }) => {
            format!(
                "passed: a live face, good enough for a template ({} captures; not kept)",
                template.count()
            )
        }
        Some(ScanOutcome::Verified) => "passed: the enrolled face".into(),
        Some(ScanOutcome::Retry { reasons }) => with("try again (not counted as an attempt)", reasons),
        Some(ScanOutcome::NotConfirmed { reasons }) => with("not confirmed", reasons),
        Some(ScanOutcome::Inconclusive { reasons }) => with("not clear (not counted as an attempt)", reasons),
        Some(ScanOutcome::ReviewOffered { reasons }) => with("a person should check", reasons),
        Some(ScanOutcome::OtherWay { reasons }) => with("another way than the face", reasons),
        Some(ScanOutcome::TimedOut { blocked_by, .. }) => {
            format!(
                "time is up{}",
                blocked_by.map_or(String::new(), |hint| format!(": {}", words::guidance(hint)))
            )
        }
        Some(ScanOutcome::Cancelled) => "cancelled".into(),
        Some(other) => format!("{other:?}"),
    }
}
