//! Number matching for wallets that know nothing of it: on a page of the provider, in the phone's browser.

use crate::browser::{Browser, Reply};
use crate::helpers::{World, csrf, digits, parameter, scan};
use crate::wallet::{Bend, Wallet};
use mien_sandbox::CheckPolicy;
use std::time::Duration;

/// A login that a wallet has answered without the number.
struct Answered {
    computer: Browser,
    login: String,
    csrf: String,
    phone: Browser,
    /// Where the wallet was led to.
    link: String,
}

impl Answered {
    fn new(world: &World, wallet: &Wallet) -> Self {
        Self::by(world, wallet, world.browser())
    }

    fn by(world: &World, wallet: &Wallet, mut computer: Browser) -> Self {
        let (login, page) = world.begin(&mut computer);
        let request = wallet.request(&scan(&page));
        let answer = wallet.answer(&request, None, &Bend::default());
        assert_eq!(answer.status, 200, "{}", answer.body);
        let link = answer.json()["redirect_uri"].as_str().unwrap().to_owned();
        assert!(link.starts_with(&format!("{}/number?response_code=", world.provider())), "{link}");
        Self { computer, login, csrf: csrf(&page), phone: world.browser(), link }
    }

    fn digits(&mut self) -> String {
        digits(&mut self.computer, &self.login)
    }

    fn state(&mut self) -> String {
        let status = self.computer.get(&format!("{}/status", self.login)).json();
        status["state"].as_str().unwrap().to_owned()
    }

    /// Sends the form of the phone's page: what the page says then.
    fn send(&mut self, pairs: &[(&str, &str)]) -> Reply {
        let (base, code) = self.link.split_once("?response_code=").unwrap();
        let all = [&[("response_code", code)], pairs].concat();
        let to = self.phone.post(base, &all).location().to_owned();
        assert!(self.link.ends_with(&to));
        self.phone.get(&self.link)
    }

    fn finish(&mut self) -> Reply {
        self.computer.post(&format!("{}/finish", self.login), &[("csrf", &self.csrf)])
    }

    /// Nobody gets in, also not with the number that was right.
    fn is_over(&mut self, state: &str, right: &str) {
        assert_eq!(self.state(), state);
        self.send(&[("number", right)]);
        assert_eq!(self.state(), state);
        assert!(self.finish().location().starts_with("/login/"), "no code");
    }
}

fn other(number: &str) -> &'static str {
    if number == "47" { "48" } else { "47" }
}

// The page says who asks and where it began; the right number logs in, in the browser that began and nowhere else.
#[test]
fn the_right_number_logs_in() {
    let world = World::new();
    let mut login = Answered::new(&world, &world.wallet());
    assert_eq!(login.state(), "matching");
    let page = login.phone.get(&login.link);
    let number = login.digits();
    for part in ["Service &lt;by&gt; hand", "service.example", "Firefox on Linux", "Do not log in"] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    assert!(!page.body.contains(&format!(">{number}<")), "the number is on the other screen only");
    assert_eq!(login.finish().location(), login.login.trim_start_matches(world.provider()), "not before");
    assert!(login.send(&[("number", &format!(" {number} "))]).body.contains("You are logged in"));
    assert_eq!(login.state(), "approved");
    // The phone's link does not finish it, and neither does its code at the other way back.
    assert!(login.phone.get(&login.link).body.contains("You are logged in"));
    assert_eq!(login.phone.get(&login.link.replace("/number?", "/done?")).status, 410);
    let back = login.finish();
    assert!(parameter(back.location(), "code").is_some());
    assert!(login.phone.get(&login.link).body.contains("You are logged in"));
}

#[test]
fn the_page_is_there_in_chinese() {
    let world = World::new();
    let mut login = Answered::new(&world, &world.wallet());
    let page = login.phone.get(&format!("{}&lang=zh-Hans", login.link));
    assert!(page.body.contains("输入另一屏幕上的数字") && page.body.contains("手工服务"), "{}", page.body);
}

// Who guesses has three tries of a hundred numbers.
#[test]
fn three_wrong_numbers_end_it() {
    let world = World::new();
    let mut login = Answered::new(&world, &world.wallet());
    let right = login.digits();
    let wrong = other(&right);
    for left in ["Tries left: 2", "Tries left: 1"] {
        let page = login.send(&[("number", wrong)]);
        assert!(page.body.contains(left) && page.body.contains("aria-invalid=\"true\""), "{}", page.body);
        assert_eq!(login.state(), "matching");
    }
    let page = login.send(&[("number", "")]);
    assert!(page.status == 403 && page.body.contains("wrong three times"), "{}", page.body);
    login.is_over("failed", &right);
}

// No is one press, without a number; also with the number in the field.
#[test]
fn declining_ends_it() {
    let world = World::new();
    let mut login = Answered::new(&world, &world.wallet());
    let right = login.digits();
    let page = login.send(&[("number", &right), ("decline", "yes")]);
    assert!(page.body.contains("Nobody was logged in"), "{}", page.body);
    login.is_over("declined", &right);
}

// Fixation: the number of another login, and the link of another login, are of no use.
#[test]
fn the_number_of_another_login_does_not_count() {
    let world = World::new();
    let wallet = world.wallet();
    let mut own = Answered::new(&world, &wallet);
    let number = own.digits();
    // Numbers have two digits: another login may have the same one.
    let mut attacked = std::iter::repeat_with(|| Answered::new(&world, &wallet));
    let mut attacked = attacked.find_map(|mut login| (login.digits() != number).then_some(login)).unwrap();
    assert!(attacked.send(&[("number", &number)]).body.contains("Tries left: 2"));
    assert_eq!(attacked.state(), "matching");
    let invented = own.link.replace("response_code=", "response_code=x");
    assert_eq!(own.phone.get(&invented).status, 410);
    assert_eq!(
        own.phone
            .post(&format!("{}/number", world.provider()), &[("response_code", ""), ("number", &number)])
            .status,
        410
    );
    assert_eq!(own.state(), "matching");
}

#[test]
fn the_page_has_two_minutes() {
    let world = World::new();
    let mut login = Answered::new(&world, &world.wallet());
    let right = login.digits();
    world.running().clock().advance(Duration::from_secs(121));
    assert_eq!(login.phone.get(&login.link).status, 410);
    login.is_over("expired", &right);
}

// The policy for known browsers: whoever has logged in there before needs no number, and a wrong one is wrong all the same.
#[test]
fn known_browsers_may_go_without() {
    let world = World::with(CheckPolicy::UnknownBrowsers);
    let wallet = world.wallet();
    let mut login = Answered::new(&world, &wallet);
    let number = login.digits();
    login.send(&[("number", &number)]);
    login.finish();
    let mut known = login.computer;
    let (url, page) = world.begin(&mut known);
    let request = wallet.request(&scan(&page));
    let wrong = other(&digits(&mut known, &url));
    assert_eq!(wallet.answer(&request, Some(wrong), &Bend::default()).json()["error"], "wrong_check");
    assert_eq!(wallet.answer(&request, None, &Bend::default()).body, "{}");
    // A cookie that was made up is not known.
    let mut stranger = world.browser();
    stranger.cookies.insert("__Host-mien-known".to_owned(), "A".repeat(43));
    Answered::by(&world, &wallet, stranger);
}
