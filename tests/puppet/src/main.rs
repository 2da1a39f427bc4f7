//! The puppet's command line: streams as video files, the contact sheet, and counted campaigns.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use mien_face::calibration::Calibration;
use mien_puppet::campaign::{self, Kind};
use mien_puppet::y4m::Y4mWriter;
use mien_puppet::{Pinhole, Script, Stage, contact_sheet};

#[derive(Parser)]
#[command(about = "A rendered person before a rendered camera, for tests and demos")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a scripted stream as a Y4M file.
    Render {
        /// Who comes before the camera.
        #[arg(long, value_enum, default_value = "honest")]
        kind: Kind,
        /// What decides habits, light and noise.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// What the screen asks: still, turn-left, turn-right, turn-both, blink, mouth.
        #[arg(long, default_value = "turn-left")]
        script: String,
        /// Frames a second.
        #[arg(long, default_value_t = 15)]
        fps: u32,
        /// Width and height in pixels, as in 480x640.
        #[arg(long, default_value = "480x640", value_parser = size)]
        size: (u32, u32),
        /// The file to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Draw the contact sheet as a PNG file.
    Strip {
        /// The file to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Run seeded sessions through the real engine and scan, and count.
    Campaign {
        /// Who comes before the camera.
        #[arg(long, value_enum)]
        kind: Kind,
        /// How many sessions.
        #[arg(long, default_value_t = 50)]
        sessions: u32,
        /// What decides everything.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Thresholds to try instead of the shipped ones.
        #[arg(long)]
        calibration: Option<PathBuf>,
        /// Write the report as JSON, too.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Render { kind, seed, script, fps, size: (width, height), out } => {
            let script = Script::named(&script)?;
            let stage = Stage::load()?;
            let mut actor = kind.actor(&stage, Pinhole::new(width, height), seed);
            let mut writer = Y4mWriter::new(BufWriter::new(File::create(&out)?), width, height, fps)?;
            for (at_us, prompt) in script.moments(fps) {
                writer.write(&actor.frame_at(at_us, prompt).0)?;
            }
            writer.finish()?;
            println!("{}", out.display());
        }
        Command::Strip { out } => {
            contact_sheet(&Stage::load()?.head).save(&out)?;
            println!("{}", out.display());
        }
        Command::Campaign { kind, sessions, seed, calibration, out } => {
            let mut stage = Stage::load()?;
            if let Some(file) = calibration {
                stage.calibration = Some(Calibration::from_json(&fs::read(file)?)?);
            }
            let report = campaign::run(&stage, kind, sessions, seed, &|done, passed| {
                eprintln!("{done}/{sessions} sessions, {passed} passed");
            })?;
            print!("{report}");
            if let Some(out) = out {
                fs::write(out, serde_json::to_string_pretty(&report)?)?;
            }
        }
    }
    Ok(())
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    // Odd sides are legal but many players refuse them.
    sides
        .filter(|(w, h): &(u32, u32)| {
            (64..=4096).contains(w) && (64..=4096).contains(h) && w % 2 == 0 && h % 2 == 0
        })
        .ok_or_else(|| "two even numbers from 64 to 4096, as in 480x640".to_owned())
}
