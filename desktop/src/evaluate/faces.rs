//! Embeddings of many pictures, on all processors.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use mien_face::{Embedding, FaceModels, face_in_picture};

use crate::failure::{Because, Failure};
use crate::picture;
use crate::progress::Progress;
use crate::source::OwnedFrame;

/// The embedding of each picture under `folder`; `None` where no face was found.
pub(super) fn embed_all(
    models: &FaceModels,
    folder: &Path,
    names: &[String],
) -> Result<BTreeMap<String, Option<Embedding>>, Failure> {
    let progress = Progress::new("pictures", Some(names.len()));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || -> Result<(), Failure> {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let embedding = embed(models, &folder.join(name))?;
            done.lock().because(|| "a worker failed")?.insert(name.clone(), embedding);
            progress.step();
        }
        Ok(())
    };
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(Failure::Failed("a worker failed".into())))
        })
    })?;
    progress.finish();
    done.into_inner().because(|| "a worker failed")
}

/// The embedding of the largest face of one picture; `None` when there is none.
pub(super) fn embed(models: &FaceModels, path: &Path) -> Result<Option<Embedding>, Failure> {
    let frame = OwnedFrame::from_picture(picture::read(path)?, 0);
    let cannot = || format!("cannot look for a face in {}", path.display());
    let face = face_in_picture(models, &frame.frame().because(cannot)?).because(cannot)?;
    Ok(face.map(|face| face.embedding))
}
