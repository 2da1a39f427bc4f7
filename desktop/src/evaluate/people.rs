//! Whose picture it is: what is fitted and what is measured must not share a person.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mien_face::FaceModels;

use super::drawing::{Random, is_of_the_fitted_half};
use super::{faces, parallel};
use crate::failure::Failure;
use crate::picture;

/// Pictures that are more alike than this show one person, or are copies of each other. Not lower: masks make people
/// alike, and all of them would be one.
const ALIKE: f32 = 0.6;

/// People that covers are painted on at most: more teach little.
const MOST_PAINTED: usize = 150;

/// Parts of the masked faces, each of which is asked about by classifiers that do not know it.
pub(super) const FOLDS: u64 = 5;

/// A picture of a face with a mask or without.
pub(super) struct Known {
    pub(super) path: PathBuf,
    pub(super) masked: bool,
    /// Whether the shipped classifiers may be fitted on it: every mask, since masks are few and are measured by parts, and half of
    /// the bare faces; but no mask of a person whose bare face is of the other half.
    pub(super) fitted: bool,
    /// Which part of the masks it belongs to.
    pub(super) fold: u64,
}

/// All pictures of both folders. Pictures of one person are in one half and one part, as far as their embeddings tell.
pub(super) fn known(models: &FaceModels, masked: &Path, bare: &Path) -> Result<Vec<Known>, Failure> {
    let mut pictures = picture::list(masked, true)?;
    let masks = pictures.len();
    pictures.extend(picture::list(bare, true)?);
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
    let groups: Vec<usize> = (0..pictures.len()).map(|index| first(&group, index)).collect();
    Ok(sorted_out(&pictures, &groups, masks))
}

/// What may be done with pictures that belong to these groups, each named by its first picture; the first ones show masks.
fn sorted_out(pictures: &[PathBuf], groups: &[usize], masks: usize) -> Vec<Known> {
    let with_bare: BTreeSet<usize> = groups.iter().copied().skip(masks).collect();
    let known = |(index, (path, group)): (usize, (&PathBuf, &usize))| {
        let name = pictures.get(*group).map(|path| of_file(path)).unwrap_or_default();
        Known {
            path: path.clone(),
            masked: index < masks,
            fitted: is_of_the_fitted_half(&name) || !with_bare.contains(group),
            fold: Random::of(&format!("{name}, part")).next() % FOLDS,
        }
    };
    pictures.iter().zip(groups).enumerate().map(known).collect()
}

/// The people of a folder, one sub-folder each, whose faces are painted on for fitting: the first of their half. Nobody else of the
/// folder is fitted on.
pub(super) fn painted(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let people = picture::list(folder, true)?.iter().map(|path| of_folder(path)).collect::<BTreeSet<_>>();
    Ok(people.into_iter().filter(|name| is_of_the_fitted_half(name)).take(MOST_PAINTED).collect())
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

    // Protects the measurement: whose bare face is measured on is not fitted on with a mask either; other masks all are, each
    // person's in one part.
    #[test]
    fn masks_are_fitted_on_but_for_people_who_are_measured_bare() {
        let names: Vec<PathBuf> = (0..400).map(|i| PathBuf::from(format!("{i}.jpg"))).collect();
        // 200 masks, every other pair of one person; 200 bare faces, the first hundred of people seen with a mask.
        let group = |i: usize| {
            if i < 200 {
                i - i % 2
            } else if i < 300 {
                2 * (i - 200)
            } else {
                i
            }
        };
        let groups: Vec<usize> = (0..400).map(group).collect();
        let known = sorted_out(&names, &groups, 200);
        for (face, group) in known.iter().zip(&groups) {
            let same: Vec<&Known> = known
                .iter()
                .zip(&groups)
                .filter(|(_, other)| *other == group)
                .map(|(face, _)| face)
                .collect();
            assert!(same.iter().all(|other| other.fold == face.fold && other.fitted == face.fitted));
        }
        let alone = sorted_out(&names[..200], &groups[..200], 200);
        assert!(alone.iter().all(|face| face.fitted && face.masked));
        let bare = known[200..].iter().filter(|face| face.fitted).count();
        assert!((60..140).contains(&bare), "{bare}");
        assert!(
            (0..FOLDS).all(|fold| known.iter().filter(|face| face.masked && face.fold == fold).count() > 20)
        );
    }

    // Protects: both halves are used.
    #[test]
    fn halves_are_about_even() {
        let fitted = (0..1000).filter(|i| is_of_the_fitted_half(&format!("Person_{i}"))).count();
        assert!((420..580).contains(&fitted), "{fitted}");
    }
}
