//! Opening hours, what this service is, its keys and its document. Public.

pub mod actions;
pub mod routes;
