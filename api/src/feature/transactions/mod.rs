//! The statement and what is owed on a day.

pub mod actions;
pub mod routes;
mod store;
