//! Assessments and their notices.

pub mod actions;
pub mod routes;
mod store;
