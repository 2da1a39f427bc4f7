//! The words of the pages, in English and simplified Chinese.

use super::texts::all;

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
}

impl Lang {
    /// The BCP 47 tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// The language of a tag such as `zh-CN`; traditional Chinese is not served with simplified.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let mut parts = tag.split('-');
        match parts.next() {
            Some("en") => Some(Self::En),
            Some("zh") if parts.all(|part| !matches!(part, "hant" | "tw" | "hk" | "mo")) => {
                Some(Self::ZhHans)
            }
            _ => None,
        }
    }

    /// The best language of an `Accept-Language` header; English when there is none.
    pub(crate) fn accepted(header: &str) -> Self {
        let mut best = (Self::En, 0.0);
        for range in header.split(',').take(20) {
            let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
            let quality = quality.trim().parse::<f32>().unwrap_or(0.0);
            if let Some(lang) = Self::from_tag(tag).filter(|_| quality > best.1) {
                best = (lang, quality);
            }
        }
        best.0
    }
}

/// The text of that key; empty when there is none, which a test excludes for all templates.
pub(crate) fn text(lang: Lang, key: &str) -> &'static str {
    let found = all().find(|(known, _, _)| *known == key);
    found.map_or("", |(_, en, zh)| match lang {
        Lang::En => en,
        Lang::ZhHans => zh,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::{fs, path::Path};

    fn files(folder: &str, out: &mut String) {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path.display().to_string(), out);
            } else if !path.ends_with("texts.rs") && !path.ends_with("texts/login.rs") {
                out.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }

    // Protects pages from holes: each key used by a template exists, each text is used, is in both languages, and no key
    // is there twice.
    #[test]
    fn texts_and_templates_agree() {
        let (mut pages, mut code) = (String::new(), String::new());
        files("pages", &mut pages);
        files("src", &mut code);
        let keys: BTreeSet<&str> = all().map(|(key, _, _)| *key).collect();
        assert_eq!(keys.len(), all().count());
        for used in pages.split("{t:").skip(1).map(|rest| rest.split('}').next().unwrap()) {
            assert!(keys.contains(used), "no text for {used}");
        }
        for (key, en, zh) in all() {
            assert!(!en.is_empty() && !zh.is_empty());
            assert!(
                pages.contains(&format!("{{t:{key}}}")) || code.contains(&format!("\"{key}\"")),
                "unused: {key}"
            );
        }
    }

    // Protects the choice of language.
    #[test]
    fn languages_are_negotiated() {
        assert_eq!(Lang::accepted("zh-CN,zh;q=0.9,en;q=0.8"), Lang::ZhHans);
        assert_eq!(Lang::accepted("fr, en;q=0.5, zh;q=0.1"), Lang::En);
        assert_eq!(Lang::accepted("zh-TW, en;q=0.1"), Lang::En);
        assert_eq!(Lang::accepted(""), Lang::En);
        assert_eq!(Lang::accepted(";q=;;,,q=x"), Lang::En);
    }
}
