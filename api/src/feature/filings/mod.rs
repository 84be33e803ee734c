//! Drafts, returns, amendments and receipts.

pub mod actions;
mod compare;
mod net_file;
mod receive;
mod review;
pub mod routes;
mod store;

pub use receive::{Filer, Outcome, Submission, receive};
