//! Attacks on the steps of an enrolment: guessing, replaying, going on where somebody else was. Each is refused with its reason.

use crate::browser::form;
use crate::helpers::World;
use crate::phone::{Phone, hex, raj, record, tan, text, waiting};
use mien_credential::base64url;
use mien_ports::HttpRequest;
use mien_protocol::enrolment::{
    Answer, Enrolment, EnrolmentError, FaceEvidence, Interaction, OneTimeCode, Problem, Purpose, Refusal,
    Step,
};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn another_phone_cannot_go_on_with_an_enrolment() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut flow, step, &tan(), "one_time_code");
    let thief = Phone::new(&world, "thief");
    assert_eq!(thief.resume(&flow.save()).err(), Some(EnrolmentError::SessionOver));
    world.running().clock().advance(Duration::from_mins(31));
    let mut late = Phone::new(&world, "phone");
    late.skew = 31 * 60;
    assert_eq!(late.resume(&flow.save()).err(), Some(EnrolmentError::SessionOver), "too late");
}

#[test]
fn too_many_codes_end_the_enrolment() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut flow, step, &tan(), "one_time_code");
    let right = phone.code();
    let digits = if right.digits() == "111111" { "222222" } else { "111111" };
    let wrong = Answer::OneTimeCode(OneTimeCode::typed(digits, 6, "localhost").unwrap());
    for _ in 0..4 {
        assert_eq!(
            waiting(&phone.answer(&mut flow, &wrong).unwrap()),
            ("one_time_code", Some(Problem::Wrong))
        );
    }
    let saved = flow.save();
    let many = Some(EnrolmentError::Refused { reason: Refusal::TooManyTries });
    assert_eq!(phone.answer(&mut flow, &wrong).err(), many);
    // Nor does the app's restart bring new tries.
    assert_eq!(phone.resume(&saved).err(), many);
}

// P9 at the server: a code that has expired by a second, and one that was used.
#[test]
fn p9_expired_and_used_codes() {
    let world = World::new();
    let mut phone = Phone::new(&world, "phone");
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut flow, step, &tan(), "one_time_code");
    let code = Answer::OneTimeCode(phone.code());
    world.running().clock().advance(Duration::from_secs(301));
    phone.skew = 301;
    assert_eq!(waiting(&phone.answer(&mut flow, &code).unwrap()), ("one_time_code", Some(Problem::Expired)));
    assert_eq!(waiting(&phone.answer(&mut flow, &Answer::AnotherCode).unwrap()).1, None);
    let code = Answer::OneTimeCode(phone.code());
    assert_eq!(waiting(&phone.answer(&mut flow, &code).unwrap()).0, "face");
    // In another enrolment of the same person it is none.
    let (mut other, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut other, step, &tan(), "one_time_code");
    assert_eq!(waiting(&phone.answer(&mut other, &code).unwrap()).1, Some(Problem::Wrong));
}

#[test]
fn a_replayed_or_forged_proof_of_work_is_refused() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let solved = |flow: &Enrolment| phone.right(&flow.prompt().unwrap().interaction, &tan());
    let (mut first, _) = phone.begin(Purpose::SetUp);
    let solution = solved(&first);
    assert_eq!(waiting(&phone.answer(&mut first, &solution).unwrap()).0, "sign_in");
    let (mut second, _) = phone.begin(Purpose::SetUp);
    let replayed = phone.answer(&mut second, &solution).unwrap();
    assert_eq!(waiting(&replayed), ("proof_of_work", Some(Problem::Wrong)));
    // One that was solved and kept for later.
    let kept = solved(&second);
    world.running().clock().advance(Duration::from_mins(11));
    let mut later = Phone::new(&world, "phone");
    later.skew = 11 * 60;
    let (mut third, _) = later.begin(Purpose::SetUp);
    assert_eq!(waiting(&later.answer(&mut third, &kept).unwrap()).1, Some(Problem::Wrong));
    // A task that the thief has set himself, with a number of his own and no signature of ours.
    let Interaction::ProofOfWork(task) = &third.prompt().unwrap().interaction else { panic!("no task") };
    let Answer::ProofOfWork(solution) = Answer::ProofOfWork(task.solve(&mut |_| true).unwrap()) else {
        unreachable!()
    };
    let mut payload: Value =
        serde_json::from_slice(&base64url::decode_standard(solution.payload()).unwrap()).unwrap();
    let salt = payload["salt"].as_str().unwrap().to_owned();
    let easy = ring::digest::digest(&ring::digest::SHA256, format!("{salt}0").as_bytes());
    payload["challenge"] = json!(hex(easy.as_ref()));
    payload["number"] = json!(0);
    let forged = base64url::encode_standard(payload.to_string().as_bytes());
    let Step::Send(request) = third.answer(&Answer::ProofOfWork(solution.clone()), &later.device()).unwrap()
    else {
        panic!("no request")
    };
    let body = String::from_utf8(request.body.clone()).unwrap();
    let (head, _) = body.split_once("interaction_response=").unwrap();
    let answer = form(&[("interaction_response", &json!({ "payload": forged }).to_string())]);
    let response = later.send(&HttpRequest { body: format!("{head}{answer}").into_bytes(), ..request });
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(
        (&body["interaction_type_required"], &body["problem"]),
        (&json!("urn:mien:ia:proof_of_work"), &json!("wrong"))
    );
}

#[test]
fn guessing_passwords_is_limited() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let wrong = |number: &str| Answer::SignIn { id_number: text(number), password: text("not the password") };
    let guess = |count: usize| {
        let (mut flow, step) = phone.begin(Purpose::SetUp);
        phone.until(&mut flow, step, &tan(), "sign_in");
        (0..count)
            .map(|_| phone.answer(&mut flow, &wrong("S1234567D")).map(|step| waiting(&step).1))
            .collect::<Vec<_>>()
    };
    let many = Err(EnrolmentError::Refused { reason: Refusal::TooManyTries });
    let said = Ok(Some(Problem::Wrong));
    assert_eq!(guess(5), [said.clone(), said.clone(), said.clone(), said.clone(), many]);
    guess(5);
    // Ten in a row: now the account rests, also for the right one; that somebody has no account is not told.
    let (mut flow, step) = phone.begin(Purpose::SetUp);
    phone.until(&mut flow, step, &tan(), "sign_in");
    let right = phone.right(&Interaction::SignIn, &tan());
    assert_eq!(waiting(&phone.answer(&mut flow, &right).unwrap()).1, Some(Problem::Wrong));
    assert_eq!(waiting(&phone.answer(&mut flow, &wrong("T1234567J")).unwrap()).1, Some(Problem::Wrong));
    world.running().clock().advance(Duration::from_mins(16));
    let mut later = Phone::new(&world, "phone");
    later.skew = 16 * 60;
    assert_eq!(waiting(&later.answer(&mut flow, &right).unwrap()), ("one_time_code", None));
}

#[test]
fn face_evidence_of_another_time_place_or_phone_is_refused() {
    let world = World::new();
    let phone = Phone::new(&world, "phone");
    let thief = Phone::new(&world, "thief");
    let face = |phone: &Phone| {
        let (mut flow, step) = phone.begin(Purpose::Register);
        phone.until(&mut flow, step, &raj(), "face");
        flow
    };
    let not_confirmed = ("face", Some(Problem::NotConfirmed));
    // The scan of another nonce is not even sent; one whose record says something else is refused.
    let mut flow = face(&phone);
    let Interaction::Face(asked) = flow.prompt().unwrap().interaction.clone() else { panic!("no face") };
    let evidence = |nonce: [u8; 32], record: Value| {
        Answer::Face(FaceEvidence {
            nonce,
            consent_version: asked.consent_version.clone(),
            record: record.to_string().into_bytes(),
            template: None,
        })
    };
    assert!(flow.answer(&evidence([1; 32], record(&[1; 32])), &phone.device()).is_err());
    let replayed = evidence(asked.nonce, record(&[1; 32]));
    assert_eq!(waiting(&phone.answer(&mut flow, &replayed).unwrap()), not_confirmed);
    for (name, value) in [("outcome", "retry"), ("profile", "verify"), ("purpose", "verify")] {
        let mut flow = face(&phone);
        let Interaction::Face(asked) = flow.prompt().unwrap().interaction.clone() else { panic!("no face") };
        let mut bent = record(&asked.nonce);
        bent[name] = json!(value);
        assert_eq!(
            waiting(&phone.answer(&mut flow, &evidence(asked.nonce, bent)).unwrap()),
            not_confirmed,
            "{name}"
        );
    }
    // Signed by another phone.
    let mut flow = face(&phone);
    let answer = phone.right(&flow.prompt().unwrap().interaction.clone(), &raj());
    let Step::Send(request) = flow.answer(&answer, &phone.device()).unwrap() else { panic!("no request") };
    let mut his = face(&thief);
    let Interaction::Face(own) = his.prompt().unwrap().interaction.clone() else { panic!("no face") };
    let Step::Send(other) =
        his.answer(&thief.right(&Interaction::Face(own), &raj()), &thief.device()).unwrap()
    else {
        panic!("no request")
    };
    let (head, _) = std::str::from_utf8(&request.body).unwrap().split_once("interaction_response=").unwrap();
    let (_, tail) = std::str::from_utf8(&other.body).unwrap().split_once("interaction_response=").unwrap();
    let body = format!("{head}interaction_response={tail}").into_bytes();
    let response = phone.send(&HttpRequest { body, ..request });
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(body["problem"], "not_confirmed");
}
