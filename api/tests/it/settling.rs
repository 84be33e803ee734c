//! Money that settles on another day, or in another order, than one would think.

use crate::desk::{queue, staff};
use crate::desk_decisions::{decide, taken};
use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, carrying, cents, corporation, files, filing,
    fresh_key, it, of, owed, pays, signs_in,
};
use api::job::interest::post_month_ends;
use api::job::obligations::close_ended;
use api::job::refunds;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;

const YEAR_2024: &str = "year ended 31 December 2024";

/// 2024 with that tax, paid on the balance day and filed the same day.
async fn year_paid(world: &World, income: &str, tax: &str) -> (Account, Value) {
    let account = corporation(world, "2024-01-01").await;
    world.stand("2025-02-28T18:00:00Z");
    pays(world, &account, account.period("2024-01"), tax).await;
    let year = files(world, &account, "2024-01", at1(income, &json!({}))).await;
    (account, year)
}

async fn balance(browser: &Browser, account: &Account) -> Value {
    browser.get(account.path("/balance")).ok().await
}

async fn amends(browser: &Browser, account: &Account, receipt: &Value, body: Value) -> Value {
    let path = account.path(&format!(
        "/filings/{}/amendments",
        receipt["filingId"].as_str().unwrap()
    ));
    browser.file(path, &fresh_key(), body).ok().await
}

#[test]
fn tax_that_was_paid_late_and_exactly_before_it_is_assessed_owes_its_interest() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-04-30T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "12000.00").await;
        world.stand("2025-06-10T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        // 61 days at 7.5% a year, compounded.
        let interest = receipt["owing"].as_str().unwrap();
        assert!((15_000..15_400).contains(&cents(interest)), "{interest}");
        let shown = balance(&lee, &account).await;
        assert_eq!(shown["owing"]["total"], interest, "{shown:#}");
        assert_eq!(shown["owing"]["interestPosted"], interest);
        pays(world, &account, account.period("2024-01"), interest).await;
        assert_eq!(balance(&lee, &account).await["owing"]["total"], "0.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_second_notice_asks_for_interest_once_and_is_paid_by_what_it_asks() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-05-10T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        world.stand("2025-08-01T18:00:00Z");
        while post_month_ends(&world.state).await.unwrap().more {}
        world.stand("2025-08-15T18:00:00Z");
        let lee = signs_in(world, &account).await;
        amends(&lee, &account, &receipt, at1("162500", &json!({}))).await;
        let asked = balance(&lee, &account).await;
        assert_ne!(asked["owing"]["interestPosted"], "0.00");
        world.stand("2025-09-10T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let to_pay = balance(&lee, &account).await["periods"][0]["grace"]["toPay"].clone();
        pays(
            world,
            &account,
            account.period("2024-01"),
            to_pay.as_str().unwrap(),
        )
        .await;
        // The days of grace are long over: what was asked for was all.
        world.stand("2025-12-20T18:00:00Z");
        while post_month_ends(&world.state).await.unwrap().more {}
        let lee = signs_in(world, &account).await;
        assert_eq!(balance(&lee, &account).await["owing"]["total"], "0.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn instalments_beyond_a_nil_assessment_earn_credit_interest() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2024-12-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "20000.00").await;
        world.stand("2025-06-10T18:00:00Z");
        files(world, &account, "2024-01", at1("0", &json!({ "092": "1" }))).await;
        world.stand("2026-06-10T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let total = balance(&lee, &account).await["owing"]["total"].clone();
        // A year at 1.5% or less, from the day the return was complete.
        let earned = -cents(total.as_str().unwrap()) - 2_000_000;
        assert!((10_000..32_000).contains(&earned), "{total}");
    });
}

#[test]
fn an_amendment_that_moves_the_balance_day_moves_the_interest_too() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        let private = json!({ "029": "1", "schedule-1": "yes", "1-003": "300000" });
        world.stand("2025-06-10T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        // 24,000.00, due on 28 February; with the deduction 6,000.00, due on 31 March.
        amends(&lee, &account, &receipt, at1("300000", &private)).await;
        let amended = balance(&lee, &account).await;

        let other = corporation(world, "2024-01-01").await;
        files(world, &other, "2024-01", at1("300000", &private)).await;
        let lee = signs_in(world, &other).await;
        let at_once = balance(&lee, &other).await;
        assert_eq!(
            amended["owing"]["total"], at_once["owing"]["total"],
            "as if it had been filed so at first"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// A tourism return in review, filed on time.
async fn in_review(world: &World) -> (Browser, Account) {
    let client = world.client("Bow Valley Lodge Inc.").await;
    let account = world
        .account_of(client, Frequency::Monthly, "2025-10-01")
        .await;
    let mut owner = world.owner().await;
    let only =
        "DELETE FROM period WHERE starts_on NOT IN ('2025-10-01', '2026-10-01', '2026-11-01')";
    owner.batch_execute(only).await.unwrap();
    let maya = world.member(&account, Permission::ALL).await;
    let lines = |long: &'static str| [("5", "640"), ("10", "200000.00"), ("21", long)];
    for (month, long) in [("2025-10", "15180.00"), ("2026-10", "61450.00")] {
        let path = account.period_path(month, "/filings");
        maya.file(path, &fresh_key(), filing(&lines(long)))
            .ok()
            .await;
        let owing = balance(&maya, &account).await["owing"]["total"].clone();
        if month == "2025-10" {
            pays(
                world,
                &account,
                account.period(month),
                owing.as_str().unwrap(),
            )
            .await;
        }
    }
    (maya, account)
}

#[test]
fn what_was_paid_for_a_return_in_review_is_no_credit() {
    it(async |world| {
        let (maya, account) = in_review(world).await;
        assert_eq!(queue(&staff(world).await).await.len(), 1);
        // It names no period: the return in review is what waits for it.
        let pay = json!({ "accountId": account.id, "amount": "8313.00" });
        let sandbox = world.stranger();
        sandbox.post("/sandbox/v1/payments", pay).expect(201).await;
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(
            (&list["credits"], &list["inReview"]),
            (&json!([]), &json!(1))
        );
        let refund = account.period_path("2026-10", "/refunds");
        maya.file(refund, &fresh_key(), json!({}))
            .problem(409, "refund.held")
            .await;
        let carry = account.period_path("2026-10", "/credit-transfers");
        let body = json!({ "toPeriodId": account.period("2026-11") });
        maya.file(carry, &fresh_key(), body)
            .problem(409, "credit.none")
            .await;

        let desk = staff(world).await;
        let work = taken(&desk).await;
        decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        assert_eq!(balance(&maya, &account).await["owing"]["total"], "0.00");
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["status"], "paid");
    });
}

#[test]
fn a_refund_waits_while_another_return_is_in_review() {
    it(async |world| {
        let (maya, account) = in_review(world).await;
        pays(world, &account, account.period("2025-10"), "500.00").await;
        let path = account.period_path("2025-10", "/refunds");
        maya.file(path.clone(), &fresh_key(), json!({}))
            .problem(409, "refund.held")
            .await;
        // One that was asked for before is not issued either.
        let row = format!(
            "INSERT INTO refund (account_id, id, period_id, amount, whole, cause, state, requested_at, requested_on, requested_by)
             VALUES ('{0}', gen_random_uuid(), '{1}', 500, true, 'request', 'waiting', '2026-11-24T18:00Z', '2026-11-24', gen_random_uuid())",
            account.id,
            account.period("2025-10")
        );
        world.owner().await.batch_execute(&row).await.unwrap();
        assert_eq!(refunds::issue(&world.state).await.unwrap(), 0);
        let desk = staff(world).await;
        let work = taken(&desk).await;
        decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        refunds::issue(&world.state).await.unwrap();
        // The return owes more than the credit, so the credit paid for it and nothing is left.
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(
            (&list["credits"], &list["refunds"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(list["owed"], "7813.00");
    });
}

#[test]
fn a_period_that_holds_money_outlives_its_registration() {
    it(async |world| {
        let client = world.client("Kestrel Creek Hotels Ltd.").await;
        let account = world
            .account_of(client, Frequency::Monthly, "2026-09-01")
            .await;
        let maya = world.member(&account, Permission::ALL).await;
        pays(world, &account, account.period("2026-12"), "400.00").await;
        let mut owner = world.owner().await;
        let end = "UPDATE account SET closed_on = '2026-10-31'";
        owner.batch_execute(end).await.unwrap();
        close_ended(&world.state).await.unwrap();
        assert_eq!(close_ended(&world.state).await.unwrap(), 0, "once");
        assert_eq!(balance(&maya, &account).await["owing"]["total"], "-400.00");
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(list["credits"][0]["label"], "December 2026");
        assert_ledger_holds(&mut owner).await;
    });
}

#[test]
fn a_loss_is_carried_back_to_what_is_assessed_not_to_what_is_in_review() {
    it(async |world| {
        let (account, year) = year_paid(world, "500000", "40000.00").await;
        let lee = signs_in(world, &account).await;
        // 1,600.00 in place of 40,000.00: the desk looks at it first.
        let lower = at1("20000", &json!({ "092": "1" }));
        let amended = amends(&lee, &account, &year, lower.clone()).await;
        assert_eq!(amended["assessmentId"], Value::Null);

        world.stand("2026-05-15T18:00:00Z");
        let loss = carrying(
            at1("-60000", &json!({})),
            &[("non-capital", "60000", ["50000", "0", "0"])],
        );
        files(world, &account, "2025-01", loss).await;
        let lee = signs_in(world, &account).await;
        assert_eq!(
            owed(&lee, &account, "2026-05-15").await,
            [of(YEAR_2024, "-4000.00")],
            "8% of 50,000.00"
        );
        let desk = staff(world).await;
        let work = taken(&desk).await;
        decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        let tax = |balance: &Value| cents(balance["owing"]["tax"].as_str().unwrap());
        let lee = signs_in(world, &account).await;
        let accepted = tax(&balance(&lee, &account).await);
        assert_eq!(
            accepted, -4_000_000,
            "no tax is left of 20,000.00 with the loss"
        );
        // The same again changes nothing.
        let again = amends(&lee, &account, &amended, lower).await;
        assert!(again["charged"] == "0.00", "{again}");
        assert_eq!(tax(&balance(&lee, &account).await), accepted);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn what_the_desk_assessed_is_what_the_next_year_starts_from() {
    it(async |world| {
        let (account, year) = year_paid(world, "500000", "40000.00").await;
        let lee = signs_in(world, &account).await;
        let refund = json!({ "092": "1" });
        amends(&lee, &account, &year, at1("20000", &refund)).await;
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let lines = at1("150000", &refund)["lines"].clone();
        let body = json!({ "decision": "reassess", "reason": "By the ledgers.", "lines": lines });
        decide(&desk, &work, body).ok().await;
        let path = account.period_path("2025-01", "/form");
        let form = lee.get(path).ok().await;
        let sections = form["sections"].as_array().unwrap().iter();
        let mut lines = sections.flat_map(|section| section["lines"].as_array().unwrap());
        let tax = lines.find(|line| line["id"] == "last-year-tax").unwrap();
        assert_eq!(tax["value"], "12000", "{tax}");
        let path = "/v1/calendar?kind=payment&from=2025-04-01&to=2025-04-30";
        let due = lee.get(path).ok().await;
        assert_eq!(due["data"][0]["amount"], "1000.00", "a twelfth: {due}");
    });
}
