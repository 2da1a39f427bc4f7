//! Makes a calibration: all thresholds of a scan, measured.
//!
//! * Who is it? From all pairs of pictures: what strangers reach.
//! * Still the same? From rendered scans of the people in the pictures: how alike one face stays through a scan.
//! * Head or photo? From the same scans, and from rendered scans of their photos, flat and bent.
//!
//! The rules that lead from the measurements to the thresholds are those of [`mien_face::calibration`].

pub mod groups;
pub(crate) mod pictures;
mod rehearsal;
mod table;

use std::path::Path;
use std::sync::Arc;

use mien_face::calibration::{
    Calibration, Identity, SolidModel, Species, Turns, calibrate_limit, calibrate_matching, calibrate_planar,
    calibrate_relief,
};
use mien_face::scan::Challenge;

use crate::campaign::seed_of;
use crate::parallel::on_all_cores;
use crate::{Kind, PuppetError, Stage};
use groups::{Group, Labelled};
use pictures::{Portrait, portraits};
use rehearsal::{OTHERS, Rehearsal, TURNS, rehearse};

pub use table::table;

/// Fewer people's heads are not people.
const LEAST_HEADS: usize = 10;

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// False acceptance rate among all strangers that the matching threshold bounds.
    pub far: f64,
    /// The same within each group of labelled strangers, where some are given.
    pub group_far: f64,
    /// Rendered scans of honest people; twice as many of flat photos, and of photos bent to each radius. 0 measures the matching
    /// threshold alone and keeps the shipped rest.
    pub sessions: usize,
    /// What decides whose heads they are, how they move, and cameras and noise.
    pub seed: u64,
}

/// Measures all thresholds with the pictures of `images`, which holds one folder a person, and sets the matching threshold
/// on the worst group of the `labelled` ones. Children are left out: the scan is not for them.
///
/// `progress` is told what is being done, how much of it is done and how much there is.
///
/// # Errors
/// [`PuppetError`] when pictures cannot be read, are too few, or leave no room for a threshold.
pub fn calibrate(
    stage: &Stage,
    images: &Path,
    labelled: Option<Labelled<'_>>,
    plan: &Plan,
    progress: &(dyn Fn(&str, usize, usize) + Sync),
) -> Result<Calibration, PuppetError> {
    let people = portraits(&stage.models, images, &|done, all| progress("pictures", done, all))?;
    let faces: Vec<Identity> = people.iter().map(|portrait| portrait.identity.clone()).collect();
    progress("pairs", 0, faces.len());
    let mut matching = calibrate_matching(&faces, plan.far, &mut |_| {})?;
    if let Some(labelled) = labelled {
        let found = groups::groups(&stage.models, labelled, &|done, all| progress("groups", done, all))?;
        let of_age = found.groups.iter().filter(|group| !group.are_children());
        matching = matching.raised_for(&of_age.map(Group::scores).collect::<Vec<_>>(), plan.group_far);
    }
    if plan.sessions == 0 {
        return Ok(Calibration { matching, ..Calibration::shipped()? });
    }
    let heads = heads(&people);
    if heads.len() < LEAST_HEADS {
        return Err(PuppetError::NoHeads { usable: heads.len() });
    }
    let all = |kind: Kind, what: &str, tasks: &[Challenge]| {
        let told = |done| progress(what, done, plan.sessions);
        sit(stage, &heads, kind, tasks, plan, &told)
    };
    let honest = all(Kind::Honest, "honest people", &[TURNS, OTHERS].concat())?;
    let prints = |tasks: &[Challenge], what: &str| -> Result<[Vec<Sitting>; 4], PuppetError> {
        Ok([
            all(Kind::Flat, &format!("flat photos {what}"), tasks)?,
            all(Kind::Bent10, &format!("photos bent to 10 cm {what}"), tasks)?,
            all(Kind::Bent7, &format!("photos bent to 7 cm {what}"), tasks)?,
            all(Kind::Bent5, &format!("photos bent to 5 cm {what}"), tasks)?,
        ])
    };
    let (turned, nodded) = (prints(TURNS, "that turn")?, prints(OTHERS, "that nod and come closer")?);
    let column = |of: fn(&Rehearsal) -> &Vec<f32>| {
        honest.iter().flat_map(|s| of(&s.found)).copied().collect::<Vec<_>>()
    };
    let continuity = calibrate_limit("continuity", &matching, &column(|found| &found.checkpoints))?;
    let enrolment = calibrate_limit("enrolment", &matching, &column(|found| &found.captures))?;
    let turns = |all: &[Sitting]| all.iter().map(|s| s.found.turns.clone()).collect::<Vec<Turns>>();
    let [flat, bent, ..] = &turned;
    let (planar, planar_report) = calibrate_planar(&turns(&honest), &turns(flat), &turns(bent))?;
    let turn = SolidModel::train(&species(&honest, &turned, |found| &found.turns), &planar)?;
    let nod = SolidModel::train(&species(&honest, &nodded, |found| &found.nods), &planar)?;
    let reliefs = |all: &[Sitting]| all.iter().flat_map(|s| s.found.reliefs.clone()).collect::<Vec<f32>>();
    let relief = calibrate_relief(&reliefs(&honest), &nodded.each_ref().map(|all| reliefs(all)).concat())?;
    let base = Calibration::new(matching, continuity, enrolment, planar);
    Ok(Calibration { planar_report, turn, nod, relief, ..base })
}

/// One rehearsal, and whose head it was.
struct Sitting {
    person: usize,
    found: Rehearsal,
}

/// One kind of movement of heads and of prints.
fn species(heads: &[Sitting], prints: &[Vec<Sitting>; 4], of: fn(&Rehearsal) -> &Turns) -> Vec<Species> {
    let [flat, bent, tight, tube] = prints;
    let named: [(&str, &[Sitting]); 5] =
        [("heads", heads), ("flat", flat), ("bent 10 cm", bent), ("bent 7 cm", tight), ("bent 5 cm", tube)];
    named.map(|(kind, all)| split(kind, all, |found| of(found).clone())).into()
}

/// Every other person is for training, the others for the test.
fn split(kind: &str, all: &[Sitting], of: impl Fn(&Rehearsal) -> Turns) -> Species {
    let half = |odd: usize| all.iter().filter(|s| s.person % 2 == odd).map(|s| of(&s.found)).collect();
    Species { kind: kind.to_owned(), training: half(0), unseen: half(1) }
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
    tasks: &[Challenge],
    plan: &Plan,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Sitting>, PuppetError> {
    let granted = stage.face()?;
    let session = |index: usize| {
        let person = index * heads.len() / plan.sessions;
        let portrait = heads[person];
        let head = portrait.head().unwrap_or_else(|| Ok(Arc::clone(&stage.head)))?;
        let stage = Stage { head, ..stage.clone() };
        Ok(Sitting { person, found: rehearse(&stage, kind, tasks, &granted, seed_of(plan.seed, index))? })
    };
    on_all_cores(plan.sessions, session, progress).into_iter().collect()
}
