//! Issuance: the offer, what issuers and authorization servers publish, and their answers.

use super::world::{ANCHORS, NOW, goes_to, holder, json};
use mien_fuzz::{Shape, Target, Verdict};
use mien_protocol::issuance::{Issuance, IssuerTrust, Step};

const LINK: &str = "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fissuer.example%2Foffer";
const OFFER: &[u8] = include_bytes!("../../../corpus/offer/ok-whole");
const ISSUER: &[u8] = include_bytes!("../../../corpus/issuer-metadata/ok-whole");
const SERVER: &[u8] = include_bytes!("../../../corpus/server-metadata/ok-whole");
pub(super) const HOSTS: &[&str] = &["issuer.example", "wallet.example"];
pub(super) const WORDS: &[&str] = &[
    "credential_issuer",
    "credential_endpoint",
    "nonce_endpoint",
    "notification_endpoint",
    "authorization_servers",
    "credential_configurations_supported",
    "identity",
    "format",
    "dc+sd-jwt",
    "vct",
    "proof_types_supported",
    "jwt",
    "display",
    "name",
    "issuer",
    "token_endpoint",
    "https://issuer.example",
    "https://evil.example/x",
    "grants",
    "authorization_challenge_endpoint",
    "pushed_authorization_request_endpoint",
    "authorization_endpoint",
    "code_challenge_methods_supported",
    "S256",
    "dpop_signing_alg_values_supported",
    "ES256",
    "credential_offer",
    "credential_configuration_ids",
    "pre-authorized_code",
    "tx_code",
    "input_mode",
    "numeric",
    "length",
    "access_token",
    "token_type",
    "Bearer",
    "DPoP",
    "authorization_details",
    "credential_identifiers",
];

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "offer-link",
        corpus: "tests/fuzz/corpus/offer-link",
        shape: Shape::Text,
        words: &[
            "openid-credential-offer://",
            "haip-vci:",
            "?credential_offer=",
            "&credential_offer_uri=",
            "https%3A%2F%2F",
            "%7B",
            "%22",
        ],
        run: |input| begin(std::str::from_utf8(input).map_err(|_| "not_text")?).map(drop),
    },
    Target {
        name: "offer",
        corpus: "tests/fuzz/corpus/offer",
        shape: Shape::Json,
        words: WORDS,
        run: |input| after(&[], input).map(drop),
    },
    Target {
        name: "issuer-metadata",
        corpus: "tests/fuzz/corpus/issuer-metadata",
        shape: Shape::Json,
        words: WORDS,
        run: |input| after(&[OFFER], input).map(drop),
    },
    Target {
        name: "token",
        corpus: "tests/fuzz/corpus/token",
        shape: Shape::Json,
        words: WORDS,
        run: |input| {
            let mut flow = after(&[OFFER, ISSUER], SERVER)?;
            let Step::Send(request) = flow.accept(Some("123456")).map_err(|error| error.code())? else {
                return Err("not_sent");
            };
            goes_to(&request, HOSTS);
            step(&mut flow, input)
        },
    },
];

/// Begins, and looks where the first request goes.
fn begin(link: &str) -> Result<Issuance, &'static str> {
    let trust =
        IssuerTrust { anchors: ANCHORS.clone(), hosts: HOSTS.iter().map(|&host| host.into()).collect() };
    let (flow, step) = Issuance::begin(link, trust).map_err(|error| error.code())?;
    if let Step::Send(request) = step {
        goes_to(&request, HOSTS);
    }
    Ok(flow)
}

/// A flow that has had these answers, and then this one.
fn after(before: &[&[u8]], input: &[u8]) -> Result<Issuance, &'static str> {
    let mut flow = begin(LINK)?;
    for answer in before.iter().chain([&input]) {
        step(&mut flow, answer)?;
    }
    Ok(flow)
}

fn step(flow: &mut Issuance, answer: &[u8]) -> Verdict {
    match flow.respond(&json(200, answer), &holder(), NOW).map_err(|error| error.code())? {
        Step::Send(request) => goes_to(&request, HOSTS),
        Step::Confirm(offered) => assert_eq!(offered.issuer_domain, "issuer.example"),
        Step::Issued(_) => panic!("a credential out of nothing"),
    }
    Ok(())
}
