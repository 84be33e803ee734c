//! What is decided or changed on another day than it was filed settles as if it had been right at first.

use crate::desk::{queue, staff};
use crate::desk_decisions::{decide, taken};
use crate::support::{
    Account, Browser, assert_ledger_holds, at1, carrying, cents, corporation, files, filing,
    fresh_key, it, letter, of, owed, pays, signs_in,
};
use api::job::refunds::issue;
use serde_json::{Value, json};
use shared::period::Frequency;
use shared::program::Program;

fn amendments(account: &Account, receipt: &Value) -> String {
    let filing = receipt["filingId"].as_str().unwrap();
    account.path(&format!("/filings/{filing}/amendments"))
}

async fn total(browser: &Browser, account: &Account) -> i64 {
    let balance = browser.get(account.path("/balance")).ok().await;
    cents(balance["owing"]["total"].as_str().unwrap())
}

/// A rebate claim of so many litres at 9 cents.
fn rebate(litres: &str) -> Value {
    json!({ "certified": true, "lines": { "5": "not-sold", "7": "yes", "10": "0", "20": litres } })
}

#[test]
fn a_claim_that_is_amended_later_bears_interest_on_nothing_but_what_it_took_too_much() {
    it(async |world| {
        world.stand("2026-09-10T18:00:00Z");
        let client = world.client("Prairie Haul Ltd.").await;
        let (program, frequency) = (Program::TaxExemptFuelUser, Frequency::AsNeeded);
        let account = world
            .account_in(program, client, frequency, "2025-10-01")
            .await;
        let lee = signs_in(world, &account).await;
        let mut claim = rebate("10000");
        claim["form"] = json!("claim");
        claim["from"] = json!("2026-08-01");
        claim["to"] = json!("2026-08-31");
        let first = lee
            .file(account.path("/claims"), &fresh_key(), claim)
            .ok()
            .await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);

        world.stand("2026-11-24T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let path = amendments(&account, &first);
        let same = lee.file(path, &fresh_key(), rebate("10000")).ok().await;
        assert_eq!(total(&lee, &account).await, 0, "it changes nothing");
        let path = amendments(&account, &same);
        let more = lee.file(path, &fresh_key(), rebate("11000")).ok().await;
        assert_eq!(total(&lee, &account).await, -9_000);
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        letter(&lee, &account, "Refund of $90.00 issued").await;
        let path = amendments(&account, &more);
        lee.file(path, &fresh_key(), rebate("6000")).ok().await;
        assert_eq!(total(&lee, &account).await, 45_000, "and no interest yet");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn the_desks_figures_count_from_the_day_that_follows_from_them() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-06-10T18:00:00Z");
        // 6,000.00, due on 31 March, and a grant of 20,000.00 that sends it to the desk.
        let private = json!({
            "029": "1", "schedule-1": "yes", "1-003": "300000", "092": "1", "schedule-29": "yes", "29-005": "100000",
            "s29-capital": "1000000", "s29-first": "0", "s29-second": "0",
        });
        let year = files(world, &account, "2024-01", at1("300000", &private)).await;
        assert_eq!(year["assessmentId"], Value::Null, "in review");
        let desk = staff(world).await;
        let work = taken(&desk).await;
        // Without the deduction and the grant it is 24,000.00, due on 28 February.
        let lines = at1("300000", &json!({}))["lines"].clone();
        let body =
            json!({ "decision": "reassess", "reason": "Not a private one.", "lines": lines });
        decide(&desk, &work, body).ok().await;

        let other = corporation(world, "2024-01-01").await;
        files(world, &other, "2024-01", at1("300000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        let noor = signs_in(world, &other).await;
        let decided = total(&lee, &account).await;
        assert_eq!(decided, total(&noor, &other).await);
        assert!(decided > 2_400_000, "{decided}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_credit_of_a_year_filed_before_its_balance_day_is_applied_when_the_desk_accepts_it() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        world.stand("2026-02-10T18:00:00Z");
        let refundable = json!({ "schedule-29": "yes", "29-005": "100000", "s29-capital": "1000000", "s29-first": "0", "s29-second": "0", "092": "2" });
        let receipt = files(world, &account, "2025-01", at1("0", &refundable)).await;
        assert_eq!(receipt["payable"], "-20000.00", "{receipt:#}");
        assert_eq!(receipt["assessmentId"], Value::Null, "in review");
        world.stand("2026-02-20T18:00:00Z");
        let desk = staff(world).await;
        let work = taken(&desk).await;
        decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        let lee = signs_in(world, &account).await;
        let notice = letter(
            &lee,
            &account,
            "Notice of assessment, year ended 31 December 2025",
        )
        .await;
        let applied = "$20,000.00 is applied to the year ending 31 December 2026";
        assert!(
            notice.contains(applied) || notice.contains("$20,000.00 is applied"),
            "{notice}"
        );
        let expected = [of("year ending 31 December 2026", "-20000.00")];
        let shown = owed(&lee, &account, "2026-02-20").await;
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert_eq!(shown[0].1, expected[0].1);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// A return of 2025 whose loss takes so much off the tax of 2024, at 8%.
fn losing(used: &str) -> Value {
    carrying(
        at1("-500000", &json!({})),
        &[("non-capital", "500000", [used, "0", "0"])],
    )
}

#[test]
fn losses_in_slices_come_to_the_desk_like_the_whole_and_take_two_people_there() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-02-28T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "40000.00").await;
        files(world, &account, "2024-01", at1("500000", &json!({}))).await;
        world.stand("2026-05-15T18:00:00Z");
        // 4,800.00 goes straight through.
        let first = files(world, &account, "2025-01", losing("60000")).await;
        assert_ne!(first["assessmentId"], Value::Null, "{first:#}");
        // 9,600.00 in all does not.
        let lee = signs_in(world, &account).await;
        let path = amendments(&account, &first);
        let second = lee.file(path, &fresh_key(), losing("120000")).ok().await;
        assert_eq!(second["assessmentId"], Value::Null, "{second:#}");
        assert_eq!(total(&lee, &account).await, -480_000);

        // What the desk carries back in its place is 32,000.00: one person cannot.
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let body = losing("400000");
        let body = json!({
            "decision": "reassess", "reason": "By the ledgers.", "lines": body["lines"], "rows": body["rows"],
        });
        let proposed = decide(&desk, &work, body).ok().await;
        assert_eq!(queue(&desk).await.len(), 1, "{proposed:#}");
        assert_eq!(total(&lee, &account).await, -480_000);
    });
}

#[test]
fn a_payment_that_is_found_later_pays_what_is_owed_still() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for month in ["2026-08", "2026-09"] {
            let body = filing(&[("5", "50"), ("10", "10000.00")]);
            let path = account.period_path(month, "/filings");
            maya.file(path, &fresh_key(), body).ok().await;
        }
        let owing = owed(&maya, &account, "2026-11-24").await;
        pays(world, &account, account.period("2026-08"), &owing[0].1).await;
        // 600.00 came on 1 November and is found now: August is paid since, so September has it.
        let found =
            json!({ "accountId": account.id, "amount": "600.00", "receivedOn": "2026-11-01" });
        let sandbox = world.stranger();
        sandbox
            .post("/sandbox/v1/payments", found)
            .expect(201)
            .await;
        let left = owed(&maya, &account, "2026-11-24").await;
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0].0, "September 2026");
        assert!(cents(&left[0].1) > 0, "{left:?}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}
