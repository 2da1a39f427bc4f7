//! What things cost. Reported by the machine's clock, and by the processor's where a busy machine would blur it; never asserted.

use crate::Outcome;
use crate::child::entry;
use crate::world::{World, new_passcode, passcode};
use mien_vault::{KdfParams, Vault};
use std::time::{Duration, Instant};

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn timed<T>(rounds: usize, work: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    Ok(both(rounds, work)?.0)
}

/// Time on the wall and time of the processor.
fn both<T>(rounds: usize, mut work: impl FnMut() -> Outcome<T>) -> Outcome<(Duration, Duration)> {
    let (mut wall, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (started, before) = (Instant::now(), processor());
        drop(work()?);
        busy.push(processor().saturating_sub(before));
        wall.push(started.elapsed());
    }
    Ok((median(wall), median(busy)))
}

fn processor() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(now).unwrap_or_default()
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
        let (rest, busy) = both(21, || Ok(open()?.unlock(&passcode(0)?)?))?;
        let (_, opening) = both(21, open)?;
        mien_vault::testing::forget_stretched();
        println!(
            "{entries} entries: open and unlock {whole:.1?}, without the key derivation {rest:.1?} ({busy:.1?} of the \
             processor, of which opening the file {opening:.1?}); first page of 20 {page:.2?}"
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
