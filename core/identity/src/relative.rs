//! The people whom somebody certifies on their phone.

use crate::{Date, IdNumber, Name};
use thiserror::Error;

/// As many as one phone looks after.
const MOST: usize = 10;

/// What somebody is to the owner of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kinship {
    /// Wife or husband.
    Spouse,
    /// Mother or father, also in law.
    Parent,
    /// Daughter or son, also in law.
    Child,
    /// Grandmother or grandfather.
    Grandparent,
    /// Sister or brother.
    Sibling,
    /// Somebody else.
    Other,
}

/// What is wrong with a relative. Show it on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RelativeError {
    /// There are ten already. Say so; one has to be removed first.
    #[error("there are ten relatives already")]
    Full,
    /// Somebody with this ID number is on the list. Show that entry.
    #[error("this person is on the list already")]
    Duplicate,
    /// It is the owner's own ID number. Lead to "for myself".
    #[error("this is the owner")]
    Oneself,
    /// A parent younger than their child, by the birth dates in the ID numbers. Ask to compare number and kinship.
    #[error("the birth dates do not fit the kinship")]
    Implausible,
}

impl RelativeError {
    /// A stable name for texts, logs and the foreign side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "relatives_full",
            Self::Duplicate => "relative_duplicate",
            Self::Oneself => "relative_oneself",
            Self::Implausible => "relative_implausible",
        }
    }
}

/// One of them. `Debug` prints the kinship alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Relative {
    /// The name.
    pub name: Name,
    /// The ID number.
    pub id_number: IdNumber,
    /// What they are to the owner.
    pub kinship: Kinship,
}

impl std::fmt::Debug for Relative {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relative").field("kinship", &self.kinship).finish_non_exhaustive()
    }
}

/// The list: at most ten, nobody twice, never the owner.
#[derive(Debug, Clone)]
pub struct Relatives {
    owner: IdNumber,
    list: Vec<Relative>,
}

impl Relatives {
    /// An empty list of this person's.
    pub const fn of(owner: IdNumber) -> Self {
        Self { owner, list: Vec::new() }
    }

    /// Who is on it, in the order in which they were added.
    pub fn list(&self) -> &[Relative] {
        &self.list
    }

    /// Adds somebody.
    ///
    /// # Errors
    /// [`RelativeError`]; the list stays as it was.
    pub fn add(&mut self, relative: Relative) -> Result<(), RelativeError> {
        if relative.id_number == self.owner {
            return Err(RelativeError::Oneself);
        }
        if self.list.iter().any(|known| known.id_number == relative.id_number) {
            return Err(RelativeError::Duplicate);
        }
        if !fits(self.owner.birth_date(), relative.id_number.birth_date(), relative.kinship) {
            return Err(RelativeError::Implausible);
        }
        if self.list.len() >= MOST {
            return Err(RelativeError::Full);
        }
        self.list.push(relative);
        Ok(())
    }

    /// Removes somebody; false when they were not there.
    pub fn remove(&mut self, id_number: &IdNumber) -> bool {
        let before = self.list.len();
        self.list.retain(|known| known.id_number != *id_number);
        self.list.len() < before
    }
}

/// Whether the ages are in the order of the generations, as far as both are known.
fn fits(owner: Option<Date>, relative: Option<Date>, kinship: Kinship) -> bool {
    let (Some(owner), Some(relative)) = (owner, relative) else { return true };
    match kinship {
        Kinship::Parent | Kinship::Grandparent => relative < owner,
        Kinship::Child => relative > owner,
        Kinship::Spouse | Kinship::Sibling | Kinship::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    fn relative(number: &str, kinship: Kinship) -> Relative {
        let id_number = IdNumber::parse(number, today()).unwrap();
        Relative { name: Name::parse("王小明").unwrap(), id_number, kinship }
    }

    // D8, D15. Protects whom a certification is for: nobody twice, not oneself, no parent younger than the child, at most
    // ten. A relative has no relatives here, so that there can be no cycle longer than oneself.
    #[test]
    fn the_list_has_rules() {
        let mut list = Relatives::of(IdNumber::parse("11010519491231002X", today()).unwrap());
        assert_eq!(list.add(relative("110105491231002", Kinship::Other)), Err(RelativeError::Oneself));
        list.add(relative("S1234567D", Kinship::Spouse)).unwrap();
        assert_eq!(list.add(relative("s1234567d", Kinship::Other)), Err(RelativeError::Duplicate));
        // Born 1980-01-01.
        let younger = "440305800101001";
        assert_eq!(list.add(relative(younger, Kinship::Parent)), Err(RelativeError::Implausible));
        assert_eq!(list.add(relative(younger, Kinship::Grandparent)), Err(RelativeError::Implausible));
        list.add(relative(younger, Kinship::Child)).unwrap();
        let mut added = list.list().len();
        let mut full = None;
        for sequence in 1..=20 {
            let number = format!("440305800102{sequence:03}");
            match list.add(relative(&number, Kinship::Other)) {
                Ok(()) => added += 1,
                Err(error) => full = Some(error),
            }
        }
        assert_eq!((added, full), (10, Some(RelativeError::Full)));
        assert!(list.remove(&IdNumber::parse(younger, today()).unwrap()));
        assert!(!list.remove(&IdNumber::parse(younger, today()).unwrap()));
        assert!(!format!("{list:?}").contains("4403") && !format!("{list:?}").contains('王'));
    }
}
