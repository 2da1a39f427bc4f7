//! What lies in the vault's file: whoever can write there must not get the app to fall over.

use mien_fuzz::{Shape, Target};
use mien_vault::testing::{parse_biometric_slot, parse_export, parse_record, parse_slot};

macro_rules! target {
    ($name:literal, $parse:ident) => {
        Target {
            name: $name,
            corpus: concat!("tests/fuzz/corpus/", $name),
            shape: Shape::Bytes,
            words: &[],
            run: |input| if $parse(input) { Ok(()) } else { Err("refused") },
        }
    };
}

pub(super) const TARGETS: &[Target] = &[
    target!("slot", parse_slot),
    target!("biometric-slot", parse_biometric_slot),
    target!("record", parse_record),
    target!("export", parse_export),
];
