//! The 35 days of grace of corporate tax: balance, payment and statement say the same on both sides of the last day.
//!
//! 12,000.00 for 2024, due 28 February 2025, assessed on 16 June 2025. Interest at 7.5% to June, 6.5% from July:
//! 269.25 to the notice (108 days), 350.69 to 21 July (143 days), 352.89 to 22 July.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, corporation, day, files, it, signs_in,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::ledger::payment::post_interest;
use api::rates;
use serde_json::{Value, json};

async fn assessed(world: &World) -> Account {
    let account = corporation(world, "2024-01-01").await;
    world.stand("2025-06-16T18:00:00Z");
    files(world, &account, "2024-01", at1("150000", &json!({}))).await;
    account
}

async fn balance(lee: &Browser, account: &Account, on: &str) -> Value {
    lee.get(account.path(&format!("/balance?asOf={on}")))
        .ok()
        .await
}

/// Pays on a day, by the clock.
async fn pays(world: &World, account: &Account, on: &str, amount: &str) -> Browser {
    world.stand(&format!("{on}T18:00:00Z"));
    pays_received(world, account, on, amount).await
}

/// Pays with a day of receipt that may be past.
async fn pays_received(world: &World, account: &Account, on: &str, amount: &str) -> Browser {
    let body = json!({
        "accountId": account.id, "periodId": account.period("2024-01"), "amount": amount, "receivedOn": on,
    });
    world
        .stranger()
        .post("/sandbox/v1/payments", body)
        .expect(201)
        .await;
    signs_in(world, account).await
}

fn owing(balance: &Value) -> [&str; 4] {
    ["tax", "interestPosted", "interestAccrued", "total"]
        .map(|part| balance["owing"][part].as_str().unwrap())
}

/// The statement's entries of interest, newest first.
async fn interest(lee: &Browser, account: &Account) -> Vec<String> {
    let list = lee
        .get(account.path("/transactions?kind=interest"))
        .ok()
        .await;
    let amounts = list["data"].as_array().unwrap().iter();
    amounts
        .map(|entry| entry["amount"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_balance_says_what_paying_in_time_saves() {
    it(async |world| {
        let account = assessed(world).await;
        let lee = signs_in(world, &account).await;
        for (on, accrued, saved) in [
            ("2025-06-16", "269.25", "0.00"),
            ("2025-07-21", "350.69", "81.44"),
        ] {
            let stands = balance(&lee, &account, on).await;
            let total = format!("12{accrued}");
            assert_eq!(owing(&stands), ["12000.00", "0.00", accrued, &total]);
            let grace = json!({
                "noticeOn": "2025-06-16", "until": "2025-07-21", "toPay": "12269.25", "interest": saved,
            });
            assert_eq!(stands["periods"][0]["grace"], grace, "{on}: {stands:#}");
        }
        let over = balance(&lee, &account, "2025-07-22").await;
        assert_eq!(owing(&over)[2], "352.89");
        assert_eq!(over["periods"][0]["grace"], Value::Null);
    });
}

#[test]
fn paid_in_full_on_the_thirty_fifth_day_there_is_no_interest_after_the_notice() {
    it(async |world| {
        let account = assessed(world).await;
        let lee = pays(world, &account, "2025-07-21", "12269.25").await;
        for on in ["2025-07-21", "2025-07-22", "2026-12-31"] {
            let settled = balance(&lee, &account, on).await;
            assert_eq!(owing(&settled), ["0.00"; 4], "{on}");
        }
        let statement = lee.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"][0]["balance"], "0.00");
        assert_eq!(interest(&lee, &account).await, ["269.25"]);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_day_later_interest_runs_to_the_day_of_receipt() {
    it(async |world| {
        let account = assessed(world).await;
        let lee = pays(world, &account, "2025-07-22", "12269.25").await;
        let left = balance(&lee, &account, "2025-07-22").await;
        assert_eq!(owing(&left), ["83.64", "0.00", "0.00", "83.64"]);
        assert_eq!(interest(&lee, &account).await, ["352.89"]);
        let later = balance(&lee, &account, "2025-12-31").await;
        assert!(later["owing"]["total"].as_str().unwrap() > "83.64");
    });
}

#[test]
fn what_is_posted_in_between_leaves_the_grace_open() {
    it(async |world| {
        let account = assessed(world).await;
        world.stand("2025-07-01T18:00:00Z");
        let by = SystemGrant::new(account.id, "test");
        let work = async |tx: &mut Tx<'_>| {
            let rates = rates::load(tx, &rates::INTEREST).await?;
            let (clock, period) = (&world.state.clock, account.period("2024-01"));
            post_interest(tx, clock, account.id, period, day("2025-06-30"), &rates).await
        };
        let posted = world.state.db.write(&by, Act::PostInterest, work).await;
        assert!(posted.unwrap().journal.is_some());
        // In two parts, the last on the last day.
        pays(world, &account, "2025-07-03", "7269.25").await;
        let lee = pays(world, &account, "2025-07-21", "5000.00").await;
        let settled = balance(&lee, &account, "2025-08-31").await;
        assert_eq!(owing(&settled), ["0.00"; 4]);
        assert_eq!(interest(&lee, &account).await, ["269.25"]);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_that_arrives_late_in_the_books_keeps_its_grace() {
    it(async |world| {
        let account = assessed(world).await;
        // A small payment after the days of grace posts the interest since the notice.
        pays(world, &account, "2025-08-01", "100.00").await;
        let lee = pays_received(world, &account, "2025-07-21", "12269.25").await;
        let settled = balance(&lee, &account, "2025-08-01").await;
        assert_eq!(settled["owing"]["total"], "-100.00", "{settled:#}");
        let statement = lee.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"][0]["balance"], "-100.00", "{statement:#}");
        assert!(
            statement["data"][0]["text"]
                .as_str()
                .unwrap()
                .starts_with("Interest credited")
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_reassessment_takes_posted_interest_back_at_once() {
    it(async |world| {
        let account = assessed(world).await;
        let lee = pays(world, &account, "2025-08-01", "100.00").await;
        let filed = lee.get(account.path("/filings")).ok().await["data"][0]["id"].clone();
        let path = account.path(&format!("/filings/{}/amendments", filed.as_str().unwrap()));
        let nothing = at1("0", &json!({ "092": "2" }));
        lee.file(path, "less", nothing).ok().await;
        let after = balance(&lee, &account, "2025-08-01").await;
        assert_eq!(after["owing"]["total"], "-100.00", "{after:#}");
        let statement = lee.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"][0]["balance"], "-100.00", "{statement:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}
