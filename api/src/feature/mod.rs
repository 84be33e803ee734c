//! The features, each the same four small files: mod, routes, actions, store. None imports another.

pub mod accounts;
pub mod activity;
pub mod assessments;
pub mod availability;
pub mod calendar;
pub mod credits;
pub mod desk;
pub mod desk_filings;
pub mod desk_programs;
pub mod desk_rates;
pub mod desk_rules;
pub mod enrolment;
pub mod filings;
pub mod messages;
pub mod periods;
pub mod programs;
pub mod sandbox;
pub mod session;
pub mod transactions;
