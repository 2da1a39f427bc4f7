//! What must not be in the repository: hosts and folders of one workplace, binaries, files too long to read.

use std::fs;

use crate::failure::{Outcome, failure};
use crate::paths;
use crate::run::Run;

/// Hosts of package registries. A name of a package and its version say enough; a host ties the build to one place.
/// Written in two halves so that this file passes its own check.
const HOSTS: [(&str, &str); 10] = [
    ("registry.npmjs", ".org"),
    ("registry.yarnpkg", ".com"),
    ("pypi", ".org"),
    ("files.pythonhosted", ".org"),
    ("repo1.maven", ".org"),
    ("repo.maven.apache", ".org"),
    ("static.crates", ".io"),
    ("index.crates", ".io"),
    ("deb.debian", ".org"),
    ("proxy.golang", ".org"),
];

/// Folders that exist on one machine only.
const FOLDERS: [(&str, &str); 3] = [("/wo", "rk/"), ("/ro", "ot/"), ("/tm", "p/")];

const LARGEST_BINARY: usize = 100 * 1024;
const LONGEST_FILE: usize = 400;

/// The files that are or would be committed.
fn files() -> Outcome<Vec<String>> {
    let list = Run::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output("run it inside a git clone; `cargo xtask setup` installs git")?;
    Ok(list.lines().filter(|name| paths::root().join(name).is_file()).map(str::to_owned).collect())
}

/// No host of a registry, no folder of one machine, no large binary.
pub(super) fn contents() -> Outcome {
    let mut findings = Vec::new();
    for name in files()? {
        let bytes = fs::read(paths::root().join(&name)).unwrap_or_default();
        if bytes.iter().take(8000).any(|byte| *byte == 0) {
            if bytes.len() > LARGEST_BINARY {
                findings.push(format!("{name}: a binary of {} KB", bytes.len() / 1024));
            }
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in (1..).zip(text.lines()) {
            findings.extend(objections(line).map(|objection| format!("{name}:{number}: {objection}")));
        }
    }
    report(
        &findings,
        "name packages, not hosts; take folders from the environment; leave data outside the clone",
    )
}

fn objections(line: &str) -> impl Iterator<Item = String> {
    let hosts = HOSTS.iter().map(|(head, tail)| format!("{head}{tail}")).filter(|host| line.contains(host));
    let folders =
        FOLDERS.iter().map(|(head, tail)| format!("{head}{tail}")).filter(|folder| is_absolute(line, folder));
    let hosts: Vec<String> = hosts.map(|host| format!("the host {host}")).collect();
    let folders: Vec<String> = folders.map(|folder| format!("the folder {folder}")).collect();
    hosts.into_iter().chain(folders)
}

/// Whether `folder` stands in the line as the beginning of a path, not inside one.
fn is_absolute(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line.get(..start).and_then(|head| head.chars().next_back());
        !before.is_some_and(|letter| letter.is_alphanumeric() || "._-/}$)~>*".contains(letter))
    })
}

/// No Rust file that nobody reads to its end.
pub(super) fn lengths() -> Outcome {
    let mut findings = Vec::new();
    for name in files()?.iter().filter(|name| name.to_ascii_lowercase().ends_with(".rs")) {
        let lines = fs::read_to_string(paths::root().join(name)).unwrap_or_default().lines().count();
        if lines > LONGEST_FILE {
            findings.push(format!("{name}: {lines} lines"));
        }
    }
    report(&findings, "split the file by concept; tests may move to a tests.rs beside it")
}

fn report(findings: &[String], remedy: &str) -> Outcome {
    if findings.is_empty() {
        return Ok(());
    }
    for finding in findings {
        println!("{finding}");
    }
    Err(failure(format!("{} findings, listed above", findings.len()), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    // A check that finds nothing looks like one that passed.

    #[test]
    fn hosts_and_folders_are_found() {
        let host = ["https://registry.npmjs", ".org/x"].concat();
        let folder = ["open(\"/wo", "rk/data\")"].concat();
        assert_eq!(objections(&host).count(), 1);
        assert_eq!(objections(&folder).count(), 1);
    }

    #[test]
    fn paths_that_only_end_alike_are_not() {
        let relative = ["tests/wo", "rk/data"].concat();
        let inside = ["${root}/ro", "ot/x"].concat();
        assert_eq!(
            objections(&relative).count() + objections(&inside).count() + objections("crates.io").count(),
            0
        );
    }
}
