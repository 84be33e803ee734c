//! One file for each page; `pages.rs` says at which address.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod activate;
pub(crate) mod activity;
pub(crate) mod assessment;
pub(crate) mod begin;
pub(crate) mod calendar;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod credits;
pub(crate) mod desk;
pub(crate) mod filed;
pub(crate) mod filing;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod message;
pub(crate) mod receipt;
pub(crate) mod start;
pub(crate) mod transactions;
pub(crate) mod year_end;
