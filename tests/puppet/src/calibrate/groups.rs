//! Strangers of one age, sex or origin: a folder of labelled pictures, each of another person, compared group by group.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mien_face::FaceModels;
use mien_face::calibration::GroupScores;

use super::pictures::{Portrait, look};
use crate::PuppetError;
use crate::parallel::on_all_cores;

/// The group of those whom the networks cannot tell apart, and who must not use the scan.
const CHILDREN: &str = "age 0 to 12";

/// Where labelled pictures are.
#[derive(Debug, Clone, Copy)]
pub struct Labelled<'a> {
    /// A folder of faces named as in `UTKFace`: age, sex (0 male, 1 female) and origin (0 White, 1 Black, 2 Asian, 3 Indian,
    /// 4 other) with underscores between, then anything.
    pub images: &'a Path,
    /// A file of pairs that show one person after all: two names and a tab between on a line; lines that begin with `#` are
    /// remarks.
    pub same: Option<&'a Path>,
}

/// Two pictures of two people.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// How alike they are, -1 to 1.
    pub similarity: f32,
    /// Their names.
    pub pictures: [String; 2],
}

/// One group of strangers.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they have in common.
    pub label: String,
    /// Pictures with a face.
    pub pictures: usize,
    /// Each pair, the closest first.
    pub pairs: Vec<Compared>,
}

/// A folder of labelled pictures, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// Pictures with labels.
    pub images: usize,
    /// Of these, without a face.
    pub no_face: usize,
    /// Children; everybody else, and the groups of these.
    pub groups: Vec<Group>,
}

impl Group {
    /// Whether these are children for whom the scan is not made.
    pub fn are_children(&self) -> bool {
        self.label == CHILDREN
    }

    /// The group as the calibration's rule takes it.
    pub fn scores(&self) -> GroupScores {
        let scores = self.pairs.iter().map(|pair| pair.similarity).collect();
        GroupScores { group: self.label.clone(), pictures: self.pictures as u64, scores }
    }
}

/// Looks at all labelled pictures of a folder and compares each with each of its groups; pictures whose names say nothing
/// are left out.
///
/// `progress` is told how many pictures were looked at, and how many there are.
///
/// # Errors
/// [`PuppetError`] when the folder, a picture or the file of pairs cannot be read, or a model fails.
pub fn groups(
    models: &FaceModels,
    labelled: Labelled<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Groups, PuppetError> {
    let same =
        labelled.same.map(fs::read_to_string).transpose()?.map_or_else(BTreeSet::new, |text| pairs(&text));
    let entries = fs::read_dir(labelled.images)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<(PathBuf, String)> = entries
        .into_iter()
        .map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))
        .filter(|(_, name)| labels(name).is_some())
        .collect();
    files.sort();
    let seen = on_all_cores(files.len(), |i| look(models, &files[i].0), &|done| progress(done, files.len()));
    let seen = seen.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut members: BTreeMap<String, Vec<(&str, &Portrait)>> = BTreeMap::new();
    for ((_, name), portrait) in files.iter().zip(&seen) {
        let (Some(labels), Some(portrait)) = (labels(name), portrait) else { continue };
        for label in labels {
            members.entry(label).or_default().push((name, portrait));
        }
    }
    Ok(Groups {
        images: files.len(),
        no_face: seen.iter().filter(|portrait| portrait.is_none()).count(),
        groups: members.into_iter().map(|(label, of)| compare(label, &of, &same)).collect(),
    })
}

fn compare(label: String, of: &[(&str, &Portrait)], same: &BTreeSet<[String; 2]>) -> Group {
    let mut all = Vec::new();
    for (index, (name, a)) in of.iter().enumerate() {
        for (other, b) in of.iter().skip(index + 1) {
            let pictures = ordered([name, other]);
            if !same.contains(&pictures) {
                all.push(Compared {
                    similarity: a.identity.embedding.similarity(&b.identity.embedding),
                    pictures,
                });
            }
        }
    }
    all.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    Group { label, pictures: of.len(), pairs: all }
}

/// The pairs of a file.
fn pairs(text: &str) -> BTreeSet<[String; 2]> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(a, b)| ordered([a, b])).collect()
}

fn ordered(mut names: [&str; 2]) -> [String; 2] {
    names.sort_unstable();
    names.map(str::to_owned)
}

/// The groups that a picture's name puts it in; `None` for a name of another kind.
fn labels(name: &str) -> Option<Vec<String>> {
    let mut parts = name.split('_');
    let (age, sex, origin) = (parts.next()?.parse::<u8>().ok()?, parts.next()?, parts.next()?);
    // Without a date the name is one of those whose labels are wrong.
    parts.next()?;
    let is_child = age < 13;
    let age = match age {
        0..13 => CHILDREN,
        13..20 => "age 13 to 19",
        20..40 => "age 20 to 39",
        40..60 => "age 40 to 59",
        _ => "age 60 and up",
    };
    let sex = match sex {
        "0" => "men",
        "1" => "women",
        _ => return None,
    };
    let origin = match origin {
        "0" => "White",
        "1" => "Black",
        "2" => "Asian",
        "3" => "Indian",
        "4" => "other origin",
        _ => return None,
    };
    if is_child {
        // Small children look alike to the networks, whatever their sex and origin: apart, or they would hide the rest.
        return Some(vec![age.to_owned()]);
    }
    Some(["13 and up", age, sex, origin].map(str::to_owned).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture lands in its groups, and one whose name says nothing in none.
    #[test]
    fn names_are_read() {
        assert_eq!(labels("26_1_2_20170116.jpg").unwrap(), ["13 and up", "age 20 to 39", "women", "Asian"]);
        assert_eq!(labels("12_0_4_x.jpg").unwrap(), ["age 0 to 12"]);
        for bad in
            ["26_1_2.jpg", "26_2_2_x.jpg", "26_1_7_x.jpg", "old_1_2_x.jpg", "face.jpg", "300_0_0_x.jpg"]
        {
            assert_eq!(labels(bad), None, "{bad}");
        }
    }

    /// Two pictures of one person are no strangers, in whichever order the file names them.
    #[test]
    fn pairs_of_one_person_are_read() {
        let read = pairs("# looked at\nb.jpg\ta.jpg\n\nno tab\n");
        assert_eq!(read.into_iter().collect::<Vec<_>>(), [ordered(["a.jpg", "b.jpg"])]);
    }
}
