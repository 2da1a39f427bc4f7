//! The stored form: frozen, strict, and bound to its models.

use proptest::prelude::*;
use ring::digest::{SHA256, digest};

use super::*;
use crate::test_support::hex;

/// An embedding that is easy to compute anywhere: value `i` is `(i + seed) mod 7 - 3`, scaled to length 1.
fn embedding(seed: u16) -> Embedding {
    let vector = |len: usize| -> Vec<f32> {
        (0..u16::try_from(len).unwrap()).map(|i| f32::from((i + seed) % 7) - 3.0).collect()
    };
    Embedding::new(&vector(DIM_192), &vector(DIM_512)).unwrap()
}

fn template() -> Template {
    Template::fuse(&[embedding(0)]).unwrap()
}

// Templates outlive app updates: whoever changes these bytes makes every enrolled person enrol again. The layout is in
// the documentation of `to_bytes`; another hash of a model changes it too, as it must.
#[test]
fn stored_bytes_are_frozen() {
    let bytes = template().to_bytes();
    assert_eq!(bytes.len(), 2926);
    assert_eq!(hex(&bytes[..6]), "4d4e46540101");
    assert_eq!(hex(&bytes[10..14]), hex(&FACEMESH_468.sha256[..4]));
    assert_eq!(hex(&bytes[42..46]), hex(&MOBILEFACENET_192.sha256[..4]));
    assert_eq!(hex(&bytes[74..76]), "c000");
    assert_eq!(hex(&bytes[844..848]), hex(&EMBED_512.sha256[..4]));
    assert_eq!(hex(&bytes[876..878]), "0002");
    // The vectors to four digits after the point: the last bits of a square root are the processor's own.
    let value = |at: usize| f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(format!("{:.4} {:.4}", value(76), value(80)), "-0.1081 -0.0721");
    assert_eq!(format!("{:.4} {:.4}", value(878), value(882)), "-0.0662 -0.0441");
}

#[test]
fn round_trip_keeps_every_bit() {
    let fused = Template::fuse(&[embedding(0), embedding(1), embedding(0)]).unwrap();
    let again = Template::from_bytes(&fused.to_bytes()).unwrap();
    assert_eq!((again.count(), again.dispersion().to_bits()), (3, fused.dispersion().to_bits()));
    assert!((again.similarity(&embedding(0)) - fused.similarity(&embedding(0))).abs() < 1e-6);
    assert!(fused.dispersion() > 0.0 && template().dispersion() < 1e-5);
}

// Scores across models mean nothing: such a template must ask for a new enrolment, never compare.
#[test]
fn template_of_other_models_is_refused() {
    for at in [10, 42, 844] {
        let mut bytes = template().to_bytes();
        bytes[at] ^= 1;
        assert_eq!(Template::from_bytes(&bytes).unwrap_err(), TemplateError::OtherModels);
    }
}

#[test]
fn hostile_bytes_get_a_typed_error() {
    let good = template().to_bytes();
    let edited = |at: usize, new: &[u8]| {
        let mut bytes = good.to_vec();
        bytes[at..at + new.len()].copy_from_slice(new);
        Template::from_bytes(&bytes).unwrap_err()
    };
    assert_eq!(edited(0, b"X"), TemplateError::Malformed, "magic");
    assert_eq!(edited(4, &[2]), TemplateError::Version { version: 2 }, "a newer version");
    assert_eq!(edited(5, &[0]), TemplateError::Malformed, "fused from none");
    assert_eq!(edited(6, &f32::NAN.to_le_bytes()), TemplateError::Malformed, "dispersion");
    assert_eq!(edited(6, &(-1.0_f32).to_le_bytes()), TemplateError::Malformed, "dispersion");
    assert_eq!(edited(74, &[0xff, 0xff]), TemplateError::Malformed, "a length beyond the end");
    assert_eq!(edited(74, &[0, 0]), TemplateError::Malformed, "an empty vector");
    assert_eq!(edited(76, &f32::INFINITY.to_le_bytes()), TemplateError::Malformed, "not finite");
    assert_eq!(edited(76, &9.0_f32.to_le_bytes()), TemplateError::Malformed, "not of unit length");
    for len in 0..good.len() {
        assert_eq!(Template::from_bytes(&good[..len]).unwrap_err(), TemplateError::Malformed, "cut at {len}");
    }
    let longer = [&good[..], &[0]].concat();
    assert_eq!(Template::from_bytes(&longer).unwrap_err(), TemplateError::Malformed, "a byte too many");
}

#[test]
fn only_one_to_255_embeddings_are_fused() {
    assert_eq!(Template::fuse(&[]).unwrap_err(), TemplateError::Fuse);
    assert_eq!(Template::fuse(&vec![embedding(0); 256]).unwrap_err(), TemplateError::Fuse);
    assert_eq!(Template::fuse(&vec![embedding(0); 255]).unwrap().count(), 255);
}

// A template is personal data: no value of it may reach a log.
#[test]
fn debug_prints_no_value() {
    assert_eq!(format!("{:?}", template()), "Template { count: 1, .. }");
}

#[test]
fn models_fingerprint_covers_every_pin() {
    let mut all = Vec::new();
    for pin in crate::PINNED_MODELS {
        all.extend_from_slice(pin.name.as_bytes());
        all.push(0);
        all.extend_from_slice(&pin.sha256);
    }
    assert_eq!(crate::models_fingerprint().as_slice(), digest(&SHA256, &all).as_ref());
}

proptest! {
    // The stored form comes back from disk: whatever stands there, no panic.
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..4000)) {
        let _ = Template::from_bytes(&bytes);
    }

    #[test]
    fn any_damage_is_read_without_panic(at in 0..2926_usize, new in any::<u8>()) {
        let mut bytes = template().to_bytes();
        bytes[at] = new;
        if let Ok(read) = Template::from_bytes(&bytes) {
            prop_assert!(read.similarity(&embedding(3)).is_finite());
        }
    }
}
