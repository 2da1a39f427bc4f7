//! Every parser that meets what strangers send. Add yours as a line of [`all`].

mod enrolment;
mod issuance;
mod people;
mod pictures;
mod presentation;
mod stored;
mod tokens;
mod trust;
mod world;

use mien_fuzz::Target;

/// All of them.
pub(crate) fn all() -> Vec<Target> {
    [
        presentation::TARGETS,
        issuance::TARGETS,
        enrolment::TARGETS,
        tokens::TARGETS,
        trust::TARGETS,
        pictures::TARGETS,
        people::TARGETS,
        stored::TARGETS,
    ]
    .concat()
}
