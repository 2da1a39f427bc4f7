//! `mien`: the command line on the same core as the phone apps.
//!
//! Exit codes: 0 done or yes, 1 the answer is no, 2 the command was called in a way that cannot work, 3 something failed.

#![forbid(unsafe_code)]

mod evaluate;
mod face_compare;
mod failure;
mod hex;
mod journey;
mod models;
mod picture;
mod progress;
mod qr_read;
mod scan;
mod source;
mod stats;
mod strip;
mod watch;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::{Answer, Failure};

/// Log in with your face and a QR code, and measure how well that works.
///
/// Exit codes: 0 done or yes; 1 the answer is no; 2 wrong use; 3 failure.
#[derive(Debug, Parser)]
#[command(name = "mien", version, propagate_version = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan a face: what an app shows on the way, then the outcome with its reasons
    Scan(scan::Options),
    /// Enrol on this computer: follow an offer, or register at a provider; scan the face, choose a passcode
    Enrol(journey::enrol::Options),
    /// Log in to a service: see who asks for what, approve or decline
    Login(journey::login::Options),
    /// Try the passcode and show who is enrolled
    Unlock(journey::unlock::Options),
    /// Show every request and how it ended
    History(journey::history::Options),
    /// Work with pictures of faces
    #[command(subcommand)]
    Face(FaceCommand),
    /// Work with pictures of QR codes
    #[command(subcommand)]
    Qr(QrCommand),
    /// Measure on folders of data; the reports are JSON, CSV and SVG
    #[command(subcommand)]
    Evaluate(evaluate::Command),
}

#[derive(Debug, Subcommand)]
enum FaceCommand {
    /// Say whether two pictures show the same person
    Compare(face_compare::Options),
}

#[derive(Debug, Subcommand)]
enum QrCommand {
    /// Print the text of the QR codes in a picture
    Read(qr_read::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(answer) => answer.into(),
        Err(failure) => {
            eprintln!("mien: {failure}");
            failure.exit_code()
        }
    }
}

fn run(command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Scan(options) => scan::run(options),
        Command::Enrol(options) => journey::enrol::run(options),
        Command::Login(options) => journey::login::run(options),
        Command::Unlock(options) => journey::unlock::run(options),
        Command::History(options) => journey::history::run(options),
        Command::Face(FaceCommand::Compare(options)) => face_compare::run(options),
        Command::Qr(QrCommand::Read(options)) => qr_read::run(options),
        Command::Evaluate(command) => evaluate::run(command),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    // Protects: every option of every command is consistent (clap checks it only when it is asked to).
    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
