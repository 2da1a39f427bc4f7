//! Every single-bit flip of a small vault: an error, or the very same data.
//!
//! A sample by default; `MIEN_VAULT_EVERY_BIT=1` takes every bit.

mod support;

use mien_ports::MonotonicStore;
use mien_vault::{ProfileId, RecordId, Table, Vault};
use support::{Home, RIGHT, passcode, ports};

/// V3. Protects the whole file from bit rot: no flip changes what is read, none makes anything panic.
#[test]
fn every_single_bit_is_an_error_or_the_same_data() {
    mien_vault::testing::remember_stretched();
    let home = Home::empty(12);
    let id = RecordId([1; 16]);
    let vault = home.create();
    vault.put(Table::Consent, id, ProfileId::OWNER, b"a body").unwrap();
    vault.lock();
    let good = std::fs::read(home.path()).unwrap();
    let counter = home.device.read().unwrap();
    let every = std::env::var_os("MIEN_VAULT_EVERY_BIT").is_some();
    // A prime step reaches every page and every position of a bit.
    let step = if every { 1 } else { 211 };
    let (mut same, mut refused) = (0_u32, 0_u32);
    for bit in (0..good.len() * 8).step_by(step) {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(home.path(), &bad).unwrap();
        // Each round starts from the same device, or the failed rounds would add up to the limit.
        home.device.set_counter(counter);
        let read = Vault::open(&home.path(), ports(&home.device))
            .map_err(|error| error.code())
            .and_then(|locked| locked.unlock(&passcode(RIGHT)).map_err(|error| error.code()))
            .and_then(|vault| vault.get(Table::Consent, id).map_err(|error| error.code()));
        match read {
            Ok(record) => {
                assert_eq!(**record.unwrap().body, *b"a body", "bit {bit}");
                same += 1;
            }
            Err(_) => refused += 1,
        }
        if every && (same + refused) % 20_000 == 0 {
            println!("{} of {} bits", same + refused, good.len() * 8);
        }
    }
    println!("{} bits: {same} the same data, {refused} errors, 0 others", same + refused);
    assert!(same > 0 && refused > 0);
}
