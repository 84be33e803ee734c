//! What was filed, as the desk finds it by the account's number, and looking at a filing again.

pub mod actions;
pub mod routes;
mod store;
