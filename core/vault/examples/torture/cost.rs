//! What things cost. Reported with the machine's clock, so never asserted.

use crate::Outcome;
use crate::child::entry;
use crate::world::{World, new_passcode, passcode};
use mien_vault::{KdfParams, Vault};
use std::time::{Duration, Instant};

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn timed<T>(rounds: usize, mut work: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        drop(work()?);
        times.push(started.elapsed());
    }
    Ok(median(times))
}

/// Prints the numbers; answers true.
pub(crate) fn campaign() -> Outcome<bool> {
    let mut pages = Vec::new();
    for entries in [100, 10_000] {
        let folder = tempfile::tempdir()?;
        let world = World::new(folder.path());
        let vault = Vault::create(&world.vault(), world.ports()?, &new_passcode(0)?, KdfParams::default())?;
        for at_ms in 0..entries {
            vault.history().append(&entry(at_ms))?;
        }
        let page = timed(101, || Ok(vault.history().page(None, 20)?))?;
        pages.push(page);
        vault.lock();
        // Once with Argon2id at 64 MiB and 3 passes, and once with its result looked up: the difference is the derivation.
        let open = || Ok(Vault::open(&world.vault(), world.ports()?)?);
        let whole = timed(5, || Ok(open()?.unlock(&passcode(0)?)?))?;
        mien_vault::testing::remember_stretched();
        drop(open()?.unlock(&passcode(0)?)?);
        let rest = timed(21, || Ok(open()?.unlock(&passcode(0)?)?))?;
        let opening = timed(21, open)?;
        mien_vault::testing::forget_stretched();
        println!(
            "{entries} entries: open and unlock {whole:.1?}, without the key derivation {rest:.1?} (of which opening the \
             file {opening:.1?}); first page of 20 {page:.2?}"
        );
    }
    if let [few, many] = pages[..] {
        println!(
            "a page of 10,000 entries takes {:.2} times as long as one of 100",
            many.as_secs_f64() / few.as_secs_f64()
        );
    }
    Ok(true)
}
