//! A person as somebody typed them: checked, masked, never stored with the whole ID number.

/// Name and ID number in an acceptable form.
pub(super) struct Person {
    pub(super) name: String,
    /// Upper case, letters and digits only.
    pub(super) id_number: String,
    pub(super) birth_year: Option<i64>,
}

impl Person {
    /// `None` when the name is not 1 to 80 characters, or the number not 4 to 20 letters or digits.
    pub(super) fn new(name: &str, id_number: &str, birth_year: Option<i64>) -> Option<Self> {
        let (name, id_number) = (name.trim(), id_number.trim().to_ascii_uppercase());
        let named = (1..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        let numbered =
            (4..=20).contains(&id_number.len()) && id_number.bytes().all(|b| b.is_ascii_alphanumeric());
        let birth_year =
            birth_year.filter(|year| (1900..=2100).contains(year)).or_else(|| birth_year_of(&id_number));
        (named && numbered).then(|| Self { name: name.to_owned(), id_number, birth_year })
    }

    /// All but the first and the last four characters hidden: `S****567D`.
    pub(super) fn masked(&self) -> String {
        let length = self.id_number.len();
        let visible = |at: usize| at == 0 || at + 4 >= length;
        self.id_number.chars().enumerate().map(|(at, c)| if visible(at) { c } else { '*' }).collect()
    }
}

/// The year of birth in a resident identity number of China (GB 11643: digits 7 to 10).
fn birth_year_of(id_number: &str) -> Option<i64> {
    let year = id_number.get(6..10).filter(|_| id_number.len() == 18)?.parse().ok()?;
    (1900..=2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Protects the ID number: what a credential shows of it.
    #[test]
    fn only_five_characters_remain() {
        assert_eq!(Person::new("Tan", "s1234567d", None).unwrap().masked(), "S****567D");
        let person = Person::new("王小明", "11010519491231002X", None).unwrap();
        assert_eq!((person.masked().as_str(), person.birth_year), ("1*************002X", Some(1949)));
        assert_eq!(Person::new("A", "1234", None).unwrap().masked(), "1234");
    }

    proptest! {
        // Hostile input is refused or bounded, without a panic.
        #[test]
        fn hostile_input(name in any::<String>(), number in any::<String>(), year in any::<Option<i64>>()) {
            if let Some(person) = Person::new(&name, &number, year) {
                prop_assert!(person.name.chars().count() <= 80 && person.masked().len() <= 20);
            }
        }
    }
}
