//! Many seeded sessions of one kind through the real engine and the real scan, counted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use mien_face::calibration::{Calibration, clopper_pearson};
use mien_face::scan::FaceScan;
use mien_face::{Embedding, FaceEngine, Gallery};
use serde::Serialize;

use crate::kind::Props;
use crate::parallel::on_all_cores;
use crate::{
    Actor, CameraModel, Kind, Moment, Pinhole, Profile, PuppetError, Random, Session, SessionReport, Stage,
};

/// What a campaign counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CampaignReport {
    /// Who came.
    pub kind: Kind,
    /// What was asked of them.
    pub profile: Profile,
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

/// Many sessions of one kind before the same scan.
#[derive(Debug)]
pub struct Campaign<'a> {
    stage: &'a Stage,
    kind: Kind,
    profile: Profile,
    calibration: Calibration,
    props: Props,
}

impl<'a> Campaign<'a> {
    /// Prepares a campaign.
    ///
    /// # Errors
    /// [`PuppetError`] when the person cannot be enrolled or the calibration is not usable.
    pub fn new(stage: &'a Stage, kind: Kind, profile: Profile) -> Result<Self, PuppetError> {
        let calibration = stage.calibration.clone().map_or_else(Calibration::shipped, Ok)?;
        let props = Props::new(profile, stage.template()?);
        Ok(Self { stage, kind, profile, calibration, props })
    }

    /// Runs `sessions` seeded sessions on all cores; `progress` is told how many are done and how many of them passed.
    ///
    /// # Errors
    /// [`PuppetError`] of the first session that could not run.
    pub fn run(
        &self,
        sessions: u32,
        seed: u64,
        progress: &(dyn Fn(u32, u32) + Sync),
    ) -> Result<CampaignReport, PuppetError> {
        let passed = AtomicU32::new(0);
        let session = |index: usize| {
            let session_seed = seed_of(seed, index);
            let result = self.session(session_seed, &mut |_| {});
            passed.fetch_add(u32::from(result.as_ref().is_ok_and(SessionReport::passed)), Ordering::Relaxed);
            result.map(|report| (session_seed, report))
        };
        let told = |done: usize| progress(done as u32, passed.load(Ordering::Relaxed));
        let reports =
            on_all_cores(sessions as usize, session, &told).into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(summary(self.kind, self.profile, &reports))
    }

    /// Runs the one session that a campaign runs for this seed; `watch` sees every frame.
    ///
    /// # Errors
    /// [`PuppetError`] when the program is at fault, or pictures of other people are missing.
    pub fn session(
        &self,
        session_seed: u64,
        watch: &mut dyn FnMut(&Moment<'_>),
    ) -> Result<SessionReport, PuppetError> {
        let Self { stage, kind, profile, .. } = self;
        let lot = Lot::draw(session_seed);
        let template = kind.victim(stage, &self.props, lot.actor)?;
        let (request, limits) = (profile.request(lot.nonce), profile.limits());
        let mut scan = FaceScan::new(request, limits, self.calibration.clone(), Gallery::of(template))?;
        let mut actor =
            kind.actor_with(stage, &self.props, Pinhole::new(480, 640), lot.actor, &scan.state().asked())?;
        let terms =
            Terms { patience_us: stage.patience_us, granted: None, embed_every_us: kind.embed_every_us() };
        lot.play(stage, actor.as_mut(), &mut scan, &terms, watch)
    }
}

/// What a session's seed decides.
#[derive(Debug)]
pub(crate) struct Lot {
    pub(crate) nonce: [u8; 32],
    camera: CameraModel,
    /// The actor's own seed.
    pub(crate) actor: u64,
    stream: u64,
}

impl Lot {
    pub(crate) fn draw(session_seed: u64) -> Self {
        let mut random = Random::new(session_seed);
        let (nonce, camera) = (random.nonce(), CameraModel::any(&mut random));
        Self { nonce, camera, actor: random.bits(), stream: random.bits() }
    }

    /// Puts the actor before the drawn camera and runs the scan.
    pub(crate) fn play(
        &self,
        stage: &Stage,
        actor: &mut dyn Actor,
        scan: &mut FaceScan,
        terms: &Terms<'_>,
        watch: &mut dyn FnMut(&Moment<'_>),
    ) -> Result<SessionReport, PuppetError> {
        let mut engine = FaceEngine::new(stage.models.clone());
        let (engine, camera, seed) = (&mut engine, &self.camera, self.stream);
        let Terms { patience_us, granted, embed_every_us } = *terms;
        Session { scan, engine, camera, seed, patience_us, granted, embed_every_us }.run(actor, watch)
    }
}

/// What a session's seed does not decide: see the fields of [`Session`].
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    pub(crate) patience_us: u64,
    pub(crate) granted: Option<&'a Embedding>,
    pub(crate) embed_every_us: u64,
}

/// The seed of one session of many.
pub(crate) const fn seed_of(seed: u64, index: usize) -> u64 {
    Random::new(seed ^ ((index as u64) << 20)).bits()
}

fn summary(kind: Kind, profile: Profile, reports: &[(u64, SessionReport)]) -> CampaignReport {
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
        profile,
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
            .filter(|(_, r)| r.passed() != kind.is_genuine())
            .map(|(session_seed, _)| *session_seed)
            .collect(),
    }
}

impl fmt::Display for CampaignReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "kind                n  passed   rate     95 % bounds        median s")?;
        let Self { kind, sessions, passed, rate, low, high, median_seconds, .. } = self;
        let name = kind.name();
        writeln!(
            f,
            "{name:<16} {sessions:>4} {passed:>7}   {rate:.4}   {low:.4} to {high:.4}   {median_seconds:.1}"
        )?;
        for (ending, count) in &self.endings {
            writeln!(f, "{count:>6}  {ending}")?;
        }
        Ok(())
    }
}
