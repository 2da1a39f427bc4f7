//! Where the enrolment of this computer lies, and whom it trusts.

use std::path::PathBuf;
use std::sync::Arc;

use mien::{Config, Mien, Ports, Trust};
use mien_ports::SystemEntropy;
use mien_ports::software::{FileCounter, SoftwareKeys, SystemClock};

use super::transport::Https;
use crate::failure::{Because, Failure};
use crate::models;

/// Options of all journeys.
#[derive(Debug, clap::Args)]
pub(crate) struct Home {
    /// Folder for the vault, the software keys and the counter [default: ~/.local/share/mien]
    #[arg(long = "home", value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Folder with verifier-root.pem and issuer-root.pem: whose requests and credentials count [default: trust in the
    /// home folder]. For the sandbox: its state folder
    #[arg(long, value_name = "FOLDER")]
    trust: Option<PathBuf>,
    /// Certificate of a test CA for the servers, PEM [default: the public CAs]. For the sandbox: ca.pem in its state folder
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Host that credentials may be received from; may be given several times
    #[arg(long = "issuer-host", value_name = "HOST", default_value = "localhost")]
    issuer_hosts: Vec<String>,
}

impl Home {
    /// Opens the core with the ports of this computer, and says what these are worth.
    pub(super) fn open(&self) -> Result<Arc<Mien>, Failure> {
        let home = self.folder.clone().or_else(default_home).ok_or_else(|| {
            Failure::Usage("say where to keep the enrolment: use --home, or set HOME".into())
        })?;
        let trust = self.trust.clone().unwrap_or_else(|| home.join("trust"));
        let pem = |name| {
            let path = trust.join(name);
            std::fs::read_to_string(&path).because(|| format!("cannot read {} (see --trust)", path.display()))
        };
        let trust = Trust {
            verifier_roots_pem: pem("verifier-root.pem")?,
            issuer_roots_pem: pem("issuer-root.pem")?,
            issuer_hosts: self.issuer_hosts.clone(),
            list: None,
        };
        eprintln!(
            "note: software keys. This computer keeps the keys in files under {}; whoever copies them has them.",
            home.display()
        );
        let cannot = || format!("cannot use the folder {}", home.display());
        let keys = SoftwareKeys::open(&home.join("keys")).because(cannot)?;
        let ports = Ports {
            keys: Arc::new(keys),
            counter: Arc::new(FileCounter::new(&home.join("counter"))),
            clock: Arc::new(SystemClock),
            transport: Arc::new(Https::new(self.ca.as_deref())?),
            entropy: Arc::new(SystemEntropy::new()),
            integrity: None,
            log: None,
        };
        Mien::open(Config::new(home.join("data"), models::folder()?, trust), ports).because(cannot)
    }
}

fn default_home() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data =
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local").join("share")));
    data.map(|data| data.join("mien"))
}
