//! A wallet as small as a test needs it: software key, no screen.

use crate::browser::{Reply, agent, form, reply};
use mien_credential::jose::{
    CompactJws, ContentEncryption, EncryptionKey, NewJwsHeader, PublicKey, encrypt, sign_compact,
};
use mien_credential::sd_jwt::{ClaimPath, Credential, KeyBinding};
use mien_credential::x509::TrustAnchors;
use mien_ports::{DeviceError, SystemEntropy};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// A wallet with one key and, after enrolment, one credential.
pub(crate) struct Wallet {
    agent: Agent,
    base: String,
    state_dir: PathBuf,
    pub(crate) key: SigningKey,
    pub(crate) credential: Option<Credential>,
    /// Seconds by which its clock differs from the system's.
    pub(crate) skew: i64,
}

/// What a test bends about an answer; `None` leaves it right.
#[derive(Default)]
pub(crate) struct Bend {
    pub(crate) nonce: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) age: i64,
    /// Signs with another key.
    pub(crate) forged: bool,
    /// Discloses this claim only.
    pub(crate) only: Option<&'static str>,
}

pub(crate) fn random_key() -> SigningKey {
    let mut bytes = [0; 32];
    mien_ports::Entropy::fill(&SystemEntropy::new(), &mut bytes).unwrap();
    SigningKey::from_slice(&bytes).unwrap()
}

pub(crate) fn signer(key: &SigningKey) -> impl Fn(&[u8]) -> Result<Vec<u8>, DeviceError> {
    |message: &[u8]| {
        let signature: Signature = key.sign(message);
        Ok(signature.to_bytes().to_vec())
    }
}

pub(crate) fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_sec1(key.verifying_key().to_sec1_point(false).as_bytes()).unwrap()
}

impl Wallet {
    pub(crate) fn new(base: &str, state_dir: &Path) -> Self {
        Self {
            agent: agent(state_dir),
            base: base.to_owned(),
            state_dir: state_dir.to_owned(),
            key: random_key(),
            credential: None,
            skew: 0,
        }
    }

    pub(crate) fn now(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        now.checked_add_signed(self.skew).unwrap()
    }

    fn anchors(&self, file: &str) -> TrustAnchors {
        TrustAnchors::from_pem(&std::fs::read_to_string(self.state_dir.join(file)).unwrap()).unwrap()
    }

    pub(crate) fn get(&self, url: &str) -> Reply {
        reply(self.agent.get(url).call().unwrap())
    }

    pub(crate) fn post(&self, url: &str, pairs: &[(&str, &str)]) -> Reply {
        let request = self.agent.post(url).content_type("application/x-www-form-urlencoded");
        reply(request.send(form(pairs)).unwrap())
    }

    /// Whether a body is taken at all: not answered with 413, nor the connection closed while it is being sent.
    pub(crate) fn accepts(&self, url: &str, body: &str) -> bool {
        let request = self.agent.post(url).content_type("application/x-www-form-urlencoded");
        request.send(body).is_ok_and(|response| response.status().as_u16() != 413)
    }

    pub(crate) fn post_json(&self, url: &str, token: Option<&str>, body: &Value) -> Reply {
        let mut request = self.agent.post(url).content_type("application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        reply(request.send(body.to_string()).unwrap())
    }

    /// An offer, as the office would make it: its JSON and the code of the SMS.
    pub(crate) fn offer(&self, name: &str, id_number: &str) -> (Value, String) {
        let wish = json!({ "name": name, "id_number": id_number });
        let made = self.post_json(&format!("{}/api/offers", self.base), None, &wish);
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        let link = made["offer"].as_str().unwrap();
        let uri = link.strip_prefix("openid-credential-offer://?credential_offer_uri=").unwrap();
        let uri = uri.replace("%3A", ":").replace("%2F", "/");
        (self.get(&uri).json(), made["tx_code"].as_str().unwrap().to_owned())
    }

    /// The token request of an offer.
    pub(crate) fn token(&self, offer: &Value, tx_code: &str) -> Reply {
        const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
        let code = offer["grants"][GRANT]["pre-authorized_code"].as_str().unwrap();
        let pairs = [("grant_type", GRANT), ("pre-authorized_code", code), ("tx_code", tx_code)];
        self.post(&format!("{}/token", self.base), &pairs)
    }

    pub(crate) fn c_nonce(&self) -> String {
        self.post(&format!("{}/nonce", self.base), &[]).json()["c_nonce"].as_str().unwrap().to_owned()
    }

    pub(crate) fn proof(&self, nonce: &str, audience: &str) -> String {
        let header = NewJwsHeader {
            typ: "openid4vci-proof+jwt",
            jwk: Some(public(&self.key)),
            ..NewJwsHeader::default()
        };
        let claims = json!({ "aud": audience, "iat": self.now(), "nonce": nonce });
        sign_compact(&header, &claims, &signer(&self.key)).unwrap()
    }

    pub(crate) fn request_credential(&self, token: &str, proof: &str) -> Reply {
        let body = json!({ "credential_configuration_id": "identity", "proofs": { "jwt": [proof] } });
        self.post_json(&format!("{}/credential", self.base), Some(token), &body)
    }

    /// The whole issuance; verifies and keeps the credential. Gives its `uid`.
    pub(crate) fn enrol(&mut self, name: &str, id_number: &str) -> String {
        let (offer, tx_code) = self.offer(name, id_number);
        let token = self.token(&offer, &tx_code).json();
        let token = token["access_token"].as_str().unwrap();
        let answer = self.request_credential(token, &self.proof(&self.c_nonce(), &self.base));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        let text = answer["credentials"][0]["credential"].as_str().unwrap();
        let credential = Credential::verify(text, &self.anchors("issuer-root.pem"), self.now()).unwrap();
        let note = json!({ "notification_id": answer["notification_id"], "event": "credential_accepted" });
        let noted = self.post_json(&format!("{}/notification", self.base), Some(token), &note);
        assert_eq!(noted.status, 204);
        let uid = credential.claims()["uid"].as_str().unwrap().to_owned();
        self.credential = Some(credential);
        uid
    }

    /// Fetches a request object; the answer as it came.
    pub(crate) fn fetch(&self, request_uri: &str, wallet_nonce: &str) -> Reply {
        self.post(request_uri, &[("wallet_nonce", wallet_nonce), ("wallet_metadata", "{}")])
    }

    /// Fetches and verifies a request object as a wallet must.
    pub(crate) fn request(&self, launch: &str) -> Map<String, Value> {
        let query = launch.split_once('?').unwrap().1;
        let value = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap();
            pair.replace("%3A", ":").replace("%2F", "/")
        };
        assert_eq!(value("request_uri_method"), "post");
        let reply = self.fetch(&value("request_uri"), "a-wallet-nonce");
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.headers["content-type"], "application/oauth-authz-req+jwt");
        let request = self.open(&reply.body, "oauth-authz-req+jwt");
        assert_eq!(request["wallet_nonce"], "a-wallet-nonce");
        assert_eq!(request["client_id"], value("client_id"));
        assert!(request["exp"].as_u64().unwrap() <= self.now() + 300);
        request
    }

    /// Verifies a JWT under the verifier root.
    pub(crate) fn open(&self, jwt: &str, typ: &str) -> Map<String, Value> {
        let jws = CompactJws::parse(jwt).unwrap();
        jws.expect_type(typ).unwrap();
        let certificate = self.anchors("verifier-root.pem").verify(&jws.header().x5c, self.now()).unwrap();
        assert!(certificate.is_for("localhost"));
        jws.verify(certificate.key()).unwrap()
    }

    /// Answers a request with the digits that the person typed.
    pub(crate) fn answer(&self, request: &Map<String, Value>, digits: Option<&str>, bend: &Bend) -> Reply {
        let text = |name: &str| request[name].as_str().unwrap().to_owned();
        let nonce = bend.nonce.clone().unwrap_or_else(|| text("nonce"));
        let audience = bend.audience.clone().unwrap_or_else(|| text("client_id"));
        let mut extra =
            BTreeMap::from([("urn:mien:amr".to_owned(), json!(["swk", "pin", "user", "mfa", "lies"]))]);
        if let Some(digits) = digits {
            extra.insert("urn:mien:check".to_owned(), json!(digits));
        }
        let issued_at = self.now().checked_add_signed(-bend.age).unwrap();
        let binding = KeyBinding { nonce: &nonce, audience: &audience, issued_at, extra };
        let names: &[&str] = bend.only.as_ref().map_or(&["uid", "name"], std::slice::from_ref);
        let paths: Vec<ClaimPath> = names.iter().map(|name| ClaimPath::name(name)).collect();
        let credential = self.credential.as_ref().unwrap();
        let other = random_key();
        let key = if bend.forged { &other } else { &self.key };
        let presentation =
            credential.present(&paths, &binding, credential.holder_key(), &signer(key)).unwrap();
        let state = bend.state.clone().unwrap_or_else(|| text("state"));
        let body = json!({ "vp_token": { "id": [presentation] }, "state": state }).to_string();
        let key = EncryptionKey::choose(&request["client_metadata"]["jwks"]).unwrap();
        let jwe = encrypt(body.as_bytes(), &key, ContentEncryption::A256Gcm, &SystemEntropy::new()).unwrap();
        self.post(&text("response_uri"), &[("response", &jwe)])
    }

    /// Declines, in the clear, as the standard allows.
    pub(crate) fn decline(&self, request: &Map<String, Value>) -> Reply {
        let state = request["state"].as_str().unwrap();
        self.post(request["response_uri"].as_str().unwrap(), &[("error", "access_denied"), ("state", state)])
    }
}
