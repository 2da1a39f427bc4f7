//! Trust lists: who is on one is vouched for, who is not is not shown, and lists only go forward.

use crate::world::{PASSCODE, World, seen_by_camera, typed};
use mien::{Availability, LoginError, Mien, PinnedTrustList, Request, Shown, Trust};
use mien_credential::base64url;
use mien_credential::jose::{NewJwsHeader, sign_compact};
use mien_ports::DeviceError;
use rcgen::{KeyPair, SigningKey as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The sandbox's list, edited and signed again with its key.
fn list(world: &World, edit: impl FnOnce(&mut Value)) -> String {
    let jwt = world.pem("trust-list.jwt");
    let mut payload: Value =
        serde_json::from_slice(&base64url::decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap();
    edit(&mut payload);
    let key = KeyPair::try_from(base64url::decode(world.pem("trust-list.key").trim()).unwrap()).unwrap();
    let signer = |message: &[u8]| key.sign(message).map_err(|_| DeviceError::Failed);
    let header = NewJwsHeader { typ: "trust-list+jwt", ..NewJwsHeader::default() };
    sign_compact(&header, &payload, &signer).unwrap()
}

fn version(list: &str) -> u64 {
    let payload = base64url::decode(list.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<Value>(&payload).unwrap()["version"].as_u64().unwrap()
}

fn phone(world: &World, name: &str, list: String, online: bool) -> Arc<Mien> {
    let url = online.then(|| format!("{}/trust-list", world.sandbox.urls().provider));
    let pinned = PinnedTrustList { key_jwk: world.pem("trust-list-key.json"), list, url };
    world.phone_with(name, Trust { list: Some(pinned), ..Trust::default() })
}

/// The code of the shop's question, as text.
fn question(world: &World, phone: &Mien) -> (String, String) {
    let (url, page) = world.open_question(&mut world.browser(), "name");
    (seen_by_camera(phone, &page), url)
}

fn refused(phone: &Arc<Mien>, code: &str) -> LoginError {
    phone.follow(code).err().expect("it was shown")
}

// With a list the phone enrols, logs in and answers the shop, whose name is the deployment's word and not its own.
#[test]
fn the_list_vouches_for_who_asks() {
    let world = World::new();
    let phone = phone(&world, "phone", world.pem("trust-list.jwt"), false);
    world.enrol(&phone, Some(1980));
    let (code, _) = question(&world, &phone);
    let Request::Presentation(mut asked) = phone.follow(&code).unwrap() else { panic!("no login") };
    let view = asked.consent("zh-Hans").unwrap();
    assert_eq!(view.availability, Availability::Ready);
    assert_eq!(view.name.map(|name| (name.text, name.vouched)), Some(("港湾免税店".to_owned(), true)));
    assert_eq!(view.purpose.map(|why| why.vouched), Some(false), "what it wants now is its own word");
    asked.approve(&mut typed(PASSCODE)).unwrap();
    let (_, page) = world.open_login(&mut world.browser());
    assert!(matches!(phone.follow(&seen_by_camera(&phone, &page)), Ok(Request::Login(_))));
}

// A certificate alone is not enough: another purpose, another host, and nobody is shown; a link to a host that is not claimed is not ours.
#[test]
fn who_is_not_listed_for_it_is_not_shown() {
    let world = World::new();
    let purpose = list(&world, |list| list["verifiers"][1]["purposes"] = json!(["login"]));
    let phone_a = phone(&world, "a", purpose, false);
    let (code, url) = question(&world, &phone_a);
    let error = refused(&phone_a, &code);
    assert_eq!(
        (error.code(), error.shown(), error.is_open()),
        ("requester_not_listed", Shown::NotVerified, false)
    );
    let mut stranger = world.browser();
    assert_eq!(stranger.get(&url).status, 410, "only its own browser sees the page");

    let host = list(&world, |list| {
        for verifier in list["verifiers"].as_array_mut().unwrap() {
            verifier["hosts"] = json!(["other.example"]);
        }
    });
    let phone_b = phone(&world, "b", host, false);
    let (code, _) = question(&world, &phone_b);
    assert_eq!(refused(&phone_b, &code).shown(), Shown::NotALoginCode);
    let scheme = format!("openid4vp://?{}", code.split_once('?').unwrap().1);
    assert_eq!(refused(&phone_b, &scheme).code(), "requester_not_listed");
}

// Lists only go forward, and a newer one outlives the app: who was taken off stays off.
#[test]
fn an_older_list_does_not_come_back() {
    let world = World::new();
    let first = world.pem("trust-list.jwt");
    let open = || phone(&world, "phone", first.clone(), true);
    let mien = open();
    let number = version(&first);
    let empty = |list: &mut Value, number: u64| {
        list["version"] = json!(number);
        list["verifiers"] = json!([]);
    };
    let newer = list(&world, |list| empty(list, number + 1));
    assert_eq!(mien.update_trust_list(&newer).unwrap(), number + 1);
    let older = list(&world, |list| list["version"] = json!(number - 1));
    assert_eq!(mien.update_trust_list(&older).unwrap_err().code(), "trust_list_rollback");
    assert_eq!(mien.update_trust_list(&first).unwrap_err().code(), "trust_list_rollback");
    let other = World::new();
    assert_eq!(mien.update_trust_list(&other.pem("trust-list.jwt")).unwrap_err().code(), "jose_signature");
    let (code, _) = question(&world, &mien);
    assert_eq!(refused(&mien, &code).shown(), Shown::NotALoginCode);
    drop(mien);
    let again = open();
    assert_eq!(refused(&again, &code).shown(), Shown::NotALoginCode, "kept over a restart");
    assert!(!again.refresh_due().unwrap().has_new_trust_list, "once a day");
    let day = Duration::from_hours(24);
    world.sandbox.clock().advance(day);
    world.clock.advance(day);
    let done = again.refresh_due().unwrap();
    assert!(done.has_new_trust_list && done.failed == 0);
    assert!(!again.refresh_due().unwrap().has_new_trust_list, "not twice");
    world.sandbox.clock().advance(Duration::from_secs(10));
    world.clock.advance(Duration::from_secs(10));
    assert!(again.refresh_trust_list().unwrap() > number + 86_401);
    assert!(again.follow(&question(&world, &again).0).is_ok());
    again.erase().unwrap();
    assert!(!world.vault_file("phone").with_file_name("trust.bin").exists());
}

// A list that has run out trusts nobody, until a newer one is there; with an address it is fetched by itself.
#[test]
fn a_list_that_has_run_out_is_fetched_anew() {
    let world = World::new();
    let old = list(&world, |list| {
        list["version"] = json!(1);
        list["exp"] = json!(list["iat"].as_u64().unwrap() - 1_000);
    });
    let offline = phone(&world, "offline", old.clone(), false);
    let error = refused(&offline, &question(&world, &offline).0);
    assert_eq!((error.code(), error.shown()), ("trust_list_expired", Shown::TryAgain));
    let online = phone(&world, "online", old, true);
    assert!(online.follow(&question(&world, &online).0).is_ok());
}
