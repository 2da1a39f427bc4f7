//! The whole vault against a simple model of it, by random operations.
//!
//! `MIEN_VAULT_OPERATIONS=100000` runs that many (set `TMPDIR` to a folder in memory, or it takes the disk's time).

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use mien_ports::fake::{Call, Fault};
use mien_ports::{DeviceError, MonotonicStore};
use mien_vault::{KdfParams, ProfileId, RecordId, Table, UnlockError, Unlocked, VaultState};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use support::{DRAWN, Home, OTHER, RIGHT, WRONG, entry, new_passcode, new_pattern, passcode, pattern};

const LEAST: KdfParams = KdfParams::least();
static DONE: AtomicU64 = AtomicU64::new(0);

#[derive(Debug, Clone)]
enum Operation {
    Right,
    Wrong,
    WrongPattern,
    Biometrics,
    Change,
    Rotate,
    SetPattern,
    EnableBiometrics,
    AnotherFinger,
    Put(u8, Vec<u8>),
    Delete(u8),
    Append,
    Lock,
    Wait(u64),
    SetWall(u64),
    Reboot,
    /// The device dies or fails at this call of a change or an unlock.
    Die {
        call: usize,
        changing: bool,
        after: bool,
    },
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        6 => Just(Operation::Right),
        2 => Just(Operation::Wrong),
        1 => Just(Operation::WrongPattern),
        1 => Just(Operation::Biometrics),
        2 => Just(Operation::Change),
        1 => Just(Operation::Rotate),
        1 => Just(Operation::SetPattern),
        1 => Just(Operation::EnableBiometrics),
        1 => Just(Operation::AnotherFinger),
        6 => (0_u8..6, prop::collection::vec(any::<u8>(), 0..600)).prop_map(|(id, body)| Operation::Put(id, body)),
        2 => (0_u8..6).prop_map(Operation::Delete),
        2 => Just(Operation::Append),
        2 => Just(Operation::Lock),
        2 => (0_u64..4_000_000).prop_map(Operation::Wait),
        1 => any::<u64>().prop_map(Operation::SetWall),
        1 => Just(Operation::Reboot),
        2 => (0_usize..14, any::<bool>(), any::<bool>())
            .prop_map(|(call, changing, after)| Operation::Die { call, changing, after }),
    ]
}

/// What the vault has to be.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "a model is plain facts")]
struct Model {
    changed: bool,
    failures: u32,
    wiped: bool,
    pattern: bool,
    biometrics: bool,
    records: BTreeMap<u8, Vec<u8>>,
    entries: u64,
}

impl Model {
    fn passcode(&self) -> [u8; 6] {
        if self.changed { OTHER } else { RIGHT }
    }
}

struct World {
    home: Home,
    open: Option<Unlocked>,
    model: Model,
    /// Questions to the device's key when the last success was.
    settled: usize,
}

impl World {
    fn new() -> Self {
        let home = Home::empty(77);
        let open = Some(home.create());
        let settled = home.device.call_log().len();
        Self { home, open, model: Model::default(), settled }
    }

    fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Right => self.unlock(),
            Operation::Wrong | Operation::WrongPattern => self.guess(matches!(operation, Operation::Wrong)),
            Operation::Biometrics => self.biometrics(),
            Operation::Lock => self.open = None,
            Operation::Wait(ms) => self.home.device.advance(*ms),
            Operation::SetWall(ms) => self.home.device.set_wall(*ms),
            Operation::Reboot => self.home.device.reboot(),
            Operation::AnotherFinger => {
                self.home.device.enrol_another_finger();
                self.model.biometrics = false;
            }
            Operation::Die { call, changing, after } => self.die(*call, *changing, *after),
            _ => self.use_open(operation),
        }
        self.check();
    }

    /// Closes whatever is open and unlocks with the right passcode, waiting as long as told.
    fn unlock(&mut self) {
        self.open = None;
        let locked = self.home.open();
        if let Ok(VaultState::Throttled { remaining_ms, .. }) = locked.state() {
            self.home.device.advance(remaining_ms);
        }
        match locked.unlock(&passcode(self.model.passcode())) {
            Ok(vault) => {
                assert!(!self.model.wiped);
                self.open = Some(vault);
                self.model.failures = 0;
                self.settled = self.home.device.call_log().len();
            }
            Err(error) => assert!(self.model.wiped && error == UnlockError::Wiped, "{error:?}"),
        }
    }

    fn guess(&mut self, by_passcode: bool) {
        self.open = None;
        let locked = self.home.open();
        let guessed = if by_passcode {
            locked.unlock(&passcode(WRONG))
        } else {
            locked.unlock_with_pattern(&pattern(support::DRAWN_WRONG))
        };
        match guessed {
            Ok(_) => panic!("opened by a guess"),
            Err(UnlockError::WrongPasscode { attempts_left, .. }) => {
                self.model.failures += 1;
                assert_eq!(attempts_left, 10 - self.model.failures);
            }
            Err(UnlockError::Wiped) => {
                assert!(self.model.wiped || self.model.failures == 9);
                self.model.wiped = true;
            }
            Err(UnlockError::Throttled { .. }) => assert!(self.model.failures >= 4),
            Err(UnlockError::NoSuchFactor) => assert!(!by_passcode && !self.model.pattern),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn biometrics(&mut self) {
        self.open = None;
        match self.home.open().unlock_with_biometrics("Open") {
            Ok(vault) => {
                assert!(self.model.biometrics && !self.model.wiped);
                self.open = Some(vault);
            }
            Err(error) => assert!(!self.model.biometrics || self.model.wiped, "{error:?}"),
        }
    }

    /// What needs an open vault; a wiped one has none.
    fn use_open(&mut self, operation: &Operation) {
        if self.open.is_none() {
            self.unlock();
        }
        let Some(vault) = &self.open else { return };
        let right = passcode(self.model.passcode());
        match operation {
            Operation::Put(id, body) => {
                vault.put(Table::Template, RecordId([*id; 16]), ProfileId::OWNER, body).unwrap();
                self.model.records.insert(*id, body.clone());
            }
            Operation::Delete(id) => {
                let deleted = vault.delete(Table::Template, RecordId([*id; 16])).unwrap();
                assert_eq!(deleted, self.model.records.remove(id).is_some());
            }
            Operation::Append => {
                let entry = entry(self.model.entries);
                self.model.entries += 1;
                assert_eq!(vault.history().append(&entry), Ok(self.model.entries));
            }
            _ if self.model.failures >= 4 => self.unlock(),
            Operation::Change => {
                let new = if self.model.changed { RIGHT } else { OTHER };
                vault.change_passcode(&right, &new_passcode(new), LEAST).unwrap();
                self.model.changed = !self.model.changed;
                self.settle();
            }
            Operation::Rotate => {
                let rotated = vault.rotate(&right, "Rotate", LEAST).unwrap();
                self.model.biometrics = rotated.biometrics;
                self.model.pattern = false;
                self.settle();
            }
            Operation::SetPattern | Operation::EnableBiometrics => {
                vault.verify_passcode(&right).unwrap();
                if matches!(operation, Operation::SetPattern) {
                    vault.set_pattern(&new_pattern(DRAWN), LEAST).unwrap();
                    self.model.pattern = true;
                } else {
                    vault.enable_biometrics("On").unwrap();
                    self.model.biometrics = true;
                }
                self.settle();
            }
            _ => {}
        }
    }

    fn settle(&mut self) {
        self.model.failures = 0;
        self.settled = self.home.device.call_log().len();
    }

    /// The device dies or fails in the middle; afterwards one of the two passcodes opens the vault.
    fn die(&mut self, call: usize, changing: bool, after: bool) {
        if self.open.is_none() {
            self.unlock();
        }
        let Some(vault) = self.open.take() else { return };
        if self.model.failures > 0 {
            return;
        }
        let (right, new) = (self.model.passcode(), if self.model.changed { RIGHT } else { OTHER });
        let fault = if after { Fault::DieAfter } else { Fault::ErrorBefore(DeviceError::Failed) };
        self.home.device.fault_at(self.home.device.calls() + call, fault);
        let work = || {
            if changing {
                vault.change_passcode(&passcode(right), &new_passcode(new), LEAST)
            } else {
                vault.verify_passcode(&passcode(right))
            }
        };
        let _ended = catch_unwind(AssertUnwindSafe(work)).is_ok();
        self.home.device.clear_faults();
        drop(vault);
        let locked = self.home.open();
        let opens = [right, new].map(|which| locked.unlock(&passcode(which)).is_ok());
        assert!(opens[0] != opens[1], "{opens:?}");
        assert!(changing || opens[0]);
        self.model.changed ^= opens[1];
        drop(locked);
        self.unlock();
    }

    fn check(&mut self) {
        // Questions to the device's key since the last success: the limit, and what the changes themselves ask.
        let asked =
            self.home.device.call_log()[self.settled..].iter().filter(|call| **call == Call::Prf).count();
        assert!(asked <= 12, "{asked}");
        if let Some(vault) = &self.open {
            let stored = vault.list(Table::Template).unwrap();
            let stored: BTreeMap<u8, Vec<u8>> =
                stored.iter().map(|record| (record.id.0[0], record.body.to_vec())).collect();
            assert_eq!(stored, self.model.records);
            assert_eq!(
                vault.history().page(None, 1).unwrap().first().map_or(0, |(last, _)| *last),
                self.model.entries
            );
            return;
        }
        match self.home.open().state().unwrap() {
            VaultState::Locked { attempts_left, .. }
            | VaultState::Throttled { attempts_left, .. }
            | VaultState::BiometricInvalidated { attempts_left, .. } => {
                assert_eq!((attempts_left, self.model.wiped), (10 - self.model.failures, false));
            }
            state => assert!(self.model.wiped && matches!(state, VaultState::Wiped { .. }), "{state:?}"),
        }
        assert!(self.home.device.read().unwrap().is_some());
    }
}

fn cases() -> u32 {
    let wanted = std::env::var("MIEN_VAULT_OPERATIONS").ok().and_then(|text| text.parse::<u32>().ok());
    wanted.unwrap_or(1500) / 50
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Protects everything at once: after any sequence of operations, clocks, kills and failing devices, the vault holds what
    /// the model holds, counts what the model counts, and opens for nobody else.
    #[test]
    fn the_vault_is_its_model(operations in prop::collection::vec(operation(), 40..60)) {
        mien_vault::testing::remember_stretched();
        let mut world = World::new();
        for operation in &operations {
            world.apply(operation);
        }
        let before = DONE.fetch_add(u64::try_from(operations.len()).unwrap(), Ordering::Relaxed);
        if before / 10_000 != (before + 60) / 10_000 {
            println!("{before} operations");
        }
    }
}
