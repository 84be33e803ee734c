//! Credits of an account, and what their owner does with them: carry them to another period, or ask for a refund.

pub mod actions;
pub mod routes;
mod store;
