//! Sends and answers, and keeps what must survive.

use super::{AccountEnrolment, AccountError, AccountStep, INSTANCE, forget};
use crate::Mien;
use crate::exchange::{now_seconds, send};
use mien_credential::base64url;
use mien_credential::jose::DeviceSigner;
use mien_ports::DeviceError;
use mien_protocol::Device;
use mien_protocol::enrolment::{Answer, EnrolmentError, Step};

/// What this phone lends to the flow for one step.
pub(super) fn device<'a>(mien: &'a Mien, holder: &'a str) -> Result<Device<'a>, DeviceError> {
    let ports = mien.ports();
    Ok(Device {
        instance: DeviceSigner::new(&*ports.keys, INSTANCE),
        holder: DeviceSigner::new(&*ports.keys, holder),
        entropy: &*ports.entropy,
        now: now_seconds(ports)?,
    })
}

impl AccountEnrolment {
    /// Sends an answer and goes on to what the provider asks for next.
    pub(super) fn answer(&mut self, answer: &Answer) -> Result<(), AccountError> {
        let Some(flow) = &mut self.flow else { return Err(AccountError::StepMissing) };
        let step = flow.answer(answer, &device(&self.mien, &self.saved.holder)?)?;
        self.follow(step)
    }

    /// Sends and answers until a person is needed. What was reached is kept, whether it went well or not.
    pub(super) fn follow(&mut self, step: Step) -> Result<(), AccountError> {
        self.step = AccountStep::Interrupted;
        let outcome = self.drive(step);
        match outcome {
            Err(AccountError::Flow { source }) if !source.is_open() => Err(self.ended(source)),
            Err(error) => {
                self.keep()?;
                Err(error)
            }
            Ok(step) => {
                self.asked_at_ms = self.mien.ports().clock.now()?.elapsed_ms;
                self.step = match step {
                    Step::Interact(prompt) => AccountStep::Ask(prompt),
                    Step::Browser { url } => AccountStep::Browser { url },
                    Step::Issued(issued) => {
                        self.saved.credential = Some(issued.credential.as_str().to_owned());
                        self.accepted = issued.accepted;
                        AccountStep::Passcode
                    }
                    // `drive` ends at none of these.
                    Step::Send(_) => AccountStep::Interrupted,
                };
                Ok(self.keep()?)
            }
        }
    }

    fn drive(&mut self, mut step: Step) -> Result<Step, AccountError> {
        let Some(flow) = &mut self.flow else { return Err(AccountError::StepMissing) };
        while let Step::Send(request) = step {
            let response = send(self.mien.ports(), &request)?;
            step = flow.respond(&response, &device(&self.mien, &self.saved.holder)?)?;
        }
        Ok(step)
    }

    /// Writes what must survive the end of the app.
    pub(super) fn keep(&mut self) -> Result<(), DeviceError> {
        if let Some(flow) = &self.flow {
            self.saved.flow = base64url::encode(&flow.save());
            self.saved.issuer_name =
                flow.issuer_name().map(str::to_owned).or_else(|| self.saved.issuer_name.take());
        }
        self.saved.write(&self.mien)
    }

    /// The flow is over: nothing that was kept is of use any more.
    pub(super) fn ended(&mut self, error: EnrolmentError) -> AccountError {
        self.flow = None;
        self.step = AccountStep::Ended;
        // What cannot be deleted now is deleted when the next one begins.
        let _ = forget(&self.mien);
        error.into()
    }
}
