//! What people call claims: names by path and language, from `claims.json`. Names of the standards (OpenID Connect Core, SD-JWT VC
//! examples) and those of our own issuer; anything else is shown by its path.

use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Longer values (a portrait) are cut: a screen shows what kind of thing it is, not all of it.
const MAX_SHOWN: usize = 200;

static NAMES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("claims.json")).unwrap_or_default());

/// The name of the claim at this path; the path itself when nobody has named it.
pub(super) fn name(path: &str, language: &str) -> String {
    word(path, language).unwrap_or(path).to_owned()
}

/// A value as text: truth values as words, lists joined, anything with members as JSON.
pub(super) fn value(value: &Value, language: &str) -> String {
    match value {
        Value::Bool(flag) => name(if *flag { "true" } else { "false" }, language),
        Value::Number(number) => number.to_string(),
        Value::String(text) => shown(text),
        Value::Array(list) if list.iter().all(|one| !one.is_array() && !one.is_object()) => {
            shown(&list.iter().map(|one| self::value(one, language)).collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => shown(&value.to_string()),
    }
}

/// In the language of the tag, else in one that begins the same, else in English.
fn word(key: &str, language: &str) -> Option<&'static str> {
    let words = NAMES.get(key)?.as_object()?;
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let related = || words.iter().find(|(tag, _)| primary(tag) == primary(language)).map(|(_, word)| word);
    words.get(language).or_else(related).or_else(|| words.get("en"))?.as_str()
}

/// On one line, cut to length. An issuer's words are signed, but not by anybody who knows this screen.
fn shown(text: &str) -> String {
    let plain = |c: char| {
        let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if c.is_control() || turns { '\u{fffd}' } else { c }
    };
    let mut out: String = text.chars().take(MAX_SHOWN).map(plain).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // Protects the consent screen in every language: no claim that has a name lacks it in one of them.
    #[test]
    fn each_name_is_in_every_language() {
        assert!(NAMES.len() > 10);
        for (key, words) in NAMES.iter() {
            for language in ["en", "zh-Hans", "ms", "ta"] {
                assert!(words[language].as_str().is_some_and(|word| !word.is_empty()), "{key} in {language}");
            }
        }
        assert_eq!(name("age_equal_or_over.18", "zh-SG"), "年满18岁");
        assert_eq!(name("age_equal_or_over.18", "fr"), "18 or older");
        assert_eq!(name("shoe_size", "en"), "shoe_size");
    }

    // Protects the person against values that show as something else, or fill the screen.
    #[test]
    fn values_are_plain_text() {
        let shown = |json: Value| value(&json, "en");
        assert_eq!(shown(json!(true)), "yes");
        assert_eq!(shown(json!(["SG", "MY"])), "SG, MY");
        assert_eq!(shown(json!({ "street": "A" })), r#"{"street":"A"}"#);
        assert_eq!(shown(json!("a\u{202e}b\nc")), "a\u{fffd}b\u{fffd}c");
        assert_eq!(shown(json!("x".repeat(5_000))).chars().count(), MAX_SHOWN + 1);
    }
}
