//! "This wasn't me": telling the party that sent a request that it was not this person's.
//!
//! OpenID4VP has no message for it, so this one is a profile of ours. The provider names an address in its signed description
//! (`report_uri`); the phone posts a JWT there, signed with the key of the credential, which the provider knows from issuing it:
//!
//! ```text
//! POST report_uri     report=<JWT>
//! header  { "typ": "request-report+jwt", "alg": "ES256", "jwk": <holder key> }
//! payload { "aud": report_uri, "iat": now, "jti": <random>, "nonce": <of the request>, "sign_out": false }
//! answer  200 { "sessions_ended": 1, "signed_out": false }
//! ```

use super::PresentationError;
use super::object::post_form;
use crate::url::HttpsUrl;
use mien_credential::jose::{DeviceSigner, NewJwsHeader, sign_compact};
use mien_credential::{JoseError, base64url, json};
use mien_ports::{Entropy, HttpRequest, HttpResponse};
use serde_json::Value;
use std::collections::BTreeMap;

const TYPE: &str = "request-report+jwt";

/// A report to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Where it goes, from [`ServiceContext::report_uri`](super::ServiceContext::report_uri).
    pub report_uri: &'a str,
    /// The nonce of the request, from [`VerifiedRequest::nonce`](super::VerifiedRequest::nonce).
    pub nonce: &'a str,
    /// Whether the provider should sign this device out, too. Its credential is worth nothing afterwards.
    pub sign_out: bool,
}

/// What the provider did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// How many sessions it has ended; 0 when the login had led to none, or they were over.
    pub sessions_ended: u32,
    /// Whether this device was signed out.
    pub signed_out: bool,
}

impl Report<'_> {
    /// Signs the report with the key of a credential that the provider has issued. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// [`PresentationError::Member`] for an address that is not `https`, [`PresentationError::Encryption`] with the device's reason
    /// when it does not sign.
    pub fn request(
        &self,
        key: &DeviceSigner<'_>,
        entropy: &dyn Entropy,
        now: u64,
    ) -> Result<HttpRequest, PresentationError> {
        let uri = HttpsUrl::parse(self.report_uri);
        let uri = uri.ok_or(PresentationError::Member { member: "report_uri" })?;
        let mut jti = [0; 16];
        entropy.fill(&mut jti).map_err(|error| PresentationError::Encryption(JoseError::Device(error)))?;
        let payload: BTreeMap<&str, Value> = BTreeMap::from([
            ("aud", uri.as_str().into()),
            ("iat", now.into()),
            ("jti", base64url::encode(&jti).into()),
            ("nonce", self.nonce.into()),
            ("sign_out", self.sign_out.into()),
        ]);
        let jwk = key.public_key().map_err(PresentationError::Encryption)?;
        let header = NewJwsHeader { typ: TYPE, jwk: Some(jwk), ..NewJwsHeader::default() };
        let jwt = sign_compact(&header, &payload, key).map_err(PresentationError::Encryption)?;
        Ok(post_form(&uri, &[("report", &jwt)]))
    }
}

impl Reported {
    /// Reads the provider's answer.
    ///
    /// # Errors
    /// [`PresentationError::Unavailable`] (429, 5xx), [`PresentationError::Refused`] (other 4xx) or
    /// [`PresentationError::UnexpectedAnswer`].
    pub fn read(response: &HttpResponse) -> Result<Self, PresentationError> {
        let status = response.status;
        let unexpected = PresentationError::UnexpectedAnswer { status };
        match status {
            200 => {}
            429 | 500..=599 => return Err(PresentationError::Unavailable { status }),
            400..=499 => return Err(PresentationError::Refused { status }),
            _ => return Err(unexpected),
        }
        let body = json::parse_object(&response.body).map_err(|_| unexpected.clone())?;
        let ended = body.get("sessions_ended").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        let signed_out = body.get("signed_out").and_then(Value::as_bool);
        let (sessions_ended, signed_out) = ended.zip(signed_out).ok_or(unexpected)?;
        Ok(Self { sessions_ended, signed_out })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Each answer of a provider leads to one of four words; none that is not the profile's counts as done.
    #[test]
    fn answers() {
        let read = |status: u16, body: &str| {
            Reported::read(&HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
        };
        let done = Reported { sessions_ended: 1, signed_out: true };
        assert_eq!(read(200, r#"{"sessions_ended":1,"signed_out":true}"#), Ok(done));
        for body in
            ["", "{}", r#"{"sessions_ended":-1,"signed_out":true}"#, r#"{"sessions_ended":1}"#, "[1,true]"]
        {
            assert_eq!(read(200, body), Err(PresentationError::UnexpectedAnswer { status: 200 }), "{body}");
        }
        assert_eq!(read(302, ""), Err(PresentationError::UnexpectedAnswer { status: 302 }));
        assert_eq!(read(401, ""), Err(PresentationError::Refused { status: 401 }));
        assert_eq!(read(503, ""), Err(PresentationError::Unavailable { status: 503 }));
    }
}
