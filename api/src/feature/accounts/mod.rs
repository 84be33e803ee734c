//! The accounts that a person can see.

pub mod actions;
pub mod routes;
mod store;
