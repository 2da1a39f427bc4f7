//! `mien login`: who asks for what, then approve or decline.

use std::path::PathBuf;

use mien::{ApprovalPrompt, Login, LoginError, Mien, Shown};

use super::home::Home;
use super::passcode::{Passcode, Typed};
use super::{ask, code_text, confirm, scanning};
use crate::failure::{Answer, Because, Failure};
use crate::scan::Camera;

/// Options of `mien login`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A picture of the login page's QR code
    #[arg(long, value_name = "IMAGE")]
    qr: Option<PathBuf>,
    /// The text of the QR code
    #[arg(long, value_name = "TEXT", required_unless_present = "qr", conflicts_with = "qr")]
    text: Option<String>,
    /// The two digits on the login page; asked for when left out. `-` reads them from a line of standard input, before the
    /// passcode
    #[arg(long, value_name = "DIGITS")]
    check: Option<String>,
    /// Approve without being asked
    #[arg(long, conflicts_with = "decline")]
    yes: bool,
    /// Decline; needs no passcode
    #[arg(long)]
    decline: bool,
    /// Compare the face in front of the camera with the enrolled one before approving
    #[command(flatten)]
    camera: OptionalCamera,
    #[command(flatten)]
    passcode: Passcode,
    #[command(flatten)]
    home: Home,
}

/// As for a scan, but the face check is an addition here: the passcode approves.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct OptionalCamera {
    /// Scan the face in these recorded frames before approving
    #[arg(long, value_name = "FILE")]
    frames: Option<PathBuf>,
    /// Scan the face with this webcam before approving
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, default_missing_value = "0")]
    camera: Option<u32>,
    /// Scan the face with another program as the camera before approving; see `mien scan --help`
    #[arg(long, value_name = "COMMAND")]
    camera_program: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let text = code_text(options.qr.as_ref(), options.text.as_ref())?;
    let mien = options.home.open()?;
    let mut login = match mien.start_login(&text) {
        Ok(login) => login,
        Err(error) => return Ok(refused(&error)),
    };
    show(login.prompt());
    if options.decline || !(options.yes || confirm("approve", "--yes or --decline")?) {
        login.decline().because(|| "cannot decline")?;
        println!("declined");
        return Ok(Answer::Yes);
    }
    let check = check_digits(login.prompt(), options)?;
    let passcode = options.passcode.ask("passcode")?;
    if !face_agrees(&mien, options, &passcode)? {
        return Ok(Answer::No);
    }
    approve(&mut login, &passcode, check.as_deref())
}

fn approve(login: &mut Login, passcode: &Typed, check: Option<&str>) -> Result<Answer, Failure> {
    match login.approve(&mut passcode.pad()?, check) {
        Ok(done) => {
            println!("approved: you are logged in to {}", login.prompt().domain);
            if let Some(url) = done.return_url {
                println!("go on at {url}");
            }
            Ok(Answer::Yes)
        }
        Err(error) => Ok(refused(&error)),
    }
}

/// Everything that the person has to know before deciding.
fn show(prompt: &ApprovalPrompt) {
    println!("verified domain: {}", prompt.domain);
    if let Some(name) = &prompt.service_name {
        let domain = prompt.service_domain.as_deref().unwrap_or("no domain");
        println!("service, in its own words: \"{}\" ({domain})", name.get("en"));
    }
    if let Some(purpose) = &prompt.purpose {
        println!("purpose, in its own words: \"{}\"", purpose.get("en"));
    }
    println!("would be shared: {}", prompt.claims.join(", "));
    println!("started on: {}{}", place(prompt), if prompt.cross_device { " (another device)" } else { "" });
}

fn place(prompt: &ApprovalPrompt) -> &str {
    prompt.browser.as_deref().unwrap_or("an unknown browser")
}

fn check_digits(prompt: &ApprovalPrompt, options: &Options) -> Result<Option<String>, Failure> {
    match &options.check {
        Some(digits) if digits == "-" => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).because(|| "cannot read the digits")?;
            Ok(Some(line.trim().to_owned()))
        }
        Some(digits) => Ok(Some(digits.clone())),
        None if prompt.needs_check => ask("the two digits on the login page", "--check").map(Some),
        None => Ok(None),
    }
}

fn face_agrees(mien: &Mien, options: &Options, passcode: &Typed) -> Result<bool, Failure> {
    let OptionalCamera { frames, camera, camera_program } = &options.camera;
    if frames.is_none() && camera.is_none() && camera_program.is_none() {
        return Ok(true);
    }
    if let Err(error) = mien.unlock(&mut passcode.pad()?) {
        println!("not unlocked: {error}");
        return Ok(false);
    }
    let mut scan =
        mien.start_verification(&mien::ScanOptions::default()).because(|| "cannot begin the scan")?;
    let camera = Camera { frames: frames.clone(), webcam: *camera, program: camera_program.clone() };
    scanning::follow(&mut scan, &camera, None)
}

/// Says why, as an app would.
fn refused(error: &LoginError) -> Answer {
    let words = match error.shown() {
        Shown::NotALoginCode => "this is not a login code".to_owned(),
        Shown::CodeExpired => "the code has expired; refresh the page".into(),
        Shown::NotVerified => "this page could not be verified; do not continue".into(),
        Shown::TryAgain => "the service did not answer; try again".into(),
        Shown::NothingToShow => "the service asks for something that is not here".into(),
        Shown::TypeDigits => "the two digits are not those on the page".into(),
        Shown::LoginFailed => "the login failed; scan a new code".into(),
        _ => error.to_string(),
    };
    println!("not logged in: {words} [{}]", error.code());
    Answer::No
}
