use super::*;
use proptest::prelude::*;
use serde_json::json;

fn offer() -> Value {
    json!({
        "credential_issuer": "https://issuer.example", "credential_configuration_ids": ["identity"],
        "grants": { PRE_AUTHORIZED: { "pre-authorized_code": "c-1", "tx_code": { "length": 6, "input_mode": "numeric" } } },
    })
}

fn parse(edit: impl FnOnce(&mut Value)) -> Result<Offer, IssuanceError> {
    let mut offer = offer();
    edit(&mut offer);
    Offer::parse(offer.to_string().as_bytes())
}

// Both kinds of link, as issuers write them.
#[test]
fn links() {
    let value = form::encode(&[("credential_offer", &offer().to_string())]);
    let reference = form::encode(&[("credential_offer_uri", "https://issuer.example/o/1")]);
    for scheme in [
        "openid-credential-offer://",
        "openid-credential-offer:",
        "OPENID-credential-offer://x",
        "haip-vci://",
    ] {
        assert!(matches!(Link::parse(&format!("{scheme}?{value}")), Ok(Link::Offer(_))), "{scheme}");
        assert!(matches!(Link::parse(&format!("{scheme}?{reference}")), Ok(Link::Reference(_))), "{scheme}");
    }
    let both = format!("openid-credential-offer://?{value}&{reference}");
    let insecure = "openid-credential-offer://?credential_offer_uri=http%3A%2F%2Fissuer.example";
    for text in
        ["", "https://issuer.example/", "openid4vp://?a=b", "openid-credential-offer://", &both, insecure]
    {
        assert_eq!(Link::parse(text).err(), Some(IssuanceError::NotAnOffer), "{text:.60}");
    }
}

// What the person is asked for comes from here.
#[test]
fn transaction_codes() {
    let code = parse(|_| {}).unwrap().tx_code.unwrap();
    assert_eq!((code.numeric, code.length), (true, Some(6)));
    assert!(code.fits("012345"));
    for typed in ["", "12345", "1234567", "12345x", "１２３４５６"] {
        assert!(!code.fits(typed), "{typed}");
    }
    let free = parse(|o| o["grants"][PRE_AUTHORIZED]["tx_code"] = json!({ "input_mode": "text" })).unwrap();
    assert!(free.tx_code.unwrap().fits("abc"));
    let hidden =
        parse(|o| o["grants"][PRE_AUTHORIZED]["tx_code"]["description"] = json!("a\u{202e}b")).unwrap();
    assert_eq!(hidden.tx_code.unwrap().description, None);
}

// Each line is an offer that cannot be followed safely.
#[test]
fn refuses_other_offers() {
    type Edit = fn(&mut Value);
    let broken = IssuanceError::Document { document: "offer" };
    let table: [(Edit, IssuanceError); 8] = [
        (|o| o["credential_issuer"] = json!("http://issuer.example"), broken.clone()),
        (|o| o["credential_issuer"] = json!("https://issuer.example/?x"), broken.clone()),
        (|o| o["credential_configuration_ids"] = json!([]), broken.clone()),
        (|o| o["grants"] = json!({ "authorization_code": {} }), IssuanceError::Unsupported),
        (|o| o["grants"][PRE_AUTHORIZED]["pre-authorized_code"] = json!(""), broken.clone()),
        (|o| o["grants"][PRE_AUTHORIZED]["tx_code"] = json!("6"), broken.clone()),
        (|o| o["grants"][PRE_AUTHORIZED]["tx_code"]["length"] = json!(0), broken.clone()),
        (|o| o["grants"][PRE_AUTHORIZED]["tx_code"]["input_mode"] = json!("voice"), broken),
    ];
    for (index, (edit, error)) in table.into_iter().enumerate() {
        assert_eq!(parse(edit).err(), Some(error), "line {index}");
    }
    assert!(Offer::parse(b"{\"grants\":{},\"grants\":{}}").is_err());
}

proptest! {
    // No text makes the parsers panic.
    #[test]
    fn survives_hostile_text(text in "(openid-credential-offer://\\?credential_offer=)?\\PC{0,80}") {
        let _ = Link::parse(&text);
        let _ = Offer::parse(text.as_bytes());
    }
}
