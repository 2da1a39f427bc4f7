//! Maven artefacts of the Kotlin bindings and the Android app, into Maven's own repository in the home folder.

use std::fs;

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome};
use crate::paths;
use crate::run::Run;

pub(super) const STEP: Step = Step { title: "Maven artefacts (Kotlin, Robolectric)", is_done, run };

const PROJECTS: [&str; 2] = ["bindings/kotlin/pom.xml", "android/pom.xml"];

/// The Android that Robolectric runs screens on. Its plug-in would look for it at test time; it must lie in the local
/// repository before.
const ANDROID_RUNTIME: &str = "org.robolectric:android-all-instrumented:15-robolectric-13954326-i7";

fn version() -> Outcome<String> {
    let mut text = String::from(ANDROID_RUNTIME);
    for project in PROJECTS {
        let file = paths::root().join(project);
        if file.exists() {
            text += &fs::read_to_string(file)
                .or_fail(format!("reading {project}"), "restore the file from git")?;
        }
    }
    Ok(text)
}

fn is_done() -> Outcome<bool> {
    Ok(PROJECTS.iter().all(|project| !paths::root().join(project).exists())
        || stamp::matches("maven", &version()?))
}

fn run() -> Outcome {
    let log = paths::cache().join("maven.log");
    let remedy = "check the network and run it again";
    let mvn = || Run::new("mvn").args(["--batch-mode", "--no-transfer-progress"]);
    for project in PROJECTS {
        if paths::root().join(project).exists() {
            mvn().args(["--file", project, "dependency:go-offline"]).run_logged(&log, remedy)?;
        }
    }
    if paths::root().join("android/pom.xml").exists() {
        let artifact = format!("-Dartifact={ANDROID_RUNTIME}");
        mvn().args(["dependency:get", &artifact, "-Dtransitive=false"]).run_logged(&log, remedy)?;
    }
    stamp::write("maven", &version()?)
}
