//! npm packages by lock file. They are installed in the cache and linked into the clone as `node_modules`, where
//! Node looks for them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::{Step, stamp};
use crate::failure::{OrFail, Outcome};
use crate::paths;
use crate::run::Run;

pub(super) const E2E: Step =
    Step { title: "npm packages that drive the browser", is_done: || is_done("e2e"), run: || install("e2e") };

pub(super) const INTEROP: Step = Step {
    title: "npm packages of the independent peers",
    is_done: || is_done("interop"),
    run: || install("interop"),
};

fn folder_in_clone(name: &str) -> PathBuf {
    paths::root().join("tests").join(name)
}

fn folder_in_cache(name: &str) -> PathBuf {
    paths::cache().join("node").join(name)
}

/// A lock file that is not in the repository (there are no peers yet) asks for nothing.
fn is_done(name: &str) -> Outcome<bool> {
    let lock = folder_in_clone(name).join("package-lock.json");
    if !lock.exists() {
        return Ok(true);
    }
    let text = fs::read_to_string(lock).or_fail("reading package-lock.json", "restore the file from git")?;
    let linked = fs::read_link(folder_in_clone(name).join("node_modules"))
        .is_ok_and(|link| link == folder_in_cache(name).join("node_modules"));
    Ok(linked
        && folder_in_cache(name).join("node_modules").exists()
        && stamp::matches(&stamp_name(name), &text))
}

fn install(name: &str) -> Outcome {
    let clone = folder_in_clone(name);
    let cache = folder_in_cache(name);
    fs::create_dir_all(&cache)
        .or_fail(format!("making {}", cache.display()), "make the cache folder writable")?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(clone.join(file), cache.join(file))
            .or_fail(format!("copying tests/{name}/{file}"), "restore the file from git")?;
    }
    let lock = fs::read_to_string(cache.join("package-lock.json"))
        .or_fail("reading package-lock.json", "try again")?;
    if !stamp::matches(&stamp_name(name), &lock) || !cache.join("node_modules").exists() {
        Run::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
            .in_folder(&cache)
            .run("check the network and run it again; package.json and package-lock.json must agree")?;
        stamp::write(&stamp_name(name), &lock)?;
    }
    let link = clone.join("node_modules");
    if link.is_symlink() {
        fs::remove_file(&link).or_fail("replacing the link node_modules", "delete it")?;
    }
    symlink(cache.join("node_modules"), &link)
        .or_fail(format!("linking {}", link.display()), "move away what is there and run it again")
}

fn stamp_name(name: &str) -> String {
    format!("node-{name}")
}
