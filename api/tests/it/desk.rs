//! Filings that a rule sends to the desk, the queue they wait in, and what taxpayers see of it.

use crate::support::{
    Account, Browser, OCTOBER, World, assert_ledger_holds, filing, fresh_key, it,
};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::access::{Permission, StaffPermission};
use shared::period::Frequency;
use shared::program::Program;

/// An account of a program with its owner.
pub(crate) async fn holder_in(world: &World, program: Program) -> (Browser, Account) {
    let client = world.client("Dry Fork Propane Co.").await;
    let account = world
        .account_in(program, client, Frequency::AsNeeded, "2025-10-01")
        .await;
    let owner = world.member(&account, Permission::ALL).await;
    (owner, account)
}

/// A claim of so many litres of propane, at 9.4 cents a litre.
pub(crate) fn propane(litres: u32, from: &str, to: &str) -> Value {
    json!({
        "form": "claim", "from": from, "to": to, "certified": true,
        "lines": { "10": litres.to_string(), "20": "0" },
    })
}

/// Files a claim that is the account's first, for 30,000 litres: 2,820.00.
pub(crate) async fn first_claim(owner: &Browser, account: &Account) -> Value {
    let body = propane(30_000, "2026-10-01", "2026-10-31");
    owner
        .file(account.path("/claims"), &fresh_key(), body)
        .expect(201)
        .await
        .json()
}

/// A piece of work at the desk: the account's only one.
pub(crate) async fn flag_a_claim(world: &World) -> (Browser, Account, Value) {
    let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
    let receipt = first_claim(&owner, &account).await;
    (owner, account, receipt)
}

/// What programs offer is changed by two people.
pub(crate) async fn change_terms(world: &World) {
    let change = json!({ "term": "objection-days", "days": 60 });
    change_term(world, "2026-12-01", change).await;
}

/// Changes what carriers are offered, from a day on.
pub(crate) async fn change_term(world: &World, on: &str, change: Value) {
    let ines = world.staff("Ines Kowalczyk", StaffPermission::ALL).await;
    let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
    let body = json!({ "term": { "program": "ifta", "effectiveOn": on, "change": change }, "reason": "Budget" });
    let path = "/v1/desk/capability-proposals";
    let made = ines.post(path, body).ok().await;
    let path = format!("{path}/{}/approval", made["id"].as_str().unwrap());
    arun.call(Method::POST, path).expect(200).await;
}

/// Everything that is open, as staff see it.
pub(crate) async fn queue(desk: &Browser) -> Vec<Value> {
    let page = desk.get("/v1/desk/work").ok().await;
    page["data"].as_array().unwrap().clone()
}

pub(crate) async fn staff(world: &World) -> Browser {
    world.staff("Ines Kowalczyk", StaffPermission::ALL).await
}

#[test]
fn a_flagged_claim_is_received_and_waits_and_the_claimant_learns_no_rule() {
    it(async |world| {
        let (owner, account, receipt) = flag_a_claim(world).await;
        assert_eq!(receipt["payable"], "-2820.00");
        assert_eq!(receipt["charged"], "0.00");
        assert_eq!(receipt["assessmentId"], Value::Null);
        assert!(receipt["jws"].as_str().unwrap().len() > 100, "signed");

        let period = account.path(&format!(
            "/periods/{}",
            receipt["periodId"].as_str().unwrap()
        ));
        let period = owner.get(period).ok().await;
        assert_eq!(period["status"], "in-review");
        assert_eq!(period["assessmentId"], Value::Null);
        let shown = owner.get(account.path("")).ok().await;
        assert_eq!(shown["inReview"], 1);
        let list = owner.get("/v1/accounts").ok().await;
        assert_eq!(list["data"][0]["inReview"], 1);
        let filings = owner.get(account.path("/filings")).ok().await;
        assert_eq!(filings["data"][0]["assessmentId"], Value::Null);
        let statement = owner.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"], json!([]), "nothing is posted");

        let inbox = owner.get("/v1/messages").ok().await;
        let letters = inbox["data"].as_array().unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0]["kind"], "letter");
        assert_eq!(
            letters[0]["subject"],
            "Your claim is in review, October 2026"
        );
        let id = letters[0]["id"].as_str().unwrap();
        let letter = owner
            .get(account.path(&format!("/messages/{id}")))
            .ok()
            .await;
        for told in [&receipt, &period, &shown, &letter] {
            let text = told.to_string().to_lowercase();
            for secret in ["first claim", "threshold", "2,500", "2500", "rule", "risk"] {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_flagged_claim_sent_again_is_received_once() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let body = || propane(30_000, "2026-10-01", "2026-10-31");
        let first = owner
            .file(account.path("/claims"), "key", body())
            .ok()
            .await;
        let again = owner
            .file(account.path("/claims"), "key", body())
            .expect(201)
            .await;
        assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
        assert_eq!(again.json(), first);
        assert_eq!(queue(&staff(world).await).await.len(), 1);
        let inbox = owner.get("/v1/messages").ok().await;
        assert_eq!(inbox["data"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_plain_claim_and_a_plain_return_go_straight_through() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let body = propane(20_000, "2026-10-01", "2026-10-31");
        let receipt = owner.file(account.path("/claims"), "a", body).ok().await;
        assert!(receipt["assessmentId"].is_string(), "{receipt}");
        // No first claim any more.
        let body = propane(30_000, "2026-09-01", "2026-09-30");
        let receipt = owner.file(account.path("/claims"), "b", body).ok().await;
        assert!(receipt["assessmentId"].is_string(), "{receipt}");
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, "c", filing(&OCTOBER)).ok().await;
        assert!(receipt["assessmentId"].is_string(), "{receipt}");
        assert_eq!(queue(&staff(world).await).await, Vec::<Value>::new());
    });
}

#[test]
fn a_figure_that_has_doubled_in_a_year_is_shown_beside_the_one_before() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let lines = |long: &'static str| [("5", "640"), ("10", "200000.00"), ("21", long)];
        let path = account.period_path("2025-10", "/filings");
        maya.file(path, "a", filing(&lines("15180.00"))).ok().await;
        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, "b", filing(&lines("61450.00"))).ok().await;
        assert_eq!(receipt["assessmentId"], Value::Null);
        let desk = staff(world).await;
        let rows = queue(&desk).await;
        let row = &rows[0];
        assert_eq!(row["kind"], "return-check");
        assert_eq!(row["status"], "new");
        assert_eq!(row["answerBy"], "2026-12-08");
        assert_eq!(row["title"], "Tourism levy return, October 2026");
        assert_eq!(row["clientName"], "Kestrel Creek Hotels Ltd.");
        let path = format!("/v1/desk/work/{}", row["id"].as_str().unwrap());
        let reply = desk.get(&path).expect(200).await;
        assert_eq!(reply.header("ETag"), Some("\"1\""));
        let work = reply.json();
        assert_eq!(work["flags"][0]["rule"], "figure-jump");
        assert_eq!(work["flags"][0]["against"], "15180.000000");
        let line = work["filing"]["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["line"] == "21")
            .unwrap();
        assert_eq!(line["flagged"], true);
        assert_eq!(line["yearBefore"], "15180.000000");
        assert_eq!(line["filed"], "61450.00");
        assert_eq!(work["decisions"], json!(["accept", "reassess"]));
        assert_eq!(work["steps"][0]["act"], "opened");
    });
}

#[test]
fn who_looks_at_a_filing_is_in_the_audit_trail_of_its_account() {
    it(async |world| {
        let (_owner, account, _receipt) = flag_a_claim(world).await;
        let desk = staff(world).await;
        let id = queue(&desk).await[0]["id"].as_str().unwrap().to_owned();
        desk.get(format!("/v1/desk/work/{id}")).expect(200).await;
        use diesel::sql_types::Uuid;
        let sql = "SELECT 1 FROM audit WHERE account_id = $1 AND act = 'read-work' AND person_id IS NOT NULL";
        let looked = diesel::sql_query(sql).bind::<Uuid, _>(account.id);
        let mut owner = world.owner().await;
        let rows = diesel_async::RunQueryDsl::execute(looked, &mut owner).await;
        assert_eq!(rows.unwrap(), 1);
    });
}

#[test]
fn an_amendment_of_what_is_in_review_takes_its_place_in_the_same_work() {
    it(async |world| {
        let (owner, account, receipt) = flag_a_claim(world).await;
        let desk = staff(world).await;
        let id = queue(&desk).await[0]["id"].as_str().unwrap().to_owned();
        let path = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        let body = json!({ "lines": { "10": "10000", "20": "0" }, "certified": true });
        let amended = owner.file(path, "amend", body).ok().await;
        assert_eq!(amended["assessmentId"], Value::Null, "small, but in review");
        let rows = queue(&desk).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["version"], 2);
        let work = desk.get(format!("/v1/desk/work/{id}")).ok().await;
        assert_eq!(work["filing"]["payable"], "-940.00");
        assert_eq!(work["filing"]["id"], amended["filingId"]);
        assert_eq!(work["flags"][0]["rule"], "earlier-review");
        let acts: Vec<&Value> = work["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| &step["act"])
            .collect();
        assert_eq!(acts, ["opened", "amended"]);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_missing_rate_is_told_to_the_desk_once_and_solved_when_it_is_entered() {
    it(async |world| {
        let client = world.client("Prairie Mutual Insurance Company").await;
        let (program, yearly) = (Program::HealthCostRecovery, Frequency::Yearly);
        let account = world
            .account_in(program, client, yearly, "2025-01-01")
            .await;
        let owner = world.member(&account, Permission::ALL).await;
        let body = || json!({ "lines": { "10": "48250000.00" }, "certified": true });
        let path = || account.period_path("2025-01", "/filings");
        for key in ["a", "b"] {
            owner
                .file(path(), key, body())
                .problem(422, "filing.rate_missing")
                .await;
        }
        let check = account.period_path("2025-01", "/draft/check");
        owner
            .post(check, json!({ "lines": {} }))
            .problem(422, "filing.rate_missing")
            .await;
        let desk = staff(world).await;
        let rows = queue(&desk).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!(rows[0]["kind"], "rate-missing");
        assert_eq!(rows[0]["title"], "Rate health-cost-recovery");
        assert_eq!(rows[0]["clientName"], Value::Null);
        let id = rows[0]["id"].as_str().unwrap();
        let work = desk.get(format!("/v1/desk/work/{id}")).ok().await;
        let missing = json!({ "code": "health-cost-recovery", "day": "2025-12-31" });
        assert_eq!(work["missing"], missing);
        assert_eq!(work["decisions"], json!(["close"]));

        let rate = json!({ "code": "health-cost-recovery", "effectiveOn": "2025-01-01", "value": "0.05", "source": "Order", "confidence": "confirmed" });
        let made = desk
            .post(
                "/v1/desk/rate-proposals",
                json!({ "rate": rate, "reason": "Missing" }),
            )
            .ok()
            .await;
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let approval = format!(
            "/v1/desk/rate-proposals/{}/approval",
            made["id"].as_str().unwrap()
        );
        arun.call(Method::POST, approval).expect(200).await;
        assert_eq!(queue(&desk).await, Vec::<Value>::new());
        let work = desk.get(format!("/v1/desk/work/{id}")).ok().await;
        assert_eq!(work["status"], "done");
        assert_eq!(work["decided"]["by"]["name"], "Arun Chen");
        let receipt = owner.file(path(), "c", body()).ok().await;
        assert_eq!(receipt["payable"], "2412500.00");
    });
}
