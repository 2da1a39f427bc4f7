//! Text of other people that is shown to a person.

use serde_json::Value;
use std::collections::BTreeMap;

const MAX_CHARS: usize = 120;
const MAX_LANGUAGES: usize = 16;

/// One short text in several languages, by BCP 47 tag (`en`, `zh-Hans`).
///
/// Signed by whoever is named in it, but still somebody else's words: at most 120 characters, one line, without
/// characters that turn or hide other characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalisedText(BTreeMap<String, String>);

impl LocalisedText {
    /// The text for a language tag: that language, else the one whose tag begins with the same language, else
    /// English, else any.
    pub fn get(&self, language: &str) -> &str {
        let primary = language.split('-').next().unwrap_or_default();
        let related =
            || self.0.iter().find(|(tag, _)| tag.split('-').next() == Some(primary)).map(|(_, text)| text);
        let found = self.0.get(language).or_else(related).or_else(|| self.0.get("en"));
        found.or_else(|| self.0.values().next()).map(String::as_str).unwrap_or_default()
    }

    /// All texts by language tag.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// From texts by language tag; `None` when one of them may not be shown: it would not be one line of plain text.
    pub fn from_texts(texts: &BTreeMap<String, String>) -> Option<Self> {
        let json = texts.iter().map(|(tag, text)| (tag.clone(), Value::from(text.as_str()))).collect();
        Self::from_json(&Value::Object(json))
    }

    /// From a JSON object of language tags and texts, never empty.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        Self::from_json_within(value, MAX_CHARS)
    }

    /// The same for texts that are longer than a name: terms, declarations. Of at most `max` characters.
    pub(crate) fn from_json_within(value: &Value, max: usize) -> Option<Self> {
        let map = value.as_object().filter(|m| (1..=MAX_LANGUAGES).contains(&m.len()))?;
        let entry = |(tag, text): (&String, &Value)| {
            let tag_ok =
                (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let text = text.as_str().filter(|t| tag_ok && is_displayable_within(t, max))?;
            Some((tag.clone(), text.to_owned()))
        };
        map.iter().map(entry).collect::<Option<_>>().map(Self)
    }
}

/// Whether a text of somebody else may be shown: not empty, at most 120 characters, nothing invisible or turning.
pub(crate) fn is_displayable(text: &str) -> bool {
    is_displayable_within(text, MAX_CHARS)
}

fn is_displayable_within(text: &str, max: usize) -> bool {
    // Zero-width and bidirectional controls, byte order mark, variation of the line: what spoofed names are made of.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    !text.trim().is_empty() && text.chars().count() <= max && !text.chars().any(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // Protects the approve screen against names that show as something else.
    #[test]
    fn refuses_spoofing_characters() {
        for text in ["", "  ", "a\nb", "bank\u{202e}elpmaxe", "a\u{200b}b", "\u{2066}a", &"x".repeat(121)] {
            assert!(!is_displayable(text), "{text:?}");
        }
        assert!(is_displayable("人力部电子服务 (MOM)"));
        assert_eq!(LocalisedText::from_json(&json!({})), None);
        assert_eq!(LocalisedText::from_json(&json!({ "en": "a\u{202e}" })), None);
        assert_eq!(LocalisedText::from_json(&json!({ "en us": "a" })), None);
    }

    // A person gets the nearest language, and something in any case.
    #[test]
    fn falls_back_by_language() {
        let text = LocalisedText::from_json(&json!({ "en": "A", "zh-Hans": "甲" })).unwrap();
        assert_eq!([text.get("zh-Hans"), text.get("zh-SG"), text.get("fr")], ["甲", "甲", "A"]);
        let only = LocalisedText::from_json(&json!({ "ms": "B" })).unwrap();
        assert_eq!(only.get("fr"), "B");
    }
}
