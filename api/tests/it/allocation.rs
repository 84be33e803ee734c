//! Where payments go: a dated order of interest, penalties and tax, and the oldest period when none is named.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, cents, day, filing, fresh_key, it,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::ledger::payment::{Payment, receive};
use api::rates;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::Money;
use uuid::Uuid;

async fn file(browser: &Browser, account: &Account, month: &str, revenue: &str) {
    let body = filing(&[("5", "50"), ("10", revenue)]);
    browser
        .file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await;
}

/// Pays; of the periods that were paid, how many.
async fn pay(world: &World, body: Value) -> usize {
    let posted = world
        .stranger()
        .post("/sandbox/v1/payments", body)
        .ok()
        .await;
    assert_eq!(posted["journalId"], posted["journalIds"][0]);
    posted["journalIds"].as_array().unwrap().len()
}

/// What the payment lines of the statement say, newest first.
async fn paid(browser: &Browser, account: &Account) -> Vec<(String, String, String)> {
    let list = browser
        .get(account.path("/transactions?kind=payment"))
        .ok()
        .await;
    let text = |entry: &Value, part: &str| entry[part].as_str().unwrap().to_owned();
    let entries = list["data"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            (
                text(entry, "periodLabel"),
                text(entry, "text"),
                text(entry, "amount"),
            )
        })
        .collect()
}

fn line(label: &str, text: &str, amount: &str) -> (String, String, String) {
    (label.into(), text.into(), amount.into())
}

async fn order_since(world: &World, program: &str, on: &str, kinds: &str) -> Result<(), String> {
    let row = format!(
        "INSERT INTO allocation_order VALUES ('{program}', '{on}', ARRAY[{kinds}], 'confirmed', 'a notice')"
    );
    let done = world.owner().await.batch_execute(&row).await;
    done.map_err(|error| error.to_string())
}

#[test]
fn the_order_of_the_day_of_receipt_counts_and_changes_nothing_before() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        file(&maya, &account, "2026-09", "100000.00").await;
        let period = account.period("2026-09");
        let owed = maya
            .get(account.path("/balance?asOf=2026-11-23"))
            .ok()
            .await;
        let interest = owed["owing"]["interestAccrued"]
            .as_str()
            .unwrap()
            .to_owned();
        let order = "Payments go first to interest, then to penalties, then to the levy.";
        assert_eq!(owed["allocation"]["text"], order);
        assert_eq!(owed["allocation"]["confidence"], "unverified");
        let body = |on: &str| json!({ "accountId": account.id, "periodId": period, "amount": "1000.00", "receivedOn": on });
        pay(world, body("2026-11-23")).await;
        let september = |text: &str, amount: &str| line("September 2026", text, amount);
        let first = paid(&maya, &account).await;
        let before = [
            september("Payment received, for penalty", "-675.00"),
            september("Payment received, for interest", &format!("-{interest}")),
        ];
        assert_eq!(first[1..], before);

        order_since(world, "*", "2026-11-24", "'penalty', 'tax', 'interest'")
            .await
            .unwrap();
        order_since(
            world,
            "tourism-levy",
            "2026-11-24",
            "'tax', 'penalty', 'interest'",
        )
        .await
        .unwrap();
        let now = maya.get(account.path("/balance")).ok().await;
        assert_eq!(
            now["allocation"],
            json!({
                "kinds": ["tax", "penalty", "interest"], "effectiveOn": "2026-11-24", "confidence": "confirmed",
                "source": "a notice", "text": "Payments go first to the levy, then to penalties, then to interest.",
            })
        );
        let then = maya
            .get(account.path("/balance?asOf=2026-11-23"))
            .ok()
            .await;
        assert_eq!(then["allocation"]["text"], order);
        pay(world, body("2026-11-24")).await;
        let after = paid(&maya, &account).await;
        assert_eq!(after[0], september("Payment received", "-1000.00"));
        // Each payment keeps, and says, the order that was in force; a charge has none.
        let list = maya.get(account.path("/transactions")).ok().await;
        let entries = list["data"].as_array().unwrap();
        let orders: Vec<&Value> = entries.iter().map(|entry| &entry["allocation"]).collect();
        assert_eq!(
            orders[0],
            &json!(["tax", "penalty", "interest"]),
            "{list:#}"
        );
        assert!(
            orders.contains(&&json!(["interest", "penalty", "tax"])),
            "{list:#}"
        );
        assert_eq!(orders.last(), Some(&&Value::Null));
        assert_eq!(after[1..], first, "what was paid before stays as it was");
        // A payment that arrives late in the books follows the order of its day.
        file(&maya, &account, "2026-08", "10000.00").await;
        let late = json!({
            "accountId": account.id, "periodId": account.period("2026-08"), "amount": "20.00", "receivedOn": "2026-11-20",
        });
        pay(world, late).await;
        let late = paid(&maya, &account).await;
        assert!(late[0].1.contains("penalty"), "{late:?}");
        assert!(late[1].1.contains("interest"), "{late:?}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_order_that_leaves_a_kind_out_is_refused() {
    it(async |world| {
        for kinds in [
            "'tax', 'penalty'",
            "'tax', 'tax', 'penalty'",
            "'tax', 'penalty', 'interest', 'tax'",
            "'tax', 'penalty', 'fee'",
        ] {
            let refused = order_since(world, "*", "2027-01-01", kinds).await;
            assert!(refused.unwrap_err().contains("check"), "{kinds}");
        }
    });
}

#[test]
fn a_payment_without_a_period_pays_the_oldest_first_and_leaves_a_credit() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for month in ["2026-08", "2026-06", "2026-07"] {
            file(&maya, &account, month, "10000.00").await;
        }
        let owed = maya.get(account.path("/balance")).ok().await;
        let of = |balance: &Value, place: usize| {
            cents(
                balance["periods"][place]["owing"]["total"]
                    .as_str()
                    .unwrap(),
            )
        };
        let (june, july, august) = (of(&owed, 0), of(&owed, 1), of(&owed, 2));
        let dollars = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let body = |amount: i64| json!({ "accountId": account.id, "amount": dollars(amount) });

        assert_eq!(pay(world, body(june + 10_000)).await, 2);
        let left = maya.get(account.path("/balance")).ok().await;
        assert_eq!(left["periods"][0]["label"], "July 2026");
        assert_eq!((of(&left, 0), of(&left, 1)), (july - 10_000, august));

        // 50.00 is left over: a credit of October, which comes due next.
        assert_eq!(pay(world, body(july - 10_000 + august + 5_000)).await, 3);
        let credit = maya.get(account.path("/balance")).ok().await;
        assert_eq!(credit["owing"]["total"], "-50.00", "{credit:#}");
        assert_eq!(credit["periods"][0]["label"], "October 2026");
        assert_eq!(pay(world, body(1_000)).await, 1);
        let more = maya.get(account.path("/balance")).ok().await;
        assert_eq!(more["periods"][0]["owing"]["tax"], "-60.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_without_a_period_is_posted_once_whatever_it_would_pay_now() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        file(&maya, &account, "2026-08", "10000.00").await;
        let payment = Payment {
            id: Uuid::from_u128(rand::random()),
            account: account.id,
            period: None,
            amount: Money::parse_wire("5000.00").unwrap(),
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
        assert_eq!(record().await.unwrap().len(), 2);
        assert!(record().await.is_err(), "the same payment twice");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_payment_to_nobody_is_refused() {
    it(async |world| {
        let (_maya, account) = world.holder().await;
        let (_noor, other) = world.holder().await;
        let stranger = world.stranger();
        let pay = |body: Value| stranger.post("/sandbox/v1/payments", body);
        let nobody = Uuid::from_u128(rand::random());
        pay(json!({ "accountId": nobody, "amount": "1.00" }))
            .problem(404, "not_found")
            .await;
        let foreign = json!({ "accountId": account.id, "periodId": other.period("2026-09"), "amount": "1.00" });
        pay(foreign).problem(404, "not_found").await;
        for amount in ["0.00", "-1.00"] {
            pay(json!({ "accountId": account.id, "amount": amount }))
                .problem(400, "request.malformed")
                .await;
        }
    });
}
