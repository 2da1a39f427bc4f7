//! The login: code, request object, and the parts of it.

use super::world::{ANCHORS, NOW, answer, goes_to, holder, json, sign};
use mien_credential::sd_jwt::Credential;
use mien_fuzz::{Shape, Target, Verdict};
use mien_ports::SystemEntropy;
use mien_protocol::presentation::{Approval, LoginCode, RequestFetch, SeenNonces, VerifiedRequest};
use serde_json::{Value, json};
use std::sync::LazyLock;

const CODE: &str =
    "openid4vp://?client_id=x509_san_dns%3Alogin.example&request_uri=https%3A%2F%2Flogin.example%2Fr";
const LINK_WORDS: &[&str] = &[
    "https://",
    "openid4vp://",
    "haip-vp:",
    "?",
    "&client_id=",
    "x509_san_dns%3A",
    "x509_hash%3A",
    "redirect_uri%3A",
    "&request_uri=",
    "https%3A%2F%2F",
    "&request_uri_method=post",
    "&request=",
    "login.example",
    "evil.example",
    "@",
];
const OBJECT_WORDS: &[&str] = &[
    "client_id",
    "response_uri",
    "https://login.example/vp",
    "https://evil.example/vp",
    "x509_san_dns:login.example",
    "redirect_uri",
    "nonce",
    "state",
    "exp",
    "iat",
    "nbf",
    "aud",
    "verifier_info",
    "transaction_data",
    "dcql_query",
    "client_metadata",
    "jwks",
    "keys",
    "credentials",
    "claims",
    "claim_sets",
    "credential_sets",
    "options",
    "path",
    "values",
    "meta",
    "vct_values",
    "multiple",
    "uid",
    "id",
    "format",
    "dc+sd-jwt",
    "ES256",
    "enc",
    "use",
    "alg",
    "kid",
];

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "login-code",
        corpus: "tests/fuzz/corpus/login-code",
        shape: Shape::Text,
        words: LINK_WORDS,
        run: code,
    },
    Target {
        name: "request-object",
        corpus: "tests/fuzz/corpus/request-object",
        shape: Shape::Json,
        words: OBJECT_WORDS,
        run: |payload| verify(payload).map(drop),
    },
    Target {
        name: "dcql",
        corpus: "tests/fuzz/corpus/dcql",
        shape: Shape::Json,
        words: OBJECT_WORDS,
        run: query,
    },
    Target {
        name: "verifier-metadata",
        corpus: "tests/fuzz/corpus/verifier-metadata",
        shape: Shape::Json,
        words: OBJECT_WORDS,
        run: metadata,
    },
    Target {
        name: "verifier-answer",
        corpus: "tests/fuzz/corpus/verifier-answer",
        shape: Shape::Json,
        words: &[
            "redirect_uri",
            "https://login.example/done#response_code=a",
            "error",
            "wrong_check",
            "tries_left",
            "intent:",
        ],
        run: end,
    },
];

/// A code that is taken leads to one https address, which is the one that it names.
fn code(input: &[u8]) -> Verdict {
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    let code = LoginCode::parse(text).map_err(|error| error.code())?;
    let (request, _) = code.request(&SystemEntropy::new()).map_err(|error| error.code())?;
    assert!(request.url.starts_with("https://") && request.url.is_ascii(), "{}", request.url);
    let host = request.url.split('/').nth(2).unwrap_or_default();
    assert!(request.url.len() <= 2_048 && !host.contains(['@', '#', '\\', '%']), "{}", request.url);
    Ok(())
}

fn fetch() -> RequestFetch {
    LoginCode::parse(CODE).unwrap().request(&SystemEntropy::new()).unwrap().1
}

/// Whatever the right party signs: an answer goes to that party's host or nowhere.
fn verify(payload: &[u8]) -> Result<VerifiedRequest, &'static str> {
    let token = sign("oauth-authz-req+jwt", payload);
    let response = answer(200, "application/oauth-authz-req+jwt", token.as_bytes());
    match fetch().verify(&response, &ANCHORS, NOW, &mut SeenNonces::new()) {
        Ok(request) => {
            assert_eq!(request.domain(), "login.example");
            Ok(request)
        }
        Err(refusal) => {
            if let Some(report) = &refusal.report {
                goes_to(report, &["login.example"]);
            }
            Err(refusal.error.code())
        }
    }
}

/// A request whose member `name` is the input.
fn with(name: &str, input: &[u8]) -> Result<VerifiedRequest, &'static str> {
    static WHOLE: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_slice(include_bytes!("../../../corpus/request-object/ok-whole")).unwrap()
    });
    // Spliced in as text, so that what is no JSON arrives as it is.
    let mut object = WHOLE.clone();
    object[name] = json!("@");
    let text = object.to_string();
    let (before, after) = text.split_once("\"@\"").unwrap();
    verify(&[before.as_bytes(), input, after.as_bytes()].concat())
}

static HELD: LazyLock<Vec<Credential>> = LazyLock::new(|| {
    let read = |text: &str| Credential::verify(text, &ANCHORS, NOW).unwrap();
    vec![
        read(include_str!("../../../corpus/sd-jwt/ok-nested")),
        read(include_str!("../../../corpus/sd-jwt/ok-array")),
        read(include_str!("../../../corpus/sd-jwt/ok-one-claim")),
    ]
});

/// A query that is taken: what would be shared was asked for, and is there.
fn query(input: &[u8]) -> Verdict {
    let request = with("dcql_query", input)?;
    let asked: Vec<_> = request.query().asked().collect();
    for candidate in request.candidates(&HELD, NOW) {
        assert!(request.query().types().iter().any(|vct| vct == candidate.credential().vct()));
        for (path, values) in candidate.shared() {
            assert!(asked.contains(&path) && !values.is_empty(), "{path:?}");
        }
    }
    Ok(())
}

/// Metadata that is taken names a key to which an answer can be encrypted; nothing is ever sent in the clear.
fn metadata(input: &[u8]) -> Verdict {
    let request = with("client_metadata", input)?;
    let candidates = request.candidates(&HELD, NOW);
    let [.., candidate] = candidates.as_slice() else { return Err("no_candidate") };
    let entropy = SystemEntropy::new();
    match request.approve(candidate, &Approval::default(), &holder(), &entropy, NOW) {
        Ok((request, _)) => {
            goes_to(&request, &["login.example"]);
            let body = std::str::from_utf8(&request.body).unwrap();
            let token = body.strip_prefix("response=").expect("an encrypted answer and nothing else");
            assert!(token.starts_with("ey") && token.split('.').count() == 5, "{token}");
            Ok(())
        }
        // A point that is on no curve is found when it is used.
        Err(error) => Err(error.code()),
    }
}

/// What the verifier says in the end: the browser is sent to https or nowhere.
fn end(input: &[u8]) -> Verdict {
    static REQUEST: &[u8] = include_bytes!("../../../corpus/request-object/ok-whole");
    let status = if input.windows(7).any(|part| part == b"\"error\"") { 400 } else { 200 };
    let (_, submission) = verify(REQUEST)?.decline();
    let end = submission.finish(&json(status, input)).map_err(|error| error.code())?;
    assert!(end.redirect_uri.is_none_or(|uri| uri.starts_with("https://")));
    Ok(())
}
