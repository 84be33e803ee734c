//! What programs offer and which rules look at filings, changed by two people and without a release.

use crate::desk::{holder_in, propane, queue};
use crate::support::{Browser, OCTOBER, World, corporation, draft, filing, it, signs_in};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::access::StaffPermission;
use shared::program::Program;

async fn two(world: &World) -> (Browser, Browser) {
    (
        world.staff("Ines Kowalczyk", StaffPermission::ALL).await,
        world.staff("Arun Chen", StaffPermission::ALL).await,
    )
}

fn term(program: &str, from: &str, change: Value) -> Value {
    json!({ "term": { "program": program, "effectiveOn": from, "change": change }, "reason": "The form is being mended" })
}

fn switched(capability: &str, offered: bool) -> Value {
    json!({ "term": "capability", "capability": capability, "offered": offered })
}

/// Proposes as one and approves as the other.
async fn agree(world: &World, path: &str, body: Value) {
    let (ines, arun) = two(world).await;
    let made = ines.post(path, body).expect(201).await.json();
    let approval = format!("{path}/{}/approval", made["id"].as_str().unwrap());
    arun.call(Method::POST, approval).expect(200).await;
}

const TERMS: &str = "/v1/desk/capability-proposals";
const RULES: &str = "/v1/desk/risk-rule-proposals";

async fn offers(world: &World, program: &str, capability: &str) -> bool {
    let shown = world
        .stranger()
        .get(format!("/v1/programs/{program}"))
        .ok()
        .await;
    shown["capabilities"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one["capability"] == capability)
}

#[test]
fn what_is_switched_off_is_refused_everywhere_at_once_and_comes_back() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        agree(
            world,
            TERMS,
            term("tourism-levy", "2026-11-24", switched("file-return", false)),
        )
        .await;
        assert!(!offers(world, "tourism-levy", "file-return").await);
        let all = world.stranger().get("/v1/programs").ok().await;
        let levy = all["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|program| program["program"] == "tourism-levy")
            .unwrap();
        assert!(!levy["capabilities"].to_string().contains("file-return"));
        assert!(offers(world, "ifta", "file-return").await, "others stay");
        let problem = maya
            .file(path.clone(), "a", filing(&OCTOBER))
            .problem(409, "filing.not_offered")
            .await;
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("drafts are kept"),
            "{problem}"
        );
        let shown = maya.get(account.path("")).ok().await;
        assert_eq!(
            (&shown["takes"], &shown["paused"], &shown["takesAmendments"]),
            (&json!([]), &json!(["return"]), &json!(true))
        );
        // Drafts can be written meanwhile.
        let drafted = account.period_path("2026-10", "/draft");
        maya.save(drafted, 0, draft(&OCTOBER)).expect(200).await;
        agree(
            world,
            TERMS,
            term("tourism-levy", "2026-11-24", switched("file-return", true)),
        )
        .await;
        let receipt = maya.file(path, "a", filing(&OCTOBER)).ok().await;
        agree(
            world,
            TERMS,
            term("tourism-levy", "2026-11-24", switched("amend", false)),
        )
        .await;
        let notices = maya.get(account.path("/assessments")).ok().await;
        let notice = notices["data"][0]["id"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{notice}")))
            .ok()
            .await;
        assert_eq!(notice["takesAmendments"], json!(false));
        let amend = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        maya.file(amend, "b", filing(&[("5", "1"), ("10", "100.00")]))
            .problem(409, "filing.not_offered")
            .await;
    });
}

#[test]
fn claims_and_nil_returns_are_switched_off_apart() {
    it(async |world| {
        let (owner, claimant) = holder_in(world, Program::PropaneRetailer).await;
        agree(
            world,
            TERMS,
            term(
                "propane-retailer",
                "2026-11-24",
                switched("file-claim", false),
            ),
        )
        .await;
        let body = propane(10_000, "2026-10-01", "2026-10-31");
        owner
            .file(claimant.path("/claims"), "a", body)
            .problem(409, "filing.not_offered")
            .await;
        let periods = owner.get(claimant.path("/periods")).ok().await;
        assert_eq!(periods["data"], json!([]), "no days were opened");
        let shown = owner.get(claimant.path("")).ok().await;
        assert_eq!(shown["startable"], json!([]));
        assert_eq!(
            (&shown["takes"], &shown["paused"]),
            (&json!([]), &json!(["claim"]))
        );
        let days = json!({ "form": "claim", "from": "2026-10-01", "to": "2026-10-31" });
        owner
            .post(claimant.path("/periods"), days)
            .problem(409, "filing.not_offered")
            .await;

        let (maya, account) = world.holder().await;
        agree(
            world,
            TERMS,
            term("tourism-levy", "2026-11-24", switched("nil-return", false)),
        )
        .await;
        let path = account.period_path("2026-10", "/filings");
        maya.file(path.clone(), "a", filing(&[]))
            .problem(409, "filing.not_offered")
            .await;
        maya.file(path.clone(), "c", filing(&[("5", "0"), ("10", "0.00")]))
            .problem(409, "filing.not_offered")
            .await;
        let shown = maya.get(account.path("")).ok().await;
        assert_eq!(shown["takesNilReturns"], false);
        maya.file(path, "b", filing(&OCTOBER)).ok().await;
    });
}

#[test]
fn software_is_switched_off_apart() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        agree(
            world,
            TERMS,
            term(
                "corporate-income-tax",
                "2026-11-24",
                switched("software", false),
            ),
        )
        .await;
        let lee = signs_in(world, &account).await;
        let body = json!({ "can": account.number, "yearEnd": "2024-12-31", "items": {}, "certified": true });
        lee.file(account.path("/net-file"), "a", body)
            .problem(409, "filing.not_offered")
            .await;
    });
}

#[test]
fn a_change_counts_from_its_day_on() {
    it(async |world| {
        agree(
            world,
            TERMS,
            term("tourism-levy", "2026-12-01", switched("waiver", false)),
        )
        .await;
        assert!(offers(world, "tourism-levy", "waiver").await);
        let desk = world
            .staff("Wen Larsen", &[StaffPermission::WorkQueue])
            .await;
        let listed = desk.get("/v1/desk/capabilities").ok().await;
        let levy = listed["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|program| program["program"] == "tourism-levy")
            .unwrap()
            .clone();
        assert_eq!(levy["upcoming"][0]["effectiveOn"], "2026-12-01");
        world.stand("2026-12-01T07:00:00Z");
        assert!(!offers(world, "tourism-levy", "waiver").await);
    });
}

#[test]
fn the_days_to_object_of_the_desk_are_on_the_notice() {
    it(async |world| {
        let days = json!({ "term": "objection-days", "days": 60 });
        agree(world, TERMS, term("tourism-levy", "2026-11-24", days)).await;
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, "a", filing(&OCTOBER)).ok().await;
        let id = receipt["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        assert_eq!(
            (&notice["objectionUntil"], &notice["objectionDays"]),
            (&json!("2027-01-23"), &json!(60))
        );
        let shown = world.stranger().get("/v1/programs/tourism-levy").ok().await;
        assert_eq!(
            (&shown["objectionDays"], &shown["objectionConfidence"]),
            (&json!(60), &json!("confirmed"))
        );
        let kinds = json!({ "term": "document-kinds", "kinds": ["pdf", "csv"] });
        agree(world, TERMS, term("tourism-levy", "2026-11-24", kinds)).await;
        let shown = world.stranger().get("/v1/programs/tourism-levy").ok().await;
        assert_eq!(shown["documentKinds"], json!(["pdf", "csv"]));
        // A notice that was sent keeps its days.
        let again = json!({ "term": "objection-days", "days": 30 });
        agree(world, TERMS, term("tourism-levy", "2026-11-24", again)).await;
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        assert_eq!(notice["objectionDays"], 60);
    });
}

#[test]
fn a_change_that_makes_no_sense_is_refused() {
    it(async |world| {
        let (ines, arun) = two(world).await;
        let off = || switched("file-return", false);
        for (body, pointer) in [
            (term("ifta", "2026-11-23", off()), "/term/effectiveOn"),
            (term("ifta", "2226-11-23", off()), "/term/effectiveOn"),
            (
                term(
                    "ifta",
                    "2026-12-01",
                    json!({ "term": "objection-days", "days": 0 }),
                ),
                "/term/change/days",
            ),
            (
                term(
                    "ifta",
                    "2026-12-01",
                    json!({ "term": "document-kinds", "kinds": [] }),
                ),
                "/term/change/kinds",
            ),
            (
                term("ifta", "2026-12-01", switched("history", true)),
                "/term/change/capability",
            ),
        ] {
            let problem = ines.post(TERMS, body).problem(422, "desk.findings").await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        for change in [
            json!({ "term": "capability", "capability": "fly", "offered": true }),
            json!({ "term": "rate" }),
            json!({}),
        ] {
            ines.post(TERMS, term("ifta", "2026-12-01", change))
                .problem(400, "request.malformed")
                .await;
        }
        ines.post(TERMS, term("beer", "2026-12-01", off()))
            .problem(400, "request.malformed")
            .await;
        let made = ines
            .post(TERMS, term("ifta", "2026-12-01", off()))
            .ok()
            .await;
        let id = made["id"].as_str().unwrap();
        ines.post(
            TERMS,
            term("ifta", "2026-12-01", switched("file-return", true)),
        )
        .problem(409, "desk.decided")
        .await;
        ines.call(Method::POST, format!("{TERMS}/{id}/approval"))
            .problem(409, "desk.four_eyes")
            .await;
        // A proposal of one kind is none of another.
        arun.call(Method::POST, format!("{RULES}/{id}/approval"))
            .problem(404, "not_found")
            .await;
        arun.post(format!("{TERMS}/{id}/rejection"), json!({ "reason": "No" }))
            .expect(200)
            .await;
        ines.call(Method::POST, format!("{TERMS}/{id}/withdrawal"))
            .problem(409, "desk.decided")
            .await;
    });
}

fn rule(rule: &str, from: &str, threshold: &str, active: bool) -> Value {
    let setting = json!({
        "rule": rule, "effectiveOn": from, "active": active, "threshold": threshold, "least": "0.00", "codes": [],
        "level": "low", "fourEyes": false,
    });
    json!({ "setting": setting, "reason": "Too many are stopped" })
}

#[test]
fn a_threshold_that_two_people_changed_counts_for_the_next_filing() {
    it(async |world| {
        let (desk, _arun) = two(world).await;
        agree(
            world,
            RULES,
            rule("first-claim", "2026-11-24", "3000", true),
        )
        .await;
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let claim = || propane(30_000, "2026-10-01", "2026-10-31");
        let receipt = owner.file(account.path("/claims"), "a", claim()).ok().await;
        assert!(
            receipt["assessmentId"].is_string(),
            "2,820.00 is below 3,000.00"
        );
        agree(world, RULES, rule("first-claim", "2026-11-24", "100", true)).await;
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let receipt = owner.file(account.path("/claims"), "a", claim()).ok().await;
        assert_eq!(receipt["assessmentId"], Value::Null);
        assert_eq!(queue(&desk).await[0]["level"], "low");
        agree(
            world,
            RULES,
            rule("first-claim", "2026-11-24", "100", false),
        )
        .await;
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let receipt = owner.file(account.path("/claims"), "a", claim()).ok().await;
        assert!(receipt["assessmentId"].is_string(), "the rule is off");
        agree(world, RULES, rule("first-claim", "2027-01-01", "50", true)).await;
        let rules = desk.get("/v1/desk/risk-rules").ok().await;
        let rules = rules["data"].as_array().unwrap();
        assert_eq!(rules.len(), 9, "eight today and one to come");
        assert_eq!(rules[8]["effectiveOn"], "2027-01-01");
    });
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    it(async |world| {
        let (ines, _arun) = two(world).await;
        let with = |member: &str, value: Value| {
            let mut body = rule("credit-above", "2026-12-01", "5000", true);
            body["setting"][member] = value;
            body
        };
        for (body, pointer) in [
            (
                rule("earlier-review", "2026-12-01", "0", false),
                "/setting/rule",
            ),
            (
                rule("credit-above", "2026-11-23", "0", false),
                "/setting/effectiveOn",
            ),
            (with("threshold", json!("-1")), "/setting/threshold"),
            (with("threshold", json!("0.00001")), "/setting/threshold"),
            (with("least", json!("-1.00")), "/setting/least"),
            (with("codes", json!([""])), "/setting/codes"),
            (with("codes", json!(["two words"])), "/setting/codes"),
        ] {
            let problem = ines.post(RULES, body).problem(422, "desk.findings").await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        for body in [
            with("threshold", json!(5000)),
            with("level", json!("extreme")),
            with("rule", json!("astrology")),
            with("extra", json!(1)),
        ] {
            ines.post(RULES, body)
                .problem(400, "request.malformed")
                .await;
        }
    });
}

#[test]
fn the_order_of_payments_is_set_by_two_people_from_a_day_on() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let order = |kinds: Value| json!({ "term": "payment-order", "order": kinds });
        let (ines, _arun) = two(world).await;
        for kinds in [json!(["tax", "penalty"]), json!(["tax", "tax", "penalty"])] {
            let problem = ines
                .post(TERMS, term("tourism-levy", "2026-12-01", order(kinds)))
                .problem(422, "desk.findings")
                .await;
            assert_eq!(problem["errors"][0]["pointer"], "/term/change/order");
        }
        let tax_first = order(json!(["tax", "penalty", "interest"]));
        agree(world, TERMS, term("tourism-levy", "2026-12-01", tax_first)).await;
        let of = async |on: &str| {
            let path = account.path(&format!("/balance?asOf={on}"));
            maya.get(path).ok().await["allocation"].clone()
        };
        assert_eq!(
            of("2026-11-30").await["kinds"],
            json!(["interest", "penalty", "tax"])
        );
        let set = of("2026-12-01").await;
        assert_eq!(set["kinds"], json!(["tax", "penalty", "interest"]));
        assert_eq!(
            (&set["effectiveOn"], &set["confidence"]),
            (&json!("2026-12-01"), &json!("confirmed"))
        );
        let terms = ines.get("/v1/desk/capabilities").ok().await;
        let levy = terms["data"].as_array().unwrap().iter();
        let mut levy = levy.filter(|terms| terms["program"] == "tourism-levy");
        let levy = levy.next().unwrap();
        assert_eq!(
            levy["paymentOrder"],
            json!(["interest", "penalty", "tax"]),
            "today"
        );
        assert_eq!(levy["upcoming"][0]["change"]["term"], "payment-order");
    });
}

#[test]
fn a_change_that_is_approved_after_its_day_is_refused() {
    it(async |world| {
        let (ines, _arun) = two(world).await;
        let body = term("tourism-levy", "2026-12-01", switched("waiver", false));
        let made = ines.post(TERMS, body).expect(201).await.json();
        world.stand("2026-12-02T18:00:00Z");
        let (_ines, arun) = two(world).await;
        let id = made["id"].as_str().unwrap();
        arun.call(Method::POST, format!("{TERMS}/{id}/approval"))
            .problem(422, "desk.findings")
            .await;
        assert!(offers(world, "tourism-levy", "waiver").await);
    });
}
