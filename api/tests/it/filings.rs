//! The life of a return: draft, check, filing, receipt, assessment.

use crate::support::{Account, Browser, OCTOBER, draft, filing, fresh_key, it};
use api::auth::signer::Signer;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk};
use serde_json::{Value, json};

#[test]
fn a_draft_keeps_what_was_typed_as_it_was_typed() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft");
        let empty = maya.get(&path).expect(200).await;
        assert_eq!(empty.header("ETag"), Some("\"0\""));
        assert_eq!(empty.json()["draft"]["lines"], json!({}));
        assert_eq!(empty.json()["version"], 0);

        let typed = draft(&[
            ("10", "412,86O.00 oh"),
            ("21", " "),
            ("99", "no such line \u{1f3d4}"),
        ]);
        let saved = maya.save(path.clone(), 0, typed.clone()).expect(200).await;
        let tag = saved.header("ETag").unwrap().to_owned();
        assert_eq!(saved.json()["draft"], typed);
        let read = maya.get(&path).expect(200).await;
        assert_eq!(read.header("ETag"), Some(tag.as_str()));
        assert_eq!(read.json()["draft"], typed);
        assert_eq!(read.json()["savedBy"], "Maya Okafor");
        assert_eq!(format!("\"{}\"", read.json()["version"]), tag);
    });
}

#[test]
fn a_draft_is_saved_only_over_the_version_that_was_read() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft");
        let one = draft(&[("10", "1.00")]);
        maya.put(&path, one.clone())
            .problem(428, "version.missing")
            .await;
        maya.put(&path, one.clone())
            .header("If-Match", "W/7")
            .problem(400, "request.parameter")
            .await;
        maya.save(path.clone(), 17, one.clone())
            .problem(412, "version.stale")
            .await;

        // Two tabs have read the same version; the second one to save is told which is there now.
        let first = maya.save(path.clone(), 0, one.clone()).ok().await["version"]
            .as_i64()
            .unwrap();
        let second = maya
            .save(path.clone(), first, draft(&[("10", "2.00")]))
            .ok()
            .await;
        let stale = maya.save(path.clone(), first, draft(&[("10", "3.00")]));
        let problem = stale.problem(412, "version.stale").await;
        assert_eq!(
            problem["currentVersion"],
            format!("\"{}\"", second["version"])
        );
        maya.save(path.clone(), 0, one)
            .problem(412, "version.stale")
            .await;
        assert_eq!(maya.get(&path).ok().await["draft"]["lines"]["10"], "2.00");
    });
}

#[test]
fn of_two_tabs_that_save_at_once_one_is_kept() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft");
        let save = async |text: String| {
            maya.save(path.clone(), 0, draft(&[("10", &text)]))
                .send()
                .await
                .status
        };
        let saves = (0..8).map(|tab| save(format!("{tab}.00")));
        let mut statuses = futures_util::future::join_all(saves).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    });
}

#[test]
fn a_check_gives_the_figures_and_keeps_nothing() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft/check");
        let checked = maya.post(&path, draft(&OCTOBER)).ok().await;
        for (line, figure) in [
            ("30", "70965.50"),
            ("31", "341894.50"),
            ("40", "20513.67"),
            ("51", "90.00"),
            ("70", "20483.67"),
        ] {
            assert_eq!(checked["lines"][line], figure, "line {line}");
        }
        assert_eq!(checked["payable"], "20483.67");
        assert_eq!(checked["findings"], json!([]));
        assert!(
            checked["why"]["40"]["text"]
                .as_str()
                .unwrap()
                .contains("6%")
        );
        assert_eq!(
            maya.get(account.period_path("2026-10", "/draft"))
                .ok()
                .await["version"],
            0
        );

        let wrong = draft(&[("10", "1.001"), ("21", "-1"), ("22", "x"), ("77", "1")]);
        let checked = maya.post(&path, wrong).ok().await;
        let findings = checked["findings"].as_array().unwrap();
        let codes: Vec<(&str, &str)> = findings
            .iter()
            .map(|one| (one["line"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect();
        assert_eq!(
            codes,
            [
                ("10", "number.too_precise"),
                ("21", "number.negative"),
                ("22", "number.not_a_number"),
                ("77", "line.unknown"),
            ]
        );
        assert_eq!(checked["payable"], Value::Null);
    });
}

async fn october(maya: &Browser, account: &Account) -> Value {
    let path = account.period_path("2026-10", "/filings");
    let reply = maya
        .file(path, "october", filing(&OCTOBER))
        .expect(201)
        .await;
    let receipt = reply.json();
    let at = account.path(&format!("/receipts/{}", receipt["id"].as_str().unwrap()));
    assert_eq!(reply.header("Location"), Some(at.as_str()));
    assert_eq!(reply.header("Idempotency-Replayed"), None);
    receipt
}

#[test]
fn a_return_is_received_assessed_and_charged_at_once() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/draft");
        maya.save(path.clone(), 0, draft(&OCTOBER)).ok().await;
        let receipt = october(&maya, &account).await;
        assert_eq!(receipt["payable"], "20483.67");
        assert_eq!(receipt["charged"], "20483.67");
        assert_eq!(receipt["revision"], 1);
        assert_eq!(receipt["filedOn"], "2026-11-24");
        assert_eq!(receipt["dueOn"], "2026-11-30");
        assert_eq!(receipt["onTime"], true);
        assert_eq!(receipt["filedBy"], "Maya Okafor");
        assert!(
            receipt["reference"]
                .as_str()
                .unwrap()
                .starts_with("TL-2026-10-")
        );

        let id = receipt["filingId"].as_str().unwrap();
        let filed = maya.get(account.path(&format!("/filings/{id}"))).ok().await;
        assert_eq!(filed["draft"], draft(&OCTOBER));
        assert_eq!(filed["evaluation"]["lines"]["70"], "20483.67");
        assert_eq!(filed["rates"][0]["value"], "0.06", "{}", filed["rates"]);

        let assessment = receipt["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{assessment}")))
            .ok()
            .await;
        assert_eq!(notice["kind"], "assessment");
        assert_eq!(notice["difference"], "20483.67");
        assert_eq!(notice["owingOnNotice"], "20483.67");
        assert_eq!(notice["receiptId"], receipt["id"]);

        let balance = maya.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["total"], "20483.67");
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["filingId"], receipt["filingId"]);
        assert_eq!(period["money"]["tax"], "20483.67");
        // The draft has become the return; an amendment begins with what was filed.
        let next = maya.get(path).ok().await;
        assert_eq!(next["version"], 0);
        assert_eq!(next["draft"], draft(&OCTOBER));
        assert_eq!(next["amends"], receipt["filingId"]);
        let inbox = maya.get("/v1/messages").ok().await;
        assert_eq!(inbox["data"][0]["assessmentId"], receipt["assessmentId"]);
    });
}

#[test]
fn a_receipt_is_found_by_its_id_and_by_the_key_of_a_lost_reply() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let receipt = october(&maya, &account).await;
        let id = receipt["id"].as_str().unwrap();
        assert_eq!(
            maya.get(account.path(&format!("/receipts/{id}")))
                .ok()
                .await,
            receipt
        );
        let found = maya
            .get(account.path("/receipts?idempotencyKey=october"))
            .ok()
            .await;
        assert_eq!(found, receipt);
        maya.get(account.path("/receipts?idempotencyKey=other"))
            .problem(404, "not_found")
            .await;
        // A key is the caller's own: a colleague with the same key finds nothing.
        let colleague = world
            .member(&account, shared::access::Permission::ALL)
            .await;
        let path = account.path("/receipts?idempotencyKey=october");
        colleague.get(path).problem(404, "not_found").await;
        assert_eq!(
            colleague
                .get(account.path(&format!("/receipts/{id}")))
                .ok()
                .await,
            receipt
        );
    });
}

#[test]
fn the_signature_of_a_receipt_holds_by_the_published_key_and_covers_everything() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let mut receipt = october(&maya, &account).await;
        let keys = world.stranger().get("/.well-known/jwks.json").ok().await;
        let keys: jwk::JwkSet = serde_json::from_value(keys).unwrap();
        let jws = receipt["jws"].as_str().unwrap().to_owned();
        let header = decode_header(&jws).unwrap();
        assert_eq!(header.alg, Algorithm::EdDSA);
        let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.validate_exp = false;
        rules.required_spec_claims.clear();
        let signed = decode::<Value>(&jws, &key, &rules).unwrap().claims;
        receipt.as_object_mut().unwrap().remove("jws");
        assert_eq!(signed, receipt);

        let mut changed = receipt.clone();
        changed["payable"] = "0.00".into();
        let other = Signer::random()
            .unwrap()
            .sign("receipt+jws", &changed)
            .unwrap();
        assert!(
            decode::<Value>(&other, &key, &rules).is_err(),
            "another key signs for us"
        );
        let parts: Vec<&str> = jws.split('.').collect();
        let forged = [parts[0], other.split('.').nth(1).unwrap(), parts[2]].join(".");
        assert!(
            decode::<Value>(&forged, &key, &rules).is_err(),
            "a changed receipt holds"
        );
    });
}

#[test]
fn findings_stop_a_return_and_are_told_all_at_once() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let mut body = filing(&[("10", "1.001"), ("22", "x")]);
        body["certified"] = false.into();
        let problem = maya
            .file(path.clone(), "a", body)
            .problem(422, "filing.findings")
            .await;
        let errors: Vec<(&str, &str)> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["pointer"].as_str().unwrap(),
                    one["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert!(
            errors.contains(&("/lines/10", "number.too_precise")),
            "{errors:?}"
        );
        assert!(
            errors.contains(&("/lines/22", "number.not_a_number")),
            "{errors:?}"
        );
        assert!(
            errors.contains(&("/certified", "certified.required")),
            "{errors:?}"
        );

        // A warning stands in the way until it is acknowledged by its code.
        let mut body = filing(&[("10", "1000.00")]);
        body["acknowledged"] = json!([]);
        let problem = maya
            .file(path.clone(), "a", body.clone())
            .problem(422, "filing.findings")
            .await;
        assert_eq!(problem["errors"][0]["code"], "nights.missing");
        body["acknowledged"] = json!(["nights.missing"]);
        // What was refused has used nothing up: the same key goes on.
        let receipt = maya.file(path, "a", body).ok().await;
        assert_eq!(receipt["payable"], "60.00");
    });
}

#[test]
fn a_return_waits_until_its_period_is_over() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-11", "/filings");
        let nil = filing(&[]);
        maya.file(path.clone(), "a", nil.clone())
            .problem(409, "filing.period_not_over")
            .await;
        world.stand("2026-12-01T06:59:59Z");
        let maya = world
            .member(&account, shared::access::Permission::ALL)
            .await;
        maya.file(path.clone(), "a", nil.clone())
            .problem(409, "filing.period_not_over")
            .await;
        world.stand("2026-12-01T07:00:00Z");
        maya.file(path, "a", nil).expect(201).await;
    });
}

#[test]
fn a_nil_return_costs_nothing_on_time_and_the_minimum_when_late() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let on_time = account.period_path("2026-10", "/filings");
        let receipt = maya.file(on_time, "a", filing(&[])).ok().await;
        assert_eq!(
            (&receipt["payable"], &receipt["charged"]),
            (&json!("0.00"), &json!("0.00"))
        );
        let late = account.period_path("2026-09", "/filings");
        let receipt = maya.file(late, "b", filing(&[])).ok().await;
        assert_eq!(
            (&receipt["payable"], &receipt["charged"]),
            (&json!("0.00"), &json!("100.00"))
        );
        assert_eq!(receipt["onTime"], false);
    });
}

#[test]
fn a_late_return_is_penalized_by_the_day_and_by_the_levy() {
    it(async |world| {
        // September is due on 28 October: 27 days before 24 November, at 25 dollars a day.
        for (revenue, levy, penalty) in [
            ("50000.00", "3000.00", "675.00"),
            ("11250.00", "675.00", "675.00"),
            ("10000.00", "600.00", "600.00"),
            ("1000.00", "60.00", "100.00"),
        ] {
            let (maya, account) = world.holder().await;
            let path = account.period_path("2026-09", "/filings");
            let receipt = maya
                .file(path, "a", filing(&[("5", "50"), ("10", revenue)]))
                .ok()
                .await;
            let id = receipt["assessmentId"].as_str().unwrap();
            let notice = maya
                .get(account.path(&format!("/assessments/{id}")))
                .ok()
                .await;
            assert_eq!(notice["charges"][0]["now"], levy, "{revenue}");
            assert_eq!(notice["charges"][1]["now"], penalty, "{revenue}");
            assert_eq!(notice["charges"][1]["kind"], "late-filing-penalty");
            assert!(notice["charges"][1]["why"]["steps"].is_array());
        }
    });
}

#[test]
fn the_cap_of_the_penalty_and_its_short_scale_hold() {
    it(async |world| {
        // April is due on 28 May 2026: 180 days late. A return one to four days late costs the days alone.
        let (maya, account) = world.holder().await;
        let large = filing(&[("5", "500"), ("10", "100000.00")]);
        let path = account.period_path("2026-04", "/filings");
        assert_eq!(maya.file(path, "a", large).ok().await["charged"], "7000.00");
        world.stand("2026-12-03T18:00:00Z");
        let maya = world
            .member(&account, shared::access::Permission::ALL)
            .await;
        let path = account.period_path("2026-10", "/filings");
        let small = filing(&[("5", "10"), ("10", "500.00")]);
        assert_eq!(
            maya.file(path, &fresh_key(), small).ok().await["charged"],
            "105.00"
        );
    });
}

#[test]
fn interest_on_a_late_levy_grows_by_the_day_and_is_not_written_down_by_looking() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-09", "/filings");
        maya.file(path, "a", filing(&[("5", "500"), ("10", "50000.00")]))
            .ok()
            .await;
        let owing = async |day: &str| {
            let balance = maya
                .get(account.path(&format!("/balance?asOf={day}")))
                .ok()
                .await;
            let owing = &balance["owing"];
            assert_eq!(owing["interestPosted"], "0.00", "{day}");
            crate::support::cents(owing["interestAccrued"].as_str().unwrap())
        };
        let days = [
            owing("2026-10-28").await,
            owing("2026-10-29").await,
            owing("2026-11-24").await,
            owing("2026-12-24").await,
        ];
        assert_eq!(days[0], 0, "no interest on the due date");
        assert!(days.is_sorted_by(|one, next| one < next), "{days:?}");
        let statement = maya.get(account.path("/transactions")).ok().await;
        assert!(
            statement["data"]
                .as_array()
                .unwrap()
                .iter()
                .all(|entry| entry["kind"] != "interest"),
            "looking posts no interest"
        );
    });
}
