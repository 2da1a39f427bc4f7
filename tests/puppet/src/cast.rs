//! Other people, from pictures that lie beside the project: strangers, and victims whose real photos are printed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use mien_face::{FaceModels, Template};

use crate::calibrate::pictures::look;
use crate::parallel::on_all_cores;
use crate::{Head, PuppetError, Random};

/// So many people are enough for the attackers of a campaign.
const PEOPLE: usize = 32;
/// Pictures are looked at in batches until there are enough people.
const BATCH: usize = 16;
/// Which people they are, whatever the campaign's seed.
const CHOICE: u64 = 0xCA57;

/// One person.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The head; its print is the very photo.
    pub(crate) head: Arc<Head>,
    /// From another picture of the person, if there is one.
    pub(crate) template: Template,
}

/// People of the pictures, in an order of their own.
#[derive(Debug, Clone)]
pub(crate) struct Cast(Vec<Member>);

impl Cast {
    /// The folder of pictures, one folder a person: `lfw/img` in the folder that `MIEN_DATA` names.
    pub(crate) fn folder() -> Option<PathBuf> {
        let folder = PathBuf::from(env::var_os("MIEN_DATA")?).join("lfw/img");
        folder.is_dir().then_some(folder)
    }

    /// Looks at pictures until enough of them show a face from the front.
    ///
    /// # Errors
    /// [`PuppetError::NoPeople`] when there is no folder, or nobody in it is seen from the front.
    pub(crate) fn load(models: &FaceModels) -> Result<Self, PuppetError> {
        let folder = Self::folder().ok_or(PuppetError::NoPeople)?;
        let mut people: Vec<PathBuf> = entries(&folder)?;
        let mut random = Random::new(CHOICE);
        for last in (1..people.len()).rev() {
            people.swap(last, random.bits() as usize % (last + 1));
        }
        let mut cast = Vec::new();
        for batch in people.chunks(BATCH) {
            let found = on_all_cores(batch.len(), |index| member(models, &batch[index]), &|_| {});
            for member in found {
                cast.extend(member?);
            }
            if cast.len() >= PEOPLE {
                cast.truncate(PEOPLE);
                break;
            }
        }
        if cast.is_empty() { Err(PuppetError::NoPeople) } else { Ok(Self(cast)) }
    }

    /// One of them, as `seed` chooses.
    pub(crate) fn one(&self, seed: u64) -> &Member {
        &self.0[(seed >> 8) as usize % self.0.len()]
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PuppetError> {
    let mut all =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, PuppetError>>()?;
    all.sort();
    Ok(all)
}

/// The person of a folder: the head from the first picture from the front, the template from the next with a face.
fn member(models: &FaceModels, folder: &Path) -> Result<Option<Member>, PuppetError> {
    let mut head = None;
    for file in entries(folder)?.into_iter().take(3) {
        let Some(portrait) = look(models, &file)? else { continue };
        let template = || {
            Template::fuse(std::slice::from_ref(&portrait.identity.embedding))
                .map_err(|_| PuppetError::NoFace)
        };
        match &mut head {
            None => {
                if let Some(made) = portrait.head() {
                    head = Some(Member { head: made?, template: template()? });
                }
            }
            Some(member) => {
                member.template = template()?;
                break;
            }
        }
    }
    Ok(head)
}
