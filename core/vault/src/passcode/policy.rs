//! Which passcodes are too easy to guess.
//!
//! A guesser has ten tries, so the policy removes what those ten tries would be: patterns, the most common codes, and
//! what a thief can read on the owner's cards. (NIST SP 800-63B asks for a list of at least ten common values;
//! Markert and others, IEEE S&P 2020, found short lists of little use.)

use super::PASSCODE_LEN;
use std::fmt;

/// The rule that a passcode breaks. Say it to the person in their language, then let them choose again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WeakPasscode {
    /// Fewer than three different digits: `111111`, `010101`.
    FewDigits,
    /// Equal steps up or down, around the end too: `123456`, `890123`, `135791`.
    Sequence,
    /// Repeats itself: `123123`, `112233`.
    Repeats,
    /// The same backwards: `123321`.
    Palindrome,
    /// A walk or two lines on the keypad: `147258`, `159753`, `123654`.
    KeypadWalk,
    /// A date that was handed in, in any usual order.
    Date,
    /// Six digits in a row of a number that was handed in.
    PersonalNumber,
    /// Among the most used ones.
    Common,
}

impl WeakPasscode {
    /// A stable name for logs, for the foreign side and for the key of the translated text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FewDigits => "passcode_few_digits",
            Self::Sequence => "passcode_sequence",
            Self::Repeats => "passcode_repeats",
            Self::Palindrome => "passcode_palindrome",
            Self::KeypadWalk => "passcode_keypad_walk",
            Self::Date => "passcode_date",
            Self::PersonalNumber => "passcode_personal_number",
            Self::Common => "passcode_common",
        }
    }
}

/// A day in the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CalendarDate {
    /// Year, four digits.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

/// Numbers that a thief of the phone may know about its owner.
#[derive(Clone, Copy, Default)]
pub struct KnownNumbers<'a> {
    /// Birth dates, the owner's and the relatives'.
    pub dates: &'a [CalendarDate],
    /// ID numbers, document numbers, phone numbers, postcodes; anything that is not a digit is skipped.
    pub numbers: &'a [&'a str],
}

impl fmt::Debug for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CalendarDate(..)")
    }
}

impl fmt::Debug for KnownNumbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownNumbers(..)")
    }
}

/// Six ASCII digits; a slice, because an array would be copied from call to call.
type Digits = [u8];

/// The first rule that the six ASCII digits break.
pub(super) fn weakness(digits: &Digits, known: &KnownNumbers<'_>) -> Option<WeakPasscode> {
    let rules: [(WeakPasscode, bool); 8] = [
        (WeakPasscode::FewDigits, distinct(digits) < 3),
        (WeakPasscode::Sequence, has_equal_steps(digits)),
        (WeakPasscode::Repeats, repeats(digits)),
        (WeakPasscode::Palindrome, digits.iter().eq(digits.iter().rev())),
        (WeakPasscode::KeypadWalk, is_keypad_walk(digits)),
        (WeakPasscode::Date, known.dates.iter().any(|date| is_date(digits, *date))),
        (WeakPasscode::PersonalNumber, known.numbers.iter().any(|number| is_window(digits, number))),
        (WeakPasscode::Common, COMMON.iter().any(|common| *common == digits)),
    ];
    rules.into_iter().find_map(|(reason, broken)| broken.then_some(reason))
}

fn distinct(digits: &Digits) -> usize {
    (b'0'..=b'9').filter(|digit| digits.contains(digit)).count()
}

fn has_equal_steps(digits: &Digits) -> bool {
    let step = |pair: &[u8]| match pair {
        [a, b] => (10 + b - a) % 10,
        _ => 0,
    };
    let mut steps = digits.windows(2).map(step);
    steps.next().is_some_and(|first| steps.all(|step| step == first))
}

fn repeats(digits: &Digits) -> bool {
    let (first, second) = digits.split_at(PASSCODE_LEN / 2);
    let mut pairs = digits.chunks(2);
    let halves = first == second;
    let thirds = pairs.next().is_some_and(|first| pairs.all(|pair| pair == first));
    let doubles = digits.chunks(2).all(|pair| pair.first() == pair.last());
    halves || thirds || doubles
}

/// Where a digit sits on the pad: column and row.
fn key(digit: u8) -> (i8, i8) {
    match digit {
        b'1'..=b'9' => {
            let index = i8::try_from(digit - b'1').unwrap_or(0);
            (index % 3, index / 3)
        }
        _ => (1, 3),
    }
}

fn is_keypad_walk(digits: &Digits) -> bool {
    let step = |from: u8, to: u8| {
        let (from, to) = (key(from), key(to));
        (to.0 - from.0, to.1 - from.1)
    };
    let near = |step: (i8, i8)| step != (0, 0) && step.0.abs() <= 1 && step.1.abs() <= 1;
    let walk = digits.windows(2).all(|pair| matches!(pair, [from, to] if near(step(*from, *to))));
    let line = |three: &[u8]| match three {
        [from, over, to] => near(step(*from, *over)) && step(*from, *over) == step(*over, *to),
        _ => false,
    };
    walk || digits.chunks(3).all(line)
}

fn is_date(digits: &Digits, date: CalendarDate) -> bool {
    let two = |number: u8| [b'0' + number / 10 % 10, b'0' + number % 10];
    let century = two(u8::try_from(date.year / 100 % 100).unwrap_or(0));
    let year = two(u8::try_from(date.year % 100).unwrap_or(0));
    let (month, day) = (two(date.month), two(date.day));
    let orders = [
        [day, month, year],
        [month, day, year],
        [year, month, day],
        [year, day, month],
        [century, year, month],
        [month, century, year],
        [century, year, day],
        [day, century, year],
    ];
    orders.iter().any(|order| order.concat() == digits)
}

fn is_window(digits: &Digits, number: &str) -> bool {
    let plain: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    let found = plain.windows(PASSCODE_LEN).any(|window| window == digits);
    drop(zeroize::Zeroizing::new(plain));
    found
}

/// Used often and not caught by a rule: lucky numbers, dates everybody knows, lines with a gap.
const COMMON: [&[u8; PASSCODE_LEN]; 40] = [
    b"520131", b"201314", b"131420", b"131452", b"521314", b"131421", b"121314", b"258046", b"112358",
    b"314159", b"271828", b"161803", b"131415", b"173205", b"102030", b"203040", b"102938", b"100200",
    b"135246", b"246135", b"246810", b"135711", b"142857", b"192837", b"918273", b"168888", b"010203",
    b"020406", b"030609", b"518888", b"110120", b"119120", b"110112", b"100086", b"134679", b"101112",
    b"123400", b"001234", b"123450", b"112345",
];

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
