use super::*;
use proptest::prelude::*;
use serde_json::json;

fn read(value: &Value) -> Result<Prompt, bool> {
    Prompt::read(value.as_object().unwrap(), "id.example")
        .map_err(|error| matches!(error, NotAPrompt::Unknown))
}

fn all() -> Vec<Value> {
    let text = json!({ "en": "Words", "zh-Hans": "话" });
    let with = |kind: &str, more: Value| {
        let mut value = json!({ "interaction_type_required": format!("urn:mien:ia:{kind}"), "step": 3, "problem": "wrong" });
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    vec![
        with(
            "proof_of_work",
            json!({ "challenge": { "algorithm": "SHA-256", "challenge": "ab".repeat(32), "salt": "00&",
            "maxnumber": 10, "signature": "00" } }),
        ),
        with("sign_in", json!({})),
        with("identify", json!({})),
        with("terms", json!({ "version": "1", "summary": text, "url": "https://id.example/terms" })),
        with("new_password", json!({})),
        with("phone", json!({ "twice": true })),
        with(
            "one_time_code",
            json!({ "sent_to": "+65 ****4567", "length": 6, "expires_in": 300, "resend_in": 30,
            "tries_left": 5 }),
        ),
        with(
            "face",
            json!({ "nonce": base64url::encode(&[7; 32]), "profile": "enrol", "expires_in": 90, "tries_left": 3,
            "consent_version": "f-1", "consent": text }),
        ),
        with(
            "details",
            json!({ "details": [{ "label": text, "value": "Tan" }], "version": "d-1", "declaration": text }),
        ),
    ]
}

// Every type that is announced to the provider can be shown, and nothing else is announced.
#[test]
fn what_is_announced_is_understood() {
    for value in all() {
        let prompt = read(&value).unwrap();
        assert_eq!((prompt.problem, prompt.step), (Some(Problem::Wrong), 3));
        assert!(SUPPORTED.split(',').any(|kind| value["interaction_type_required"] == kind));
    }
    assert_eq!(SUPPORTED.split(',').filter(|kind| kind.starts_with(NAMESPACE)).count(), all().len());
    assert_eq!(
        read(&json!({ "interaction_type_required": "urn:mien:ia:fingerprint", "step": 1 })),
        Err(true)
    );
    assert_eq!(read(&json!({ "interaction_type_required": "redirect_to_web", "step": 1 })), Err(true));
}

// Protects people from a provider's mistakes and tricks: each line is a step that is not shown.
#[test]
fn broken_steps_are_not_shown() {
    for (at, name, value) in [
        (3, "url", json!("https://evil.example/terms")),
        (3, "url", json!("http://id.example/terms")),
        (3, "summary", json!({ "en": "a\u{202e}b" })),
        (6, "length", json!(0)),
        (6, "length", json!(99)),
        (6, "expires_in", json!(-1)),
        (6, "sent_to", json!("\u{202e}")),
        (6, "resend_in", json!("soon")),
        (7, "nonce", json!("AA")),
        (7, "nonce", json!("AAAA====")),
        (7, "template_jwks", json!({ "keys": [] })),
        (8, "details", json!([{ "label": { "en": "Name" }, "value": "" }])),
        (8, "details", json!(vec![json!({ "label": { "en": "a" }, "value": "b" }); 25])),
        (0, "step", json!(null)),
        (0, "step", json!(u64::MAX)),
        (0, "challenge", json!(null)),
    ] {
        let mut step = all().swap_remove(at);
        step[name] = value;
        assert_eq!(read(&step), Err(false), "{name}");
    }
}

proptest! {
    // No member makes the reader panic, whatever its type.
    #[test]
    fn hostile_members(at in 0usize..9, name in "[a-z_]{3,12}|url|length|nonce|details|challenge|version", text in "\\PC{0,40}", number in any::<i64>()) {
        for value in [json!(text), json!(number), json!([text]), json!({ "en": text }), json!(null)] {
            let mut step = all().swap_remove(at);
            step[&name] = value;
            let _ = read(&step);
        }
    }
}
