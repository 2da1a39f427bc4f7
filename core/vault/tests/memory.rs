//! After locking, the process's memory holds no secret any more: looked at from outside, byte by byte.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_vault::{KdfParams, NewCredential, ProfileId, RecordId, Table, Vault};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use support::{RIGHT, new_passcode, passcode, software_ports};

const FOLDER: &str = "MIEN_VAULT_MEMORY_FOLDER";
const ID: RecordId = RecordId([1; 16]);

/// Not a test by itself: the process that is looked at. Without its variable it does nothing. It learns the ID number from
/// the vault alone, and the passcode digit by digit.
#[test]
fn helper_unlocks_reads_and_locks() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let mut words = std::io::stdin().lines();
    let mut wait = |say: &str| {
        println!("{say}");
        std::io::stdout().flush().unwrap();
        words.next().unwrap().unwrap();
    };
    let locked = Vault::open(&folder.join("vault.db"), software_ports(folder)).unwrap();
    let vault = locked.unlock(&passcode(RIGHT)).unwrap();
    let record = vault.get(Table::Template, ID).unwrap().unwrap();
    assert_eq!(record.body.len(), 64);
    let credentials = vault.credentials().list().unwrap();
    wait("unlocked");
    drop((record, credentials));
    vault.lock();
    wait("locked");
}

/// Where in a process's memory a needle is, as the names of the mappings.
fn found_in(process: u32, needle: &[u8]) -> Vec<String> {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let mut found = Vec::new();
    for line in std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap().lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        let count = bytes.windows(needle.len()).filter(|window| *window == needle).count();
        if count > 0 {
            found.push(format!("{count} in {}", words.nth(3).unwrap_or("heap or stack of a thread")));
        }
    }
    found
}

fn wait_for(child: &mut Child, reader: &mut impl BufRead, word: &str) {
    let mut line = String::new();
    while !line.trim_end().ends_with(word) {
        line.clear();
        assert!(reader.read_line(&mut line).unwrap() > 0, "the process ended: {:?}", child.try_wait());
    }
}

/// Protects a phone that is taken away locked: data key, passcode and ID number were there while the vault was open (so the
/// search finds such things), and are gone from every writable page after the lock.
#[test]
fn nothing_secret_is_in_memory_after_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let vault = Vault::create(&path, software_ports(folder.path()), &new_passcode(RIGHT), KdfParams::least())
        .unwrap();
    let data_key = mien_vault::testing::data_key(&vault);
    let body: Vec<u8> = (0..64_u8).map(|byte| byte.wrapping_mul(37).wrapping_add(data_key[0])).collect();
    vault.put(Table::Template, ID, ProfileId::OWNER, &body).unwrap();
    let number = format!("S{:08x}-ID-NUMBER", u32::from_be_bytes(data_key[..4].try_into().unwrap()));
    let credential = NewCredential { text: &number, key_alias: "k", issuer: "i", vct: "v", issued_at_ms: 1 };
    vault.credentials().add(ProfileId::OWNER, credential).unwrap();
    vault.lock();

    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "helper_unlocks_reads_and_locks", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let needles: [(&str, &[u8]); 4] = [
        ("data key", &data_key),
        ("passcode", b"271946"),
        ("record", &body),
        ("ID number", number.as_bytes()),
    ];
    wait_for(&mut child, &mut reader, "unlocked");
    for (name, needle) in needles {
        // The passcode is needed for the unlock only, and gone already.
        assert!(
            name == "passcode" || !found_in(child.id(), needle).is_empty(),
            "{name} is searched for in vain"
        );
    }
    writeln!(input, "go on").unwrap();
    wait_for(&mut child, &mut reader, "locked");
    let left: Vec<_> = needles
        .iter()
        .map(|(name, needle)| (*name, found_in(child.id(), needle)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    writeln!(input, "end").unwrap();
    child.wait().unwrap();
    assert_eq!(left, []);
}
