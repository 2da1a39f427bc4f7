//! Rows of the catalogue of bad input that have no test of their own elsewhere, by their numbers. P4 is the golden count in
//! `passcode/policy_tests.rs`, P5 in `unlock.rs`, P7 and C1 in `session.rs`, P11 in `factors.rs`, V1, V4 and V6 in `rollback.rs`
//! and `tampering.rs`, V3 in `bits.rs`, V7 and V11 in `faults`, V8 in `race.rs`, V10 in `repositories.rs`, F1 in `session.rs`.

mod support;

use mien_ports::{ClockReading, DeviceKeys, MonotonicStore};
use mien_vault::{KdfParams, PasscodeError, PinPad, UnlockError, Vault, VaultError, VaultState};
use support::{Home, RIGHT, WRONG, locked_with, new_passcode, passcode, ports};

/// P1, P6. Lengths from nothing to far too many; leading zeros are digits like others.
#[test]
fn p1_p6_any_number_of_digits_is_six_or_an_error() {
    for count in [0, 1, 5, 6, 7, 1_000_000] {
        let mut pad = PinPad::new();
        for _ in 0..count {
            pad.push(0).unwrap();
        }
        match pad.finish() {
            Ok(zeros) => {
                assert!(count >= 6);
                assert!(zeros.matches(&passcode([0; 6])) && !zeros.matches(&passcode([0, 0, 0, 1, 2, 3])));
            }
            Err(error) => assert_eq!(error, PasscodeError::TooShort { len: count }),
        }
    }
}

/// P2, P3. Full-width, Arabic-Indic and other digits cannot be typed at all: what is not a number from 0 to 9 is refused, also
/// the codes of the characters themselves.
#[test]
fn p2_p3_only_numbers_from_zero_to_nine_are_digits() {
    let mut pad = PinPad::new();
    for byte in "１٣१²Ⅳ a-+\u{202e}0123456789".bytes().chain(10..=255) {
        assert_eq!(pad.push(byte), Err(PasscodeError::NotADigit));
    }
    assert!(pad.is_empty());
}

/// P8. A hundred wrong tries, with a reboot before each and a clock that says anything: ten are made, each after its delay.
#[test]
fn p8_no_clock_and_no_reboot_gives_a_try() {
    mien_vault::testing::remember_stretched();
    let walls = [
        0,
        1,
        951_782_400_000,
        1_483_228_799_000,
        2_147_483_647_000,
        4_102_444_800_000,
        i64::MAX.unsigned_abs(),
        u64::MAX,
    ];
    let home = Home::with_vault(1);
    let before = home.device.read().unwrap().unwrap();
    let (mut made, mut waited) = (0, 0_u64);
    for round in 0..100 {
        home.device.reboot();
        home.device.set_wall(walls.get(round % walls.len()).copied().unwrap());
        let locked = home.open();
        match locked.unlock(&passcode(WRONG)).unwrap_err() {
            UnlockError::Throttled { remaining_ms } => {
                // Ten years by the wall clock, and all but the last millisecond by the other.
                home.device.set_wall(4_000_000_000_000);
                assert_eq!(
                    locked.unlock(&passcode(RIGHT)).unwrap_err(),
                    UnlockError::Throttled { remaining_ms }
                );
                home.device.advance(remaining_ms);
                waited += remaining_ms;
                assert!(matches!(
                    locked.unlock(&passcode(WRONG)).unwrap_err(),
                    UnlockError::WrongPasscode { .. } | UnlockError::Wiped
                ));
                made += 1;
            }
            UnlockError::WrongPasscode { .. } => made += 1,
            error => assert_eq!(error, UnlockError::Wiped),
        }
    }
    assert_eq!((made, home.device.read().unwrap().unwrap() - before), (10, 10));
    assert_eq!(waited / 1000, 30 + 60 + 300 + 900 + 3600 + 3600);
}

/// P8. Clock readings at the ends of their range lead to a state, not to a panic.
#[test]
fn p8_readings_at_the_ends_do_no_harm() {
    let home = Home::with_vault(2);
    for wall_ms in [0, u64::MAX] {
        for elapsed_ms in [0, u64::MAX] {
            for boot_id in ["", "x", &"b".repeat(10_000)] {
                home.device.set_clock(ClockReading { wall_ms, elapsed_ms, boot_id: boot_id.to_owned() });
                let locked = home.open();
                assert!(matches!(locked.unlock(&passcode(WRONG)), Err(UnlockError::WrongPasscode { .. })));
                locked.unlock(&passcode(RIGHT)).unwrap().lock();
            }
        }
    }
}

/// V2. A version that is newer is left alone; none, or one that never was, is damage.
#[test]
fn v2_other_versions_are_refused() {
    for (version, expected) in [
        (0, VaultError::Damaged),
        (3, VaultError::VaultTooNew { found: 3 }),
        (u32::try_from(i32::MAX).unwrap(), VaultError::VaultTooNew { found: i32::MAX.unsigned_abs() }),
        (u32::MAX, VaultError::VaultTooNew { found: u32::MAX }),
    ] {
        let home = Home::with_vault(3);
        home.edit(&format!("PRAGMA user_version = {};", version.cast_signed()));
        assert_eq!(Vault::open(&home.path(), ports(&home.device)).unwrap_err(), expected, "{version}");
    }
}

/// V5. A generation that was turned back by hand is another header: the right passcode fails, and nothing is derived at 4 GiB.
#[test]
fn v5_a_hostile_slot_costs_nothing() {
    for (offset, bytes) in [(28, "ffffffff"), (28, "00000000"), (32, "ffffffff"), (36, "00000000"), (7, "09")]
    {
        let home = Home::with_vault(4);
        let (from, after) = (offset * 2 + 1, offset * 2 + 1 + bytes.len());
        // Both copies, with a fitting CRC, as whoever has the file could write them.
        let connection = rusqlite::Connection::open(home.path()).unwrap();
        let sql = format!(
            "SELECT unhex(substr(hex(bytes), 1, {from} - 1) || '{bytes}' || substr(hex(bytes), {after}, 440 + 1 - {after})) FROM twin WHERE kind = 1 AND copy = 0"
        );
        let payload: Vec<u8> = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(payload.len(), 220);
        let crc = crc32(&payload).to_be_bytes();
        connection
            .execute("UPDATE twin SET bytes = ?1 WHERE kind = 1", [[&payload[..], &crc].concat()])
            .unwrap();
        drop(connection);
        let locked = home.open();
        assert_eq!(locked.state(), Ok(VaultState::Damaged { salvageable: false }), "{offset} {bytes}");
        assert_eq!(locked.unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::Damaged);
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// V9. Restored elsewhere, the key store emptied, a counter of an earlier installation: enrol again, and that works.
#[test]
fn v9_a_vault_without_its_device_makes_room_for_a_new_one() {
    let home = Home::with_vault(5);
    for alias in home.device.aliases() {
        DeviceKeys::delete(&home.device, &alias).unwrap();
    }
    assert_eq!(home.open().state(), Ok(VaultState::TamperedOrRestored));
    home.open().erase().unwrap();
    let counter = home.device.read().unwrap();
    Vault::create(&home.path(), ports(&home.device), &new_passcode(RIGHT), KdfParams::least())
        .unwrap()
        .lock();
    assert_eq!(home.open().state(), Ok(locked_with(10)));
    assert_eq!(home.device.read().unwrap(), counter, "never turned back");
}
