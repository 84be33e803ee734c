//! The rows of what is to be done, and of links.

mod days;
mod links;

pub(super) use days::{Claimant, Row, Wanted, claimants, rows};
pub(super) use links::{Link, find, own, put, remove, used};
