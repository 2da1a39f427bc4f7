//! Fills HTML files. Everything is escaped unless it is [`Markup`] already.
//!
//! A placeholder is `{name}` for a value or `{t:key}` for a text in the visitor's language; texts may hold placeholders
//! for values themselves. There is no logic in templates: what depends on a condition is its own small template.

use super::text::{Lang, text};
use std::fmt::Write as _;

/// HTML that needs no escaping: made only by [`render`] and by this crate's own drawing functions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Markup(String);

impl Markup {
    /// Nothing.
    pub(crate) fn empty() -> Self {
        Self::default()
    }

    /// Markup that this crate has drawn itself, without any foreign text in it.
    pub(crate) fn drawn(html: String) -> Self {
        Self(html)
    }

    /// Adds markup at the end.
    pub(crate) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// The HTML.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// What a placeholder stands for.
pub(crate) enum Value {
    /// Text: will be escaped.
    Text(String),
    /// HTML.
    Html(Markup),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Markup> for Value {
    fn from(markup: Markup) -> Self {
        Self::Html(markup)
    }
}

/// Fills `template`. An unknown placeholder becomes nothing; a test looks through all templates for them.
pub(crate) fn render(template: &'static str, lang: Lang, values: &[(&str, Value)]) -> Markup {
    let mut out = String::with_capacity(template.len() * 2);
    fill(&mut out, template, false, lang, values);
    Markup(out)
}

fn fill(out: &mut String, template: &str, escaped: bool, lang: Lang, values: &[(&str, Value)]) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        plain(out, before, escaped);
        let Some((name, tail)) = after.split_once('}') else { break };
        rest = tail;
        if let Some(key) = name.strip_prefix("t:") {
            fill(out, text(lang, key), true, lang, values);
        } else {
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, Value::Text(text))) => escape_into(out, text),
                Some((_, Value::Html(markup))) => out.push_str(&markup.0),
                None => {}
            }
        }
    }
    plain(out, rest, escaped);
}

fn plain(out: &mut String, text: &str, escaped: bool) {
    if escaped { escape_into(out, text) } else { out.push_str(text) }
}

/// Escapes for element content and for quoted attributes.
fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters and text-direction overrides have no place in a page about who asks for what.
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                let _ = write!(out, "\u{fffd}");
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Protects against script injection through names: values are escaped, markup is not, texts are looked up.
    #[test]
    fn values_are_escaped_and_markup_is_not() {
        let values = [("a", Value::from("<b>\"'&")), ("b", Value::from(Markup::drawn("<i>x</i>".into())))];
        let html = render("<p title=\"{a}\">{b}{missing}</p>", Lang::En, &values).into_string();
        assert_eq!(html, "<p title=\"&lt;b&gt;&quot;&#39;&amp;\"><i>x</i></p>");
    }

    // Protects attributes such as patterns: braces in a page are placeholders, never anything else.
    #[test]
    fn pages_have_no_other_braces() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let page = std::fs::read_to_string(&path).unwrap();
            for part in page.split('{').skip(1) {
                let name = part.split_once('}').unwrap().0;
                let plain =
                    name.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b':' | b'0'..=b'9'));
                assert!(
                    plain && !name.starts_with(|c: char| c.is_ascii_digit()),
                    "{name} in {}",
                    path.display()
                );
            }
        }
    }

    proptest! {
        // No text can open a tag, end an attribute or start a placeholder of its own.
        #[test]
        fn no_text_breaks_out(text in any::<String>()) {
            let html = render("{a}", Lang::En, &[("a", Value::from(text))]).into_string();
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
        }
    }
}
