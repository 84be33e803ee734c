//! Credits that their owner uses: carried to another period, or refunded.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, cents, entries, entry, filing, fresh_key, it,
    letter, of, owed, pays,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::job::refunds::issue;
use api::ledger::post::reverse;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;

/// An account that began in October 2026: its first return is due on 30 November, so nothing is outstanding today.
async fn young(world: &World) -> (Browser, Account) {
    let client = world.client("Bow Valley Lodge Inc.").await;
    let account = world
        .account_of(client, Frequency::Monthly, "2026-10-01")
        .await;
    let browser = world.member(&account, Permission::ALL).await;
    (browser, account)
}

/// October is filed, with 600.00 of levy, and 1,000.00 is paid for it: 400.00 in credit.
async fn overpaid(world: &World) -> (Browser, Account) {
    let (maya, account) = young(world).await;
    file(&maya, &account, "2026-10", "10000.00").await;
    pays(world, &account, account.period("2026-10"), "1000.00").await;
    (maya, account)
}

async fn file(browser: &Browser, account: &Account, month: &str, revenue: &str) {
    let body = filing(&[("5", "50"), ("10", revenue)]);
    browser
        .file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await;
}

fn carry(account: &Account, month: &str) -> String {
    account.period_path(month, "/credit-transfers")
}

fn refund(account: &Account, month: &str) -> String {
    account.period_path(month, "/refunds")
}

#[test]
fn a_credit_pays_what_is_owed_for_another_period() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        file(&maya, &account, "2026-10", "10000.00").await;
        pays(world, &account, account.period("2026-10"), "1000.00").await;
        file(&maya, &account, "2026-09", "2000.00").await;
        // 120.00 of levy, 27 days late, with a penalty of 120.00 and interest.
        let before = owed(&maya, &account, "2026-11-24").await;
        assert_eq!(before[1], of("October 2026", "-400.00"));
        let debt = cents(&before[0].1);
        assert!(debt > 24_000, "{before:?}");

        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(list["credits"][0]["available"], "400.00");
        assert_eq!(list["targets"][0]["label"], "September 2026");
        assert_eq!(list["targets"][0]["owing"], json!(before[0].1));
        assert_eq!(list["owed"], json!(before[0].1));

        let body = json!({ "toPeriodId": account.period("2026-09"), "amount": before[0].1 });
        let carried = maya
            .file(carry(&account, "2026-10"), "carry", body)
            .ok()
            .await;
        assert_eq!(
            (&carried["amount"], &carried["effectiveOn"]),
            (&json!(before[0].1), &json!("2026-11-24"))
        );
        let (september, october) = ("September 2026", "October 2026");
        let from = "Credit carried from October 2026";
        let interest = debt - 24_000;
        let interest = format!("{}.{:02}", interest / 100, interest % 100);
        let expected = [
            entry(september, from, "-120.00"),
            entry(september, &format!("{from}, for penalty"), "-120.00"),
            entry(
                september,
                &format!("{from}, for interest"),
                &format!("-{interest}"),
            ),
            entry(october, "Credit carried to September 2026", &before[0].1),
            entry(september, "Interest to 24 November 2026", &interest),
        ];
        assert_eq!(entries(&maya, &account, 5).await, expected);
        let left = 40_000 - debt;
        let left = format!("-{}.{:02}", left / 100, left % 100);
        assert_eq!(
            owed(&maya, &account, "2026-11-24").await,
            [of(october, &left)]
        );
        // As it was the day before, and for ever after.
        let day_before = owed(&maya, &account, "2026-11-23").await;
        assert_eq!(day_before.len(), 1, "what was paid today is owed yesterday");
        assert_eq!(day_before[0].0, september);
        assert_eq!(
            owed(&maya, &account, "2030-01-01").await,
            [of(october, &left)]
        );
        let only = maya
            .get(account.path("/transactions?kind=transfer"))
            .ok()
            .await;
        assert_eq!(only["data"].as_array().unwrap().len(), 4);
        assert_eq!(
            only["data"][0]["otherPeriodId"],
            json!(account.period("2026-10"))
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_credit_that_is_carried_ahead_waits_for_its_period() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let body = json!({ "toPeriodId": account.period("2026-11") });
        let path = carry(&account, "2026-10");
        let first = maya.file(&path, "once", body.clone()).expect(201).await;
        assert_eq!(first.json()["amount"], "400.00");
        // The same act again is the same answer; the key of another act is refused.
        let again = maya.file(&path, "once", body).expect(201).await;
        assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
        assert_eq!(again.json(), first.json());
        let other = json!({ "toPeriodId": account.period("2026-12") });
        maya.file(&path, "once", other.clone())
            .problem(422, "idempotency.key_reused")
            .await;
        maya.file(refund(&account, "2026-11"), "once", json!({}))
            .problem(422, "idempotency.key_reused")
            .await;
        assert_eq!(
            owed(&maya, &account, "2026-11-24").await,
            [of("November 2026", "-400.00")]
        );
        maya.file(&path, "more", other)
            .problem(409, "credit.none")
            .await;

        // It saves the penalty of a late return, as a payment in time does.
        world.stand("2027-01-05T18:00:00Z");
        let maya = world.member(&account, Permission::ALL).await;
        let body = filing(&[("5", "10"), ("10", "5000.00")]);
        let late = maya
            .file(account.period_path("2026-11", "/filings"), "late", body)
            .ok()
            .await;
        assert_eq!(
            late["charged"], "400.00",
            "300.00 and the least penalty, as nothing was unpaid"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn what_cannot_be_carried_is_refused_with_the_reason() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let (_noor, foreign) = young(world).await;
        let path = carry(&account, "2026-10");
        let to = |month: &str, amount: &str| json!({ "toPeriodId": account.period(month), "amount": amount });
        for (body, pointer, code) in [
            (to("2026-11", "0.00"), "/amount", "amount.not_positive"),
            (to("2026-11", "-5.00"), "/amount", "amount.not_positive"),
            (to("2026-11", "400.01"), "/amount", "amount.too_much"),
            (to("2026-10", "1.00"), "/toPeriodId", "period.same"),
        ] {
            let problem = maya
                .file(&path, &fresh_key(), body)
                .problem(422, "credit.refused")
                .await;
            let error = &problem["errors"][0];
            assert_eq!(
                (&error["pointer"], &error["code"]),
                (&json!(pointer), &json!(code))
            );
        }
        for body in [
            to("2026-11", "1.001"),
            json!({ "toPeriodId": account.period("2026-11"), "amount": 1 }),
            json!({ "toPeriodId": "november" }),
            json!({ "amount": "1.00" }),
            json!({ "toPeriodId": account.period("2026-11"), "note": "" }),
        ] {
            maya.file(&path, &fresh_key(), body)
                .problem(400, "request.malformed")
                .await;
        }
        maya.post(&path, to("2026-11", "1.00"))
            .problem(400, "idempotency.key_required")
            .await;
        // Another account's periods, at either end, are not there.
        let there = json!({ "toPeriodId": foreign.period("2026-11") });
        maya.file(&path, &fresh_key(), there)
            .problem(404, "not_found")
            .await;
        let here = format!(
            "/v1/accounts/{}/periods/{}/credit-transfers",
            account.id,
            foreign.period("2026-10")
        );
        maya.file(here, &fresh_key(), to("2026-11", "1.00"))
            .problem(404, "not_found")
            .await;
        maya.file(
            carry(&account, "2026-12"),
            &fresh_key(),
            to("2026-11", "1.00"),
        )
        .problem(409, "credit.none")
        .await;
        assert_eq!(
            owed(&maya, &account, "2026-11-24").await,
            [of("October 2026", "-400.00")]
        );
    });
}

#[test]
fn at_once_no_more_is_carried_than_there_is() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let body = json!({ "toPeriodId": account.period("2026-11"), "amount": "150.00" });
        let path = carry(&account, "2026-10");
        let tries = (0..5).map(|_| async {
            let key = fresh_key();
            let call = maya.file(&path, &key, body.clone());
            call.send().await.status
        });
        let mut answers = join_all(tries).await;
        answers.sort_unstable();
        assert_eq!(answers, [201, 201, 422, 422, 422]);
        assert_eq!(
            owed(&maya, &account, "2026-11-24").await,
            [
                of("October 2026", "-100.00"),
                of("November 2026", "-300.00")
            ]
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_transfer_can_be_taken_back_in_both_periods() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let body = json!({ "toPeriodId": account.period("2026-11") });
        let carried = maya
            .file(carry(&account, "2026-10"), "carry", body)
            .ok()
            .await;
        let journal = carried["journalId"].as_str().unwrap().parse().unwrap();
        let by = SystemGrant::new(account.id, "test");
        let work = async |tx: &mut Tx<'_>| {
            reverse(tx, &world.state.clock, account.id, journal, None).await
        };
        let back = world.state.db.write(&by, Act::ReverseJournal, work).await;
        back.unwrap();
        let october = [of("October 2026", "-400.00")];
        assert_eq!(owed(&maya, &account, "2026-11-24").await, october);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_refund_is_issued_by_the_next_run_and_a_letter_tells_it() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let path = refund(&account, "2026-10");
        let asked = maya
            .file(&path, "refund", json!({ "amount": "150.00" }))
            .ok()
            .await;
        assert_eq!(
            (&asked["state"], &asked["amount"], &asked["cause"]),
            (&json!("waiting"), &json!("150.00"), &json!("request"))
        );
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(list["refunds"][0]["id"], asked["id"]);
        assert_eq!(
            (
                &list["credits"][0]["reserved"],
                &list["credits"][0]["available"]
            ),
            (&json!("150.00"), &json!("250.00"))
        );
        // What a refund takes cannot be carried.
        let body = json!({ "toPeriodId": account.period("2026-11"), "amount": "250.01" });
        maya.file(carry(&account, "2026-10"), "carry", body)
            .problem(422, "credit.refused")
            .await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        let rest = maya.file(&path, "rest", json!({})).ok().await;
        assert_eq!(rest["amount"], "250.00");
        maya.file(&path, "none", json!({}))
            .problem(409, "credit.none")
            .await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let expected = [
            entry("October 2026", "Refund issued", "250.00"),
            entry("October 2026", "Refund issued", "150.00"),
        ];
        assert_eq!(entries(&maya, &account, 2).await, expected);
        assert_eq!(owed(&maya, &account, "2026-11-24").await, []);
        for subject in ["Refund of $250.00 issued", "Refund of $150.00 issued"] {
            letter(&maya, &account, subject).await;
        }
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(
            (&list["credits"], &list["refunds"]),
            (&json!([]), &json!([]))
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_refund_waits_for_returns_that_are_outstanding_and_for_debts() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        pays(world, &account, account.period("2026-10"), "500.00").await;
        let path = refund(&account, "2026-10");
        let problem = maya
            .file(&path, "refund", json!({}))
            .problem(409, "refund.held")
            .await;
        let first = format!(
            "/v1/accounts/{}/periods/{}",
            account.id,
            account.period("2025-10")
        );
        assert_eq!(problem["links"][0]["href"], json!(first));
        assert_eq!(problem["links"][0]["rel"], "outstanding");
        assert!(problem["detail"].as_str().unwrap().contains("October 2025"));
        let list = maya.get(account.path("/credits")).ok().await;
        assert_eq!(list["outstanding"].as_array().unwrap().len(), 12);

        for (amount, status) in [("399.99", 201), ("400.00", 409)] {
            let (noor, young) = overpaid(world).await;
            owes(world, &young, amount).await;
            let call = noor.file(refund(&young, "2026-10"), &fresh_key(), json!({}));
            let answer = call.send().await;
            assert_eq!(answer.status, status, "{amount}: {}", answer.text());
        }
    });
}

/// So much is owed for November.
async fn owes(world: &World, account: &Account, amount: &str) {
    let sql = format!(
        "INSERT INTO journal (account_id, id, period_id, cause_kind, cause_id, effective_on, recorded_at, recorded_on, actor)
         VALUES ('{0}', '01936f6e-5d00-7c41-9d3a-000000000001', '{1}', 'assessment', '01936f6e-5d00-7c41-9d3a-000000000001',
             '2026-12-28', '2026-11-24Z', '2026-11-24', '{2}');
         INSERT INTO posting (account_id, id, journal_id, period_id, kind, amount) VALUES
             ('{0}', '01936f6e-5d00-7c41-9d3a-000000000002', '01936f6e-5d00-7c41-9d3a-000000000001', '{1}', 'tax', {amount}),
             ('{0}', '01936f6e-5d00-7c41-9d3a-000000000003', '01936f6e-5d00-7c41-9d3a-000000000001', '{1}', 'crown-revenue', -{amount})",
        account.id,
        account.period("2026-11"),
        uuid::Uuid::nil()
    );
    let mut app = world.state.db.read().await.unwrap();
    diesel_async::SimpleAsyncConnection::batch_execute(&mut *app, &format!("BEGIN; {sql}; COMMIT"))
        .await
        .unwrap();
}

#[test]
fn a_debt_is_paid_before_a_refund_is() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        maya.file(refund(&account, "2026-10"), "refund", json!({}))
            .ok()
            .await;
        // Before the refund is issued, a debt arises.
        owes(world, &account, "150.00").await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let expected = [
            entry("October 2026", "Refund issued", "250.00"),
            entry(
                "November 2026",
                "Credit carried from October 2026",
                "-150.00",
            ),
            entry("October 2026", "Credit carried to November 2026", "150.00"),
        ];
        assert_eq!(entries(&maya, &account, 3).await, expected);
        let told = letter(&maya, &account, "Refund of $250.00 issued").await;
        let paid = "Before that, the credit paid what the account owed: $150.00 for November 2026.";
        assert!(told.contains(paid), "{told}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn what_cannot_be_refunded_is_refused_with_the_reason() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        let (_noor, foreign) = young(world).await;
        let path = refund(&account, "2026-10");
        for (amount, code) in [
            ("0.00", "amount.not_positive"),
            ("-1.00", "amount.not_positive"),
            ("400.01", "amount.too_much"),
        ] {
            let problem = maya
                .file(&path, &fresh_key(), json!({ "amount": amount }))
                .problem(422, "credit.refused")
                .await;
            assert_eq!(problem["errors"][0]["code"], code);
        }
        maya.file(&path, &fresh_key(), json!({ "sum": "1.00" }))
            .problem(400, "request.malformed")
            .await;
        maya.post(&path, json!({}))
            .problem(400, "idempotency.key_required")
            .await;
        maya.file(refund(&account, "2026-11"), &fresh_key(), json!({}))
            .problem(409, "credit.none")
            .await;
        let there = format!(
            "/v1/accounts/{}/periods/{}/refunds",
            account.id,
            foreign.period("2026-10")
        );
        maya.file(there, &fresh_key(), json!({}))
            .problem(404, "not_found")
            .await;
        assert_eq!(issue(&world.state).await.unwrap(), 0);
    });
}

#[test]
fn a_credit_that_is_gone_when_its_refund_is_due_leaves_nothing_to_issue() {
    it(async |world| {
        let (maya, account) = overpaid(world).await;
        maya.file(refund(&account, "2026-10"), "refund", json!({}))
            .ok()
            .await;
        let filed = maya.get(account.path("/filings")).ok().await["data"][0]["id"].clone();
        let path = account.path(&format!("/filings/{}/amendments", filed.as_str().unwrap()));
        let more: Value = filing(&[("5", "50"), ("10", "20000.00")]);
        maya.file(path, "more", more).ok().await;
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        letter(&maya, &account, "No refund for October 2026").await;
        assert_eq!(
            owed(&maya, &account, "2026-11-24").await,
            [of("October 2026", "200.00")]
        );
    });
}
