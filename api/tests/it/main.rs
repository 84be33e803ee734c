//! The API over a real database: one database a test, the application in the test's own process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "one binary: nothing here is public")]

mod activity;
mod allocation;
mod calendar;
mod calendar_link;
mod calendar_pages;
mod carried;
mod carriers;
mod carry_back;
mod claims_once;
mod comparison;
mod credits;
mod credits_by_rule;
mod desk;
mod desk_decisions;
mod desk_four_eyes;
mod desk_proposals;
mod desk_queue;
mod desk_rates;
mod enrolment;
mod faults;
mod filings;
mod filings_amended;
mod filings_once;
mod grace;
mod input;
mod interest_gap;
mod late_instalments;
mod ledger;
mod lists;
mod migrations;
mod month_ends;
mod obligations;
mod openapi;
mod penalties;
mod programs;
mod reassessments;
mod requests;
mod rights;
mod rooms;
mod schema;
mod session;
mod settling;
mod settling_later;
mod signin;
mod statements;
mod sums;
mod support;
mod tokens;
mod year_end;
