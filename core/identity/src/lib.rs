//! ID numbers, names, phone numbers, relatives and password rules: plain validated types, without I/O.
//!
//! | type | what it is | standard |
//! |---|---|---|
//! | [`Nric`] | NRIC and FIN numbers of Singapore, series S, T, F, G and M | check letter |
//! | [`ResidentId`] | resident ID numbers of China, 18 digits; 15-digit ones are converted | GB 11643-1999, GB/T 2260 |
//! | [`IdNumber`] | either of them, told apart by its form | |
//! | [`PhoneNumber`] | phone numbers of every country | ITU-T E.164 |
//! | [`Name`] | names in any script | Unicode NFC |
//! | [`Relatives`] | the people whom somebody looks after on their phone | |
//! | [`Password`] | what a password must be, as live rules | NIST SP 800-63B-4 |
//!
//! A value of such a type has passed its checks: there is no other way to make one. Each parser is strict, bounded and
//! total, and says what is wrong in a way that a screen can show. For screens that check while somebody types,
//! [`Typing`] tells "not finished" from "wrong".
//!
//! Everything here is personal data: `Debug` prints none of it, errors hold none of it, and [`IdNumber::masked`] and
//! [`PhoneNumber::masked`] are the forms to show.
//!
//! ```
//! use mien_identity::{Date, IdNumber};
//!
//! let today = Date::new(2026, 11, 22).ok_or("a date")?;
//! let number = IdNumber::parse("s1234567d", today)?;
//! assert_eq!(number.masked(), "S****567D");
//! assert_eq!(format!("{number:?}"), "IdNumber::Nric(*)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod date;
mod id_number;
mod mask;
mod name;
mod nric;
mod password;
mod phone;
mod region;
mod relative;
mod resident_id;
mod typing;

pub use date::Date;
pub use id_number::{IdNumber, IdNumberError};
pub use name::{Likeness, Name, NameError};
pub use nric::{Nric, NricSeries};
pub use password::{Password, PasswordContext, PasswordError, PasswordRule, unmet_rules};
pub use phone::{PhoneError, PhoneNumber};
pub use region::Region;
pub use relative::{Kinship, Relative, RelativeError, Relatives};
pub use resident_id::{ResidentId, Sex};
pub use typing::Typing;
