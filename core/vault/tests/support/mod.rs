//! One device, one folder, one vault.

#![expect(dead_code, reason = "each test file uses a part of it")]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use mien_ports::SystemEntropy;
use mien_ports::fake::FakeDevice;
use mien_ports::software::{FileCounter, SoftwareKeys, SystemClock};
use mien_vault::{
    Factors, HistoryEntry, HistoryKind, HistoryOutcome, KdfParams, KnownNumbers, Locked, NewPasscode,
    NewPattern, Passcode, Pattern, PatternPad, PinPad, Unlocked, Vault, VaultPorts, VaultState,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const RIGHT: [u8; 6] = [2, 7, 1, 9, 4, 6];
pub(crate) const WRONG: [u8; 6] = [2, 7, 1, 9, 4, 7];
pub(crate) const OTHER: [u8; 6] = [8, 3, 0, 6, 2, 5];

/// A vault with nothing but a passcode.
pub(crate) const PASSCODE: Factors =
    Factors { passcode: true, pattern: false, biometrics: false, recovery: false };

pub(crate) fn locked_with(attempts_left: u32) -> VaultState {
    VaultState::Locked { attempts_left, factors: PASSCODE }
}

pub(crate) fn ports(device: &FakeDevice) -> VaultPorts {
    VaultPorts {
        keys: Arc::new(device.clone()),
        counter: Arc::new(device.clone()),
        clock: Arc::new(device.clone()),
        entropy: Arc::new(device.clone()),
        integrity: Some(Arc::new(device.clone())),
    }
}

pub(crate) fn passcode(digits: [u8; 6]) -> Passcode {
    let mut pad = PinPad::new();
    for digit in digits {
        pad.push(digit).unwrap();
    }
    pad.finish().unwrap()
}

pub(crate) fn new_passcode(digits: [u8; 6]) -> NewPasscode {
    NewPasscode::choose(passcode(digits), &passcode(digits), &KnownNumbers::default()).unwrap()
}

pub(crate) const DRAWN: [u8; 6] = [4, 0, 5, 6, 1, 8];
pub(crate) const DRAWN_WRONG: [u8; 6] = [4, 0, 5, 6, 1, 3];

pub(crate) fn pattern(dots: [u8; 6]) -> Pattern {
    let mut pad = PatternPad::new();
    for dot in dots {
        pad.touch(dot).unwrap();
    }
    pad.finish().unwrap()
}

pub(crate) fn new_pattern(dots: [u8; 6]) -> NewPattern {
    NewPattern::choose(pattern(dots), &pattern(dots)).unwrap()
}

/// Ports that outlive a process: keys and counter as files.
pub(crate) fn software_ports(folder: &Path) -> VaultPorts {
    VaultPorts {
        keys: Arc::new(SoftwareKeys::open(&folder.join("keys")).unwrap()),
        counter: Arc::new(FileCounter::new(&folder.join("counter"))),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::new()),
        integrity: None,
    }
}

/// A login that went well.
pub(crate) fn entry(at_ms: u64) -> HistoryEntry {
    HistoryEntry {
        at_ms,
        kind: HistoryKind::Login,
        outcome: HistoryOutcome::Approved,
        party: "Tax office".to_owned(),
        domain: Some("tax.example".to_owned()),
        claims: vec!["name".to_owned()],
        code: None,
        request: None,
    }
}

/// A device, and a place for a vault on it.
pub(crate) struct Home {
    pub(crate) device: FakeDevice,
    pub(crate) folder: TempDir,
}

impl Home {
    /// A new device without a vault.
    pub(crate) fn empty(seed: u64) -> Self {
        Self { device: FakeDevice::new(seed), folder: tempfile::tempdir().unwrap() }
    }

    /// A device with a locked vault.
    pub(crate) fn with_vault(seed: u64) -> Self {
        let home = Self::empty(seed);
        home.create().lock();
        home
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("vault.db")
    }

    pub(crate) fn create(&self) -> Unlocked {
        Vault::create(&self.path(), ports(&self.device), &new_passcode(RIGHT), KdfParams::least()).unwrap()
    }

    pub(crate) fn open(&self) -> Locked {
        Vault::open(&self.path(), ports(&self.device)).unwrap()
    }

    pub(crate) fn unlock(&self) -> Unlocked {
        self.open().unlock(&passcode(RIGHT)).unwrap()
    }

    /// Runs SQL on the closed file, as somebody with the file in hand could.
    pub(crate) fn edit(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        connection.execute_batch(sql).unwrap();
    }
}
