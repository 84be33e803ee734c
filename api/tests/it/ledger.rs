//! The ledger: it balances, only grows, posts once, and its kept sums are sums.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, cents, day, filing, fresh_key, it,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::ledger::payment::{Payment, post_interest, receive};
use api::ledger::post::{Entry, post, reverse};
use api::rates;
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::Money;
use shared::id::JournalId;
use shared::posting::{CauseKind, LedgerKind, PostingLine, Postings};
use uuid::Uuid;

fn dollars(text: &str) -> Money {
    Money::parse_wire(text).unwrap()
}

fn charge(amount: &str) -> Postings {
    let amount = dollars(amount);
    let line = |kind, amount| PostingLine { kind, amount };
    let lines = vec![
        line(LedgerKind::Tax, amount),
        line(LedgerKind::CrownRevenue, amount.negated()),
    ];
    Postings::new(lines).unwrap()
}

fn entry(account: &Account, cause_id: Uuid) -> Entry {
    Entry {
        account: account.id,
        period: account.period("2026-09"),
        cause: CauseKind::Assessment,
        cause_id,
        effective_on: day("2026-10-28"),
        actor: None,
    }
}

async fn charged(world: &World, account: &Account, cause_id: Uuid) -> Result<JournalId, String> {
    let by = SystemGrant::new(account.id, "test");
    let work = async |tx: &mut Tx<'_>| {
        post(
            tx,
            &world.state.clock,
            &entry(account, cause_id),
            &charge("100.00"),
        )
        .await
    };
    let posted = world.state.db.write(&by, Act::Sandbox, work).await;
    posted.map_err(|error| format!("{error:?}"))
}

fn some_id() -> Uuid {
    Uuid::from_u128(rand::random())
}

async fn pay(world: &World, account: &Account, month: &str, amount: &str, on: Option<&str>) {
    let mut body =
        json!({ "accountId": account.id, "periodId": account.period(month), "amount": amount });
    if let Some(on) = on {
        body["receivedOn"] = on.into();
    }
    world
        .stranger()
        .post("/sandbox/v1/payments", body)
        .expect(201)
        .await;
}

async fn file(maya: &Browser, account: &Account, month: &str, revenue: &str) -> Value {
    let body = filing(&[("5", "50"), ("10", revenue)]);
    maya.file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await
}

async fn owing(maya: &Browser, account: &Account, as_of: &str) -> Value {
    let path = account.path(&format!("/balance?asOf={as_of}"));
    maya.get(path).ok().await["owing"].clone()
}

#[test]
fn a_journal_that_does_not_balance_is_refused_at_commit() {
    it(async |world| {
        let account = world.account().await;
        let mut app = world.state.db.read().await.unwrap();
        let (id, journal, period) = (account.id, some_id(), account.period("2026-09"));
        let head = format!(
            "INSERT INTO journal (account_id, id, period_id, cause_kind, cause_id, effective_on, recorded_at, recorded_on, actor)
             VALUES ('{id}', '{journal}', '{period}', 'payment', '{}', '2026-10-28', '2026-10-28Z', '2026-10-28', '{}')",
            some_id(),
            Uuid::nil()
        );
        let line = |kind: &str, amount: &str| {
            format!(
                "INSERT INTO posting (account_id, id, journal_id, period_id, kind, amount)
                 VALUES ('{id}', '{}', '{journal}', '{period}', '{kind}', {amount})",
                some_id()
            )
        };
        let (debit, credit, short) = (
            line("tax", "100.00"),
            line("crown-revenue", "-100.00"),
            line("crown-revenue", "-99.99"),
        );
        for (lines, why) in [
            (vec![&head], "no lines"),
            (vec![&head, &debit], "one line"),
            (vec![&head, &debit, &short], "a cent is missing"),
        ] {
            let sql: Vec<&str> = lines.iter().map(|line| line.as_str()).collect();
            app.batch_execute(&format!("BEGIN; {}", sql.join("; ")))
                .await
                .unwrap();
            let refused = app.batch_execute("COMMIT").await.unwrap_err().to_string();
            assert!(refused.contains("does not balance"), "{why}: {refused}");
        }
        app.batch_execute(&format!("BEGIN; {head}; {debit}; {credit}; COMMIT"))
            .await
            .unwrap();
        let mut owner = world.owner().await;
        assert_ledger_holds(&mut owner).await;

        // Later lines, even in a pair of their own, need the whole journal to balance again.
        let late = line("tax", "5.00");
        app.batch_execute(&format!("BEGIN; {late}")).await.unwrap();
        let refused = app.batch_execute("COMMIT").await.unwrap_err().to_string();
        assert!(refused.contains("does not balance"), "{refused}");
        let zero = app
            .batch_execute(&line("tax", "0.00"))
            .await
            .unwrap_err()
            .to_string();
        assert!(zero.contains("check"), "{zero}");
        assert_ledger_holds(&mut owner).await;
    });
}

#[test]
fn a_cause_posts_once() {
    it(async |world| {
        let account = world.account().await;
        let cause = some_id();
        charged(world, &account, cause).await.unwrap();
        let refused = charged(world, &account, cause).await.unwrap_err();
        assert!(refused.contains("unique constraint"), "{refused}");
        let many = join_all((0..5).map(|_| charged(world, &account, some_id()))).await;
        assert!(many.iter().all(Result::is_ok), "{many:?}");
        let same = some_id();
        let many = join_all((0..5).map(|_| charged(world, &account, same))).await;
        assert_eq!(many.iter().filter(|one| one.is_ok()).count(), 1, "{many:?}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_journal_is_reversed_once() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let original = charged(world, &account, some_id()).await.unwrap();
        let by = SystemGrant::new(account.id, "test");
        let back = async || {
            let work = async |tx: &mut Tx<'_>| {
                reverse(tx, &world.state.clock, account.id, original, None).await
            };
            world.state.db.write(&by, Act::ReverseJournal, work).await
        };
        assert_eq!(owing(&maya, &account, "2026-11-24").await["tax"], "100.00");
        back().await.unwrap();
        let refused = format!("{:?}", back().await.unwrap_err());
        assert!(refused.contains("unique constraint"), "{refused}");
        let after = owing(&maya, &account, "2026-11-24").await;
        assert_eq!(
            (&after["total"], &after["interestAccrued"]),
            (&json!("0.00"), &json!("0.00"))
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_posts_interest_first_and_settles_to_zero() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        file(&maya, &account, "2026-09", "100000.00").await;
        let before = owing(&maya, &account, "2026-11-24").await;
        assert_eq!(
            (&before["tax"], &before["penalty"]),
            (&json!("6000.00"), &json!("675.00"))
        );
        let interest = cents(before["interestAccrued"].as_str().unwrap());
        assert!(interest > 0, "{before}");

        // A part of it goes to interest, then to penalty, then to the levy.
        pay(world, &account, "2026-09", "1000.00", None).await;
        let after = owing(&maya, &account, "2026-11-24").await;
        assert_eq!(after["interestPosted"], "0.00", "{after}");
        assert_eq!(after["interestAccrued"], "0.00", "{after}");
        assert_eq!(after["penalty"], "0.00", "{after}");
        let total = cents(before["total"].as_str().unwrap()) - 100_000;
        assert_eq!(cents(after["total"].as_str().unwrap()), total);
        assert_eq!(after["tax"], after["total"]);

        pay(
            world,
            &account,
            "2026-09",
            after["total"].as_str().unwrap(),
            None,
        )
        .await;
        for as_of in ["2026-11-24", "2026-12-31", "2030-01-01"] {
            let settled = owing(&maya, &account, as_of).await;
            assert_eq!(settled["total"], "0.00", "{as_of}: {settled}");
        }
        assert_eq!(
            maya.get(account.path("/balance")).ok().await["periods"],
            json!([])
        );
        let statement = maya.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"][0]["balance"], "0.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn interest_is_the_same_whether_it_is_posted_each_month_or_never() {
    it(async |world| {
        let ((maya, one), (noor, two)) = (world.holder().await, world.holder().await);
        for (browser, account) in [(&maya, &one), (&noor, &two)] {
            file(browser, account, "2026-06", "100000.00").await;
        }
        for day_text in ["2026-08-31", "2026-09-30", "2026-10-31"] {
            let by = SystemGrant::new(one.id, "test");
            let work = async |tx: &mut Tx<'_>| {
                let rates = rates::load(tx, &rates::INTEREST).await?;
                let (clock, period) = (&world.state.clock, one.period("2026-06"));
                post_interest(tx, clock, one.id, period, day(day_text), &rates).await
            };
            let posted = world
                .state
                .db
                .write(&by, Act::PostInterest, work)
                .await
                .unwrap();
            assert!(posted.journal.is_some(), "{day_text}");
            let again = world
                .state
                .db
                .write(&by, Act::PostInterest, work)
                .await
                .unwrap();
            assert!(again.journal.is_none(), "{day_text} posted twice");
        }
        let (posted, never) = (
            owing(&maya, &one, "2026-11-24").await,
            owing(&noor, &two, "2026-11-24").await,
        );
        assert_eq!(posted["total"], never["total"]);
        assert_ne!(posted["interestPosted"], "0.00");
        assert_eq!(never["interestPosted"], "0.00");
    });
}

#[test]
fn payments_at_once_post_interest_once() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        file(&maya, &account, "2026-09", "100000.00").await;
        let before = owing(&maya, &account, "2026-11-24").await;
        join_all((0..8).map(|_| pay(world, &account, "2026-09", "100.00", None))).await;
        let after = owing(&maya, &account, "2026-11-24").await;
        let (before, after) = (
            cents(before["total"].as_str().unwrap()),
            cents(after["total"].as_str().unwrap()),
        );
        assert_eq!(after, before - 80_000, "eight payments of 100.00");
        let statement = maya
            .get(account.path("/transactions?kind=interest"))
            .ok()
            .await;
        assert_eq!(
            statement["data"].as_array().unwrap().len(),
            1,
            "{statement:#}"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_that_arrives_late_in_the_books_counts_from_its_receipt() {
    it(async |world| {
        let ((maya, one), (noor, two)) = (world.holder().await, world.holder().await);
        file(&maya, &one, "2026-09", "100000.00").await;
        file(&noor, &two, "2026-09", "100000.00").await;
        pay(world, &one, "2026-09", "6000.00", Some("2026-11-04")).await;
        pay(world, &two, "2026-09", "6000.00", None).await;
        let total = |owing: &Value| cents(owing["total"].as_str().unwrap());
        let (early, late) = (
            owing(&maya, &one, "2026-11-24").await,
            owing(&noor, &two, "2026-11-24").await,
        );
        assert!(total(&early) < total(&late), "{early} {late}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_early_payment_saves_the_penalty_and_bears_no_interest() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        pay(world, &account, "2026-09", "6000.00", Some("2026-10-20")).await;
        assert_eq!(
            owing(&maya, &account, "2026-11-24").await["total"],
            "-6000.00"
        );
        let receipt = file(&maya, &account, "2026-09", "100000.00").await;
        assert_eq!(
            receipt["charged"], "6100.00",
            "nothing was unpaid: the least penalty"
        );
        let after = owing(&maya, &account, "2026-11-24").await;
        assert_eq!(
            (&after["total"], &after["interestAccrued"]),
            (&json!("100.00"), &json!("0.00"))
        );
    });
}

/// A small generator, so that a failing run can be told by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn after_any_sequence_of_filings_amendments_payments_and_interest_sums_hold() {
    it(async |world| {
        for seed in 0..4 {
            let mut dice = Dice(seed);
            let (_maya, account) = world.holder().await;
            let maya = world
                .member(&account, shared::access::Permission::ALL)
                .await;
            let months = ["2026-06", "2026-07", "2026-08"];
            let mut newest: [Option<String>; 3] = [const { None }; 3];
            let mut charged = 0;
            let mut paid = 0;
            for _ in 0..14 {
                let place = usize::try_from(dice.roll(3)).unwrap();
                let revenue = format!("{}.{:02}", 100 + dice.roll(90_000), dice.roll(100));
                let body = filing(&[("5", "50"), ("10", &revenue)]);
                match (dice.roll(3), newest[place].clone()) {
                    (0, _) => {
                        let amount = format!("{}.{:02}", 1 + dice.roll(3_000), dice.roll(100));
                        paid += cents(&amount);
                        let days = i64::try_from(dice.roll(40)).unwrap();
                        let on = world.state.clock.today() - chrono::TimeDelta::days(days);
                        let on = on.to_string();
                        pay(world, &account, months[place], &amount, Some(&on)).await;
                    }
                    (_, None) => {
                        let path = account.period_path(months[place], "/filings");
                        let receipt = maya.file(path, &fresh_key(), body).ok().await;
                        newest[place] = receipt["filingId"].as_str().map(str::to_owned);
                        charged += cents(receipt["charged"].as_str().unwrap());
                    }
                    (_, Some(filing)) => {
                        let path = account.path(&format!("/filings/{filing}/amendments"));
                        let receipt = maya.file(path, &fresh_key(), body).ok().await;
                        newest[place] = receipt["filingId"].as_str().map(str::to_owned);
                        charged += cents(receipt["charged"].as_str().unwrap());
                    }
                }
            }
            assert_ledger_holds(&mut world.owner().await).await;
            let owing = owing(&maya, &account, "2026-11-24").await;
            let part = |name: &str| cents(owing[name].as_str().unwrap());
            let interest = part("interestPosted") + part("interestAccrued");
            assert_eq!(
                part("total"),
                part("tax") + part("penalty") + interest,
                "seed {seed}"
            );
            let statement = maya.get(account.path("/transactions?limit=200")).ok().await;
            let entries = statement["data"].as_array().unwrap();
            let interest: i64 = entries
                .iter()
                .filter(|entry| entry["cause"] == "interest")
                .map(|entry| cents(entry["amount"].as_str().unwrap()))
                .sum();
            let balance = entries
                .first()
                .map_or(0, |entry| cents(entry["balance"].as_str().unwrap()));
            assert_eq!(balance, charged + interest - paid, "seed {seed}");
        }
    });
}

#[test]
fn a_payment_is_posted_once() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let payment = Payment {
            id: some_id(),
            account: account.id,
            period: Some(account.period("2026-09")),
            amount: dollars("50.00"),
            received_on: day("2026-11-20"),
            actor: None,
        };
        let by = SystemGrant::new(account.id, "test");
        let record = async || {
            let work = async |tx: &mut Tx<'_>| {
                let rates = rates::load(tx, &rates::INTEREST).await?;
                receive(tx, &world.state.clock, &payment, &rates).await
            };
            world.state.db.write(&by, Act::RecordPayment, work).await
        };
        record().await.unwrap();
        assert!(record().await.is_err(), "the same payment twice");
        assert_eq!(
            owing(&maya, &account, "2026-11-24").await["total"],
            "-50.00"
        );
    });
}
