//! Each implementation of a port keeps the port's contract.

use mien_ports::contract::{
    Person, check_biometrics, check_clock, check_counter, check_entropy, check_integrity, check_keys,
};
use mien_ports::fake::{Call, FakeDevice, Fault};
use mien_ports::software::{FileCounter, SoftwareKeys, SystemClock};
use mien_ports::{
    DeviceClock, DeviceError, DeviceKeys, Entropy, KeyPurpose, MonotonicStore, SecurityLevel, SystemEntropy,
};

/// Protects the desktop's keys: they behave like a phone's.
#[test]
fn software_keys_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    check_keys(&SoftwareKeys::open(&folder.path().join("keys")).unwrap()).unwrap();
}

/// Protects tests everywhere else: what they run on behaves like a device.
#[test]
fn the_fake_device_keeps_every_contract() {
    let device = FakeDevice::new(1);
    check_keys(&device).unwrap();
    check_clock(&device).unwrap();
    check_entropy(&device).unwrap();
    check_integrity(&device).unwrap();
    with_person(&device, |person| check_biometrics(&device, person)).unwrap();
    let again = device.clone();
    check_counter(&device, &|| Box::new(again.clone())).unwrap();
}

/// Protects the attempt limit on the desktop.
#[test]
fn the_file_counter_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counter");
    let counter = FileCounter::new(&path);
    assert_eq!(counter.read(), Ok(None));
    check_counter(&counter, &|| Box::new(FileCounter::new(&path))).unwrap();
}

/// Protects delays and formats: the system's clock and random source keep their contracts.
#[test]
fn the_system_clock_and_entropy_keep_the_contract() {
    check_clock(&SystemClock).unwrap();
    check_entropy(&SystemEntropy::new()).unwrap();
}

/// Protects the suites themselves: a device that lies at any one call is found out by some rule, or the lie was about
/// deleting a key that was not there.
#[test]
fn the_key_contract_notices_a_lying_device() {
    let honest = FakeDevice::new(2);
    check_keys(&honest).unwrap();
    let mut unnoticed = Vec::new();
    for (call, name) in honest.call_log().into_iter().enumerate() {
        let device = FakeDevice::new(2);
        device.fault_at(call, Fault::Lie);
        if check_keys(&device).is_ok() {
            unnoticed.push(name);
        }
    }
    unnoticed.retain(|name| !matches!(name, Call::DeleteKey | Call::SecurityLevel));
    assert_eq!(unnoticed, []);
}

/// Protects the key files from other users of the computer.
#[cfg(unix)]
#[test]
fn key_files_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let keys = SoftwareKeys::open(&folder.path().join("keys")).unwrap();
    keys.create("a", KeyPurpose::Sign).unwrap();
    keys.create("b", KeyPurpose::Prf).unwrap();
    assert_eq!(keys.security_level(), Ok(SecurityLevel::Software));
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("keys")), 0o700);
    for entry in std::fs::read_dir(folder.path().join("keys")).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

/// Protects the attempt limit: a damaged counter file is an error, never "no counter" and never a smaller number.
#[test]
fn a_damaged_counter_is_an_error_at_every_bit_and_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counter");
    let counter = FileCounter::new(&path);
    counter.raise_to(0x0102_0304_0506_0708).unwrap();
    let good = std::fs::read(&path).unwrap();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &bad).unwrap();
        assert_eq!(counter.read(), Err(DeviceError::Storage), "bit {bit}");
        assert_eq!(counter.raise_to(u64::MAX), Err(DeviceError::Storage), "bit {bit}");
    }
    for len in 0..good.len() {
        std::fs::write(&path, &good[..len]).unwrap();
        assert_eq!(counter.read(), Err(DeviceError::Storage), "length {len}");
    }
    std::fs::write(&path, vec![0; 5000]).unwrap();
    assert_eq!(counter.read(), Err(DeviceError::Storage));
}

/// Frozen: value, big-endian, and the first 8 bytes of SHA-256 over `mien/counter/v1` and the value. A change makes
/// each desktop vault say that it was tampered with.
#[test]
fn the_counter_file_is_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counter");
    FileCounter::new(&path).raise_to(258).unwrap();
    let frozen = [0, 0, 0, 0, 0, 0, 1, 2, 0x10, 0xa7, 0x35, 0xa4, 0x23, 0x6e, 0xa9, 0x1e];
    assert_eq!(std::fs::read(&path).unwrap(), frozen);
}

/// Protects every test that freezes a format: the same seed gives the same bytes, another seed gives others.
#[test]
fn fake_entropy_follows_from_the_seed() {
    let bytes = |seed| {
        let mut out = [0; 40];
        FakeDevice::new(seed).fill(&mut out).unwrap();
        out
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

/// Protects the crash tests: "dies before" has no effect, "dies after" has one, and the device goes on afterwards.
#[test]
fn faults_happen_before_or_after_the_effect_as_planned() {
    let device = FakeDevice::new(3);
    let mut call = 0;
    let mut attempt = |fault, value| {
        device.fault_at(call, fault);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| device.raise_to(value)));
        device.clear_faults();
        call += 2;
        (result.ok(), device.read().unwrap())
    };
    assert_eq!(attempt(Fault::DieBefore, 1), (None, None));
    assert_eq!(attempt(Fault::DieAfter, 1), (None, Some(1)));
    assert_eq!(attempt(Fault::Lie, 2), (Some(Ok(())), Some(1)));
    let failed = DeviceError::Failed;
    assert_eq!(attempt(Fault::ErrorBefore(failed), 2), (Some(Err(failed)), Some(1)));
    assert_eq!(attempt(Fault::ErrorAfter(failed), 2), (Some(Err(failed)), Some(2)));
}

/// Protects the delay tests: a reboot is a new boot id and elapsed time from zero.
#[test]
fn a_reboot_changes_the_boot_id_and_restarts_elapsed_time() {
    let device = FakeDevice::new(4);
    let before = device.now().unwrap();
    device.reboot();
    let after = device.now().unwrap();
    assert_ne!(before.boot_id, after.boot_id);
    assert_eq!(after.elapsed_ms, 0);
    assert_eq!(after.wall_ms, before.wall_ms);
}

/// Somebody in front of a fake device.
fn with_person<T>(device: &FakeDevice, run: impl FnOnce(&Person<'_>) -> T) -> T {
    run(&Person {
        approve: &|| device.set_person(Ok(())),
        cancel: &|| device.set_person(Err(DeviceError::Cancelled)),
        enrol_another: &|| device.enrol_another_finger(),
    })
}

/// Protects phones without biometrics: everything says so, nothing pretends.
#[test]
fn software_keys_have_no_biometrics() {
    let folder = tempfile::tempdir().unwrap();
    let keys = SoftwareKeys::open(&folder.path().join("keys")).unwrap();
    assert_eq!(keys.create("a", KeyPurpose::Biometric), Err(DeviceError::Unsupported));
    assert_eq!(keys.biometric_wrap("a", "", &[1; 32]), Err(DeviceError::Unsupported));
    assert_eq!(keys.biometric_unwrap("a", "", &[1; 64]).unwrap_err(), DeviceError::Unsupported);
}

/// Protects the biometric suite itself: whichever call of the device lies or hands out too few bytes, some rule says so.
#[test]
fn the_biometric_contract_notices_a_lying_device() {
    let honest = FakeDevice::new(2);
    with_person(&honest, |person| check_biometrics(&honest, person)).unwrap();
    let mut unnoticed = Vec::new();
    for (call, name) in honest.call_log().into_iter().enumerate() {
        for fault in [Fault::Lie, Fault::LieBytes(0), Fault::LieBytes(31)] {
            let device = FakeDevice::new(2);
            device.fault_at(call, fault);
            if with_person(&device, |person| check_biometrics(&device, person)).is_ok() {
                unnoticed.push((call, name, fault));
            }
        }
    }
    // Deleting a key that was not there is a lie without consequence.
    unnoticed.retain(|(_, name, _)| *name != Call::DeleteKey);
    assert_eq!(unnoticed, []);
}

/// Protects the tests of hanging and re-entering ports: a hanging call blocks nobody else and goes on when released; a
/// re-entering one may use the device.
#[test]
fn a_hanging_call_waits_and_a_re_entering_one_may_call_again() {
    let device = FakeDevice::new(5);
    device.fault_at(0, Fault::Hang);
    let other = device.clone();
    let raising = std::thread::spawn(move || other.raise_to(3));
    while !device.is_hanging() {
        std::thread::yield_now();
    }
    assert_eq!(device.read(), Ok(None), "others are served");
    device.release();
    assert_eq!(raising.join().unwrap(), Ok(()));
    assert_eq!(device.read(), Ok(Some(3)));
    let other = device.clone();
    device.on_reenter(move || other.raise_to(9).unwrap());
    device.fault_at(device.calls(), Fault::Reenter);
    assert_eq!(device.read(), Ok(Some(9)));
}
