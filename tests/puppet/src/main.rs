//! The puppet's command line: streams as video files, the contact sheet, and counted campaigns.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead as _, BufWriter};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use mien_face::calibration::Calibration;
use mien_face::scan::Guidance;
use mien_puppet::calibrate::groups::Labelled;
use mien_puppet::calibrate::{Plan, calibrate, table};
use mien_puppet::campaign::Campaign;
use mien_puppet::y4m::Y4mWriter;
use mien_puppet::{
    Actor as _, Kind, Manner, Person, Pinhole, Profile, Prompt, Random, Script, Stage, contact_sheet,
};

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
        /// What the screen asks: still, turn-left, turn-right, turn-both, nod, mouth, eyes, closer.
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
    /// Be a camera: write Y4M frames to standard output and read, after each, the hint that the scan shows then (its id
    /// on a line, empty for none) from standard input. Ends with either.
    Live {
        /// What decides habits, light and noise.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Frames a second.
        #[arg(long, default_value_t = 12)]
        fps: u32,
    },
    /// Write neutral.y4m and one file for each task (turn-left, turn-right, nod, mouth, eyes, closer): one person, recorded
    /// for shells that cannot play live. Play the first until the scan asks for something, then the file of that task.
    Record {
        /// What decides habits, light and noise.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Frames a second.
        #[arg(long, default_value_t = 10)]
        fps: u32,
        /// The folder to write to; made when missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Measure all thresholds of the scan with pictures of people and with rendered scans, and write them to a file.
    Calibrate {
        /// A folder that holds a folder of pictures for each person; some hundred people with a few pictures each.
        #[arg(long)]
        images: PathBuf,
        /// The file to write.
        #[arg(long)]
        out: PathBuf,
        /// A folder of pictures labelled by age, sex and origin as in `UTKFace`, each of another person: the matching threshold
        /// is set on the worst group.
        #[arg(long)]
        groups: Option<PathBuf>,
        /// Pairs of these that show one person after all.
        #[arg(long, requires = "groups")]
        same: Option<PathBuf>,
        /// False acceptance rate of the matching threshold among all strangers.
        #[arg(long, default_value_t = 1e-4)]
        far: f64,
        /// The same within each group: what groups of sixty people can tell.
        #[arg(long, default_value_t = 2e-3)]
        group_far: f64,
        /// Rendered scans of honest people, of flat photos, and of photos bent to each of three radii; 0 measures the matching
        /// threshold alone and keeps the rest of what was compiled in
        #[arg(long, default_value_t = 60)]
        sessions: usize,
        /// What decides everything rendered.
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
        /// What is asked of them.
        #[arg(long, value_enum, default_value_t = Profile::Verify)]
        profile: Profile,
        /// How many sessions.
        #[arg(long, default_value_t = 50)]
        sessions: u32,
        /// What decides everything.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Thresholds to try instead of the shipped ones.
        #[arg(long)]
        calibration: Option<PathBuf>,
        /// Seconds of stream after which whoever stands before the camera gives up.
        #[arg(long, default_value_t = 60)]
        patience: u64,
        /// Write the report as JSON, too.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Run one session of a campaign again and print what the scan saw of each frame.
    Session {
        /// Who comes before the camera.
        #[arg(long, value_enum)]
        kind: Kind,
        /// What is asked of them.
        #[arg(long, value_enum, default_value_t = Profile::Verify)]
        profile: Profile,
        /// The session's own seed, as a campaign's report names it.
        #[arg(long)]
        seed: u64,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Render { kind, seed, script, fps, size: (width, height), out } => {
            let script = Script::named(&script)?;
            let stage = Stage::load()?;
            let mut actor = kind.actor(&stage, Pinhole::new(width, height), seed)?;
            let mut writer = Y4mWriter::new(BufWriter::new(File::create(&out)?), width, height, fps)?;
            for (at_us, prompt) in script.moments(fps) {
                writer.write(&actor.frame_at(at_us, prompt).0)?;
            }
            writer.finish()?;
            println!("{}", out.display());
        }
        Command::Calibrate { images, groups, same, out, far, group_far, sessions, seed } => {
            let plan = Plan { far, group_far, sessions, seed };
            let labelled = groups.as_deref().map(|images| Labelled { images, same: same.as_deref() });
            let calibration = calibrate(&Stage::load()?, &images, labelled, &plan, &|what, done, all| {
                if done % 20 == 0 || done == all {
                    eprintln!("{what}: {done}/{all}");
                }
            })?;
            print!("{}", table(&calibration));
            fs::write(&out, calibration.to_json())?;
            println!("{}", out.display());
        }
        Command::Live { seed, fps } => live(seed, fps)?,
        Command::Record { seed, fps, out } => {
            fs::create_dir_all(&out)?;
            record(seed, fps, &out)?;
            println!("{}", out.display());
        }
        Command::Strip { out } => {
            contact_sheet(&Stage::load()?.head).save(&out)?;
            println!("{}", out.display());
        }
        Command::Session { kind, profile, seed } => replay(kind, profile, seed)?,
        Command::Campaign { kind, profile, sessions, seed, calibration, patience, out } => {
            let mut stage = Stage::load()?;
            stage.patience_us = patience * 1_000_000;
            if let Some(file) = calibration {
                stage.calibration = Some(Calibration::from_json(&fs::read(file)?)?);
            }
            let report = Campaign::new(&stage, kind, profile)?.run(sessions, seed, &|done, passed| {
                if done % 10 == 0 || done == sessions {
                    eprintln!("{done}/{sessions} sessions, {passed} passed");
                }
            })?;
            print!("{report}");
            if let Some(out) = out {
                fs::write(out, serde_json::to_string_pretty(&report)?)?;
            }
        }
    }
    Ok(())
}

/// One session of a campaign, a line for each frame.
fn replay(kind: Kind, profile: Profile, seed: u64) -> Result<(), Box<dyn Error>> {
    let stage = Stage::load()?;
    let mut first = None;
    let report = Campaign::new(&stage, kind, profile)?.session(seed, &mut |moment| {
        let at = moment.observation.captured_at;
        let ms = (at - *first.get_or_insert(at)) / 1000;
        let face = moment.observation.face.as_ref();
        let look = face.map_or("no face".to_owned(), |face| {
            let [[ax, ay, _], [bx, by, _]] =
                [33, 263].map(|corner| face.mesh.points.get(corner).copied().unwrap_or_default());
            format!(
                "yaw {:6.2} pitch {:6.2} roll {:6.2} eyes {:7.2} {:7.2} apart {:6.2} mouth {:.3} second {:.2}",
                face.pose.yaw,
                face.pose.pitch,
                face.pose.roll,
                f32::midpoint(ax, bx),
                f32::midpoint(ay, by),
                face.eye_distance,
                face.mouth_open,
                face.second_face
            )
        });
        let hint = moment.feedback.guidance.map_or("", Guidance::id);
        let phase = format!("{:?}", moment.state.phase);
        let phase = phase.split([' ', '(', '{']).next().unwrap_or_default();
        println!("{ms:6} ms  {phase:12} {hint:16} {look}");
    })?;
    println!("{}", report.reason());
    if let Some(peak) = peak_memory() {
        println!("peak memory of the process, puppet included: {peak}");
    }
    Ok(())
}

/// The most resident memory that this process has had, where the system tells.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|peak| peak.trim().to_owned())
}

/// The person before the camera, a frame for each hint.
fn live(seed: u64, fps: u32) -> Result<(), Box<dyn Error>> {
    let stage = Stage::load()?;
    let mut person = Kind::Honest.actor(&stage, Pinhole::new(480, 640), seed)?;
    let mut writer = Y4mWriter::new(std::io::stdout().lock(), 480, 640, fps)?;
    let mut hints = std::io::stdin().lock().lines();
    let mut prompt = Prompt::None;
    for number in 0.. {
        let (frame, _) = person.frame_at(number * 1_000_000 / u64::from(fps), prompt);
        // Whoever scans closes the pipe when the scan is over.
        if writer.write(&frame).and_then(|()| writer.flush()).is_err() {
            break;
        }
        let Some(hint) = hints.next() else { break };
        let hint = hint?;
        prompt = Prompt::from(Guidance::ALL.iter().copied().find(|guidance| guidance.id() == hint));
    }
    Ok(())
}

/// Seconds of looking straight, then of the task, then of looking straight again.
const RECORDED: [u64; 3] = [7, 2, 5];

/// The files that are recorded, and what the person is asked in each. Whoever plays them looks for the task's name on the surface.
const FILMS: [(&str, Prompt); 6] = [
    ("turn-left", Prompt::TurnLeft),
    ("turn-right", Prompt::TurnRight),
    ("nod", Prompt::Nod),
    ("open-mouth", Prompt::OpenMouth),
    ("close-eyes", Prompt::CloseEyes),
    ("come-closer", Prompt::ComeCloser),
];

/// One person who looks straight and is then asked for something: the same neutral file whatever it is.
fn record(seed: u64, fps: u32, folder: &Path) -> Result<(), Box<dyn Error>> {
    let head = Stage::load()?.head;
    // Whoever plays the films cannot wait for somebody who begins on the wrong side.
    let manner = Manner { wrong_way: 0.0, mouth_us: 800_000, ..Manner::cooperative(&mut Random::new(seed)) };
    let open = |name: &str| -> Result<_, Box<dyn Error>> {
        let file = File::create(folder.join(name).with_extension("y4m"))?;
        Ok(Y4mWriter::new(BufWriter::new(file), 480, 640, fps)?)
    };
    let [straight, acting, after] = RECORDED.map(|seconds| seconds * u64::from(fps));
    let at_us = |number: u64| number * 1_000_000 / u64::from(fps);
    let mut person = Person::with_manner(head, Pinhole::new(480, 640), manner, seed);
    let mut neutral = open("neutral")?;
    for number in 0..straight {
        neutral.write(&person.frame_at(at_us(number), Prompt::LookStraight).0)?;
    }
    neutral.finish()?;
    for (name, task) in FILMS {
        let (mut person, mut film) = (person.clone(), open(name)?);
        for number in straight..straight + acting + after {
            let prompt = if number < straight + acting { task } else { Prompt::LookStraight };
            film.write(&person.frame_at(at_us(number), prompt).0)?;
        }
        film.finish()?;
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
