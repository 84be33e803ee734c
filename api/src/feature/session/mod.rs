//! Signing in, staying signed in, signing out.

pub mod actions;
pub mod routes;
mod store;
