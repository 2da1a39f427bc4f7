//! The sandbox: everything that stands on the other side of the network, in one process on loopback.
//!
//! It plays four parts, each with the open standard that real deployments speak:
//!
//! | part | what it does | standard |
//! |---|---|---|
//! | OpenID Provider | logs people in to services | OpenID Connect Core 1.0, PKCE, RFC 9207, for services that want it FAPI 2.0 |
//! | verifier | the login page with the QR code, checks the wallet's answer | OpenID4VP 1.0, HAIP 1.0 |
//! | issuer | offers and issues the identity credential | OpenID4VCI 1.0, SD-JWT VC |
//! | demo service | an ordinary web site with "Log in with Mien" | OpenID Connect |
//!
//! For tests and demos only: it believes every name that is typed, shows the SMS on its own page and has no camera.
//!
//! ```no_run
//! use mien_sandbox::{Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::new("sandbox-state"))?;
//! println!("{}", sandbox.urls().provider);
//! sandbox.stop();
//! # Ok::<(), mien_sandbox::SandboxError>(())
//! ```
#![forbid(unsafe_code)]

mod app;
mod clock;
mod config;
mod enrol;
mod error;
mod issuer;
mod keys;
mod login;
mod oidc;
mod random;
mod server;
mod service;
mod store;
mod trust_list;
mod wallet;
mod web;

pub use clock::SandboxClock;
pub use config::{Authentication, CheckPolicy, Client, Progress, RateLimits, SandboxConfig};
pub use error::SandboxError;
pub use server::{RunningSandbox, Sandbox, Urls};
