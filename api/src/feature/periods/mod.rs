//! Reporting periods.

pub mod actions;
pub mod routes;
mod store;
