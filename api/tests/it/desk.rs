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
    let ines = world.staff("Ines Kowalczyk", StaffPermission::ALL).await;
    let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
    let change = json!({ "term": "objection-days", "days": 60 });
    let body = json!({ "term": { "program": "ifta", "effectiveOn": "2026-12-01", "change": change }, "reason": "Budget" });
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

#[test]
fn the_queue_is_filtered_paged_and_counted() {
    it(async |world| {
        let mut owners = Vec::new();
        for _ in 0..3 {
            owners.push(flag_a_claim(world).await);
        }
        world.stand("2026-11-25T18:02:00Z");
        let client = world.client("100% Sure_Thing Ltd.").await;
        let account = world
            .account_in(
                Program::FuelConsumer,
                client,
                Frequency::AsNeeded,
                "2025-10-01",
            )
            .await;
        let owner = world.member(&account, Permission::ALL).await;
        let lines = json!({ "10": "100000", "11": "diesel", "12": "marked-diesel" });
        let claim = json!({ "form": "rebrand-claim", "from": "2026-11-03", "to": "2026-11-03", "certified": true, "lines": lines });
        owner.file(account.path("/claims"), "x", claim).ok().await;

        let desk = staff(world).await;
        let all = queue(&desk).await;
        assert_eq!(all.len(), 4);
        let days: Vec<&str> = all
            .iter()
            .map(|row| row["answerBy"].as_str().unwrap())
            .collect();
        let mut sorted = days.clone();
        sorted.sort_unstable();
        assert_eq!(days, sorted, "the earliest day to answer first");

        // Page by page there is the same, each once.
        let mut paged = Vec::new();
        let mut path = "/v1/desk/work?limit=1".to_owned();
        loop {
            let page = desk.get(&path).ok().await;
            paged.extend(page["data"].as_array().unwrap().clone());
            match page["nextCursor"].as_str() {
                Some(cursor) => path = format!("/v1/desk/work?limit=1&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(paged, all);

        let count = async |query: &str| {
            let page = desk.get(format!("/v1/desk/work?{query}")).ok().await;
            page["data"].as_array().unwrap().len()
        };
        assert_eq!(count("program=fuel-consumer").await, 1);
        assert_eq!(count("kind=return-check").await, 0);
        assert_eq!(count("kind=claim-check").await, 4);
        assert_eq!(count("text=dry%20fork").await, 3);
        assert_eq!(count("text=100%25").await, 1, "a sign of LIKE is a sign");
        assert_eq!(count("text=_").await, 1);
        let number = all[2]["number"].as_str().unwrap();
        assert_eq!(count(&format!("text={number}")).await, 1);
        assert_eq!(count("view=mine").await, 0);
        assert_eq!(count("view=nobodys").await, 4);
        assert_eq!(count("view=done").await, 0);

        let id = all[0]["id"].as_str().unwrap();
        desk.call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
            .expect(200)
            .await;
        assert_eq!(count("view=mine").await, 1);
        world.stand("2026-12-08T18:02:00Z");
        let desk = staff(world).await;
        let counts = desk.get("/v1/desk").ok().await;
        assert_eq!(counts["open"], 4);
        assert_eq!(counts["mine"], 0, "somebody else has it");
        assert_eq!(counts["nobodys"], 3);
        assert_eq!(counts["dueToday"], 3);
        assert_eq!(counts["overdue"], 0);
        assert_eq!(counts["me"]["name"], "Ines Kowalczyk");

        for (query, code) in [
            ("view=everything", "request.parameter"),
            ("kind=", "request.parameter"),
            ("limit=0", "request.parameter"),
            ("sort=risk", "request.parameter"),
            ("cursor=x", "request.parameter"),
        ] {
            desk.get(format!("/v1/desk/work?{query}"))
                .problem(400, code)
                .await;
        }
        let long = "x".repeat(101);
        desk.get(format!("/v1/desk/work?text={long}"))
            .problem(400, "request.parameter")
            .await;
        let page = desk.get("/v1/desk/work?limit=1").ok().await;
        let cursor = page["nextCursor"].as_str().unwrap();
        desk.get(format!("/v1/desk/work?view=mine&cursor={cursor}"))
            .problem(400, "request.parameter")
            .await;
    });
}

#[test]
fn the_queue_is_downloaded_without_formulas() {
    it(async |world| {
        let client = world.client("=HYPERLINK(\"evil\"), Inc.").await;
        let account = world
            .account_in(
                Program::PropaneRetailer,
                client,
                Frequency::AsNeeded,
                "2025-10-01",
            )
            .await;
        let owner = world.member(&account, Permission::ALL).await;
        first_claim(&owner, &account).await;
        let desk = staff(world).await;
        let file = desk.get("/v1/desk/work.csv").expect(200).await;
        assert_eq!(
            file.header("Content-Disposition"),
            Some("attachment; filename=\"work.csv\"")
        );
        let text = file.text();
        assert!(
            text.contains("\"'=HYPERLINK(\"\"evil\"\"), Inc.\""),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2);
        let none = desk.get("/v1/desk/work.csv?view=mine").expect(200).await;
        assert_eq!(none.text().lines().count(), 1);
    });
}

#[test]
fn work_is_taken_by_one_given_on_and_given_back() {
    it(async |world| {
        flag_a_claim(world).await;
        let (ines, arun) = (
            staff(world).await,
            world.staff("Arun Chen", StaffPermission::ALL).await,
        );
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/desk/work/{id}/assignment");
        let taken = ines.call(Method::POST, &path).ok().await;
        assert_eq!(taken["assignedTo"]["name"], "Ines Kowalczyk");
        assert_eq!(taken["status"], "in-progress");
        let again = ines.call(Method::POST, &path).expect(200).await;
        assert_eq!(again.header("ETag"), Some("\"2\""), "nothing has changed");
        arun.call(Method::POST, &path)
            .problem(409, "desk.not_taken")
            .await;

        let people = ines.get("/v1/desk/staff").ok().await;
        let arun_id = people["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|person| person["name"] == "Arun Chen")
            .unwrap()["id"]
            .clone();
        let give = |to: Value, version: &str| {
            ines.put(&path, to)
                .header("If-Match", format!("\"{version}\""))
        };
        ines.put(&path, json!({ "to": arun_id }))
            .problem(428, "version.missing")
            .await;
        let stale = give(json!({ "to": arun_id }), "1")
            .problem(412, "version.stale")
            .await;
        assert_eq!(stale["currentVersion"], "\"2\"");
        let given = give(json!({ "to": arun_id }), "2").ok().await;
        assert_eq!(given["assignedTo"]["name"], "Arun Chen");
        let nobody = json!({ "to": "01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d" });
        give(nobody, "3").problem(422, "desk.findings").await;
        let maya = world.person("Maya Okafor").await;
        give(json!({ "to": maya }), "3")
            .problem(422, "desk.findings")
            .await;
        let back = give(json!({}), "3").ok().await;
        assert_eq!(
            (&back["assignedTo"], &back["status"]),
            (&Value::Null, &json!("new"))
        );
        let acts: Vec<&str> = back["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["act"].as_str().unwrap())
            .collect();
        assert_eq!(acts, ["opened", "taken", "given", "returned"]);
    });
}

#[test]
fn of_two_who_take_the_same_work_one_has_it() {
    it(async |world| {
        flag_a_claim(world).await;
        let ines = staff(world).await;
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/desk/work/{id}/assignment");
        let take = async |who: &Browser| who.call(Method::POST, &path).send().await.status;
        let (one, other) = futures_util::future::join(take(&ines), take(&arun)).await;
        let mut both = [one, other];
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
    });
}

#[test]
fn a_letter_to_the_client_is_in_the_inbox_and_the_work_waits() {
    it(async |world| {
        let (owner, account, _receipt) = flag_a_claim(world).await;
        let ines = staff(world).await;
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let letters = format!("/v1/desk/work/{id}/letters");
        let body = |answer_by: &str| json!({ "subject": "Please send purchase invoices", "paragraphs": ["Those of October."], "answerBy": answer_by });
        let write = |body: Value, version: u32| {
            ines.post(&letters, body)
                .header("If-Match", format!("\"{version}\""))
        };
        write(body("2026-12-10"), 1)
            .problem(409, "desk.not_taken")
            .await;
        ines.call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
            .expect(200)
            .await;
        for (wrong, pointer) in [
            (body("2026-11-24"), "/answerBy"),
            (
                json!({ "subject": " ", "paragraphs": ["x"], "answerBy": "2026-12-10" }),
                "/subject",
            ),
            (
                json!({ "subject": "x", "paragraphs": [], "answerBy": "2026-12-10" }),
                "/paragraphs",
            ),
            (
                json!({ "subject": "x", "paragraphs": ["y", ""], "answerBy": "2026-12-10" }),
                "/paragraphs/1",
            ),
        ] {
            let problem = write(wrong, 2).problem(422, "desk.findings").await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let work = write(body("2026-12-10"), 2).ok().await;
        assert_eq!(work["status"], "with-client");
        assert_eq!(work["answerBy"], "2026-12-10");
        // A second press finds another version.
        write(body("2026-12-10"), 2)
            .problem(412, "version.stale")
            .await;
        let inbox = owner.get("/v1/messages").ok().await;
        let letter = inbox["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|letter| letter["subject"] == "Please send purchase invoices")
            .unwrap()
            .clone();
        assert_eq!(letter["summary"], "Answer by 10 December 2026");
        let path = account.path(&format!("/messages/{}", letter["id"].as_str().unwrap()));
        let text = owner.get(path).ok().await["body"].to_string();
        assert!(
            text.contains("Ines Kowalczyk, Tax and Revenue Administration"),
            "{text}"
        );
        let waiting = ines.get("/v1/desk/work?view=with-client").ok().await;
        assert_eq!(waiting["data"].as_array().unwrap().len(), 1);
    });
}
