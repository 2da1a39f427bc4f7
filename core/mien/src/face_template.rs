//! The template in the vault: rotated by a key that lives in the device's hardware, and bound to whose it is and to the
//! consent under which it was made.

use mien_face::{Gallery, Template, TemplateBinding, TemplateError, TemplateKey};
use mien_ports::{DeviceError, DeviceKeys, KeyPurpose};
use mien_vault::{ProfileId, Unlocked, VaultError};
use thiserror::Error;
use zeroize::Zeroizing;

/// The purpose under which the consent to the face check is stored, and to which templates are bound.
pub(crate) const FACE_CHECK: &str = "face-check";
/// The key that templates are rotated with. Destroying it makes them nobody's.
const ALIAS: &str = "mien.template";
/// What the key is asked for each person.
const LABEL: &[u8] = b"mien template key v1";
/// First bytes of a rotated template; the form before it had another version.
const ROTATED: &[u8] = b"MNFT\x02";

/// Why a template could not be stored or read.
#[derive(Debug, Error)]
pub(crate) enum StoredTemplateError {
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Stores a template with a new key: what was stored before under the old one is nobody's from then on.
pub(crate) fn store(
    keys: &dyn DeviceKeys,
    vault: &Unlocked,
    owner: ProfileId,
    template: &Template,
) -> Result<(), StoredTemplateError> {
    keys.delete(ALIAS)?;
    keys.create(ALIAS, KeyPurpose::Prf)?;
    let consent = consent(vault)?;
    let bytes = template.protect(&key(keys, owner)?, &binding(&owner, &consent))?;
    Ok(vault.templates().set(owner, &bytes)?)
}

/// The chosen person's template, for a comparison; nobody's without one. A consent that was withdrawn leaves none.
pub(crate) fn gallery(
    keys: &dyn DeviceKeys,
    vault: &Unlocked,
    owner: ProfileId,
) -> Result<Gallery, StoredTemplateError> {
    let Some(bytes) = vault.templates().get(owner)? else { return Ok(Gallery::default()) };
    let template = if bytes.starts_with(ROTATED) {
        Template::open(&bytes, &key(keys, owner)?, &binding(&owner, &consent(vault)?))?
    } else {
        Template::from_bytes(&bytes)?
    };
    Ok(Gallery::of(template))
}

/// Makes every stored template nobody's.
pub(crate) fn revoke(keys: &dyn DeviceKeys) -> Result<(), DeviceError> {
    keys.delete(ALIAS)
}

const fn binding<'a>(owner: &'a ProfileId, consent: &'a str) -> TemplateBinding<'a> {
    TemplateBinding { purpose: FACE_CHECK, subject: &owner.0, consent }
}

/// The version of the text that was agreed to last, and not withdrawn.
fn consent(vault: &Unlocked) -> Result<String, VaultError> {
    let given = vault.consents().list()?.into_iter().map(|(_, consent)| consent);
    let mut standing =
        given.filter(|consent| consent.purpose == FACE_CHECK && consent.withdrawn_at_ms.is_none());
    Ok(standing.next_back().map_or(String::new(), |consent| consent.text_version))
}

fn key(keys: &dyn DeviceKeys, owner: ProfileId) -> Result<TemplateKey, DeviceError> {
    let answer = keys.prf(ALIAS, &[LABEL, &owner.0].concat())?;
    let bytes = answer.first_chunk::<32>().ok_or(DeviceError::Unsupported)?;
    Ok(TemplateKey::new(Zeroizing::new(*bytes)))
}
