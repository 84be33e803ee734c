//! Rates by the desk: proposed by one, approved by another, never over days that were used.

use crate::support::{Browser, OCTOBER, World, filing, it};
use actix_web::http::Method;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::access::StaffPermission;

const PATH: &str = "/v1/desk/rate-proposals";

async fn two(world: &World) -> (Browser, Browser) {
    (
        world.staff("Ines Kowalczyk", StaffPermission::ALL).await,
        world.staff("Arun Chen", StaffPermission::ALL).await,
    )
}

fn rate(code: &str, from: &str, value: &str) -> Value {
    let rate = json!({ "code": code, "effectiveOn": from, "value": value, "source": "Special Notice", "confidence": "confirmed" });
    json!({ "rate": rate, "reason": "Published today" })
}

async fn propose(desk: &Browser, body: Value) -> String {
    let made = desk.post(PATH, body).expect(201).await.json();
    assert_eq!(made["status"], "proposed");
    made["id"].as_str().unwrap().to_owned()
}

fn act<'a>(desk: &'a Browser, id: &str, what: &str) -> crate::support::Call<'a> {
    desk.call(Method::POST, format!("{PATH}/{id}/{what}"))
}

#[test]
fn a_rate_counts_once_another_person_has_approved_it() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let id = propose(&ines, rate("tourism-levy", "2027-01-01", "0.07")).await;
        let anybody = world.stranger();
        let rates = async || anybody.get("/v1/programs/tourism-levy/rates").ok().await;
        assert_eq!(rates().await["rates"].as_array().unwrap().len(), 2);
        act(&ines, &id, "approval")
            .problem(409, "desk.four_eyes")
            .await;
        let approved = act(&arun, &id, "approval").ok().await;
        assert_eq!(approved["status"], "approved");
        assert_eq!(approved["decidedBy"]["name"], "Arun Chen");
        let rates = rates().await;
        assert_eq!(rates["asOf"], "2026-11-24");
        let newest = rates["rates"].as_array().unwrap().last().unwrap();
        assert_eq!(
            *newest,
            json!({ "code": "tourism-levy", "effectiveOn": "2027-01-01", "value": "0.07", "confidence": "confirmed", "source": "Special Notice" })
        );
        // Everything works it out from its day on, and nothing before.
        let value = async |from: &str, to: &str| {
            let path = format!("/v1/programs/tourism-levy/form?from={from}&to={to}");
            anybody.get(path).ok().await["rates"][0]["value"].clone()
        };
        assert_eq!(value("2026-12-01", "2026-12-31").await, "0.06");
        assert_eq!(value("2027-01-01", "2027-01-31").await, "0.07");
        for what in ["approval", "withdrawal"] {
            act(&arun, &id, what).problem(409, "desk.decided").await;
        }
        let list = ines.get(format!("{PATH}?status=approved")).ok().await;
        assert_eq!(list["data"][0]["own"], true);
        assert_eq!(
            ines.get(format!("{PATH}?status=proposed")).ok().await["data"],
            json!([])
        );
    });
}

#[test]
fn a_rate_is_rejected_by_another_and_withdrawn_by_who_proposed_it() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let id = propose(&ines, rate("tourism-levy", "2027-01-01", "0.70")).await;
        let reject = |who: &Browser, body: Value| {
            let path = format!("{PATH}/{id}/rejection");
            let who = who.clone();
            async move { who.post(path, body).send().await }
        };
        assert_eq!(reject(&ines, json!({ "reason": "x" })).await.status, 409);
        assert_eq!(reject(&arun, json!({ "reason": "" })).await.status, 422);
        assert_eq!(reject(&arun, json!({})).await.status, 400);
        let rejected = reject(&arun, json!({ "reason": "7 %, not 70 %" })).await;
        assert_eq!(rejected.json()["answer"], "7 %, not 70 %");
        let id = propose(&ines, rate("tourism-levy", "2027-01-01", "0.07")).await;
        act(&arun, &id, "withdrawal")
            .problem(409, "desk.four_eyes")
            .await;
        let withdrawn = act(&ines, &id, "withdrawal").ok().await;
        assert_eq!(withdrawn["status"], "withdrawn");
        let rates = world
            .stranger()
            .get("/v1/programs/tourism-levy/rates")
            .ok()
            .await;
        assert_eq!(
            rates["rates"].as_array().unwrap().len(),
            2,
            "nothing was added"
        );
        let unknown = "01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d";
        act(&arun, unknown, "approval")
            .problem(404, "not_found")
            .await;
        act(&arun, "x", "approval").problem(404, "not_found").await;
    });
}

#[test]
fn days_that_a_filing_has_used_keep_their_rate() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        // Nothing was filed yet: even a day in the past is free.
        let early = propose(&ines, rate("tourism-levy", "2026-10-15", "0.065")).await;
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        maya.file(path, "a", filing(&OCTOBER)).ok().await;
        // Meanwhile October was used, to its last day.
        act(&arun, &early, "approval")
            .problem(409, "desk.rate_used")
            .await;
        for day in ["2026-04-01", "2026-10-15", "2026-10-31"] {
            let problem = ines
                .post(PATH, rate("tourism-levy", day, "0.05"))
                .problem(409, "desk.rate_used")
                .await;
            assert!(
                problem["detail"]
                    .as_str()
                    .unwrap()
                    .contains("31 October 2026"),
                "{problem}"
            );
        }
        let next = propose(&ines, rate("tourism-levy", "2026-11-01", "0.065")).await;
        act(&arun, &next, "approval").expect(200).await;
        let lines = ines.get("/v1/desk/rates?program=tourism-levy").ok().await;
        assert_eq!(lines["data"][0]["usedTo"], "2026-10-31");
        assert_eq!(lines["data"][0]["now"]["value"], "0.065");
        assert_eq!(lines["data"][0]["earlier"], 2);
    });
}

#[test]
fn the_database_keeps_used_rates_and_wants_two_people_for_new_ones() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        maya.file(path, "a", filing(&OCTOBER)).ok().await;
        let (ines, _arun) = two(world).await;
        let id = propose(&ines, rate("tourism-levy", "2027-01-01", "0.07")).await;
        let insert = |proposal: &str| {
            format!(
                "INSERT INTO rate (code, effective_on, value, confidence, source, proposal_id)
                 VALUES ('tourism-levy', '2027-01-01', 0.07, 'confirmed', 'mine', {proposal})"
            )
        };
        let refused = async |as_owner: bool, sql: String| {
            let done = if as_owner {
                world.owner().await.batch_execute(&sql).await
            } else {
                world
                    .state
                    .db
                    .read()
                    .await
                    .unwrap()
                    .batch_execute(&sql)
                    .await
            };
            let error = done.expect_err(&sql).to_string();
            let known = [
                "approved",
                "never changed",
                "was used",
                "permission denied",
                "proposal_four_eyes",
                "decided",
            ];
            assert!(
                known.iter().any(|word| error.contains(word)),
                "{sql}: {error}"
            );
        };
        refused(false, insert("NULL")).await;
        refused(false, insert(&format!("'{id}'"))).await;
        refused(true, insert(&format!("'{id}'"))).await;
        refused(false, format!("UPDATE proposal SET status = 'approved', decided_by = proposed_by, decided_at = proposed_at WHERE id = '{id}'")).await;
        refused(false, format!("DELETE FROM proposal WHERE id = '{id}'")).await;
        refused(
            false,
            format!("UPDATE proposal SET change = '{{}}' WHERE id = '{id}'"),
        )
        .await;
        refused(false, "UPDATE rate SET value = 0".into()).await;
        for owner in [false, true] {
            refused(owner, "DELETE FROM rate WHERE code = 'tourism-levy'".into()).await;
        }
        refused(true, "UPDATE rate SET value = 0".into()).await;
    });
}

#[test]
fn an_approved_rate_that_nothing_has_used_is_replaced_by_the_same_way() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        for value in ["0.7", "0.07"] {
            let id = propose(&ines, rate("tourism-levy", "2027-01-01", value)).await;
            act(&arun, &id, "approval").expect(200).await;
        }
        let rates = world
            .stranger()
            .get("/v1/programs/tourism-levy/rates")
            .ok()
            .await;
        let rates = rates["rates"].as_array().unwrap();
        assert_eq!(rates.len(), 3);
        assert_eq!(rates[2]["value"], "0.07");
    });
}

#[test]
fn prescribed_interest_follows_at_once_and_posted_interest_keeps_its_rate() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-08", "/filings");
        maya.file(path, "a", filing(&[("5", "100"), ("10", "100000.00")]))
            .ok()
            .await;
        let (ines, arun) = two(world).await;
        let balance = async |day: &str| {
            let path = account.path(&format!("/balance?asOf={day}"));
            maya.get(path).ok().await["owing"]["interestAccrued"].clone()
        };
        let before = balance("2027-01-31").await;
        let id = propose(&ines, rate("debit-interest", "2027-01-01", "0.13")).await;
        act(&arun, &id, "approval").expect(200).await;
        let after = balance("2027-01-31").await;
        assert_ne!(before, after, "twice the rate in January");
        assert_eq!(balance("2026-12-31").await, balance("2026-12-31").await);
        let public = world
            .stranger()
            .get("/v1/programs/tourism-levy/rates")
            .ok()
            .await;
        let newest = public["interest"].as_array().unwrap().last().unwrap();
        assert_eq!(newest["effectiveOn"], "2027-01-01");

        let payment = json!({ "accountId": account.id, "periodId": account.period("2026-08"), "amount": "10.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", payment)
            .expect(201)
            .await;
        ines.post(PATH, rate("debit-interest", "2026-11-24", "0.05"))
            .problem(409, "desk.rate_used")
            .await;
        propose(&ines, rate("debit-interest", "2026-11-25", "0.05")).await;
        let lines = ines.get("/v1/desk/rates").ok().await;
        let debit = lines["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["code"] == "debit-interest")
            .unwrap();
        assert_eq!(debit["usedTo"], "2026-11-24");
        assert_eq!(debit["upcoming"][0]["value"], "0.13");
    });
}

#[test]
fn a_rate_that_makes_no_sense_is_refused_field_by_field() {
    it(async |world| {
        let (ines, _arun) = two(world).await;
        for (body, pointer) in [
            (rate("tourism", "2027-01-01", "0.07"), "/rate/code"),
            (
                rate("tourism-levy", "1800-01-01", "0.07"),
                "/rate/effectiveOn",
            ),
            (rate("tourism-levy", "2027-01-01", "-0.01"), "/rate/value"),
            (rate("tourism-levy", "2027-01-01", "100"), "/rate/value"),
            (
                rate("tourism-levy", "2027-01-01", "0.00000000001"),
                "/rate/value",
            ),
        ] {
            let problem = ines.post(PATH, body).problem(422, "desk.findings").await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let mut body = rate("tourism-levy", "2027-01-01", "0.07");
        body["reason"] = json!(" ");
        body["rate"]["source"] = json!("");
        let problem = ines.post(PATH, body).problem(422, "desk.findings").await;
        assert_eq!(
            problem["errors"].as_array().unwrap().len(),
            2,
            "all at once"
        );
        for (member, value) in [
            ("code", json!("no code!")),
            ("value", json!(0.07)),
            ("value", json!("seven")),
            ("effectiveOn", json!("soon")),
            ("confidence", json!("sure")),
            ("unknown", json!(1)),
        ] {
            let mut body = rate("tourism-levy", "2027-01-01", "0.07");
            body["rate"][member] = value;
            let problem = ines
                .post(PATH, body)
                .problem(400, "request.malformed")
                .await;
            let pointer = problem["errors"][0]["pointer"].as_str().unwrap();
            assert!(pointer.starts_with("/rate"), "{problem}");
        }
        propose(&ines, rate("ifta.QC.diesel", "2027-01-01", "0.202")).await;
        ines.post(PATH, rate("ifta.QC.diesel", "2027-01-01", "0.203"))
            .problem(409, "desk.decided")
            .await;
    });
}

#[test]
fn of_two_who_approve_at_once_one_does_and_there_is_one_row() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let wen = world.staff("Wen Larsen", StaffPermission::ALL).await;
        let id = propose(&ines, rate("tourism-levy", "2027-01-01", "0.07")).await;
        let (one, other) = futures_util::future::join(
            act(&arun, &id, "approval").send(),
            act(&wen, &id, "approval").send(),
        )
        .await;
        let mut both = [one.status, other.status];
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
        let rates = world
            .stranger()
            .get("/v1/programs/tourism-levy/rates")
            .ok()
            .await;
        assert_eq!(rates["rates"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn an_approval_waits_for_filings_that_are_being_received() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let early = propose(&ines, rate("tourism-levy", "2026-10-15", "0.065")).await;
        // Somebody reads the rates of October, and says what was used when it is committed.
        let mut filer = world.owner().await;
        filer
            .batch_execute(
                "BEGIN; SELECT routine.hold_rates();
                INSERT INTO rate_use (code, last_on) VALUES ('tourism-levy', '2026-10-31')",
            )
            .await
            .unwrap();
        let approval = act(&arun, &early, "approval").send();
        let commit = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            filer.batch_execute("COMMIT").await.unwrap();
        };
        let (refused, ()) = futures_util::future::join(approval, commit).await;
        assert_eq!(
            refused.json()["code"],
            "desk.rate_used",
            "{}",
            refused.text()
        );

        // And a filing waits for an approval, so that it reads the new rate.
        let (maya, account) = world.holder().await;
        let mut approver = world.owner().await;
        approver
            .batch_execute(
                "BEGIN; SELECT routine.change_rates();
                DELETE FROM rate_use;
                INSERT INTO rate (code, effective_on, value, confidence, source)
                VALUES ('tourism-levy', '2026-10-15', 0.065, 'confirmed', 'a test')",
            )
            .await
            .unwrap();
        let path = account.period_path("2026-10", "/filings");
        let filed = maya.file(path, "waits", filing(&OCTOBER)).send();
        let commit = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            approver.batch_execute("COMMIT").await.unwrap();
        };
        let (filed, ()) = futures_util::future::join(filed, commit).await;
        // The form of a month with two rates has lines for both: what was sent for one does not fit any more.
        assert_eq!(filed.json()["code"], "filing.findings", "{}", filed.text());
    });
}

#[test]
fn the_matrix_of_an_earlier_quarter_can_be_entered_after_a_later_one_was_used() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let used = "INSERT INTO rate (code, effective_on, value, confidence, source)
            VALUES ('ifta.matrix', '2026-10-01', 1, 'unverified', 'a test');
            INSERT INTO rate_use (code, last_on) VALUES ('ifta.matrix', '2026-12-31')";
        world.owner().await.batch_execute(used).await.unwrap();
        let id = propose(&ines, rate("ifta.matrix", "2026-04-01", "1")).await;
        act(&arun, &id, "approval").expect(200).await;
        // What was used stays as it is.
        let again = ines.post(PATH, rate("ifta.matrix", "2026-10-01", "1"));
        again.problem(409, "desk.rate_used").await;
    });
}
