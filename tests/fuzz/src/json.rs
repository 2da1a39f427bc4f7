//! Changes of a JSON document that keep it one.

use crate::random::Random;
use serde_json::{Map, Value, json};

/// One change; `None` when the input is no JSON.
pub(crate) fn mutate(input: &[u8], other: &[u8], words: &[&str], random: &mut Random) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(input).ok()?;
    if random.below(12) == 0 {
        return Some(with_a_double(&value.to_string(), random).into_bytes());
    }
    let other = serde_json::from_slice(other).unwrap_or(Value::Null);
    change(&mut value, &other, words, random);
    Some(value.to_string().into_bytes())
}

/// Walks down to some node and changes it there.
fn change(value: &mut Value, other: &Value, words: &[&str], random: &mut Random) {
    let deeper = random.below(4) > 0;
    match value {
        Value::Object(map) if deeper && !map.is_empty() => {
            let names: Vec<String> = map.keys().cloned().collect();
            let Some(name) = random.of(&names) else { return };
            let there = other.get(name).unwrap_or(other).clone();
            if let Some(inner) = map.get_mut(name) {
                change(inner, &there, words, random);
            }
        }
        Value::Array(list) if deeper && !list.is_empty() => {
            let at = random.below(list.len());
            if let Some(inner) = list.get_mut(at) {
                change(inner, other, words, random);
            }
        }
        Value::Object(map) => change_members(map, other, words, random),
        Value::Array(list) => {
            let at = random.below(list.len() + 1);
            match random.below(4) {
                0 if at < list.len() => drop(list.remove(at)),
                1 => list.insert(at, hostile(words, random)),
                2 => *list = list.iter().cycle().take(list.len() * (2 + random.below(70))).cloned().collect(),
                _ => *value = other.clone(),
            }
        }
        Value::String(text) if random.below(2) == 0 => *text = bent(text, words, random),
        leaf if random.below(5) == 0 => *leaf = other.clone(),
        leaf => *leaf = hostile(words, random),
    }
}

fn change_members(map: &mut Map<String, Value>, other: &Value, words: &[&str], random: &mut Random) {
    let names: Vec<String> = map.keys().cloned().collect();
    let name = random.of(&names).cloned().unwrap_or_default();
    match random.below(5) {
        0 => drop(map.remove(&name)),
        1 => drop(map.insert(random.of(words).copied().unwrap_or("x").to_owned(), hostile(words, random))),
        2 => {
            if let Some(value) = map.remove(&name) {
                map.insert(bent(&name, words, random), value);
            }
        }
        3 => {
            if let Some(members) = other.as_object() {
                let names: Vec<&String> = members.keys().collect();
                if let Some((name, value)) = random.of(&names).and_then(|name| members.get_key_value(*name)) {
                    map.insert(name.clone(), value.clone());
                }
            }
        }
        _ => drop(map.insert(name, hostile(words, random))),
    }
}

/// What stands where something else was expected.
fn hostile(words: &[&str], random: &mut Random) -> Value {
    match random.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(-1),
        5 => json!(u64::MAX),
        6 => json!(i64::MIN),
        7 => json!(1.5e300),
        8 => json!(""),
        9 => json!([]),
        10 => json!({}),
        11 => json!("x".repeat(random.below(5_000))),
        12 => (0..random.below(40)).fold(json!(1), |inner, _| json!([inner])),
        13 => json!((0..random.below(300)).collect::<Vec<_>>()),
        _ => json!(random.of(words).copied().unwrap_or("x")),
    }
}

fn bent(text: &str, words: &[&str], random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = random.below(letters.len() + 1);
    match random.below(6) {
        0 => letters.truncate(at),
        1 => letters.insert(at, '\0'),
        2 => letters.insert(at, '\u{202e}'),
        3 => letters.push(' '),
        4 => drop(letters.splice(at..at, random.of(words).copied().unwrap_or("é").chars())),
        _ => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = if letter.is_lowercase() { letter.to_ascii_uppercase() } else { 'a' };
            }
        }
    }
    letters.into_iter().collect()
}

/// The document with one member twice, the added one first: parsers disagree about which of them counts.
fn with_a_double(text: &str, random: &mut Random) -> String {
    let colons: Vec<usize> = text.match_indices("\":").map(|(at, _)| at).collect();
    let double = random.of(&colons).and_then(|end| {
        let start = text.get(..*end)?.rfind('"')?;
        let name = text.get(start..=*end)?;
        Some(format!("{}{name}:0,{}", text.get(..start)?, text.get(start..)?))
    });
    double.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The double must be one, and stand in the same object.
    #[test]
    fn doubles_a_member() {
        assert_eq!(with_a_double(r#"{"a":1}"#, &mut Random::new(1)), r#"{"a":0,"a":1}"#);
        assert_eq!(with_a_double("7", &mut Random::new(1)), "7");
    }

    // Everything that comes out is JSON, or the parser behind it would never be reached.
    #[test]
    fn stays_json() {
        let mut random = Random::new(1);
        let mut input = br#"{"a":[1,{"b":"c"}],"d":null}"#.to_vec();
        for _ in 0..2_000 {
            let next = mutate(&input, br#"{"e":{"f":2}}"#, &["w"], &mut random).unwrap();
            assert!(serde_json::from_slice::<Value>(&next).is_ok());
            input = if next.len() > 4_000 { br#"{"a":"b"}"#.to_vec() } else { next };
        }
    }
}
