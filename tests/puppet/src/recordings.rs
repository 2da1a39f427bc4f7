//! Genuine scans of the person, recorded while they were asked for something by other nonces.

use std::sync::{Arc, OnceLock};

use mien_face::calibration::Calibration;
use mien_face::scan::{Challenge, FaceScan};
use mien_face::{FaceEngine, Gallery, Template};

use crate::film::{Film, Shown};
use crate::geometry::Pinhole;
use crate::head::Head;
use crate::manner::Manner;
use crate::person::Person;
use crate::profile::Profile;
use crate::{CameraModel, Prompt, PuppetError, Random, Session, Stage};

/// So many scans are recorded; an attacker has one of them.
const SCANS: usize = 16;
/// A scan that did not pass is recorded anew at most so often.
const TRIES: u64 = 6;
/// A recording begins and ends with a little of the person looking straight.
const AROUND_US: u64 = 400_000;

/// One scan: who, and what the screen showed.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    seed: u64,
    script: Vec<Shown>,
    length_us: u64,
    /// What was asked, in order, also what was asked again.
    asked: Vec<Challenge>,
}

impl Recording {
    /// The film of it.
    pub(crate) fn film(&self, head: Arc<Head>, camera: Pinhole) -> Film {
        Film::record(&person(head, camera, self.seed), &self.script, self.length_us)
    }

    /// Lets the person pass a scan.
    fn make(stage: &Stage, profile: Profile, template: &Template, seed: u64) -> Result<Self, PuppetError> {
        let mut random = Random::new(seed);
        let request = profile.request(random.nonce());
        let calibration = stage.calibration.clone().map_or_else(Calibration::shipped, Ok)?;
        let mut scan = FaceScan::new(request, profile.limits(), calibration, Gallery::of(template.clone()))?;
        let mut engine = FaceEngine::new(stage.models.clone());
        let mut person = person(Arc::clone(&stage.head), Pinhole::new(480, 640), seed);
        let (camera, patience_us) = (CameraModel::steady(15.0), stage.patience_us);
        let (mut script, mut begun_us, mut length_us) = (vec![Shown::prompt(0, Prompt::None)], None, 0);
        let mut asked = Vec::new();
        let mut session = Session {
            scan: &mut scan,
            engine: &mut engine,
            camera: &camera,
            seed,
            patience_us,
            granted: None,
            embed_every_us: 0,
        };
        session.run(&mut person, &mut |moment| {
            let at_us = moment.observation.captured_at;
            if let Some(challenge) = moment.feedback.challenge.filter(|now| asked.last() != Some(now)) {
                asked.push(challenge);
            }
            length_us = at_us - *begun_us.get_or_insert(at_us) + AROUND_US;
            let prompt = Prompt::from(moment.feedback.guidance);
            let shown = Shown { from_us: length_us - AROUND_US, prompt, flash: moment.feedback.flash };
            if script.last().is_none_or(|last| (last.prompt, last.flash) != (prompt, shown.flash)) {
                script.push(shown);
            }
        })?;
        let passed = scan.outcome().is_some_and(crate::session::is_pass);
        if passed { Ok(Self { seed, script, length_us, asked }) } else { Err(PuppetError::NothingRecorded) }
    }
}

fn person(head: Arc<Head>, camera: Pinhole, seed: u64) -> Person {
    Person::with_manner(head, camera, Manner::cooperative(&mut Random::new(seed)), seed)
}

/// The recordings that attackers of one campaign choose from, each made when it is first wanted.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    scans: [OnceLock<Option<Recording>>; SCANS],
}

impl Recordings {
    /// One of them, as `seed` chooses, in which something else was asked, or in another order: what a recording that happens
    /// to fit would do is a matter of how many orders there are.
    ///
    /// # Errors
    /// [`PuppetError::NothingRecorded`] when the person does not pass the scan: there is nothing to replay then.
    pub(crate) fn one(
        &self,
        stage: &Stage,
        profile: Profile,
        template: &Template,
        seed: u64,
        asked: &[Challenge],
    ) -> Result<&Recording, PuppetError> {
        let other = |recording: &&Recording| !holds(&recording.asked, asked);
        let mut all =
            (0..SCANS).map(|step| self.at(stage, profile, template, (seed as usize).wrapping_add(step)));
        all.find_map(|recording| recording.ok().filter(other)).ok_or(PuppetError::NothingRecorded)
    }

    fn at(
        &self,
        stage: &Stage,
        profile: Profile,
        template: &Template,
        seed: usize,
    ) -> Result<&Recording, PuppetError> {
        let index = seed % SCANS;
        let make = || {
            let seeds = (0..TRIES).map(|attempt| 0x2EC0_2D00 + (index as u64) * TRIES + attempt);
            seeds.map(|seed| Recording::make(stage, profile, template, seed)).find_map(Result::ok)
        };
        self.scans[index].get_or_init(make).as_ref().ok_or(PuppetError::NothingRecorded)
    }
}

/// Whether what is asked comes in a recording, in this order.
fn holds(recorded: &[Challenge], asked: &[Challenge]) -> bool {
    let mut left = recorded.iter();
    asked.iter().all(|challenge| left.any(|shown| shown == challenge))
}
