//! What people type, with what must hold of everything that is accepted.

use mien_fuzz::{Shape, Target, Verdict};
use mien_identity::{
    Date, IdNumber, IdNumberError, Name, NameError, Password, PasswordContext, PhoneError, PhoneNumber,
};

const WORDS: &[&str] =
    &["S1234567D", "11010519491231002X", "+65", "+86", "ext.", "·", "'", "@", "\u{200d}", "\u{1100}"];

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "id-number",
        corpus: "tests/fuzz/corpus/id-number",
        shape: Shape::Text,
        words: WORDS,
        run: id_number,
    },
    Target { name: "name", corpus: "tests/fuzz/corpus/name", shape: Shape::Text, words: WORDS, run: name },
    Target { name: "phone", corpus: "tests/fuzz/corpus/phone", shape: Shape::Text, words: WORDS, run: phone },
    Target {
        name: "password",
        corpus: "tests/fuzz/corpus/password",
        shape: Shape::Text,
        words: WORDS,
        run: password,
    },
];

fn text(input: &[u8]) -> Result<&str, &'static str> {
    std::str::from_utf8(input).map_err(|_| "not_text")
}

fn id_number(input: &[u8]) -> Verdict {
    let text = text(input)?;
    let today = Date::new(2026, 11, 22).unwrap();
    let _ = IdNumber::typing(text, today);
    let number = IdNumber::parse(text, today).map_err(IdNumberError::code)?;
    assert_eq!(IdNumber::parse(number.as_str(), today), Ok(number.clone()));
    assert!(number.masked().matches('*').count() + 5 == number.as_str().len());
    Ok(())
}

fn name(input: &[u8]) -> Verdict {
    let name = Name::parse(text(input)?).map_err(NameError::code)?;
    assert!(name.as_str().chars().count() <= 120);
    assert_eq!(Name::parse(name.as_str()), Ok(name));
    Ok(())
}

fn phone(input: &[u8]) -> Verdict {
    let text = text(input)?;
    let _ = PhoneNumber::typing(text, "SG");
    let number = PhoneNumber::parse(text, "SG").map_err(PhoneError::code)?;
    assert!(number.as_e164().len() <= 16 && number.as_e164().starts_with('+'));
    assert_eq!(PhoneNumber::parse(number.as_e164(), "CN"), Ok(number));
    Ok(())
}

fn password(input: &[u8]) -> Verdict {
    let text = text(input)?;
    Password::choose(text, text, PasswordContext::default()).map(drop).map_err(|_| "refused")
}
