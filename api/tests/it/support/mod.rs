//! What every test stands on: a database of its own, people and accounts in it, and a client that
//! holds each reply to the OpenAPI document.

mod client;
mod contract;
mod corporate;
mod database;
mod icalendar;
mod money;
mod server;
mod statement;
mod world;

pub(crate) use client::{Browser, Call, Reply};
pub(crate) use contract::{Contract, METHODS, Operation};
pub(crate) use corporate::{at1, carrying, corporation, files, signs_in};
pub(crate) use database::{Database, owner_of};
pub(crate) use icalendar::{Event, on, parse};
pub(crate) use money::{assert_ledger_holds, cents};
pub(crate) use server::{Page, Surfer, documents, listener, served};
pub(crate) use statement::{entries, entry, letter, of, owed, pays, subjects};
pub(crate) use world::{Account, NOW, ORIGIN, World, config, day, it, moment, run};

use serde_json::Value;

/// The lines of October 2026 in the mock-ups: 20,483.67 is payable.
pub(crate) const OCTOBER: [(&str, &str); 7] = [
    ("5", "2214"),
    ("10", "412860.00"),
    ("21", "18240.00"),
    ("22", "46310.00"),
    ("23", "6415.50"),
    ("50", "1590.00"),
    ("60", "120.00"),
];

/// Lines as the body of a draft.
pub(crate) fn draft(lines: &[(&str, &str)]) -> Value {
    let lines: serde_json::Map<String, Value> = lines
        .iter()
        .map(|(line, text)| ((*line).to_owned(), Value::from(*text)))
        .collect();
    serde_json::json!({ "lines": lines })
}

/// Lines as the body of a return that is certified, with every warning acknowledged.
pub(crate) fn filing(lines: &[(&str, &str)]) -> Value {
    let mut body = draft(lines);
    body["certified"] = true.into();
    body["acknowledged"] = serde_json::json!(["nights.missing", "price.unusual"]);
    body
}

/// A corporate return of that taxable income, in dollars, as a body that is certified. A public corporation pays 8%.
pub(crate) fn corporate_return(taxable: u32, more: &[(&str, &str)]) -> Value {
    let taxable = taxable.to_string();
    let mut lines = vec![
        ("029", "4"),
        ("001", "no"),
        ("035", "123456782"),
        ("047", "2000000"),
        ("048", "900000"),
        ("038", "no"),
        ("050", "no"),
        ("060", "no"),
        ("061", "no"),
        ("062", taxable.as_str()),
        ("099", "Lee Hassan"),
        ("100", "Director"),
    ];
    lines.extend_from_slice(more);
    filing(&lines)
}

/// A key that no other request of the test has.
pub(crate) fn fresh_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}
