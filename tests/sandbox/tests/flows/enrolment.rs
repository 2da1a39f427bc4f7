//! J1 and J2 over HTTPS, driven by the wallet's own state machine.

use crate::browser::Browser;
use crate::helpers::{World, csrf, parameter};
use crate::phone::{Phone, hex, raj, tan, text, waiting};
use mien_protocol::enrolment::{Answer, EnrolmentError, Interaction, Problem, Purpose, Refusal, Step};
use serde_json::json;
use std::time::Duration;

// J2: a phone is set up for an account that there is, in the order of the provider's policy.
#[test]
fn a_phone_is_set_up() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    let (step, seen) = phone.until(&mut flow, step, &tan(), "");
    assert_eq!(seen, ["proof_of_work", "sign_in", "one_time_code", "face", "details"]);
    let Step::Issued(issued) = step else { panic!("not issued") };
    assert_eq!(issued.credential.claims()["name"], "Tan Mei Ling");
    assert_eq!(issued.credential.claims()["id_number_masked"], "S****567D");
    assert_eq!(phone.send(&issued.accepted.unwrap()).status, 204);
    // No password, no whole ID number and no SMS code of today is kept anywhere.
    let database = std::fs::read(world.state_dir.join("sandbox.sqlite")).unwrap();
    let log = std::fs::read(world.state_dir.join("sandbox.sqlite-wal")).unwrap_or_default();
    for needle in [&b"S1234567D"[..], b"harbour lamp seven"] {
        assert!([&database, &log].iter().all(|file| !file.windows(needle.len()).any(|part| part == needle)));
    }
}

// J1: somebody registers with ID number, face, password and phone; afterwards they can set a phone up.
#[test]
fn an_account_is_registered() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::Register);
    let (step, seen) = phone.until(&mut flow, step, &raj(), "");
    let expected =
        ["identify", "terms", "proof_of_work", "face", "new_password", "phone", "one_time_code", "details"];
    assert_eq!(seen, expected);
    let Step::Issued(issued) = step else { panic!("not issued") };
    assert_eq!(issued.credential.claims()["name"], "Raj s/o Kumar");
    assert_eq!(phone.sms().0, "+6582223333");
    let again = Phone::new(&world, "another").enrolled(Purpose::SetUp, &raj());
    assert_eq!(again.credential.claims()["uid"], issued.credential.claims()["uid"]);
    // What was agreed to is on record.
    let page = world.browser().get(&format!("{}/people/2/devices", world.provider())).body;
    for version in ["terms-2026-11", "face-2026-11", "declaration-2026-11"] {
        assert!(page.contains(version), "{version}");
    }
    // Who has an account cannot be registered again by somebody who knows their card.
    let (mut flow, step) = phone.begin(Purpose::Register);
    assert_eq!(waiting(&step).0, "identify");
    let error = phone.answer(&mut flow, &phone.right(&Interaction::Identify, &raj())).unwrap_err();
    assert_eq!(error, EnrolmentError::Refused { reason: Refusal::NotEligible });
}

// J1's variant: nothing but a phone number.
#[test]
fn registration_by_phone_alone() {
    let world = World::new();
    let mut phone = Phone::new(&world, "phone");
    phone.provider.sms_hash = Some("FA+9qCX9VSu".into());
    let (mut flow, step) = phone.begin(Purpose::RegisterByPhone);
    let (step, seen) = phone.until(&mut flow, step, &raj(), "");
    assert_eq!(seen, ["terms", "proof_of_work", "phone", "one_time_code", "details"]);
    assert!(phone.sms().1.ends_with("\n\nFA+9qCX9VSu"));
    let Step::Issued(issued) = step else { panic!("not issued") };
    assert!(issued.credential.claims().get("name").is_none());
}

// J2.6: a new phone takes over, and the old one is signed out; from the list of phones the new one can be, too.
#[test]
fn a_new_phone_retires_the_old_one() {
    let world = World::new();
    let devices = format!("{}/people/0/devices", world.provider());
    Phone::new(&world, "old").enrolled(Purpose::SetUp, &tan());
    Phone::new(&world, "new").enrolled(Purpose::SetUp, &tan());
    let mut browser = world.browser();
    let page = browser.get(&devices);
    assert_eq!(
        (page.body.matches("Signed out").count(), page.body.matches("name=\"holder\"").count()),
        (1, 1)
    );
    let holder = page.between("name=\"holder\" value=\"", "\"");
    assert_eq!(browser.post(&devices, &[("holder", &holder)]).status, 303);
    assert_eq!(browser.get(&devices).body.matches("Signed out").count(), 2);
}

// Protects what somebody has done so far: the app is killed before and after each step, and goes on where it was.
#[test]
fn an_enrolment_survives_the_end_of_the_app_at_every_step() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    for (purpose, who) in [(Purpose::SetUp, tan()), (Purpose::Register, raj())] {
        let (mut flow, mut step) = phone.begin(purpose);
        while let Step::Interact(prompt) = step {
            let saved = flow.save();
            drop(flow);
            let (mut resumed, again) = phone.resume(&saved).unwrap();
            assert_eq!(waiting(&again), (crate::phone::kind(&prompt), None));
            let Step::Interact(now) = again else { panic!("no step") };
            // The answer is sent, and the app is killed before it hears what became of it.
            let Step::Send(request) =
                resumed.answer(&phone.right(&now.interaction, &who), &phone.device()).unwrap()
            else {
                panic!("nothing to send")
            };
            let lost = phone.send(&request);
            assert_ne!(lost.status, 400, "{:?}", String::from_utf8_lossy(&lost.body));
            let saved = resumed.save();
            (flow, step) = phone.resume(&saved).unwrap();
        }
        let Step::Issued(first) = step else { panic!("not issued") };
        // Killed once more, after the credential came and before it was stored.
        let (_, step) = phone.resume(&flow.save()).unwrap();
        let Step::Issued(second) = step else { panic!("not issued") };
        assert_eq!(first.credential.claims()["uid"], second.credential.claims()["uid"]);
    }
    assert_eq!(phone.resume(b"{}").err(), Some(EnrolmentError::SessionOver));
}

// What somebody mistypes is said, and can be typed again.
#[test]
fn mistakes_are_told_and_can_be_mended() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut flow, step, &tan(), "sign_in");
    let wrong = Answer::SignIn { id_number: text("S1234567D"), password: text("harbour lamp eight") };
    assert_eq!(waiting(&phone.answer(&mut flow, &wrong).unwrap()), ("sign_in", Some(Problem::Wrong)));
    let step = phone.answer(&mut flow, &phone.right(&Interaction::SignIn, &tan())).unwrap();
    let Step::Interact(prompt) = &step else { panic!("no step") };
    let Interaction::OneTimeCode(asked) = &prompt.interaction else { panic!("no code") };
    assert_eq!((asked.length, asked.expires_in, asked.resend_in, asked.tries_left), (6, 300, Some(30), 5));
    assert_eq!(asked.sent_to, "+65 ****4567");
    assert_eq!(
        waiting(&phone.answer(&mut flow, &Answer::AnotherCode).unwrap()),
        ("one_time_code", Some(Problem::TooSoon))
    );
    let first = phone.code();
    world.running().clock().advance(Duration::from_secs(31));
    assert_eq!(waiting(&phone.answer(&mut flow, &Answer::AnotherCode).unwrap()), ("one_time_code", None));
    assert_ne!(phone.code().digits(), first.digits());
    // Only the newest code counts.
    let old = phone.answer(&mut flow, &Answer::OneTimeCode(first)).unwrap();
    assert_eq!(waiting(&old), ("one_time_code", Some(Problem::Wrong)));
    let done = phone.answer(&mut flow, &Answer::OneTimeCode(phone.code())).unwrap();
    assert_eq!(waiting(&done).0, "face");
    // An answer to another step is never sent.
    assert_eq!(flow.answer(&wrong, &phone.device()).err().map(|e| e.is_open()), Some(true));
}

/// Fills in the form of a step and sends it.
fn fill(browser: &mut Browser, url: &str, fields: &[(&str, &str)]) -> crate::browser::Reply {
    let page = browser.get(url);
    let (csrf, step) = (csrf(&page), page.between("name=\"step\" value=\"", "\""));
    let mut all = vec![("csrf", csrf.as_str()), ("step", step.as_str())];
    all.extend(fields);
    browser.post(url, &all)
}

/// Solves the task of a page as its script does.
fn robot(page: &crate::browser::Reply) -> String {
    let task: serde_json::Value =
        serde_json::from_str(&page.between("data-task=\"", "\"").replace("&quot;", "\"")).unwrap();
    let prompt = json!({ "challenge": task });
    let salt = task["salt"].as_str().unwrap();
    let number = (0..=task["maxnumber"].as_u64().unwrap()).find(|number| {
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("{salt}{number}").as_bytes());
        hex(digest.as_ref()) == prompt["challenge"]["challenge"].as_str().unwrap()
    });
    let payload = json!({ "algorithm": "SHA-256", "challenge": task["challenge"], "number": number.unwrap(),
        "salt": salt, "signature": task["signature"] });
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, payload.to_string())
}

// The stable way: a pushed request, the system's browser, and the app again by its claimed link.
#[test]
fn the_browser_is_the_fallback() {
    let world = World::new();
    let mut phone = Phone::new(&world, "phone");
    phone.provider.browser_only = true;
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    let Step::Browser { url } = step else { panic!("{step:?}") };
    assert!(
        url.starts_with(&format!("{}/authorize?client_id=mien-wallet&request_uri=urn", world.provider()))
    );
    let mut browser = world.browser();
    let page = format!("{}{}", world.provider(), browser.get(&url).location());
    let shown = browser.get(&page);
    assert!(shown.body.contains("Step 1 of 4"), "{}", shown.body);
    assert_eq!(fill(&mut browser, &page, &[("payload", &robot(&shown))]).status, 303);
    let wrong = fill(&mut browser, &page, &[("id_number", "S1234567D"), ("password", "x")]);
    assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("do not belong together"));
    fill(&mut browser, &page, &[("id_number", "s1234567d"), ("password", "harbour lamp seven")]);
    assert!(browser.get(&page).body.contains("autocomplete=\"one-time-code\""));
    fill(&mut browser, &page, &[("code", phone.code().digits())]);
    assert!(browser.get(&page).body.contains("Tan Mei Ling"));
    let back = fill(&mut browser, &page, &[("agree", "yes")]).location().to_owned();
    // The app was killed meanwhile: it still takes the answer.
    let (mut resumed, _) = phone.resume(&flow.save()).unwrap();
    let step = resumed.redirected(&back, &phone.device()).unwrap();
    assert!(matches!(phone.drive(&mut resumed, step).unwrap(), Step::Issued(_)));
    // Somebody else's answers are not taken, and do not end anything.
    for other in [
        back.replace("state=", "state=x"),
        back.replace("iss=", "iss=https%3A%2F%2Fevil.example"),
        back.replace("https://wallet.mien.example", "https://evil.example"),
        back.replace("&iss", "&x"),
        format!("{back}&code=another"),
    ] {
        assert_eq!(flow.redirected(&other, &phone.device()).err(), Some(EnrolmentError::Redirect), "{other}");
    }
    assert!(parameter(&back, "code").is_some());
    // Cancelling in the browser comes back as a no.
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    let Step::Browser { url } = step else { panic!("{step:?}") };
    let page = format!("{}{}", world.provider(), browser.get(&url).location());
    let csrf = csrf(&browser.get(&page));
    let back = browser.post(&format!("{page}/cancel"), &[("csrf", &csrf)]);
    let no = flow.redirected(back.location(), &phone.device()).unwrap_err();
    assert_eq!(no, EnrolmentError::Refused { reason: Refusal::Other });
}
