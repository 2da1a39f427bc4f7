//! `mien evaluate guidance`: is the first thing that a scan says the right one?

mod defects;
mod storage;
mod stream;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mien_face::FaceModels;
use mien_face::calibration::clopper_pearson;
use mien_face::scan::Guidance;
use serde::Serialize;

use self::defects::{ADVICE, DEFECTS, Defect};
use self::stream::First;
use super::drawing::{Portrait, Random, is_of_the_fitted_half};
use super::{csv, looks, make_folder, parallel, people, plot, write_file, write_report};
use crate::failure::{Answer, Because, Failure};
use crate::stats::{float, median};
use crate::{models, picture};

/// Width and height of the frames.
const FRAME: [usize; 2] = [480, 640];
/// A hint must be there within this, in microseconds of stream time.
const SOON: u64 = 400_000;
/// Faces that look further aside than this, in degrees, are no clean faces: the scan is right to say so.
const STRAIGHT: f32 = 9.0;

/// Options of `mien evaluate guidance`.
///
/// Each face is cut out, put upright in the middle of a frame and looked at by a scan for a second at 15 frames a
/// second: as it is, stored in the ways of the usual cameras, and with each of the defects, which are drawn by the program
/// itself. The first hint that stops the scan counts. Pictures whose head is turned by more than 9 degrees are left out,
/// for their turn is a defect of its own; nothing else is asked of them.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder of faces; one sub-folder for each person where there are several pictures of one. May be given more than once
    #[arg(long, required = true)]
    images: Vec<PathBuf>,
    /// How many faces to use
    #[arg(long, default_value_t = 300)]
    faces: usize,
    /// File of pictures that really have a defect, judged by eye, and are left out: a path within the folder and, after a tab,
    /// what is wrong, on each line
    #[arg(long)]
    except: Option<PathBuf>,
    /// Use those people only whom the shipped classifier was not fitted on
    #[arg(long)]
    unseen: bool,
    /// Also write each defect, drawn on the first face, to this folder as PNG. Shows a person: for pictures that may
    /// be kept only
    #[arg(long)]
    show: Option<PathBuf>,
    /// Folder for report.json, results.csv and reasons.svg; made when missing
    #[arg(long)]
    out: PathBuf,
}

/// `report.json`. The names are a contract.
#[derive(Debug, Serialize)]
struct Report {
    /// Faces.
    faces: usize,
    /// Kinds of defects.
    defects: usize,
    /// All faces with defects together.
    right: Share,
    /// All faces without defects together: a hint is false.
    false_reasons: Share,
    /// Share of the right hints that came within 400 milliseconds.
    within_400_ms: f64,
    /// Each line of the matrix.
    matrix: BTreeMap<&'static str, Line>,
    /// What is worth a word but stops nothing, from one frame.
    advice: BTreeMap<&'static str, Line>,
}

/// A rate with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Share {
    /// Tries.
    n: usize,
    /// Of these.
    count: usize,
    /// Count over tries.
    rate: f64,
    /// Lower 95 % bound of the rate (Clopper-Pearson).
    low: f64,
    /// Upper bound.
    high: f64,
}

/// One line of the matrix.
#[derive(Debug, Serialize)]
struct Line {
    /// The hints that are right; none for faces with nothing wrong.
    expected: Vec<&'static str>,
    /// Where a right hint came first; of clean faces: where nothing was said.
    right: Share,
    /// Median time of the right hints in milliseconds.
    median_ms: Option<f64>,
    /// Faces for each first hint; `none` where nothing was said.
    first: BTreeMap<&'static str, usize>,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    make_folder(&options.out)?;
    let models = models::load()?;
    let faces = portraits(&models, options)?;
    if let Some(folder) = &options.show {
        show(folder, &faces)?;
    }
    let jobs: Vec<(usize, &Defect)> =
        DEFECTS.iter().flat_map(|defect| (0..faces.len()).map(move |face| (face, defect))).collect();
    let firsts = parallel::map("scans", &jobs, |(face, defect)| {
        let Some((name, portrait)) = faces.get(*face) else { return Ok(None) };
        stream::play(&models, portrait, defect, &mut Random::of(&format!("{name} {}", defect.name)))
    })?;
    let mut matrix = BTreeMap::new();
    for (defect, firsts) in DEFECTS.iter().zip(firsts.chunks(faces.len())) {
        matrix.insert(defect.name, line(defect, firsts));
    }
    let mut advice = BTreeMap::new();
    for defect in ADVICE {
        let firsts = parallel::map("frames", &faces, |(name, portrait)| {
            advised(&models, portrait, defect, &mut Random::of(&format!("{name} {}", defect.name)))
        })?;
        advice.insert(defect.name, line(defect, &firsts));
    }
    write_rows(&options.out, &faces, &jobs, &firsts)?;
    let report = report(faces.len(), matrix, advice, &jobs, &firsts);
    let bars: Vec<_> = DEFECTS
        .iter()
        .filter_map(|defect| Some((defect.name.to_owned(), report.matrix.get(defect.name)?.right)))
        .map(|(name, share)| (name, [share.rate, share.low, share.high]))
        .collect();
    plot::bars(&options.out.join("reasons.svg"), "Right first reason", &bars)?;
    write_report(&options.out, &report)?;
    say(&report);
    Ok(Answer::Yes)
}

/// The first faces of the folders that look straight, one folder after the other.
fn portraits(models: &FaceModels, options: &Options) -> Result<Vec<(String, Portrait)>, Failure> {
    let text = match &options.except {
        Some(file) => std::fs::read_to_string(file).because(|| format!("cannot read {}", file.display()))?,
        None => String::new(),
    };
    let faulty: Vec<&Path> = text.lines().filter_map(|line| line.split('\t').next()).map(Path::new).collect();
    let mut faces = Vec::new();
    for folder in &options.images {
        let wanted = options.faces - faces.len();
        faces.extend(straight_faces(models, folder, options.unseen, &faulty, wanted)?);
    }
    if faces.is_empty() {
        return Err(Failure::Usage("there is no face that looks straight in these folders".to_owned()));
    }
    Ok(faces)
}

/// The first faces of one folder that look straight, those of different people first.
fn straight_faces(
    models: &FaceModels,
    folder: &Path,
    unseen: bool,
    faulty: &[&Path],
    wanted: usize,
) -> Result<Vec<(String, Portrait)>, Failure> {
    let mut pictures = picture::list(folder, true)?;
    pictures.retain(|path| path.strip_prefix(folder).is_ok_and(|own| !faulty.contains(&own)));
    if unseen {
        let painted = people::painted(folder)?;
        pictures.retain(|path| {
            let in_folder = path.parent().is_some_and(|parent| parent != folder);
            if in_folder {
                !painted.contains(&people::of_folder(path))
            } else {
                !is_of_the_fitted_half(&people::of_file(path))
            }
        });
    }
    let mut turns: BTreeMap<Option<PathBuf>, usize> = BTreeMap::new();
    let mut ordered: Vec<(usize, PathBuf)> = Vec::new();
    for path in pictures {
        let turn = turns.entry(path.parent().map(Path::to_path_buf)).or_insert(0);
        // Pictures that lie in the folder itself are of different people.
        let own = if path.parent() == Some(folder) { 0 } else { *turn };
        *turn += 1;
        ordered.push((own, path));
    }
    ordered.sort();
    let mut faces = Vec::new();
    // In portions: not all of the folder is needed.
    for portion in ordered.chunks(64) {
        if faces.len() >= wanted {
            break;
        }
        let found = parallel::map("pictures", portion, |(_, path)| portrait(models, folder, path))?;
        faces.extend(found.into_iter().flatten());
    }
    faces.truncate(wanted);
    Ok(faces)
}

fn portrait(models: &FaceModels, folder: &Path, path: &Path) -> Result<Option<(String, Portrait)>, Failure> {
    let Some((painting, seen)) = looks::face(models, path)? else { return Ok(None) };
    let Some(face) = seen.face else { return Ok(None) };
    let mut portrait = Portrait::new(&painting, &face, FRAME);
    // Upright and before the wall, the pose is read once more: that is the one that the scan will see.
    let Some(face) = looks::observe(models, &portrait.painting)?.face else { return Ok(None) };
    portrait.pose = [face.pose.yaw, face.pose.pitch];
    let straight = face.pose.yaw.abs().max(face.pose.pitch.abs()) <= STRAIGHT;
    let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
    Ok(straight.then_some((name, portrait)))
}

fn advised(
    models: &FaceModels,
    portrait: &Portrait,
    defect: &Defect,
    random: &mut Random,
) -> Result<First, Failure> {
    let seen = looks::observe(models, &stream::scene(portrait, defect.scene, 0.0, random))?;
    Ok(looks::facts(&seen).and_then(|facts| facts.advice()).map(|hint| (hint, 0)))
}

fn share(count: usize, n: usize) -> Share {
    let [low, high] = clopper_pearson(count, n);
    Share { n, count, rate: float(count) / float(n.max(1)), low, high }
}

fn is_right(defect: &Defect, first: First) -> bool {
    match first {
        None => defect.right.is_empty(),
        Some((hint, _)) => defect.right.contains(&hint),
    }
}

fn line(defect: &Defect, firsts: &[First]) -> Line {
    let mut first = BTreeMap::new();
    for hint in firsts {
        *first.entry(hint.map_or("none", |(hint, _)| hint.id())).or_insert(0) += 1;
    }
    let right = firsts.iter().filter(|first| is_right(defect, **first)).count();
    let mut times: Vec<f64> =
        firsts.iter().filter(|first| is_right(defect, **first)).flatten().map(|(_, at)| ms(*at)).collect();
    Line {
        expected: defect.right.iter().copied().map(Guidance::id).collect(),
        right: share(right, firsts.len()),
        median_ms: median(&mut times),
        first,
    }
}

fn ms(micros: u64) -> f64 {
    f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1e3
}

fn report(
    faces: usize,
    matrix: BTreeMap<&'static str, Line>,
    advice: BTreeMap<&'static str, Line>,
    jobs: &[(usize, &Defect)],
    firsts: &[First],
) -> Report {
    let all = || jobs.iter().zip(firsts).map(|((_, defect), first)| (*defect, *first));
    let with = || all().filter(|(defect, _)| !defect.right.is_empty());
    let clean = || all().filter(|(defect, _)| defect.right.is_empty());
    let right = with().filter(|(defect, first)| is_right(defect, *first)).count();
    let soon =
        with().filter(|(defect, first)| is_right(defect, *first) && first.is_some_and(|(_, at)| at <= SOON));
    Report {
        faces,
        defects: DEFECTS.iter().filter(|defect| !defect.right.is_empty()).count(),
        right: share(right, with().count()),
        false_reasons: share(clean().filter(|(_, first)| first.is_some()).count(), clean().count()),
        within_400_ms: float(soon.count()) / float(right.max(1)),
        matrix,
        advice,
    }
}

fn write_rows(
    out: &Path,
    faces: &[(String, Portrait)],
    jobs: &[(usize, &Defect)],
    firsts: &[First],
) -> Result<(), Failure> {
    let mut rows = String::from("picture,defect,first,ms,right\n");
    for ((face, defect), first) in jobs.iter().zip(firsts) {
        let name = faces.get(*face).map_or_else(String::new, |(name, _)| csv(name));
        let hint = first.map_or("none", |(hint, _)| hint.id());
        let time = first.map_or_else(String::new, |(_, at)| format!("{:.0}", ms(at)));
        let right = u8::from(is_right(defect, *first));
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{name},{},{hint},{time},{right}", defect.name);
    }
    write_file(&out.join("results.csv"), &rows)
}

fn show(folder: &Path, faces: &[(String, Portrait)]) -> Result<(), Failure> {
    make_folder(folder)?;
    let Some((name, portrait)) = faces.first() else { return Ok(()) };
    for defect in DEFECTS.iter().chain(ADVICE) {
        let mut random = Random::of(&format!("{name} {}", defect.name));
        let drawn = stream::scene(portrait, defect.scene, 0.0, &mut random);
        let path = folder.join(format!("{}.png", defect.name));
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let cannot = || format!("cannot write {}", path.display());
        image::RgbImage::from_raw(side(drawn.width), side(drawn.height), drawn.bytes())
            .ok_or("its size is wrong")
            .because(cannot)?
            .save(&path)
            .because(cannot)?;
    }
    Ok(())
}

fn say(report: &Report) {
    for defect in DEFECTS {
        let Some(Line { right, median_ms, first, .. }) = report.matrix.get(defect.name) else { continue };
        let mut others: Vec<(&str, usize)> = first.iter().map(|(hint, count)| (*hint, *count)).collect();
        others.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let time = median_ms.map_or_else(String::new, |ms| format!(" after {ms:.0} ms"));
        println!("{:20} {:5.1} % right{time}: {others:?}", defect.name, right.rate * 1e2);
    }
    for (name, line) in &report.advice {
        println!("advice, {name:12} {:5.1} % right: {:?}", line.right.rate * 1e2, line.first);
    }
    let percent = |share: &Share| [share.rate, share.low, share.high].map(|rate| rate * 1e2);
    let [rate, low, high] = percent(&report.right);
    println!(
        "{} defects on {} faces: {rate:.2} % right first reasons (95 %: {low:.2} to {high:.2} %)",
        report.defects, report.faces
    );
    let [rate, low, high] = percent(&report.false_reasons);
    println!(
        "clean faces: {rate:.2} % false reasons (95 %: {low:.2} to {high:.2} %) of {}",
        report.false_reasons.n
    );
    println!("within 400 ms of stream time: {:.2} % of the right ones", report.within_400_ms * 1e2);
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects what is counted: silence is right for a clean face only, and a right hint may come late.
    #[test]
    fn silence_is_right_for_clean_faces_only() {
        let find = |name| DEFECTS.iter().find(|defect: &&Defect| defect.name == name).unwrap();
        let (clean, dark) = (find("clean"), find("dark"));
        let said = Some((Guidance::TooDark, 500_000));
        assert!(is_right(clean, None) && !is_right(clean, said));
        assert!(is_right(dark, said) && !is_right(dark, None));
        let jobs = [(0, clean), (1, clean), (0, dark), (1, dark)];
        let firsts = [None, said, said, Some((Guidance::TooDark, 400_000))];
        let report = report(2, BTreeMap::new(), BTreeMap::new(), &jobs, &firsts);
        assert_eq!((report.right.count, report.right.n), (2, 2));
        assert_eq!((report.false_reasons.count, report.false_reasons.n), (1, 2));
        assert!((report.within_400_ms - 0.5).abs() < 1e-12);
        let line = line(dark, &firsts[2..]);
        assert_eq!((line.expected, line.median_ms), (vec!["too_dark"], Some(450.0)));
    }
}
