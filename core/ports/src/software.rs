//! Ports made of files and the system's clocks: for the desktop and for tests.
//!
//! Keys are files with mode 0600, so a copy of the folder is a copy of the keys: everything here says
//! [`SecurityLevel::Software`](crate::SecurityLevel::Software) and nothing more. Phones use their own hardware.

mod clock;
mod counter;
mod file;
mod keys;

pub use clock::SystemClock;
pub use counter::FileCounter;
pub use keys::SoftwareKeys;
