//! Drafts, returns, amendments and receipts.

pub mod actions;
mod compare;
mod net_file;
mod receive;
mod review;
pub mod routes;
mod statement;
mod store;

pub use receive::{Filer, Outcome, Submission, Target, receive};
