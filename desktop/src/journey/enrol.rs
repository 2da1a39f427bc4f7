//! `mien enrol`: follow an offer, scan the face, choose a passcode, receive the credential; or, with `--provider`, register or
//! set this computer up in the steps that the provider asks for.

use std::path::PathBuf;

use mien::Enrolment;

use super::account::{self, Given};
use super::home::Home;
use super::passcode::Passcode;
use super::{ask, code_text, confirm, scanning};
use crate::failure::{Answer, Because, Failure};
use crate::scan::Camera;
use crate::strip::Strip;

/// The text that is agreed to before the camera opens; its version is stored with the consent.
const CONSENT_VERSION: &str = "mien-desktop-1";
const CONSENT: &str = "Your face is scanned now. A template of it is kept on this computer, encrypted under your passcode. \
    No picture is kept and nothing of your face is sent anywhere. You can withdraw this at any time; the template is then \
    deleted.";

/// Options of `mien enrol`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The text of the credential offer
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["qr", "provider"], conflicts_with = "qr")]
    offer: Option<String>,
    /// A picture of the offer's QR code
    #[arg(long, value_name = "IMAGE")]
    qr: Option<PathBuf>,
    /// The transaction code that came by SMS; asked for when left out
    #[arg(long, value_name = "DIGITS")]
    pub(super) tx_code: Option<String>,
    /// Agree to the face check without being asked: "a template of my face is kept on this computer"
    #[arg(long)]
    pub(super) consent: bool,
    /// With --provider: agree that the template of the face also goes to the provider, encrypted, if it asks for it
    #[arg(long)]
    pub(super) send_template: bool,
    #[command(flatten)]
    pub(super) account: Given,
    #[command(flatten)]
    pub(super) camera: Option<Camera>,
    /// Draw the scan, hint by hint, into this SVG file. It shows the person: for demonstrations
    #[arg(long, value_name = "FILE")]
    pub(super) strip: Option<PathBuf>,
    #[command(flatten)]
    pub(super) passcode: Passcode,
    #[command(flatten)]
    pub(super) home: Home,
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(provider) = options.account.provider() {
        return account::run(options, provider);
    }
    let camera = options.camera.as_ref().ok_or_else(|| {
        Failure::Usage("a face is scanned: give --camera, --frames or --camera-program".into())
    })?;
    let text = code_text(options.qr.as_ref(), options.offer.as_ref())?;
    let mien = options.home.open()?;
    let mut enrolment = mien.start_enrolment(&text).because(|| "cannot follow the offer")?;
    let offered = enrolment.offered();
    println!(
        "{} ({}) offers an identity for this computer",
        offered.issuer_name.as_deref().unwrap_or("an issuer"),
        offered.issuer_domain
    );
    if !consented(options)? {
        println!("nothing was scanned and nothing was stored");
        return Ok(Answer::No);
    }
    let mut scan = enrolment
        .start_scan(CONSENT_VERSION, &mien::ScanOptions::default())
        .because(|| "cannot begin the scan")?;
    let mut strip = options.strip.as_ref().map(|_| Strip::default());
    let passed = scanning::follow(&mut scan, camera, strip.as_mut())?;
    if let (Some(strip), Some(file)) = (strip, &options.strip) {
        strip.save(file)?;
    }
    if !passed {
        return Ok(Answer::No);
    }
    enrolment.accept_scan(&mut scan).because(|| "cannot use the scan")?;
    choose_passcode(&mut enrolment, options)?;
    let code = transaction_code(&enrolment, options)?;
    let identity = enrolment.finish(code.as_deref()).because(|| "cannot receive the credential")?;
    println!(
        "enrolled: {} {}",
        identity.name.as_deref().unwrap_or("(no name)"),
        identity.id_number_masked.as_deref().unwrap_or_default()
    );
    Ok(Answer::Yes)
}

fn consented(options: &Options) -> Result<bool, Failure> {
    println!("{CONSENT}");
    if options.consent {
        println!("agreed (--consent)");
        return Ok(true);
    }
    confirm("do you agree", "--consent")
}

fn choose_passcode(enrolment: &mut Enrolment, options: &Options) -> Result<(), Failure> {
    let [first, again] = options.passcode.ask_new()?;
    let refused = || "the passcode was not accepted";
    enrolment.choose_passcode(&mut first.pad()?, &mut again.pad()?).because(refused)
}

fn transaction_code(enrolment: &Enrolment, options: &Options) -> Result<Option<String>, Failure> {
    match (&enrolment.offered().transaction_code, &options.tx_code) {
        (None, _) => Ok(None),
        (Some(_), Some(code)) => Ok(Some(code.clone())),
        (Some(_), None) => ask("the code from the SMS", "--tx-code").map(Some),
    }
}
