//! `mien enrol --provider`: register, or set this computer up, in the steps that the provider asks for.

use mien::identifiers::Date;
use mien::{
    AccountEnrolment, AccountError, AccountPurpose, AccountStep, Interaction, Mien, Problem, Prompt, Provider,
};
use std::sync::Arc;

use super::enrol::Options;
use super::{ask, confirm, scanning};
use crate::failure::{Answer, Because, Failure};
use crate::strip::Strip;

/// What is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Purpose {
    /// A new account with ID number, face, password and phone
    Register,
    /// A new account with a phone number alone
    ByPhone,
    /// This computer for an account that there is; the device used before is signed out
    SetUp,
}

/// What the steps ask for; whatever is left out is asked on the terminal.
#[derive(Debug, clap::Args)]
pub(crate) struct Given {
    /// The provider to register or to set this computer up at, an https address. For the sandbox: the first address it prints
    #[arg(long, value_name = "URL", conflicts_with_all = ["offer", "qr"])]
    provider: Option<String>,
    /// What to begin, with --provider
    #[arg(long, value_enum, default_value_t = Purpose::SetUp)]
    purpose: Purpose,
    /// The ID number
    #[arg(long, value_name = "NUMBER")]
    id_number: Option<String>,
    /// The name as on the ID card
    #[arg(long)]
    name: Option<String>,
    /// The birth date, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    birth_date: Option<String>,
    /// The account's password; visible to other programs of this computer: for demonstrations
    #[arg(long)]
    password: Option<String>,
    /// The mobile number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Country of phone numbers without a country code
    #[arg(long, value_name = "CODE", default_value = "SG")]
    country: String,
    /// Accept the terms and make the declaration without being asked
    #[arg(long)]
    accept: bool,
    /// Let the browser show the steps instead of the terminal
    #[arg(long)]
    browser: bool,
}

impl Given {
    /// The provider, if one was named.
    pub(super) fn provider(&self) -> Option<Provider> {
        let issuer = self.provider.as_ref()?.trim_end_matches('/').to_owned();
        Some(Provider {
            configuration_id: "identity".into(),
            attestation_endpoint: format!("{issuer}/wallet/attest"),
            issuer,
            client_id: "mien-wallet".into(),
            redirect_uri: "https://wallet.mien.example/enrolled".into(),
            sms_hash: None,
            browser_only: self.browser,
        })
    }
}

pub(super) fn run(options: &Options, provider: Provider) -> Result<Answer, Failure> {
    let mien = options.home.open()?;
    let mut enrolment = begin(&mien, options, provider)?;
    println!("{} ({})", enrolment.issuer_name().unwrap_or("a provider"), enrolment.domain());
    loop {
        match enrolment.step().clone() {
            AccountStep::Ask(prompt) => {
                if !step(&mut enrolment, &prompt, options)? {
                    println!("stopped here; `mien enrol --provider` goes on at this step");
                    return Ok(Answer::No);
                }
            }
            AccountStep::Browser { url } => {
                println!("open this address in a browser:\n{url}");
                let back = ask("the address it came back to", "no other way than a terminal")?;
                told(enrolment.returned(&back))?;
            }
            AccountStep::Interrupted => {
                if !confirm("try again", "the same command")? {
                    return Ok(Answer::No);
                }
                told(enrolment.retry())?;
            }
            AccountStep::Passcode => break,
            AccountStep::Ended => return Err(Failure::Failed("the enrolment has ended: begin again".into())),
        }
    }
    let [first, again] = options.passcode.ask_new()?;
    let identity = enrolment
        .choose_passcode(&mut first.pad()?, &mut again.pad()?)
        .because(|| "the passcode was not accepted")?;
    println!(
        "enrolled: {} {}",
        identity.name.as_deref().unwrap_or("(no name)"),
        identity.id_number_masked.as_deref().unwrap_or_default()
    );
    Ok(Answer::Yes)
}

/// Goes on with what was interrupted, or begins.
fn begin(mien: &Arc<Mien>, options: &Options, provider: Provider) -> Result<AccountEnrolment, Failure> {
    if let Some(enrolment) = mien.resume_account().because(|| "cannot go on with the enrolment")? {
        println!("going on where it was");
        return Ok(enrolment);
    }
    let purpose = match options.account.purpose {
        Purpose::Register => AccountPurpose::Register,
        Purpose::ByPhone => AccountPurpose::RegisterByPhone,
        Purpose::SetUp => AccountPurpose::SetUp,
    };
    mien.begin_account(provider, purpose).because(|| "cannot begin")
}

/// One step; `false` when the person does not want to go on.
fn step(enrolment: &mut AccountEnrolment, prompt: &Prompt, options: &Options) -> Result<bool, Failure> {
    // What was given on the command line was wrong already: ask.
    let first = prompt.problem.is_none();
    if let Some(problem) = prompt.problem {
        println!("! {}", words(problem));
    }
    let given = &options.account;
    let value = |given: &Option<String>, question: &str, option: &str| match given {
        Some(text) if first => Ok(text.clone()),
        _ => ask(question, option),
    };
    let outcome = match &prompt.interaction {
        Interaction::ProofOfWork(_) => {
            println!("not a robot: solving a small task");
            enrolment.solve(&mut |_| true)
        }
        Interaction::SignIn => {
            let number = value(&given.id_number, "ID number", "--id-number")?;
            enrolment.sign_in(&number, &value(&given.password, "password", "--password")?)
        }
        Interaction::Identify => {
            let number = value(&given.id_number, "ID number", "--id-number")?;
            let name = value(&given.name, "name as on the card", "--name")?;
            let born = date(&value(&given.birth_date, "birth date (YYYY-MM-DD)", "--birth-date")?)?;
            enrolment.identify(&number, &name, born)
        }
        Interaction::Terms(terms) => {
            println!("terms {} ({}):\n  {}", terms.version, terms.url, terms.summary.get("en"));
            if !given.accept && !confirm("do you accept them", "--accept")? {
                return Ok(false);
            }
            enrolment.accept_terms()
        }
        Interaction::NewPassword => {
            let password = value(&given.password, "choose a password", "--password")?;
            let again = value(&given.password, "the same again", "--password")?;
            enrolment.choose_password(&password, &again)
        }
        Interaction::Phone(asked) => {
            let number = value(&given.phone, "mobile number", "--phone")?;
            let again =
                if asked.twice { Some(value(&given.phone, "the same again", "--phone")?) } else { None };
            enrolment.phone(&number, again.as_deref(), &given.country)
        }
        Interaction::OneTimeCode(asked) => {
            println!(
                "a code was sent to {}; valid for {} s, {} tries left (an empty answer sends another one)",
                asked.sent_to, asked.expires_in, asked.tries_left
            );
            match value(&options.tx_code, "the code from the SMS", "--tx-code")? {
                text if text.is_empty() => enrolment.another_code(),
                text => enrolment.code(&text),
            }
        }
        Interaction::Face(asked) => {
            println!("face check, consent {}:\n  {}", asked.consent_version, asked.consent.get("en"));
            if !options.consent && !confirm("do you agree", "--consent")? {
                return Ok(false);
            }
            return face(enrolment, options);
        }
        Interaction::Details(details) => {
            for detail in &details.details {
                println!("  {}: {}", detail.label.get("en"), detail.value);
            }
            println!("{}", details.declaration.get("en"));
            if !given.accept && !confirm("do you declare so", "--accept")? {
                return Ok(false);
            }
            enrolment.declare()
        }
        _ => {
            return Err(Failure::Failed(
                "the provider asks for a step that this program does not know".into(),
            ));
        }
    };
    told(outcome).map(|()| true)
}

fn face(enrolment: &mut AccountEnrolment, options: &Options) -> Result<bool, Failure> {
    let mut scan = enrolment.start_scan(&mien::ScanOptions::default()).because(|| "cannot begin the scan")?;
    let camera = options.camera.as_ref().ok_or_else(|| {
        Failure::Usage("a face is asked for: give --camera, --frames or --camera-program".into())
    })?;
    let mut strip = options.strip.as_ref().map(|_| Strip::default());
    let passed = scanning::follow(&mut scan, camera, strip.as_mut())?;
    if let (Some(strip), Some(file)) = (strip, &options.strip) {
        strip.save(file)?;
    }
    if !passed {
        return Ok(false);
    }
    told(enrolment.accept_scan(&mut scan, options.send_template)).map(|()| true)
}

/// What can be mended is said, and the step asked again; everything else ends the command.
fn told(outcome: Result<(), AccountError>) -> Result<(), Failure> {
    match outcome {
        Err(error) if error.is_open() => {
            println!("! {error} [{}]", error.code());
            // Without a terminal nobody can mend it: the same answer would come for ever.
            if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
                Ok(())
            } else {
                Err(error).because(|| "stopped")
            }
        }
        other => other.because(|| "the enrolment has ended"),
    }
}

const fn words(problem: Problem) -> &'static str {
    match problem {
        Problem::Wrong => "that was not right",
        Problem::Expired => "that was too late",
        Problem::TooSoon => "wait half a minute before you ask for another code",
        Problem::NoMoreCodes => "no more codes are sent now",
        Problem::NotConfirmed => "the face was not confirmed",
        Problem::NotAccepted => "that is not accepted",
        _ => "that did not work",
    }
}

fn date(text: &str) -> Result<Date, Failure> {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
    let form = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let small = |number: Option<u16>| number.and_then(|number| u8::try_from(number).ok());
    let parts = part(0, 4).zip(small(part(5, 7))).zip(small(part(8, 10))).filter(|_| form);
    parts
        .and_then(|((year, month), day)| Date::new(year, month, day))
        .ok_or_else(|| Failure::Usage("a birth date is written YYYY-MM-DD".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects: a date that was mistyped is refused here, not at the provider.
    #[test]
    fn dates_have_one_form() {
        assert_eq!(date("1968-03-14").ok(), Date::new(1968, 3, 14));
        for wrong in ["", "14.03.1968", "1968-3-14", "1968-02-30", "1968-03-14 ", "١٩٦٨-03-14"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
