//! The administration's desk: the queue of work and what becomes of it.

pub mod actions;
mod decide;
mod item;
pub mod routes;
mod store;
