use super::*;
use mien_ports::{DeviceError, SystemEntropy};
use proptest::prelude::*;

const HASH: &str = "x509_hash%3A47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
const DNS: &str = "x509_san_dns%3Alogin.example";
const URI: &str = "https%3A%2F%2Flogin.example%2Fr%2F1";

struct Fixed;

impl Entropy for Fixed {
    fn fill(&self, out: &mut [u8]) -> Result<(), DeviceError> {
        out.fill(7);
        Ok(())
    }
}

fn query(client: &str) -> String {
    format!("client_id={client}&request_uri={URI}&request_uri_method=post")
}

// A claimed link names the host that it was claimed for, whatever it carries; the schemes name none.
#[test]
fn links_name_their_host() {
    let host = |form: &str| {
        let code = LoginCode::parse(&format!("{form}{}", query(DNS))).unwrap();
        code.link_host().map(str::to_owned)
    };
    assert_eq!(host("https://Wallet.example:8443/open/q?").as_deref(), Some("wallet.example"));
    assert_eq!(host("openid4vp://?"), None);
    let code = LoginCode::parse(&format!("https://wallet.example/q?{}", query(DNS))).unwrap();
    let refused = PresentationError::NotOurCode { host: Some("wallet.example".to_owned()) };
    assert_eq!(code.refused_link(), refused);
}

// Every spelling of a login code that wallets meet leads to the same request.
#[test]
fn accepts_each_form() {
    let forms = [
        "https://login.example/q?",
        "https://login.example:8443/q?",
        "openid4vp://?",
        "openid4vp://authorize?",
        "openid4vp:?",
        "OPENID4VP://?",
        "haip-vp://?",
        "haip-vp://authorize?",
    ];
    for form in forms {
        let code = LoginCode::parse(&format!("{form}{}", query(DNS))).unwrap();
        assert_eq!(code.request_uri.as_str(), "https://login.example/r/1", "{form}");
        assert!(code.post);
    }
    assert!(LoginCode::parse(&format!("openid4vp://?{}", query(HASH))).is_ok());
    // Parameters that the standard says to ignore.
    assert!(LoginCode::parse(&format!("openid4vp://?{}&state=1&nonce=2", query(DNS))).is_ok());
}

// Text that is not ours is named as such; a web address gives its host, so that it can be shown.
#[test]
fn other_codes_are_not_ours() {
    let host = |host: &str| PresentationError::NotOurCode { host: Some(host.to_owned()) };
    let other = PresentationError::NotOurCode { host: None };
    let long = format!("openid4vp://?{}", "a".repeat(MAX_CODE));
    let table = [
        ("https://evil.example/login", host("evil.example")),
        ("https://evil.example/?q?client_id=a", host("evil.example")),
        ("https://Evil.example/qq?a=b", host("evil.example")),
        ("https://login.example/q", host("login.example")),
        ("http://login.example/q?a=b", other.clone()),
        ("WIFI:S:home;;", other.clone()),
        ("openid-credential-offer://?credential_offer=1", other.clone()),
        ("openid4vp", other.clone()),
        ("openid4vp://other?a=b", other.clone()),
        ("", other.clone()),
        (&long, other),
    ];
    for (text, error) in table {
        assert_eq!(LoginCode::parse(text), Err(error), "{text:.60}");
    }
}

// Broken or unsupported codes each have their own error.
#[test]
fn refuses_what_it_cannot_follow() {
    use PresentationError as E;
    let client = |id: &str| format!("client_id={id}&request_uri={URI}");
    let table = [
        (format!("request_uri={URI}"), E::BrokenCode),
        (format!("client_id={DNS}"), E::BrokenCode),
        (format!("client_id={DNS}&client_id={DNS}&request_uri={URI}"), E::BrokenCode),
        (format!("client_id={DNS}&request_uri=http%3A%2F%2Flogin.example%2Fr"), E::BrokenCode),
        (format!("client_id={DNS}&request_uri=https%3A%2F%2Fa%40b%2Fr"), E::BrokenCode),
        (format!("client_id={DNS}&request_uri=%ff"), E::BrokenCode),
        (format!("{}&request=eyJ", client(DNS)), E::UnsupportedMethod),
        (format!("{}&request_uri_method=put", client(DNS)), E::UnsupportedMethod),
        (client("redirect_uri%3Ahttps%3A%2F%2Fa.example"), E::UnsupportedClient),
        (client("did%3Aweb%3Aa.example"), E::UnsupportedClient),
        (client("plain"), E::UnsupportedClient),
        (client("x509_san_dns%3A"), E::UnsupportedClient),
        (client("x509_san_dns%3Aa.example%2Fpath"), E::UnsupportedClient),
        (client("x509_san_dns%3A*.example"), E::UnsupportedClient),
        (client("x509_san_dns%3ALOGIN.example"), E::UnsupportedClient),
        (client("x509_hash%3AAAAA"), E::UnsupportedClient),
    ];
    for (query, error) in table {
        assert_eq!(LoginCode::parse(&format!("openid4vp://?{query}")), Err(error), "{query}");
    }
}

// Frozen: what goes to the request_uri.
#[test]
fn fetch_frozen() {
    let (request, fetch) =
        LoginCode::parse(&format!("openid4vp://?{}", query(DNS))).unwrap().request(&Fixed).unwrap();
    assert_eq!((request.method, request.url.as_str()), (HttpMethod::Post, "https://login.example/r/1"));
    let body = String::from_utf8(request.body).unwrap();
    assert!(
        body.starts_with("wallet_nonce=BwcHBwcHBwcHBwcHBwcHBw&wallet_metadata=%7B%22vp_formats_supported%22"),
        "{body}"
    );
    assert_eq!(fetch.wallet_nonce.as_deref(), Some("BwcHBwcHBwcHBwcHBwcHBw"));
    let get = format!("openid4vp://?client_id={DNS}&request_uri={URI}");
    let (request, fetch) = LoginCode::parse(&get).unwrap().request(&Fixed).unwrap();
    assert_eq!((request.method, request.body.len(), fetch.wallet_nonce), (HttpMethod::Get, 0, None));
}

// Two scans are two nonces: the second cannot be answered with the answer to the first.
#[test]
fn every_fetch_has_its_own_nonce() {
    let nonce = || {
        let code = LoginCode::parse(&format!("openid4vp://?{}", query(DNS))).unwrap();
        code.request(&SystemEntropy::new()).unwrap().1.wallet_nonce
    };
    assert_ne!(nonce(), nonce());
}

proptest! {
    // No code makes the parser panic.
    #[test]
    fn survives_hostile_text(text in "(openid4vp://|https://a.example/q)?\\??[a-z_=&%0-9A-F:/+é]{0,120}") {
        let _ = LoginCode::parse(&text);
    }
}
