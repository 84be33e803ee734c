//! Bad bodies: each kind is refused with its own status, code and, where there is one, pointer.

use crate::support::{OCTOBER, draft, filing, it};
use actix_web::http::Method;
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
