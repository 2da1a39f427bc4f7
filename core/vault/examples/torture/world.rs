//! A folder that is a device: keys and counter as files, a vault beside them.

use crate::Outcome;
use mien_ports::software::{FileCounter, SoftwareKeys, SystemClock};
use mien_ports::{DeviceError, DeviceKeys, KeyPurpose, MonotonicStore, SecurityLevel, SystemEntropy};
use mien_vault::{KnownNumbers, NewPasscode, Passcode, PinPad, VaultPorts};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The two passcodes between which the campaign changes, and one that is never right.
pub(crate) const PASSCODES: [[u8; 6]; 3] = [[2, 7, 1, 9, 4, 6], [8, 3, 0, 6, 2, 5], [6, 1, 8, 0, 4, 2]];
pub(crate) const WRONG: usize = 2;

pub(crate) fn passcode(which: usize) -> Outcome<Passcode> {
    let mut pad = PinPad::new();
    for digit in PASSCODES.get(which).ok_or("no such passcode")? {
        pad.push(*digit)?;
    }
    Ok(pad.finish()?)
}

pub(crate) fn new_passcode(which: usize) -> Outcome<NewPasscode> {
    Ok(NewPasscode::choose(passcode(which)?, &passcode(which)?, &KnownNumbers::default())?)
}

pub(crate) struct World {
    folder: PathBuf,
}

impl World {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.folder.join("vault.db")
    }

    pub(crate) fn old_vault(&self) -> PathBuf {
        self.folder.join("old.db")
    }

    pub(crate) fn counter(&self) -> FileCounter {
        FileCounter::new(&self.folder.join("counter"))
    }

    pub(crate) fn ports(&self) -> Outcome<VaultPorts> {
        Ok(VaultPorts {
            keys: Arc::new(SoftwareKeys::open(&self.folder.join("keys"))?),
            counter: Arc::new(self.counter()),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy::new()),
            integrity: None,
        })
    }

    /// The same, saying aloud when a try was counted and when the device's key is asked.
    pub(crate) fn loud_ports(&self) -> Outcome<VaultPorts> {
        let ports = self.ports()?;
        Ok(VaultPorts {
            keys: Arc::new(LoudKeys(SoftwareKeys::open(&self.folder.join("keys"))?)),
            counter: Arc::new(LoudCounter(self.counter())),
            ..ports
        })
    }
}

/// One line that the parent reads even if this process dies right after.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe means that the parent has killed us already.
    let _written = writeln!(out, "{line}").and_then(|()| out.flush());
}

struct LoudCounter(FileCounter);

impl MonotonicStore for LoudCounter {
    fn read(&self) -> Result<Option<u64>, DeviceError> {
        self.0.read()
    }

    fn raise_to(&self, value: u64) -> Result<(), DeviceError> {
        self.0.raise_to(value)?;
        say(&format!("counted {value}"));
        Ok(())
    }
}

struct LoudKeys(SoftwareKeys);

impl DeviceKeys for LoudKeys {
    fn security_level(&self) -> Result<SecurityLevel, DeviceError> {
        self.0.security_level()
    }
    fn create(&self, alias: &str, purpose: KeyPurpose) -> Result<(), DeviceError> {
        self.0.create(alias, purpose)?;
        say("created");
        Ok(())
    }
    fn exists(&self, alias: &str) -> Result<bool, DeviceError> {
        self.0.exists(alias)
    }
    fn delete(&self, alias: &str) -> Result<(), DeviceError> {
        say("deletes");
        self.0.delete(alias)?;
        say("deleted");
        Ok(())
    }
    fn public_key(&self, alias: &str) -> Result<Vec<u8>, DeviceError> {
        self.0.public_key(alias)
    }
    fn sign(&self, alias: &str, message: &[u8]) -> Result<Vec<u8>, DeviceError> {
        self.0.sign(alias, message)
    }
    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        say("asked");
        self.0.prf(alias, input)
    }
}
