//! A phone without a screen: the wallet's own state machine, keys in files, and hands that answer what a test says.

use crate::browser::{agent, reply};
use crate::helpers::World;
use mien_credential::jose::DeviceSigner;
use mien_credential::x509::TrustAnchors;
use mien_ports::software::SoftwareKeys;
use mien_ports::{DeviceKeys, HttpMethod, HttpRequest, HttpResponse, KeyPurpose, SystemEntropy};
use mien_protocol::Device;
use mien_protocol::enrolment::{
    Answer, Enrolment, EnrolmentError, FaceEvidence, Interaction, OneTimeCode, Problem, Prompt, Provider,
    Purpose, Step,
};
use mien_protocol::issuance::{Issued, IssuerTrust};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use ureq::Agent;
use zeroize::Zeroizing;

pub(crate) const TAN: (&str, &str) = ("S1234567D", "harbour lamp seven");

pub(crate) struct Phone {
    agent: Agent,
    pub(crate) keys: SoftwareKeys,
    pub(crate) provider: Provider,
    state_dir: PathBuf,
    base: String,
    pub(crate) skew: i64,
}

pub(crate) fn text(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

impl Phone {
    pub(crate) fn new(world: &World, name: &str) -> Self {
        let keys = SoftwareKeys::open(&world.state_dir.join(name)).unwrap();
        for alias in ["instance", "holder"] {
            if !keys.exists(alias).unwrap() {
                keys.create(alias, KeyPurpose::Sign).unwrap();
            }
        }
        let base = world.provider().to_owned();
        let provider = Provider {
            issuer: base.clone(),
            configuration_id: "identity".into(),
            attestation_endpoint: format!("{base}/wallet/attest"),
            client_id: "mien-wallet".into(),
            redirect_uri: "https://wallet.mien.example/enrolled".into(),
            sms_hash: None,
            browser_only: false,
        };
        Self {
            agent: agent(&world.state_dir),
            keys,
            provider,
            state_dir: world.state_dir.clone(),
            base,
            skew: 0,
        }
    }

    pub(crate) fn device(&self) -> Device<'_> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        Device {
            instance: DeviceSigner::new(&self.keys, "instance"),
            holder: DeviceSigner::new(&self.keys, "holder"),
            entropy: const { &Random },
            now: now.checked_add_signed(self.skew).unwrap(),
        }
    }

    pub(crate) fn trust(&self) -> IssuerTrust {
        let pem = std::fs::read_to_string(self.state_dir.join("issuer-root.pem")).unwrap();
        IssuerTrust { anchors: TrustAnchors::from_pem(&pem).unwrap(), hosts: vec!["localhost".into()] }
    }

    /// Sends as the ports of a phone do.
    pub(crate) fn send(&self, request: &HttpRequest) -> HttpResponse {
        let response = match request.method {
            HttpMethod::Get => {
                let mut builder = self.agent.get(&request.url);
                for (name, value) in &request.headers {
                    builder = builder.header(name, value);
                }
                builder.call().unwrap()
            }
            HttpMethod::Post => {
                let mut builder = self.agent.post(&request.url);
                for (name, value) in &request.headers {
                    builder = builder.header(name, value);
                }
                builder.send(&request.body[..]).unwrap()
            }
        };
        let reply = reply(response);
        let headers = reply.headers.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        HttpResponse { status: reply.status, headers, body: reply.body.into_bytes() }
    }

    /// Sends and answers until a person, a browser or the end is needed.
    pub(crate) fn drive(&self, flow: &mut Enrolment, mut step: Step) -> Result<Step, EnrolmentError> {
        while let Step::Send(request) = step {
            step = flow.respond(&self.send(&request), &self.device())?;
        }
        Ok(step)
    }

    pub(crate) fn begin(&self, purpose: Purpose) -> (Enrolment, Step) {
        let (mut flow, step) =
            Enrolment::begin(self.provider.clone(), purpose, self.trust(), &self.device()).unwrap();
        let step = self.drive(&mut flow, step).unwrap();
        (flow, step)
    }

    /// The app was killed: everything but what was saved is gone.
    pub(crate) fn resume(&self, saved: &[u8]) -> Result<(Enrolment, Step), EnrolmentError> {
        let (mut flow, step) = Enrolment::resume(saved, self.trust(), &self.device())?;
        let step = self.drive(&mut flow, step)?;
        Ok((flow, step))
    }

    pub(crate) fn answer(&self, flow: &mut Enrolment, answer: &Answer) -> Result<Step, EnrolmentError> {
        let step = flow.answer(answer, &self.device())?;
        self.drive(flow, step)
    }

    /// The newest SMS.
    pub(crate) fn sms(&self) -> (String, String) {
        let messages = reply(self.agent.get(format!("{}/api/inbox", self.base)).call().unwrap()).json();
        let of = |name: &str| messages["messages"][0][name].as_str().unwrap_or_default().to_owned();
        (of("to"), of("message"))
    }

    pub(crate) fn code(&self) -> OneTimeCode {
        OneTimeCode::from_message(&self.sms().1, 6, "localhost", self.provider.sms_hash.as_deref()).unwrap()
    }

    /// The right answer to a step, as Tan Mei Ling, or `who`, would give it.
    pub(crate) fn right(&self, interaction: &Interaction, who: &Value) -> Answer {
        let of = |name: &str| text(who[name].as_str().unwrap());
        match interaction {
            Interaction::ProofOfWork(task) => Answer::ProofOfWork(task.solve(&mut |_| true).unwrap()),
            Interaction::SignIn => Answer::SignIn { id_number: of("id_number"), password: of("password") },
            Interaction::Identify => Answer::Identify {
                id_number: of("id_number"),
                name: of("name"),
                birth_date: of("birth_date"),
            },
            Interaction::Terms(terms) => Answer::Terms { version: terms.version.clone() },
            Interaction::NewPassword => Answer::NewPassword { password: of("password") },
            Interaction::Phone(_) => Answer::Phone { number: of("phone") },
            Interaction::OneTimeCode(_) => Answer::OneTimeCode(self.code()),
            Interaction::Face(asked) => Answer::Face(FaceEvidence {
                nonce: asked.nonce,
                consent_version: asked.consent_version.clone(),
                record: record(&asked.nonce).to_string().into_bytes(),
                template: Some(Zeroizing::new(vec![7; 600])),
            }),
            Interaction::Details(details) => Answer::Details { version: details.version.clone() },
            other => panic!("{other:?}"),
        }
    }

    /// Answers everything rightly until that step is due, or to the end; the names of the steps that were asked.
    pub(crate) fn until(
        &self,
        flow: &mut Enrolment,
        mut step: Step,
        who: &Value,
        until: &str,
    ) -> (Step, Vec<&'static str>) {
        let mut asked = Vec::new();
        while let Step::Interact(prompt) = &step {
            assert_eq!(prompt.problem, None);
            let name = kind(prompt);
            if name == until {
                break;
            }
            asked.push(name);
            let answer = self.right(&prompt.interaction, who);
            step = self.answer(flow, &answer).unwrap();
        }
        (step, asked)
    }

    /// The whole of an enrolment.
    pub(crate) fn enrolled(&self, purpose: Purpose, who: &Value) -> Box<Issued> {
        let (mut flow, step) = self.begin(purpose);
        match self.until(&mut flow, step, who, "").0 {
            Step::Issued(issued) => issued,
            other => panic!("{other:?}"),
        }
    }
}

struct Random;

impl mien_ports::Entropy for Random {
    fn fill(&self, out: &mut [u8]) -> Result<(), mien_ports::DeviceError> {
        SystemEntropy::new().fill(out)
    }
}

/// Tan Mei Ling, who has an account.
pub(crate) fn tan() -> Value {
    json!({ "id_number": TAN.0, "password": TAN.1 })
}

/// Raj, who has none.
pub(crate) fn raj() -> Value {
    json!({ "id_number": "T1234567J", "name": "RAJ S/O KUMAR", "birth_date": "2001-07-02",
        "password": "seven quiet mangoes", "phone": "+6582223333" })
}

/// The record of a scan that passed, as far as the sandbox looks at it.
pub(crate) fn record(nonce: &[u8]) -> Value {
    let hex = hex(nonce);
    json!({ "version": 1, "purpose": "enrol", "profile": "enrol", "nonce": hex, "outcome": "enrolled" })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|half| char::from_digit(half.into(), 16).unwrap())
        .collect()
}

pub(crate) fn kind(prompt: &Prompt) -> &'static str {
    match &prompt.interaction {
        Interaction::ProofOfWork(_) => "proof_of_work",
        Interaction::SignIn => "sign_in",
        Interaction::Identify => "identify",
        Interaction::Terms(_) => "terms",
        Interaction::NewPassword => "new_password",
        Interaction::Phone(_) => "phone",
        Interaction::OneTimeCode(_) => "one_time_code",
        Interaction::Face(_) => "face",
        Interaction::Details(_) => "details",
        _ => "other",
    }
}

/// The step that waits, and what was said about the last answer.
pub(crate) fn waiting(step: &Step) -> (&'static str, Option<Problem>) {
    match step {
        Step::Interact(prompt) => (kind(prompt), prompt.problem),
        other => panic!("{other:?}"),
    }
}
