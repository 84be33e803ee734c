//! What is to be done by which day, over all accounts of a person: as lists, and as a calendar behind a secret link.

pub mod actions;
mod entries;
mod events;
mod limits;
mod links;
pub mod routes;
mod store;
