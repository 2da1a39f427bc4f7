//! The demo service as a verifier: it asks for one thing, gets that thing, and looks at the issuer's status list.

use crate::browser::{Browser, Reply};
use crate::helpers::{World, same_device_link, scan};
use crate::wallet::{Bend, Wallet};
use mien_credential::status_list::{Status, StatusList, StatusReference};
use mien_credential::x509::TrustAnchors;

/// The page of a question.
fn ask(world: &World, browser: &mut Browser, what: &str) -> (String, Reply) {
    let begun = browser.post(&format!("{}/check", world.service()), &[("what", what)]);
    let url = format!("{}{}", world.service(), begun.location());
    let page = browser.get(&url);
    assert_eq!(page.status, 200);
    (url, page)
}

fn born(world: &World, id_number: &str) -> Wallet {
    let mut wallet = Wallet::new(world.provider(), &world.state_dir);
    wallet.enrol("Wang Xiaoming", id_number);
    wallet
}

const OF_AGE: &str = "11010519491231002X";
const A_CHILD: &str = "110105201512310020";
const AGE: Option<&str> = Some("age_equal_or_over");

// The point of selective disclosure: the shop learns that somebody is of age, and neither name nor birth year.
#[test]
fn one_thing_is_asked_and_one_thing_is_shown() {
    let world = World::new();
    let wallet = born(&world, OF_AGE);
    let mut browser = world.browser();
    let (url, page) = ask(&world, &mut browser, "adult");
    let request = wallet.request(&scan(&page));
    let query = &request["dcql_query"]["credentials"][0]["claims"];
    assert_eq!(*query, serde_json::json!([{ "path": ["age_equal_or_over", "18"], "values": [true] }]));
    let context = wallet.open(request["verifier_info"][0]["data"].as_str().unwrap(), "rp-context+jwt");
    assert_eq!(context["name"]["en"], "Harbour Duty Free");
    assert!(!context.contains_key("flow") && !context.contains_key("report_uri"), "no login");
    assert!(browser.get(&format!("{url}/status")).body.contains("scanned"));
    let answer = wallet.answer(&request, None, &Bend { only: AGE, ..Bend::default() });
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    let done = browser.get(&url);
    assert!(done.body.contains("Thank you: you are 18 or older."), "{}", done.body);
    assert!(!done.body.contains("Wang") && !done.body.contains("1949"));
    assert_eq!(world.browser().get(&url).status, 410, "another browser sees nothing");
    let again = wallet.answer(&request, None, &Bend { only: AGE, ..Bend::default() });
    assert_eq!(again.status, 410);
}

// A child, somebody who shows the wrong thing, bent answers, a "no": each ends the question and says so.
#[test]
fn what_does_not_answer_is_refused() {
    let world = World::new();
    let (adult, child) = (born(&world, OF_AGE), born(&world, A_CHILD));
    let only_age = || Bend { only: AGE, ..Bend::default() };
    let bends: [(&Wallet, Bend, &str); 6] = [
        (&child, only_age(), "claims"),
        (&adult, Bend { only: Some("name"), ..Bend::default() }, "claims"),
        (&adult, Bend { forged: true, ..only_age() }, "jose_signature"),
        (&adult, Bend { nonce: Some("another".into()), ..only_age() }, "credential_key_binding"),
        (
            &adult,
            Bend { audience: Some("x509_san_dns:evil.example".into()), ..only_age() },
            "credential_key_binding",
        ),
        (&adult, Bend { state: Some("another".into()), ..only_age() }, "state"),
    ];
    for (wallet, bend, reason) in bends {
        let mut browser = world.browser();
        let (url, page) = ask(&world, &mut browser, "adult");
        let answer = wallet.answer(&wallet.request(&scan(&page)), None, &bend);
        assert_eq!((answer.status, answer.json()["error_description"].as_str()), (400, Some(reason)));
        assert!(browser.get(&url).body.contains("could not be accepted"), "{reason}");
    }
    let mut browser = world.browser();
    let (url, page) = ask(&world, &mut browser, "name");
    let request = adult.request(&scan(&page));
    assert_eq!(adult.decline(&request).status, 200);
    assert!(browser.get(&url).body.contains("You said no."));
    assert_eq!(
        adult.fetch(&crate::helpers::parameter(&scan(&page), "request_uri").unwrap(), "n").status,
        410
    );
}

// On one phone the answer shows only in the browser that asked, after the wallet has brought it back with a one-time code.
#[test]
fn on_one_phone_the_browser_must_come_back() {
    let world = World::new();
    let wallet = born(&world, OF_AGE);
    let mut browser = world.browser();
    let (url, page) = ask(&world, &mut browser, "name");
    let request = wallet.request(&same_device_link(&page));
    let answer = wallet.answer(&request, None, &Bend { only: Some("name"), ..Bend::default() }).json();
    let back = answer["redirect_uri"].as_str().unwrap();
    assert!(!browser.get(&url).body.contains("Wang Xiaoming"), "not before the browser is back");
    assert_eq!(world.browser().get(back).status, 410, "somebody else's browser");
    let done = browser.get(back);
    assert!(browser.get(&format!("{}{}", world.service(), done.location())).body.contains("Wang Xiaoming"));
    assert_eq!(browser.get(back).status, 410, "once");
}

// Revocation by the list and by nothing else: the service knows no devices, only what the issuer publishes.
#[test]
fn a_revoked_credential_is_refused_by_the_status_list() {
    let world = World::new();
    let mut wallet = Wallet::new(world.provider(), &world.state_dir);
    let uid = wallet.enrol("Wang Xiaoming", OF_AGE);
    let attempt = || {
        let (_, page) = ask(&world, &mut world.browser(), "adult");
        wallet.answer(&wallet.request(&scan(&page)), None, &Bend { only: AGE, ..Bend::default() })
    };
    assert_eq!(attempt().status, 200);
    assert_eq!(world.running().revoke_devices(&uid).unwrap(), 1);
    assert_eq!(attempt().json()["error_description"], "revoked");
}

// What any reader of the list relies on: one long list, signed by the issuer, in which a new credential is valid.
#[test]
fn the_status_list_is_published_and_large() {
    let world = World::new();
    let wallet = born(&world, OF_AGE);
    let claims = wallet.credential.as_ref().unwrap().claims().clone();
    let reference = StatusReference::of(&claims).unwrap().unwrap();
    let answer = wallet.get(reference.uri());
    assert_eq!(answer.headers["content-type"], "application/statuslist+jwt");
    let root = std::fs::read_to_string(world.state_dir.join("issuer-root.pem")).unwrap();
    let anchors = TrustAnchors::from_pem(&root).unwrap();
    let list = StatusList::verify(&answer.body, reference.uri(), &anchors, wallet.now()).unwrap();
    assert!(list.entries() >= 100_000);
    let checked = list.check(&reference, wallet.now(), wallet.now()).unwrap();
    assert_eq!((checked.status, checked.due), (Status::Valid, false));
}
