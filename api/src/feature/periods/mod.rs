//! Reporting periods, and what is due over all accounts.

pub mod actions;
pub mod routes;
mod store;
