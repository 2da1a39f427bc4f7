//! What grows with the vault and what does not, counted in work: time is no measure for a test.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_vault::testing::records_opened;
use mien_vault::{ProfileId, RecordId, Table, Unlocked};
use support::{Home, entry};

/// Records that are opened for one screen of the history, and for one write.
fn work(vault: &Unlocked) -> (u64, u64) {
    let before = records_opened();
    assert_eq!(vault.history().page(None, 20).unwrap().len(), 20);
    let page = records_opened() - before;
    vault.put(Table::Template, RecordId([1; 16]), ProfileId::OWNER, b"x").unwrap();
    (page, records_opened() - before - page)
}

/// Protects the history's screen after years of use: its first page, and a write, open as many records with two thousand
/// entries as with a hundred.
#[test]
fn a_page_and_a_write_cost_the_same_in_a_large_vault() {
    let home = Home::empty(1);
    let vault = home.create();
    for at in 0..100 {
        vault.history().append(&entry(at)).unwrap();
    }
    let small = work(&vault);
    for at in 100..2_000 {
        vault.history().append(&entry(at)).unwrap();
    }
    assert_eq!(work(&vault), small);
    // Twenty entries, one on either side, the head, the manifest.
    assert_eq!(small, (24, 1));
}
