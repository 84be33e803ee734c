//! Drafts, returns, amendments and receipts.

pub mod actions;
mod carried;
mod net_file;
mod receive;
pub mod routes;
mod store;

pub use receive::{Filer, Outcome, Submission, receive};
