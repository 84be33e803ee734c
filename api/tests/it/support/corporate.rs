//! A corporation: an account of corporate income tax by calendar years, and returns that come to a round sum.

use super::{Account, Browser, World, fresh_key};
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;
use shared::program::Program;

/// A new corporation whose first tax year begins on a day, and its tax years.
pub(crate) async fn corporation(world: &World, opened_on: &str) -> Account {
    let client = world.client("Northern Plains Group Ltd.").await;
    let program = Program::CorporateIncomeTax;
    world
        .account_in(program, client, Frequency::Yearly, opened_on)
        .await
}

/// The body of a return with that taxable income: 8% of it is the tax. `more` adds lines or replaces them.
pub(crate) fn at1(income: &str, more: &Value) -> Value {
    let mut lines = json!({
        "029": "3", "001": "no", "035": "123456782", "047": "2000000", "048": "900000", "038": "no", "050": "no",
        "060": "no", "061": "no", "062": income, "099": "Lee Hassan", "100": "Director",
    });
    for (line, text) in more.as_object().into_iter().flatten() {
        lines[line] = text.clone();
    }
    json!({ "lines": lines, "certified": true })
}

/// Somebody signs in now, whatever the clock says, and files for the tax year that begins in a month.
pub(crate) async fn files(world: &World, account: &Account, month: &str, body: Value) -> Value {
    let lee = signs_in(world, account).await;
    lee.file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await
}

/// A session that begins now.
pub(crate) async fn signs_in(world: &World, account: &Account) -> Browser {
    world.member(account, Permission::ALL).await
}

/// The same return with the rows of Schedule 10: the kind of loss, the loss, and what is used in the three years before.
pub(crate) fn carrying(mut body: Value, losses: &[(&str, &str, [&str; 3])]) -> Value {
    let rows = losses.iter().map(|(kind, loss, [first, second, third])| {
        json!({ "kind": kind, "loss": loss, "first": first, "second": second, "third": third })
    });
    body["lines"]["schedule-10"] = "yes".into();
    body["rows"] = json!({ "losses": rows.collect::<Vec<_>>() });
    body
}
