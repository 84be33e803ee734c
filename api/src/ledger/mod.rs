//! Money moves here and nowhere else: double entry, append-only, once per cause.

pub mod balance;
pub mod credit;
pub mod gap;
pub mod interest;
pub mod order;
pub mod payment;
pub mod post;
pub mod refund;
mod standing;
