//! Behaviour of the whole machine on synthetic observations.

mod actor;
mod frame_rate;
mod gate_table;
mod golden;
mod interruptions;
mod many;
mod metamorphic;
mod passive;
mod planar;
mod properties;
mod sessions;
pub(super) mod synthetic;
