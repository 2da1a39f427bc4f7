//! Trust lists: whoever holds the pinned key can say much, but nothing that widens what a host or a purpose means.

use super::world::{NOW, public, sign};
use mien_credential::TrustListError;
use mien_credential::trust_list::{TYPE, TrustList};
use mien_fuzz::{Shape, Target, Verdict};

pub(super) const TARGETS: &[Target] = &[Target {
    name: "trust-list",
    corpus: "tests/fuzz/corpus/trust-list",
    shape: Shape::Json,
    words: &[
        "version",
        "iat",
        "exp",
        "verifiers",
        "issuers",
        "name",
        "purpose",
        "purposes",
        "hosts",
        "x5c",
        "login",
        "presentation",
        "en",
        "zh-Hans",
        "login.example",
    ],
    run: trust_list,
}];

/// Signed rightly, so that mutation reaches what is inside.
fn trust_list(input: &[u8]) -> Verdict {
    let text = sign(TYPE, input);
    assert!(TrustList::verify(&text, &public(8)).is_err(), "another key's list was taken");
    let list = TrustList::verify(&text, &public(7)).map_err(TrustListError::code)?;
    let _ = list.check_times(NOW);
    assert!(
        list.issuer_hosts()
            .iter()
            .all(|host| !host.contains(['/', ':', '@', '%']) && *host == host.to_ascii_lowercase())
    );
    assert!(!list.knows_host("LOGIN.example") && list.clone().supersede(&list).is_ok());
    Ok(())
}
