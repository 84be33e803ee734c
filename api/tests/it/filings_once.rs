//! A return has its effect once, however often and however concurrently it is sent.

use crate::support::{Account, OCTOBER, Reply, World, assert_ledger_holds, filing, it};
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use futures_util::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;

#[derive(QueryableByName)]
struct Effects {
    #[diesel(sql_type = BigInt)]
    filings: i64,
    #[diesel(sql_type = BigInt)]
    receipts: i64,
    #[diesel(sql_type = BigInt)]
    assessments: i64,
    #[diesel(sql_type = BigInt)]
    journals: i64,
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    events: i64,
    #[diesel(sql_type = BigInt)]
    audits: i64,
}

/// Panics unless the account has exactly so many of everything that a filing leaves.
async fn assert_effects(world: &World, account: &Account, expected: i64) {
    let count = |table: &str, more: &str| {
        format!(
            "(SELECT count(*) FROM {table} WHERE account_id = '{}' {more}) AS {table}s",
            account.id
        )
    };
    let sql = format!(
        "SELECT {}, {}, {}, {}, {}, {}, {}",
        count("filing", ""),
        count("receipt", ""),
        count("assessment", ""),
        count("journal", ""),
        count("message", ""),
        count("event", ""),
        count("audit", "AND act IN ('file-return', 'amend-filing')"),
    );
    let mut connection = world.owner().await;
    let found: Effects = sql_query(sql).get_result(&mut connection).await.unwrap();
    let found = [
        found.filings,
        found.receipts,
        found.assessments,
        found.journals,
        found.messages,
        found.events,
        found.audits,
    ];
    assert_eq!(
        found, [expected; 7],
        "filings, receipts, assessments, journals, messages, events, audit rows"
    );
    assert_ledger_holds(&mut connection).await;
}

#[test]
fn a_retry_with_the_same_key_gets_the_same_receipt_and_changes_nothing() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let first = maya
            .file(path.clone(), "key", filing(&OCTOBER))
            .expect(201)
            .await;
        world.stand("2026-11-24T18:09:00Z");
        let again = maya
            .file(path.clone(), "key", filing(&OCTOBER))
            .expect(201)
            .await;
        assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
        assert_eq!(again.header("Location"), first.header("Location"));
        assert_eq!(again.json(), first.json());
        // The same JSON with other spacing and order is the same request.
        let spaced = format!("  {:#}", filing(&OCTOBER));
        let call = maya
            .post(path, json!(null))
            .header("Idempotency-Key", "key");
        let spaced = call
            .bytes("application/json; charset=utf-8", spaced)
            .expect(201)
            .await;
        assert_eq!(spaced.json(), first.json());
        assert_effects(world, &account, 1).await;
    });
}

#[test]
fn a_key_stands_for_one_request_only() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        maya.file(path.clone(), "key", filing(&OCTOBER))
            .expect(201)
            .await;
        let other = filing(&[("5", "1"), ("10", "100.00")]);
        maya.file(path, "key", other)
            .problem(422, "idempotency.key_reused")
            .await;
        let elsewhere = account.period_path("2026-09", "/filings");
        let reused = maya.file(elsewhere, "key", filing(&OCTOBER));
        reused.problem(422, "idempotency.key_reused").await;
        assert_effects(world, &account, 1).await;
    });
}

#[test]
fn a_key_is_required_and_must_be_usable() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let code = "idempotency.key_required";
        maya.post(&path, filing(&OCTOBER)).problem(400, code).await;
        for key in ["", "with space", &"x".repeat(256), "caf\u{e9}"] {
            maya.file(path.clone(), key, filing(&OCTOBER))
                .problem(400, code)
                .await;
        }
        assert_effects(world, &account, 0).await;
        maya.file(path, &"x".repeat(255), filing(&OCTOBER))
            .expect(201)
            .await;
    });
}

#[test]
fn of_twenty_filings_at_once_with_one_key_one_has_effect_and_all_get_its_receipt() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let send = || maya.file(path.clone(), "key", filing(&OCTOBER)).expect(201);
        let replies = join_all((0..20).map(|_| send())).await;
        let receipts: BTreeSet<String> = replies.iter().map(Reply::text).collect();
        assert_eq!(receipts.len(), 1);
        let replayed = replies
            .iter()
            .filter(|reply| reply.header("Idempotency-Replayed").is_some());
        assert_eq!(replayed.count(), 19);
        assert_effects(world, &account, 1).await;
    });
}

#[test]
fn of_twenty_filings_at_once_with_different_keys_one_is_received() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let keys: Vec<String> = (0..20).map(|place| format!("key-{place}")).collect();
        let send = |key| maya.file(path.clone(), key, filing(&OCTOBER)).send();
        let replies = join_all(keys.iter().map(|key| send(key))).await;
        let received: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
        assert_eq!(received.len(), 1);
        let filing_id = received[0].json()["filingId"].as_str().unwrap().to_owned();
        for reply in replies.iter().filter(|reply| reply.status != 201) {
            assert_eq!(
                (reply.status, &reply.json()["code"]),
                (409, &json!("filing.already_filed"))
            );
            let existing = json!({ "rel": "existing", "href": account.path(&format!("/filings/{filing_id}")) });
            assert!(
                reply.json()["links"]
                    .as_array()
                    .unwrap()
                    .contains(&existing),
                "{}",
                reply.text()
            );
        }
        assert_effects(world, &account, 1).await;
    });
}

#[test]
fn of_twenty_people_who_file_at_once_one_is_received() {
    it(async |world| {
        let account = world.account().await;
        let path = account.period_path("2026-10", "/filings");
        let mut people = Vec::new();
        for _ in 0..20 {
            people.push(
                world
                    .member(&account, shared::access::Permission::ALL)
                    .await,
            );
        }
        let sent = people
            .iter()
            .map(|one| one.file(path.clone(), "key", filing(&OCTOBER)).send());
        let mut statuses: Vec<u16> = join_all(sent)
            .await
            .iter()
            .map(|reply| reply.status)
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
        assert_effects(world, &account, 1).await;
    });
}

#[test]
fn filings_of_several_accounts_at_once_are_all_received() {
    it(async |world| {
        let mut holders = Vec::new();
        for _ in 0..6 {
            holders.push(world.holder().await);
        }
        let sent = holders.iter().flat_map(|(maya, account)| {
            ["2026-08", "2026-09", "2026-10"].map(|month| {
                maya.file(
                    account.period_path(month, "/filings"),
                    month,
                    filing(&OCTOBER),
                )
                .expect(201)
            })
        });
        join_all(sent).await;
        for (_maya, account) in &holders {
            assert_effects(world, account, 3).await;
        }
    });
}
