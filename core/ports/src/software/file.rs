//! Files that are either the old or the new one, whatever happens in between.

use crate::DeviceError;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// No file of these ports is longer; a longer one is not ours.
const MAX_LEN: u64 = 4096;

/// Reads a whole small file; `None` when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, DeviceError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(DeviceError::Storage),
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(256));
    let read = file.take(MAX_LEN + 1).read_to_end(&mut bytes).map_err(|_| DeviceError::Storage)?;
    if u64::try_from(read).is_ok_and(|read| read <= MAX_LEN) {
        Ok(Some(bytes))
    } else {
        Err(DeviceError::Storage)
    }
}

/// Writes beside the target, syncs, renames over it and syncs the folder.
///
/// The order matters: a crash leaves the old file or the new one, never half of one, and once this returns a power
/// cut does not bring the old one back.
pub(super) fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), DeviceError> {
    let folder = path.parent().ok_or(DeviceError::Storage)?;
    let name = path.file_name().and_then(|name| name.to_str()).ok_or(DeviceError::Storage)?;
    let beside = folder.join(format!(".{name}.new"));
    let written = write_synced(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is left beside is overwritten by the next attempt; failing to remove it changes nothing.
        let _removed = fs::remove_file(&beside);
        return Err(DeviceError::Storage);
    }
    sync_folder(folder)
}

/// Removes a file durably; one that is not there counts as removed.
pub(super) fn remove(path: &Path) -> Result<(), DeviceError> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path.parent().ok_or(DeviceError::Storage)?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(_) => Err(DeviceError::Storage),
    }
}

/// Makes the folder, for its owner only.
pub(super) fn create_folder(path: &Path) -> Result<(), DeviceError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|_| DeviceError::Storage)
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), DeviceError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|_| DeviceError::Storage)
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), DeviceError> {
    // Windows cannot open a folder for syncing; its rename is journalled.
    Ok(())
}
