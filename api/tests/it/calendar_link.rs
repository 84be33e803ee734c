//! The calendar behind a secret link: what a program that has nothing but the address gets, and for how long.

mod limits;

use crate::support::{
    Browser, Event, OCTOBER, World, corporate_return, day, draft, filing, it, on, parse,
};
use chrono::NaiveDate;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::access::{Permission, Role};
use shared::period::Frequency;
use shared::program::Program;
use std::collections::BTreeSet;

/// Makes a link and gives the path of its address.
async fn link(browser: &Browser, body: Value) -> String {
    let created = browser
        .post("/v1/calendar/link", body)
        .expect(201)
        .await
        .json();
    let address = created["address"].as_str().unwrap();
    let path = address.strip_prefix(crate::support::ORIGIN).unwrap();
    path.to_owned()
}

async fn read(world: &World, path: &str) -> String {
    let reply = world.stranger().get(path).expect(200).await;
    assert_eq!(
        reply.header("Content-Type"),
        Some("text/calendar; charset=utf-8")
    );
    assert_eq!(reply.header("Cache-Control"), Some("private, no-cache"));
    assert_eq!(reply.header("Set-Cookie"), None);
    reply.text()
}

async fn events(world: &World, path: &str) -> Vec<Event> {
    parse(&read(world, path).await)
}

fn summaries(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["SUMMARY"].as_str())
        .collect()
}

#[test]
fn a_program_reads_the_days_with_nothing_but_the_address() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        assert_eq!(maya.get("/v1/calendar/link").ok().await, json!({}));
        let path = link(&maya, json!({})).await;
        let token = path
            .strip_prefix("/v1/calendar/")
            .unwrap()
            .strip_suffix(".ics")
            .unwrap();
        assert_eq!(token.len(), 43, "256 bits");
        let all = events(world, &path).await;
        let october = all
            .iter()
            .find(|event| event["SUMMARY"].contains("October 2026"))
            .unwrap();
        assert_eq!(
            october["SUMMARY"],
            "File and pay the October 2026 return, The Kestrel"
        );
        assert_eq!(october["DTSTART;VALUE=DATE"], "20261130");
        assert_eq!(
            october["DESCRIPTION"],
            "Tourism levy 001, Kestrel Creek Hotels Ltd.\n28 November 2026 is a Saturday, so Monday 30 November 2026 counts as on time."
        );
        let page = format!(
            "http://localhost:1/accounts/{}/periods/{}/return",
            account.id,
            account.period("2026-10")
        );
        assert_eq!(october["URL"], page);
        let days: Vec<NaiveDate> = all
            .iter()
            .map(|event| on(&event["DTSTART;VALUE=DATE"]))
            .collect();
        assert!(days.is_sorted());
        assert!(
            days[0] >= day("2026-08-24"),
            "three months back: {}",
            days[0]
        );
        assert_eq!(
            *days.last().unwrap(),
            day("2027-04-28"),
            "as far as periods are opened"
        );

        // The address is shown once; only a hash of its token is kept.
        let shown = maya.get("/v1/calendar/link").ok().await;
        assert_eq!(shown["link"]["usedOn"], "2026-11-24");
        assert_eq!(shown["link"]["expiresOn"], "2027-05-23");
        assert!(!shown.to_string().contains(token));
        let mut owner = world.owner().await;
        let kept = "SELECT count(*) AS rows FROM calendar_link AS l WHERE l::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%' OR l::text LIKE '%' || $1 || '%'";
        #[derive(diesel::QueryableByName)]
        struct Found {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            rows: i64,
        }
        let found: Found = diesel_async::RunQueryDsl::get_result(
            diesel::sql_query(kept).bind::<diesel::sql_types::Text, _>(token),
            &mut owner,
        )
        .await
        .unwrap();
        assert_eq!(found.rows, 0);
    });
}

#[test]
fn what_is_done_leaves_the_calendar_and_what_stays_keeps_its_name() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = link(&maya, json!({})).await;
        let before = events(world, &path).await;
        assert_eq!(
            events(world, &path).await,
            before,
            "the same days give the same text"
        );
        maya.file(
            account.period_path("2026-10", "/filings"),
            "october",
            filing(&[]),
        )
        .ok()
        .await;
        let after = events(world, &path).await;
        let names = |events: &[Event]| {
            events
                .iter()
                .map(|event| event["UID"].clone())
                .collect::<BTreeSet<_>>()
        };
        let gone: Vec<String> = names(&before).difference(&names(&after)).cloned().collect();
        assert_eq!(
            gone,
            [format!("filing-{}@localhost:1", account.period("2026-10"))]
        );
        let new: Vec<String> = names(&after).difference(&names(&before)).cloned().collect();
        assert!(
            new.len() == 1 && new[0].starts_with("objection-"),
            "{new:?}"
        );
    });
}

#[test]
fn amounts_are_in_it_only_when_they_were_asked_for() {
    it(async |world| {
        let client = world.client("Northern Plains Group Ltd.").await;
        let person = world.person("Lee Hassan").await;
        let levy = world
            .account_of(client, Frequency::Monthly, "2026-09-01")
            .await;
        let tax = world
            .account_in(
                Program::CorporateIncomeTax,
                client,
                Frequency::Yearly,
                "2025-01-01",
            )
            .await;
        for account in [&levy, &tax] {
            world
                .admit(account, person, Role::Owner, Permission::ALL)
                .await;
        }
        let lee = world.sign_in(person).await;
        lee.file(
            tax.period_path("2025-01", "/filings"),
            "2025",
            corporate_return(300_000, &[]),
        )
        .ok()
        .await;
        lee.save(levy.period_path("2026-10", "/draft"), 0, draft(&OCTOBER))
            .expect(200)
            .await;
        let path = link(&lee, json!({})).await;
        let text = read(world, &path).await;
        assert!(!text.contains('$') && !text.contains(".00"), "{text}");
        assert!(
            !text.contains(&levy.number) && !text.contains("Lee Hassan"),
            "{text}"
        );
        let plain = events(world, &path).await;

        let path = link(&lee, json!({ "amounts": true })).await;
        let all = events(world, &path).await;
        let of = |summary: &str| {
            all.iter()
                .find(|event| event["SUMMARY"].starts_with(summary))
                .unwrap()["DESCRIPTION"]
                .clone()
        };
        assert!(of("File and pay the October 2026 return").contains("Amount: $20,483.67"));
        assert!(of("Pay the November 2026 instalment").contains("Amount: $2,000.00"));
        assert_eq!(summaries(&all), summaries(&plain));

        let path = link(&lee, json!({ "kinds": ["payment"] })).await;
        let payments = events(world, &path).await;
        assert!(
            payments.len() > 5
                && payments
                    .iter()
                    .all(|event| event["SUMMARY"].starts_with("Pay the "))
        );
        // An amount that changes is a change of the event.
        let key = |events: &[Event]| {
            events
                .iter()
                .find(|event| event["SUMMARY"].contains("November 2026 instalment"))
                .unwrap()
                .clone()
        };
        let before = key(&payments);
        world.stand("2026-11-24T19:00:00Z");
        let lee = world.sign_in_again(&lee).await;
        let newest = lee.get(tax.path("/filings")).ok().await["data"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        lee.file(
            tax.path(&format!("/filings/{newest}/amendments")),
            "more",
            corporate_return(600_000, &[]),
        )
        .ok()
        .await;
        let after = key(&events(world, &path).await);
        assert_eq!(after["UID"], before["UID"]);
        let sequence = |event: &Event| event["SEQUENCE"].parse::<u32>().unwrap();
        assert_eq!(sequence(&after), sequence(&before) + 1);
        assert_eq!(after["LAST-MODIFIED"], "20261124T190000Z");
    });
}

#[test]
fn a_link_that_was_replaced_or_taken_back_opens_nothing() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = link(&maya, json!({})).await;
        read(world, &first).await;
        let second = link(&maya, json!({})).await;
        assert_ne!(first, second);
        let gone = world.stranger().get(&first).problem(404, "not_found").await;
        read(world, &second).await;
        maya.call(actix_web::http::Method::DELETE, "/v1/calendar/link")
            .expect(204)
            .await;
        let revoked = world
            .stranger()
            .get(&second)
            .problem(404, "not_found")
            .await;
        maya.call(actix_web::http::Method::DELETE, "/v1/calendar/link")
            .expect(204)
            .await;
        assert_eq!(maya.get("/v1/calendar/link").ok().await, json!({}));
        // Unknown, replaced and revoked are one answer, whatever is asked.
        let mut never = world
            .stranger()
            .get("/v1/calendar/never.ics")
            .problem(404, "not_found")
            .await;
        for problem in [gone, revoked] {
            let mut problem = problem;
            for own in ["correlationId", "instance"] {
                never[own] = Value::Null;
                problem[own] = Value::Null;
            }
            assert_eq!(problem, never);
        }
        for odd in [
            "%00.ics",
            "a%2Fb.ics",
            "....ics",
            "' OR 1=1.ics",
            &format!("{}.ics", "x".repeat(4000)),
        ] {
            world
                .stranger()
                .get(format!("/v1/calendar/{}", odd.replace(' ', "%20")))
                .problem(404, "not_found")
                .await;
        }
        // The key of the calendar opens nothing else.
        let path = link(&maya, json!({})).await;
        let token = path
            .strip_prefix("/v1/calendar/")
            .unwrap()
            .strip_suffix(".ics")
            .unwrap();
        let thief = world
            .stranger()
            .signed_in(token.to_owned(), token.to_owned());
        thief
            .get("/v1/accounts")
            .problem(401, "session.signed_out")
            .await;
        thief
            .get(account.path(""))
            .problem(401, "session.signed_out")
            .await;
        world
            .stranger()
            .post(path, json!({}))
            .problem(405, "request.method")
            .await;
    });
}

#[test]
fn a_link_shows_no_more_than_its_owner_may_see_now() {
    it(async |world| {
        let person = world.person("Maya Okafor").await;
        let (one, other) = (world.account().await, world.account().await);
        for account in [&one, &other] {
            world
                .admit(account, person, Role::Owner, Permission::ALL)
                .await;
        }
        let maya = world.sign_in(person).await;
        let path = link(&maya, json!({ "amounts": true })).await;
        let both = events(world, &path).await.len();
        let mut owner = world.owner().await;
        let end = format!(
            "UPDATE access SET ended_at = granted_at WHERE account_id = '{}'",
            one.id
        );
        owner.batch_execute(&end).await.unwrap();
        let left = events(world, &path).await;
        assert_eq!(left.len() * 2, both);
        assert!(
            left.iter()
                .all(|event| event["URL"].contains(&other.id.to_string()))
        );
        owner
            .batch_execute("UPDATE access SET permissions = ARRAY['read-messages']")
            .await
            .unwrap();
        assert_eq!(
            events(world, &path).await,
            Vec::<Event>::new(),
            "still a calendar, with nothing in it"
        );
    });
}

#[test]
fn a_link_that_nobody_uses_runs_out_and_each_use_puts_it_off() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        let path = link(&maya, json!({})).await;
        world.stand("2027-05-20T18:00:00Z");
        read(world, &path).await;
        world.stand("2027-11-10T18:00:00Z");
        read(world, &path).await;
        world.stand("2028-05-09T18:00:00Z");
        world.stranger().get(&path).problem(404, "not_found").await;
        let maya = world.sign_in_again(&maya).await;
        assert_eq!(maya.get("/v1/calendar/link").ok().await, json!({}));
    });
}

#[test]
fn nothing_is_sent_again_that_has_not_changed() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = link(&maya, json!({})).await;
        let first = world.stranger().get(&path).expect(200).await;
        let tag = first.header("ETag").unwrap().to_owned();
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".into(),
        ] {
            let again = world
                .stranger()
                .get(&path)
                .header("If-None-Match", known)
                .expect(304)
                .await;
            assert!(again.body.is_empty());
            assert_eq!(again.header("ETag"), Some(tag.as_str()));
        }
        world
            .stranger()
            .get(&path)
            .header("If-None-Match", "\"other\"")
            .expect(200)
            .await;
        maya.file(
            account.period_path("2026-10", "/filings"),
            "october",
            filing(&OCTOBER),
        )
        .ok()
        .await;
        let changed = world
            .stranger()
            .get(&path)
            .header("If-None-Match", tag.clone())
            .expect(200)
            .await;
        assert_ne!(changed.header("ETag"), Some(tag.as_str()));
    });
}
