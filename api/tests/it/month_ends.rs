//! The monthly run of interest: each month end once, only what owes, on from where it stopped.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, cents, corporation, day, files, filing,
    fresh_key, it, signs_in,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::job::interest::{Turn, post_month_ends};
use api::ledger::post::{Entry, post};
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::Money;
use shared::period::Frequency;
use shared::posting::{CauseKind, LedgerKind, PostingLine, Postings};
use shared::program::Program;
use uuid::Uuid;

const IDLE: Turn = Turn {
    posted: 0,
    more: false,
};

async fn run(world: &World) -> Turn {
    post_month_ends(&world.state).await.unwrap()
}

/// The month ends that interest was posted to, newest first, and how much.
async fn posted(browser: &Browser, account: &Account) -> Vec<(String, String)> {
    let list = browser
        .get(account.path("/transactions?kind=interest"))
        .ok()
        .await;
    let text = |entry: &Value, part: &str| entry[part].as_str().unwrap().to_owned();
    let entries = list["data"].as_array().unwrap().iter();
    entries
        .map(|entry| (text(entry, "effectiveOn"), text(entry, "amount")))
        .collect()
}

async fn file(browser: &Browser, account: &Account, month: &str, revenue: &str) {
    let body = filing(&[("5", "50"), ("10", revenue)]);
    browser
        .file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await;
}

async fn pay(world: &World, account: &Account, month: &str, amount: &str) {
    let body =
        json!({ "accountId": account.id, "periodId": account.period(month), "amount": amount });
    world
        .stranger()
        .post("/sandbox/v1/payments", body)
        .expect(201)
        .await;
}

/// Charges an account of a program as an assessment would.
async fn charge(world: &World, account: &Account, month: &str, on: &str) {
    let amount = Money::parse_wire("1000.00").unwrap();
    let line = |kind, amount| PostingLine { kind, amount };
    let postings = Postings::new(vec![
        line(LedgerKind::Tax, amount),
        line(LedgerKind::CrownRevenue, amount.negated()),
    ])
    .unwrap();
    let entry = Entry {
        account: account.id,
        period: account.period(month),
        cause: CauseKind::Assessment,
        cause_id: Uuid::from_u128(rand::random()),
        effective_on: day(on),
        actor: None,
    };
    let by = SystemGrant::new(account.id, "test");
    let work = async |tx: &mut Tx<'_>| post(tx, &world.state.clock, &entry, &postings).await;
    world.state.db.write(&by, Act::Sandbox, work).await.unwrap();
}

#[test]
fn each_month_end_is_posted_once_however_far_the_clock_went() {
    it(async |world| {
        let ((maya, account), (noor, never)) = (world.holder().await, world.holder().await);
        file(&maya, &account, "2026-06", "188650.00").await;
        // The same, but for what the run posts: filed once the run is over.
        assert_eq!(
            run(world).await,
            Turn {
                posted: 1,
                more: false
            }
        );
        assert_eq!(run(world).await, IDLE, "the same day again");
        file(&noor, &never, "2026-06", "188650.00").await;
        world.stand("2027-03-03T18:00:00Z");
        let turn = run(world).await;
        assert_eq!(turn.posted, 8, "four month ends of two accounts");
        assert_eq!(run(world).await, IDLE);

        let (maya, noor) = (
            signs_in(world, &account).await,
            signs_in(world, &never).await,
        );
        let days: Vec<String> = posted(&maya, &account)
            .await
            .into_iter()
            .map(|(on, _amount)| on)
            .collect();
        let expected = [
            "2027-02-28",
            "2027-01-31",
            "2026-12-31",
            "2026-11-30",
            "2026-10-31",
        ];
        assert_eq!(days, expected);
        // What was not posted in October is part of November: the sums are the same to the cent.
        let whole = |entries: Vec<(String, String)>| -> i64 {
            entries.iter().map(|(_on, amount)| cents(amount)).sum()
        };
        assert_eq!(
            whole(posted(&maya, &account).await),
            whole(posted(&noor, &never).await)
        );
        // 11,319.00 from 29 July 2026 to 28 February 2027, 215 days at 6.5%.
        assert_eq!(whole(posted(&maya, &account).await), 44_174);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn what_is_settled_in_credit_or_without_interest_is_left_alone() {
    it(async |world| {
        let (maya, settled) = world.holder().await;
        file(&maya, &settled, "2026-10", "10000.00").await;
        pay(world, &settled, "2026-10", "600.00").await;
        let (noor, credit) = world.holder().await;
        pay(world, &credit, "2026-08", "600.00").await;
        let client = world.client("Prairie Haul Ltd.").await;
        let carrier = world
            .account_in(Program::Ifta, client, Frequency::Quarterly, "2026-01-01")
            .await;
        charge(world, &carrier, "2026-04", "2026-07-31").await;
        world.stand("2027-01-05T18:00:00Z");
        assert_eq!(run(world).await, IDLE);
        drop((maya, noor));
        for account in [&settled, &credit, &carrier] {
            let browser = signs_in(world, account).await;
            assert_eq!(posted(&browser, account).await, []);
        }
    });
}

#[test]
fn a_credit_of_corporate_tax_earns_interest_once_the_return_is_complete() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-06-16T18:00:00Z");
        files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        // 12,269.25 is owed that day, interest since February included.
        pay(world, &account, "2024-01", "13269.25").await;
        world.stand("2025-08-03T18:00:00Z");
        let turn = run(world).await;
        assert_eq!(turn.posted, 1, "the last month end, as nothing ran before");
        let lee = signs_in(world, &account).await;
        // 1,000.00 at 2% from 17 to 30 June and at 1.5% in July: 0.77 + 1.27.
        let expected = [("2025-07-31", "-2.04"), ("2025-06-16", "269.25")];
        let expected = expected.map(|(on, amount)| (on.to_owned(), amount.to_owned()));
        assert_eq!(posted(&lee, &account).await, expected);
        let list = lee
            .get(account.path("/transactions?kind=interest"))
            .ok()
            .await;
        assert_eq!(list["data"][0]["text"], "Interest credited to 31 July 2025");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_run_goes_on_behind_the_last_period_it_has_seen() {
    it(async |world| {
        let ((maya, one), (noor, two)) = (world.holder().await, world.holder().await);
        for (browser, account) in [(&maya, &one), (&noor, &two)] {
            file(browser, account, "2026-06", "188650.00").await;
        }
        let (first, second) = if one.id < two.id {
            (&one, &two)
        } else {
            (&two, &one)
        };
        let stopped = format!(
            "INSERT INTO interest_run VALUES ('2026-10-31', '{}', '{}', NULL)",
            first.id,
            first.period("2026-06")
        );
        let mut owner = world.owner().await;
        owner.batch_execute(&stopped).await.unwrap();
        assert_eq!(run(world).await.posted, 1);
        let all = |account: &Account| account.id;
        assert_eq!(
            posted(&signs_in(world, second).await, second).await.len(),
            1
        );
        let left = posted(&signs_in(world, first).await, first).await;
        assert_eq!(left, [], "{} was seen before", all(first));
        assert_eq!(run(world).await, IDLE);
    });
}
