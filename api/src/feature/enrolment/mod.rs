//! Opening an account to a person with the number and PIN of an invitation letter.

pub mod actions;
pub mod routes;
mod store;
