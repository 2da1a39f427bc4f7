//! Whose picture it is: what is fitted and what is measured must not share a person.

use std::path::{Path, PathBuf};

use mien_face::FaceModels;

use super::drawing::is_of_the_fitted_half;
use super::{faces, parallel};
use crate::failure::Failure;
use crate::picture;

/// Pictures that are more alike than this show one person, or are copies of each other. Not lower: masks make people
/// alike, and all of them would be one.
const ALIKE: f32 = 0.6;

/// All pictures of the folders, each with whether it is of the half that may be fitted on. Pictures of one person are
/// in one half, as far as their embeddings tell.
pub(super) fn halves(models: &FaceModels, folders: &[&Path]) -> Result<Vec<(PathBuf, bool)>, Failure> {
    let mut pictures = Vec::new();
    for folder in folders {
        pictures.extend(picture::list(folder, true)?);
    }
    let embeddings = parallel::map("pictures", &pictures, |path| faces::embed(models, path))?;
    let mut group: Vec<usize> = (0..pictures.len()).collect();
    for (index, embedding) in embeddings.iter().enumerate() {
        for (other, other_embedding) in embeddings.iter().enumerate().skip(index + 1) {
            let (Some(a), Some(b)) = (embedding, other_embedding) else { continue };
            if a.similarity(b) > ALIKE {
                let (from, to) = (first(&group, other), first(&group, index));
                if let Some(entry) = group.get_mut(from.max(to)) {
                    *entry = from.min(to);
                }
            }
        }
    }
    let half =
        |index| pictures.get(first(&group, index)).is_some_and(|path| is_of_the_fitted_half(&of_file(path)));
    Ok((0..pictures.len()).map(half).zip(pictures.clone()).map(|(half, path)| (path, half)).collect())
}

/// The first picture of a group.
fn first(group: &[usize], mut index: usize) -> usize {
    while let Some(next) = group.get(index).copied().filter(|next| *next != index) {
        index = next;
    }
    index
}

/// The person after whom a folder is named.
pub(super) fn of_folder(path: &Path) -> String {
    path.parent()
        .and_then(Path::file_name)
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The person of a picture whose name says no more.
pub(super) fn of_file(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the split: a chain of pictures that are alike ends at one picture.
    #[test]
    fn groups_end_at_their_first_picture() {
        assert_eq!([0, 1, 2, 3, 4].map(|index| first(&[0, 0, 1, 3, 2], index)), [0, 0, 0, 3, 0]);
    }

    // Protects: both halves are used.
    #[test]
    fn halves_are_about_even() {
        let fitted = (0..1000).filter(|i| is_of_the_fitted_half(&format!("Person_{i}"))).count();
        assert!((420..580).contains(&fitted), "{fitted}");
    }
}
