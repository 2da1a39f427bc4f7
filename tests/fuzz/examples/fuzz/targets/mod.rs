//! Every parser that meets what strangers send. Add yours as a line of [`all`].

mod enrolment;
mod issuance;
mod people;
mod pictures;
mod presentation;
mod stored;
mod tokens;
mod world;

use mien_fuzz::Target;

/// All of them. (Trust lists come with their parser: `trust::TARGETS`, with a corpus `trust-list`.)
pub(crate) fn all() -> Vec<Target> {
    [
        presentation::TARGETS,
        issuance::TARGETS,
        enrolment::TARGETS,
        tokens::TARGETS,
        pictures::TARGETS,
        people::TARGETS,
        stored::TARGETS,
    ]
    .concat()
}
