//! The contract suite as shells call it: it passes what keeps the contract, and names the rule that something else breaks.
#![cfg(all(feature = "software", feature = "contract", feature = "agreement"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use mien_ffi::{
    ClockReading, ContractError, DeviceClock, DeviceError, MonotonicStore, agreement_answer, agreement_point,
    check_clock, check_counter, check_keys, software_keys,
};
use std::sync::{Arc, Mutex};

struct Forgetful(Mutex<Option<u64>>);

impl MonotonicStore for Forgetful {
    fn read(&self) -> Result<Option<u64>, DeviceError> {
        Ok(*self.0.lock().unwrap())
    }
    fn raise_to(&self, value: u64) -> Result<(), DeviceError> {
        *self.0.lock().unwrap() = Some(value);
        Ok(())
    }
}

struct SecondsClock;

impl DeviceClock for SecondsClock {
    fn now(&self) -> Result<ClockReading, DeviceError> {
        Ok(ClockReading { wall_ms: 1_800_000_000, elapsed_ms: 1, boot_id: "1".to_owned() })
    }
}

fn rule(result: Result<(), ContractError>) -> String {
    match result.unwrap_err() {
        ContractError::Broken { rule } => rule,
        ContractError::NotBuilt => String::new(),
    }
}

/// Protects the adapters of the phones: what their tests call is the core's contract and can fail.
#[test]
fn a_shell_hears_which_rule_is_broken() {
    let folder = tempfile::TempDir::new().unwrap();
    check_keys(software_keys(folder.path().to_str().unwrap().to_owned()).unwrap()).unwrap();
    let counter = Arc::new(Forgetful(Mutex::new(None)));
    assert_eq!(
        rule(check_counter(Arc::clone(&counter) as _, counter)),
        "raising to a lower value changes nothing"
    );
    let lost = (Arc::new(Forgetful(Mutex::new(None))), Arc::new(Forgetful(Mutex::new(None))));
    assert_eq!(rule(check_counter(lost.0, lost.1)), "a raised counter is durable when raise_to returns");
    assert_eq!(rule(check_clock(Arc::new(SecondsClock))), "wall time is milliseconds since 1970");
}

/// Protects iPhones from an adapter that hands over something else than a shared secret.
#[test]
fn the_agreement_takes_a_shared_secret_and_nothing_else() {
    let point = agreement_point(vec![7; 32]).unwrap();
    assert_eq!((point.len(), point.first()), (65, Some(&4)));
    assert_eq!(agreement_answer(vec![7; 32], vec![1; 32]).unwrap().len(), 32);
    assert_eq!(agreement_answer(vec![7; 32], point).unwrap_err(), DeviceError::OutOfContract);
}
