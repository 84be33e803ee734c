//! One file for each page; `pages.rs` says at which address.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod home;
pub(crate) mod start;
