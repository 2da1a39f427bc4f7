//! J1 and J2 on real parts: puppet, engine, wallet, TLS, provider, vault; and the app killed at every step.

use crate::world::{PASSCODE, World, before_the_camera, typed};
use mien::identifiers::Date;
use mien::{
    AccountEnrolment, AccountPurpose, AccountStep, Interaction, Mien, Problem, Provider, ScanOptions,
    VaultState,
};
use std::sync::Arc;

fn provider(world: &World) -> Provider {
    let base = world.sandbox.urls().provider.clone();
    Provider {
        configuration_id: "identity".into(),
        attestation_endpoint: format!("{base}/wallet/attest"),
        issuer: base,
        client_id: "mien-wallet".into(),
        redirect_uri: "https://wallet.mien.example/enrolled".into(),
        sms_hash: None,
        browser_only: false,
    }
}

fn sms(world: &World) -> String {
    let agent = crate::browser::agent(world.sandbox.state_dir());
    let url = format!("{}/api/inbox", world.sandbox.urls().provider);
    let messages = crate::browser::reply(agent.get(&url).call().unwrap()).json();
    messages["messages"][0]["message"].as_str().unwrap().to_owned()
}

/// Answers the step that waits, as Tan Mei Ling (who has an account) or as Raj (who has none).
fn answer(world: &World, enrolment: &mut AccountEnrolment, seed: u64) -> &'static str {
    let AccountStep::Ask(prompt) = enrolment.step().clone() else { panic!("{:?}", enrolment.step()) };
    assert_eq!(prompt.problem, None);
    match prompt.interaction {
        Interaction::ProofOfWork(_) => enrolment.solve(&mut |_| true).map(|()| "proof_of_work"),
        Interaction::SignIn => enrolment.sign_in("s 1234567-d", "harbour lamp seven").map(|()| "sign_in"),
        Interaction::Identify => {
            let born = Date::new(2001, 7, 2).unwrap();
            enrolment.identify("T1234567J", "Raj s/o Kumar", born).map(|()| "identify")
        }
        Interaction::Terms(_) => enrolment.accept_terms().map(|()| "terms"),
        Interaction::NewPassword => {
            enrolment.choose_password("seven quiet mangoes", "seven quiet mangoes").map(|()| "new_password")
        }
        Interaction::Phone(_) => enrolment.phone("8222 3333", Some("+65 82223333"), "SG").map(|()| "phone"),
        // The whole message is pasted.
        Interaction::OneTimeCode(_) => enrolment.code(&sms(world)).map(|()| "one_time_code"),
        Interaction::Face(_) => {
            let mut scan = enrolment.start_scan(&ScanOptions::default()).unwrap();
            let story = before_the_camera(&mut scan, seed);
            assert!(matches!(scan.result(), Some(mien::ScanResult::Passed)), "{:?} {story}", scan.result());
            enrolment.accept_scan(&mut scan, true).map(|()| "face")
        }
        Interaction::Details(_) => enrolment.declare().map(|()| "details"),
        other => panic!("{other:?}"),
    }
    .unwrap()
}

fn finish(phone: &Arc<Mien>, enrolment: &mut AccountEnrolment) {
    assert_eq!(enrolment.step(), &AccountStep::Passcode);
    // Digits of the ID number are no passcode.
    let weak = enrolment.choose_passcode(&mut typed([1, 2, 3, 4, 5, 6]), &mut typed([1, 2, 3, 4, 5, 6]));
    assert!(weak.is_err());
    enrolment.choose_passcode(&mut typed(PASSCODE), &mut typed(PASSCODE)).unwrap();
    assert!(matches!(phone.status().unwrap(), VaultState::Unlocked { .. }));
    assert!(phone.resume_account().unwrap().is_none());
}

// J2 as a person goes through it; afterwards the enrolled face verifies, and a login would find the credential.
#[test]
fn a_phone_is_set_up_by_the_providers_steps() {
    let world = World::new();
    let phone = world.phone("phone");
    let mut enrolment = phone.begin_account(provider(&world), AccountPurpose::SetUp).unwrap();
    assert_eq!((enrolment.domain(), enrolment.issuer_name()), ("localhost", Some("Mien sandbox")));
    let mut seen = Vec::new();
    while enrolment.step() != &AccountStep::Passcode {
        seen.push(answer(&world, &mut enrolment, 7));
    }
    assert_eq!(seen, ["proof_of_work", "sign_in", "one_time_code", "face", "details"]);
    finish(&phone, &mut enrolment);
    assert_eq!(phone.identity().unwrap().unwrap().name.as_deref(), Some("Tan Mei Ling"));
    let mut scan = phone.start_verification(&ScanOptions::default()).unwrap();
    let story = before_the_camera(&mut scan, 8);
    assert_eq!(scan.result(), Some(mien::ScanResult::Passed), "{story}");
    assert!(phone.begin_account(provider(&world), AccountPurpose::SetUp).is_err());
}

// J1, with the app killed after every single step: nothing is asked twice, nothing is lost, and what was kept says nothing
// to whoever copies it.
#[test]
fn registering_survives_the_end_of_the_app_at_every_step() {
    let world = World::new();
    let open = || -> Arc<Mien> { world.phone("phone") };
    let mut seen = Vec::new();
    let mut enrolment = open().begin_account(provider(&world), AccountPurpose::Register).unwrap();
    while enrolment.step() != &AccountStep::Passcode {
        seen.push(answer(&world, &mut enrolment, 7));
        drop(enrolment);
        let file = std::fs::read(world.folder.path().join("phone/data/enrolment.bin")).unwrap();
        assert!(!file.windows(9).any(|part| part == b"T1234567J"));
        enrolment = open().resume_account().unwrap().unwrap();
    }
    let expected =
        ["identify", "terms", "proof_of_work", "face", "new_password", "phone", "one_time_code", "details"];
    assert_eq!(seen, expected);
    let phone = open();
    drop(enrolment);
    let mut enrolment = phone.resume_account().unwrap().unwrap();
    finish(&phone, &mut enrolment);
    assert_eq!(phone.identity().unwrap().unwrap().name.as_deref(), Some("Raj s/o Kumar"));
    assert!(!world.folder.path().join("phone/data/enrolment.bin").exists());
}

/// A scan that ends before it has a result: its nonce.
fn interrupted(enrolment: &mut AccountEnrolment) -> [u8; 32] {
    let mut scan = enrolment.start_scan(&ScanOptions::default()).unwrap();
    scan.cancel();
    assert!(enrolment.accept_scan(&mut scan, false).is_err());
    let AccountStep::Ask(prompt) = enrolment.step() else { panic!("{:?}", enrolment.step()) };
    let Interaction::Face(asked) = &prompt.interaction else { panic!("{prompt:?}") };
    asked.nonce
}

// Whoever fails and tries again is asked for other movements, also when the app was ended in between; and not for ever. The scan
// that passes is the one for the nonce of now.
#[test]
fn each_scan_of_an_enrolment_has_a_nonce_of_its_own() {
    let world = World::new();
    let phone = world.phone("phone");
    let mut enrolment = phone.begin_account(provider(&world), AccountPurpose::SetUp).unwrap();
    for _ in 0..3 {
        answer(&world, &mut enrolment, 7);
    }
    let mut nonces = vec![interrupted(&mut enrolment), interrupted(&mut enrolment)];
    drop((enrolment, phone));
    let phone = world.phone("phone");
    let mut enrolment = phone.resume_account().unwrap().unwrap();
    nonces.push(interrupted(&mut enrolment));
    assert_eq!(nonces.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{nonces:?}");
    assert_eq!(answer(&world, &mut enrolment, 7), "face");
    assert_eq!(answer(&world, &mut enrolment, 7), "details");
    assert_eq!(enrolment.step(), &AccountStep::Passcode);

    let other = world.phone("other");
    let mut enrolment = other.begin_account(provider(&world), AccountPurpose::Register).unwrap();
    for _ in 0..3 {
        answer(&world, &mut enrolment, 7);
    }
    for _ in 0..6 {
        interrupted(&mut enrolment);
    }
    let error = enrolment.start_scan(&ScanOptions::default()).unwrap_err();
    assert_eq!((error.is_open(), enrolment.step()), (false, &AccountStep::Ended));
}

// What is mistyped costs no try where the phone can see it, and is told where only the provider can.
#[test]
fn mistakes_are_seen_before_they_are_sent() {
    let world = World::new();
    let phone = world.phone("phone");
    let mut enrolment = phone.begin_account(provider(&world), AccountPurpose::SetUp).unwrap();
    assert_eq!(enrolment.accept_terms().unwrap_err().code(), "step_missing");
    assert_eq!(enrolment.solve(&mut |_| false).unwrap_err().code(), "stopped");
    answer(&world, &mut enrolment, 7);
    let error = enrolment.sign_in("S1234567E", "x").unwrap_err();
    assert_eq!((error.code(), error.is_open()), ("id_number_check_character", true));
    enrolment.sign_in("S1234567D", "not the password").unwrap();
    let AccountStep::Ask(prompt) = enrolment.step() else { panic!("{:?}", enrolment.step()) };
    assert_eq!(prompt.problem, Some(Problem::Wrong));
    enrolment.sign_in("S1234567D", "harbour lamp seven").unwrap();
    for text in ["", "12345", "@evil.example #123456", "otpauth://totp/x?secret=123456"] {
        assert_eq!(enrolment.code(text).unwrap_err().code(), "no_code", "{text}");
    }
    assert!(enrolment.find_code("@evil.example #123456").is_none());
    assert_eq!(enrolment.find_code("123 456").unwrap().digits(), "123456");
    let AccountStep::Ask(prompt) = enrolment.step() else { panic!("{:?}", enrolment.step()) };
    let Interaction::OneTimeCode(asked) = &prompt.interaction else { panic!("{prompt:?}") };
    assert_eq!(asked.tries_left, 5);
    // Given up: nothing is left, it says so whatever is called, and another one can begin.
    enrolment.cancel().unwrap();
    assert_eq!(*enrolment.step(), AccountStep::Ended);
    assert_eq!(enrolment.code("123456").unwrap_err().code(), "step_missing");
    enrolment.cancel().unwrap();
    assert!(phone.resume_account().unwrap().is_none());
    assert_eq!(phone.status().unwrap(), VaultState::Empty);
}
