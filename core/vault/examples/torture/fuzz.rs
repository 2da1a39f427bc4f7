//! Every parser of bytes, on mutated real and on random input. Without feedback from coverage: the parsers have fixed
//! layouts and their seeds are whole, so mutation reaches every field.

use crate::Outcome;
use crate::arguments::{Random, number};
use mien_vault::testing::{parse_biometric_slot, parse_export, parse_record, parse_slot};
use std::path::PathBuf;

type Parser = fn(&[u8]) -> bool;

/// Each parser with the name of its corpus.
pub(crate) const PARSERS: [(&str, Parser); 4] = [
    ("slot", parse_slot),
    ("biometric-slot", parse_biometric_slot),
    ("record", parse_record),
    ("export", parse_export),
];

pub(crate) fn corpus(name: &str) -> Outcome<Vec<Vec<u8>>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder)? {
        found.push(std::fs::read(file?.path())?);
    }
    Ok(found)
}

/// Answers whether nothing bad was found: a panic ends the program and names the input.
pub(crate) fn campaign(words: &[String]) -> Outcome<bool> {
    let (executions, seed) = (number(words, "--executions", 100_000)?, number(words, "--seed", 1)?);
    for (name, parse) in PARSERS {
        let seeds = corpus(name)?;
        let mut random = Random(seed);
        let (mut accepted, mut input) = (0_u64, Vec::new());
        for execution in 0..executions {
            mutate(&seeds, &mut random, &mut input);
            let Ok(answer) = std::panic::catch_unwind(|| parse(&input)) else {
                println!("{name}: panic at execution {execution}: {input:02x?}");
                return Ok(false);
            };
            accepted += u64::from(answer);
        }
        println!("{name}: {executions} executions, {accepted} accepted, 0 panics");
    }
    Ok(true)
}

/// One to four changes of a seed: bits, bytes, lengths, pieces of another seed.
fn mutate(seeds: &[Vec<u8>], random: &mut Random, input: &mut Vec<u8>) {
    input.clear();
    if let Some(seed) = seeds.get(random.index(seeds.len())) {
        input.extend_from_slice(seed);
    }
    for _ in 0..random.below(4) {
        let at = random.index(input.len().max(1));
        match random.below(7) {
            0 => input.truncate(at),
            1 => input.push(u8::try_from(random.below(256)).unwrap_or(0)),
            2 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            3 => {
                let extreme = [0, 1, 0x7f, 0x80, 0xff].get(random.index(5)).copied().unwrap_or(0);
                input.iter_mut().skip(at).take(4).for_each(|byte| *byte = extreme);
            }
            4 => {
                if let Some(other) = seeds.get(random.index(seeds.len())) {
                    input.splice(at.., other.iter().copied().skip(at));
                }
            }
            5 => input.insert(at.min(input.len()), 0),
            _ => {
                let len = random.index(300);
                *input = (0..len).map(|_| u8::try_from(random.below(256)).unwrap_or(0)).collect();
            }
        }
    }
}
