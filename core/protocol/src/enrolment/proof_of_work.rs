//! The "not a robot" check: ALTCHA's open scheme, version 1. A number is looked for whose hash with a salt is given; that
//! costs a phone a moment and a flood of requests a lot, and asks nothing of the person.
//!
//! ```text
//! challenge = hex(SHA-256(salt | number)), number between 0 and maxnumber
//! ```

use mien_credential::base64url;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

/// A phone does about a million tries a second; a server that asks for more than ten seconds is refused.
const MOST: u64 = 5_000_000;
const MAX_SALT: usize = 256;

/// A task that was set by the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofOfWork {
    challenge: [u8; 32],
    salt: String,
    most: u64,
    signature: String,
}

/// The number that solves a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution(String);

impl Solution {
    /// The payload as ALTCHA's widget makes it: base64 of JSON.
    pub fn payload(&self) -> &str {
        &self.0
    }
}

impl ProofOfWork {
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let map: &Map<String, Value> = value.as_object()?;
        let text = |name: &str| map.get(name).and_then(Value::as_str);
        // The salt must end in a delimiter: without one, digits could move from the salt to the number, and one solution
        // would serve several tasks (CVE-2025-68113).
        let salt = text("salt").filter(|s| s.len() <= MAX_SALT && s.ends_with('&') && s.is_ascii())?;
        let most = map.get("maxnumber")?.as_u64().filter(|most| (1..=MOST).contains(most))?;
        let signature =
            text("signature").filter(|s| s.len() <= MAX_SALT && s.bytes().all(|b| b.is_ascii_hexdigit()))?;
        (text("algorithm") == Some("SHA-256")).then_some(())?;
        Some(Self {
            challenge: from_hex(text("challenge")?)?,
            salt: salt.to_owned(),
            most,
            signature: signature.to_owned(),
        })
    }

    /// How many numbers there are to try: for a progress bar.
    pub const fn numbers(&self) -> u64 {
        self.most
    }

    /// Looks for the number. `going` is asked every few thousand tries with how many were made; when it answers false the
    /// search ends. Some seconds at most: call it off the main thread.
    ///
    /// `None` when it was stopped, or when there is no such number.
    pub fn solve(&self, going: &mut dyn FnMut(u64) -> bool) -> Option<Solution> {
        const STRIDE: u64 = 8_192;
        let mut input = self.salt.clone().into_bytes();
        let start = input.len();
        for number in 0..=self.most {
            if number % STRIDE == 0 && !going(number) {
                return None;
            }
            input.truncate(start);
            input.extend_from_slice(number.to_string().as_bytes());
            if digest(&SHA256, &input).as_ref() == self.challenge {
                return Some(self.solution(number));
            }
        }
        None
    }

    fn solution(&self, number: u64) -> Solution {
        let payload = json!({
            "algorithm": "SHA-256", "challenge": to_hex(&self.challenge), "number": number,
            "salt": self.salt, "signature": self.signature,
        });
        Solution(base64url::encode_standard(payload.to_string().as_bytes()))
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(out)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Made by npm altcha-lib 1.4.1.
    fn task() -> Value {
        json!({ "algorithm": "SHA-256", "challenge": "f317eb837b66842123cbf63eae5da8d1edc48c223e827023c2245f8265e1b210",
            "maxnumber": 10_000, "salt": "0102030405060708090a0b0c?expires=1795325400&",
            "signature": "780e06e72a5fda8d7e1d7d7417142692ad317a3aa7f16794a3dbd6bd5a7fc6e7" })
    }

    // Interoperation with ALTCHA: a task of its library is solved, and the payload has the members that it checks.
    #[test]
    fn solves_a_task_of_the_reference() {
        let solution = ProofOfWork::from_json(&task()).unwrap().solve(&mut |_| true).unwrap();
        let json = base64url::decode_standard(solution.payload()).unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["number"], 4321);
        for name in ["algorithm", "challenge", "salt", "signature"] {
            assert_eq!(json[name], task()[name], "{name}");
        }
    }

    // Protects the battery from a hostile server, and solutions from being split otherwise.
    #[test]
    fn refuses_other_tasks() {
        for (name, value) in [
            ("algorithm", json!("SHA-1")),
            ("maxnumber", json!(5_000_001)),
            ("maxnumber", json!(0)),
            ("maxnumber", json!("10")),
            ("challenge", json!("f317")),
            ("challenge", json!("é".repeat(32))),
            ("salt", json!("0102?expires=1795325400")),
            ("salt", json!("é&")),
            ("signature", json!("zz")),
        ] {
            let mut task = task();
            task[name] = value;
            assert_eq!(ProofOfWork::from_json(&task), None, "{name}");
        }
    }

    // The person can leave while it runs; a task without a solution ends.
    #[test]
    fn can_be_stopped_and_ends() {
        let task = ProofOfWork::from_json(&task()).unwrap();
        assert_eq!(task.solve(&mut |_| false), None);
        let without = ProofOfWork { challenge: [0; 32], ..task };
        let mut asked = 0;
        assert_eq!(
            without.solve(&mut |_| {
                asked += 1;
                true
            }),
            None
        );
        assert_eq!(asked, 2);
    }

    proptest! {
        // No JSON makes the parser panic.
        #[test]
        fn hostile_tasks(name in "algorithm|challenge|salt|signature|maxnumber", text in "\\PC{0,70}", number in any::<i64>()) {
            for value in [json!(text), json!(number)] {
                let mut task = task();
                task[&name] = value;
                let _ = ProofOfWork::from_json(&task);
            }
        }
    }
}
