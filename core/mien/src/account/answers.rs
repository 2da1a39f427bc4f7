//! The answers of a person, checked on the phone before anything is sent.

use super::{AccountEnrolment, AccountError, AccountStep};
use crate::exchange::now_ms;
use crate::face_template::FACE_CHECK;
use crate::scan::{Scan, ScanOptions};
use mien_credential::base64url;
use mien_face::Gallery;
use mien_face::scan::Purpose;
use mien_identity::{
    Date, IdNumber, IdNumberError, Name, Password, PasswordContext, PasswordRule, PhoneNumber,
};
use mien_protocol::enrolment::{Answer, FaceEvidence, FaceRequest, Interaction, OneTimeCode};
use mien_vault::Consent;
use zeroize::Zeroizing;

/// The purposes under which records are kept.
const TERMS: &str = "terms";
const DECLARATION: &str = "declaration";
/// The consent that a template goes to the provider, apart from the one that a scan is made.
const TEMPLATE_SENT: &str = "face-template-sent";

impl AccountEnrolment {
    fn asked(&self) -> Result<&Interaction, AccountError> {
        match &self.step {
            AccountStep::Ask(prompt) => Ok(&prompt.interaction),
            _ => Err(AccountError::StepMissing),
        }
    }

    /// Solves the "not a robot" task, some seconds at most; call it off the main thread. `going` is asked every few thousand tries
    /// with how many were made, and stops it by answering false.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn solve(&mut self, going: &mut dyn FnMut(u64) -> bool) -> Result<(), AccountError> {
        let Interaction::ProofOfWork(task) = self.asked()? else { return Err(AccountError::StepMissing) };
        let solution = task.solve(going).ok_or(AccountError::Stopped)?;
        self.answer(&Answer::ProofOfWork(solution))
    }

    /// ID number and password.
    ///
    /// # Errors
    /// [`AccountError::IdNumber`] before anything is sent; [`AccountError`].
    pub fn sign_in(&mut self, id_number: &str, password: &str) -> Result<(), AccountError> {
        let number = self.id_number(id_number)?;
        self.answer(&Answer::SignIn { id_number: secret(number.as_str()), password: secret(password) })
    }

    /// ID number, name and birth date as on the card.
    ///
    /// # Errors
    /// [`AccountError::IdNumber`] and [`AccountError::Name`] before anything is sent; [`AccountError`].
    pub fn identify(&mut self, id_number: &str, name: &str, born: Date) -> Result<(), AccountError> {
        let number = self.id_number(id_number)?;
        let name = Name::parse(name)?;
        // A number that holds another birth date was mistyped, or the date was.
        if number.birth_date().is_some_and(|in_number| in_number != born) {
            return Err(IdNumberError::BirthDate.into());
        }
        let birth_date = Zeroizing::new(format!("{:04}-{:02}-{:02}", born.year(), born.month(), born.day()));
        self.saved.numbers.push(birth_date.replace('-', ""));
        self.answer(&Answer::Identify {
            id_number: secret(number.as_str()),
            name: secret(name.as_str()),
            birth_date,
        })
    }

    /// Accepts the terms that are shown. The acceptance is kept as a record.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn accept_terms(&mut self) -> Result<(), AccountError> {
        let Interaction::Terms(terms) = self.asked()? else { return Err(AccountError::StepMissing) };
        let version = terms.version.clone();
        self.record(TERMS, &version)?;
        self.answer(&Answer::Terms { version })
    }

    /// The rules that a new password does not meet yet, for a list that changes while somebody types.
    ///
    /// # Errors
    /// [`AccountError::Device`] of the clock.
    pub fn unmet_rules(&self, password: &str) -> Result<Vec<PasswordRule>, AccountError> {
        let number = self.known_id_number()?;
        let context = PasswordContext { id_number: number.as_ref(), ..PasswordContext::default() };
        Ok(mien_identity::unmet_rules(password, context))
    }

    /// A new password, typed twice.
    ///
    /// # Errors
    /// [`AccountError::Password`] before anything is sent; [`AccountError`].
    pub fn choose_password(&mut self, first: &str, again: &str) -> Result<(), AccountError> {
        let Interaction::NewPassword = self.asked()? else { return Err(AccountError::StepMissing) };
        let number = self.known_id_number()?;
        let context = PasswordContext { id_number: number.as_ref(), ..PasswordContext::default() };
        let password = Password::choose(first, again, context)?;
        self.answer(&Answer::NewPassword { password: secret(password.as_str()) })
    }

    /// The mobile number, typed twice where the provider asks for that. `country` is the one of numbers without a country code
    /// (`SG`).
    ///
    /// # Errors
    /// [`AccountError::Phone`] before anything is sent; [`AccountError`].
    pub fn phone(&mut self, number: &str, again: Option<&str>, country: &str) -> Result<(), AccountError> {
        let Interaction::Phone(asked) = self.asked()? else { return Err(AccountError::StepMissing) };
        let number = match again {
            Some(again) => PhoneNumber::parse_twice(number, again, country)?,
            None if asked.twice => return Err(mien_identity::PhoneError::Differs.into()),
            None => PhoneNumber::parse_mobile(number, country)?,
        };
        self.saved.numbers.push(number.as_e164().to_owned());
        self.answer(&Answer::Phone { number: secret(number.as_e164()) })
    }

    /// The code from the SMS: typed, pasted, or the whole message as the system handed it over.
    ///
    /// # Errors
    /// [`AccountError::NoCode`] when there is none of the right form in it: no try is used up; [`AccountError`].
    pub fn code(&mut self, text: &str) -> Result<(), AccountError> {
        let Interaction::OneTimeCode(asked) = self.asked()? else { return Err(AccountError::StepMissing) };
        let code = OneTimeCode::typed(text, asked.length, &self.saved.domain).ok_or(AccountError::NoCode)?;
        self.answer(&Answer::OneTimeCode(code))
    }

    /// The code in a message or in what was pasted, for the field; `None` when there is none for this provider. Nothing is sent.
    pub fn find_code(&self, text: &str) -> Option<OneTimeCode> {
        match self.asked() {
            Ok(Interaction::OneTimeCode(asked)) => OneTimeCode::typed(text, asked.length, &self.saved.domain),
            _ => None,
        }
    }

    /// Asks for another code.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn another_code(&mut self) -> Result<(), AccountError> {
        self.answer(&Answer::AnotherCode)
    }

    /// A scan for the provider's nonce and profile. The person's separate consent to the face check, in the text that the step
    /// shows, comes first: calling this says that it was given, and keeps it as a record. A profile in `options` (for
    /// accessibility) goes before the provider's.
    ///
    /// Called again after a scan that did not pass, it asks the provider for another nonce first, so that other movements are
    /// asked for: what was filmed of the last try is of no use. The provider may end the enrolment after some tries.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn start_scan(&mut self, options: &ScanOptions) -> Result<Scan, AccountError> {
        let used = base64url::encode(&self.face()?.nonce);
        if self.saved.scanned.as_deref() == Some(&used) {
            self.answer(&Answer::AnotherFace)?;
        }
        self.saved.scanned = Some(base64url::encode(&self.face()?.nonce));
        self.keep()?;
        let asked = self.face()?;
        let version = asked.consent_version.clone();
        let profile = serde_json::from_value(serde_json::Value::String(asked.profile.clone())).ok();
        let options =
            ScanOptions { nonce: Some(asked.nonce), profile: options.profile.or(profile), ..*options };
        let entropy = &*self.mien.ports().entropy;
        let scan = Scan::new(
            self.mien.models()?,
            Purpose::Enrol,
            &options,
            Gallery::default(),
            &self.mien.failures,
            entropy,
        )?;
        self.record(FACE_CHECK, &version)?;
        Ok(scan)
    }

    /// Takes a scan that passed: its outcome goes to the provider, signed; its template stays on this phone, and goes to the
    /// provider, encrypted, only with `send_template` (the person's consent to just that) and if the provider asks for it.
    ///
    /// # Errors
    /// [`AccountError::StepMissing`] when the scan did not pass; [`AccountError`].
    pub fn accept_scan(&mut self, scan: &mut Scan, send_template: bool) -> Result<(), AccountError> {
        let asked = self.face()?;
        let (nonce, version) = (asked.nonce, asked.consent_version.clone());
        let send_template = send_template && asked.template_to.is_some();
        let given = self.saved.consents.iter().any(|c| c.purpose == FACE_CHECK && c.text_version == version);
        let template = scan.take_template().filter(|_| given).ok_or(AccountError::StepMissing)?.to_bytes();
        let record = scan.record().ok_or(AccountError::StepMissing)?.to_bytes();
        if send_template {
            self.record(TEMPLATE_SENT, &version)?;
        }
        self.saved.template = Some(base64url::encode(&template));
        self.keep()?;
        self.answer(&Answer::Face(FaceEvidence {
            nonce,
            consent_version: version,
            record,
            template: send_template.then_some(template),
        }))
    }

    /// Makes the declaration that is shown with the details. It is kept as a record.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn declare(&mut self) -> Result<(), AccountError> {
        let Interaction::Details(details) = self.asked()? else { return Err(AccountError::StepMissing) };
        let version = details.version.clone();
        self.record(DECLARATION, &version)?;
        self.answer(&Answer::Details { version })
    }

    fn face(&self) -> Result<&FaceRequest, AccountError> {
        match self.asked()? {
            Interaction::Face(asked) => Ok(asked),
            _ => Err(AccountError::StepMissing),
        }
    }

    /// The ID number that was typed in an earlier step.
    fn known_id_number(&self) -> Result<Option<IdNumber>, AccountError> {
        let today = self.mien.today()?;
        Ok(self.saved.numbers.iter().find_map(|number| IdNumber::parse(number, today).ok()))
    }

    fn id_number(&mut self, text: &str) -> Result<IdNumber, AccountError> {
        let number = IdNumber::parse(text, self.mien.today()?)?;
        if !self.saved.numbers.iter().any(|known| known == number.as_str()) {
            self.saved.numbers.push(number.as_str().to_owned());
        }
        Ok(number)
    }

    /// The same version is agreed to once, however often the step is shown.
    fn record(&mut self, purpose: &str, version: &str) -> Result<(), AccountError> {
        let known = |c: &Consent| c.purpose == purpose && c.text_version == version;
        if !self.saved.consents.iter().any(known) {
            self.saved.consents.push(Consent {
                purpose: purpose.to_owned(),
                text_version: version.to_owned(),
                given_at_ms: now_ms(self.mien.ports())?,
                withdrawn_at_ms: None,
            });
            self.keep()?;
        }
        Ok(())
    }
}

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}
