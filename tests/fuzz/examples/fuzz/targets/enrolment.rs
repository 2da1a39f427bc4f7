//! Enrolment: what an authorization server must offer, the steps it asks for, and the code from a message.

use super::issuance::{HOSTS, WORDS};
use super::world::{ANCHORS, NOW, PHONE, goes_to, json};
use mien_credential::jose::DeviceSigner;
use mien_fuzz::{Shape, Target, Verdict};
use mien_ports::SystemEntropy;
use mien_protocol::Device;
use mien_protocol::enrolment::{Enrolment, Interaction, OneTimeCode, Provider, Purpose, Step};
use mien_protocol::issuance::IssuerTrust;

const BASE: &str = "https://issuer.example";
const ISSUER: &[u8] = include_bytes!("../../../corpus/issuer-metadata/ok-whole");
const SERVER: &[u8] = include_bytes!("../../../corpus/server-metadata/ok-whole");
const STEP_WORDS: &[&str] = &[
    "insufficient_authorization",
    "error",
    "auth_session",
    "step",
    "interaction_type_required",
    "urn:mien:ia:face",
    "urn:mien:ia:one_time_code",
    "urn:mien:ia:terms",
    "urn:mien:ia:details",
    "urn:mien:ia:proof_of_work",
    "problem",
    "wrong",
    "challenge",
    "maxnumber",
    "salt",
    "sent_to",
    "length",
    "expires_in",
    "resend_in",
    "tries_left",
    "nonce",
    "consent",
    "template_jwks",
    "details",
    "label",
    "value",
    "version",
    "summary",
    "url",
    "authorization_code",
    "en",
];

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "server-metadata",
        corpus: "tests/fuzz/corpus/server-metadata",
        shape: Shape::Json,
        words: WORDS,
        run: |input| run(&[ISSUER, input], None),
    },
    Target {
        name: "interaction",
        corpus: "tests/fuzz/corpus/interaction",
        shape: Shape::Json,
        words: STEP_WORDS,
        run: |input| run(&[ISSUER, SERVER], Some(input)),
    },
    Target {
        name: "sms",
        corpus: "tests/fuzz/corpus/sms",
        shape: Shape::Text,
        words: &["@login.id.example #", "123456", "://", "\n", " "],
        run: sms,
    },
];

/// An enrolment that has had these documents, and then this word of the provider.
fn run(documents: &[&[u8]], said: Option<&[u8]>) -> Verdict {
    let entropy = SystemEntropy::new();
    let device = Device {
        instance: DeviceSigner::new(&PHONE, "instance"),
        holder: DeviceSigner::new(&PHONE, "holder"),
        entropy: &entropy,
        now: NOW,
    };
    let provider = Provider {
        issuer: BASE.into(),
        configuration_id: "identity".into(),
        attestation_endpoint: "https://wallet.example/attest".into(),
        client_id: "wallet".into(),
        redirect_uri: "https://app.example/back".into(),
        sms_hash: None,
        browser_only: false,
    };
    let trust =
        IssuerTrust { anchors: ANCHORS.clone(), hosts: HOSTS.iter().map(|&host| host.into()).collect() };
    let (mut flow, first) =
        Enrolment::begin(provider, Purpose::SetUp, trust, &device).map_err(|error| error.code())?;
    look(&first);
    for document in documents {
        look(&flow.respond(&json(200, document), &device).map_err(|error| error.code())?);
    }
    let attested = flow.respond(&json(200, br#"{"client_attestation":"a.b.c"}"#), &device);
    look(&attested.map_err(|error| error.code())?);
    let Some(said) = said else { return Ok(()) };
    let granted = said.windows(20).any(|part| part == b"\"authorization_code\"");
    let step = flow.respond(&json(if granted { 200 } else { 403 }, said), &device);
    look(&step.map_err(|error| error.code())?);
    // What is kept can always be read again.
    assert!(
        Enrolment::resume(
            &flow.save(),
            IssuerTrust {
                anchors: ANCHORS.clone(),
                hosts: vec!["issuer.example".into(), "wallet.example".into()]
            },
            &device
        )
        .is_ok()
    );
    Ok(())
}

/// Where a step leads, and what it puts before the person.
fn look(step: &Step) {
    match step {
        Step::Send(request) => goes_to(request, HOSTS),
        Step::Interact(prompt) => match &prompt.interaction {
            Interaction::Terms(terms) => assert!(terms.url.starts_with("https://issuer.example")),
            Interaction::OneTimeCode(code) => assert!((4..=10).contains(&code.length)),
            Interaction::ProofOfWork(work) => assert!(work.numbers() <= 5_000_000),
            Interaction::Details(details) => assert!(details.details.len() <= 24),
            _ => {}
        },
        Step::Browser { url } => assert!(url.starts_with("https://issuer.example")),
        Step::Issued(_) => panic!("a credential out of nothing"),
    }
}

/// Whatever comes out of a message is a code of the right length that stands in it.
fn sms(input: &[u8]) -> Verdict {
    let text = std::str::from_utf8(input).map_err(|_| "not_text")?;
    let code = OneTimeCode::typed(text, 6, "login.id.example").ok_or("no_code")?;
    assert!(code.digits().len() == 6 && code.digits().bytes().all(|byte| byte.is_ascii_digit()));
    Ok(())
}
