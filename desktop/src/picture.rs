//! Pictures from disk, turned upright.

use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::failure::{Because, Failure};

/// Endings of the files that are taken for pictures.
const ENDINGS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "bmp"];
/// Longest side that is read: more than any phone's camera gives.
const LONGEST_SIDE: u32 = 16_384;

/// Reads a picture and turns it as its EXIF orientation says.
pub(crate) fn read(path: &Path) -> Result<DynamicImage, Failure> {
    let cannot = || format!("cannot read the picture {}", path.display());
    let mut reader = ImageReader::open(path).because(cannot)?.with_guessed_format().because(cannot)?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().because(cannot)?;
    // A picture without an orientation, or with a damaged one, is shown as it is.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).because(cannot)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether the name is that of a picture.
pub(crate) fn is_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// All pictures in a folder, sorted by path; with `deep` also those in its sub-folders.
pub(crate) fn list(folder: &Path, deep: bool) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let cannot = || format!("cannot list the folder {}", folder.display());
        for entry in std::fs::read_dir(&folder).because(cannot)? {
            let entry = entry.because(cannot)?;
            // A link to a folder is not followed: it may lead back.
            if entry.file_type().because(cannot)?.is_dir() {
                if deep {
                    folders.push(entry.path());
                }
            } else if is_picture(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
