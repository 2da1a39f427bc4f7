//! The journeys of a person: enrol, log in, unlock, look back. The rules are the core's; here are only questions, answers
//! and the ports of a computer.

mod account;
pub(crate) mod enrol;
pub(crate) mod history;
mod home;
pub(crate) mod login;
mod passcode;
mod scanning;
mod transport;
pub(crate) mod unlock;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use crate::failure::{Because, Failure};
use crate::qr_read;

/// Asks on the terminal; without one, says which option would have answered.
fn ask(question: &str, option: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("{question}? There is no terminal to ask on; use {option}")));
    }
    print!("{question}? ");
    std::io::stdout().flush().because(|| "cannot write to the terminal")?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).because(|| "cannot read from the terminal")?;
    Ok(answer.trim().to_owned())
}

/// Asks a question that is answered with yes or no; anything but yes is no.
fn confirm(question: &str, option: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} (yes/no)"), option)?;
    Ok(answer.eq_ignore_ascii_case("yes") || answer.eq_ignore_ascii_case("y"))
}

/// The text of a code, from a picture or typed.
fn code_text(picture: Option<&PathBuf>, text: Option<&String>) -> Result<String, Failure> {
    if let Some(text) = text {
        return Ok(text.clone());
    }
    let path = picture.ok_or_else(|| Failure::Usage("give the code as text or as a picture".into()))?;
    let mut codes = qr_read::codes_in(path)?;
    match (codes.pop(), codes.len()) {
        (Some(code), 0) => Ok(code.text),
        (Some(_), _) => Err(Failure::Usage(format!("there is more than one QR code in {}", path.display()))),
        (None, _) => Err(Failure::Failed(format!("no QR code found in {}", path.display()))),
    }
}
