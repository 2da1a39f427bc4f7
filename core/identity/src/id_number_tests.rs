use super::*;
use crate::{NricSeries, Sex};
use proptest::prelude::*;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn parse(text: &str) -> Result<IdNumber, IdNumberError> {
    IdNumber::parse(text, today())
}

const VALID: [&str; 5] = ["S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"];

// D1. Protects people with a right number of any series.
#[test]
fn d1_every_series_of_singapore() {
    let series = [NricSeries::S, NricSeries::T, NricSeries::F, NricSeries::G, NricSeries::M];
    for (text, series) in VALID.into_iter().zip(series) {
        let number = Nric::parse(text).unwrap();
        assert_eq!((number.as_str(), number.series()), (text, series));
    }
}

// D2. Protects against mistyped numbers: every other check letter, neighbours that changed places, letters of other scripts.
#[test]
fn d2_wrong_and_normalised_letters() {
    for valid in VALID {
        let (body, check) = valid.split_at(8);
        for other in 'A'..='Z' {
            let right = check.starts_with(other);
            assert_eq!(parse(&format!("{body}{other}")).is_ok(), right, "{body}{other}");
        }
    }
    assert_eq!(parse("S2134567D"), Err(IdNumberError::CheckCharacter));
    for same in ["s1234567d", "S1234567-D", " S 1234567 D ", "S-1234-567-D"] {
        assert_eq!(parse(same).unwrap().as_str(), "S1234567D", "{same}");
    }
    for other in ["Ｓ1234567D", "\u{405}1234567D", "S１２３４５６７D", "S1234567D\u{200b}", "S1234567D\0"]
    {
        assert_eq!(parse(other), Err(IdNumberError::Character), "{other}");
    }
}

// D3. Protects against what only looks like a number.
#[test]
fn d3_other_forms() {
    for (text, error) in [
        ("", IdNumberError::Empty),
        (" - ", IdNumberError::Empty),
        ("A1234567D", IdNumberError::Series),
        ("S12345678D", IdNumberError::Form),
        ("S123456D", IdNumberError::Form),
        ("S12A4567D", IdNumberError::Form),
        ("S1234567", IdNumberError::Length),
        ("S1234567DD", IdNumberError::Length),
        ("S0000000J", IdNumberError::Implausible),
        (&"S".repeat(65), IdNumberError::Length),
    ] {
        assert_eq!(parse(text), Err(error), "{text:.20}");
    }
}

// D4. Protects people with a right number: X in either case, and what the number says.
#[test]
fn d4_china() {
    let number = ResidentId::parse("11010519491231002x", today()).unwrap();
    assert_eq!(number.as_str(), "11010519491231002X");
    assert_eq!(number.birth_date(), Date::new(1949, 12, 31).unwrap());
    assert_eq!(number.region().province(), ("Beijing", "北京市"));
    assert!(number.sex() == Sex::Female && !number.was_legacy());
    assert_eq!(parse("440524188001010014"), Err(IdNumberError::Implausible), "born 1880");
}

// D5. Protects against mistyped numbers.
#[test]
fn d5_china_wrong_forms() {
    for (text, error) in [
        ("1101051949123100X2", IdNumberError::Form),
        ("110105194912310021", IdNumberError::CheckCharacter),
        ("11010519491231002", IdNumberError::Length),
        ("11010519491231002X0", IdNumberError::Length),
        ("１１010519491231002X", IdNumberError::Character),
        ("\u{661}\u{661}010519491231002X", IdNumberError::Character),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
}

/// A number with a right check digit.
fn with_check(body: &str) -> String {
    (0..=10)
        .map(|at| format!("{body}{}", char::from(b"0123456789X"[at])))
        .find(|text| !matches!(parse(text), Err(IdNumberError::CheckCharacter)))
        .unwrap()
}

// D6. Protects records from days and places that do not exist, also when the check digit fits.
#[test]
fn d6_china_dates_and_regions() {
    for date in ["19490230", "20230229", "20271122", "20261123"] {
        assert_eq!(parse(&with_check(&format!("110105{date}002"))), Err(IdNumberError::BirthDate), "{date}");
    }
    assert_eq!(parse(&with_check("11010518000101002")), Err(IdNumberError::Implausible));
    assert!(parse(&with_check("11010520261122002")).is_ok(), "born today");
    for region in ["001234", "991234", "601234"] {
        assert_eq!(parse(&format!("{region}19491231002X")), Err(IdNumberError::Region), "{region}");
    }
}

// D7. Protects people with an old card: the longer form of the same number, or a plain no.
#[test]
fn d7_china_fifteen_digits() {
    let number = ResidentId::parse("110105491231002", today()).unwrap();
    assert_eq!((number.as_str(), number.was_legacy()), ("11010519491231002X", true));
    assert_eq!(parse("110105490230002"), Err(IdNumberError::BirthDate));
    // 996 to 999 are people born before 1900.
    let old = ResidentId::parse("110105991231996", today()).unwrap();
    assert_eq!(old.birth_date(), Date::new(1899, 12, 31).unwrap());
    assert_eq!(parse("110105801231996"), Err(IdNumberError::Implausible), "born 1880");
    assert_eq!(parse("110105491231000"), Err(IdNumberError::Implausible), "no sequence");
}

// Protects who types: no right number is called wrong before it is whole, and a wrong one is as soon as it is.
#[test]
fn typing_says_wrong_only_when_it_is() {
    for whole in VALID.into_iter().chain(["11010519491231002X"]) {
        for end in 0..whole.len() {
            let seen = IdNumber::typing(&whole[..end], today());
            assert!(!matches!(seen, Typing::Wrong(_)), "{} {seen:?}", &whole[..end]);
        }
        assert!(IdNumber::typing(whole, today()).complete().is_some());
    }
    let wrong = |text: &str| match IdNumber::typing(text, today()) {
        Typing::Wrong(error) => Some(error),
        _ => None,
    };
    assert_eq!(wrong("A"), Some(IdNumberError::Series));
    assert_eq!(wrong("S12X"), Some(IdNumberError::Form));
    assert_eq!(wrong("99"), Some(IdNumberError::Region));
    assert_eq!(wrong("1101051949133100"), Some(IdNumberError::BirthDate));
    assert_eq!(wrong("S1234567E"), Some(IdNumberError::CheckCharacter));
}

// Protects lists and logs.
#[test]
fn masked_and_debug_forms() {
    assert_eq!(parse("11010519491231002X").unwrap().masked(), "1*************002X");
    assert_eq!(format!("{:?}", parse("11010519491231002X")), "Ok(IdNumber::ResidentId(*))");
    assert_eq!(format!("{:?}", Nric::parse("S1234567D")), "Ok(Nric(*))");
}

proptest! {
    // One digit mistyped, or two neighbours that changed places, never gives another valid number of Singapore's or China's.
    #[test]
    fn one_slip_is_noticed(at in 1usize..8, digit in 0u8..10, which in 0usize..5) {
        let mut bytes = VALID[which].as_bytes().to_vec();
        let before = bytes.clone();
        bytes[at] = b'0' + digit;
        if bytes != before {
            prop_assert!(Nric::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
        }
        let mut swapped = before.clone();
        if at < 7 { swapped.swap(at, at + 1); }
        if swapped != before {
            prop_assert!(Nric::parse(std::str::from_utf8(&swapped).unwrap()).is_err());
        }
        let mut china = b"11010519491231002X".to_vec();
        china[at + 8] = b'0' + digit;
        if china != b"11010519491231002X" {
            prop_assert!(parse(std::str::from_utf8(&china).unwrap()).is_err());
        }
    }

    // Whatever is accepted has one spelling and its mask hides all but five characters.
    #[test]
    fn accepted_numbers_have_one_spelling(text in "[STFGM][0-9]{7}[A-Z]|[1-6][1-5][0-9]{4}(19|20)[0-9]{6}[0-9]{3}[0-9X]|[1-6][1-5][0-9]{13}") {
        if let Ok(number) = parse(&text) {
            prop_assert_eq!(parse(number.as_str()).map(|n| n.as_str().to_owned()), Ok(number.as_str().to_owned()));
            prop_assert!(number.masked().matches('*').count() == number.as_str().len() - 5);
        }
    }

    // No text makes the parser panic.
    #[test]
    fn hostile_text(text in any::<String>(), near in "[0-9A-Zx \\-]{0,24}") {
        for text in [text, near] {
            let _ = (parse(&text), IdNumber::typing(&text, today()));
        }
    }
}
