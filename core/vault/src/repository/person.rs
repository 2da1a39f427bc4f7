//! The person and their relatives.

use super::{from_json, to_json};
use crate::error::VaultError;
use crate::passcode::CalendarDate;
use crate::record::{ProfileId, Record, RecordId, Table};
use crate::unlocked::Unlocked;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The most people of one vault: the owner and twenty relatives.
pub const MAX_PEOPLE: u32 = 21;

/// What a person is to the owner of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Relation {
    /// The owner.
    Owner,
    /// Husband or wife.
    Spouse,
    /// Mother or father.
    Parent,
    /// Daughter or son.
    Child,
    /// Sister or brother.
    Sibling,
    /// Somebody else in their care.
    Other,
}

/// What is known about a person. Wiped when dropped; prints nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Person {
    /// What they are to the owner.
    #[zeroize(skip)]
    pub relation: Relation,
    /// Their name as in their document.
    pub name: String,
    /// Which kind of number identifies them, as a stable name such as `nric` or `passport`.
    pub id_kind: String,
    /// The number itself. Two people with the same one are refused.
    pub id_number: String,
    /// Their date of birth, if it is known.
    #[zeroize(skip)]
    pub born: Option<CalendarDate>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Body {
    v: u8,
    #[zeroize(skip)]
    relation: Relation,
    name: String,
    id_kind: String,
    id_number: String,
    born: Option<(u16, u8, u8)>,
}

/// The people of an unlocked vault.
#[derive(Debug)]
pub struct People<'a> {
    pub(crate) vault: &'a Unlocked,
}

impl People<'_> {
    /// Stores what is known about the owner, and replaces what was.
    ///
    /// # Errors
    /// [`VaultError::Duplicate`] when a relative has this number; [`VaultError`]. Nothing is changed then.
    pub fn set_owner(&self, person: &Person) -> Result<(), VaultError> {
        let mut owner = person.clone();
        owner.relation = Relation::Owner;
        self.put(ProfileId::OWNER, &owner)
    }

    /// Adds a relative and answers the profile that their records belong to. Needs the owner's presence.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`], [`VaultError::Duplicate`] when somebody has this number (the owner, too),
    /// [`VaultError::TooMany`].
    pub fn add_relative(&self, person: &Person) -> Result<ProfileId, VaultError> {
        self.vault.require_presence()?;
        let profile = ProfileId(self.vault.new_id()?.0);
        let mut relative = person.clone();
        if relative.relation == Relation::Owner {
            relative.relation = Relation::Other;
        }
        self.put(profile, &relative)?;
        Ok(profile)
    }

    /// Changes what is known about somebody. Answers whether there is such a person.
    ///
    /// # Errors
    /// [`VaultError::Duplicate`], [`VaultError`]; nothing is changed then.
    pub fn update(&self, profile: ProfileId, person: &Person) -> Result<bool, VaultError> {
        if self.get(profile)?.is_none() {
            return Ok(false);
        }
        self.put(profile, person).map(|()| true)
    }

    fn put(&self, profile: ProfileId, person: &Person) -> Result<(), VaultError> {
        let body = to_json(&Body {
            v: 1,
            relation: person.relation,
            name: person.name.clone(),
            id_kind: person.id_kind.clone(),
            id_number: person.id_number.clone(),
            born: person.born.map(|born| (born.year, born.month, born.day)),
        })?;
        let value = identifier(&person.id_kind, &person.id_number);
        self.vault.transact(1, |batch| {
            let others = batch.find(Table::Person, &value)?;
            if others.iter().any(|other| other.id != RecordId(profile.0)) {
                return Err(VaultError::Duplicate);
            }
            if batch.get(Table::Person, RecordId(profile.0))?.is_none()
                && batch.count(Table::Person)? >= MAX_PEOPLE
            {
                return Err(VaultError::TooMany { limit: MAX_PEOPLE });
            }
            batch.put_found_by(Table::Person, RecordId(profile.0), profile, &body, Some(&value))?;
            Ok(())
        })
    }

    /// One person; `None` when there is none of that profile.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn get(&self, profile: ProfileId) -> Result<Option<Person>, VaultError> {
        self.vault.get(Table::Person, RecordId(profile.0))?.as_ref().map(stored).transpose()
    }

    /// Everybody, the owner first.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn list(&self) -> Result<Vec<(ProfileId, Person)>, VaultError> {
        let records = self.vault.list(Table::Person)?;
        records.iter().map(|record| Ok((record.owner, stored(record)?))).collect()
    }

    /// Who has this number, without opening the others. Spaces, hyphens and case do not matter.
    ///
    /// # Errors
    /// [`VaultError::RecordRefused`] or [`VaultError::RecordsAltered`].
    pub fn find(&self, id_kind: &str, id_number: &str) -> Result<Option<ProfileId>, VaultError> {
        let value = identifier(id_kind, id_number);
        let found = self.vault.read(|batch| batch.find(Table::Person, &value))?;
        Ok(found.first().map(|record| record.owner))
    }

    /// Deletes a relative and everything that belongs to them, in one go: templates, credentials, consents, messages.
    /// Answers how many records there were. Keys of credentials are the caller's to delete.
    ///
    /// # Errors
    /// [`VaultError::StepUpRequired`]; [`VaultError`]: all of it is still there then. The owner is deleted with the vault,
    /// by [`Locked::erase`](crate::Locked::erase).
    pub fn remove_relative(&self, profile: ProfileId) -> Result<usize, VaultError> {
        self.vault.require_presence()?;
        if profile == ProfileId::OWNER {
            return Ok(0);
        }
        self.vault.transact(1, |batch| batch.delete_owned(profile))
    }
}

/// What a person is found by: kind and number, as they are compared.
fn identifier(kind: &str, number: &str) -> Zeroizing<Vec<u8>> {
    let significant = |byte: &u8| !matches!(byte, b' ' | b'-');
    let mut value = Zeroizing::new(Vec::with_capacity(kind.len() + number.len() + 1));
    value.extend(kind.bytes());
    value.push(0);
    value.extend(number.bytes().filter(significant).map(|byte| byte.to_ascii_uppercase()));
    value
}

/// The identifier of a stored person, for a new data key.
pub(super) fn identifier_of(body: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let body: Body = from_json(body)?;
    Ok(identifier(&body.id_kind, &body.id_number))
}

fn stored(record: &Record) -> Result<Person, VaultError> {
    let mut body: Body = from_json(&record.body)?;
    if body.v != 1 {
        return Err(VaultError::RecordRefused);
    }
    Ok(Person {
        relation: body.relation,
        name: std::mem::take(&mut body.name),
        id_kind: std::mem::take(&mut body.id_kind),
        id_number: std::mem::take(&mut body.id_number),
        born: body.born.map(|(year, month, day)| CalendarDate { year, month, day }),
    })
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("relation", &self.relation).finish_non_exhaustive()
    }
}
