//! Behaviour of the whole machine on synthetic observations.

mod gate_table;
mod interruptions;
mod passive;
mod properties;
mod sessions;
mod synthetic;
