//! A tax year that ends on another day: a short year, and the years after it.

use crate::support::{Account, Browser, at1, corporation, files, it, pays, signs_in};
use serde_json::{Value, json};

async fn change(browser: &Browser, account: &Account, ends_on: &str, status: u16) -> Value {
    let body = json!({ "endsOn": ends_on, "reason": "approved" });
    let path = account.path("/year-end");
    browser.post(path, body).expect(status).await.json()
}

async fn years(browser: &Browser, account: &Account) -> Vec<(String, String, String)> {
    let list = browser.get(account.path("/periods")).ok().await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| {
        (
            text(&row["period"]["startsOn"]),
            text(&row["period"]["endsOn"]),
            text(&row["dueOn"]),
        )
    })
    .collect()
}

#[test]
fn a_short_year_leads_to_the_new_end_and_the_years_follow() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        let lee = signs_in(world, &account).await;
        let draft = account.period_path("2026-01", "/draft");
        let saved = json!({ "lines": { "047": "2000000" } });
        lee.save(draft.clone(), 0, saved).ok().await;
        let paid = json!({
            "accountId": account.id, "periodId": account.period("2026-01"), "amount": "500.00", "receivedOn": "2026-03-31",
        });
        world
            .stranger()
            .post("/sandbox/v1/payments", paid)
            .expect(201)
            .await;
        let short = change(&lee, &account, "2026-06-30", 200).await;
        assert_eq!(short["period"]["endsOn"], "2026-06-30", "{short:#}");
        // Six months after the year-end; the last of December is a Thursday.
        let expected = [
            ("2026-07-01", "2027-06-30", "2027-12-31"),
            ("2026-01-01", "2026-06-30", "2026-12-31"),
            ("2025-01-01", "2025-12-31", "2026-06-30"),
        ]
        .map(|(from, to, due)| (from.to_owned(), to.to_owned(), due.to_owned()));
        assert_eq!(years(&lee, &account).await, expected);
        let kept = lee.get(draft).ok().await;
        assert_eq!(kept["draft"]["lines"]["047"], "2000000");
        // The calendar has the new days; what was due in the second half of 2026 for the old year is gone.
        let path = "/v1/calendar?kind=payment&from=2026-10-01&to=2027-09-30&limit=200";
        let tasks = lee.get(path).ok().await["data"].to_string();
        assert!(
            tasks.contains("balance for the year ended 30 June 2027"),
            "{tasks}"
        );
        assert!(!tasks.contains("31 December 2026"), "{tasks}");
        let inbox = lee.get("/v1/messages").ok().await;
        assert_eq!(
            inbox["data"][0]["subject"],
            "Your year-end is now 30 June 2026"
        );
        let receipt = files(
            world,
            &account,
            "2026-01",
            at1("100000", &json!({ "038": "yes", "039": "1" })),
        )
        .await;
        assert_eq!(receipt["period"]["endsOn"], "2026-06-30", "{receipt:#}");
    });
}

#[test]
fn a_year_end_that_fits_no_open_year_is_refused_and_changes_nothing() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        files(world, &account, "2024-01", at1("100000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        let before = years(&lee, &account).await;
        for (day, code) in [
            ("2026-12-31", "year_end.unfit"),
            ("2019-06-30", "year_end.unfit"),
            ("2999-06-30", "year_end.unfit"),
        ] {
            let refused = change(&lee, &account, day, 422).await;
            assert_eq!(refused["errors"][0]["code"], code, "{refused:#}");
        }
        // A year that is over keeps its end, and a return is not made overdue.
        for (day, said) in [
            ("2024-06-30", "is over"),
            ("2025-06-30", "is over"),
            ("2026-03-31", "overdue"),
        ] {
            let refused = change(&lee, &account, day, 409).await;
            assert_eq!(refused["code"], "account.year_end_fixed", "{refused:#}");
            assert!(
                refused["detail"].as_str().unwrap().contains(said),
                "{refused:#}"
            );
        }
        // Money of the year after stays where it is, and so does what came after the day.
        pays(world, &account, account.period("2027-01"), "500.00").await;
        let held = change(&lee, &account, "2026-06-30", 409).await;
        assert!(
            held["detail"]
                .as_str()
                .unwrap()
                .contains("31 December 2027"),
            "{held:#}"
        );
        let other = corporation(world, "2026-01-01").await;
        pays(world, &other, other.period("2026-01"), "500.00").await;
        let lee_of_other = signs_in(world, &other).await;
        let late = change(&lee_of_other, &other, "2026-06-30", 409).await;
        assert!(
            late["detail"].as_str().unwrap().contains("after that day"),
            "{late:#}"
        );
        assert_eq!(years(&lee, &account).await, before);
    });
}

#[test]
fn a_second_short_year_needs_somebody_to_look() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        let lee = signs_in(world, &account).await;
        change(&lee, &account, "2026-10-31", 200).await;
        let again = change(&lee, &account, "2027-03-31", 409).await;
        assert!(
            again["detail"]
                .as_str()
                .unwrap()
                .contains("a short one already"),
            "{again:#}"
        );
    });
}

/// The days and due days of the years, and the id of the one that was cut.
async fn whole(browser: &Browser, account: &Account) -> (Vec<(String, String, String)>, Value) {
    let list = browser.get(account.path("/periods")).ok().await;
    let rows = list["data"].as_array().unwrap().iter();
    let cut = rows
        .clone()
        .find(|row| row["period"]["startsOn"] == "2026-01-01");
    let cut = cut.map_or(Value::Null, |row| row["id"].clone());
    (years(browser, account).await, cut)
}

#[test]
fn a_mistyped_year_end_is_put_right_or_taken_back() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        let lee = signs_in(world, &account).await;
        let before = whole(&lee, &account).await;
        let path = "/v1/calendar?kind=payment&from=2026-10-01&to=2027-09-30&limit=200";
        let tasks = async || {
            let list = lee.get(path).ok().await;
            let rows = list["data"].as_array().unwrap().iter();
            let told = rows.map(|row| (row["task"].to_string(), row["dueOn"].to_string()));
            told.collect::<std::collections::BTreeSet<_>>()
        };
        let at_first = tasks().await;
        let first = change(&lee, &account, "2026-06-30", 200).await;
        assert_eq!(first["cutFrom"], "2026-12-31");
        change(&lee, &account, "2026-06-30", 422).await;

        // A later day and an earlier one, each in place of the one before.
        for (day, next) in [("2026-10-31", "2026-11-01"), ("2026-09-30", "2026-10-01")] {
            let now = change(&lee, &account, day, 200).await;
            assert_eq!(
                (&now["id"], &now["cutFrom"]),
                (&before.1, &json!("2026-12-31"))
            );
            let (years, _cut) = whole(&lee, &account).await;
            assert_eq!(years[0].0, next, "{years:?}");
            assert_eq!(years.len(), before.0.len() + 1, "{years:?}");
        }
        let back = change(&lee, &account, "2026-12-31", 200).await;
        assert_eq!(back["cutFrom"], Value::Null, "{back:#}");
        assert_eq!(whole(&lee, &account).await, before);
        assert_eq!(tasks().await, at_first);
    });
}

#[test]
fn a_year_end_stays_once_something_hangs_on_it() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        let lee = signs_in(world, &account).await;
        change(&lee, &account, "2026-06-30", 200).await;
        let (years, _cut) = whole(&lee, &account).await;
        let list = lee.get(account.path("/periods")).ok().await;
        let next = list["data"][0]["id"].as_str().unwrap();
        let paid = json!({ "accountId": account.id, "periodId": next, "amount": "500.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", paid)
            .expect(201)
            .await;
        let held = change(&lee, &account, "2026-12-31", 409).await;
        let said = held["detail"].as_str().unwrap();
        assert!(said.contains("year ended 30 June 2027"), "{held:#}");
        assert_eq!(years, whole(&lee, &account).await.0);
        // What is late is not made timely.
        let other = corporation(world, "2025-01-01").await;
        let of_other = signs_in(world, &other).await;
        change(&of_other, &other, "2026-06-30", 200).await;
        world.stand("2027-01-04T18:00:00Z");
        let of_other = signs_in(world, &other).await;
        change(&of_other, &other, "2026-12-31", 409).await;
    });
}

#[test]
fn only_returns_for_tax_years_have_a_year_end_to_change() {
    it(async |world| {
        let account = world.account().await;
        let lee = signs_in(world, &account).await;
        let refused = change(&lee, &account, "2026-10-15", 409).await;
        assert_eq!(refused["code"], "account.year_end_fixed");
        let shown = lee.get(account.path("")).ok().await;
        assert_eq!(shown["followsTaxYear"], false);
    });
}
