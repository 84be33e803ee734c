//! What programs there are, their rates and forms. Public.

pub mod actions;
pub mod routes;
