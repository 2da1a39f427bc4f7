//! Faces with and without covers, of the half of the people that the classifier may know.

use std::path::{Path, PathBuf};

use mien_face::FaceModels;
use mien_face::measure::{cover_features, hidden_features};

use super::Folders;
use crate::evaluate::drawing::{Cover, Painting, Placement, Portrait, Random, Turned, is_of_the_fitted_half};
use crate::evaluate::people::{self, Known};
use crate::evaluate::{looks, parallel};
use crate::failure::{Because, Failure};
use crate::picture;

/// Clear, masked, dark glasses, covered: the classifier's order.
pub(super) const CLASSES: usize = 4;
/// Width and height of the frames: the smallest in which a face is large enough for a scan.
const FRAME: [usize; 2] = [360, 480];

/// One face.
pub(super) struct Sample {
    pub(super) features: Vec<f32>,
    pub(super) class: usize,
    /// The part that a masked face belongs to.
    pub(super) fold: Option<u64>,
}

/// What both classifiers are fitted on.
#[derive(Default)]
pub(super) struct Samples {
    /// Faces with landmarks.
    pub(super) found: Vec<Sample>,
    /// The same and more, as the detector sees them.
    pub(super) hidden: Vec<Sample>,
}

/// Where a face comes from, and so what is done with it.
#[derive(Clone, Copy)]
enum Source {
    /// Covers are painted on it.
    Bare { painted: bool, copies: u32 },
    /// It wears a mask, and belongs to this part of them.
    Masked(u64),
}

/// Reads, paints and measures all of them.
pub(super) fn gather(
    models: &FaceModels,
    folders: &Folders<'_>,
    known: &[Known],
) -> Result<Samples, Failure> {
    let mut items: Vec<(PathBuf, Source)> = Vec::new();
    for face in known.iter().filter(|face| face.fitted) {
        let source =
            if face.masked { Source::Masked(face.fold) } else { Source::Bare { painted: true, copies: 3 } };
        items.push((face.path.clone(), source));
    }
    let mut painted = picture::list(folders.people, true)?;
    let fitted = people::painted(folders.people)?;
    painted.retain(|path| fitted.contains(&people::of_folder(path)));
    // One of each person: the list is sorted, so the first of each folder.
    painted.dedup_by_key(|path| people::of_folder(path));
    items.extend(painted.into_iter().map(|path| (path, Source::Bare { painted: true, copies: 1 })));
    for folder in folders.others {
        let mut pictures = picture::list(folder, true)?;
        pictures.retain(|path| is_of_the_fitted_half(&people::of_file(path)));
        items.extend(pictures.into_iter().map(|path| (path, Source::Bare { painted: false, copies: 1 })));
    }
    let samples = parallel::map("faces", &items, |(path, source)| {
        let name = path.display().to_string();
        let mut samples = Samples::default();
        if let Source::Masked(fold) = source {
            whole_pictures(models, path, *fold, &mut Random::of(&format!("{name}, whole")), &mut samples)?;
        }
        let Some((painting, seen)) = looks::face(models, path)? else { return Ok(samples) };
        let Some(face) = seen.face else { return Ok(samples) };
        let portrait = Portrait::new(&painting, &face, FRAME);
        variants(models, &portrait, *source, &mut Random::of(&name), &mut samples)?;
        Ok(samples)
    })?;
    Ok(samples.into_iter().fold(Samples::default(), |mut all, more| {
        all.found.extend(more.found);
        all.hidden.extend(more.hidden);
        all
    }))
}

/// How many there are of each class.
pub(super) fn count(samples: &[&Sample]) -> [usize; CLASSES] {
    std::array::from_fn(|class| samples.iter().filter(|sample| sample.class == class).count())
}

/// A picture of a masked face whose landmarks may not be found, nearer and farther.
fn whole_pictures(
    models: &FaceModels,
    path: &Path,
    fold: u64,
    random: &mut Random,
    samples: &mut Samples,
) -> Result<(), Failure> {
    let picture = looks::read(path)?;
    for border in [0.0, 0.0, 0.2, 0.35, 0.5, 0.5, 0.7] {
        let mut frame = looks::with_border(&picture, border);
        light(&mut frame, random);
        add_hidden(models, &frame, (1, Some(fold)), samples)?;
    }
    Ok(())
}

fn add_hidden(
    models: &FaceModels,
    frame: &Painting,
    (class, fold): (usize, Option<u64>),
    samples: &mut Samples,
) -> Result<(), Failure> {
    let bytes = frame.bytes();
    let features =
        hidden_features(models, &looks::frame(&bytes, frame)?).because(|| "cannot look for a face")?;
    samples.hidden.extend(features.map(|features| Sample { features, class, fold }));
    Ok(())
}

fn variants(
    models: &FaceModels,
    portrait: &Portrait,
    source: Source,
    random: &mut Random,
    samples: &mut Samples,
) -> Result<(), Failure> {
    let mut wanted: Vec<(usize, Option<Cover>)> = Vec::new();
    match source {
        Source::Masked(_) => wanted.extend([(1, None); 6]),
        Source::Bare { painted, copies } => {
            wanted.extend((0..=copies).map(|_| (0, None)));
            if painted {
                wanted.extend([
                    (0, Some(Cover::ClearGlasses)),
                    (0, Some(Cover::Lids)),
                    (0, Some(Cover::Hat)),
                    (1, Some(Cover::Mask)),
                    (1, Some(Cover::Mask)),
                    (2, Some(Cover::Sunglasses)),
                    (2, Some(Cover::Sunglasses)),
                    (2, Some(Cover::Bar)),
                    (3, Some(Cover::HandOverMouth)),
                    (3, Some(Cover::HandOverCheek)),
                    (3, Some(Cover::HandOverCheek)),
                    (3, Some(Cover::Thing)),
                ]);
            }
        }
    }
    let fold = if let Source::Masked(fold) = source { Some(fold) } else { None };
    for (class, cover) in wanted {
        let mut portrait = portrait.clone();
        if let Some(cover) = cover {
            cover.paint(&mut portrait, random);
        }
        let frame = varied(&portrait, random);
        let bytes = frame.bytes();
        let features =
            cover_features(models, &looks::frame(&bytes, &frame)?).because(|| "cannot look for a face")?;
        samples.found.extend(features.map(|features| Sample { features, class, fold }));
        add_hidden(models, &frame, (class, fold), samples)?;
    }
    Ok(())
}

/// The face as it may stand before a camera: a little turned, in some light, more or less sharp.
fn varied(portrait: &Portrait, random: &mut Random) -> Painting {
    let mut frame = match random.next() % 4 {
        0 => portrait.turned(Turned::Yaw(random.between(-18.0, 18.0))),
        1 => portrait.turned(Turned::Pitch(random.between(-14.0, 14.0))),
        _ => portrait.placed(Placement {
            scale: random.between(0.75, 1.25),
            shift: [random.between(-0.06, 0.06), random.between(-0.06, 0.06)],
            roll: random.between(-14.0, 14.0),
        }),
    };
    light(&mut frame, random);
    frame
}

/// Some light, more or less sharp.
fn light(frame: &mut Painting, random: &mut Random) {
    let gain = random.between(0.45, 1.35);
    let gamma = random.between(0.75, 1.3);
    let cast = [random.between(0.88, 1.12), 1.0, random.between(0.85, 1.15)];
    let grey = random.one_in(12);
    let [width, height] = frame.size();
    let (across, down) = (random.between(-0.45, 0.45), random.between(-0.25, 0.25));
    frame.paint(|[x, y], pixel| {
        let slope = 1.0 + across * (2.0 * x / width - 1.0) + down * (2.0 * y / height - 1.0);
        let mut sums = pixel;
        for (value, cast) in sums.iter_mut().zip(cast) {
            *value = 255.0 * (*value / 255.0).powf(gamma) * gain * slope * cast;
        }
        let [r, g, b] = sums;
        if grey { [0.299 * r + 0.587 * g + 0.114 * b; 3] } else { sums }
    });
    if random.one_in(3) {
        frame.blur(random.between(0.5, 2.0));
    }
    frame.noise(random.between(0.5, 5.0), random);
}
