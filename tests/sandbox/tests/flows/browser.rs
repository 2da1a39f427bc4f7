//! A browser without a screen: TLS to one root, cookies, no redirects unless told.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// One browser profile.
pub(crate) struct Browser {
    agent: Agent,
    /// Cookies are shared by all ports of a host, as in real browsers.
    pub(crate) cookies: BTreeMap<String, String>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "no redirect: {}", self.body);
        self.headers["location"].as_str()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The text between two marks in the page.
    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split_once(before).unwrap_or_else(|| panic!("no {before} in {}", self.body)).1;
        rest.split_once(after).unwrap().0.replace("&amp;", "&")
    }
}

/// An agent that trusts the root in `state_dir` and nothing else.
pub(crate) fn agent(state_dir: &Path) -> Agent {
    let pem = std::fs::read(state_dir.join("ca.pem")).unwrap();
    let root = Certificate::from_pem(&pem).unwrap();
    Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root])).build())
        .https_only(true)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect::<String>()
    };
    pairs.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect::<Vec<_>>().join("&")
}

pub(crate) fn reply(mut response: Response<ureq::Body>) -> Reply {
    let headers = response.headers().iter();
    let headers = headers.map(|(k, v)| (k.to_string(), v.to_str().unwrap_or_default().to_owned())).collect();
    let status = response.status().as_u16();
    Reply { status, headers, body: response.body_mut().read_to_string().unwrap() }
}

impl Browser {
    pub(crate) fn new(state_dir: &Path) -> Self {
        Self { agent: agent(state_dir), cookies: BTreeMap::new() }
    }

    fn cookie_line(&self) -> String {
        self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, response: &Response<ureq::Body>) {
        for line in response.headers().get_all("set-cookie") {
            let line = line.to_str().unwrap();
            assert!(
                line.starts_with("__Host-") && line.contains("Secure") && line.contains("HttpOnly"),
                "{line}"
            );
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(crate) fn get_with(&mut self, url: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.get(url).header("cookie", self.cookie_line());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.call().unwrap();
        self.keep(&response);
        reply(response)
    }

    pub(crate) fn get(&mut self, url: &str) -> Reply {
        self.get_with(
            url,
            &[("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")],
        )
    }

    pub(crate) fn post(&mut self, url: &str, pairs: &[(&str, &str)]) -> Reply {
        let request = self.agent.post(url).header("cookie", self.cookie_line());
        let response = request.content_type("application/x-www-form-urlencoded").send(form(pairs)).unwrap();
        self.keep(&response);
        reply(response)
    }

    /// Opens an event stream and gives the first `count` events as `(name, data)`; `then` is called with the number of
    /// each event as it comes, so that a test can act in between.
    pub(crate) fn events(
        &self,
        url: &str,
        count: usize,
        mut then: impl FnMut(usize),
    ) -> Vec<(String, String)> {
        let response = self.agent.get(url).header("cookie", self.cookie_line()).call().unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let mut lines = BufReader::new(response.into_body().into_reader()).lines();
        let mut events = Vec::new();
        let mut name = String::new();
        while events.len() < count {
            let line = lines.next().unwrap().unwrap();
            if let Some(text) = line.strip_prefix("event: ") {
                text.clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                events.push((name.clone(), data.to_owned()));
                then(events.len());
            }
        }
        events
    }
}
