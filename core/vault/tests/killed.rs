//! The process is killed at random moments, for real.

mod support;

use mien_ports::MonotonicStore;
use mien_ports::software::FileCounter;
use mien_vault::{KdfParams, UnlockError, Vault};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{RIGHT, WRONG, locked_with, new_passcode, passcode, software_ports};

const FOLDER: &str = "MIEN_VAULT_KILLED_FOLDER";

/// Not a test by itself: what the killed process does. Without its variable it does nothing.
#[test]
fn helper_tries_one_wrong_passcode() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let locked = Vault::open(&folder.join("vault.db"), software_ports(folder)).unwrap();
    assert!(matches!(locked.unlock(&passcode(WRONG)), Err(UnlockError::WrongPasscode { .. })));
}

/// Protects the limit from `kill -9`: in 20 cycles at growing delays the count on the device never falls, the vault
/// is never corrupt, and what it says is left agrees with the device's counter.
#[test]
fn killing_the_process_never_gives_a_try_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("vault.db");
    Vault::create(&path, software_ports(folder), &new_passcode(RIGHT), KdfParams::least()).unwrap().lock();
    let counter = FileCounter::new(&folder.join("counter"));
    let mut settled = counter.read().unwrap().unwrap();
    let mut spent = 0;
    for cycle in 0..20 {
        let before = counter.read().unwrap().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "helper_tries_one_wrong_passcode"])
            .env(FOLDER, folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(4 * cycle));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = counter.read().unwrap().unwrap();
        assert!(after == before || after == before + 1, "cycle {cycle}: {before} to {after}");
        spent += after - before;
        let locked = Vault::open(&path, software_ports(folder)).unwrap();
        let left = 10 - u32::try_from(after - settled).unwrap();
        assert_eq!(locked.state(), Ok(locked_with(left)), "cycle {cycle}");
        if left <= 7 {
            // Settle before the fourth failure, or the test would have to wait for the delays.
            locked.unlock(&passcode(RIGHT)).unwrap().lock();
            settled = counter.read().unwrap().unwrap();
        }
    }
    println!("{spent} of 20 kills came after the count");
}
