//! Deciding work: what is assessed, reassessed or refused, once, by one person or by two.

use crate::desk::{flag_a_claim, queue, staff};
use crate::support::{Account, Browser, World, assert_ledger_holds, filing, it};
use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::access::{Permission, StaffPermission};

/// The only work of the queue, taken.
pub(crate) async fn taken(desk: &Browser) -> (String, i64) {
    let id = queue(desk).await[0]["id"].as_str().unwrap().to_owned();
    let work = desk
        .call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
        .ok()
        .await;
    (id, work["version"].as_i64().unwrap())
}

pub(crate) fn decide<'a>(
    desk: &'a Browser,
    (id, version): &(String, i64),
    body: Value,
) -> crate::support::Call<'a> {
    desk.post(format!("/v1/desk/work/{id}/decision"), body)
        .header("If-Match", format!("\"{version}\""))
}

/// A tourism return that is flagged, filed late: October, received on 10 December.
async fn late_return(world: &World) -> (Browser, Account) {
    let (maya, account) = world.holder().await;
    let lines = |long: &'static str| [("5", "640"), ("10", "200000.00"), ("21", long)];
    let path = account.period_path("2025-10", "/filings");
    maya.file(path, "a", filing(&lines("15180.00"))).ok().await;
    world.stand("2026-12-10T18:00:00Z");
    let maya = world.member(&account, Permission::ALL).await;
    let path = account.period_path("2026-10", "/filings");
    maya.file(path, "b", filing(&lines("61450.00"))).ok().await;
    (maya, account)
}

#[test]
fn what_is_accepted_is_assessed_as_if_it_had_gone_straight_through() {
    it(async |world| {
        let (maya, account) = late_return(world).await;
        // The desk takes its time: three weeks later.
        world.stand("2026-12-31T18:00:00Z");
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let done = decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        assert_eq!(done["status"], "done");
        assert_eq!(done["decided"]["decision"], "accept");
        assert_eq!(done["decided"]["by"]["name"], "Ines Kowalczyk");
        let maya = {
            let _old = maya;
            world.member(&account, Permission::ALL).await
        };
        let id = done["decided"]["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        // 138,550.00 at 6 %; due on 30 November, received on 10 December: ten days at 25 dollars.
        assert_eq!(notice["kind"], "assessment");
        assert_eq!(notice["charges"][0]["now"], "8313.00");
        assert_eq!(notice["charges"][1]["now"], "250.00");
        assert_eq!(notice["filedOn"], "2026-12-10");
        assert_eq!(notice["assessedOn"], "2026-12-31");
        assert_eq!(notice["objectionUntil"], "2027-03-31");
        assert_eq!(notice["reason"], Value::Null);
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["status"], "unpaid");
        assert_eq!(period["assessmentId"], id);
        let statement = maya.get(account.path("/transactions?limit=2")).ok().await;
        assert_eq!(
            statement["data"][0]["effectiveOn"], "2026-11-30",
            "{statement}"
        );
        assert_eq!(maya.get(account.path("")).ok().await["inReview"], 0);
        let inbox = maya.get("/v1/messages").ok().await;
        assert!(
            inbox["data"]
                .as_array()
                .unwrap()
                .iter()
                .any(|letter| letter["subject"] == "Notice of assessment, October 2026"),
            "{inbox}"
        );
        assert_eq!(queue(&desk).await, Vec::<Value>::new());
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn other_figures_are_a_reassessment_with_the_reason_and_what_was_filed() {
    it(async |world| {
        let (_maya, account) = late_return(world).await;
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let form = desk
            .get(format!("/v1/desk/work/{}/form", work.0))
            .ok()
            .await;
        assert_eq!(form["draft"]["lines"]["21"], "61450.00");
        assert!(form["form"]["sections"].is_array());
        let lines = json!({ "5": "640", "10": "200000.00", "21": "15180.00" });
        let body = json!({ "decision": "reassess", "reason": "The folios show $15,180.00.", "lines": lines });
        let done = decide(&desk, &work, body).ok().await;
        let maya = world.member(&account, Permission::ALL).await;
        let id = done["decided"]["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        assert_eq!(notice["kind"], "reassessment");
        assert_eq!(notice["reason"], "The folios show $15,180.00.");
        assert_eq!(notice["charges"][0]["now"], "11089.20", "184,820.00 at 6 %");
        let line = notice["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["line"] == "21")
            .unwrap();
        assert_eq!(
            (&line["before"], &line["now"]),
            (&json!("61450.00"), &json!("15180.00"))
        );
        let letter = maya.get("/v1/messages").ok().await;
        let id = letter["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|letter| letter["kind"] == "notice-of-reassessment")
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let text = maya
            .get(account.path(&format!("/messages/{id}")))
            .ok()
            .await;
        assert!(
            text["body"].to_string().contains("The folios show"),
            "{text}"
        );
        // What was filed stays what it was.
        let filings = maya.get(account.path("/filings")).ok().await;
        let newest = filings["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|filing| filing["label"] == "October 2026")
            .unwrap();
        assert_eq!(newest["payable"], "8313.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_amendment_after_a_reassessment_goes_to_the_desk_again() {
    it(async |world| {
        let (_maya, account) = late_return(world).await;
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let lines = json!({ "5": "640", "10": "200000.00", "21": "15180.00" });
        let body = json!({ "decision": "reassess", "reason": "Folios", "lines": lines });
        let done = decide(&desk, &work, body).ok().await;
        let maya = world.member(&account, Permission::ALL).await;
        let filing_id = done["filing"]["id"].as_str().unwrap();
        let path = account.path(&format!("/filings/{filing_id}/amendments"));
        let same = filing(&[("5", "640"), ("10", "200000.00"), ("21", "20000.00")]);
        let receipt = maya.file(path, "again", same).ok().await;
        assert_eq!(receipt["assessmentId"], Value::Null);
        let rows = queue(&desk).await;
        assert_eq!(rows.len(), 1);
        let next = (rows[0]["id"].as_str().unwrap().to_owned(), 2);
        let shown = desk.get(format!("/v1/desk/work/{}", next.0)).ok().await;
        assert_eq!(shown["filing"]["assessed"], "11089.20");
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["status"], "in-review");
        assert!(
            period["assessmentId"].is_string(),
            "the notice before stays"
        );
        desk.call(Method::POST, format!("/v1/desk/work/{}/assignment", next.0))
            .expect(200)
            .await;
        let done = decide(&desk, &next, json!({ "decision": "accept" }))
            .ok()
            .await;
        let id = done["decided"]["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        assert_eq!(notice["charges"][0]["before"], "11089.20");
        assert_eq!(notice["charges"][0]["now"], "10800.00");
        assert_eq!(notice["charges"][0]["difference"], "-289.20");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_refused_claim_credits_nothing_and_says_why() {
    it(async |world| {
        let (owner, account, receipt) = flag_a_claim(world).await;
        let desk = staff(world).await;
        let work = taken(&desk).await;
        for (body, pointer) in [
            (json!({ "decision": "refuse" }), "/reason"),
            (json!({ "decision": "refuse", "reason": "  " }), "/reason"),
            (
                json!({ "decision": "refuse", "reason": "x".repeat(2001) }),
                "/reason",
            ),
            (json!({ "decision": "close", "reason": "x" }), "/decision"),
            (
                json!({ "decision": "accept", "lines": { "10": "1" } }),
                "/lines",
            ),
            (
                json!({ "decision": "reassess", "reason": "x", "lines": { "10": "9".repeat(201) } }),
                "/lines/10",
            ),
        ] {
            let problem = decide(&desk, &work, body)
                .problem(422, "desk.findings")
                .await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let body = json!({ "decision": "refuse", "reason": "There are no invoices." });
        let done = decide(&desk, &work, body).ok().await;
        assert_eq!(done["decided"]["assessmentId"], Value::Null);
        let path = account.path(&format!(
            "/periods/{}",
            receipt["periodId"].as_str().unwrap()
        ));
        assert_eq!(owner.get(&path).ok().await["status"], "refused");
        let balance = owner.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["total"], "0.00");
        let inbox = owner.get("/v1/messages").ok().await.to_string();
        assert!(
            inbox.contains("Your claim was refused, October 2026"),
            "{inbox}"
        );

        // Amended in a small way it is looked at all the same.
        let path = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        let body = json!({ "lines": { "10": "10000", "20": "0" }, "certified": true });
        let amended = owner.file(path, "amend", body).ok().await;
        assert_eq!(amended["assessmentId"], Value::Null);
        assert_eq!(
            queue(&desk).await[0]["why"].as_str().unwrap(),
            "It amends a filing that is at the desk, or was not accepted as filed"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn figures_of_the_desk_are_held_to_the_rules_of_the_form() {
    it(async |world| {
        flag_a_claim(world).await;
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let lines = |lines: Value| json!({ "decision": "reassess", "reason": "x", "lines": lines });
        let problem = decide(&desk, &work, lines(json!({ "10": "ten", "20": "0" })))
            .problem(422, "filing.findings")
            .await;
        assert_eq!(problem["errors"][0]["pointer"], "/lines/10");
        let same = lines(json!({ "10": "30000", "20": "0" }));
        let problem = decide(&desk, &work, same)
            .problem(422, "desk.findings")
            .await;
        assert_eq!(problem["errors"][0]["code"], "lines.unchanged");
        for (body, status, code) in [
            (json!({ "decision": "pay" }), 400, "request.malformed"),
            (json!({ "reason": "x" }), 400, "request.malformed"),
            (
                json!({ "decision": "accept", "extra": 1 }),
                400,
                "request.malformed",
            ),
        ] {
            decide(&desk, &work, body).problem(status, code).await;
        }
        let unknown = ("01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d".to_owned(), 1);
        decide(&desk, &unknown, json!({ "decision": "accept" }))
            .problem(404, "not_found")
            .await;
        assert_eq!(queue(&desk).await.len(), 1, "nothing was decided");
    });
}

#[test]
fn work_is_decided_by_who_has_taken_it_and_once() {
    it(async |world| {
        let (owner, account, _receipt) = flag_a_claim(world).await;
        let (ines, arun) = (
            staff(world).await,
            world.staff("Arun Chen", StaffPermission::ALL).await,
        );
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let accept = || json!({ "decision": "accept" });
        decide(&ines, &(id.clone(), 1), accept())
            .problem(409, "desk.not_taken")
            .await;
        let work = taken(&ines).await;
        decide(&arun, &work, accept())
            .problem(409, "desk.not_taken")
            .await;
        ines.post(format!("/v1/desk/work/{id}/decision"), accept())
            .problem(428, "version.missing")
            .await;
        decide(&ines, &(id.clone(), 1), accept())
            .problem(412, "version.stale")
            .await;
        decide(&ines, &work, accept()).expect(200).await;
        decide(&ines, &(id, work.1 + 1), accept())
            .problem(409, "desk.decided")
            .await;
        let statement = owner.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn of_ten_decisions_at_once_one_counts() {
    it(async |world| {
        let (owner, account, _receipt) = flag_a_claim(world).await;
        let ines = staff(world).await;
        let work = taken(&ines).await;
        let tries = (0..10).map(async |place: usize| {
            let body = if place.is_multiple_of(2) {
                json!({ "decision": "accept" })
            } else {
                json!({ "decision": "refuse", "reason": "No invoices" })
            };
            decide(&ines, &work, body).send().await.status
        });
        let mut statuses = join_all(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(
            statuses[1..].iter().all(|status| *status == 409),
            "{statuses:?}"
        );
        let letters = owner.get("/v1/messages").ok().await;
        assert_eq!(
            letters["data"].as_array().unwrap().len(),
            2,
            "in review, and one outcome"
        );
        assert!(
            owner.get(account.path("/transactions")).ok().await["data"]
                .as_array()
                .unwrap()
                .len()
                <= 1
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_amendment_and_a_decision_at_once_leave_no_filing_unanswered() {
    it(async |world| {
        let (owner, account, receipt) = flag_a_claim(world).await;
        let ines = staff(world).await;
        let work = taken(&ines).await;
        let path = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        let body = json!({ "lines": { "10": "31000", "20": "0" }, "certified": true });
        let amend = owner.file(path, "amend", body).send();
        let accept = decide(&ines, &work, json!({ "decision": "accept" })).send();
        let (amended, accepted) = futures_util::future::join(amend, accept).await;
        assert_eq!(amended.status, 201);
        // Either the amendment was first, and the decision was about an older version; or it came after.
        if accepted.status == 200 {
            assert!(
                amended.json()["assessmentId"].is_string(),
                "{}",
                amended.text()
            );
        } else {
            assert_eq!(accepted.status, 412, "{}", accepted.text());
            assert_eq!(queue(&ines).await.len(), 1);
        }
        assert_ledger_holds(&mut world.owner().await).await;
    });
}
