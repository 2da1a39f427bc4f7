//! One to five changes of a seed.

use crate::json;
use crate::random::Random;
use mien_credential::base64url;

/// The longest input that is made: beyond every limit of the parsers, and no longer.
const LONGEST: usize = 1 << 20;

/// What an input looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Bytes in a fixed layout.
    Bytes,
    /// Text for a person or a link.
    Text,
    /// A JSON document.
    Json,
    /// Parts in base64url between dots and tildes: JWS, JWE, SD-JWT.
    Compact,
}

/// Makes an input from `seeds`.
pub(crate) fn mutate(shape: Shape, seeds: &[Vec<u8>], words: &[&str], random: &mut Random) -> Vec<u8> {
    let mut input = random.of(seeds).cloned().unwrap_or_default();
    for _ in 0..=random.below(5) {
        // Now and then below the shape: the outermost parser is one, too.
        let other = random.of(seeds).cloned().unwrap_or_default();
        let shape = if random.below(5) == 0 { Shape::Bytes } else { shape };
        input = match shape {
            Shape::Bytes => bytes(input, &other, words, random),
            Shape::Text => text(&input, &other, words, random),
            Shape::Json => json::mutate(&input, &other, words, random)
                .unwrap_or_else(|| bytes(input, &other, words, random)),
            Shape::Compact => compact(&input, &other, words, random),
        };
        input.truncate(LONGEST);
    }
    input
}

fn bytes(mut input: Vec<u8>, other: &[u8], words: &[&str], random: &mut Random) -> Vec<u8> {
    let at = random.below(input.len() + 1);
    let run = random.below(9) + 1;
    match random.below(9) {
        0 => input.truncate(at),
        1 => input.insert(at, random.byte()),
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        3 => {
            let extreme = random.of(&[0, 1, 0x7f, 0x80, 0xff]).copied().unwrap_or(0);
            input.iter_mut().skip(at).take(run).for_each(|byte| *byte = extreme);
        }
        4 => drop(input.splice(at.., other.iter().copied().skip(at))),
        5 => drop(input.drain(at..(at + run).min(input.len()))),
        6 => {
            let again: Vec<u8> = input.iter().copied().skip(at).take(run * 7).collect();
            input.splice(at..at, again);
        }
        7 => drop(input.splice(at..at, random.of(words).map_or(&b""[..], |word| word.as_bytes()).to_vec())),
        _ => input.iter_mut().skip(at).take(run).for_each(|byte| *byte = random.byte()),
    }
    input
}

/// What turns up where a name, a number or an address is expected: other scripts' digits and letters, marks, directions,
/// the invisible.
const LETTERS: [&str; 30] = [
    "0",
    "9",
    "S",
    "X",
    "x",
    "+",
    "-",
    " ",
    "\0",
    "\n",
    "%00",
    "%2e%2e%2f",
    "#",
    "?",
    "&",
    "=",
    "@",
    ":",
    "//",
    "\\",
    "１",
    "\u{405}",
    "王",
    "\u{301}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "İ",
    "ﬃ",
    "\u{e0041}",
];

fn text(input: &[u8], other: &[u8], words: &[&str], random: &mut Random) -> Vec<u8> {
    let mut letters: Vec<char> = String::from_utf8_lossy(input).chars().collect();
    let at = random.below(letters.len() + 1);
    let new = match random.below(3) {
        0 => random.of(words).copied().unwrap_or_default(),
        _ => random.of(&LETTERS).copied().unwrap_or_default(),
    };
    let end = (at + random.below(4)).min(letters.len());
    match random.below(6) {
        0 => drop(letters.splice(at..at, new.chars())),
        1 => letters.truncate(at),
        2 => letters.rotate_left(at),
        3 => drop(letters.drain(at..end)),
        4 => drop(letters.splice(at.., String::from_utf8_lossy(other).chars().skip(at))),
        _ => drop(letters.splice(at..end, new.chars())),
    }
    letters.into_iter().collect::<String>().into_bytes()
}

/// One part is decoded, bent and encoded again, or parts are taken away, doubled or exchanged.
fn compact(input: &[u8], other: &[u8], words: &[&str], random: &mut Random) -> Vec<u8> {
    let split = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes).split_inclusive(['.', '~']).map(str::to_owned).collect()
    };
    let (mut parts, others) = (split(input), split(other));
    let at = random.below(parts.len());
    let Some(part) = parts.get(at).cloned() else { return bytes(input.to_vec(), other, words, random) };
    match random.below(10) {
        0 => drop(parts.remove(at)),
        1 => parts.insert(at, part),
        2 => {
            if let (Some(place), Some(new)) = (parts.get_mut(at), random.of(&others)) {
                place.clone_from(new);
            }
        }
        _ => {
            let body = part.trim_end_matches(['.', '~']);
            let ending = part.get(body.len()..).unwrap_or_default();
            let Some(decoded) = base64url::decode(body) else {
                return bytes(input.to_vec(), other, words, random);
            };
            let bent = json::mutate(&decoded, &decoded, words, random)
                .unwrap_or_else(|| bytes(decoded.clone(), &decoded, words, random));
            if let Some(place) = parts.get_mut(at) {
                *place = base64url::encode(&bent) + ending;
            }
        }
    }
    parts.concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    // A campaign must come again with its seed, or a finding could not be looked at; and it must change something.
    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let seeds = [br#"{"a":[1,{"b":"c"}]}"#.to_vec(), b"eyJhIjoxfQ.eyJiIjoyfQ.AAAA".to_vec()];
        for shape in [Shape::Bytes, Shape::Text, Shape::Json, Shape::Compact] {
            let run = |seed| {
                let mut random = Random::new(seed);
                (0..500).map(|_| mutate(shape, &seeds, &["word"], &mut random)).collect::<Vec<_>>()
            };
            assert_eq!(run(3), run(3), "{shape:?}");
            assert!(run(3) != run(4), "{shape:?}");
            let mut different = run(3);
            different.sort();
            different.dedup();
            assert!(different.len() > 300, "{shape:?}: {}", different.len());
        }
    }

    // What is decoded must be encoded again: otherwise no change would get past the first parser of a token.
    #[test]
    fn parts_of_tokens_stay_readable() {
        let token = format!("{}.{}.AAAA", base64url::encode(br#"{"alg":"ES256"}"#), base64url::encode(b"{}"));
        let mut random = Random::new(1);
        let readable = (0..300)
            .map(|_| mutate(Shape::Compact, &[token.clone().into_bytes()], &[], &mut random))
            .filter(|made| *made != token.as_bytes())
            .filter(|made| {
                let head = made.split(|byte| *byte == b'.').next().unwrap_or_default();
                let head = std::str::from_utf8(head).ok().and_then(base64url::decode);
                head.is_some_and(|head| serde_json::from_slice::<serde_json::Value>(&head).is_ok())
            })
            .count();
        assert!(readable > 60, "{readable}");
    }
}
