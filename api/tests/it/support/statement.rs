//! The statement and the balance as a test looks at them, and payments that fill them.

use super::{Account, Browser, World};
use serde_json::{Value, json};
use shared::id::PeriodId;

/// Pays for a period, today.
pub(crate) async fn pays(world: &World, account: &Account, period: PeriodId, amount: &str) {
    let body = json!({ "accountId": account.id, "periodId": period, "amount": amount });
    world
        .stranger()
        .post("/sandbox/v1/payments", body)
        .expect(201)
        .await;
}

/// The newest entries of the statement: period, words and amount.
pub(crate) async fn entries(
    browser: &Browser,
    account: &Account,
    count: usize,
) -> Vec<(String, String, String)> {
    let list = browser.get(account.path("/transactions")).ok().await;
    let text = |entry: &Value, part: &str| entry[part].as_str().unwrap().to_owned();
    let rows = list["data"].as_array().unwrap().iter().take(count);
    rows.map(|entry| {
        (
            text(entry, "periodLabel"),
            text(entry, "text"),
            text(entry, "amount"),
        )
    })
    .collect()
}

/// An entry as [`entries`] gives it.
pub(crate) fn entry(period: &str, words: &str, amount: &str) -> (String, String, String) {
    (period.into(), words.into(), amount.into())
}

/// What is owed for each period on a day: the label and the total, oldest first.
pub(crate) async fn owed(browser: &Browser, account: &Account, on: &str) -> Vec<(String, String)> {
    let path = account.path(&format!("/balance?asOf={on}"));
    let balance = browser.get(path).ok().await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let periods = balance["periods"].as_array().unwrap().iter();
    periods
        .map(|period| (text(&period["label"]), text(&period["owing"]["total"])))
        .collect()
}

/// A period and its total as [`owed`] gives them.
pub(crate) fn of(period: &str, total: &str) -> (String, String) {
    (period.into(), total.into())
}

/// The subjects of the letters in the inbox. Letters of one instant have no order, so these have none.
pub(crate) async fn subjects(browser: &Browser) -> Vec<String> {
    let inbox = browser.get("/v1/messages").ok().await;
    let letters = inbox["data"].as_array().unwrap().iter();
    let mut subjects: Vec<String> = letters
        .map(|letter| letter["subject"].as_str().unwrap().to_owned())
        .collect();
    subjects.sort();
    subjects
}

/// The paragraphs of the only letter with that subject.
pub(crate) async fn letter(browser: &Browser, account: &Account, subject: &str) -> String {
    let inbox = browser.get("/v1/messages").ok().await;
    let letters = inbox["data"].as_array().unwrap().iter();
    let found: Vec<&Value> = letters
        .filter(|letter| letter["subject"] == subject)
        .collect();
    assert_eq!(found.len(), 1, "{subject} in {inbox:#}");
    let id = found[0]["id"].as_str().unwrap();
    let path = account.path(&format!("/messages/{id}"));
    let letter = browser.get(path).ok().await;
    letter["body"].to_string()
}
