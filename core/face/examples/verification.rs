//! Accuracy of [`face_in_picture`] on a list of pairs, by the 10-fold rule of Labeled Faces in the Wild.
//!
//! `verification IMAGES PAIRS.tsv` (columns fold, same, a, b, with a header line) prints one JSON line. Every fold's
//! threshold is the best of the other folds.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use mien_face::{Embedding, FaceModels, face_in_picture};
use serde_json::json;
use support::{Pixels, read_model};

struct Pair {
    fold: String,
    same: bool,
    a: String,
    b: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(images), Some(pairs)) = (args.next(), args.next()) else {
        return Err("usage: verification IMAGES PAIRS.tsv".into());
    };
    let pairs = read_pairs(&fs::read_to_string(pairs)?)?;
    let models = FaceModels::load(&read_model)?;
    let names: BTreeSet<&str> = pairs.iter().flat_map(|p| [p.a.as_str(), p.b.as_str()]).collect();
    let mut faces: BTreeMap<&str, Embedding> = BTreeMap::new();
    let mut missing = Vec::new();
    for (i, name) in names.iter().enumerate() {
        match face_in_picture(&models, &Pixels::open(&Path::new(&images).join(name))?.frame()?)? {
            Some(face) => drop(faces.insert(name, face.embedding)),
            None => missing.push(*name),
        }
        if i % 200 == 199 {
            eprintln!("{} of {} pictures", i + 1, names.len());
        }
    }
    // A pair without both faces counts as different people.
    let score = |p: &Pair| match (faces.get(p.a.as_str()), faces.get(p.b.as_str())) {
        (Some(a), Some(b)) => a.similarity(b),
        _ => -1.0,
    };
    let scored: Vec<(&str, bool, f32)> = pairs.iter().map(|p| (p.fold.as_str(), p.same, score(p))).collect();
    let accuracies = by_fold(&scored);
    let folds = f64::from(u32::try_from(accuracies.len())?);
    let accuracy = accuracies.iter().sum::<f64>() / folds;
    let wrong = worst(&pairs, &scored);
    println!(
        "{}",
        json!({
            "accuracy": accuracy, "folds": accuracies, "images": names.len(), "no_face": missing,
            "pairs": pairs.len(), "hardest": wrong,
        })
    );
    Ok(())
}

fn read_pairs(tsv: &str) -> Result<Vec<Pair>, String> {
    let row = |line: &str| match line.split('\t').collect::<Vec<_>>()[..] {
        [fold, same, a, b] => {
            Ok(Pair { fold: fold.into(), same: same == "1", a: a.into(), b: b.trim_end().into() })
        }
        _ => Err(format!("not fold, same, a, b: {line}")),
    };
    tsv.lines().skip(1).map(row).collect()
}

/// Accuracy of each fold under the threshold that does best on the others.
fn by_fold(scored: &[(&str, bool, f32)]) -> Vec<f64> {
    let folds: BTreeSet<&str> = scored.iter().map(|(fold, ..)| *fold).collect();
    let accuracy = |of: &dyn Fn(&str) -> bool, threshold: f32| {
        let pairs: Vec<bool> =
            scored.iter().filter(|(f, ..)| of(f)).map(|(_, same, s)| (*s >= threshold) == *same).collect();
        let right = pairs.iter().filter(|right| **right).count();
        f64::from(u32::try_from(right).unwrap_or(0)) / f64::from(u32::try_from(pairs.len()).unwrap_or(1))
    };
    let thresholds: Vec<f32> = (0..1000_u16).map(|i| f32::from(i) / 1000.0).collect();
    let of_fold = |fold: &str| {
        let best =
            thresholds.iter().map(|t| (accuracy(&|f| f != fold, *t), *t)).max_by(|a, b| a.0.total_cmp(&b.0));
        accuracy(&|f| f == fold, best.map_or(0.5, |(_, t)| t))
    };
    folds.iter().map(|fold| of_fold(fold)).collect()
}

/// The genuine pairs with the lowest and the impostor pairs with the highest scores.
fn worst(pairs: &[Pair], scored: &[(&str, bool, f32)]) -> Vec<serde_json::Value> {
    let mut all: Vec<(&Pair, f32)> = pairs.iter().zip(scored.iter().map(|s| s.2)).collect();
    all.sort_by(|a, b| {
        (if a.0.same { a.1 } else { 1.0 - a.1 }).total_cmp(&if b.0.same { b.1 } else { 1.0 - b.1 })
    });
    all.iter().take(12).map(|(p, s)| json!([p.same, s, p.a, p.b])).collect()
}
