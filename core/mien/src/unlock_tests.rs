use super::*;
use crate::{Config, Ports, Trust};
use mien_ports::fake::{FakeDevice, Fault};
use mien_ports::{DeviceError, IntegritySignals};
use mien_vault::{Factor, PasscodeError, PatternError, Person, ProfileId, Relation, UnlockError as Refusal};
use std::path::PathBuf;

const RIGHT: [u8; 6] = [2, 7, 1, 9, 4, 6];
const OTHER: [u8; 6] = [6, 3, 8, 2, 0, 5];
const WRONG: [u8; 6] = [9, 0, 5, 1, 7, 3];
/// An S with corners; a roof with a cellar.
const PATTERN: [u8; 6] = [0, 1, 4, 3, 6, 7];
const OTHER_PATTERN: [u8; 6] = [6, 4, 2, 5, 1, 0];

/// A root that nothing here is signed with.
fn trust() -> Trust {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let pem = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem();
    Trust { verifier_roots_pem: pem.clone(), issuer_roots_pem: pem, ..Trust::default() }
}

struct Phone {
    mien: Arc<Mien>,
    device: FakeDevice,
    folder: tempfile::TempDir,
}

impl Phone {
    fn new() -> Self {
        let device = FakeDevice::new(7);
        let folder = tempfile::TempDir::new().unwrap();
        let port = || Arc::new(device.clone());
        let ports = Ports {
            keys: port(),
            counter: port(),
            clock: port(),
            transport: port(),
            entropy: port(),
            integrity: Some(port()),
            log: None,
        };
        let config =
            Config { kdf: Some(KdfParams::least()), ..Config::new(folder.path(), folder.path(), trust()) };
        Self { mien: Mien::open(config, ports).unwrap(), device, folder }
    }

    fn enrolled() -> Self {
        let phone = Self::new();
        let new = choose(&mut typed(RIGHT), &mut typed(RIGHT), &Known::default()).unwrap();
        phone.mien.create_vault(&new).unwrap();
        phone
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("vault.db")
    }

    fn status(&self) -> VaultState {
        self.mien.status().unwrap()
    }

    fn is_open(&self) -> bool {
        matches!(self.status(), VaultState::Unlocked { .. })
    }

    fn try_passcode(&self, digits: [u8; 6]) -> Result<(), UnlockError> {
        self.mien.unlock(&mut typed(digits))
    }
}

fn typed(digits: [u8; 6]) -> PinPad {
    let mut pad = PinPad::new();
    for digit in digits {
        pad.push(digit).unwrap();
    }
    pad
}

fn drawn(dots: &[u8]) -> PatternPad {
    let mut pad = PatternPad::new();
    for dot in dots {
        pad.touch(*dot).unwrap();
    }
    pad
}

fn refused(result: Result<(), UnlockError>) -> Refusal {
    match result {
        Err(UnlockError::Refused { source }) => source,
        other => panic!("{other:?}"),
    }
}

/// Protects the owner from a thief and from themselves: delays grow, the last try is announced, the tenth destroys, and
/// nothing but a new start is left.
#[test]
fn ten_wrong_passcodes_end_it() {
    let phone = Phone::enrolled();
    phone.mien.lock();
    for left in (1..=9).rev() {
        match refused(phone.try_passcode(WRONG)) {
            Refusal::WrongPasscode { attempts_left, retry_after_ms } => {
                assert_eq!(attempts_left, left);
                if retry_after_ms > 0 {
                    let waiting = VaultState::Throttled {
                        remaining_ms: retry_after_ms,
                        attempts_left: left,
                        factors: Factors { passcode: true, ..Factors::default() },
                    };
                    assert_eq!(phone.status(), waiting);
                    let early = refused(phone.try_passcode(RIGHT));
                    assert_eq!(early, Refusal::Throttled { remaining_ms: retry_after_ms });
                }
                phone.device.advance(retry_after_ms);
            }
            other => panic!("{left}: {other:?}"),
        }
    }
    assert!(
        matches!(phone.status(), VaultState::Locked { attempts_left: 1, .. }),
        "the last try is announced"
    );
    assert_eq!(refused(phone.try_passcode(WRONG)), Refusal::Wiped);
    assert_eq!(phone.status(), VaultState::Wiped { recoverable: false });
    phone.mien.erase().unwrap();
    assert_eq!(phone.status(), VaultState::Empty);
    assert_eq!(phone.try_passcode(RIGHT), Err(UnlockError::NotEnrolled));
}

/// Protects the way in by biometrics: on, used, off; a cancelled prompt changes nothing; a changed set of fingerprints ends
/// it by name, the passcode remains, and it can be turned on again.
#[test]
fn biometrics_come_go_and_come_back() {
    let phone = Phone::enrolled();
    phone.mien.enable_biometrics("Open").unwrap();
    assert!(phone.mien.factors().unwrap().biometrics);
    phone.mien.lock();
    phone.device.set_person(Err(DeviceError::Cancelled));
    let cancelled = refused(phone.mien.unlock_with_biometrics("Open"));
    assert_eq!(cancelled, Refusal::Device { source: DeviceError::Cancelled });
    assert!(!phone.is_open());
    phone.device.set_person(Ok(()));
    phone.mien.unlock_with_biometrics("Open").unwrap();
    assert!(matches!(phone.status(), VaultState::Unlocked { factor: Factor::Biometrics, .. }));

    phone.mien.lock();
    phone.device.enrol_another_finger();
    assert_eq!(refused(phone.mien.unlock_with_biometrics("Open")), Refusal::BiometricInvalidated);
    assert!(
        matches!(phone.status(), VaultState::BiometricInvalidated { attempts_left: 10, factors } if !factors.biometrics)
    );
    phone.try_passcode(RIGHT).unwrap();
    phone.mien.enable_biometrics("Open").unwrap();
    phone.mien.lock();
    phone.mien.unlock_with_biometrics("Open").unwrap();
    phone.mien.disable_biometrics().unwrap();
    phone.mien.lock();
    assert_eq!(refused(phone.mien.unlock_with_biometrics("Open")), Refusal::NoSuchFactor);
}

/// Protects what is new from whoever finds the phone open: a way in is added only by somebody who proved to be there a
/// moment ago, and never on a phone that looks taken over.
#[test]
fn a_new_way_in_needs_the_person_and_a_sound_phone() {
    let phone = Phone::enrolled();
    // Used now and then: open for long, and no longer proven.
    for _ in 0..2 {
        phone.device.advance(50_000);
        phone.mien.factors().unwrap();
    }
    let stale = Refusal::Vault { source: VaultError::StepUpRequired };
    assert_eq!(refused(phone.mien.enable_biometrics("Open")), stale);
    assert_eq!(refused(phone.mien.set_pattern(&mut drawn(&PATTERN), &mut drawn(&PATTERN))), stale);
    let code = phone.mien.new_recovery_code().unwrap();
    assert_eq!(refused(phone.mien.set_recovery_code(&code)), stale);
    phone.try_passcode(RIGHT).unwrap();
    phone.device.set_signals(Some(IntegritySignals { compromised: true, ..IntegritySignals::default() }));
    let suspect = Refusal::Vault { source: VaultError::SuspectDevice };
    assert_eq!(refused(phone.mien.enable_biometrics("Open")), suspect);
}

/// Protects the pattern's owner: too plain and mistyped ones are refused by name, a good one opens, a wrong one is counted
/// with the passcode, and it goes when told.
#[test]
fn a_pattern_is_a_way_in_of_its_own() {
    let phone = Phone::enrolled();
    let plain = phone.mien.set_pattern(&mut drawn(&[0, 1, 2, 5, 8, 7]), &mut drawn(&[0, 1, 2, 5, 8, 7]));
    assert_eq!(plain, Err(UnlockError::Pattern { source: PatternError::FewTurns }));
    let differ = phone.mien.set_pattern(&mut drawn(&PATTERN), &mut drawn(&OTHER_PATTERN));
    assert_eq!(differ, Err(UnlockError::Pattern { source: PatternError::Mismatch }));
    let short = phone.mien.unlock_with_pattern(&mut drawn(&[0, 1]));
    assert_eq!(short, Err(UnlockError::Pattern { source: PatternError::TooShort { dots: 2 } }));
    phone.mien.set_pattern(&mut drawn(&PATTERN), &mut drawn(&PATTERN)).unwrap();
    phone.mien.lock();
    let wrong = refused(phone.mien.unlock_with_pattern(&mut drawn(&OTHER_PATTERN)));
    assert_eq!(wrong, Refusal::WrongPasscode { attempts_left: 9, retry_after_ms: 0 });
    phone.mien.unlock_with_pattern(&mut drawn(&PATTERN)).unwrap();
    phone.mien.remove_pattern().unwrap();
    phone.mien.lock();
    assert_eq!(refused(phone.mien.unlock_with_pattern(&mut drawn(&PATTERN))), Refusal::NoSuchFactor);
}

/// Protects a change of the passcode: the old one is tried first, weak, known and mistyped ones are refused, and afterwards
/// only the new one opens. Somebody who forgot it gets in by another way or not at all.
#[test]
fn the_passcode_changes_hands_once() {
    let phone = Phone::enrolled();
    let change = |old: [u8; 6], new: [u8; 6], again: [u8; 6]| {
        phone.mien.change_passcode(&mut typed(old), &mut typed(new), &mut typed(again))
    };
    assert!(matches!(
        change(RIGHT, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]),
        Err(UnlockError::Passcode { source: PasscodeError::Weak { reason: WeakPasscode::Sequence } })
    ));
    assert_eq!(change(RIGHT, OTHER, WRONG), Err(UnlockError::Passcode { source: PasscodeError::Mismatch }));
    assert_eq!(refused(change(RIGHT, RIGHT, RIGHT)), Refusal::SamePasscode);
    assert!(matches!(refused(change(WRONG, OTHER, OTHER)), Refusal::WrongPasscode { attempts_left: 9, .. }));
    let stale = Refusal::Vault { source: VaultError::StepUpRequired };
    let forgotten = || phone.mien.replace_forgotten_passcode(&mut typed(OTHER), &mut typed(OTHER));
    assert_eq!(refused(forgotten()), stale, "who knows the passcode has not forgotten it");
    change(RIGHT, OTHER, OTHER).unwrap();
    phone.mien.lock();
    assert!(phone.try_passcode(RIGHT).is_err());
    phone.try_passcode(OTHER).unwrap();
    phone.mien.enable_biometrics("Open").unwrap();
    phone.mien.unlock_with_biometrics("Open").unwrap();
    phone.mien.replace_forgotten_passcode(&mut typed(RIGHT), &mut typed(RIGHT)).unwrap();
    phone.mien.lock();
    phone.try_passcode(RIGHT).unwrap();
}

/// Protects against what a thief reads on the owner's cards: windows of the numbers in the vault are too easy.
#[test]
fn the_numbers_in_the_vault_are_no_passcodes() {
    let phone = Phone::enrolled();
    let person = Person {
        relation: Relation::Owner,
        name: "Tan Mei Ling".to_owned(),
        id_kind: "nric".to_owned(),
        id_number: "S8372951D".to_owned(),
        born: Some(CalendarDate { year: 1983, month: 7, day: 29 }),
    };
    phone.mien.vault().unwrap().people().set_owner(&person).unwrap();
    let weakness = |digits| phone.mien.weakness(&mut typed(digits)).unwrap();
    assert_eq!(weakness([3, 7, 2, 9, 5, 1]), Some(WeakPasscode::PersonalNumber));
    assert_eq!(weakness([2, 9, 0, 7, 8, 3]), Some(WeakPasscode::Date));
    assert_eq!(weakness(OTHER), None);
    phone.mien.lock();
    let shut = phone.mien.weakness(&mut typed([3, 7, 2, 9, 5, 1]));
    assert_eq!(shut, Ok(None), "what is shut away says nothing of itself");
}

/// Protects somebody who forgot everything but kept the paper: also after the passcode was destroyed.
#[test]
fn the_recovery_code_brings_a_new_passcode() {
    let phone = Phone::enrolled();
    let new = phone.mien.new_recovery_code().unwrap();
    phone.mien.set_recovery_code(&new).unwrap();
    let code = RecoveryCode::parse(&new.text()).unwrap();
    phone.mien.lock();
    while refused(phone.try_passcode(WRONG)) != Refusal::Wiped {
        phone.device.advance(3_600_000);
    }
    assert_eq!(phone.status(), VaultState::Wiped { recoverable: true });
    let other = RecoveryCode::parse("60RK-4CSM-6MV3-EE1S-C5H6-6S35-CR2D").unwrap();
    let wrong = phone.mien.recover(&other, &mut typed(OTHER), &mut typed(OTHER));
    assert_eq!(refused(wrong), Refusal::WrongRecoveryCode);
    let easy = phone.mien.weakness(&mut typed([1, 2, 3, 4, 5, 6])).unwrap();
    assert_eq!(easy, Some(WeakPasscode::Sequence), "judged before it is typed twice, while nothing is open");
    phone.mien.recover(&code, &mut typed(OTHER), &mut typed(OTHER)).unwrap();
    assert!(matches!(phone.status(), VaultState::Unlocked { factor: Factor::Recovery, .. }));
    phone.mien.lock();
    phone.try_passcode(OTHER).unwrap();
}

/// Protects a phone that was in other hands: a wrong passcode renews nothing; afterwards the passcode opens, the code on the paper of
/// before does not, the new one does, and the pattern is gone.
#[test]
fn keys_are_renewed_with_the_passcode() {
    let phone = Phone::enrolled();
    let unused = phone.mien.new_recovery_code().unwrap();
    assert!(!phone.mien.factors().unwrap().recovery, "not before it was written down");
    phone.mien.set_recovery_code(&unused).unwrap();
    let before = phone.mien.new_recovery_code().unwrap();
    phone.mien.set_recovery_code(&before).unwrap();
    phone.mien.set_pattern(&mut drawn(&PATTERN), &mut drawn(&PATTERN)).unwrap();
    let wrong = refused(phone.mien.renew_keys(&mut typed(WRONG), "Open").map(drop));
    assert!(matches!(wrong, Refusal::WrongPasscode { attempts_left: 9, .. }));
    let done = phone.mien.renew_keys(&mut typed(RIGHT), "Open").unwrap();
    assert!(done.pattern_removed && !done.biometrics && !phone.mien.factors().unwrap().pattern);
    phone.mien.lock();
    for old in [unused, before] {
        let tried = phone.mien.recover(&old, &mut typed(OTHER), &mut typed(OTHER));
        assert_eq!(refused(tried), Refusal::WrongRecoveryCode);
    }
    phone.try_passcode(RIGHT).unwrap();
    phone.mien.lock();
    phone.mien.recover(&done.recovery_code.unwrap(), &mut typed(OTHER), &mut typed(OTHER)).unwrap();
}

/// Protects what can still be read of a broken file: the app is told, a wrong passcode is another try, and the records that
/// are whole stay.
#[test]
fn a_broken_file_is_repaired_with_the_passcode() {
    let phone = Phone::enrolled();
    let vault = phone.mien.vault().unwrap();
    for number in 0..40 {
        let id = mien_vault::RecordId([number; 16]);
        vault.put(mien_vault::Table::Inbox, id, ProfileId::OWNER, &[number; 1500]).unwrap();
    }
    drop(vault);
    phone.mien.lock();
    // A free block beyond the end of its page: what SQLite's own check calls malformed.
    let mut bytes = std::fs::read(phone.file()).unwrap();
    for page in 12..16 {
        bytes[page * 4096..page * 4096 + 2000].fill(0xa5);
    }
    std::fs::write(phone.file(), &bytes).unwrap();
    assert_eq!(phone.status(), VaultState::Damaged { salvageable: true });
    assert!(matches!(refused(phone.try_passcode(RIGHT)), Refusal::Vault { source: VaultError::Damaged }));
    let wrong = phone.mien.repair(&mut typed(WRONG)).map(drop);
    assert!(matches!(refused(wrong), Refusal::WrongPasscode { .. }));
    let saved = phone.mien.repair(&mut typed(RIGHT)).unwrap();
    assert!(saved.kept > 10 && saved.lost < 40, "{saved:?}");
    assert!(phone.is_open());
}

/// Protects a new start: also a file of which nothing is left can be erased, and what is no vault is left alone.
#[test]
fn a_file_beyond_repair_can_be_erased() {
    let phone = Phone::enrolled();
    phone.mien.lock();
    let mut bytes = std::fs::read(phone.file()).unwrap();
    bytes[4096..].fill(0xa5);
    std::fs::write(phone.file(), &bytes).unwrap();
    assert_eq!(phone.status(), VaultState::Damaged { salvageable: true });
    assert!(phone.mien.repair(&mut typed(RIGHT)).is_err());
    phone.mien.erase().unwrap();
    assert_eq!(phone.status(), VaultState::Empty);
    std::fs::write(phone.file(), b"somebody else's file").unwrap();
    assert!(phone.mien.erase().is_err());
    assert!(phone.file().exists());
}

/// Protects whoever finds the app shut for good: a counter that cannot be read is named, one that was turned back or is not there yet is
/// another matter.
#[test]
fn a_lost_counter_is_named() {
    let phone = Phone::enrolled();
    assert!(!phone.mien.is_counter_lost());
    phone.device.set_counter(None);
    assert!(!phone.mien.is_counter_lost());
    for (fault, is_lost) in
        [(DeviceError::Storage, true), (DeviceError::OutOfContract, true), (DeviceError::Unavailable, false)]
    {
        phone.device.fault_at(phone.device.calls(), Fault::ErrorBefore(fault));
        assert_eq!(phone.mien.is_counter_lost(), is_lost, "{fault:?}");
    }
}
