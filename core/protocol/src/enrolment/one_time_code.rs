//! A code from an SMS: typed, pasted with the whole message, or handed over by the system.

use zeroize::Zeroizing;

/// Longer than any SMS chain that holds a code.
const MAX_MESSAGE: usize = 1_600;

/// Digits of a code, wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(Zeroizing<String>);

impl OneTimeCode {
    /// From what somebody typed or pasted: exactly `length` ASCII digits; spaces and hyphens between them are ignored.
    /// A pasted message is looked through as by [`from_message`](Self::from_message), for a provider at `domain`.
    pub fn typed(text: &str, length: usize, domain: &str) -> Option<Self> {
        if text.len() > MAX_MESSAGE {
            return None;
        }
        let digits: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self(Zeroizing::new(digits)));
        }
        Self::from_message(text, length, domain, None)
    }

    /// From the text of an SMS, as Android's SMS Retriever hands it over or as somebody pastes it.
    ///
    /// * A domain-bound message (its last line is `@login.id.example #123456`, the form that iOS fills in by itself) counts for
    ///   its own domain only: for another one there is no code in it.
    /// * With `app_hash` (11 characters), the message must end in it: the form of Android's SMS Retriever.
    /// * Otherwise all numbers of that length in the message must be the same one, so that nothing else is taken for a code.
    pub fn from_message(text: &str, length: usize, domain: &str, app_hash: Option<&str>) -> Option<Self> {
        if text.len() > MAX_MESSAGE || text.contains("://") {
            return None;
        }
        let text = text.trim_end();
        if app_hash.is_some_and(|hash| hash.is_empty() || !text.ends_with(hash)) {
            return None;
        }
        let body = app_hash.and_then(|hash| text.strip_suffix(hash)).unwrap_or(text).trim_end();
        if let Some(bound) = body.lines().next_back().and_then(|line| line.trim().strip_prefix('@')) {
            let (host, rest) = bound.split_once(" #")?;
            let code = rest.split([' ', '%']).next()?;
            return (host.eq_ignore_ascii_case(domain) && is_code(code, length)).then(|| Self::new(code));
        }
        let mut found = body.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_code(word, length));
        let code = found.next()?;
        found.all(|other| other == code).then(|| Self::new(code))
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    fn new(code: &str) -> Self {
        Self(Zeroizing::new(code.to_owned()))
    }
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

impl std::fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneTimeCode(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DOMAIN: &str = "login.id.example";

    fn typed(text: &str) -> Option<String> {
        OneTimeCode::typed(text, 6, DOMAIN).map(|code| code.digits().to_owned())
    }

    // Each line is how a code comes into the field: typed, with the keyboard's spaces, pasted with the message around it.
    #[test]
    fn typed_and_pasted() {
        for text in [
            "012345",
            " 012 345 ",
            "012-345",
            "Your code for Mien is 012345. Never tell it to anybody.",
            "<#> Your code: 012345\nFA+9qCX9VSu",
            "Mien: 012345 is your code.\n\n@login.id.example #012345",
            "@LOGIN.id.example #012345 %login.id.example",
            "您的验证码是012345，请勿告诉他人。",
            "012345 is your code. 012345 是您的验证码。",
        ] {
            assert_eq!(typed(text).as_deref(), Some("012345"), "{text}");
        }
    }

    // P9. Each line is no code, or not this provider's: nothing is filled in.
    #[test]
    fn p9_what_is_no_code() {
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "１２３４５６",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
            "code 123456, or 654321",
            "Mien: 012345 is your code.\n@evil.example #012345",
            "@login.id.example.evil.example #012345",
            "@login.id.example #12345",
            "@login.id.example",
            "https://evil.example/123456",
            &"1 ".repeat(2000),
        ] {
            assert_eq!(typed(text), None, "{text:.40}");
        }
    }

    // P10. An authenticator's link is no code, whatever it asks for.
    #[test]
    fn p10_otpauth_links_are_refused() {
        for link in [
            "otpauth://totp/Mien?secret=JBSWY3DPEHPK3PXP&digits=6",
            "otpauth://totp/x?secret=123456&digits=0",
            "otpauth://hotp/x?secret=&counter=123456",
            "OTPAUTH://totp/x?secret=JBSWY3DPEHPK3PXP&period=2147483648&algorithm=MD5",
        ] {
            assert_eq!(typed(link), None, "{link}");
        }
    }

    // Android's SMS Retriever gives messages that end in the hash of this app.
    #[test]
    fn retriever_messages_end_in_the_hash_of_the_app() {
        let read = |text: &str| OneTimeCode::from_message(text, 6, DOMAIN, Some("FA+9qCX9VSu")).is_some();
        assert!(read("Your code is 012345\n\nFA+9qCX9VSu"));
        assert!(read("Your code is 012345\n\n@login.id.example #012345\nFA+9qCX9VSu\n"));
        assert!(!read("Your code is 012345\n\nAAAAAAAAAAA"));
        assert!(!read("FA+9qCX9VSu Your code is 012345"));
        assert!(!read("012345\n@evil.example #012345\nFA+9qCX9VSu"));
        assert!(OneTimeCode::from_message("012345", 6, DOMAIN, Some("")).is_none());
        assert_eq!(format!("{:?}", OneTimeCode::typed("012345", 6, DOMAIN)), "Some(OneTimeCode(*))");
    }

    proptest! {
        // Whatever comes out is a code of the right length; no text makes the reader panic.
        #[test]
        fn only_codes_come_out(text in "\\PC{0,60}|[0-9@# \\n]{0,40}", length in 4usize..9) {
            if let Some(code) = OneTimeCode::typed(&text, length, DOMAIN) {
                prop_assert!(is_code(code.digits(), length));
            }
        }
    }
}
