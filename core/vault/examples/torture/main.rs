//! Campaigns against the vault that take minutes to hours. `cargo xtask torture vault --cycles N` runs the first one.
//!
//! ```text
//! torture vault --cycles N [--seed S] [--folder DIR]     kill -9 at random moments; goes on where it was stopped
//! torture timing                                         Welch's t of comparisons that must not tell
//! torture cost                                           what an unlock costs beyond its key derivation, and a page of history
//! ```

mod arguments;
mod child;
mod cost;
mod kill;
mod timing;
mod world;

use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;
type Outcome<T = ()> = Result<T, Failure>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (verb, rest) = words.split_first().map_or(("", &[][..]), |(verb, rest)| (verb.as_str(), rest));
    let outcome = match verb {
        "vault" => kill::campaign(rest),
        "child" => child::run(rest),
        "timing" => timing::campaign(),
        "cost" => cost::campaign(),
        _ => Err("use: torture vault|timing|cost [--cycles N] [--seed S] [--folder DIR]".into()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture: {error}");
            ExitCode::FAILURE
        }
    }
}
