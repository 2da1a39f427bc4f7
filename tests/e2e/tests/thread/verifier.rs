//! Showing one thing to a verifier, and "this wasn't me", on real parts.

use crate::world::{PASSCODE, World, seen_by_camera, typed};
use mien::{
    Availability, HistoryKind, HistoryOutcome, Login, LoginError, Mien, Presentation, Request, Standing,
};
use std::sync::Arc;
use std::time::Duration;

fn presentation(phone: &Arc<Mien>, code: &str) -> Presentation {
    match phone.follow(code).unwrap() {
        Request::Presentation(presentation) => presentation,
        Request::Login(_) => panic!("a verifier's question was taken for a login"),
    }
}

fn login(phone: &Arc<Mien>, code: &str) -> Login {
    match phone.follow(code).unwrap() {
        Request::Login(login) => login,
        Request::Presentation(_) => panic!("a login was taken for a verifier's question"),
    }
}

// The whole of leg D: who, why and what are told before the passcode, the value after it, and the shop learns one thing.
#[test]
fn a_shop_learns_that_somebody_is_of_age_and_nothing_else() {
    let world = World::new();
    let phone = world.enrolled("phone");
    phone.lock();
    let mut browser = world.browser();
    let (url, page) = world.open_question(&mut browser, "adult");
    let mut asked = presentation(&phone, &seen_by_camera(&phone, &page));

    let locked = asked.consent("zh-Hans").unwrap();
    assert_eq!((locked.domain.as_str(), locked.availability), ("localhost", Availability::Locked));
    let words =
        |quotation: Option<mien::Quotation>| quotation.map(|words| (words.text, words.vouched)).unwrap();
    assert_eq!(words(locked.name), ("港湾免税店".to_owned(), false));
    assert_eq!(words(locked.purpose), ("向您出售仅限成年人购买的商品".to_owned(), false));
    let claim = &locked.claims[0];
    assert_eq!((locked.claims.len(), claim.path.as_str()), (1, "age_equal_or_over.18"));
    assert_eq!((claim.name.as_str(), claim.value.as_deref()), ("年满18岁", None));

    phone.unlock(&mut typed(PASSCODE)).unwrap();
    let open = asked.consent("en").unwrap();
    assert_eq!((open.availability, open.claims[0].value.as_deref()), (Availability::Ready, Some("yes")));
    assert_eq!(open.credential.unwrap().issuer, world.sandbox.urls().provider);
    assert!(open.consequences.len() >= 3);
    assert!(!format!("{:?}", open.claims).contains("yes"), "values are not printed");

    let wrong = asked.approve(&mut typed([9, 0, 4, 1, 7, 3])).unwrap_err();
    assert!(wrong.is_open());
    assert_eq!(asked.approve(&mut typed(PASSCODE)).unwrap().return_url, None);
    assert!(matches!(asked.consent("en"), Err(LoginError::Over)));
    let done = browser.get(&url);
    assert!(
        done.body.contains("you are 18 or older") && !done.body.contains("Tan Mei Ling"),
        "{}",
        done.body
    );

    let entry = phone.history().unwrap().remove(0);
    assert_eq!((entry.kind, entry.outcome), (HistoryKind::Presentation, HistoryOutcome::Approved));
    assert_eq!(
        (entry.party.as_str(), entry.claims),
        ("Harbour Duty Free", vec!["age_equal_or_over.18".to_owned()])
    );
}

// Nobody is pressed into showing: a "no" needs no passcode, and a question that cannot be answered says so before it.
#[test]
fn a_question_may_be_declined_and_one_that_cannot_be_answered_says_so() {
    let world = World::new();
    let phone = world.enrolled_as("phone", None);
    let mut browser = world.browser();
    let (url, page) = world.open_question(&mut browser, "adult");
    let mut asked = presentation(&phone, &seen_by_camera(&phone, &page));
    let view = asked.consent("en").unwrap();
    assert_eq!((view.availability, view.claims[0].value.as_deref()), (Availability::Missing, None));
    asked.decline().unwrap();
    assert!(browser.get(&url).body.contains("You said no."));
    assert_eq!(phone.history().unwrap()[0].outcome, HistoryOutcome::Declined);
}

// Status: unknown before anybody was asked, then valid with its age, without a network as of then; and a revoked credential is not
// shown to anybody, once the phone has learnt of it.
#[test]
fn a_revoked_credential_is_not_shown_any_more() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let standing = |phone: &Mien| {
        let status = phone.credential_status().unwrap().remove(0);
        (status.standing, status.age_s.is_some(), status.due)
    };
    assert_eq!(standing(&phone), (Standing::Unknown, false, true));
    let fetched = phone.refresh_status().unwrap().remove(0);
    assert_eq!((fetched.standing, fetched.due), (Standing::Valid, false));
    assert!(fetched.age_s.is_some_and(|age| age < 60) && fetched.as_of.is_some());
    assert_eq!(standing(&phone), (Standing::Valid, true, false), "from what is kept");

    let uid = world.uid();
    assert_eq!(world.sandbox.revoke_devices(&uid).unwrap(), 1);
    assert_eq!(
        phone.refresh_status().unwrap()[0].standing,
        Standing::Valid,
        "not asked again before it is due"
    );
    // In the background, with the vault shut: when the list is due, and not before.
    phone.lock();
    let done = phone.refresh_due().unwrap();
    assert_eq!((done.status_lists, done.failed), (0, 0));
    let while_ago = Duration::from_mins(10);
    world.sandbox.clock().advance(while_ago);
    world.clock.advance(while_ago);
    let done = phone.refresh_due().unwrap();
    assert_eq!((done.status_lists, done.failed), (1, 0));
    phone.unlock(&mut typed(PASSCODE)).unwrap();
    assert_eq!(standing(&phone).0, Standing::Revoked);

    let mut browser = world.browser();
    let (url, page) = world.open_login(&mut browser);
    let mut login = login(&phone, &seen_by_camera(&phone, &page));
    let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
    let refused = login.approve(&mut typed(PASSCODE), Some(&digits)).unwrap_err();
    assert_eq!((refused.code(), refused.is_open()), ("credential_revoked", false));
    assert!(browser.get(&format!("{url}/status")).body.contains("declined"), "the page is not left waiting");
    phone.erase().unwrap();
    assert!(!world.vault_file("phone").with_file_name("status").exists());
}

// "This wasn't me": from the line in the history to the service that has forgotten the session; then the phone signs itself out.
#[test]
fn a_login_that_was_not_mine_is_ended() {
    let world = World::new();
    let phone = world.enrolled("phone");
    let mut browser = world.browser();
    let log_in = |browser: &mut crate::browser::Browser| {
        let (url, page) = world.open_login(browser);
        let mut login = login(&phone, &seen_by_camera(&phone, &page));
        let digits = browser.get(&url).between("<p class=\"digits\">", "</p>");
        login.approve(&mut typed(PASSCODE), Some(&digits))?;
        let csrf = page.between("name=\"csrf\" value=\"", "\"");
        let finish = browser.post(&format!("{url}/finish"), &[("csrf", &csrf)]);
        assert_eq!(browser.get(finish.location()).location(), "/");
        Ok::<(), LoginError>(())
    };
    let home = format!("{}/", world.sandbox.urls().service);
    log_in(&mut browser).unwrap();
    assert!(browser.get(&home).body.contains("You are logged in as"));

    let page = phone.history_page(None, 1).unwrap();
    let (number, entry) = &page[0];
    assert!(Mien::can_report(entry));
    let done = phone.report_not_me(*number, false).unwrap();
    assert_eq!((done.sessions_ended, done.signed_out), (1, false));
    assert!(!browser.get(&home).body.contains("You are logged in as"), "logged out from behind");
    let (reported, entry) = phone.history_page(None, 1).unwrap().remove(0);
    assert_eq!((entry.kind, entry.code.as_deref()), (HistoryKind::NotMeReported, Some("session_ended")));
    assert_eq!(phone.report_not_me(reported, false).unwrap_err().code(), "not_reportable");

    // A login that was declined can be reported, too: nothing was answered, so any key that the provider knows will do.
    let (_, page) = world.open_login(&mut browser);
    login(&phone, &seen_by_camera(&phone, &page)).decline().unwrap();
    let (number, _) = phone.history_page(None, 1).unwrap().remove(0);
    let done = phone.report_not_me(number, true).unwrap();
    assert_eq!((done.sessions_ended, done.signed_out), (0, true));
    let refused = log_in(&mut browser).unwrap_err();
    assert_eq!(refused.code(), "refused_by_verifier", "the phone is signed out");
    phone.lock();
    assert_eq!(phone.report_not_me(number, false).unwrap_err().code(), "locked");
}
