//! Requests to other servers on this machine: TLS to one root, no redirects.

use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

const TIMEOUT: Duration = Duration::from_secs(10);

/// A client that trusts the one TLS root `root` (DER).
pub(crate) fn client_of(root: &[u8]) -> Agent {
    let roots = RootCerts::new_with_certs(&[Certificate::from_der(root).to_owned()]);
    Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .https_only(true)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(TIMEOUT))
        .build()
        .into()
}
