//! Lists: every row once, newest first or oldest first as promised, and filters that filter.

use crate::support::{Account, Browser, World, filing, fresh_key, it};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::access::{Permission, Role};
use shared::period::Frequency;

/// Walks a list page by page and gives every row.
async fn walk(browser: &Browser, path: &str, limit: u32) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let first = format!("{path}{separator}limit={limit}");
    let (mut rows, mut next) = (Vec::new(), first.clone());
    for _page in 0..200 {
        let page = browser.get(&next).ok().await;
        let data = page["data"].as_array().unwrap();
        rows.extend(data.iter().cloned());
        assert_eq!(page["hasMore"], page.get("nextCursor").is_some(), "{page}");
        let Some(cursor) = page["nextCursor"].as_str() else {
            return rows;
        };
        assert_eq!(
            data.len(),
            usize::try_from(limit).unwrap(),
            "a page is full before the last"
        );
        next = format!("{first}&cursor={cursor}");
    }
    panic!("{path} never ends");
}

/// Panics unless small pages give the same rows as one page, each once.
async fn assert_pages(browser: &Browser, path: &str, at_least: usize) -> Vec<Value> {
    let whole = walk(browser, path, 200).await;
    assert!(whole.len() >= at_least, "{path}: {} rows", whole.len());
    for limit in [1, 2, 3, 7] {
        assert_eq!(
            walk(browser, path, limit).await,
            whole,
            "{path} in pages of {limit}"
        );
    }
    whole
}

fn texts<'a>(rows: &'a [Value], pointer: &str) -> Vec<&'a str> {
    rows.iter()
        .map(|row| row.pointer(pointer).and_then(Value::as_str).unwrap())
        .collect()
}

async fn file(maya: &Browser, account: &Account, month: &str) -> Value {
    let body = filing(&[("5", "50"), ("10", "10000.00")]);
    maya.file(account.period_path(month, "/filings"), &fresh_key(), body)
        .ok()
        .await
}

/// An account in which five months are filed, a minute apart, and two of them amended.
async fn busy(world: &World) -> (Browser, Account) {
    let (maya, account) = world.holder().await;
    let mut second = 0;
    for month in ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"] {
        second += 10;
        world.stand(&format!("2026-11-24T18:03:{second:02}Z"));
        let receipt = file(&maya, &account, month).await;
        if month < "2026-08" {
            let id = receipt["filingId"].as_str().unwrap();
            let path = account.path(&format!("/filings/{id}/amendments"));
            let less = filing(&[("5", "50"), ("10", "9000.00")]);
            maya.file(path, &fresh_key(), less).expect(201).await;
        }
    }
    let pay = json!({ "accountId": account.id, "periodId": account.period("2026-06"), "amount": "100.00" });
    world
        .stranger()
        .post("/sandbox/v1/payments", pay)
        .expect(201)
        .await;
    (maya, account)
}

#[test]
fn every_list_gives_every_row_once_whatever_the_page() {
    it(async |world| {
        let (maya, account) = busy(world).await;
        let filings = assert_pages(&maya, &account.path("/filings"), 7).await;
        assert!(
            texts(&filings, "/receivedAt").is_sorted_by(|one, next| one >= next),
            "newest first"
        );
        let notices = assert_pages(&maya, &account.path("/assessments"), 7).await;
        assert_eq!(notices.len(), filings.len());
        let entries = assert_pages(&maya, &account.path("/transactions"), 8).await;
        assert!(texts(&entries, "/recordedAt").is_sorted_by(|one, next| one >= next));
        let periods = assert_pages(&maya, &account.path("/periods"), 14).await;
        assert!(texts(&periods, "/period/startsOn").is_sorted_by(|one, next| one > next));
        assert_eq!(
            periods.len(),
            14,
            "October 2025 to November 2026: what has not begun is left out"
        );
        assert_pages(&maya, "/v1/messages", 7).await;
        let due = assert_pages(&maya, "/v1/obligations", 9).await;
        assert!(texts(&due, "/dueOn").is_sorted(), "oldest due date first");
        let (to_file, to_pay): (Vec<_>, Vec<_>) =
            due.iter().partition(|row| row["kind"] == "return");
        assert_eq!(
            to_file.len(),
            8,
            "thirteen months have ended and five are filed"
        );
        assert_eq!(
            to_pay[0]["task"], "Pay the levy for October 2026",
            "filed before it is due: {to_pay:?}"
        );
    });
}

#[test]
fn accounts_and_obligations_of_many_accounts_are_walked_whole() {
    it(async |world| {
        let person = world.person("Maya Okafor").await;
        let client = world.client("Kestrel Creek Hotels Ltd.").await;
        for _ in 0..9 {
            let account = world
                .account_of(client, Frequency::Monthly, "2026-08-01")
                .await;
            world
                .admit(&account, person, Role::Owner, Permission::ALL)
                .await;
        }
        // An account of somebody else is in no list.
        world
            .account_of(client, Frequency::Monthly, "2026-08-01")
            .await;
        let maya = world.sign_in(person).await;
        let accounts = assert_pages(&maya, "/v1/accounts", 9).await;
        assert_eq!(accounts.len(), 9);
        assert!(texts(&accounts, "/number").is_sorted());
        let due = assert_pages(&maya, "/v1/obligations", 27).await;
        assert_eq!(
            due.len(),
            27,
            "August, September and October of nine accounts"
        );
        assert!(texts(&due, "/dueOn").is_sorted());
    });
}

#[test]
fn two_establishments_with_one_number_are_two_accounts_in_every_page() {
    it(async |world| {
        let user = json!({ "name": "Jo Lee" });
        let user = world
            .stranger()
            .post("/sandbox/v1/test-users", user)
            .ok()
            .await;
        let mut owner = world.owner().await;
        let person = format!(
            "INSERT INTO access SELECT a.id, p.id, 'owner', ARRAY['view-account'], p.created_at, NULL FROM account AS a, person AS p
             WHERE p.subject = '{}' ON CONFLICT DO NOTHING",
            user["subject"].as_str().unwrap()
        );
        diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, &person)
            .await
            .unwrap();
        let id = "SELECT id AS uuid FROM person";
        #[derive(diesel::QueryableByName)]
        struct Id {
            #[diesel(sql_type = diesel::sql_types::Uuid)]
            uuid: uuid::Uuid,
        }
        let id: Id = diesel_async::RunQueryDsl::get_result(diesel::sql_query(id), &mut owner)
            .await
            .unwrap();
        let jo = world.sign_in(id.uuid.into()).await;
        let accounts = assert_pages(&jo, "/v1/accounts", 2).await;
        assert_eq!(texts(&accounts, "/occurrence"), ["001", "002"]);
        assert_eq!(accounts[0]["number"], accounts[1]["number"]);
    });
}

#[test]
fn the_statement_is_filtered_by_kind_period_and_day() {
    it(async |world| {
        let (maya, account) = busy(world).await;
        let path = |query: &str| account.path(&format!("/transactions?{query}"));
        let payments = assert_pages(&maya, &path("kind=payment"), 1).await;
        assert!(
            payments.iter().all(|entry| entry["cause"] == "payment"),
            "{payments:?}"
        );
        for kind in ["tax", "penalty"] {
            let rows = assert_pages(&maya, &path(&format!("kind={kind}")), 3).await;
            assert!(
                rows.iter().all(|entry| entry["kind"] == kind),
                "{kind}: {rows:?}"
            );
        }
        let period = account.period("2026-10");
        let rows = assert_pages(&maya, &path(&format!("periodId={period}")), 1).await;
        assert!(
            rows.iter()
                .all(|entry| entry["periodLabel"] == "October 2026")
        );
        let all = walk(&maya, &account.path("/transactions"), 200).await;
        assert_eq!(
            walk(&maya, &path("from=2026-11-24&to=2026-11-24"), 200).await,
            all
        );
        assert_eq!(
            walk(&maya, &path("from=2026-11-25"), 200).await,
            Vec::<Value>::new()
        );
        assert_eq!(
            walk(&maya, &path("to=2026-11-23"), 200).await,
            Vec::<Value>::new()
        );
        maya.get(path("kind=crown-revenue"))
            .problem(400, "request.parameter")
            .await;
        // A cursor belongs to its filters.
        let page = maya.get(path("kind=tax&limit=1")).ok().await;
        let cursor = page["nextCursor"].as_str().unwrap();
        let other = path(&format!("kind=penalty&cursor={cursor}"));
        maya.get(other).problem(400, "request.parameter").await;
    });
}

#[test]
fn the_statement_runs_up_to_the_balance() {
    it(async |world| {
        let (maya, account) = busy(world).await;
        let entries = walk(&maya, &account.path("/transactions"), 200).await;
        let mut sum = 0;
        for entry in entries.iter().rev() {
            sum += crate::support::cents(entry["amount"].as_str().unwrap());
            assert_eq!(
                crate::support::cents(entry["balance"].as_str().unwrap()),
                sum,
                "{entry}"
            );
        }
        let summary = maya.get(account.path("")).ok().await;
        let owing = &summary["owing"];
        let accrued = crate::support::cents(owing["interestAccrued"].as_str().unwrap());
        let total = crate::support::cents(owing["total"].as_str().unwrap());
        assert_eq!(total, sum + accrued);
        assert_eq!(summary["balance"], owing["total"]);
        assert_eq!(summary["returnsOverdue"], 8, "eight returns are overdue");
        assert_eq!(
            summary["nextDueOn"], "2026-12-28",
            "November, which goes on"
        );
    });
}

#[test]
fn an_overdue_return_says_for_how_long_and_what_it_costs() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let due = walk(&maya, "/v1/obligations", 50).await;
        let of = |month: &str| {
            let id = account.period(month).to_string();
            due.iter()
                .find(|row| row["periodId"] == id.as_str())
                .unwrap()
                .clone()
        };
        let september = of("2026-09");
        assert_eq!(september["status"], "overdue");
        assert_eq!(
            (&september["daysLate"], &september["penaltySoFar"]["amount"]),
            (&json!(27), &json!("675.00"))
        );
        let penalty = &september["penaltySoFar"];
        assert_eq!(penalty["bound"], "at-most", "{penalty:#}");
        let days = json!({ "label": "Days late", "value": "27 days" });
        assert_eq!(penalty["why"]["steps"][2], days);
        let october = of("2026-10");
        assert_eq!(
            (&october["nominalDueOn"], &october["dueOn"]),
            (&json!("2026-11-28"), &json!("2026-11-30"))
        );
        assert_eq!(
            (&october["daysLate"], &october["penaltySoFar"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(
            of("2026-01")["penaltySoFar"]["amount"],
            "1000.00",
            "the cap"
        );
        file(&maya, &account, "2026-09").await;
        let left = walk(&maya, "/v1/obligations", 50).await;
        assert_eq!(left.len(), due.len() - 1);
    });
}

#[test]
fn a_draft_shows_in_what_is_due() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft");
        let typed = crate::support::draft(&crate::support::OCTOBER);
        maya.save(path, 0, typed).expect(200).await;
        let due = walk(&maya, "/v1/obligations", 50).await;
        let october = due
            .iter()
            .find(|row| row["label"] == "October 2026")
            .unwrap();
        assert_eq!(october["draftPayable"], "20483.67");
        assert_eq!(october["draftSavedBy"], "Maya Okafor");
        assert_eq!(october["draftSavedAt"], "2026-11-24T18:02:00Z");
    });
}

#[test]
fn a_letter_counts_as_unread_until_it_is_marked_and_for_each_reader_apart() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let noor = world.member(&account, &[Permission::ReadMessages]).await;
        let blind = world.member(&account, &[Permission::ViewAccount]).await;
        file(&maya, &account, "2026-10").await;
        file(&maya, &account, "2026-09").await;
        let unread =
            async |who: &Browser| who.get("/v1/session").ok().await["unreadMessages"].clone();
        assert_eq!(
            (
                unread(&maya).await,
                unread(&noor).await,
                unread(&blind).await
            ),
            (json!(2), json!(2), json!(0))
        );
        let inbox = maya.get("/v1/messages").ok().await;
        assert_eq!(inbox["data"][0]["read"], false);
        let id = inbox["data"][0]["id"].as_str().unwrap();
        let path = account.path(&format!("/messages/{id}"));
        let letter = maya.get(&path).ok().await;
        assert!(
            letter["body"][0].as_str().unwrap().contains("The Kestrel"),
            "{letter}"
        );
        assert_eq!(unread(&maya).await, 2, "a GET changes nothing");
        for _twice in 0..2 {
            maya.call(Method::PUT, format!("{path}/read"))
                .expect(204)
                .await;
        }
        assert_eq!(
            (unread(&maya).await, unread(&noor).await),
            (json!(1), json!(2))
        );
        assert_eq!(maya.get(&path).ok().await["read"], true);
        assert_eq!(blind.get("/v1/messages").ok().await["data"], json!([]));
    });
}

#[test]
fn a_period_that_a_new_rate_falls_into_has_two_sets_of_lines() {
    it(async |world| {
        let anybody = world.stranger();
        let form = |from: &str, to: &str| {
            anybody.get(format!(
                "/v1/programs/tourism-levy/form?from={from}&to={to}"
            ))
        };
        let lines = |form: &Value| -> Vec<String> {
            let sections = form["sections"].as_array().unwrap();
            let lines = sections
                .iter()
                .flat_map(|section| section["lines"].as_array().unwrap());
            lines
                .map(|line| line["id"].as_str().unwrap().to_owned())
                .collect()
        };
        let two = form("2026-02-01", "2026-04-30").ok().await;
        let ids = lines(&two);
        for id in ["10a", "10b", "40a", "40b", "51a", "51b", "60", "70"] {
            assert!(ids.iter().any(|line| line == id), "{id} is not in {ids:?}");
        }
        let values: Vec<&str> = texts(two["rates"].as_array().unwrap(), "/value");
        assert_eq!(values, ["0.04", "0.06"]);
        let one = lines(&form("2026-04-01", "2026-06-30").ok().await);
        assert!(
            one.contains(&"10".to_owned()) && !one.contains(&"10a".to_owned()),
            "{one:?}"
        );
        form("2026-04-30", "2026-04-01")
            .problem(400, "request.parameter")
            .await;
        form("2024-01-01", "2026-04-01")
            .problem(400, "request.parameter")
            .await;
        form("1900-01-01", "1900-01-31")
            .problem(422, "filing.rate_missing")
            .await;
    });
}

#[test]
fn a_quarter_across_the_change_of_rate_is_filed_at_both() {
    it(async |world| {
        let client = world.client("Lodge at Pine Bend Ltd.").await;
        let account = world
            .account_of(client, Frequency::Quarterly, "2026-07-01")
            .await;
        let change = "INSERT INTO rate (code, effective_on, value, confidence, source)
            VALUES ('tourism-levy', '2026-09-01', 0.08, 'unverified', 'made up')";
        let mut owner = world.owner().await;
        diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, change)
            .await
            .unwrap();
        let maya = world.member(&account, Permission::ALL).await;
        let body = filing(&[("5", "100"), ("10a", "10000.00"), ("10b", "5000.00")]);
        let path = account.period_path("2026-07", "/filings");
        let receipt = maya.file(path, "key", body).ok().await;
        assert_eq!(
            receipt["payable"], "1000.00",
            "6% of 10,000 and 8% of 5,000"
        );
        let id = receipt["filingId"].as_str().unwrap();
        let filed = maya.get(account.path(&format!("/filings/{id}"))).ok().await;
        assert_eq!(filed["rates"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn every_rate_has_its_day_and_its_source() {
    it(async |world| {
        let anybody = world.stranger();
        let programs = anybody.get("/v1/programs").ok().await;
        assert_eq!(programs["data"][0]["program"], "tourism-levy");
        let path = "/v1/programs/tourism-levy";
        assert_eq!(anybody.get(path).ok().await, programs["data"][0]);
        let rates = anybody.get(format!("{path}/rates")).ok().await;
        let rates = rates["rates"].as_array().unwrap();
        assert!(texts(rates, "/effectiveOn").is_sorted());
        assert!(
            texts(rates, "/source")
                .iter()
                .all(|source| source.len() > 5),
            "{rates:?}"
        );
        let on = |day: &str| {
            rates
                .iter()
                .find(|rate| rate["effectiveOn"] == day)
                .unwrap()["value"]
                .clone()
        };
        assert_eq!(on("2026-04-01"), "0.06");
    });
}

#[test]
fn the_published_hours_are_told_in_alberta_time() {
    it(async |world| {
        let anybody = world.stranger();
        let now = anybody.get("/v1/availability").ok().await;
        assert_eq!(now["state"], "open");
        assert_eq!(now["alwaysOpen"], true);
        assert_eq!(
            (&now["today"], &now["localNow"]),
            (&json!("2026-11-24"), &json!("2026-11-24T11:02:00"))
        );
        assert_eq!(now["nextFirstWorkingDay"], "2026-12-01");
        world.stand("2026-11-25T05:59:59Z");
        assert_eq!(
            anybody.get("/v1/availability").ok().await["today"],
            "2026-11-24"
        );
        let meta = anybody.get("/v1/meta").ok().await;
        assert_eq!(
            (&meta["mode"], &meta["limits"]["pageRows"]),
            (&json!("sandbox"), &json!(200))
        );
        assert_eq!(meta["limits"]["idleMinutes"], 15);
    });
}
