//! What is killed.

use crate::Outcome;
use crate::world::{WRONG, World, new_passcode, passcode, say};
use mien_ports::fake::FakeDevice;
use mien_ports::{DeviceKeys, KeyPurpose};
use mien_vault::{
    HistoryEntry, HistoryKind, HistoryOutcome, KdfParams, ProfileId, RecordId, Table, Vault, VaultPorts,
};
use std::path::Path;
use std::sync::Arc;

const LEAST: KdfParams = KdfParams::least();

/// The operations, in the order in which the campaign names them.
pub(crate) const OPERATIONS: [&str; 6] = ["wrong", "right", "change", "rotate", "write", "migrate"];

/// The device that the file of version 1 in tests/fixtures was made on: its first key, and its counter after a number of
/// tries. The file was made after three.
pub(crate) fn device_of_version_1(tries: u64) -> Outcome<VaultPorts> {
    let device = FakeDevice::new(101);
    device.create("vault-b3f6c7d66aa6b4daee2cded036458948-1", KeyPurpose::Prf)?;
    device.set_counter(Some(tries));
    Ok(VaultPorts {
        keys: Arc::new(device.clone()),
        counter: Arc::new(device.clone()),
        clock: Arc::new(device.clone()),
        entropy: Arc::new(device),
        integrity: None,
    })
}

pub(crate) fn entry(at_ms: u64) -> HistoryEntry {
    HistoryEntry {
        at_ms,
        kind: HistoryKind::Login,
        outcome: HistoryOutcome::Approved,
        party: "Tax office".to_owned(),
        domain: None,
        claims: Vec::new(),
        code: None,
        request: None,
    }
}

/// `child FOLDER OPERATION CURRENT NUMBER`: one operation on the vault there, whose passcode is number CURRENT.
pub(crate) fn run(words: &[String]) -> Outcome<bool> {
    let [folder, operation, current, number] = words else {
        return Err("child needs four words".into());
    };
    let world = World::new(Path::new(folder));
    let (current, number): (usize, u64) = (current.parse()?, number.parse()?);
    if operation == "migrate" {
        say("begin");
        let locked = Vault::open(&world.old_vault(), device_of_version_1(3)?)?;
        locked.unlock(&passcode(0)?)?.lock();
        say("done");
        return Ok(true);
    }
    let locked = Vault::open(&world.vault(), world.loud_ports()?)?;
    say("begin");
    match operation.as_str() {
        "wrong" => drop(locked.unlock(&passcode(WRONG)?)),
        "right" => locked.unlock(&passcode(current)?)?.lock(),
        "change" => {
            let vault = locked.unlock(&passcode(current)?)?;
            vault.change_passcode(&passcode(current)?, &new_passcode(1 - current)?, LEAST)?;
        }
        "rotate" => {
            locked.unlock(&passcode(current)?)?.rotate(&passcode(current)?, "", LEAST)?;
        }
        "write" => {
            let vault = locked.unlock(&passcode(current)?)?;
            for step in 0..40 {
                let value = number * 100 + step;
                vault.put(Table::Template, RecordId([9; 16]), ProfileId::OWNER, &value.to_be_bytes())?;
                say(&format!("wrote {value}"));
                if step % 8 == 0 {
                    let last = vault.history().append(&entry(value))?;
                    say(&format!("noted {last}"));
                }
            }
        }
        other => return Err(format!("no such operation: {other}").into()),
    }
    say("done");
    Ok(true)
}
