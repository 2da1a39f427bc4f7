//! Makes a calibration: all thresholds of a scan, measured.
//!
//! * Who is it? From all pairs of pictures: what strangers reach.
//! * Still the same? From rendered scans of the people in the pictures: how alike one face stays through a scan.
//! * Head or photo? From the same scans, and from rendered scans of their photos, flat and bent.
//!
//! The rules that lead from the measurements to the thresholds are those of [`mien_face::calibration`].

pub(crate) mod pictures;
mod rehearsal;
mod table;

use std::path::Path;
use std::sync::Arc;

use mien_face::calibration::{
    Calibration, Identity, Turns, calibrate_limit, calibrate_matching, calibrate_planar,
};

use crate::campaign::seed_of;
use crate::parallel::on_all_cores;
use crate::{Kind, PuppetError, Stage};
use pictures::{Portrait, portraits};
use rehearsal::{Rehearsal, rehearse};

pub use table::table;

/// Fewer people's heads are not people.
const LEAST_HEADS: usize = 10;

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// False acceptance rate of the matching threshold.
    pub far: f64,
    /// Rendered scans of honest people; as many of flat photos and two thirds as many of bent ones.
    pub sessions: usize,
    /// What decides whose heads they are, how they move, and cameras and noise.
    pub seed: u64,
}

/// Measures all thresholds with the pictures of `images`, which holds one folder a person.
///
/// `progress` is told what is being done, how much of it is done and how much there is.
///
/// # Errors
/// [`PuppetError`] when pictures cannot be read, are too few, or leave no room for a threshold.
pub fn calibrate(
    stage: &Stage,
    images: &Path,
    plan: &Plan,
    progress: &(dyn Fn(&str, usize, usize) + Sync),
) -> Result<Calibration, PuppetError> {
    let people = portraits(&stage.models, images, &|done, all| progress("pictures", done, all))?;
    let faces: Vec<Identity> = people.iter().map(|portrait| portrait.identity.clone()).collect();
    progress("pairs", 0, faces.len());
    let matching = calibrate_matching(&faces, plan.far, &mut |_| {})?;
    let heads = heads(&people);
    if heads.len() < LEAST_HEADS {
        return Err(PuppetError::NoHeads { usable: heads.len() });
    }
    let all = |kind: Kind, what: &str, sessions: usize| {
        let told = |done| progress(what, done, sessions);
        sit(stage, &heads, kind, sessions, plan.seed, &told)
    };
    let honest = all(Kind::Honest, "honest people", plan.sessions)?;
    let flat = all(Kind::Flat, "flat photos", plan.sessions)?;
    let bent = all(Kind::Bent10, "bent photos", plan.sessions * 2 / 3)?;
    let column = |of: fn(&Rehearsal) -> &Vec<f32>| honest.iter().flat_map(of).copied().collect::<Vec<_>>();
    let continuity = calibrate_limit("continuity", &matching, &column(|found| &found.checkpoints))?;
    let enrolment = calibrate_limit("enrolment", &matching, &column(|found| &found.captures))?;
    let [honest, flat, bent] =
        [honest, flat, bent].map(|all| all.into_iter().map(|found| found.turns).collect::<Vec<Turns>>());
    let (planar, planar_report) = calibrate_planar(&honest, &flat, &bent)?;
    Ok(Calibration { planar_report, ..Calibration::new(matching, continuity, enrolment, planar) })
}

/// One good picture a person.
fn heads(people: &[Portrait]) -> Vec<&Portrait> {
    let mut heads: Vec<&Portrait> = people.iter().filter(|portrait| portrait.has_head()).collect();
    heads.dedup_by(|a, b| a.identity.person == b.identity.person);
    heads
}

/// Lets people, or photos of them, sit before the scan; the people are spread evenly over all.
fn sit(
    stage: &Stage,
    heads: &[&Portrait],
    kind: Kind,
    sessions: usize,
    seed: u64,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Rehearsal>, PuppetError> {
    let granted = stage.face()?;
    let session = |index: usize| {
        let portrait = heads[index * heads.len() / sessions];
        let head = portrait.head().unwrap_or_else(|| Ok(Arc::clone(&stage.head)))?;
        let stage = Stage { head, ..stage.clone() };
        rehearse(&stage, kind, &granted, seed_of(seed, index))
    };
    on_all_cores(sessions, session, progress).into_iter().collect()
}
