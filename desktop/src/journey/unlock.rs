//! `mien unlock`: try the passcode and show who is enrolled.

use mien::VaultState;

use super::home::Home;
use super::passcode::Passcode;
use crate::failure::{Answer, Because, Failure};

/// Options of `mien unlock`.
///
/// The vault is open only while a command runs: this one shows that the passcode is right and who is enrolled.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    passcode: Passcode,
    #[command(flatten)]
    home: Home,
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let mien = options.home.open()?;
    let status = mien.status().because(|| "cannot look at the vault")?;
    let shut = match status {
        VaultState::Empty => Some("nobody is enrolled on this computer; see mien enrol".to_owned()),
        VaultState::Throttled { remaining_ms, attempts_left, .. } => {
            let seconds = remaining_ms.div_ceil(1000);
            Some(format!("wait {seconds} s before the next try; {attempts_left} left"))
        }
        VaultState::Wiped { .. } => Some("destroyed after too many wrong passcodes; enrol again".into()),
        VaultState::TamperedOrRestored => Some("this vault was copied or restored; enrol again".into()),
        VaultState::Damaged { .. } => Some("the vault is damaged; enrol again".into()),
        _ => None,
    };
    if let Some(why) = shut {
        println!("{why}");
        return Ok(Answer::No);
    }
    let passcode = options.passcode.ask("passcode")?;
    if let Err(error) = mien.unlock(&mut passcode.pad()?) {
        println!("not unlocked: {error} [{}]", error.code());
        return Ok(Answer::No);
    }
    let identity = mien.identity().because(|| "cannot read the vault")?;
    let name = identity.as_ref().and_then(|identity| identity.name.as_deref()).unwrap_or("(no name)");
    let number = identity.as_ref().and_then(|identity| identity.id_number_masked.as_deref());
    println!("unlocked: {name} {}", number.unwrap_or_default());
    Ok(Answer::Yes)
}
