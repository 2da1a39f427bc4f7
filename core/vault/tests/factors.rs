//! The other ways in: pattern, biometrics, recovery code; and what needs the person to be there.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_ports::fake::{Call, Fault};
use mien_ports::{DeviceError, IntegritySignals};
use mien_vault::{
    Factor, Factors, KdfParams, ProfileId, RecordId, RecoveryCode, Table, UnlockError, Unlocked, Vault,
    VaultError, VaultState,
};
use support::{
    DRAWN, DRAWN_WRONG, Home, OTHER, PASSCODE, RIGHT, WRONG, locked_with, new_passcode, new_pattern,
    passcode, pattern, ports,
};

const LEAST: KdfParams = KdfParams::least();

fn step_up_required(error: &UnlockError) -> bool {
    matches!(error, UnlockError::Vault { source: VaultError::StepUpRequired })
}

/// A vault with every way in, and the code on paper.
fn with_everything(seed: u64) -> (Home, RecoveryCode) {
    let home = Home::empty(seed);
    let vault = home.create();
    vault.put(Table::Template, RecordId([1; 16]), ProfileId::OWNER, b"a body").unwrap();
    vault.set_pattern(&new_pattern(DRAWN), LEAST).unwrap();
    vault.enable_biometrics("Open").unwrap();
    let code = vault.make_recovery_code(LEAST).unwrap();
    vault.lock();
    (home, code)
}

fn holds_the_body(vault: &Unlocked) -> bool {
    **vault.get(Table::Template, RecordId([1; 16])).unwrap().unwrap().body == *b"a body"
}

/// Protects everyday use: each way in opens the same vault and says which one it was.
#[test]
fn every_factor_opens_the_same_vault() {
    let (home, _code) = with_everything(1);
    let all = Factors { passcode: true, pattern: true, biometrics: true, recovery: true };
    let locked = home.open();
    assert_eq!(locked.state(), Ok(VaultState::Locked { attempts_left: 10, factors: all }));
    let vault = locked.unlock_with_pattern(&pattern(DRAWN)).unwrap();
    assert!(holds_the_body(&vault) && vault.factor() == Factor::Pattern);
    let vault = locked.unlock_with_biometrics("Open").unwrap();
    assert!(holds_the_body(&vault) && vault.factor() == Factor::Biometrics);
    let vault = locked.unlock(&passcode(RIGHT)).unwrap();
    assert!(holds_the_body(&vault) && vault.factor() == Factor::Passcode);
    vault.remove_pattern().unwrap();
    vault.disable_biometrics().unwrap();
    vault.remove_recovery_code().unwrap();
    assert_eq!(locked.state(), Ok(locked_with(10)));
    for error in [
        locked.unlock_with_pattern(&pattern(DRAWN)).unwrap_err(),
        locked.unlock_with_biometrics("Open").unwrap_err(),
    ] {
        assert_eq!(error, UnlockError::NoSuchFactor);
    }
    assert_eq!(home.device.aliases().len(), 1, "their keys are gone");
}

/// Protects the limit: guesses at pattern and passcode are counted together, and the tenth destroys both, and the
/// biometric slot, and their keys. Only the code on paper is left.
#[test]
fn tries_of_pattern_and_passcode_are_counted_together() {
    let (home, code) = with_everything(2);
    let locked = home.open();
    for number in 0..10_u32 {
        let error = if number % 2 == 0 {
            locked.unlock_with_pattern(&pattern(DRAWN_WRONG)).unwrap_err()
        } else {
            locked.unlock(&passcode(WRONG)).unwrap_err()
        };
        match error {
            UnlockError::WrongPasscode { attempts_left, retry_after_ms } => {
                assert_eq!(attempts_left, 9 - number);
                home.device.advance(retry_after_ms);
            }
            other => assert_eq!((number, other), (9, UnlockError::Wiped)),
        }
    }
    assert_eq!(locked.state(), Ok(VaultState::Wiped { recoverable: true }));
    assert_eq!(home.device.aliases(), Vec::<String>::new());
    for error in [
        locked.unlock(&passcode(RIGHT)).unwrap_err(),
        locked.unlock_with_pattern(&pattern(DRAWN)).unwrap_err(),
        locked.unlock_with_biometrics("Open").unwrap_err(),
    ] {
        assert_eq!(error, UnlockError::Wiped);
    }
    let vault = locked.recover(&code, &new_passcode(OTHER), LEAST).unwrap();
    assert!(holds_the_body(&vault) && vault.factor() == Factor::Recovery);
    vault.lock();
    drop(locked);
    home.open().unlock(&passcode(OTHER)).unwrap();
}

/// Protects the limit from the owner's own finger: an unlock by biometrics does not forgive somebody else's guesses.
#[test]
fn biometrics_do_not_give_tries_back() {
    let (home, _code) = with_everything(3);
    let locked = home.open();
    for _ in 0..4 {
        locked.unlock(&passcode(WRONG)).unwrap_err();
    }
    assert!(matches!(locked.state(), Ok(VaultState::Throttled { attempts_left: 6, .. })));
    let vault = locked.unlock_with_biometrics("Open").unwrap();
    assert!(holds_the_body(&vault), "and they work while the passcode has to wait");
    vault.lock();
    assert!(matches!(locked.state(), Ok(VaultState::Throttled { attempts_left: 6, .. })));
}

/// P11, CVE-2023-27706, F-Secure Labs 2019: a success of the platform that does not bring the key is no success. Whatever
/// the platform answers, the vault stays shut and the passcode stays.
#[test]
fn a_biometric_success_without_the_key_opens_nothing() {
    let answers = [
        (Fault::Lie, UnlockError::BiometricInvalidated, false),
        (Fault::LieBytes(0), UnlockError::BiometricInvalidated, false),
        (Fault::LieBytes(31), UnlockError::BiometricInvalidated, false),
        (Fault::LieBytes(33), UnlockError::BiometricInvalidated, false),
        (Fault::ErrorBefore(DeviceError::KeyInvalidated), UnlockError::BiometricInvalidated, false),
        (Fault::ErrorBefore(DeviceError::KeyMissing), UnlockError::BiometricInvalidated, false),
        (Fault::ErrorBefore(DeviceError::Cancelled), DeviceError::Cancelled.into(), true),
        (Fault::ErrorBefore(DeviceError::LockedOut), DeviceError::LockedOut.into(), true),
        (Fault::ErrorBefore(DeviceError::NotAuthenticated), DeviceError::NotAuthenticated.into(), true),
        (Fault::ErrorBefore(DeviceError::Unavailable), DeviceError::Unavailable.into(), true),
        (Fault::ErrorAfter(DeviceError::Failed), DeviceError::Failed.into(), true),
    ];
    for (fault, expected, survives) in answers {
        let (home, _code) = with_everything(4);
        let locked = home.open();
        let first = home.device.calls();
        // Clock, counter, then the prompt.
        home.device.fault_at(first + 3, fault);
        assert_eq!(locked.unlock_with_biometrics("Open").unwrap_err(), expected, "{fault:?}");
        assert_eq!(home.device.call_log()[first + 3], Call::BiometricUnwrap);
        home.device.clear_faults();
        match locked.state().unwrap() {
            VaultState::BiometricInvalidated { attempts_left: 10, factors } => {
                assert!(!survives && !factors.biometrics && factors.passcode, "{fault:?}");
            }
            VaultState::Locked { attempts_left: 10, factors } => {
                assert!(survives && factors.biometrics, "{fault:?}");
            }
            other => panic!("{fault:?}: {other:?}"),
        }
        assert!(holds_the_body(&locked.unlock(&passcode(RIGHT)).unwrap()));
        assert_eq!(locked.unlock_with_biometrics("Open").is_ok(), survives, "{fault:?}");
    }
}

/// Protects against the thief who knows the phone's own code and adds a finger: biometrics die, the passcode stays, and the
/// app can say why until biometrics are turned on again.
#[test]
fn another_finger_invalidates_biometrics_until_they_are_turned_on_again() {
    let (home, _code) = with_everything(5);
    home.device.enrol_another_finger();
    let locked = home.open();
    assert_eq!(locked.unlock_with_biometrics("Open").unwrap_err(), UnlockError::BiometricInvalidated);
    assert!(matches!(locked.state(), Ok(VaultState::BiometricInvalidated { .. })));
    assert_eq!(locked.unlock_with_biometrics("Open").unwrap_err(), UnlockError::BiometricInvalidated);
    let vault = locked.unlock(&passcode(RIGHT)).unwrap();
    vault.enable_biometrics("Open").unwrap();
    vault.lock();
    assert!(matches!(locked.state(), Ok(VaultState::Locked { .. })));
    assert!(holds_the_body(&locked.unlock_with_biometrics("Open").unwrap()));
}

/// Protects the limit from a slot that somebody brings along: with a passcode slot and a baseline of a vault of their own, the
/// tries at this vault's pattern would be counted from a number that they signed. Slots of two vaults open nothing.
#[test]
fn slots_of_two_vaults_do_not_mix() {
    let ((home, _), (other, _)) = (with_everything(6), with_everything(7));
    let good = std::fs::read(home.path()).unwrap();
    // A slot (1 passcode, 4 pattern, 5 biometric, 6 recovery), without and with the baseline (2).
    for kinds in ["1", "1, 2", "4", "4, 2", "5", "5, 2", "6", "6, 2", "2", "1, 2, 5, 6"] {
        std::fs::write(home.path(), &good).unwrap();
        home.edit(&format!(
            "ATTACH '{}' AS other; DELETE FROM twin WHERE kind IN ({kinds});
             INSERT INTO twin SELECT * FROM other.twin WHERE kind IN ({kinds});",
            other.path().display()
        ));
        let locked = home.open();
        assert_eq!(locked.state(), Ok(VaultState::TamperedOrRestored), "{kinds}");
        for error in [
            locked.unlock(&passcode(RIGHT)).unwrap_err(),
            locked.unlock_with_pattern(&pattern(DRAWN_WRONG)).unwrap_err(),
            locked.unlock_with_biometrics("Open").unwrap_err(),
        ] {
            assert_eq!(error, UnlockError::TamperedOrRestored, "{kinds}");
        }
    }
}

/// Protects against a phone that somebody else controls: no new key goes into it; what is there stays usable.
#[test]
fn a_suspect_device_gets_no_biometric_slot() {
    let home = Home::empty(8);
    let vault = home.create();
    let suspect = [
        IntegritySignals { compromised: true, ..IntegritySignals::default() },
        IntegritySignals { debugged: true, ..IntegritySignals::default() },
        IntegritySignals { attested: Some(false), ..IntegritySignals::default() },
    ];
    for signals in suspect {
        home.device.set_signals(Some(signals));
        let error = vault.enable_biometrics("Open").unwrap_err();
        assert_eq!(error, VaultError::SuspectDevice.into());
    }
    home.device.set_signals(Some(IntegritySignals { attested: Some(true), ..IntegritySignals::default() }));
    vault.enable_biometrics("Open").unwrap();
    home.device.set_signals(None);
    vault.enable_biometrics("Open").unwrap();
}

/// Protects what matters most from a phone that was handed over unlocked: each sensitive call needs a proof of the last
/// minute, by the clock that counts the time asleep; any of the three proofs will do.
#[test]
fn sensitive_calls_need_the_person_to_be_there() {
    let (home, _code) = with_everything(9);
    let vault = home.unlock();
    home.device.advance(60_000);
    vault.require_presence().unwrap();
    home.device.advance(1);
    assert!(step_up_required(&vault.enable_biometrics("Open").unwrap_err()));
    assert!(step_up_required(&vault.set_pattern(&new_pattern(DRAWN), LEAST).unwrap_err()));
    assert!(step_up_required(&vault.make_recovery_code(LEAST).unwrap_err()));
    assert!(step_up_required(&vault.replace_forgotten_passcode(&new_passcode(OTHER), LEAST).unwrap_err()));
    assert_eq!(vault.export(LEAST).unwrap_err(), VaultError::StepUpRequired);
    assert_eq!(vault.people().remove_relative(ProfileId([1; 16])).unwrap_err(), VaultError::StepUpRequired);
    for factor in [Factor::Passcode, Factor::Pattern, Factor::Biometrics] {
        match factor {
            Factor::Passcode => vault.verify_passcode(&passcode(RIGHT)).unwrap(),
            Factor::Pattern => vault.verify_pattern(&pattern(DRAWN)).unwrap(),
            _ => vault.verify_biometrics("Export").unwrap(),
        }
        assert_eq!(vault.factor(), factor);
        vault.export(LEAST).unwrap();
        home.device.reboot();
        assert_eq!(vault.require_presence(), Err(VaultError::StepUpRequired), "a reboot ends it");
    }
    vault.verify_passcode(&passcode(WRONG)).unwrap_err();
    assert_eq!(vault.require_presence(), Err(VaultError::StepUpRequired), "a wrong passcode proves nothing");
}

/// Protects people who forgot the passcode, and their vault from others: only who has just shown their finger or drawn
/// their pattern may set a new one; the old one is dead then.
#[test]
fn a_forgotten_passcode_is_replaced_with_another_proof_only() {
    let (home, _code) = with_everything(10);
    let vault = home.unlock();
    assert!(step_up_required(&vault.replace_forgotten_passcode(&new_passcode(OTHER), LEAST).unwrap_err()));
    vault.lock();
    let vault = home.open().unlock_with_biometrics("Open").unwrap();
    vault.replace_forgotten_passcode(&new_passcode(OTHER), LEAST).unwrap();
    vault.lock();
    let locked = home.open();
    assert!(matches!(locked.unlock(&passcode(RIGHT)), Err(UnlockError::WrongPasscode { .. })));
    assert!(holds_the_body(&locked.unlock(&passcode(OTHER)).unwrap()));
}

/// Protects against a stolen backup, and helps on a new phone: a copied file opens there with the code on paper and a new
/// passcode, and with nothing else; afterwards it is that phone's own.
#[test]
fn the_recovery_code_moves_a_vault_to_a_new_device() {
    let (home, code) = with_everything(11);
    let thief = Home::empty(12);
    std::fs::copy(home.path(), thief.path()).unwrap();
    let locked = thief.open();
    assert_eq!(locked.state(), Ok(VaultState::TamperedOrRestored));
    let error = |result: Result<Unlocked, UnlockError>| result.unwrap_err();
    assert_eq!(error(locked.unlock(&passcode(RIGHT))), UnlockError::TamperedOrRestored);
    assert_eq!(error(locked.unlock_with_biometrics("Open")), UnlockError::TamperedOrRestored);
    let other = RecoveryCode::parse("60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D").unwrap();
    assert_eq!(error(locked.recover(&other, &new_passcode(OTHER), LEAST)), UnlockError::WrongRecoveryCode);
    assert_eq!(thief.device.aliases(), Vec::<String>::new());

    let vault = locked.recover(&code, &new_passcode(OTHER), LEAST).unwrap();
    assert!(holds_the_body(&vault));
    vault.lock();
    let expected = Factors { recovery: true, ..PASSCODE };
    assert_eq!(locked.state(), Ok(VaultState::Locked { attempts_left: 10, factors: expected }));
    assert!(holds_the_body(&locked.unlock(&passcode(OTHER)).unwrap()));
    assert!(matches!(locked.unlock(&passcode(RIGHT)), Err(UnlockError::WrongPasscode { .. })));
}

/// Protects the code's meaning: a new one makes the earlier one worthless.
#[test]
fn a_new_recovery_code_replaces_the_earlier_one() {
    let (home, earlier) = with_everything(13);
    let vault = home.unlock();
    let code = vault.make_recovery_code(LEAST).unwrap();
    vault.lock();
    let locked = home.open();
    let error = locked.recover(&earlier, &new_passcode(OTHER), LEAST).unwrap_err();
    assert_eq!(error, UnlockError::WrongRecoveryCode);
    locked.recover(&RecoveryCode::parse(&code.text()).unwrap(), &new_passcode(OTHER), LEAST).unwrap();
}

/// Protects every change of a factor from a device that fails, lies or dies at any call: afterwards the passcode opens the
/// vault, whatever became of the change.
#[test]
fn changes_of_factors_under_faults_never_shut_the_owner_out() {
    type Change = fn(&Unlocked) -> bool;
    let changes: [(&str, Change); 5] = [
        ("pattern", |vault| vault.set_pattern(&new_pattern(DRAWN), LEAST).is_ok()),
        ("biometrics on", |vault| vault.enable_biometrics("Open").is_ok()),
        ("biometrics off", |vault| vault.disable_biometrics().is_ok()),
        ("recovery code", |vault| vault.make_recovery_code(LEAST).is_ok()),
        ("no pattern", |vault| vault.remove_pattern().is_ok()),
    ];
    mien_vault::testing::remember_stretched();
    for (name, change) in changes {
        let (dry_run, _) = with_everything(14);
        let vault = dry_run.unlock();
        let first = dry_run.device.calls();
        change(&vault);
        let calls = dry_run.device.calls() - first;
        for number in 0..calls {
            for fault in
                [Fault::DieBefore, Fault::DieAfter, Fault::ErrorAfter(DeviceError::Failed), Fault::Lie]
            {
                let (home, _) = with_everything(14);
                let vault = home.unlock();
                home.device.fault_at(home.device.calls() + number, fault);
                let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| change(&vault)));
                drop((tried, vault));
                home.device.clear_faults();
                assert!(holds_the_body(&home.unlock()), "{name}, call {number}, {fault:?}");
            }
        }
    }
}

/// Protects an app that starts twice: creating over a counter that an earlier installation left behind goes on from there.
#[test]
fn a_counter_of_an_earlier_installation_is_taken_over() {
    let home = Home::empty(15);
    home.device.set_counter(Some(41));
    home.create().lock();
    assert_eq!(home.open().state(), Ok(locked_with(10)));
    assert_eq!(Vault::state(&home.path(), ports(&home.device)), Ok(locked_with(10)));
    assert_eq!(mien_ports::MonotonicStore::read(&home.device), Ok(Some(41)));
}
