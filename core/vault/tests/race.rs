//! Many processes want the last try.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_ports::software::{FileCounter, SoftwareKeys};
use mien_ports::{ClockReading, DeviceClock, DeviceError, MonotonicStore, SystemEntropy};
use mien_vault::{KdfParams, UnlockError, Vault, VaultError, VaultPorts, VaultState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use support::{RIGHT, WRONG, new_passcode, passcode};

const FOLDER: &str = "MIEN_VAULT_RACE_FOLDER";

/// One race at a time: a process that is being started holds, for a moment, the files of all others of this program.
static RACE: Mutex<()> = Mutex::new(());

/// A clock in a file, so that the test need not wait for hours.
struct FileClock(PathBuf);

impl DeviceClock for FileClock {
    fn now(&self) -> Result<ClockReading, DeviceError> {
        let text = std::fs::read_to_string(&self.0).map_err(|_| DeviceError::Unavailable)?;
        let elapsed_ms = text.trim().parse().map_err(|_| DeviceError::Unavailable)?;
        Ok(ClockReading { wall_ms: elapsed_ms, elapsed_ms, boot_id: "boot".to_owned() })
    }
}

fn ports(folder: &Path) -> VaultPorts {
    VaultPorts {
        keys: Arc::new(SoftwareKeys::open(&folder.join("keys")).unwrap()),
        counter: Arc::new(FileCounter::new(&folder.join("counter"))),
        clock: Arc::new(FileClock(folder.join("clock"))),
        entropy: Arc::new(SystemEntropy::new()),
        integrity: None,
    }
}

/// Not a test by itself: one of the racers. Without its variable it does nothing. Its exit code says how it ended.
#[test]
fn helper_races_for_one_try() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    // The starting gun.
    std::io::stdin().lines().next();
    let tried = Vault::open(&folder.join("vault.db"), ports(folder))
        .map_err(UnlockError::from)
        .and_then(|locked| locked.unlock(&passcode(WRONG)));
    std::process::exit(match tried {
        Ok(_) => 20,
        Err(UnlockError::WrongPasscode { .. }) => 21,
        Err(UnlockError::Wiped) => 22,
        Err(UnlockError::Throttled { .. }) => 23,
        Err(UnlockError::Vault { source: VaultError::Busy } | UnlockError::Busy) => 24,
        Err(_) => 25,
    });
}

fn race(folder: &Path, racers: usize) -> Vec<i32> {
    let mut children: Vec<Child> = (0..racers)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "helper_races_for_one_try", "--nocapture"])
                .env(FOLDER, folder)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in &mut children {
        writeln!(child.stdin.take().unwrap(), "go").unwrap();
    }
    children.iter_mut().map(|child| child.wait().unwrap().code().unwrap()).collect()
}

/// Protects the limit: of 50 processes that want the last try at the same moment, one has it; the device counts one.
#[test]
fn fifty_processes_race_for_the_last_try() {
    let _one = RACE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("vault.db");
    let counter = FileCounter::new(&folder.join("counter"));
    let mut clock = 1_000_000_u64;
    std::fs::write(folder.join("clock"), clock.to_string()).unwrap();
    Vault::create(&path, ports(folder), &new_passcode(RIGHT), KdfParams::least()).unwrap().lock();
    for _ in 0..9 {
        let locked = Vault::open(&path, ports(folder)).unwrap();
        assert!(matches!(locked.unlock(&passcode(WRONG)), Err(UnlockError::WrongPasscode { .. })));
        clock += 3_600_000;
        std::fs::write(folder.join("clock"), clock.to_string()).unwrap();
    }
    let before = counter.read().unwrap().unwrap();
    let ends = race(folder, 50);
    assert_eq!(counter.read().unwrap(), Some(before + 1), "one try was counted");
    let count = |code| ends.iter().filter(|end| **end == code).count();
    // Who comes later finds the vault in use, or wiped; nobody is told that their passcode was merely wrong.
    assert_eq!((count(20), count(21), count(23), count(25)), (0, 0, 0, 0), "{ends:?}");
    assert!(count(22) >= 1 && count(22) + count(24) == 50, "{ends:?}");
    let state = Vault::state(&path, ports(folder));
    assert_eq!(state, Ok(VaultState::Wiped { recoverable: false }));
}

/// Protects the count: processes that try at the same time never try more often than they count.
#[test]
fn racing_tries_are_all_counted() {
    let _one = RACE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("vault.db");
    std::fs::write(folder.join("clock"), "1000000").unwrap();
    Vault::create(&path, ports(folder), &new_passcode(RIGHT), KdfParams::least()).unwrap().lock();
    let counter = FileCounter::new(&folder.join("counter"));
    let before = counter.read().unwrap().unwrap();
    let ends = race(folder, 12);
    let wrong = ends.iter().filter(|end| **end == 21).count();
    assert!((1..=4).contains(&wrong), "a delay begins after the fourth: {ends:?}");
    assert_eq!(counter.read().unwrap(), Some(before + u64::try_from(wrong).unwrap()));
}
