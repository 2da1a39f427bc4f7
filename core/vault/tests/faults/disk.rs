//! A disk below SQLite that fails where it is told, and forgets what was not synced when the power goes.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests may fail loudly")]

use sqlite_plugin::flags::{AccessFlags, LockLevel, OpenMode, OpenOpts};
use sqlite_plugin::vars::{SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_DELETE_NOENT};
use sqlite_plugin::vfs::{RegisterOpts, Vfs, VfsHandle, VfsResult, register_static};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock};

/// What happens at one operation of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiskFault {
    /// An input/output error, once.
    Error,
    /// No space left, from then on.
    Full,
    /// Half of what was to be written is written, then an error, once.
    Torn,
    /// The power goes: nothing works any more, and of what was not synced some sectors are lost.
    PowerCut,
}

#[derive(Default)]
struct State {
    operations: usize,
    fault: Option<(usize, DiskFault)>,
    off: bool,
    full: bool,
    /// Each file as it was when it was last synced.
    durable: HashMap<PathBuf, Vec<u8>>,
}

static STATE: OnceLock<Mutex<State>> = OnceLock::new();

fn state() -> MutexGuard<'static, State> {
    let state = STATE.get_or_init(|| {
        let registered = register_static(c"faults".to_owned(), Disk, RegisterOpts { make_default: true });
        assert!(registered.is_ok());
        Mutex::default()
    });
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Starts counting operations anew and plans a fault, if any.
pub(crate) fn plan(fault: Option<(usize, DiskFault)>) {
    *state() = State { fault, ..State::default() };
}

/// How many operations there were since the plan.
pub(crate) fn operations() -> usize {
    state().operations
}

/// After a power cut: of each file, every sector that was written since its last sync is the old one or the new one.
/// Otherwise nothing. The disk works again afterwards.
pub(crate) fn restore(seed: u64) {
    let mut state = state();
    let (off, durable) = (state.off, std::mem::take(&mut state.durable));
    *state = State::default();
    drop(state);
    if !off {
        return;
    }
    let mut random = seed;
    for (path, old) in durable {
        let Ok(new) = std::fs::read(&path) else { continue };
        // The size, too, is the old one or the new one.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let len = if random >> 63 == 0 { old.len() } else { new.len() };
        let mut mixed = new.clone();
        mixed.resize(len, 0);
        for (index, sector) in mixed.chunks_mut(512).enumerate() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if random >> 63 == 0 {
                let from = old.get(index * 512..).unwrap_or_default();
                // Of a sector that the old file did not have, zeros are left.
                sector.fill(0);
                for (to, from) in sector.iter_mut().zip(from) {
                    *to = *from;
                }
            }
        }
        std::fs::write(&path, mixed).unwrap();
    }
}

pub(crate) struct Handle {
    file: File,
    path: PathBuf,
    delete_on_close: bool,
}

impl VfsHandle for Handle {
    fn readonly(&self) -> bool {
        false
    }
    fn in_memory(&self) -> bool {
        false
    }
}

enum Verdict {
    Go,
    Half,
}

/// Counts an operation and says what becomes of it.
fn operation(writes: bool) -> VfsResult<Verdict> {
    let mut state = state();
    let number = state.operations;
    state.operations += 1;
    if let Some((_, fault)) = state.fault.filter(|(at, _)| *at == number) {
        match fault {
            DiskFault::Torn if writes => return Ok(Verdict::Half),
            DiskFault::Error | DiskFault::Torn => return Err(SQLITE_IOERR),
            DiskFault::Full => state.full = true,
            DiskFault::PowerCut => state.off = true,
        }
    }
    if state.off {
        Err(SQLITE_IOERR)
    } else if state.full && writes {
        Err(SQLITE_FULL)
    } else {
        Ok(Verdict::Go)
    }
}

fn remember(path: &PathBuf) {
    let mut state = state();
    if !state.off && !state.durable.contains_key(path) {
        let content = std::fs::read(path).unwrap_or_default();
        state.durable.insert(path.clone(), content);
    }
}

struct Disk;

impl Vfs for Disk {
    type Handle = Handle;

    fn canonical_path<'a>(&self, path: Cow<'a, str>) -> VfsResult<Cow<'a, str>> {
        Ok(path)
    }

    fn open(&self, path: Option<&str>, opts: OpenOpts) -> VfsResult<Handle> {
        operation(false)?;
        let path = path.map_or_else(|| std::env::temp_dir().join("faults-unnamed"), PathBuf::from);
        let create = matches!(opts.mode(), OpenMode::ReadWrite { .. }) && opts.flags() & 4 != 0;
        let file = OpenOptions::new().read(true).write(true).create(create).truncate(false).open(&path);
        let file = file.map_err(|_| SQLITE_CANTOPEN)?;
        Ok(Handle { file, path, delete_on_close: opts.delete_on_close() })
    }

    fn delete(&self, path: &str) -> VfsResult<()> {
        operation(false)?;
        // Durable at once, as far as this disk goes: a log that comes back is tested by "torn" and "lost" writes to it.
        state().durable.remove(&PathBuf::from(path));
        std::fs::remove_file(path).map_err(|_| SQLITE_IOERR_DELETE_NOENT)
    }

    fn access(&self, path: &str, _flags: AccessFlags) -> VfsResult<bool> {
        Ok(PathBuf::from(path).exists())
    }

    fn file_size(&self, handle: &mut Handle) -> VfsResult<usize> {
        let len = handle.file.metadata().map_err(|_| SQLITE_IOERR)?.len();
        usize::try_from(len).map_err(|_| SQLITE_IOERR)
    }

    fn truncate(&self, handle: &mut Handle, size: usize) -> VfsResult<()> {
        remember(&handle.path);
        operation(false)?;
        handle.file.set_len(u64::try_from(size).unwrap()).map_err(|_| SQLITE_IOERR)
    }

    fn write(&self, handle: &mut Handle, offset: usize, data: &[u8]) -> VfsResult<usize> {
        remember(&handle.path);
        let verdict = operation(true)?;
        let half = matches!(verdict, Verdict::Half);
        let written = if half { &data[..data.len() / 2] } else { data };
        handle.file.write_all_at(written, u64::try_from(offset).unwrap()).map_err(|_| SQLITE_IOERR)?;
        if half { Err(SQLITE_IOERR) } else { Ok(data.len()) }
    }

    fn read(&self, handle: &mut Handle, offset: usize, data: &mut [u8]) -> VfsResult<usize> {
        operation(false)?;
        let mut done = 0;
        while done < data.len() {
            let at = u64::try_from(offset + done).unwrap();
            match handle.file.read_at(&mut data[done..], at) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(_) => return Err(SQLITE_IOERR),
            }
        }
        Ok(done)
    }

    fn lock(&self, _handle: &mut Handle, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&self, _handle: &mut Handle, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self, _handle: &mut Handle) -> VfsResult<bool> {
        Ok(false)
    }

    fn sync(&self, handle: &mut Handle) -> VfsResult<()> {
        operation(false)?;
        state().durable.remove(&handle.path);
        Ok(())
    }

    fn close(&self, handle: Handle) -> VfsResult<()> {
        if handle.delete_on_close {
            let _removed = std::fs::remove_file(&handle.path);
        }
        Ok(())
    }

    fn device_characteristics(&self, _handle: &mut Handle) -> VfsResult<i32> {
        // No promise at all: not even that a sector is written whole.
        Ok(0)
    }
}
