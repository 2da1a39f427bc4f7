//! Makes `calibration.json`: `calibrate IMAGES OUT [FAR]`, where IMAGES holds one folder of pictures a person.
//!
//! The matching threshold comes from all cross pairs of the pictures; the other thresholds are kept from OUT, or from
//! the built-in ones when OUT is not there yet. Models: `MIEN_MODELS`, else `$MIEN_CACHE/models`, else
//! `$HOME/.cache/mien/models`.

#![expect(clippy::print_stderr, reason = "a command shows its progress")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mien_face::calibration::{Calibration, Identity, Limit, calibrate_matching};
use mien_face::scan::PlanarThresholds;
use mien_face::{FaceModels, Frame, FrameInfo, PixelFormat, Plane, Rotation, face_in_picture};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let (images, out, far) = match arguments.as_slice() {
        [images, out] => (images, out, 1e-4),
        [images, out, far] => (images, out, far.parse()?),
        _ => return Err("usage: calibrate IMAGES OUT [FAR]".into()),
    };
    let folder = models_folder()?;
    let models = FaceModels::load(&|name| fs::read(folder.join(name)))?;
    let faces = embed_all(&models, Path::new(images))?;
    eprintln!("comparing {} pictures", faces.len());
    let matching = calibrate_matching(&faces, far, &mut |_| {})?;
    let kept = fs::read(out).ok().and_then(|bytes| Calibration::from_json(&bytes).ok());
    let calibration = match kept {
        Some(kept) => Calibration { matching, ..kept },
        None => Calibration::new(matching, continuity(), enrolment(), PlanarThresholds::measured()),
    };
    fs::write(out, calibration.to_json())?;
    Ok(())
}

/// The same person a moment ago.
fn continuity() -> Limit {
    Limit { threshold: 0.55, basis: "provisional: above the threshold for FAR 1e-5".to_owned() }
}

/// Alike enough for one template.
fn enrolment() -> Limit {
    Limit { threshold: 0.6, basis: "provisional".to_owned() }
}

fn models_folder() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(models) = env::var_os("MIEN_MODELS") {
        return Ok(models.into());
    }
    let cache = match env::var_os("MIEN_CACHE") {
        Some(cache) => PathBuf::from(cache),
        None => PathBuf::from(env::var_os("HOME").ok_or("HOME is not set")?).join(".cache/mien"),
    };
    Ok(cache.join("models"))
}

fn embed_all(models: &FaceModels, images: &Path) -> Result<Vec<Identity>, Box<dyn Error>> {
    let mut files = Vec::new();
    for person in fs::read_dir(images)? {
        let person = person?.path();
        if person.is_dir() {
            for file in fs::read_dir(person)? {
                files.push(file?.path());
            }
        }
    }
    files.sort();
    let mut faces = Vec::new();
    for (index, file) in files.iter().enumerate() {
        if index % 100 == 0 {
            eprintln!("{index} of {}", files.len());
        }
        let Ok(picture) = image::open(file) else { continue };
        let picture = picture.to_rgb8();
        let info = FrameInfo {
            width: picture.width(),
            height: picture.height(),
            rotation: Rotation::None,
            mirrored: false,
            captured_at: 0,
        };
        let plane =
            Plane { data: &picture, row_stride: usize::try_from(picture.width())? * 3, pixel_stride: 3 };
        let planes = [plane];
        let frame = Frame::new(info, PixelFormat::Rgb, &planes)?;
        let person = file.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        match face_in_picture(models, &frame)? {
            Some(face) => faces.push(Identity { person, embedding: face.embedding }),
            None => eprintln!("no face: {}", file.display()),
        }
    }
    Ok(faces)
}
