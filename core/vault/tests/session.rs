//! The state machine that an app holds: who is in, for how long, and what ends it.

mod support;

use mien_ports::fake::{FakeDevice, Fault};
use mien_ports::{ClockReading, DeviceClock, DeviceError, IntegritySignals};
use mien_vault::{Factor, KdfParams, SessionPolicy, UnlockError, VaultError, VaultSession, VaultState};
use std::sync::Arc;
use support::{Home, RIGHT, WRONG, locked_with, new_passcode, passcode, ports};

const LEAST: KdfParams = KdfParams::least();

fn session(home: &Home, background_ms: u64) -> VaultSession {
    let policy = SessionPolicy { auto_lock_ms: 120_000, background_ms };
    VaultSession::new(&home.path(), ports(&home.device), policy)
}

fn is_open(session: &VaultSession) -> bool {
    matches!(session.state(), Ok(VaultState::Unlocked { .. }))
}

/// Protects the whole journey: empty, open, locked, open, wiped away.
#[test]
fn a_session_goes_through_its_states() {
    let home = Home::empty(1);
    let session = session(&home, 0);
    assert_eq!(session.state(), Ok(VaultState::Empty));
    assert_eq!(session.current().unwrap_err(), VaultError::Locked);
    drop(session.create(&new_passcode(RIGHT), LEAST).unwrap());
    let open = |factor| Ok(VaultState::Unlocked { since_ms: 60_000, factor });
    assert_eq!(session.state(), open(Factor::Passcode));
    session.current().unwrap().enable_biometrics("Open").unwrap();
    session.lock();
    assert!(matches!(session.state(), Ok(VaultState::Locked { .. })));
    drop(session.unlock_with_biometrics("Open").unwrap());
    assert_eq!(session.state(), open(Factor::Biometrics));
    drop(session.unlock(&passcode(RIGHT)).unwrap());
    assert_eq!(session.state(), open(Factor::Passcode), "a step-up keeps the session");
    session.erase().unwrap();
    assert_eq!(session.state(), Ok(VaultState::Empty));
    session.erase().unwrap();
}

/// Protects an unattended phone: idle time counts also while the phone sleeps; use prolongs it, looking does not.
#[test]
fn an_idle_session_locks_itself() {
    let home = Home::with_vault(2);
    let session = session(&home, 0);
    drop(session.unlock(&passcode(RIGHT)).unwrap());
    home.device.advance(119_999);
    drop(session.current().unwrap());
    home.device.advance(119_999);
    assert!(is_open(&session), "it was used");
    home.device.advance(1);
    assert_eq!(session.current().unwrap_err(), VaultError::Locked);
    assert_eq!(session.state(), Ok(locked_with(10)));
}

/// Protects what somebody else picks up: a wrong passcode ends an open session, a cancelled prompt does not.
#[test]
fn a_wrong_passcode_ends_the_session() {
    let home = Home::with_vault(3);
    let session = session(&home, 0);
    session.unlock(&passcode(RIGHT)).unwrap().enable_biometrics("Open").unwrap();
    home.device.set_person(Err(DeviceError::Cancelled));
    let error = session.unlock_with_biometrics("Pay").unwrap_err();
    assert_eq!(error, UnlockError::Device { source: DeviceError::Cancelled });
    assert!(is_open(&session));
    assert!(matches!(session.unlock(&passcode(WRONG)), Err(UnlockError::WrongPasscode { .. })));
    assert!(!is_open(&session));
}

/// Protects against a glance at another app's switcher: in the background the vault locks at once, or after its time; and no
/// connection of the file stays open (0xdead10cc).
#[test]
fn the_background_locks() {
    let home = Home::with_vault(4);
    let at_once = session(&home, 0);
    drop(at_once.unlock(&passcode(RIGHT)).unwrap());
    at_once.background().unwrap();
    assert!(!is_open(&at_once));
    #[cfg(target_os = "linux")]
    for file in std::fs::read_dir("/proc/self/fd").unwrap() {
        let target = std::fs::read_link(file.unwrap().path()).unwrap_or_default();
        assert!(!target.starts_with(home.folder.path()), "{} is still open", target.display());
    }
    let later = session(&home, 30_000);
    drop(later.unlock(&passcode(RIGHT)).unwrap());
    later.background().unwrap();
    home.device.advance(29_999);
    assert!(later.foreground().unwrap());
    later.background().unwrap();
    home.device.advance(15_000);
    later.background().unwrap();
    home.device.advance(15_000);
    assert!(!later.foreground().unwrap(), "thirty seconds since the first");
}

/// C1. Protects against clocks that do not tell the truth: each doubt locks, and costs one unlock.
#[test]
fn c1_a_clock_in_doubt_locks() {
    type Change = fn(&FakeDevice, ClockReading);
    let changes: [(&str, Change); 6] = [
        ("wall clock back", |device, now| device.set_wall(now.wall_ms - 3_600_000)),
        ("wall clock forward", |device, now| device.set_wall(now.wall_ms + 3_600_000)),
        ("wall clock at zero", |device, _| device.set_wall(0)),
        ("elapsed time back", |device, now| {
            device.set_clock(ClockReading { elapsed_ms: now.elapsed_ms - 5000, ..now });
        }),
        ("no boot id", |device, now| device.set_clock(ClockReading { boot_id: String::new(), ..now })),
        ("rebooted", |device, _| device.reboot()),
    ];
    for (name, change) in changes {
        let home = Home::with_vault(5);
        let session = session(&home, 0);
        drop(session.unlock(&passcode(RIGHT)).unwrap());
        assert!(is_open(&session));
        change(&home.device, home.device.now().unwrap());
        assert!(!is_open(&session), "{name}");
    }
}

/// Protects against a clock that fails: nothing opens, and in the background the vault locks.
#[test]
fn a_clock_that_fails_opens_nothing() {
    let home = Home::with_vault(6);
    let session = session(&home, 30_000);
    home.device.fault_at(home.device.calls() + 1, Fault::ErrorBefore(DeviceError::Unavailable));
    session.unlock(&passcode(RIGHT)).unwrap_err();
    assert!(!is_open(&session));
    drop(session.unlock(&passcode(RIGHT)).unwrap());
    home.device.fault_at(home.device.calls(), Fault::ErrorBefore(DeviceError::Unavailable));
    session.background().unwrap_err();
    assert!(!is_open(&session));
}

/// Protects a phone that somebody else controls from getting an identity at all.
#[test]
fn a_suspect_device_is_not_enrolled() {
    let home = Home::empty(7);
    let session = session(&home, 0);
    home.device.set_signals(Some(IntegritySignals { compromised: true, ..IntegritySignals::default() }));
    assert_eq!(session.create(&new_passcode(RIGHT), LEAST).unwrap_err(), VaultError::SuspectDevice);
    assert_eq!(session.state(), Ok(VaultState::Empty));
}

/// P7. Protects against two taps: while a try is under way, a second one is told so, a lock is obeyed as soon as it can be,
/// and nobody waits for ever.
#[test]
fn p7_two_tries_at_once_are_one() {
    let home = Home::with_vault(8);
    let locked = Arc::new(home.open());
    // Clock, counter, key there, raise, read again: the key's answer is the sixth call.
    home.device.fault_at(home.device.calls() + 5, Fault::Hang);
    let other = Arc::clone(&locked);
    let first = std::thread::spawn(move || other.unlock(&passcode(RIGHT)).is_ok());
    while !home.device.is_hanging() {
        std::thread::yield_now();
    }
    // More than once: the first that was refused must not free the way for the next.
    for _ in 0..3 {
        assert_eq!(locked.unlock(&passcode(RIGHT)).unwrap_err(), UnlockError::Busy);
        assert_eq!(locked.unlock_with_biometrics("Open").unwrap_err(), UnlockError::Busy);
    }
    assert!(locked.state().is_ok(), "looking does not wait");
    home.device.release();
    assert!(first.join().unwrap());
}

/// F1. Protects against a port that calls back into the vault: refused where it would be a second try, answered where it
/// only looks.
#[test]
fn f1_a_port_that_re_enters_gets_an_answer() {
    let home = Home::with_vault(9);
    let locked = Arc::new(home.open());
    let inner = Arc::clone(&locked);
    let answers = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&answers);
    home.device.on_reenter(move || {
        kept.lock().unwrap().push((inner.unlock(&passcode(RIGHT)).unwrap_err(), inner.state().is_ok()));
    });
    for number in 0..6 {
        home.device.clear_faults();
        home.device.fault_at(home.device.calls() + number, Fault::Reenter);
        locked.unlock(&passcode(RIGHT)).unwrap().lock();
    }
    assert_eq!(*answers.lock().unwrap(), vec![(UnlockError::Busy, true); 6]);
}
