//! Bad input: each kind is refused with its own status, code and, where there is one, pointer.

use crate::support::{Call, OCTOBER, ORIGIN, draft, filing, it};
use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// The pointer and code of the first field that was refused.
fn first_error(problem: &Value) -> (&str, &str) {
    let error = &problem["errors"][0];
    (
        error["pointer"].as_str().unwrap_or("none"),
        error["code"].as_str().unwrap_or("none"),
    )
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let bodies: [&[u8]; 8] = [
            b"",
            b"{",
            b"{\"lines\": {}} trailing",
            b"null",
            b"[]",
            b"\"lines\"",
            b"{\"lines\": {\"10\": \"\xff\xfe\"}}",
            b"{\"lines\": {}, \"lines\": {}}",
        ];
        for body in bodies {
            let call = maya.call(Method::POST, &path).bytes(JSON, body);
            call.problem(400, "request.malformed").await;
        }
    });
}

#[test]
fn a_body_of_another_shape_is_refused_with_a_pointer() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        for (body, pointer) in [
            (json!({ "lines": { "10": 412860.00 } }), "/lines/10"),
            (json!({ "lines": { "10": null } }), "/lines/10"),
            (json!({ "lines": { "10": ["1"] } }), "/lines/10"),
            (json!({ "lines": "10" }), "/lines"),
            (json!({ "lines": {}, "line": {} }), "/line"),
            (json!({}), ""),
        ] {
            let problem = maya
                .post(&path, body.clone())
                .problem(400, "request.malformed")
                .await;
            assert_eq!(
                first_error(&problem),
                (pointer, "body.shape"),
                "{body}: {problem}"
            );
        }
        let path = account.period_path("2026-10", "/filings");
        let mut body = filing(&OCTOBER);
        body["certified"] = json!("yes");
        let problem = maya
            .file(path, "key", body)
            .problem(400, "request.malformed")
            .await;
        assert_eq!(first_error(&problem), ("/certified", "body.shape"));
    });
}

#[test]
fn a_member_name_with_a_slash_is_escaped_in_its_pointer() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let body = json!({ "lines": { "a/b~c": 1 } });
        let problem = maya
            .post(path, body)
            .problem(400, "request.malformed")
            .await;
        assert_eq!(first_error(&problem).0, "/lines/a~1b~0c");
    });
}

#[test]
fn only_json_is_read() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let body = || draft(&OCTOBER).to_string();
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "",
            "json",
        ] {
            let call = maya.call(Method::POST, &path).bytes(kind, body());
            call.problem(415, "request.content_type").await;
        }
        for kind in ["Application/JSON", "application/json; charset=utf-8"] {
            maya.call(Method::POST, &path)
                .bytes(kind, body())
                .expect(200)
                .await;
        }
    });
}

#[test]
fn a_body_beyond_the_limit_is_refused_and_one_of_many_long_lines_too() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let long = "9".repeat(1_000_000);
        let call = maya.post(&path, draft(&[("10", &long)]));
        call.problem(413, "request.too_large").await;

        let call = maya.post(&path, draft(&[("10", &"9".repeat(201)), ("21", "1")]));
        let problem = call.problem(422, "filing.findings").await;
        assert_eq!(first_error(&problem), ("/lines/10", "text.too_long"));
        maya.post(&path, draft(&[("10", &"\u{1f3d4}".repeat(200))]))
            .expect(200)
            .await;

        let lines: serde_json::Map<String, Value> = (0..501)
            .map(|line| (line.to_string(), json!("1")))
            .collect();
        let many = json!({ "lines": lines });
        let problem = maya
            .post(&path, many.clone())
            .problem(422, "filing.findings")
            .await;
        assert_eq!(first_error(&problem), ("/lines", "lines.too_many"));
        let save = account.period_path("2026-10", "/draft");
        maya.save(save, 0, many)
            .problem(422, "filing.findings")
            .await;
    });
}

#[test]
fn deep_json_is_refused_and_harms_nobody() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for body in [
            deep.clone(),
            format!("{{\"lines\": {deep}}}"),
            format!("{{\"lines\": {{\"10\": {deep}}}}}"),
            format!("{{\"more\": {deep}}}"),
        ] {
            let call = maya.call(Method::POST, &path).bytes(JSON, body);
            call.problem(400, "request.malformed").await;
        }
    });
}

#[test]
fn money_is_a_decimal_string_with_two_decimals() {
    it(async |world| {
        let (_maya, account) = world.holder().await;
        let anybody = world.stranger();
        let pay = async |amount: Value| {
            let body = json!({ "accountId": account.id, "periodId": account.period("2026-09"), "amount": amount });
            anybody
                .post("/sandbox/v1/payments", body)
                .problem(400, "request.malformed")
                .await
        };
        for amount in [
            json!("1.234"),
            json!("1.2"),
            json!("1"),
            json!("1,00"),
            json!("+1.00"),
            json!(" 1.00"),
            json!("1e2"),
            json!("NaN"),
            json!(""),
            json!("1000000000000000.00"),
            json!(1.00),
            json!(100),
            json!(null),
            json!({}),
        ] {
            let problem = pay(amount.clone()).await;
            assert_eq!(first_error(&problem), ("/amount", "body.shape"), "{amount}");
        }
        for amount in ["0.00", "-0.01", "-0.00"] {
            pay(json!(amount)).await;
        }
    });
}

#[test]
fn lines_that_are_no_amounts_are_findings_and_never_stored_as_figures() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for (text, code) in [
            ("1.234", "number.too_precise"),
            ("-1.00", "number.negative"),
            ("1e5", "number.not_a_number"),
            ("0x10", "number.not_a_number"),
            ("\u{661}\u{662}", "number.not_a_number"),
            ("1000000000000000.00", "number.too_large"),
            ("'; DROP TABLE filing; --", "number.not_a_number"),
        ] {
            let path = account.period_path("2026-10", "/filings");
            let refused = maya.file(path, "key", filing(&[("5", "1"), ("10", text)]));
            let problem = refused.problem(422, "filing.findings").await;
            assert_eq!(
                first_error(&problem),
                ("/lines/10", code),
                "{text}: {problem}"
            );
        }
    });
}

#[test]
fn the_one_character_that_the_database_cannot_hold_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let nul = "1\u{0}2";
        let code = "request.malformed";
        let path = account.period_path("2026-10", "/draft");
        maya.save(path.clone(), 0, draft(&[("10", nul)]))
            .problem(400, code)
            .await;
        maya.save(path.clone(), 0, draft(&[(nul, "1.00")]))
            .problem(400, code)
            .await;
        let filings = account.period_path("2026-10", "/filings");
        let mut body = filing(&OCTOBER);
        body["acknowledged"] = json!([nul]);
        maya.file(filings, "key", body).problem(400, code).await;
        let letter = json!({ "accountNumber": nul, "pin": nul });
        maya.post("/v1/activations", letter)
            .problem(400, code)
            .await;
        let user = json!({ "name": nul });
        world
            .stranger()
            .post("/sandbox/v1/test-users", user)
            .problem(400, code)
            .await;
        // What only looks like it is kept as it was typed.
        let looks = draft(&[("10", "\\u0000 \\\\u0000 \u{1} \u{7f} \u{fffd}")]);
        maya.save(path.clone(), 0, looks.clone()).expect(200).await;
        assert_eq!(maya.get(path).ok().await["draft"], looks);
    });
}

#[test]
fn a_query_with_what_the_database_cannot_hold_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for key in ["%00", "a%00b", "", &"x".repeat(256), "%FF"] {
            let path = account.path(&format!("/receipts?idempotencyKey={key}"));
            let reply = maya.get(path).send().await;
            assert!(
                [400, 404].contains(&reply.status),
                "{key:?}: {}",
                reply.text()
            );
        }
        let callback = "/auth/callback?code=%00&state=%00";
        world
            .stranger()
            .get(callback)
            .problem(400, "session.sign_in_failed")
            .await;
    });
}

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
