//! The parsers that meet text of strangers, each with the properties that must hold of what it accepts.

use mien_identity::{Date, IdNumber, Name, Password, PasswordContext, PhoneNumber};

/// Whether the parser took the text. Panics when something accepted breaks its promise.
pub(crate) type Parser = fn(&str) -> bool;

/// Name and parser; the corpus lies in a folder of that name.
pub(crate) const PARSERS: [(&str, Parser); 4] =
    [("id_number", id_number), ("name", name), ("phone", phone), ("password", password)];

fn id_number(text: &str) -> bool {
    let today = Date::new(2026, 11, 22).unwrap();
    let _ = IdNumber::typing(text, today);
    let Ok(number) = IdNumber::parse(text, today) else { return false };
    assert_eq!(IdNumber::parse(number.as_str(), today), Ok(number.clone()));
    assert!(number.masked().matches('*').count() + 5 == number.as_str().len());
    true
}

fn name(text: &str) -> bool {
    let Ok(name) = Name::parse(text) else { return false };
    assert!(name.as_str().chars().count() <= 120);
    assert_eq!(Name::parse(name.as_str()), Ok(name));
    true
}

fn phone(text: &str) -> bool {
    let _ = PhoneNumber::typing(text, "SG");
    let Ok(number) = PhoneNumber::parse(text, "SG") else { return false };
    assert!(number.as_e164().len() <= 16 && number.as_e164().starts_with('+'));
    assert_eq!(PhoneNumber::parse(number.as_e164(), "CN"), Ok(number));
    true
}

fn password(text: &str) -> bool {
    Password::choose(text, text, PasswordContext::default()).is_ok()
}
