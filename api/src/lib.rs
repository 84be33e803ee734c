//! The TRACS API.
//!
//! Who may import whom (held by `tests/it/rooms.rs`): ground (`config`, `clock`, `problem`, `db`, `http`) knows nothing of
//! tax; core (`auth`, `ledger`, `assess`, `notify`, `events`, `rates`, `terms`, `forms`, `proposal`, `work`, `register`) is what
//! features share; a feature imports core and ground but never another feature; inside a feature `routes → actions → store`;
//! a job imports core, ground and a feature's actions.

pub mod app;
pub mod assess;
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod dev;
pub mod events;
pub mod feature;
pub mod forms;
pub mod http;
pub mod job;
pub mod ledger;
pub mod notify;
pub mod problem;
pub mod proposal;
pub mod rates;
pub mod register;
pub mod seed;
pub mod serve;
pub mod state;
pub mod terms;
pub mod work;
