//! The inbox.

pub mod actions;
pub mod routes;
mod store;
