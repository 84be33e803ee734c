//! What both sides of TRACS run: wire types, tax rules and their dates.
//!
//! Pure on purpose: no input or output, no clock, no async and no floats, so that the
//! browser and the server come to the same cent. Features: `openapi` adds schemas,
//! `db` adds Diesel conversions; neither changes a value.
#![deny(clippy::arithmetic_side_effects, clippy::as_conversions)]

#[macro_use]
mod id_macro;
#[macro_use]
mod text_enum;

pub mod access;
pub mod allocation;
pub mod assessment;
pub mod bank;
pub mod calendar;
pub mod carry;
pub mod comparison;
pub mod contract;
pub mod deadline;
pub mod filing;
pub mod finding;
pub mod form;
pub mod formula;
pub mod grace;
pub mod id;
pub mod identifier;
pub mod interest;
pub mod money;
pub mod penalty;
pub mod period;
pub mod posting;
pub mod problem;
pub mod program;
pub mod rate;
pub mod reference;
pub mod risk;
pub mod rows;
pub mod session;
pub mod sheet;
pub mod statement;
pub mod words;

pub use money::Money;
pub use problem::{Problem, ProblemCode};

/// A text that is none of an enumeration's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not one of the known values")]
pub struct UnknownText;
