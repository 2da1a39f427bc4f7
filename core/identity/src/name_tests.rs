use super::*;
use proptest::prelude::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

// D12. Protects people whose name is not of the Latin alphabet: shown as they wrote it.
#[test]
fn names_of_the_world_are_kept() {
    for text in [
        "Tan Mei Ling",
        "王小明",
        "欧阳娜娜",
        "阿凡提·买买提",
        "Siti Nurhaliza binti Tarudin",
        "Raj s/o Kumar",
        "O'Neill-Śmith Jr.",
        "நளினி தேவி",
        "مُحَمَّد",
        "Nguyễn Thị Ánh",
        "Иванова Ёлка",
        "山田　花子",
        "김",
        "Tan Ah Kow @ Chen",
        "ශ්‍රී ලංකා",
    ] {
        assert!(Name::parse(text).is_ok(), "{text}");
    }
    assert_eq!(name("  Tan   Mei\u{3000}Ling ").as_str(), "Tan Mei Ling");
    // Two spellings of one letter become one.
    assert_eq!(name("e\u{301}"), name("\u{e9}"));
}

// D12. Protects the screens and the records: fillers, NUL, emoji, direction tricks, towers of marks, ten kilobytes.
#[test]
fn what_is_no_name_is_refused() {
    for (text, error) in [
        ("", NameError::Empty),
        ("   ", NameError::Empty),
        ("<<<<<<", NameError::Character),
        ("A\0B", NameError::Character),
        ("Tan \u{202e}gniL", NameError::Character),
        ("Tan\u{200b}Ling", NameError::Character),
        ("Tan 😀", NameError::Character),
        ("Tan 3", NameError::Character),
        ("\u{301}a", NameError::Character),
        ("Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", NameError::Character),
        ("-.-", NameError::NoLetter),
        (&"x".repeat(121), NameError::TooLong),
        (&"x".repeat(10_240), NameError::TooLong),
    ] {
        assert_eq!(Name::parse(text), Err(error), "{text:.20}");
    }
}

// Protects the comparison with a register: spelling habits do not count, letters do.
#[test]
fn likeness() {
    let compare = |a: &str, b: &str| name(a).likeness(&name(b));
    assert_eq!(compare("Tan Mei-Ling", "TAN MEI LING"), Likeness::Same);
    assert_eq!(compare("Ｔａｎ Mei Ling", "tan meiling"), Likeness::Same);
    assert_eq!(compare("Mei Ling Tan", "TAN, Mei Ling"), Likeness::Reordered);
    assert_eq!(compare("阿凡提·买买提", "阿凡提•买买提"), Likeness::Same);
    assert_eq!(compare("王小明", "王小朋"), Likeness::Different);
    assert_eq!(compare("Müller", "Muller"), Likeness::Different);
    // Cyrillic letters that look Latin are other letters.
    assert_eq!(compare("Tаn", "Tan"), Likeness::Different);
}

// Protects others' names on lists and in logs.
#[test]
fn masked_and_debug_forms() {
    assert_eq!(name("王小明").masked(), "王**");
    assert_eq!(name("Tan Mei").masked(), "T** ***");
    assert_eq!(format!("{:?}", name("王小明")), "Name(*)");
}

proptest! {
    // Whatever is accepted is accepted again as the same, and is bounded.
    #[test]
    fn parsing_is_idempotent(text in "\\PC{0,60}") {
        if let Ok(name) = Name::parse(&text) {
            prop_assert!(name.as_str().chars().count() <= 120);
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(name.likeness(&name), Likeness::Same);
        }
    }

    // No text makes the parser panic.
    #[test]
    fn hostile_text(text in any::<String>()) {
        let _ = Name::parse(&text);
    }
}
