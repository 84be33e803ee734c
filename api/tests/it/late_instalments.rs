//! Instalments that were late or short: interest and penalty with the assessment of the year, by hand.

use crate::support::{
    Account, World, assert_ledger_holds, at1, corporation, entries, files, fresh_key, it, pays,
    signs_in,
};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::Date;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

/// A corporation whose first year, 2023, had that taxable income and was paid and filed on its balance day.
async fn second_year(world: &World, income: &str, tax: &str) -> Account {
    let account = corporation(world, "2023-01-01").await;
    world.stand("2024-02-29T18:00:00Z");
    pays(world, &account, account.period("2023-01"), tax).await;
    files(world, &account, "2023-01", at1(income, &json!({}))).await;
    account
}

async fn notice(world: &World, account: &Account, receipt: &Value) -> Value {
    let lee = signs_in(world, account).await;
    let id = receipt["assessmentId"].as_str().unwrap();
    let path = account.path(&format!("/assessments/{id}"));
    lee.get(path).ok().await
}

fn charge<'a>(notice: &'a Value, kind: &str) -> &'a Value {
    let charges = notice["charges"].as_array().unwrap();
    let found = charges.iter().find(|charge| charge["kind"] == kind);
    found.unwrap_or(&Value::Null)
}

#[test]
fn a_year_without_instalments_costs_interest_and_half_of_what_is_above_a_quarter() {
    it(async |world| {
        let account = second_year(world, "6000000", "480000.00").await;
        world.stand("2025-02-28T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("6000000", &json!({}))).await;
        let notice = notice(world, &account, &receipt).await;
        // Twelve of 40,000.00 at 9.5%, 8.5% and 7.5% to the balance day; 50% × (25,849.76 − 6,462.44), with days moved by holidays.
        let interest = charge(&notice, "instalment-interest");
        assert_eq!(interest["now"], "25849.76", "{notice:#}");
        assert!(
            interest["why"]
                .to_string()
                .contains("$480,000.00 asked, $0.00 received")
        );
        assert_eq!(charge(&notice, "instalment-penalty")["now"], "9693.66");
        assert_eq!(notice["difference"], "515543.42");
        let lee = signs_in(world, &account).await;
        let said: Vec<(String, String)> = entries(&lee, &account, 3)
            .await
            .into_iter()
            .map(|(_period, text, amount)| (text, amount))
            .collect();
        for (text, amount) in [
            ("Interest on late instalments", "25849.76"),
            ("Penalty for late instalments", "9693.66"),
            ("Tax assessed", "480000.00"),
        ] {
            assert!(said.contains(&(text.into(), amount.into())), "{said:#?}");
        }
        let balance = lee.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["total"], "515543.42");
        // A day at 7.5% on tax and interest; the penalty bears none.
        world.stand("2025-05-01T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let later = lee.get(account.path("/balance?asOf=2025-03-01")).ok().await;
        assert_eq!(later["owing"]["interestAccrued"], "103.94", "{later:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn instalments_by_the_least_of_the_methods_and_on_time_cost_nothing() {
    it(async |world| {
        let account = second_year(world, "300000", "24000.00").await;
        // Twelve of 2,000.00 are enough, whatever the year comes to.
        for month in 1..=12 {
            world.stand(&format!("2024-{month:02}-28T18:00:00Z"));
            pays(world, &account, account.period("2024-01"), "2000.00").await;
        }
        world.stand("2025-02-28T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("400000", &json!({}))).await;
        let found = notice(world, &account, &receipt).await;
        assert_eq!(charge(&found, "instalment-interest"), &Value::Null);
        assert_eq!(found["difference"], "32000.00");
    });
}

#[test]
fn an_amendment_works_instalments_out_again_and_posts_the_difference() {
    it(async |world| {
        let account = second_year(world, "300000", "24000.00").await;
        world.stand("2025-02-28T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let first = notice(world, &account, &receipt).await;
        // Twelve of 2,000.00; 50% × (1,292.49 − 1,000.00).
        assert_eq!(charge(&first, "instalment-interest")["now"], "1292.49");
        assert_eq!(charge(&first, "instalment-penalty")["now"], "146.25");
        // 2,000.00 of tax: this year asked for no instalments.
        world.stand("2025-05-12T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let filing = receipt["filingId"].as_str().unwrap();
        let path = account.path(&format!("/filings/{filing}/amendments"));
        let amended = at1("25000", &json!({}));
        let receipt = lee.file(path, &fresh_key(), amended).ok().await;
        let second = notice(world, &account, &receipt).await;
        let interest = charge(&second, "instalment-interest");
        assert_eq!(interest["difference"], "-1292.49", "{second:#}");
        assert_eq!(interest["now"], "0.00");
        assert_eq!(second["difference"], "-23438.74");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[derive(QueryableByName)]
struct Used {
    #[diesel(sql_type = Date)]
    last_on: NaiveDate,
}

#[test]
fn a_return_before_its_balance_day_uses_rates_to_the_day_it_came_and_no_further() {
    it(async |world| {
        let account = second_year(world, "300000", "24000.00").await;
        world.stand("2025-01-02T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let notice = notice(world, &account, &receipt).await;
        // Twelfths of 2,000.00 to 2 January, 57 days less than to the balance day.
        let interest = charge(&notice, "instalment-interest")["now"].clone();
        assert_eq!(interest, "998.01", "{notice:#}");
        let used = "SELECT max(last_on) AS last_on FROM rate_use WHERE code = 'debit-interest'";
        let used: Used = diesel::sql_query(used)
            .get_result(&mut world.owner().await)
            .await
            .unwrap();
        assert_eq!(used.last_on.to_string(), "2025-01-02");
    });
}

/// Interest and penalty of the newest notice of 2024, and what made it.
async fn newest(world: &World, account: &Account) -> (Value, Value, Value) {
    let lee = signs_in(world, account).await;
    let list = lee.get(account.path("/periods")).ok().await;
    let rows = list["data"].as_array().unwrap().iter();
    let label = "year ended 31 December 2024";
    let row = rows.clone().find(|row| row["label"] == label).unwrap();
    let id = row["assessmentId"].as_str().unwrap();
    let notice = lee.get(account.path(&format!("/assessments/{id}")));
    let notice = notice.ok().await;
    let now = |kind| charge(&notice, kind)["now"].clone();
    (
        now("instalment-interest"),
        now("instalment-penalty"),
        notice["again"].clone(),
    )
}

#[test]
fn another_tax_of_the_year_before_changes_what_instalments_cost() {
    it(async |world| {
        let account = second_year(world, "300000", "24000.00").await;
        world.stand("2025-02-28T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let first = notice(world, &account, &receipt).await;
        assert_eq!(charge(&first, "instalment-interest")["now"], "1292.49");
        // 2023 comes to 2,000.00 after all: 2024 asked for no instalments.
        world.stand("2025-05-12T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let list = lee.get(account.path("/filings")).ok().await;
        let before = list["data"].as_array().unwrap().last().unwrap()["id"].clone();
        let path = format!("/filings/{}/amendments", before.as_str().unwrap());
        let amended = at1("25000", &json!({ "092": "1" }));
        lee.file(account.path(&path), &fresh_key(), amended)
            .ok()
            .await;
        let (interest, penalty, again) = newest(world, &account).await;
        assert_eq!((interest, penalty), (json!("0.00"), json!("0.00")));
        assert_eq!(again, "instalments");
        let said: Vec<(String, String)> = entries(&lee, &account, 9)
            .await
            .into_iter()
            .map(|(_period, text, amount)| (text, amount))
            .collect();
        let back = (
            "Interest on late instalments reduced".into(),
            "-1292.49".into(),
        );
        assert!(said.contains(&back), "{said:#?}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_year_before_that_is_filed_later_asks_for_instalments_then() {
    it(async |world| {
        let account = corporation(world, "2023-01-01").await;
        world.stand("2025-02-28T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let first = notice(world, &account, &receipt).await;
        assert_eq!(charge(&first, "instalment-interest"), &Value::Null);
        world.stand("2025-03-03T18:00:00Z");
        files(world, &account, "2023-01", at1("300000", &json!({}))).await;
        let (interest, penalty, again) = newest(world, &account).await;
        assert_eq!((interest, penalty), (json!("1292.49"), json!("146.25")));
        assert_eq!(again, "instalments");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_that_is_recorded_late_lowers_what_instalments_cost() {
    it(async |world| {
        let account = second_year(world, "300000", "24000.00").await;
        world.stand("2025-02-28T18:00:00Z");
        files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let (interest, _penalty, again) = newest(world, &account).await;
        assert_eq!((interest, again), (json!("1292.49"), Value::Null));
        let paid = json!({
            "accountId": account.id, "periodId": account.period("2024-01"), "amount": "24000.00",
            "receivedOn": "2024-01-31",
        });
        world
            .stranger()
            .post("/sandbox/v1/payments", paid.clone())
            .expect(201)
            .await;
        let (interest, penalty, again) = newest(world, &account).await;
        assert_eq!((interest, penalty), (json!("0.00"), json!("0.00")));
        assert_eq!(again, "instalments");
        // What was received after the balance day changes nothing more.
        let mut later = paid;
        later["receivedOn"] = "2025-02-28".into();
        world
            .stranger()
            .post("/sandbox/v1/payments", later)
            .expect(201)
            .await;
        let lee = signs_in(world, &account).await;
        let notices = lee.get(account.path("/assessments")).ok().await;
        assert_eq!(notices["data"].as_array().unwrap().len(), 3);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}
