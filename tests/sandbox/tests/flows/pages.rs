//! What every page must be: labelled, bilingual, closed to scripts of others.

use crate::helpers::{World, csrf};

// The rules of the house, on every page and at both servers.
#[test]
fn pages_are_labelled_and_locked_down() {
    let world = World::new();
    let mut browser = world.browser();
    let (login, _) = world.begin(&mut browser);
    let provider = world.provider();
    let urls = [
        login,
        format!("{provider}/"),
        format!("{provider}/offer"),
        format!("{provider}/q?client_id=x"),
        format!("{provider}/nothing"),
        format!("{provider}/people"),
        format!("{provider}/people/0/devices"),
        format!("{provider}/people/9/devices"),
        format!("{provider}/inbox"),
        format!("{provider}/terms"),
        format!("{provider}/enrol/nothing"),
        format!("{provider}/authorize?client_id=mien-wallet&request_uri=urn:x"),
        format!("{}/", world.service()),
        format!("{}/nothing", world.service()),
    ];
    for url in urls {
        let page = browser.get(&url);
        let policy = &page.headers["content-security-policy"];
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{url}");
        assert!(!policy.contains("unsafe"), "{url}");
        assert!(page.body.contains("Sandbox - for tests and demos"), "{url}");
        assert!(page.body.contains("<html lang=\"en\">") && page.body.contains("<h1>"), "{url}");
        assert!(
            !page.body.contains("style=\"")
                && !page.body.contains("<script>")
                && !page.body.contains(" onclick")
        );
        assert!(!page.body.contains("{t:"), "{url}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["x-frame-options"], "DENY");
        assert_eq!(page.headers["cache-control"], "no-store");
    }
}

// Chinese by header, by link, and remembered.
#[test]
fn pages_speak_two_languages() {
    let world = World::new();
    let mut browser = world.browser();
    let url = format!("{}/offer", world.provider());
    assert!(
        browser
            .get_with(&url, &[("accept-language", "zh-CN,zh;q=0.9")])
            .body
            .contains("<html lang=\"zh-Hans\">")
    );
    assert!(browser.get(&url).body.contains("<html lang=\"en\">"));
    assert!(browser.get(&format!("{url}?lang=zh-Hans")).body.contains("沙盒——仅供测试和演示"));
    assert!(browser.get(&url).body.contains("<html lang=\"zh-Hans\">"), "remembered");
    let (_, page) = world.begin(&mut browser);
    assert!(page.body.contains("登录手工服务"));
}

// Names of services and persons are text, whatever is in them.
#[test]
fn foreign_text_stays_text() {
    let world = World::new();
    let mut browser = world.browser();
    let (_, page) = world.begin(&mut browser);
    assert!(page.body.contains("Log in to Service &lt;by&gt; hand"));
    let offer = browser.post(
        &format!("{}/offer", world.provider()),
        &[("name", "<script>alert(1)</script>"), ("id_number", "S1234567D")],
    );
    assert_eq!(offer.status, 200);
    assert!(!offer.body.contains("<script>alert"));
    let landing = browser.get(&format!("{}/q?client_id=%22%3E%3Cb%3E", world.provider()));
    assert!(!landing.body.contains("<b>"));
}

// Another name for this machine (DNS rebinding) and floods get nothing.
#[test]
fn unknown_hosts_are_refused() {
    let world = World::new();
    let mut browser = world.browser();
    let answer = browser.get_with(&format!("{}/", world.provider()), &[("host", "evil.example")]);
    assert_eq!(answer.status, 421);
}

// Closing the door for relayed codes: a page whose tab went away can be cancelled, and says so.
#[test]
fn cancelling_goes_back_to_the_service() {
    let world = World::new();
    let mut browser = world.browser();
    let (login, page) = world.begin(&mut browser);
    let back = browser.post(&format!("{login}/cancel"), &[("csrf", &csrf(&page))]);
    assert!(back.location().contains("error=access_denied"));
    assert_eq!(browser.get(&format!("{login}/status")).json()["state"], "cancelled");
}
