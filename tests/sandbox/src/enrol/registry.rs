//! The register of people, as an authority would keep it. All of them are invented.

use mien_identity::{Date, IdNumber, Likeness, Name};

/// Somebody in the register.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) id_number: &'static str,
    pub(crate) birth_date: &'static str,
    pub(crate) nationality: (&'static str, &'static str),
    /// For people who have an account already: password and mobile number.
    pub(crate) account: Option<(&'static str, &'static str)>,
    /// Shape of the drawn portrait: skin, hair, hair length.
    pub(crate) portrait: (&'static str, &'static str, u8),
}

/// The people.
pub(crate) const PEOPLE: [Person; 6] = [
    Person {
        name: "Tan Mei Ling",
        id_number: "S1234567D",
        birth_date: "1968-03-14",
        nationality: ("Singaporean", "新加坡"),
        account: Some(("harbour lamp seven", "+6591234567")),
        portrait: ("#e8b98f", "#2b2320", 26),
    },
    Person {
        name: "王小明",
        id_number: "11010519491231002X",
        birth_date: "1949-12-31",
        nationality: ("Chinese", "中国"),
        account: Some(("清晨的港口有三盏灯呀", "+8613800138000")),
        portrait: ("#eac39d", "#8d8a86", 10),
    },
    Person {
        name: "Raj s/o Kumar",
        id_number: "T1234567J",
        birth_date: "2001-07-02",
        nationality: ("Singaporean", "新加坡"),
        account: None,
        portrait: ("#9c6b45", "#17120f", 12),
    },
    Person {
        name: "Siti binti Rahman",
        id_number: "G1234567X",
        birth_date: "1985-11-23",
        nationality: ("Malaysian", "马来西亚"),
        account: None,
        portrait: ("#c98f62", "#36506b", 34),
    },
    Person {
        name: "Nguyễn Thị Ánh",
        id_number: "M1234567K",
        birth_date: "1993-01-30",
        nationality: ("Vietnamese", "越南"),
        account: None,
        portrait: ("#e3b084", "#1d1815", 30),
    },
    Person {
        name: "Emil Åkesson",
        id_number: "F1234567N",
        birth_date: "1958-09-05",
        nationality: ("Swedish", "瑞典"),
        account: None,
        portrait: ("#f0cdb0", "#c9b382", 8),
    },
];

/// Who has this ID number; the number may be written in any way that the phone accepts.
pub(crate) fn by_number(id_number: &str, today: Date) -> Option<usize> {
    let number = IdNumber::parse(id_number, today).ok()?;
    PEOPLE.iter().position(|person| person.id_number == number.as_str())
}

/// Who that is, if number, name and birth date belong together.
pub(crate) fn identify(id_number: &str, name: &str, birth_date: &str, today: Date) -> Option<usize> {
    let at = by_number(id_number, today)?;
    let person = PEOPLE.get(at)?;
    let (known, given) = (Name::parse(person.name).ok()?, Name::parse(name).ok()?);
    (known.likeness(&given) != Likeness::Different && person.birth_date == birth_date).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the demo: every invented number passes the phone's checks, and nobody is found under another's name.
    #[test]
    fn people_are_found_by_what_is_on_their_card() {
        let today = Date::new(2026, 11, 22).unwrap();
        for (at, person) in PEOPLE.iter().enumerate() {
            let found = |name: &str, born: &str| identify(person.id_number, name, born, today);
            assert_eq!(found(person.name, person.birth_date), Some(at));
            assert_eq!(found("Somebody Else", person.birth_date), None);
            assert_eq!(found(person.name, "1999-09-09"), None);
        }
        assert_eq!(by_number("s 1234567-d", today), Some(0));
        assert_eq!(by_number("S7654321B", today), None);
    }
}
