//! What the verifier says to the answer.

use super::PresentationError;
use crate::issuance::wire;
use crate::url::HttpsUrl;
use mien_credential::json;
use mien_ports::HttpResponse;
use serde_json::Value;

/// Waits for the verifier's word on an answer.
#[derive(Debug)]
pub struct Submission {
    approved: bool,
}

/// The end of a presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Whether the person had approved.
    pub approved: bool,
    /// Where to send the browser of *this* phone, an `https` URL. When it is there it must be opened: without it a
    /// login on the same device does not complete.
    pub redirect_uri: Option<String>,
}

impl Submission {
    pub(super) const fn approved() -> Self {
        Self { approved: true }
    }

    pub(super) const fn declined() -> Self {
        Self { approved: false }
    }

    /// Reads the verifier's answer.
    ///
    /// # Errors
    /// [`PresentationError::Expired`] (404, 410), [`PresentationError::Unavailable`] (429, 5xx),
    /// [`PresentationError::WrongCheckDigits`] (answer again), [`PresentationError::Refused`] (other 4xx) or [`PresentationError::UnexpectedAnswer`]. After a decline they
    /// do not matter to the person.
    pub fn finish(self, response: &HttpResponse) -> Result<Finished, PresentationError> {
        let status = response.status;
        let unexpected = PresentationError::UnexpectedAnswer { status };
        match status {
            200 => {}
            404 | 410 => return Err(PresentationError::Expired),
            429 | 500..=599 => return Err(PresentationError::Unavailable { status }),
            400..=499 => return Err(refusal(response)),
            _ => return Err(unexpected),
        }
        let redirect_uri =
            match wire::object(response, "answer").map_err(|_| unexpected.clone())?.get("redirect_uri") {
                None => None,
                Some(Value::String(uri)) => {
                    // The fragment may carry the response code; the rest must be a URL that we would follow, and is handed on
                    // in its one spelling: who opens it may look for "https" letter by letter.
                    let (base, fragment) = uri.split_once('#').unwrap_or((uri, ""));
                    let fine = uri.bytes().all(|b| b.is_ascii_graphic());
                    let url = HttpsUrl::parse(base).filter(|_| fine).ok_or(unexpected)?;
                    let hash = if uri.contains('#') { "#" } else { "" };
                    Some(format!("{}{hash}{fragment}", url.as_str()))
                }
                Some(_) => return Err(unexpected),
            };
        Ok(Finished { approved: self.approved, redirect_uri })
    }
}

/// A refusal, or wrong digits with tries left: `{"error":"wrong_check","tries_left":2}`.
fn refusal(response: &HttpResponse) -> PresentationError {
    let refused = PresentationError::Refused { status: response.status };
    let Ok(body) = json::parse_object(&response.body) else { return refused };
    if body.get("error").and_then(Value::as_str) != Some("wrong_check") {
        return refused;
    }
    match body.get("tries_left").and_then(Value::as_u64).and_then(|left| u32::try_from(left).ok()) {
        Some(tries_left) if tries_left > 0 => PresentationError::WrongCheckDigits { tries_left },
        _ => refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finish(status: u16, body: &str) -> Result<Finished, PresentationError> {
        let response = HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        Submission::approved().finish(&response)
    }

    // Each status leads to the text that the person needs.
    #[test]
    fn statuses() {
        assert_eq!(finish(200, "{}"), Ok(Finished { approved: true, redirect_uri: None }));
        assert_eq!(finish(404, "{}"), Err(PresentationError::Expired));
        assert_eq!(finish(410, ""), Err(PresentationError::Expired));
        assert_eq!(finish(400, "{}"), Err(PresentationError::Refused { status: 400 }));
        assert_eq!(finish(503, ""), Err(PresentationError::Unavailable { status: 503 }));
        assert_eq!(finish(302, "{}"), Err(PresentationError::UnexpectedAnswer { status: 302 }));
        assert_eq!(finish(200, "<html>"), Err(PresentationError::UnexpectedAnswer { status: 200 }));
    }

    // A mistyped number may be corrected while the verifier lets it; the last one ends the login.
    #[test]
    fn wrong_digits_may_be_typed_again() {
        let wrong = |body: &str| finish(400, body).unwrap_err();
        let left = PresentationError::WrongCheckDigits { tries_left: 2 };
        assert_eq!(wrong(r#"{"error":"wrong_check","tries_left":2}"#), left);
        for over in
            [r#"{"error":"wrong_check","tries_left":0}"#, r#"{"error":"wrong_check"}"#, r#"{"tries_left":2}"#]
        {
            assert_eq!(wrong(over), PresentationError::Refused { status: 400 }, "{over}");
        }
    }

    // A redirect is opened by the phone, so only https may pass, with its fragment intact.
    #[test]
    fn redirects_are_https() {
        let uri = |body: &str| finish(200, body).map(|f| f.redirect_uri);
        let good = "https://login.example/done#response_code=abc";
        assert_eq!(uri(&format!(r#"{{"redirect_uri":"{good}"}}"#)), Ok(Some(good.to_owned())));
        for bad in [
            "intent://x#Intent;end",
            "http://a.example/",
            "javascript:alert(1)",
            "https://a@b/",
            "",
            "https://a/ b",
        ] {
            assert!(uri(&format!(r#"{{"redirect_uri":"{bad}"}}"#)).is_err(), "{bad}");
        }
        assert!(uri(r#"{"redirect_uri":7}"#).is_err());
        // Found by mutation: the scheme went to the phone's browser as it was spelt.
        let spelt = uri(r#"{"redirect_uri":"hTTps://Login.Example/Done#A"}"#);
        assert_eq!(spelt, Ok(Some("https://login.example/Done#A".to_owned())));
    }
}
