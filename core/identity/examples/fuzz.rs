//! `fuzz --executions N [--seed S]`: every parser on mutated texts of its corpus, until one breaks a promise or N is reached.
#![expect(clippy::unwrap_used, reason = "a campaign stops at the first surprise")]

#[path = "../tests/support/parsers.rs"]
mod parsers;

use std::path::Path;

/// xorshift64*: the campaign is repeatable from its seed and needs nothing better.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % limit.max(1)
    }
}

fn option(name: &str, default: u64) -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    arguments.next().map_or(default, |value| value.parse().unwrap())
}

/// What turns up in names and numbers: digits, letters, separators, other scripts, marks, directions, the invisible.
const DICTIONARY: [char; 24] = [
    '0',
    '9',
    'S',
    'X',
    'x',
    '+',
    '-',
    ' ',
    '\0',
    '\n',
    '１',
    '\u{405}',
    '王',
    '\u{301}',
    '\u{202e}',
    '\u{200b}',
    '\u{200d}',
    '\u{feff}',
    'ß',
    'İ',
    '\u{1100}',
    '😀',
    '\u{fb03}',
    '\u{e0041}',
];

fn main() {
    let (executions, seed) = (option("--executions", 100_000), option("--seed", 1));
    let mut random = Random(seed | 1);
    for (name, parse) in parsers::PARSERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
        let files = std::fs::read_dir(folder).unwrap();
        let corpus: Vec<Vec<char>> = files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap().chars().collect())
            .collect();
        let mut taken = 0_u64;
        for _ in 0..executions {
            let mut text = corpus.get(random.below(corpus.len())).unwrap().clone();
            for _ in 0..=random.below(4) {
                let at = random.below(text.len() + 1);
                let new = *DICTIONARY.get(random.below(DICTIONARY.len())).unwrap();
                match random.below(4) {
                    0 => text.insert(at, new),
                    1 => text.truncate(at),
                    2 => text.rotate_left(at),
                    _ => {
                        if let Some(old) = text.get_mut(at) {
                            *old = new;
                        }
                    }
                }
            }
            taken += u64::from(parse(&text.iter().collect::<String>()));
        }
        println!("{name}: {executions} executions, {taken} accepted, seed {seed}");
    }
}
