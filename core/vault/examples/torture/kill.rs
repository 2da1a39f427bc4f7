//! `kill -9` at random moments of every operation that writes.

use crate::Outcome;
use crate::arguments::{Random, number, text};
use crate::child::{OPERATIONS, device_of_version_1, entry};
use crate::world::{World, new_passcode, passcode};
use mien_ports::MonotonicStore;
use mien_vault::{KdfParams, ProfileId, RecordId, Table, UnlockError, Unlocked, Vault, VaultState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vault_v1.db");

/// What was found so far; kept in the campaign's folder, so that it can go on after it was stopped.
#[derive(Default, Serialize, Deserialize)]
struct Found {
    seed: u64,
    cycles: u64,
    killed_in_time: u64,
    lost_counts: u64,
    neither_opens: u64,
    both_open: u64,
    lost_writes: u64,
    damaged: u64,
    current: usize,
    written: u64,
    noted: u64,
    typical_us: BTreeMap<String, u64>,
    per_operation: BTreeMap<String, u64>,
}

impl Found {
    fn bad(&self) -> u64 {
        self.lost_counts + self.neither_opens + self.both_open + self.lost_writes + self.damaged
    }

    fn line(&self) -> String {
        format!(
            "{} cycles, {} killed before their end: {} lost counts, {} vaults that neither passcode opens, {} that both \
             open, {} lost writes, {} damaged",
            self.cycles,
            self.killed_in_time,
            self.lost_counts,
            self.neither_opens,
            self.both_open,
            self.lost_writes,
            self.damaged
        )
    }
}

/// What a child said before it died.
#[derive(Default)]
struct Said {
    counted: Option<u64>,
    asked: bool,
    done: bool,
    wrote: Option<u64>,
    noted: Option<u64>,
}

impl Said {
    fn read(output: &str) -> Self {
        let mut said = Self::default();
        // The last line may be cut.
        let whole = output.rsplit_once('\n').map_or("", |(whole, _)| whole);
        for line in whole.lines() {
            match line.split_once(' ') {
                Some(("counted", value)) => said.counted = value.parse().ok(),
                Some(("wrote", value)) => said.wrote = value.parse().ok(),
                Some(("noted", value)) => said.noted = value.parse().ok(),
                _ => {}
            }
            said.asked |= line == "asked";
            said.done |= line == "done";
        }
        said
    }
}

/// Answers whether nothing bad was found.
pub(crate) fn campaign(words: &[String]) -> Outcome<bool> {
    let (cycles, seed) = (number(words, "--cycles", 500)?, number(words, "--seed", 1)?);
    let kept = text(words, "--folder").map(PathBuf::from);
    let temporary = if kept.is_none() { Some(tempfile::tempdir()?) } else { None };
    let folder = kept.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()));
    let folder = folder.ok_or("no folder")?;
    std::fs::create_dir_all(&folder)?;
    // The campaign checks each vault with up to three tries: each key is derived once.
    mien_vault::testing::remember_stretched();

    let world = World::new(&folder);
    let state = folder.join("found.json");
    let mut found = match std::fs::read(&state) {
        Ok(bytes) => serde_json::from_slice::<Found>(&bytes)?,
        Err(_) => begin(&world, seed)?,
    };
    if found.seed != seed {
        return Err("the folder holds a campaign with another seed".into());
    }
    let started = (Instant::now(), found.cycles);
    while found.cycles < cycles {
        cycle(&folder, &world, &mut found)?;
        found.cycles += 1;
        write_beside(&state, &serde_json::to_vec(&found)?)?;
        if found.cycles % 100 == 0 || found.bad() > 0 {
            let rate = per_second(found.cycles - started.1, started.0.elapsed());
            println!("[{}/{cycles}, {rate} a second] {}", found.cycles, found.line());
        }
        if found.bad() > 0 {
            println!("stopped; the vault is in {}", folder.display());
            // Kept for whoever has to look at it.
            temporary.map(tempfile::TempDir::keep);
            return Ok(false);
        }
    }
    println!("operations: {:?}", found.per_operation);
    println!("{}", found.line());
    Ok(found.bad() == 0)
}

fn per_second(count: u64, time: Duration) -> u64 {
    count * 1000 / u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}

fn begin(world: &World, seed: u64) -> Outcome<Found> {
    let vault = Vault::create(&world.vault(), world.ports()?, &new_passcode(0)?, KdfParams::least())?;
    vault.put(Table::Template, RecordId([9; 16]), ProfileId::OWNER, &0_u64.to_be_bytes())?;
    vault.history().append(&entry(0))?;
    vault.lock();
    Ok(Found { seed, noted: 1, ..Found::default() })
}

/// Written beside and renamed: the campaign, too, may be killed.
fn write_beside(path: &Path, bytes: &[u8]) -> Outcome {
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)?;
    Ok(std::fs::rename(beside, path)?)
}

fn cycle(folder: &Path, world: &World, found: &mut Found) -> Outcome {
    let mut random = Random(found.seed.wrapping_mul(1_000_003).wrapping_add(found.cycles));
    let operation = OPERATIONS.get(random.index(OPERATIONS.len())).copied().unwrap_or("wrong");
    *found.per_operation.entry(operation.to_owned()).or_default() += 1;
    let before = world.counter().read()?.ok_or("the counter is gone")?;
    if operation == "migrate" {
        for suffix in ["", "-wal", ".lock", ".before-migration"] {
            let _removed = std::fs::remove_file(folder.join(format!("old.db{suffix}")));
        }
        std::fs::copy(FIXTURE, world.old_vault())?;
    }
    let said = kill(folder, operation, found, &mut random)?;
    found.killed_in_time += u64::from(!said.done);

    let counter = world.counter().read()?.ok_or("the counter is gone")?;
    let promised = said.counted.unwrap_or(before).max(before + u64::from(said.asked));
    found.lost_counts += u64::from(counter < promised);
    if operation == "migrate" {
        return check_migrated(world, found);
    }
    check(world, operation, &said, found)
}

/// When a child is killed.
enum Moment {
    /// While it starts and opens the file.
    Early,
    /// Right after this many things that it said: the windows between two calls of the device are narrow.
    After(u64),
    /// At any time of the operation.
    Any,
}

/// Starts the child and kills it. How long an operation takes on this machine, as busy as it is, is learnt on the way.
fn kill(folder: &Path, operation: &str, found: &mut Found, random: &mut Random) -> Outcome<Said> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("child")
        .arg(folder)
        .args([operation, &found.current.to_string(), &found.cycles.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut reader = BufReader::new(child.stdout.take().ok_or("no pipe")?);
    let mut output = String::new();
    let moment = match random.below(8) {
        0 => Moment::Early,
        1..=4 => Moment::After(random.below(12)),
        _ => Moment::Any,
    };
    let typical = found.typical_us.get(operation).copied().unwrap_or(60_000);
    let mut lines = if let Moment::After(lines) = moment { lines } else { 0 };
    if !matches!(moment, Moment::Early) {
        while !output.ends_with("begin\n") && reader.read_line(&mut output)? > 0 {}
        while lines > 0 && reader.read_line(&mut output)? > 0 {
            lines -= 1;
        }
    }
    let began = Instant::now();
    let longest = match moment {
        Moment::Early => 10_000,
        Moment::After(_) => 2_000,
        Moment::Any => typical + typical / 4,
    };
    std::thread::sleep(Duration::from_micros(random.below(longest)));
    child.kill()?;
    reader.read_to_string(&mut output)?;
    child.wait()?;
    let said = Said::read(&output);
    if matches!(moment, Moment::Any) {
        let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(typical);
        // Who was done took at most that long; who was killed as late as usual takes longer than usual.
        let learnt = match said.done {
            true => typical.min(took),
            false if took >= typical => typical * 2,
            false => typical,
        };
        found.typical_us.insert(operation.to_owned(), (typical * 7 + learnt) / 8);
    }
    Ok(said)
}

/// Opens the vault with either passcode: exactly one has to work, and it has to hold what was written.
fn check(world: &World, operation: &str, said: &Said, found: &mut Found) -> Outcome {
    let Ok(locked) = Vault::open(&world.vault(), world.ports()?) else {
        found.damaged += 1;
        return Ok(());
    };
    // A wrong child leaves one failure at most; the right passcode settles it before delays begin.
    if !matches!(locked.state(), Ok(VaultState::Locked { .. })) {
        found.damaged += 1;
        return Ok(());
    }
    let other = 1 - found.current;
    let may_have_changed = operation == "change";
    let first = if may_have_changed { other } else { found.current };
    let opened: Vec<Result<Unlocked, UnlockError>> = [first, 1 - first]
        .iter()
        .map(|which| Ok(locked.unlock(&passcode(*which)?)))
        .collect::<Outcome<_>>()?;
    let which: Vec<bool> = opened.iter().map(Result::is_ok).collect();
    match which[..] {
        [true, true] => found.both_open += 1,
        [false, false] => found.neither_opens += 1,
        [true, false] => found.current = first,
        _ => {
            found.current = 1 - first;
            // The child said that it was done, so the new passcode has to be the one.
            found.neither_opens += u64::from(may_have_changed && said.done);
        }
    }
    for vault in opened.into_iter().flatten() {
        check_records(&vault, said, found);
        vault.lock();
    }
    // Failures of this check are settled, whichever passcode came last.
    locked.unlock(&passcode(found.current)?)?.lock();
    Ok(())
}

fn check_records(vault: &Unlocked, said: &Said, found: &mut Found) {
    let stored = vault.get(Table::Template, RecordId([9; 16])).ok().flatten();
    let value = stored.and_then(|record| Some(u64::from_be_bytes(record.body.as_slice().try_into().ok()?)));
    let promised = said.wrote.unwrap_or(found.written);
    // One more than the child could say is right: it was killed between the commit and the word.
    match value {
        Some(value) if value >= promised => found.written = value,
        _ => found.lost_writes += 1,
    }
    let promised = said.noted.unwrap_or(found.noted);
    match vault.history().page(None, 3) {
        Ok(page) if page.first().is_some_and(|(last, _)| *last >= promised) => {
            found.noted = page.first().map_or(0, |(last, _)| *last);
        }
        _ => found.lost_writes += 1,
    }
}

fn check_migrated(world: &World, found: &mut Found) -> Outcome {
    // The child's try may have been the fourth; this device lives in one process and would not know.
    let opened = Vault::open(&world.old_vault(), device_of_version_1(4)?)
        .map_err(UnlockError::from)
        .and_then(|locked| locked.unlock(&passcode(0).map_err(|_| UnlockError::Busy)?));
    let whole = opened.is_ok_and(|vault| {
        vault.history().list().is_ok_and(|entries| entries.len() == 3)
            && vault.credentials().list().is_ok_and(|list| list.len() == 1)
            && vault.consents().list().is_ok_and(|list| list.len() == 1)
    });
    found.damaged += u64::from(!whole);
    Ok(())
}
