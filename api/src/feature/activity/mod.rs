//! What has happened lately, over all accounts.

pub mod actions;
pub mod routes;
mod store;
