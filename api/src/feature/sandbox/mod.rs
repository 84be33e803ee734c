//! The sandbox: test people with their own identity provider, a clock that moves, letters and payments.
//! In production none of its routes exists.

pub mod actions;
pub mod issuer;
pub mod issuer_routes;
pub mod personas;
pub mod routes;
pub mod store;
