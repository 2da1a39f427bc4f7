//! `application/x-www-form-urlencoded`, in both directions.

use std::fmt::Write as _;

/// The content type of [`encode`]'s output.
pub(crate) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// Writes pairs in order.
pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        escape(name, &mut out);
        out.push('=');
        escape(value, &mut out);
    }
    out
}

fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            // Writing into a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

/// Reads pairs in order. `None` for a broken escape, text that is not UTF-8 or a name that occurs twice: two parsers
/// would disagree about which of the two counts.
pub(crate) fn decode(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let (name, value) = (unescape(name)?, unescape(value)?);
        if pairs.iter().any(|(n, _)| *n == name) {
            return None;
        }
        pairs.push((name, value));
    }
    Some(pairs)
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => (digit(bytes.next()?)? << 4) | digit(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Frozen: what goes over the wire for every kind of character.
    #[test]
    fn encoding_frozen() {
        assert_eq!(encode(&[("a b", "x+y&z=é"), ("~", "")]), "a%20b=x%2By%26z%3D%C3%A9&~=");
    }

    // Each line is text that two parsers read differently.
    #[test]
    fn refuses_ambiguity() {
        for text in ["a=1&a=2", "a=1&%61=2", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%+1"] {
            assert_eq!(decode(text), None, "{text}");
        }
        let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        assert_eq!(decode("a=1+2&&b"), Some(vec![pair("a", "1 2"), pair("b", "")]));
    }

    proptest! {
        // What one side writes the other reads.
        #[test]
        fn round_trip(name in "\\PC{1,20}", value in "\\PC{0,40}") {
            let text = encode(&[(&name, &value)]);
            prop_assert_eq!(decode(&text), Some(vec![(name, value)]));
        }

        // No text makes the parser panic.
        #[test]
        fn survives_hostile_text(text in "\\PC{0,80}") {
            let _ = decode(&text);
        }
    }
}
