//! Periods are opened ahead by the clock: across year ends, once, and for every form that has a calendar.

use crate::support::{World, day, it};
use api::job::obligations::open_ahead;
use serde_json::Value;
use shared::access::Permission;
use shared::period::Frequency;
use shared::program::Program;

async fn periods(
    world: &World,
    program: Program,
    frequency: Frequency,
    opened_on: &str,
) -> Vec<(String, String, String, String)> {
    let client = world.client("Northern Plains Group Ltd.").await;
    let account = world
        .account_in(program, client, frequency, opened_on)
        .await;
    // Time goes on until what was opened with the account is nearly over.
    world.stand("2027-01-15T18:00:00Z");
    assert!(open_ahead(&world.state).await.unwrap() > 0);
    assert_eq!(
        open_ahead(&world.state).await.unwrap(),
        0,
        "a second run opens nothing"
    );
    world.stand("2028-02-29T18:00:00Z");
    let lee = world.member(&account, Permission::ALL).await;
    let list = lee.get(account.path("/periods?limit=200")).ok().await;
    let text = |row: &Value, path: &str| row.pointer(path).unwrap().as_str().unwrap().to_owned();
    let rows = list["data"].as_array().unwrap().iter().rev();
    rows.map(|row| {
        (
            text(row, "/form"),
            text(row, "/period/startsOn"),
            text(row, "/period/endsOn"),
            text(row, "/dueOn"),
        )
    })
    .collect()
}

#[test]
fn months_go_on_without_a_gap_across_the_year_end() {
    it(async |world| {
        let all = periods(
            world,
            Program::TourismLevy,
            Frequency::Monthly,
            "2026-10-15",
        )
        .await;
        assert_eq!(
            all[0],
            row("return", "2026-10-15", "2026-10-31", "2026-11-30"),
            "a short first month"
        );
        for pair in all.windows(2) {
            assert_eq!(
                day(&pair[0].2).succ_opt().unwrap(),
                day(&pair[1].1),
                "{pair:?}"
            );
        }
        assert!(
            all.contains(&row("return", "2027-12-01", "2027-12-31", "2028-01-28")),
            "{all:?}"
        );
        assert!(all.iter().any(|one| one.1 == "2028-02-01"), "{all:?}");
    });
}

#[test]
fn every_form_with_a_calendar_goes_on() {
    it(async |world| {
        let all = periods(world, Program::TobaccoTax, Frequency::Monthly, "2026-10-01").await;
        let due = |form: &str| {
            all.iter()
                .find(|one| one.0 == form && one.1 == "2028-01-01")
                .map(|one| one.3.clone())
        };
        assert_eq!(due("return").as_deref(), Some("2028-02-28"));
        assert_eq!(due("memo-summary").as_deref(), Some("2028-02-07"));
    });
}

#[test]
fn a_tax_year_in_the_middle_of_a_month_keeps_its_day() {
    it(async |world| {
        let all = periods(
            world,
            Program::CorporateIncomeTax,
            Frequency::Yearly,
            "2025-06-16",
        )
        .await;
        let years: Vec<&str> = all.iter().map(|one| one.1.as_str()).collect();
        assert_eq!(years, ["2025-06-16", "2026-06-16", "2027-06-16"]);
        assert_eq!(all[0].3, "2026-12-15");
    });
}

fn row(form: &str, from: &str, to: &str, due: &str) -> (String, String, String, String) {
    (form.into(), from.into(), to.into(), due.into())
}
