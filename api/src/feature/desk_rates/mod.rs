//! Dated rates that the desk adds ahead of time: one proposes, another approves.

pub mod actions;
pub mod routes;
mod store;
