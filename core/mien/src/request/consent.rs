//! What a person reads before showing claims to a verifier: who asks, why, for what, and what happens then.

use super::LoginError;
use super::asked::Vouched;
use super::claims;
use crate::exchange::now_seconds;
use crate::identity::stored_credentials;
use crate::{Mien, status};
use mien_credential::sd_jwt::{ClaimPath, Credential};
use mien_protocol::LocalisedText;
use mien_protocol::presentation::VerifiedRequest;
use serde_json::Value;

/// Words about the party that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words.
    pub text: String,
    /// Whether the deployment's trust list vouches for them. Where it does not they are the party's own: show them as a quotation,
    /// after the verified domain.
    pub vouched: bool,
}

/// Whether this phone has what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// Not known: the vault is locked. The person may decline, or unlock to see the values.
    Locked,
    /// There is a credential that answers. The claims have their values.
    Ready,
    /// There is none, or its issuer has revoked it. Say so, and offer to decline only.
    Missing,
}

/// One claim that is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentClaim {
    /// Where it stands in the credential, joined by dots: a stable name.
    pub path: String,
    /// What people call it, in the language asked for; the path where nobody has a name for it.
    pub name: String,
    /// What would be sent; `None` while the vault is locked or when there is nothing to send.
    pub value: Option<String>,
}

/// Personal data: the value is not printed.
impl std::fmt::Debug for ConsentClaim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsentClaim").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The credential that would be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentCredential {
    /// Who has issued it: its issuer's identifier, as that signed it.
    pub issuer: String,
    /// Its type (`vct`).
    pub vct: String,
    /// When it ends, seconds since 1970.
    pub expires_at: Option<u64>,
}

/// What happens after an approval. Each is one sentence of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Consequence {
    /// "These details are sent once, encrypted, to this domain and to nobody else."
    SentOnce,
    /// "What they do with them is up to them; you cannot take them back from here."
    NotRecallable,
    /// "They can recognise you when you show this credential again": its signature is the same each time.
    Recognisable,
    /// "Your issuer is not told."
    IssuerNotTold,
    /// "Your history keeps who asked for what, not the details themselves."
    Remembered,
}

impl Consequence {
    /// All of them, in the order in which they are to be shown. The first three belong to every consent screen.
    pub const ALL: [Self; 5] =
        [Self::SentOnce, Self::NotRecallable, Self::Recognisable, Self::IssuerNotTold, Self::Remembered];

    /// A stable name for the foreign side; the app holds the words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SentOnce => "sent_once",
            Self::NotRecallable => "not_recallable",
            Self::Recognisable => "recognisable",
            Self::IssuerNotTold => "issuer_not_told",
            Self::Remembered => "remembered",
        }
    }
}

/// Everything for the consent screen. Show all of it; make declining as easy as approving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentView {
    /// Who: the verified domain that asks and gets the answer. Always show it, before anything the party says of itself.
    pub domain: String,
    /// Who: the party's name.
    pub name: Option<Quotation>,
    /// Why: its purpose. Say "gives no reason" when there is none.
    pub purpose: Option<Quotation>,
    /// Where it says what it does with data: an `https` address. Show the host; open it only in the browser.
    pub policy_url: Option<String>,
    /// What: each claim that would be sent, and no other. While the vault is locked: each that is asked for.
    pub claims: Vec<ConsentClaim>,
    /// Whether it can be answered.
    pub availability: Availability,
    /// What would be shown; `None` unless [`Availability::Ready`].
    pub credential: Option<ConsentCredential>,
    /// What happens then.
    pub consequences: Vec<Consequence>,
}

/// The view of a request, with values as far as the vault is open.
pub(super) fn view(
    mien: &Mien,
    request: &VerifiedRequest,
    vouched: Option<&Vouched>,
    language: &str,
) -> Result<ConsentView, LoginError> {
    let words = |text: &LocalisedText, vouched| Quotation { text: text.get(language).to_owned(), vouched };
    let own = |text: &LocalisedText| words(text, false);
    let vouched =
        |part: fn(&Vouched) -> Option<&LocalisedText>| vouched.and_then(part).map(|text| words(text, true));
    let service = request.service();
    let name = service.map(|service| &service.name).or(request.described().name.as_ref());
    let mut view = ConsentView {
        domain: request.domain().to_owned(),
        name: vouched(|listed| listed.name.as_ref()).or_else(|| name.map(own)),
        // Its own words say what it wants now; the list says what it wants in general.
        purpose: service
            .map(|service| own(&service.purpose))
            .or_else(|| vouched(|listed| listed.purpose.as_ref())),
        policy_url: request.described().policy_uri.clone(),
        claims: request.query().asked().map(|path| claim(path, &[], language)).collect(),
        availability: Availability::Locked,
        credential: None,
        consequences: Consequence::ALL.to_vec(),
    };
    let Some(vault) = mien.vault_if_open()? else { return Ok(view) };
    let held: Vec<Credential> =
        stored_credentials(&vault)?.into_iter().map(|(_, credential)| credential).collect();
    let now = now_seconds(mien.ports())?;
    let candidates = request.candidates(&held, now);
    let usable = candidates.iter().find(|candidate| !status::is_barred(mien, candidate.credential(), now));
    let Some(candidate) = usable else {
        return Ok(ConsentView { availability: Availability::Missing, ..view });
    };
    view.availability = Availability::Ready;
    view.claims = candidate.shared().iter().map(|(path, values)| claim(path, values, language)).collect();
    view.credential = Some(ConsentCredential {
        issuer: candidate.credential().issuer().to_owned(),
        vct: candidate.credential().vct().to_owned(),
        expires_at: candidate.credential().expires_at(),
    });
    Ok(view)
}

fn claim(path: &ClaimPath, values: &[&Value], language: &str) -> ConsentClaim {
    let path = path.dotted();
    let value = (!values.is_empty()).then(|| {
        let texts: Vec<_> = values.iter().map(|value| claims::value(value, language)).collect();
        texts.join(", ")
    });
    ConsentClaim { name: claims::name(&path, language), path, value }
}
