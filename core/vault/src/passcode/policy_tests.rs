use super::*;

const NONE: KnownNumbers<'static> = KnownNumbers { dates: &[], numbers: &[] };

fn reason(digits: &Digits) -> Option<WeakPasscode> {
    weakness(digits, &NONE)
}

/// Protects people from the codes that are guessed first, each with the reason that they are told.
#[test]
fn codes_that_are_guessed_first_are_refused_with_their_reason() {
    use WeakPasscode as W;
    let table: [(&[u8; 6], W); 24] = [
        (b"111111", W::FewDigits),
        (b"010101", W::FewDigits),
        (b"000001", W::FewDigits),
        (b"112211", W::FewDigits),
        (b"123456", W::Sequence),
        (b"654321", W::Sequence),
        (b"890123", W::Sequence),
        (b"210987", W::Sequence),
        (b"135791", W::Sequence),
        (b"123123", W::Repeats),
        (b"112233", W::Repeats),
        (b"445566", W::Repeats),
        (b"905905", W::Repeats),
        (b"123321", W::Palindrome),
        (b"906609", W::Palindrome),
        (b"147258", W::KeypadWalk),
        (b"159753", W::KeypadWalk),
        (b"123654", W::KeypadWalk),
        (b"258963", W::KeypadWalk),
        (b"789456", W::KeypadWalk),
        (b"258046", W::Common),
        (b"520131", W::Common),
        (b"112358", W::Common),
        (b"543210", W::Sequence),
    ];
    for (digits, expected) in table {
        assert_eq!(reason(digits), Some(expected), "{}", String::from_utf8_lossy(digits));
    }
}

/// Protects people whose cards a thief holds: a birth date in each usual order, and any six digits of a number.
#[test]
fn dates_and_windows_of_known_numbers_are_refused() {
    let dates = [CalendarDate { year: 1987, month: 6, day: 5 }];
    let numbers = ["S 7308 294-1 F", "+65 9046 1728", "12"];
    let known = KnownNumbers { dates: &dates, numbers: &numbers };
    for digits in [b"050687", b"060587", b"870605", b"870506", b"198706", b"061987", b"051987", b"198705"] {
        assert_eq!(weakness(digits, &known), Some(WeakPasscode::Date), "{}", String::from_utf8_lossy(digits));
    }
    for digits in [b"730829", b"308294", b"082941", b"659046", b"046172", b"461728"] {
        assert_eq!(
            weakness(digits, &known),
            Some(WeakPasscode::PersonalNumber),
            "{}",
            String::from_utf8_lossy(digits)
        );
    }
    assert_eq!(weakness(b"941659", &known), None, "not a window: across two numbers");
    assert_eq!(weakness(b"730829", &NONE), None, "only what was handed in");
}

/// Protects against a date from nowhere: nonsense in a record must not panic.
#[test]
fn impossible_dates_do_no_harm() {
    for (year, month, day) in [(0, 0, 0), (u16::MAX, 255, 255), (9999, 13, 32)] {
        let dates = [CalendarDate { year, month, day }];
        weakness(b"902746", &KnownNumbers { dates: &dates, numbers: &[] });
    }
}

/// Protects both sides: how many of the million codes are refused. A change of a rule has to change this number
/// knowingly; a rule that swallows the space would show here.
#[test]
fn the_number_of_refused_codes_is_the_known_one() {
    let mut refused = 0_u32;
    for code in 0..1_000_000_u32 {
        let mut digits = [b'0'; 6];
        let mut rest = code;
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap();
            rest /= 10;
        }
        refused += u32::from(reason(&digits).is_some());
    }
    assert_eq!(refused, 34_050);
}

/// Protects the list: every entry of it is needed, because no other rule refuses it.
#[test]
fn no_common_code_is_there_for_nothing() {
    let idle: Vec<_> = COMMON.iter().filter(|code| reason(&code[..]) != Some(WeakPasscode::Common)).collect();
    let idle: Vec<_> = idle.into_iter().map(|code| String::from_utf8_lossy(&code[..])).collect();
    assert_eq!(idle, Vec::<String>::new());
}
