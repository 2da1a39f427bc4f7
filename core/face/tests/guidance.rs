//! The words beside the crate: what the shells show, say and let the hand feel.

#![expect(clippy::panic, reason = "a test fails loudly, and says which file is at fault")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use mien_face::scan::{Guidance, Severity};
use serde::Deserialize;

const LANGUAGES: [&str; 4] = ["en", "zh-Hans", "ms", "ta"];

/// A language's file. An id that the vocabulary does not have is no `Guidance` and fails to parse.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    language: String,
    name: String,
    review: Review,
    hints: HashMap<Guidance, Said>,
    outcomes: BTreeMap<String, Said>,
    reasons: BTreeMap<String, String>,
    screen: BTreeMap<String, String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Debug)]
enum Review {
    #[serde(rename = "reviewed")]
    Reviewed,
    #[serde(rename = "needs native review")]
    NeedsNativeReview,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
    speech: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Channels {
    hints: HashMap<Guidance, Channel>,
    outcomes: BTreeMap<String, Channel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Channel {
    haptic: Haptic,
    earcon: Earcon,
    repeat_seconds: Option<u32>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Haptic {
    Tick,
    Double,
    Long,
    Success,
    None,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Earcon {
    Searching,
    Task,
    Step,
    OpenEyes,
    Success,
    Ended,
    None,
}

fn read<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("guidance").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn words() -> Vec<Words> {
    LANGUAGES.iter().map(|language| read(&format!("{language}.json"))).collect()
}

/// What stands in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

// Protects the person from a hint without words, whatever their language and whichever sense they go by.
#[test]
fn every_hint_can_be_read_heard_and_felt() {
    let channels: Channels = read("channels.json");
    for (words, language) in words().iter().zip(LANGUAGES) {
        assert_eq!(words.language, language);
        assert!(!words.name.is_empty());
        for hint in Guidance::ALL {
            let said =
                words.hints.get(hint).unwrap_or_else(|| panic!("{language}: no words for {}", hint.id()));
            assert!(
                !said.text.trim().is_empty() && !said.speech.trim().is_empty(),
                "{language}: {}",
                hint.id()
            );
            assert!(said.text.chars().count() <= 48, "{language}: too long for the screen: {}", said.text);
            assert!(channels.hints.contains_key(hint), "no channel for {}", hint.id());
        }
        let outcomes: Vec<_> = words.outcomes.keys().collect();
        assert_eq!(outcomes, channels.outcomes.keys().collect::<Vec<_>>(), "{language}");
    }
}

// Protects people who go by the voice: nothing is said so often that it cannot be followed, every task is said again,
// and what cannot be seen with closed eyes is felt and heard.
#[test]
fn speech_leaves_time_and_tasks_come_back() {
    let channels: Channels = read("channels.json");
    for (hint, channel) in &channels.hints {
        assert!(channel.repeat_seconds.is_none_or(|seconds| (4..=30).contains(&seconds)), "{}", hint.id());
        if hint.severity() == Severity::Blocking && *hint != Guidance::Paused {
            assert!(
                channel.haptic != Haptic::None || channel.repeat_seconds.is_some(),
                "{} would stand there unnoticed",
                hint.id()
            );
        }
    }
    let said_again = [Guidance::TurnLeft, Guidance::TurnRight, Guidance::Nod, Guidance::OpenMouth];
    assert!(said_again.iter().all(|hint| channels.hints[hint].repeat_seconds.is_some()));
    let open = &channels.hints[&Guidance::OpenEyesNow];
    assert!(open.earcon != Earcon::None && open.haptic != Haptic::None);
    assert!(channels.outcomes.values().all(|channel| channel.repeat_seconds.is_none()));
}

// Protects the person's knowledge that something changed: two hints never read the same.
#[test]
fn no_two_texts_are_the_same() {
    for words in words() {
        let texts: Vec<_> = words.hints.values().map(|said| &said.text).collect();
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "{}", words.language);
        let outcomes: BTreeSet<_> = words.outcomes.values().map(|said| &said.text).collect();
        assert_eq!(outcomes.len(), words.outcomes.len(), "{}", words.language);
    }
}

// Protects against half a translation, and against a number that is shown in one language and lost in another.
#[test]
fn languages_say_the_same_things() {
    let all = words();
    let english = all.first().expect("English");
    for words in &all {
        for (mine, theirs) in [(&words.reasons, &english.reasons), (&words.screen, &english.screen)] {
            assert_eq!(
                mine.keys().collect::<Vec<_>>(),
                theirs.keys().collect::<Vec<_>>(),
                "{}",
                words.language
            );
            for (id, text) in mine {
                assert!(!text.trim().is_empty());
                assert_eq!(placeholders(text), placeholders(&theirs[id]), "{}: {id}", words.language);
            }
        }
        for (hint, said) in &words.hints {
            assert_eq!(placeholders(&said.text), placeholders(&english.hints[hint].text), "{}", hint.id());
            assert_eq!(
                placeholders(&said.speech),
                placeholders(&english.hints[hint].speech),
                "{}",
                hint.id()
            );
            if words.language != "en" {
                assert_ne!(
                    said.text,
                    english.hints[hint].text,
                    "{}: {} is not translated",
                    words.language,
                    hint.id()
                );
            }
        }
    }
}

// Protects readers from taking a draft for checked words: who has not been asked yet is said in the file.
#[test]
fn drafts_are_marked() {
    for words in words() {
        let draft = ["ms", "ta"].contains(&words.language.as_str());
        assert_eq!(words.review, if draft { Review::NeedsNativeReview } else { Review::Reviewed });
    }
}

// Protects left and right: a mixed-up translation sends people the wrong way.
#[test]
fn sides_are_not_mixed_up() {
    let sides =
        [("en", "left", "right"), ("zh-Hans", "左", "右"), ("ms", "kiri", "kanan"), ("ta", "இடது", "வலது")];
    for (words, (language, left, right)) in words().iter().zip(sides) {
        assert_eq!(words.language, language);
        for hint in [Guidance::MoveLeft, Guidance::TurnLeft, Guidance::MoveRight, Guidance::TurnRight] {
            let (is, is_not) = if hint.id().ends_with("left") { (left, right) } else { (right, left) };
            for text in [&words.hints[&hint].text, &words.hints[&hint].speech] {
                assert!(text.contains(is) && !text.contains(is_not), "{language}: {text}");
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pictures {
    parts: BTreeMap<String, Part>,
    hints: HashMap<Guidance, Vec<String>>,
    outcomes: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[expect(dead_code, reason = "its presence and its type are what is proved")]
    accent: bool,
    strokes: Vec<Stroke>,
}

/// Out of 100, from the top left.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stroke {
    /// The middle and the two radii.
    Oval([f32; 4]),
    /// x and y in turn.
    Line(Vec<f32>),
}

// Protects who cannot follow words: each hint and each outcome is drawn, from parts that exist, inside the picture; and
// the two sides of a turn are drawn apart.
#[test]
fn every_hint_has_its_picture() {
    let pictures: Pictures = read("pictures.json");
    let words: Words = read("en.json");
    for hint in Guidance::ALL {
        assert!(pictures.hints.get(hint).is_some_and(|parts| !parts.is_empty()), "{}", hint.id());
        assert_eq!(pictures.hints[hint] != pictures.hints[&hint.mirrored()], hint.mirrored() != *hint);
    }
    assert!(pictures.outcomes.keys().eq(words.outcomes.keys()));
    let used: BTreeSet<_> = pictures.hints.values().chain(pictures.outcomes.values()).flatten().collect();
    assert!(used.into_iter().eq(pictures.parts.keys()), "a part is missing, or drawn nowhere");
    for (name, part) in &pictures.parts {
        for stroke in &part.strokes {
            let points = match stroke {
                Stroke::Oval([x, y, wide, high]) => vec![x - wide, y - high, x + wide, y + high],
                Stroke::Line(points) => points.clone(),
            };
            assert!(points.len() >= 4 && points.len() % 2 == 0, "{name}");
            assert!(points.iter().all(|value| (0.0..=100.0).contains(value)), "{name} leaves the picture");
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Side {
    id: Guidance,
    mirrored: bool,
    screen: String,
}

// Protects the vectors that every shell draws its arrows by: each mirrored hint in both kinds of preview, and the mirror
// image of a hint in the mirror image of a preview on the same side of the screen.
#[test]
fn the_vectors_of_sides_are_whole() {
    let sides: Vec<Side> = read("sides.json");
    let mirrored: Vec<_> = Guidance::ALL.iter().filter(|hint| hint.mirrored() != **hint).collect();
    assert_eq!(sides.len(), 2 * mirrored.len());
    let find = |id: Guidance, mirrored: bool| {
        sides.iter().find(|side| side.id == id && side.mirrored == mirrored).map(|side| side.screen.as_str())
    };
    for &&hint in &mirrored {
        let own = if hint.id().ends_with("left") { "left" } else { "right" };
        assert_eq!(find(hint, true), Some(own), "a mirror shows the person's left on the left");
        assert_eq!(find(hint, true), find(hint.mirrored(), false));
    }
}
