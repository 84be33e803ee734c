//! Request and reply bodies, one file per feature of the API, named as the feature is.

pub mod accounts;
pub mod activity;
pub mod assessments;
pub mod availability;
pub mod calendar;
pub mod comparison;
pub mod credits;
pub mod desk;
pub mod enrolment;
pub mod filings;
pub mod messages;
pub mod net_file;
pub mod page;
pub mod periods;
pub mod programs;
pub mod sandbox;
pub mod session;
pub mod transactions;
