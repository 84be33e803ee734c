//! Losses carried back by Schedule 10: earlier years are reassessed, from the day the return that asks was received.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, carrying, corporation, entries, entry,
    files, fresh_key, it, letter, of, owed, pays, signs_in, subjects,
};
use serde_json::{Value, json};

/// A corporation that filed and paid 12,000.00 for each of 2023 and 2024, in time: that of 2024 before its instalments.
async fn settled(world: &World) -> Account {
    let account = corporation(world, "2023-01-01").await;
    for year in [2023, 2024] {
        let month = format!("{year}-01");
        world.stand(&format!("{year}-01-20T18:00:00Z"));
        pays(world, &account, account.period(&month), "12000.00").await;
        world.stand(&format!("{}-06-16T18:00:00Z", year + 1));
        files(world, &account, &month, at1("150000", &json!({}))).await;
    }
    account
}

/// The return of 2025 with a loss of 60,000: so much of it is used in 2024 and in 2023.
fn loss(first: &str, second: &str) -> Value {
    let body = at1("-60000", &json!({}));
    carrying(body, &[("non-capital", "60000", [first, second, "0"])])
}

/// Files it on 15 June 2026.
async fn carried(world: &World, account: &Account, first: &str, second: &str) -> (Browser, Value) {
    world.stand("2026-06-15T18:00:00Z");
    let receipt = files(world, account, "2025-01", loss(first, second)).await;
    (signs_in(world, account).await, receipt)
}

const YEAR_2023: &str = "year ended 31 December 2023";
const YEAR_2024: &str = "year ended 31 December 2024";

/// The newest notice of a year.
async fn notice(browser: &Browser, account: &Account, label: &str) -> Value {
    let list = browser.get(account.path("/periods")).ok().await;
    let rows = list["data"].as_array().unwrap().iter();
    let row = rows.clone().find(|row| row["label"] == label).unwrap();
    let id = row["assessmentId"].as_str().unwrap();
    browser
        .get(account.path(&format!("/assessments/{id}")))
        .ok()
        .await
}

#[test]
fn earlier_years_are_reassessed_by_the_difference_each_with_a_notice() {
    it(async |world| {
        let account = settled(world).await;
        let (lee, receipt) = carried(world, &account, "40000", "20000").await;
        assert_eq!(receipt["charged"], "0.00", "the year of the loss itself");
        // 8% of 40,000 and of 20,000.
        let credits = [of(YEAR_2023, "-1600.00"), of(YEAR_2024, "-3200.00")];
        assert_eq!(owed(&lee, &account, "2026-06-15").await, credits);
        assert_eq!(
            owed(&lee, &account, "2026-06-14").await,
            [],
            "it counts from the day the return was received"
        );
        let expected = [
            entry(YEAR_2023, "Tax reduced", "-1600.00"),
            entry(YEAR_2024, "Tax reduced", "-3200.00"),
        ];
        assert_eq!(entries(&lee, &account, 2).await, expected);

        let notice = notice(&lee, &account, YEAR_2024).await;
        assert_eq!(notice["kind"], "reassessment");
        assert_eq!(notice["lossFilingId"], receipt["filingId"]);
        assert_eq!(notice["owingOnNotice"], "-3200.00");
        let charge = &notice["charges"][0];
        assert_eq!(
            (&charge["before"], &charge["now"], &charge["difference"]),
            (&json!("12000.00"), &json!("8800.00"), &json!("-3200.00"))
        );
        let steps = charge["why"]["steps"].to_string();
        assert!(steps.contains("Loss of the year ended 31 December 2025, used here"));
        assert!(steps.contains("$40,000.00"), "{steps}");
        let line = |id: &str| {
            let lines = notice["lines"].as_array().unwrap().iter();
            let line = lines.clone().find(|line| line["line"] == id).unwrap();
            (line["before"].clone(), line["now"].clone())
        };
        assert_eq!(line("062"), (json!("150000"), json!("110000")));
        assert_eq!(line("080"), (json!("12000"), json!("8800")));
        for label in [YEAR_2023, YEAR_2024] {
            letter(&lee, &account, &format!("Notice of reassessment, {label}")).await;
        }
        // What was filed for 2024 is one filing still, with its own notice.
        let filings = lee.get(account.path("/filings")).ok().await;
        assert_eq!(filings["data"].as_array().unwrap().len(), 3);
        assert_ne!(filings["data"][1]["assessmentId"], notice["id"]);
        let all = lee.get(account.path("/assessments")).ok().await;
        assert_eq!(all["data"].as_array().unwrap().len(), 5);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_amended_request_changes_the_earlier_years_again() {
    it(async |world| {
        let account = settled(world).await;
        let (lee, receipt) = carried(world, &account, "40000", "20000").await;
        let amend = |filing: &Value| {
            account.path(&format!("/filings/{}/amendments", filing.as_str().unwrap()))
        };
        world.stand("2026-07-20T18:00:00Z");
        drop(lee);
        let lee = signs_in(world, &account).await;
        lee.file(amend(&receipt["filingId"]), "less", loss("10000", "0"))
            .ok()
            .await;
        assert_eq!(
            owed(&lee, &account, "2026-07-20").await,
            [of(YEAR_2024, "-801.15")],
            "with 35 days of interest at 1.5% on a credit of 800.00"
        );
        let list = lee.get(account.path("/transactions?kind=tax")).ok().await;
        let days: Vec<&str> = list["data"].as_array().unwrap()[..2]
            .iter()
            .map(|entry| entry["effectiveOn"].as_str().unwrap())
            .collect();
        assert_eq!(
            days, ["2026-06-15"; 2],
            "a part that is taken back counts from the day it had counted from"
        );
        // The earlier year's own return changes: the losses in it stay.
        let filings = lee.get(account.path("/filings")).ok().await;
        let rows = filings["data"].as_array().unwrap().iter();
        let of_2024 = rows
            .clone()
            .find(|filing| filing["label"] == YEAR_2024)
            .unwrap();
        let more = at1("200000", &json!({ "082": "12000" }));
        let receipt = lee.file(amend(&of_2024["id"]), "more", more).ok().await;
        assert_eq!(receipt["charged"], "4000.00", "8% of 50,000 more");
        let notice = notice(&lee, &account, YEAR_2024).await;
        assert_eq!(notice["charges"][0]["now"], "15200.00", "{notice:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_year_without_a_return_gets_a_letter_and_no_posting_until_its_return_comes() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        let (lee, _receipt) = carried(world, &account, "40000", "20000").await;
        let told = letter(
            &lee,
            &account,
            "A loss of $40,000.00 is not carried back yet",
        )
        .await;
        assert!(
            told.contains("No return of that year is in TRACS"),
            "{told}"
        );
        let told = letter(
            &lee,
            &account,
            "A loss of $20,000.00 is not carried back yet",
        )
        .await;
        assert!(told.contains("the second year before it"), "{told}");
        let empty = lee.get(account.path("/transactions")).ok().await;
        assert_eq!(empty["data"], json!([]));

        // The return of 2024 comes at last: assessed, and at once reassessed with the loss.
        world.stand("2026-08-03T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let path = account.period_path("2024-01", "/filings");
        lee.file(path, &fresh_key(), at1("150000", &json!({})))
            .ok()
            .await;
        let notice = notice(&lee, &account, YEAR_2024).await;
        assert_eq!(
            (
                &notice["charges"][0]["before"],
                &notice["charges"][0]["now"]
            ),
            (&json!("12000.00"), &json!("8800.00"))
        );
        let letters = subjects(&lee).await;
        assert!(letters.contains(&format!("Notice of assessment, {YEAR_2024}")));
        assert!(letters.contains(&format!("Notice of reassessment, {YEAR_2024}")));
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_penalty_for_a_late_return_is_not_lowered_by_a_loss() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-08-05T18:00:00Z");
        // Due 30 June: one complete month, 6% of 12,000.00.
        files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        let (lee, _receipt) = carried(world, &account, "40000", "0").await;
        let notice = notice(&lee, &account, YEAR_2024).await;
        assert_eq!(notice["charges"][1]["now"], "720.00", "{notice:#}");
        assert_eq!(notice["charges"][1]["difference"], "0.00");
    });
}
