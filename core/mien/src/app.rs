//! One object for the app: it holds the ports and hands out the journeys.

use crate::account::{self, AccountEnrolment, AccountError};
use crate::enrolment::{Enrolment, EnrolmentError};
use crate::exchange::now_seconds;
use crate::face_template;
use crate::identity::{Identity, identity_of, stored_credentials};
use crate::pending::Pending;
use crate::request::{self, Login, LoginError, NotMe, Request};
use crate::scan::{Failures, Scan, ScanError, ScanOptions};
use crate::status::{self, CredentialStatus};
use crate::trust::{self, TrustError, TrustState};
use crate::{Config, OpenError, Ports, UnlockError, codes, holder};
use mien_face::scan::Purpose;
use mien_face::{FaceModels, Frame};
use mien_identity::Date;
use mien_ports::{DeviceError, LogLevel};
use mien_protocol::enrolment::{Provider, Purpose as AccountPurpose};
use mien_protocol::issuance::IssuerTrust;
use mien_protocol::presentation::SeenNonces;
use mien_qr::QrError;
use mien_vault::{HistoryEntry, ProfileId, SessionPolicy, VaultSession};
use std::sync::{Arc, Mutex, PoisonError};

/// The identity of one person on one phone. Open it once and keep it for as long as the app lives.
///
/// Methods that reach the network or derive a key from the passcode block for up to some seconds: call them off the
/// main thread.
pub struct Mien {
    pub(crate) config: Config,
    ports: Ports,
    trust: TrustState,
    pub(crate) session: VaultSession,
    pub(crate) pending: Pending,
    nonces: Mutex<SeenNonces>,
    models: Mutex<Option<FaceModels>>,
    pub(crate) failures: Failures,
}

/// What [`Mien::refresh_due`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshed {
    /// Another trust list counts from now on.
    pub has_new_trust_list: bool,
    /// How many status lists were fetched anew.
    pub status_lists: u32,
    /// How many fetches failed. Above zero: try again when there is a network.
    pub failed: u32,
}

impl Mien {
    /// Opens the app's data folder, making it if needed. Nothing is unlocked, no model is loaded yet.
    ///
    /// # Errors
    /// [`OpenError`]: a fault of the build or the configuration.
    pub fn open(config: Config, ports: Ports) -> Result<Arc<Self>, OpenError> {
        std::fs::create_dir_all(&config.data_dir).map_err(|_| OpenError::DataFolder)?;
        let trust = TrustState::open(&config.trust, config.trust_path(), &ports)?;
        // Locked at once in the background: see `lock`.
        let policy = SessionPolicy { auto_lock_ms: config.auto_lock_ms, background_ms: 0 };
        let session = VaultSession::new(&config.vault_path(), ports.for_vault(), policy);
        Ok(Arc::new(Self {
            pending: Pending::new(config.pending_path()),
            config,
            ports,
            trust,
            session,
            nonces: Mutex::new(SeenNonces::new()),
            models: Mutex::new(None),
            failures: Failures::default(),
        }))
    }

    /// Deletes everything on this phone: keys first, then the files. Afterwards a new enrolment can begin. The way on
    /// after [`VaultState::Wiped`](crate::VaultState::Wiped), `TamperedOrRestored` and `Damaged`, and for "delete everything".
    ///
    /// # Errors
    /// [`UnlockError::Refused`]: call it again, what was deleted stays deleted. A file that is not a vault is left alone.
    pub fn erase(&self) -> Result<(), UnlockError> {
        self.session.lock();
        account::forget(self)?;
        face_template::revoke(&*self.ports.keys)?;
        holder::delete_all(&*self.ports.keys)?;
        self.pending.erase(&self.ports)?;
        status::erase(self)?;
        self.trust.erase(&self.ports)?;
        Ok(self.session.erase()?)
    }

    /// Who is enrolled.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn identity(&self) -> Result<Option<Identity>, UnlockError> {
        let credentials = stored_credentials(&*self.vault()?)?;
        Ok(credentials.first().map(|(_, credential)| identity_of(credential)))
    }

    /// Whether the issuers still stand by the credentials on this phone, from the lists that are kept: no network is used, so show
    /// the age of the answer. The vault must be open.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn credential_status(&self) -> Result<Vec<CredentialStatus>, UnlockError> {
        status::kept(self)
    }

    /// The same after fetching the lists that are due; those that cannot be fetched stay as they are. Call it in the background after
    /// an unlock. Issuers learn that this phone has a credential of theirs, not which.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn refresh_status(&self) -> Result<Vec<CredentialStatus>, UnlockError> {
        status::refresh(self)
    }

    /// Takes a newer trust list, signed with the pinned key, and answers its number. It is kept, and counts from now on.
    ///
    /// # Errors
    /// [`TrustError`]; the list before stays in use.
    pub fn update_trust_list(&self, list: &str) -> Result<u64, TrustError> {
        self.trust.update(list, &self.ports)
    }

    /// The same from the address of the configuration. Call it in the background, once a day; a list that has run out is fetched by
    /// [`follow`](Self::follow) itself.
    ///
    /// # Errors
    /// [`TrustError`]; the list before stays in use.
    pub fn refresh_trust_list(&self) -> Result<u64, TrustError> {
        trust::refresh(self)
    }

    /// Fetches what is due of the trust list (once a day) and of the status lists that are kept (as their issuers say). The vault may be
    /// shut: for the app's start and for a job in the background, on a thread that no login waits for. Nothing is said of a failure
    /// but that there was one: what was known before stays in use.
    ///
    /// # Errors
    /// [`DeviceError`] when the device's clock or key store does not answer, as while it is locked: try again later.
    pub fn refresh_due(&self) -> Result<Refreshed, DeviceError> {
        let [lists_renewed, lists_failed] = status::refresh_kept(self)?;
        let trust =
            trust::refresh_due(self).inspect_err(|error| self.ports.log(LogLevel::Warn, error.code()));
        let failed = lists_failed.saturating_add(u32::from(trust.is_err()));
        Ok(Refreshed { has_new_trust_list: trust.unwrap_or(false), status_lists: lists_renewed, failed })
    }

    /// Everything that was asked and how it ended, newest first.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn history(&self) -> Result<Vec<HistoryEntry>, UnlockError> {
        let entries = self.vault()?.history().list()?;
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// A part of the history with the number of each entry, newest first: up to `limit` entries from the end, or from before the
    /// entry of number `before`. Costs the same however long the history is.
    ///
    /// # Errors
    /// [`UnlockError::Locked`]
    pub fn history_page(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, HistoryEntry)>, UnlockError> {
        Ok(self.vault()?.history().page(before, limit)?)
    }

    /// Whether "this wasn't me" can be told for this entry: its sender takes reports.
    pub fn can_report(entry: &HistoryEntry) -> bool {
        request::can_report(entry)
    }

    /// "This wasn't me": tells the provider of the request behind the entry of this number, signed with the key that it knows. It
    /// ends what the login has led to: its session, the service's, and tokens. With `sign_out` it also signs this phone out, for a
    /// phone that was in other hands. What it did is added to the history. The vault must be open.
    ///
    /// # Errors
    /// [`LoginError::NotReportable`], [`LoginError::Unlock`]; after [`LoginError::Network`] offer to try again, reporting twice
    /// does no harm.
    pub fn report_not_me(&self, number: u64, sign_out: bool) -> Result<NotMe, LoginError> {
        request::report(self, &*self.vault()?, number, sign_out)
    }

    /// The text of the QR code in a camera frame; `None` when there is none. The text is hostile until it was parsed:
    /// hand it to [`start_login`](Self::start_login) or [`start_enrolment`](Self::start_enrolment), never open it.
    ///
    /// # Errors
    /// [`QrError`] when the frame is larger than the reader takes.
    pub fn read_code(&self, frame: &Frame<'_>) -> Result<Option<String>, QrError> {
        codes::read_code(frame)
    }

    /// J1, J2: follows a credential offer.
    ///
    /// # Errors
    /// [`EnrolmentError`]
    pub fn start_enrolment(self: &Arc<Self>, offer: &str) -> Result<Enrolment, EnrolmentError> {
        Enrolment::start(Arc::clone(self), offer)
    }

    /// J1, J2: begins to register, or to set this phone up, in the steps that the provider asks for. What was begun before is
    /// given up.
    ///
    /// # Errors
    /// [`AccountError`]
    pub fn begin_account(
        self: &Arc<Self>,
        provider: Provider,
        purpose: AccountPurpose,
    ) -> Result<AccountEnrolment, AccountError> {
        AccountEnrolment::begin(Arc::clone(self), provider, purpose)
    }

    /// Goes on with an enrolment that was interrupted, at the step where it was; `None` when there is none. Ask when the app
    /// starts and nobody is enrolled.
    ///
    /// # Errors
    /// [`AccountError`]; after [`AccountError::Network`] ask again.
    pub fn resume_account(self: &Arc<Self>) -> Result<Option<AccountEnrolment>, AccountError> {
        AccountEnrolment::resume(Arc::clone(self))
    }

    /// The day of the phone's clock, in UTC: which birth dates lie in the future depends on it.
    ///
    /// # Errors
    /// [`DeviceError`] of the clock.
    pub fn today(&self) -> Result<Date, DeviceError> {
        Date::from_unix_seconds(now_seconds(&self.ports)?).ok_or(DeviceError::OutOfContract)
    }

    /// Follows whatever code or link was read: a login (J3), or a verifier that wants to know something. When it returns, the
    /// request behind the code is verified and can be shown.
    ///
    /// # Errors
    /// [`LoginError`]; [`LoginError::shown`] says what to tell the person.
    pub fn follow(self: &Arc<Self>, code: &str) -> Result<Request, LoginError> {
        Request::follow(Arc::clone(self), code)
    }

    /// J3: follows a login code, for apps that know no other requests. When it returns, the request behind the code is verified and can be shown.
    ///
    /// # Errors
    /// [`LoginError`]; [`LoginError::shown`] says what to tell the person.
    pub fn start_login(self: &Arc<Self>, code: &str) -> Result<Login, LoginError> {
        Login::start(Arc::clone(self), code)
    }

    /// A scan that compares the person with the enrolled template. The vault must be unlocked.
    ///
    /// # Errors
    /// [`ScanError`]
    pub fn start_verification(&self, options: &ScanOptions) -> Result<Scan, ScanError> {
        let vault = self.vault()?;
        let gallery = face_template::gallery(&*self.ports.keys, &vault, ProfileId::OWNER)?;
        Scan::new(self.models()?, Purpose::Verify, options, gallery, &self.failures, &*self.ports.entropy)
    }

    /// Makes ready what a scan needs after its first frames. Call it on another thread while the person takes their
    /// place, so that no frame has to wait; a scan that comes to it first does it itself.
    ///
    /// # Errors
    /// [`ScanError::Face`] when a model file is missing, wrong or does not run.
    pub fn prepare_scan(&self) -> Result<(), ScanError> {
        Ok(self.models()?.prepare()?)
    }

    /// The models: all checked and the first ones ready the first time they are needed (some ten milliseconds).
    pub(crate) fn models(&self) -> Result<FaceModels, ScanError> {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(models) = &*models {
            return Ok(models.clone());
        }
        let folder = self.config.models_dir();
        let loaded = FaceModels::load(&|name| std::fs::read(folder.join(name)))?;
        Ok(models.insert(loaded).clone())
    }

    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) const fn ports(&self) -> &Ports {
        &self.ports
    }

    pub(crate) const fn trust_state(&self) -> &TrustState {
        &self.trust
    }

    pub(crate) fn issuers(&self) -> IssuerTrust {
        self.trust.now().issuers.clone()
    }

    pub(crate) fn with_nonces<T>(&self, work: impl FnOnce(&mut SeenNonces) -> T) -> T {
        work(&mut self.nonces.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn record(&self, entry: HistoryEntry) -> Result<(), UnlockError> {
        match self.vault_if_open()? {
            Some(vault) => {
                vault.history().append(&entry)?;
            }
            None => self.pending.add(&self.ports, entry)?,
        }
        Ok(())
    }
}

impl std::fmt::Debug for Mien {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mien").finish_non_exhaustive()
    }
}
