//! Credits that a rule uses: claims are refunded, and corporate tax as line 092 asks.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, corporation, entries, entry, files,
    fresh_key, it, letter, of, owed, pays, signs_in, subjects,
};
use api::job::refunds::issue;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;
use shared::program::Program;

/// A rebate claim of a day of so many thousand litres: 90.00 each.
fn claim(from: &str, to: &str, litres: &str) -> Value {
    json!({
        "form": "claim", "from": from, "to": to, "certified": true,
        "lines": { "5": "not-sold", "7": "yes", "10": "0", "20": litres },
    })
}

async fn claimant(world: &World) -> (Browser, Account) {
    let client = world.client("Prairie Haul Ltd.").await;
    let (program, frequency) = (Program::TaxExemptFuelUser, Frequency::AsNeeded);
    let account = world
        .account_in(program, client, frequency, "2025-10-01")
        .await;
    let browser = world.member(&account, Permission::ALL).await;
    (browser, account)
}

#[test]
fn a_claim_is_refunded_by_the_next_run() {
    it(async |world| {
        let (lee, account) = claimant(world).await;
        let october = claim("2026-10-01", "2026-10-31", "10000");
        lee.file(account.path("/claims"), "october", october)
            .ok()
            .await;
        let notice = letter(&lee, &account, "Notice of assessment, October 2026").await;
        assert!(notice.contains("$900.00 is to be refunded."), "{notice}");
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let refund = [entry("October 2026", "Refund issued", "900.00")];
        assert_eq!(entries(&lee, &account, 1).await, refund);
        assert_eq!(owed(&lee, &account, "2026-11-24").await, []);
        letter(&lee, &account, "Refund of $900.00 issued").await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_claim_first_pays_what_an_earlier_one_took_too_much() {
    it(async |world| {
        let (lee, account) = claimant(world).await;
        let claims = account.path("/claims");
        let first = claim("2026-09-01", "2026-09-30", "10000");
        let first = lee.file(&claims, "first", first).ok().await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let amendments = account.path(&format!(
            "/filings/{}/amendments",
            first["filingId"].as_str().unwrap()
        ));
        let mut less = claim("", "", "6000");
        for part in ["form", "from", "to"] {
            less.as_object_mut().unwrap().remove(part);
        }
        lee.file(amendments, "less", less).ok().await;
        let debt = [of("September 2026", "360.00")];
        assert_eq!(owed(&lee, &account, "2026-11-24").await, debt);

        let second = claim("2026-10-01", "2026-10-31", "10000");
        lee.file(&claims, "second", second).ok().await;
        let notice = letter(&lee, &account, "Notice of assessment, October 2026").await;
        let paid = "The credit first paid what the account owed: $360.00 for September 2026. $540.00 is to be refunded.";
        assert!(notice.contains(paid), "{notice}");
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let expected = [
            entry("October 2026", "Refund issued", "540.00"),
            entry(
                "September 2026",
                "Credit carried from October 2026",
                "-360.00",
            ),
            entry("October 2026", "Credit carried to September 2026", "360.00"),
        ];
        assert_eq!(entries(&lee, &account, 3).await, expected);
        assert_eq!(owed(&lee, &account, "2026-11-24").await, []);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_claim_of_an_account_with_returns_outstanding_is_held_until_they_come() {
    it(async |world| {
        let client = world.client("Corner Store Ltd.").await;
        let account = world
            .account_in(
                Program::TobaccoTax,
                client,
                Frequency::Monthly,
                "2026-09-01",
            )
            .await;
        let lee = world.member(&account, Permission::ALL).await;
        let debts = json!({
            "form": "bad-debt", "from": "2026-11-02", "to": "2026-11-02", "certified": true, "lines": {},
            "rows": { "debts": [{ "customer": "Corner Store", "invoice": "9", "bad-on": "2026-11-02", "tax": "120.00" }] },
        });
        lee.file(account.path("/claims"), "claim", debts).ok().await;
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        letter(&lee, &account, "Your refund of $120.00 is on hold").await;
        assert_eq!(issue(&world.state).await.unwrap(), 0, "told once");
        let letters = subjects(&lee).await.len();
        let list = lee.get(account.path("/credits")).ok().await;
        assert_eq!(list["refunds"][0]["state"], "held");
        let outstanding = list["outstanding"].as_array().unwrap();
        for missing in outstanding {
            let period = missing["periodId"].as_str().unwrap();
            let path = account.path(&format!("/periods/{period}/filings"));
            let nil = json!({ "lines": {}, "certified": true });
            lee.file(path, &fresh_key(), nil).ok().await;
        }
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let notices = outstanding.len();
        let after = subjects(&lee).await;
        assert_eq!(after.len(), letters + notices + 1);
        letter(&lee, &account, "Refund of $120.00 issued").await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// The notice of 2024.
const NOTICE: &str = "Notice of assessment, year ended 31 December 2024";

/// 13,000.00 of instalments are on the account, 12,000.00 is the tax of 2024; line 092 says what to do with the rest.
async fn overpaid(world: &World, choice: &str) -> (Browser, Account) {
    let account = corporation(world, "2024-01-01").await;
    world.stand("2024-12-30T18:00:00Z");
    pays(world, &account, account.period("2024-01"), "13000.00").await;
    world.stand("2025-06-16T18:00:00Z");
    let lines = json!({ "092": choice });
    let receipt = files(world, &account, "2024-01", at1("150000", &lines)).await;
    assert_eq!(
        (&receipt["payable"], &receipt["charged"]),
        (&json!("-1000.00"), &json!("12000.00")),
        "the account counts instalments itself"
    );
    let lee = signs_in(world, &account).await;
    (lee, account)
}

#[test]
fn an_overpayment_is_refunded_when_line_092_says_so_with_interest_since_the_return_was_complete() {
    it(async |world| {
        let (_lee, account) = overpaid(world, "1").await;
        world.stand("2025-06-20T18:00:00Z");
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let lee = signs_in(world, &account).await;
        // 1,000.00 at 2% for the five days from 16 to 20 June: 0.27.
        let year = "year ended 31 December 2024";
        let expected = [
            entry(year, "Refund issued", "1000.00"),
            entry(year, "Refund issued, of interest", "0.27"),
            entry(year, "Interest credited to 20 June 2025", "-0.27"),
        ];
        assert_eq!(entries(&lee, &account, 3).await, expected);
        assert_eq!(owed(&lee, &account, "2026-06-20").await, []);
        letter(&lee, &account, "Refund of $1,000.27 issued").await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_overpayment_is_applied_to_the_next_year_when_line_092_says_so() {
    it(async |world| {
        let (lee, account) = overpaid(world, "2").await;
        let notice = letter(&lee, &account, NOTICE).await;
        let said = "$1,000.05 is applied to the year ended 31 December 2025, as the return asks.";
        assert!(notice.contains(said), "{notice}");
        let next = [of("year ended 31 December 2025", "-1000.05")];
        assert_eq!(owed(&lee, &account, "2025-06-16").await, next);
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        // In the next year it counts as an instalment: no interest before that year's return is complete.
        assert_eq!(owed(&lee, &account, "2026-05-31").await, next);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn what_the_corporation_owes_for_another_year_is_paid_first() {
    it(async |world| {
        let account = corporation(world, "2023-01-01").await;
        world.stand("2024-06-17T18:00:00Z");
        files(world, &account, "2023-01", at1("5000", &json!({}))).await;
        world.stand("2024-12-30T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "2000.00").await;
        world.stand("2025-06-16T18:00:00Z");
        let lines = json!({ "092": "2" });
        files(world, &account, "2024-01", at1("9900", &lines)).await;
        let lee = signs_in(world, &account).await;
        let left = owed(&lee, &account, "2025-06-16").await;
        assert_eq!(left.len(), 1, "2023 and 2024 are settled: {left:?}");
        assert_eq!(left[0].0, "year ended 31 December 2025");
        let notice = letter(&lee, &account, NOTICE).await;
        let first = "The credit first paid what the account owed:";
        assert!(notice.contains(first), "{notice}");
        assert!(
            notice.contains("for year ended 31 December 2023"),
            "{notice}"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_overpayment_stays_when_nothing_is_said() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-06-16T18:00:00Z");
        files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        // 12,269.25 is owed that day, interest since February included.
        pays(world, &account, account.period("2024-01"), "13269.25").await;
        let lee = signs_in(world, &account).await;
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        let list = lee.get(account.path("/credits")).ok().await;
        assert_eq!(list["credits"][0]["available"], "1000.00");
        let targets: Vec<&str> = list["targets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|target| target["label"].as_str().unwrap())
            .collect();
        assert_eq!(targets[0], "year ended 31 December 2025");
    });
}
