//! Late-filing penalties that look back: a repeated failure costs more.

use crate::support::{Account, World, at1, corporation, files, fresh_key, it, signs_in};
use serde_json::{Value, json};

/// Files the return of a calendar year, with 8,000.00 of tax, on a day; gives its notice.
async fn late(world: &World, account: &Account, year: i32, on: &str) -> Value {
    world.stand(&format!("{on}T18:00:00Z"));
    let body = at1("100000", &json!({}));
    let receipt = files(world, account, &format!("{year}-01"), body).await;
    let lee = signs_in(world, account).await;
    let id = receipt["assessmentId"].as_str().unwrap();
    lee.get(account.path(&format!("/assessments/{id}")))
        .ok()
        .await
}

/// The charge for the late return; null when there is none.
fn charge(notice: &Value) -> &Value {
    let charges = notice["charges"].as_array().unwrap();
    let late = charges
        .iter()
        .find(|charge| charge["kind"] == "late-filing-penalty");
    late.unwrap_or(&Value::Null)
}

fn penalty(notice: &Value) -> &str {
    charge(notice)["now"].as_str().unwrap_or("0.00")
}

#[test]
fn a_second_late_return_within_three_years_costs_double_and_says_why() {
    it(async |world| {
        let account = corporation(world, "2021-01-01").await;
        // Due 2 July 2024, after a Sunday and Canada Day: one complete month, 5% and 1% of 8,000.00.
        let first = late(world, &account, 2023, "2024-08-10").await;
        assert_eq!(penalty(&first), "480.00", "{first:#}");
        assert!(charge(&first)["why"].to_string().contains("none"));
        // Due 30 June 2025: two complete months, 10% and twice 2% of 8,000.00.
        let second = late(world, &account, 2024, "2025-09-01").await;
        assert_eq!(penalty(&second), "1120.00", "{second:#}");
        let steps = charge(&second)["why"]["steps"].as_array().unwrap();
        let said = json!({
            "label": "Late-filing penalty in the three years before",
            "value": "yes, so this is a repeated failure",
        });
        assert!(steps.contains(&said), "{steps:#?}");
    });
}

#[test]
fn three_years_are_counted_from_year_end_to_year_end() {
    it(async |world| {
        let (near, far) = (
            corporation(world, "2021-01-01").await,
            corporation(world, "2021-01-01").await,
        );
        // Late by a day more than a month: 6% of 8,000.00 each.
        for (account, year) in [(&near, 2022), (&far, 2021)] {
            let first = late(world, account, year, &format!("{}-08-10", year + 1)).await;
            assert_eq!(penalty(&first), "480.00");
        }
        let third_year = late(world, &near, 2025, "2026-08-10").await;
        assert_eq!(penalty(&third_year), "960.00", "10% and one month of 2%");
        let fourth_year = late(world, &far, 2025, "2026-08-10").await;
        assert_eq!(penalty(&fourth_year), "480.00");
    });
}

#[test]
fn a_penalty_that_was_taken_back_does_not_count_and_a_return_on_time_is_none() {
    it(async |world| {
        let account = corporation(world, "2021-01-01").await;
        let first = late(world, &account, 2023, "2024-08-10").await;
        let amendments = account.path(&format!(
            "/filings/{}/amendments",
            first["filingId"].as_str().unwrap()
        ));
        let lee = signs_in(world, &account).await;
        lee.file(amendments, &fresh_key(), at1("0", &json!({})))
            .ok()
            .await;
        let second = late(world, &account, 2024, "2025-08-10").await;
        assert_eq!(penalty(&second), "480.00", "{second:#}");
        let on_time = late(world, &account, 2025, "2026-06-01").await;
        assert_eq!(penalty(&on_time), "0.00");
    });
}
