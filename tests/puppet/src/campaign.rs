//! Many seeded sessions of one kind through the real engine and the real scan, counted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use mien_face::calibration::{Calibration, clopper_pearson};
use mien_face::scan::{FaceScan, Purpose, ScanProfile, ScanRequest};
use mien_face::{Embedding, FaceEngine, Template};
use serde::Serialize;

use crate::parallel::on_all_cores;
use crate::{
    Actor, CameraModel, FrozenStream, LoopedStream, Moment, Person, PhotoHolder, Pinhole, PuppetError,
    Random, Session, SessionReport, Stage, TwoPrints,
};

/// Who comes before the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[value(rename_all = "lower")]
pub enum Kind {
    /// The person, in good light.
    Honest,
    /// A flat photo, turned by hand.
    Flat,
    /// A print from the front and one from the side, exchanged out of view.
    TwoPrints,
    /// A photo bent to a radius of 10 cm.
    Bent10,
    /// A photo bent to a radius of 5 cm.
    Bent5,
    /// One picture over and over.
    Frozen,
    /// A recorded scan in a loop.
    Looped,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Honest, Self::Flat, Self::TwoPrints, Self::Bent10, Self::Bent5, Self::Frozen, Self::Looped];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::Flat => "flat",
            Self::TwoPrints => "twoprints",
            Self::Bent10 => "bent10",
            Self::Bent5 => "bent5",
            Self::Frozen => "frozen",
            Self::Looped => "looped",
        }
    }

    /// The actor whom a seed makes.
    pub fn actor(self, stage: &Stage, camera: Pinhole, seed: u64) -> Box<dyn Actor> {
        let head = stage.head.clone();
        match self {
            Self::Honest => Box::new(Person::new(head, camera, seed)),
            Self::Flat => Box::new(PhotoHolder::new(&head, camera, None, seed)),
            Self::TwoPrints => Box::new(TwoPrints::new(&head, camera, seed)),
            Self::Bent10 => Box::new(PhotoHolder::new(&head, camera, Some(10.0), seed)),
            Self::Bent5 => Box::new(PhotoHolder::new(&head, camera, Some(5.0), seed)),
            Self::Frozen => Box::new(FrozenStream::new(head, camera, seed)),
            Self::Looped => Box::new(LoopedStream::new(head, camera, seed)),
        }
    }
}

/// What a campaign counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CampaignReport {
    /// Who came.
    pub kind: Kind,
    /// How often.
    pub sessions: u32,
    /// How many were let in.
    pub passed: u32,
    /// `passed / sessions`.
    pub rate: f64,
    /// Lower end of the exact 95 % interval of the rate.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Median stream time of the passed sessions in seconds, 0 without any.
    pub median_seconds: f64,
    /// Frames observed in all sessions.
    pub frames: u64,
    /// How the sessions ended, with counts.
    pub endings: BTreeMap<String, u32>,
    /// Seeds of the sessions that ended against expectation: honest and refused, or an attack that was let in.
    pub surprises: Vec<u64>,
}

/// Runs `sessions` seeded sessions on all cores; `progress` is told how many are done and how many of them passed.
///
/// # Errors
/// [`PuppetError`] of the first session that could not run.
pub fn run(
    stage: &Stage,
    kind: Kind,
    sessions: u32,
    seed: u64,
    progress: &(dyn Fn(u32, u32) + Sync),
) -> Result<CampaignReport, PuppetError> {
    let template = stage.template()?;
    let passed = AtomicU32::new(0);
    let session = |index: usize| {
        let session_seed = seed_of(seed, index);
        let result = run_one(stage, kind, &template, session_seed, &mut |_| {});
        passed.fetch_add(u32::from(result.as_ref().is_ok_and(SessionReport::passed)), Ordering::Relaxed);
        result.map(|report| (session_seed, report))
    };
    let told = |done: usize| progress(done as u32, passed.load(Ordering::Relaxed));
    let reports =
        on_all_cores(sessions as usize, session, &told).into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(summary(kind, &reports))
}

/// Runs the one session that a campaign runs for this seed; `watch` sees every frame.
///
/// # Errors
/// [`PuppetError`] when the program is at fault.
pub fn run_one(
    stage: &Stage,
    kind: Kind,
    template: &Template,
    session_seed: u64,
    watch: &mut dyn FnMut(&Moment<'_>),
) -> Result<SessionReport, PuppetError> {
    let mut random = Random::new(session_seed);
    let request =
        ScanRequest { purpose: Purpose::Verify, nonce: random.nonce(), profile: ScanProfile::verify() };
    let calibration = stage.calibration.clone().map_or_else(Calibration::shipped, Ok)?;
    let mut scan = FaceScan::new(request, calibration, Some(template.clone()))?;
    play(stage, kind, &mut scan, &mut random, stage.patience_us, None, watch)
}

/// Puts an actor before a camera, both drawn, and runs the scan; `granted` as in [`Session`].
pub(crate) fn play(
    stage: &Stage,
    kind: Kind,
    scan: &mut FaceScan,
    random: &mut Random,
    patience_us: u64,
    granted: Option<&Embedding>,
    watch: &mut dyn FnMut(&Moment<'_>),
) -> Result<SessionReport, PuppetError> {
    let camera = CameraModel::any(random);
    let mut actor = kind.actor(stage, Pinhole::new(480, 640), random.bits());
    let mut engine = FaceEngine::new(stage.models.clone());
    let (engine, camera, seed) = (&mut engine, &camera, random.bits());
    Session { scan, engine, camera, seed, patience_us, granted }.run(actor.as_mut(), watch)
}

/// The seed of one session of many.
pub(crate) const fn seed_of(seed: u64, index: usize) -> u64 {
    Random::new(seed ^ ((index as u64) << 20)).bits()
}

fn summary(kind: Kind, reports: &[(u64, SessionReport)]) -> CampaignReport {
    let sessions = reports.len() as u32;
    let mut endings = BTreeMap::new();
    for (_, report) in reports {
        *endings.entry(report.reason()).or_insert(0) += 1;
    }
    let mut times: Vec<u64> =
        reports.iter().filter(|(_, r)| r.passed()).map(|(_, r)| r.duration_us).collect();
    times.sort_unstable();
    let passed = times.len() as u32;
    let [low, high] = clopper_pearson(passed as usize, reports.len());
    CampaignReport {
        kind,
        sessions,
        passed,
        rate: f64::from(passed) / f64::from(sessions.max(1)),
        low,
        high,
        median_seconds: times.get(times.len() / 2).map_or(0.0, |us| *us as f64 / 1e6),
        frames: reports.iter().map(|(_, r)| u64::from(r.frames)).sum(),
        endings,
        surprises: reports
            .iter()
            .filter(|(_, r)| r.passed() != (kind == Kind::Honest))
            .map(|(session_seed, _)| *session_seed)
            .collect(),
    }
}

impl fmt::Display for CampaignReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "kind       n    passed  rate     95 % bounds        median s")?;
        let Self { kind, sessions, passed, rate, low, high, median_seconds, .. } = self;
        let name = kind.name();
        writeln!(
            f,
            "{name:<9} {sessions:>4} {passed:>7}   {rate:.4}   {low:.4} to {high:.4}   {median_seconds:.1}"
        )?;
        for (ending, count) in &self.endings {
            writeln!(f, "{count:>6}  {ending}")?;
        }
        Ok(())
    }
}
