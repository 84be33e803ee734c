//! The rules that send filings to the desk, changed by the desk: one proposes, another approves.

pub mod actions;
pub mod routes;
mod store;
