//! Logins that succeed: on another device, on the same device, with the other client identifier, by event stream.

use crate::helpers::{World, context, csrf, digits, parameter, same_device_link, scan};
use crate::wallet::Bend;
use mien_sandbox::CheckPolicy;

// The promise of the sandbox: a plain OpenID Connect service, a QR code, a wallet, and the person is in.
#[test]
fn the_demo_service_is_logged_in_by_qr_code() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let service = world.service().to_owned();
    let to_provider = browser.get(&format!("{service}/login")).location().to_owned();
    let login = format!("{}{}", world.provider(), browser.get(&to_provider).location());
    let page = browser.get(&login);
    let request = wallet.request(&scan(&page));
    let context = context(&wallet, &request);
    assert_eq!(context["name"]["zh-Hans"], "港湾通行电子服务");
    assert_eq!((&context["flow"], &context["browser"]), (&"cross_device".into(), &"Firefox on Linux".into()));
    assert_eq!((&context["nonce"], &context["domain"]), (&request["nonce"], &"localhost".into()));
    let typed = digits(&mut browser, &login);
    assert!(
        !serde_json::to_string(&request).unwrap().contains("check"),
        "digits never travel in the request"
    );
    let answer = wallet.answer(&request, Some(&typed), &Bend::default());
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    let back = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    assert!(back.location().starts_with(&format!("{service}/callback?code=")));
    let inside = browser.get(back.location());
    assert_eq!(inside.location(), "/");
    let home = browser.get(&format!("{service}/"));
    assert!(home.body.contains("You are logged in as Tan Mei Ling"), "{}", home.body);
    assert!(home.body.contains("urn:mien:loa:3:cross-device") && home.body.contains("swk, pin, user, mfa<"));
    let out = browser.post(&format!("{service}/logout"), &[("csrf", &csrf(&home))]);
    assert_eq!(out.location(), "/?notice=out");
    assert!(!browser.get(&format!("{service}/")).body.contains("Tan Mei Ling"));
}

// The same phone: the app's answer must come back to the browser that began, with its one-time code, once.
#[test]
fn the_same_device_comes_back_with_a_one_time_code() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let request = wallet.request(&same_device_link(&page));
    assert_eq!(context(&wallet, &request)["flow"], "same_device");
    assert!(browser.get(&login).body.contains("Go on in the app"));
    let answer = wallet.answer(&request, None, &Bend::default()).json();
    let done = answer["redirect_uri"].as_str().unwrap();
    assert!(done.starts_with(&format!("{}/done?response_code=", world.provider())));
    // The page itself must not finish it, nor another browser.
    let by_page = browser.post(&format!("{login}/finish"), &[("csrf", &csrf(&page))]);
    assert!(by_page.location().starts_with("/login/"));
    assert_eq!(world.browser().get(done).status, 403);
    let back = browser.get(done).location().to_owned();
    assert!(parameter(&back, "code").is_some());
    assert_eq!(parameter(&back, "state").unwrap(), "st&te");
    assert_eq!(parameter(&back, "iss").unwrap(), world.provider());
    assert_eq!(browser.get(done).status, 410);
}

// HAIP: wallets must be able to use `x509_hash`, so the sandbox can be told to.
#[test]
fn the_verifier_can_call_itself_by_the_hash_of_its_certificate() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, _) = world.begin(&mut browser);
    let page = browser.get(&format!("{login}?prefix=x509_hash"));
    let request = wallet.request(&scan(&page));
    assert!(request["client_id"].as_str().unwrap().starts_with("x509_hash:"));
    let typed = digits(&mut browser, &login);
    assert_eq!(wallet.answer(&request, Some(&typed), &Bend::default()).status, 200);
}

// "Within two seconds, without a reload": the page hears of each step by itself, and no secret travels that way.
#[test]
fn the_page_follows_by_events() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (login, page) = world.begin(&mut browser);
    let launch = scan(&page);
    let mut request = None;
    let events = browser.events(&format!("{login}/events"), 3, |number| match number {
        1 => request = Some(wallet.request(&launch)),
        2 => {
            let mut same = world.browser();
            same.cookies = browser.cookies.clone();
            let typed = digits(&mut same, &login);
            assert_eq!(wallet.answer(request.as_ref().unwrap(), Some(&typed), &Bend::default()).status, 200);
        }
        _ => {}
    });
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["shown", "scanned", "approved"]);
    let check: serde_json::Value = serde_json::from_str(&events[1].1).unwrap();
    assert_eq!(check["check"].as_str().unwrap().len(), 2);
    assert!(events.iter().all(|(_, data)| !data.contains("code")));
}

// Independent wallets know no digits: the policy `off` lets them in, and still refuses wrong ones.
#[test]
fn wallets_without_digits_need_the_policy() {
    let world = World::with(CheckPolicy::Off);
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (_, page) = world.begin(&mut browser);
    let request = wallet.request(&scan(&page));
    assert_eq!(wallet.answer(&request, Some("xx"), &Bend::default()).json()["error"], "wrong_check");
    assert_eq!(wallet.answer(&request, None, &Bend::default()).status, 200);
}

// A lost answer is no lost login: the same wallet may fetch again at once, and a wallet that only does GET works.
#[test]
fn a_fetch_may_be_repeated_at_once_by_the_same_wallet() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (_, page) = world.begin(&mut browser);
    let uri = parameter(&scan(&page), "request_uri").unwrap();
    assert_eq!(wallet.fetch(&uri, "mine").status, 200);
    assert_eq!(wallet.fetch(&uri, "mine").status, 200);
    assert_eq!(wallet.fetch(&uri, "another").status, 410);
    let uri = parameter(&same_device_link(&page), "request_uri").unwrap();
    assert_eq!(wallet.get(&uri).status, 200);
    assert_eq!(wallet.get(&uri).status, 410);
}

// The wire profile, member by member: a wallet somewhere depends on each of these.
#[test]
fn the_request_has_the_shape_of_the_profile() {
    let world = World::new();
    let (wallet, mut browser) = (world.wallet(), world.browser());
    let (_, page) = world.begin(&mut browser);
    let launch = scan(&page);
    let request = wallet.request(&launch);
    let (base, id) = (world.provider(), request["state"].as_str().unwrap());
    let escaped = base.replace(':', "%3A").replace('/', "%2F");
    assert_eq!(
        launch,
        format!(
            "{base}/q?client_id=x509_san_dns%3Alocalhost&request_uri={escaped}%2Fr%2F{id}&request_uri_method=post"
        )
    );
    let members: Vec<&str> = request.keys().map(String::as_str).collect();
    let expected = "aud client_id client_metadata dcql_query exp iat nonce response_mode response_type response_uri state \
                    verifier_info wallet_nonce";
    assert_eq!(members, expected.split(' ').collect::<Vec<_>>());
    assert_eq!(request["aud"], "https://self-issued.me/v2");
    assert_eq!(
        (&request["response_type"], &request["response_mode"]),
        (&"vp_token".into(), &"direct_post.jwt".into())
    );
    assert_eq!(request["response_uri"], format!("{base}/vp"));
    assert_eq!(
        request["dcql_query"],
        serde_json::json!({ "credentials": [{ "id": "id", "format": "dc+sd-jwt",
            "meta": { "vct_values": ["urn:mien:identity:1"] }, "claims": [{ "path": ["uid"] }, { "path": ["name"] }] }] })
    );
    let key = &request["client_metadata"]["jwks"]["keys"][0];
    assert_eq!((&key["alg"], &key["use"], &key["crv"]), (&"ECDH-ES".into(), &"enc".into(), &"P-256".into()));
    let context = context(&wallet, &request);
    let members: Vec<&str> = context.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        "browser client_id domain exp flow name nonce purpose report_uri started_at"
            .split(' ')
            .collect::<Vec<_>>()
    );
}
