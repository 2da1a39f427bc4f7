//! Servers that answer our requests with something else than was asked for: every request of the three protocols meets every
//! one of these answers, and none of them leads on.

use super::common::{NOW, OneKey, Party, response};
use super::presentation::{MEDIA, TYPE, begin, object, verify};
use super::{enrolment, issuance};
use mien_ports::{HttpRequest, HttpResponse};
use mien_protocol::enrolment::Enrolment;
use mien_protocol::issuance::Issuance;
use mien_protocol::presentation::{RequestFetch, SeenNonces, Submission};
use serde_json::{Value, json};

/// A flow that waits for an answer.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Waiting {
    Request(RequestFetch),
    End(Submission),
    Issuance(Issuance),
    Enrolment(Enrolment),
}

/// Issuer and verifier, and a phone for each protocol.
struct World {
    party: Party,
    key: OneKey,
    enrolment: enrolment::World,
}

/// A request that is sent: its name, and the flow behind it with the honest answer.
type Request = (&'static str, fn(&World) -> (Waiting, HttpResponse));

const REQUESTS: [Request; 16] = [
    ("request object", |world| {
        let (fetch, nonce) = begin();
        let signed = world.party.sign(TYPE, &object(&nonce));
        (Waiting::Request(fetch), response(200, MEDIA, signed.as_bytes()))
    }),
    ("word of the verifier", |world| {
        (Waiting::End(verify(&world.party, |_| {}).unwrap().decline().1), ok(&json!({})))
    }),
    ("offer", |world| (world.issuance(0), ok(&issuance::offer()))),
    ("issuer metadata", |world| (world.issuance(1), ok(&issuance::issuer_metadata()))),
    ("server metadata", |world| (world.issuance(2), ok(&issuance::server_metadata()))),
    ("token", |world| (world.issuance(3), ok(&issuance::token()))),
    ("nonce", |world| (world.issuance(4), ok(&json!({ "c_nonce": "cn" })))),
    ("credential", |world| (world.issuance(5), ok(&issuance::credential(&world.party, &world.key)))),
    ("issuer metadata at enrolment", |world| (world.enrolment(0), ok(&enrolment::issuer_metadata()))),
    ("server metadata at enrolment", |world| (world.enrolment(1), ok(&enrolment::server_metadata()))),
    ("attestation", |world| (world.enrolment(2), ok(&attestation()))),
    ("challenge", |world| (world.enrolment(3), enrolment::sign_in(1))),
    ("code", |world| (world.enrolment(3), ok(&json!({ "authorization_code": "c" })))),
    ("token at enrolment", |world| (world.enrolment(4), ok(&dpop_token()))),
    ("nonce at enrolment", |world| (world.enrolment(5), ok(&json!({ "c_nonce": "cn" })))),
    ("credential at enrolment", |world| (world.enrolment(6), ok(&world.enrolment.credential()))),
];

fn attestation() -> Value {
    json!({ "client_attestation": "a.b.c" })
}

fn dpop_token() -> Value {
    json!({ "access_token": "at", "token_type": "DPoP" })
}

fn ok(body: &Value) -> HttpResponse {
    response(200, "application/json", body.to_string().as_bytes())
}

impl World {
    fn new() -> Self {
        Self { party: Party::new("login.example"), key: OneKey::new(), enrolment: enrolment::World::new() }
    }

    /// An issuance after so many honest answers.
    fn issuance(&self, answers: usize) -> Waiting {
        let honest = [
            issuance::offer(),
            issuance::issuer_metadata(),
            issuance::server_metadata(),
            issuance::token(),
            json!({ "c_nonce": "cn" }),
        ];
        let (mut flow, _) = Issuance::begin(issuance::LINK, issuance::trust(&self.party)).unwrap();
        for (at, answer) in honest.iter().take(answers).enumerate() {
            flow.respond(&ok(answer), &self.key.signer(), NOW).unwrap();
            if at == 2 {
                flow.accept(Some("123456")).unwrap();
            }
        }
        Waiting::Issuance(flow)
    }

    /// An enrolment after so many honest answers.
    fn enrolment(&self, answers: usize) -> Waiting {
        let honest = [
            enrolment::issuer_metadata(),
            enrolment::server_metadata(),
            attestation(),
            json!({ "authorization_code": "c" }),
            dpop_token(),
            json!({ "c_nonce": "cn" }),
        ];
        let (mut flow, _) = self.enrolment.begin(enrolment::provider()).unwrap();
        for answer in honest.iter().take(answers) {
            self.enrolment.respond(&mut flow, &ok(answer)).unwrap();
        }
        Waiting::Enrolment(flow)
    }

    /// The code of the refusal; `None` when the flow went on. With it the flow, where it may go on, and what is reported.
    fn give(
        &self,
        waiting: Waiting,
        answer: &HttpResponse,
    ) -> (Option<&'static str>, Option<Waiting>, Option<HttpRequest>) {
        match waiting {
            Waiting::Request(fetch) => {
                let refused = fetch.verify(answer, &self.party.anchors, NOW, &mut SeenNonces::new()).err();
                let report = refused.as_ref().and_then(|refusal| refusal.report.as_deref().cloned());
                (refused.map(|refusal| refusal.error.code()), None, report)
            }
            Waiting::End(end) => (end.finish(answer).err().map(|error| error.code()), None, None),
            Waiting::Issuance(mut flow) => {
                let refused = flow.respond(answer, &self.key.signer(), NOW).err();
                (refused.map(|error| error.code()), Some(Waiting::Issuance(flow)), None)
            }
            Waiting::Enrolment(mut flow) => {
                let refused = self.enrolment.respond(&mut flow, answer).err();
                (refused.map(|error| error.code()), Some(Waiting::Enrolment(flow)), None)
            }
        }
    }
}

fn with_body(honest: &HttpResponse, body: &[&[u8]]) -> HttpResponse {
    HttpResponse { body: body.concat(), ..honest.clone() }
}

/// The honest answer with one more thing inside its JSON object, before all others.
fn with_member(honest: &HttpResponse, member: &str) -> HttpResponse {
    let rest = honest.body.strip_prefix(b"{").unwrap_or(&honest.body);
    let comma = if rest == b"}" { "" } else { "," };
    with_body(honest, &[b"{", member.as_bytes(), comma.as_bytes(), rest])
}

/// What a server, or somebody between, might say instead of the honest answer.
fn hostile(honest: &HttpResponse) -> Vec<(String, HttpResponse)> {
    let mut all = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        let mut redirect = HttpResponse { status, ..honest.clone() };
        redirect.headers.push(("location".to_owned(), "https://evil.example/".to_owned()));
        all.push((format!("redirect {status}"), redirect));
    }
    for media_type in
        ["text/html", "text/plain", "image/png", "application/octet-stream", "application/jsonp"]
    {
        all.push((format!("as {media_type}"), response(honest.status, media_type, &honest.body)));
    }
    let body = honest.body.as_slice();
    let large = format!("\"x\":\"{}\"", "y".repeat(3 << 20));
    let deep = format!("\"x\":{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for (what, answer) in [
        ("cut", with_body(honest, &[&body[..body.len() / 2]])),
        ("empty", with_body(honest, &[])),
        ("twice", with_body(honest, &[body, body])),
        ("more behind it", with_body(honest, &[body, b"\0"])),
        ("behind a byte order mark", with_body(honest, &[b"\xef\xbb\xbf", body])),
        ("behind what is no text", with_body(honest, &[b"\xff\xfe", body])),
        ("null", with_body(honest, &[b"null"])),
        ("in a list", with_body(honest, &[b"[", body, b"]"])),
        ("a page", with_body(honest, &[b"<html><script>alert(1)</script></html>"])),
        ("with a member twice", with_member(honest, "\"x\":1,\"x\":2")),
        ("with a member twice, once escaped", with_member(honest, "\"x\":1,\"\\u0078\":2")),
        ("too large", with_member(honest, &large)),
        ("too deep", with_member(honest, &deep)),
    ] {
        all.push((what.to_owned(), answer));
    }
    all
}

// Protects every step of every protocol from whoever answers in the server's place. The positive neighbour: the honest answer
// leads on. Nobody is told of an answer that anybody on the way could have sent.
#[test]
fn no_hostile_answer_leads_on() {
    let world = World::new();
    for (name, request) in REQUESTS {
        let (waiting, honest) = request(&world);
        assert_eq!(world.give(waiting, &honest).0, None, "{name}");
        for (what, answer) in hostile(&honest) {
            let (code, _, report) = world.give(request(&world).0, &answer);
            assert!(code.is_some_and(|code| !code.is_empty()), "{name}: {what} was taken");
            assert_eq!(report, None, "{name}: {what} was reported");
        }
    }
}

// A server that is busy ends no issuance and no enrolment: the honest answer still counts afterwards.
#[test]
fn a_busy_server_ends_nothing() {
    let world = World::new();
    for (name, request) in REQUESTS {
        for status in [429, 500, 502, 503, 504] {
            let (waiting, honest) = request(&world);
            let busy = HttpResponse { status, ..honest.clone() };
            let (code, still, _) = world.give(waiting, &busy);
            assert_eq!(code, Some("server_unavailable"), "{name}: {status}");
            if let Some(waiting) = still {
                assert_eq!(world.give(waiting, &honest).0, None, "{name}: {status}");
            }
        }
    }
}
