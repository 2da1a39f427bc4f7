//! The six digits, typed without being shown.

use std::io::BufRead;

use mien::PinPad;
use zeroize::Zeroizing;

use crate::failure::{Because, Failure};

/// How the passcode comes in.
#[derive(Debug, clap::Args)]
pub(crate) struct Passcode {
    /// Read the passcode from the first line of standard input instead of asking on the terminal
    #[arg(long)]
    passcode_stdin: bool,
}

/// Typed digits, wiped when dropped.
pub(super) struct Typed(Zeroizing<String>);

impl Passcode {
    /// Asks for the passcode.
    pub(super) fn ask(&self, prompt: &str) -> Result<Typed, Failure> {
        let line = if self.passcode_stdin {
            let mut line = Zeroizing::new(String::with_capacity(64));
            std::io::stdin().lock().read_line(&mut line).because(|| "cannot read the passcode")?;
            line
        } else {
            let typed = rpassword::prompt_password(format!("{prompt}: "));
            Zeroizing::new(
                typed.because(|| "cannot ask for the passcode (use --passcode-stdin without a terminal)")?,
            )
        };
        Ok(Typed(line))
    }

    /// Asks for a new passcode, on a terminal twice.
    pub(super) fn ask_new(&self) -> Result<[Typed; 2], Failure> {
        let first = self.ask("choose a passcode of six digits")?;
        let again = if self.passcode_stdin { Typed(first.0.clone()) } else { self.ask("the same again")? };
        Ok([first, again])
    }
}

impl Typed {
    /// The digits on a pad. Anything else than exactly six is refused here: a seventh digit would be ignored there.
    pub(super) fn pad(&self) -> Result<PinPad, Failure> {
        let wrong = || Failure::Usage("the passcode has six digits".into());
        let digits = self.0.trim();
        if digits.len() != 6 {
            return Err(wrong());
        }
        let mut pad = PinPad::new();
        for digit in digits.bytes() {
            pad.push(digit.wrapping_sub(b'0')).map_err(|_| wrong())?;
        }
        Ok(pad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a passcode that was mistyped is refused before it costs one of the ten attempts.
    #[test]
    fn only_six_digits_reach_the_vault() {
        let pad = |text: &str| Typed(Zeroizing::new(text.into())).pad();
        assert!(pad("271946\n").is_ok());
        for wrong in ["", "27194", "2719460", "27194a", "-27194", "２７"] {
            assert!(pad(wrong).is_err(), "{wrong}");
        }
    }
}
