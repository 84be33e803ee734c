//! What programs offer online, changed by the desk without a release: one proposes, another approves.

pub mod actions;
pub mod routes;
mod store;
