//! Bad requests apart from their bodies: queries, cursors, days, ids, methods, cookies, origins.

use crate::support::{Call, OCTOBER, ORIGIN, draft, filing, it};
use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

#[test]
fn an_unknown_or_doubled_query_parameter_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for query in [
            "page=2",
            "Limit=5",
            "limit=5&offset=1",
            "=",
            "limit=1&limit=2",
            "li%6Dit=1",
        ] {
            let path = account.path(&format!("/periods?{query}"));
            maya.get(path).problem(400, "request.parameter").await;
        }
        maya.get("/v1/session?x=1")
            .problem(400, "request.parameter")
            .await;
        world
            .stranger()
            .get("/v1/meta?x=1")
            .problem(400, "request.parameter")
            .await;
        let path = account.period_path("2026-10", "/filings?force=true");
        maya.file(path, "key", filing(&[]))
            .problem(400, "request.parameter")
            .await;
        maya.get(account.path("/receipts"))
            .problem(400, "request.parameter")
            .await;
    });
}

#[test]
fn a_limit_is_from_one_to_two_hundred() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for path in [
            account.path("/periods"),
            account.path("/filings"),
            account.path("/transactions"),
            account.path("/assessments"),
            "/v1/accounts".into(),
            "/v1/messages".into(),
            "/v1/obligations".into(),
        ] {
            for limit in ["0", "201", "-1", "65536", "ten", "1.5", ""] {
                let path = format!("{path}?limit={limit}");
                maya.get(path).problem(400, "request.parameter").await;
            }
            maya.get(format!("{path}?limit=1")).expect(200).await;
            maya.get(format!("{path}?limit=200")).expect(200).await;
        }
    });
}

#[test]
fn a_cursor_of_another_list_or_of_nobody_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let (_other, second) = world.holder().await;
        let page = maya.get(account.path("/periods?limit=1")).ok().await;
        let cursor = page["nextCursor"].as_str().unwrap().to_owned();
        maya.get(account.path(&format!("/periods?cursor={cursor}")))
            .expect(200)
            .await;
        for path in [
            account.path("/filings"),
            account.path("/transactions"),
            "/v1/messages".into(),
        ] {
            let path = format!("{path}?cursor={cursor}");
            maya.get(path).problem(400, "request.parameter").await;
        }
        let foreign = URL_SAFE_NO_PAD.encode(format!("periods {}\n2026-10-01", second.id));
        for forged in [
            "",
            "x",
            "%00",
            &foreign,
            &cursor[1..],
            &format!("{cursor}AA"),
        ] {
            let path = account.path(&format!("/periods?cursor={forged}"));
            maya.get(path).problem(400, "request.parameter").await;
        }
    });
}

#[test]
fn a_cursor_whose_place_cannot_be_read_is_refused_and_not_taken_for_the_start() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let session = maya.get("/v1/session").ok().await;
        let person = session["person"]["id"].as_str().unwrap().to_owned();
        let id = account.id;
        for (path, list) in [
            (account.path("/periods"), format!("periods {id}")),
            (account.path("/filings"), format!("filings {id}")),
            (account.path("/assessments"), format!("assessments {id}")),
            (
                account.path("/transactions"),
                format!("transactions {id} None None None None"),
            ),
            ("/v1/accounts".into(), format!("accounts {person}")),
            ("/v1/messages".into(), format!("messages {person}")),
            ("/v1/obligations".into(), format!("obligations {person}")),
        ] {
            let cursor = URL_SAFE_NO_PAD.encode(format!("{list}\nnowhere"));
            let path = format!("{path}?cursor={cursor}");
            maya.get(path).problem(400, "request.parameter").await;
        }
    });
}

/// Days that a calendar has and the life of an account has not.
const FAR_DAYS: [&str; 5] = [
    "1800-01-01",
    "9999-12-31",
    "-262143-01-01",
    "+262142-12-31",
    "0000-01-01",
];

async fn answered_or_refused(call: Call<'_>, what: &str) {
    let began = std::time::Instant::now();
    let reply = call.send().await;
    assert!(
        [200, 201, 400, 422].contains(&reply.status),
        "{what}: {}",
        reply.text()
    );
    assert!(
        began.elapsed().as_secs() < 2,
        "{what} took {:?}",
        began.elapsed()
    );
}

#[test]
fn a_balance_on_a_far_day_is_answered_or_refused_and_never_our_fault() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-09", "/filings");
        maya.file(path, "key", filing(&OCTOBER)).expect(201).await;
        for day in FAR_DAYS {
            let path = account.path(&format!("/balance?asOf={}", day.replace('+', "%2B")));
            answered_or_refused(maya.get(path), day).await;
        }
        for day in [
            "2026-13-01",
            "2026-02-29",
            "yesterday",
            "",
            "2026-10-01T00:00:00Z",
        ] {
            let path = account.path(&format!("/balance?asOf={day}"));
            maya.get(path).problem(400, "request.parameter").await;
        }
    });
}

#[test]
fn a_statement_or_form_of_far_days_is_answered_or_refused_and_never_our_fault() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for day in FAR_DAYS {
            let text = day.replace('+', "%2B");
            for path in [
                account.path(&format!("/transactions?from={text}")),
                account.path(&format!("/transactions?to={text}")),
                format!("/v1/programs/tourism-levy/form?from={text}&to={text}"),
            ] {
                answered_or_refused(maya.get(&path), &path).await;
            }
        }
    });
}

#[test]
fn a_payment_on_a_far_day_is_answered_or_refused_and_never_our_fault() {
    it(async |world| {
        let (_maya, account) = world.holder().await;
        for day in FAR_DAYS {
            let payment = json!({
                "accountId": account.id, "periodId": account.period("2026-08"),
                "amount": "1.00", "receivedOn": day,
            });
            let anybody = world.stranger();
            answered_or_refused(anybody.post("/sandbox/v1/payments", payment), day).await;
        }
    });
}

#[test]
fn an_id_that_is_no_uuid_is_not_there() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for id in ["1", "x", "%00", "..%2F..", "null", &"9".repeat(300)] {
            maya.get(format!("/v1/accounts/{id}"))
                .problem(404, "not_found")
                .await;
            for rest in ["periods", "filings", "receipts", "assessments", "messages"] {
                maya.get(account.path(&format!("/{rest}/{id}")))
                    .problem(404, "not_found")
                    .await;
            }
            let path = account.path(&format!("/periods/{id}/filings"));
            maya.file(path, "key", filing(&[]))
                .problem(404, "not_found")
                .await;
        }
        world
            .stranger()
            .get("/v1/programs/no-such-levy")
            .problem(404, "not_found")
            .await;
        world
            .stranger()
            .get("/v1/no-such-thing")
            .problem(404, "not_found")
            .await;
    });
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for (method, path, allow) in [
            (Method::DELETE, account.path(""), "GET"),
            (
                Method::PATCH,
                account.period_path("2026-10", "/draft"),
                "GET, PUT",
            ),
            (Method::POST, "/v1/session".into(), "GET, DELETE"),
            (Method::GET, "/v1/session/extension".into(), "POST"),
            (Method::PUT, account.path("/filings"), "GET"),
        ] {
            let reply = maya.call(method, path).expect(405).await;
            assert_eq!(reply.json()["code"], "request.method");
            assert_eq!(reply.header("Allow"), Some(allow));
        }
    });
}

#[test]
fn a_cookie_that_is_forged_ended_or_old_opens_nothing() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.path("");
        let with = |cookie: &str| {
            world
                .stranger()
                .signed_in(cookie.to_owned(), maya.csrf.clone().unwrap())
        };
        let real = maya.cookie.clone().unwrap();
        let mut flipped = real.clone().into_bytes();
        flipped[0] = if flipped[0] == b'0' { b'1' } else { b'0' };
        let flipped = String::from_utf8(flipped).unwrap();
        for cookie in [
            "",
            "x",
            &flipped,
            &real[1..],
            &format!("{real}0"),
            &real.to_uppercase(),
        ] {
            if *cookie != real {
                with(cookie)
                    .get(&path)
                    .problem(401, "session.signed_out")
                    .await;
            }
        }
        with(&real).get(&path).expect(200).await;
        world.stand("2026-11-24T18:17:00Z");
        maya.get(&path).problem(401, "session.idle").await;
        let again = world
            .member(&account, shared::access::Permission::ALL)
            .await;
        again.call(Method::DELETE, "/v1/session").expect(204).await;
        again.get(&path).problem(401, "session.signed_out").await;
    });
}

#[test]
fn a_request_from_another_site_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let call = || maya.post(&path, draft(&OCTOBER));
        call().without_csrf().problem(403, "session.csrf").await;
        for token in ["", "x", maya.cookie.as_deref().unwrap()] {
            let call = call().without_csrf().header("X-CSRF-Token", token);
            call.problem(403, "session.csrf").await;
        }
        for origin in [
            "https://evil.example",
            "null",
            "",
            &format!("{ORIGIN}.evil.example"),
            "http://localhost:2",
        ] {
            call()
                .header("Origin", origin)
                .problem(403, "session.csrf")
                .await;
        }
        for site in ["cross-site", "same-site", "anything"] {
            call()
                .header("Sec-Fetch-Site", site)
                .problem(403, "session.csrf")
                .await;
        }
        for site in ["same-origin", "none"] {
            let call = call()
                .header("Sec-Fetch-Site", site)
                .header("Origin", ORIGIN);
            call.expect(200).await;
        }
        // Another session's token proves nothing.
        let (other, _account) = world.holder().await;
        let foreign = other.csrf.clone().unwrap();
        let call = call().without_csrf().header("X-CSRF-Token", foreign);
        call.problem(403, "session.csrf").await;
        // Reading needs no proof: a GET changes nothing.
        maya.get(account.path(""))
            .header("Sec-Fetch-Site", "cross-site")
            .expect(200)
            .await;
    });
}

#[test]
fn who_asks_too_often_is_told_to_wait_and_others_are_not() {
    let mut config = crate::support::config(ORIGIN);
    config.requests_per_second = 5;
    crate::support::run(config, async |world| {
        let (maya, _account) = world.holder().await;
        let (other, _account) = world.holder().await;
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(maya.get("/v1/meta").send().await.status);
        }
        assert_eq!(
            statuses[..10],
            [200; 10],
            "a burst of twice the rate is fine"
        );
        assert!(statuses.contains(&429), "{statuses:?}");
        other.get("/v1/meta").expect(200).await;
    });
}
