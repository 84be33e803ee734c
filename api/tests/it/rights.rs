//! Who may call what: every documented operation, tried by everybody who may not and who may.

use crate::support::{Account, Browser, Call, OCTOBER, Operation, World, day, draft, filing, it};
use api::auth::grant::SystemGrant;
use api::db::Act;
use api::register;
use serde_json::{Value, json};
use shared::access::{Permission, StaffPermission};
use shared::period::Frequency;
use shared::program::Program;
use std::collections::BTreeSet;

/// What an operation asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Right {
    /// Nothing; it answers anybody with this status.
    Public(u16),
    /// A session.
    SignedIn,
    /// A permission in the account of the path.
    Needs(Permission),
    /// A permission of the administration's staff.
    Staff(StaffPermission),
}

use Permission::{
    PrepareFiling, ReadMessages, SubmitFiling, UseCredits, ViewAccount, ViewAssessments,
    ViewFilings, ViewFinancial,
};
use Right::{Needs, Public, SignedIn, Staff};
use StaffPermission::{
    ApproveCapability, ApproveRate, ApproveRiskRule, DecideWork, ProposeCapability, ProposeRate,
    ProposeRiskRule, WorkQueue,
};

/// How to call an operation so that it succeeds for who may.
struct Row {
    id: &'static str,
    right: Right,
    path: fn(&Scene) -> String,
    body: fn(&Scene) -> Option<Value>,
    headers: &'static [(&'static str, &'static str)],
}

const fn row(id: &'static str, right: Right, path: fn(&Scene) -> String) -> Row {
    Row {
        id,
        right,
        path,
        body: |_scene| None,
        headers: &[],
    }
}

const fn sending(
    id: &'static str,
    right: Right,
    path: fn(&Scene) -> String,
    body: fn(&Scene) -> Option<Value>,
    headers: &'static [(&'static str, &'static str)],
) -> Row {
    Row {
        id,
        right,
        path,
        body,
        headers,
    }
}

const KEY: &[(&str, &str)] = &[("Idempotency-Key", "rights")];

/// One row for each operation. The test fails for an operation without one.
const ROWS: &[Row] = &[
    // The provider does not answer in this test, which is no question of rights.
    row("begin_sign_in", Public(503), |_| "/auth/sign-in".into()),
    row("finish_sign_in", Public(400), |_| "/auth/callback".into()),
    row("confirm_credentials", Public(503), |_| {
        "/auth/confirmation".into()
    }),
    row("show_session", SignedIn, |_| "/v1/session".into()),
    row("extend_session", SignedIn, |_| {
        "/v1/session/extension".into()
    }),
    row("end_session", SignedIn, |_| "/v1/session".into()),
    sending(
        "activate_account",
        SignedIn,
        |_| "/v1/activations".into(),
        activation,
        &[],
    ),
    row("list_accounts", SignedIn, |_| "/v1/accounts".into()),
    row("list_obligations", SignedIn, |_| "/v1/obligations".into()),
    row("show_calendar", SignedIn, |_| "/v1/calendar".into()),
    row("show_calendar_link", SignedIn, |_| {
        "/v1/calendar/link".into()
    }),
    sending(
        "create_calendar_link",
        SignedIn,
        |_| "/v1/calendar/link".into(),
        |_| Some(json!({})),
        &[],
    ),
    row("revoke_calendar_link", SignedIn, |_| {
        "/v1/calendar/link".into()
    }),
    // The token is the right; without one there is nothing.
    row("follow_calendar_link", Public(404), |_| {
        "/v1/calendar/no-such-token.ics".into()
    }),
    row("list_messages", SignedIn, |_| "/v1/messages".into()),
    row("show_account", Needs(ViewAccount), |scene| {
        scene.account.path("")
    }),
    row("list_periods", Needs(ViewAccount), |scene| {
        scene.account.path("/periods")
    }),
    row("show_period", Needs(ViewAccount), |scene| {
        scene.account.period_path("2026-10", "")
    }),
    sending(
        "start_filing",
        Needs(PrepareFiling),
        |scene| scene.claimant.path("/periods"),
        |_| Some(json!({ "form": "rebrand-claim", "from": "2026-11-02", "to": "2026-11-02" })),
        &[],
    ),
    sending(
        "file_claim",
        Needs(SubmitFiling),
        |scene| scene.claimant.path("/claims"),
        |_| {
            Some(json!({
                "form": "rebrand-claim", "from": "2026-11-02", "to": "2026-11-02", "certified": true,
                "lines": { "10": "100", "11": "diesel", "12": "marked-diesel" },
            }))
        },
        KEY,
    ),
    sending(
        "net_file",
        Needs(SubmitFiling),
        |scene| scene.corporation.path("/net-file"),
        net_file,
        KEY,
    ),
    row("show_draft", Needs(PrepareFiling), |scene| {
        scene.account.period_path("2026-10", "/draft")
    }),
    row("show_period_form", Needs(PrepareFiling), |scene| {
        scene.account.period_path("2026-10", "/form")
    }),
    sending(
        "save_draft",
        Needs(PrepareFiling),
        |scene| scene.account.period_path("2026-10", "/draft"),
        |_| Some(draft(&OCTOBER)),
        &[("If-Match", "\"0\"")],
    ),
    sending(
        "check_draft",
        Needs(PrepareFiling),
        |scene| scene.account.period_path("2026-10", "/draft/check"),
        |_| Some(draft(&OCTOBER)),
        &[],
    ),
    sending(
        "file_return",
        Needs(SubmitFiling),
        |scene| scene.account.period_path("2026-10", "/filings"),
        |_| Some(filing(&OCTOBER)),
        KEY,
    ),
    sending(
        "amend_filing",
        Needs(SubmitFiling),
        |scene| {
            scene
                .account
                .path(&format!("/filings/{}/amendments", scene.filing))
        },
        |_| Some(filing(&[])),
        KEY,
    ),
    row("list_filings", Needs(ViewFilings), |scene| {
        scene.account.path("/filings")
    }),
    row("show_filing", Needs(ViewFilings), |scene| {
        scene.account.path(&format!("/filings/{}", scene.filing))
    }),
    row("compare_filings", Needs(ViewFilings), |scene| {
        scene
            .account
            .path(&format!("/filings/{}/comparison", scene.amendment))
    }),
    row("show_receipt", Needs(ViewFilings), |scene| {
        scene.account.path(&format!("/receipts/{}", scene.receipt))
    }),
    row("find_receipt", Needs(ViewFilings), |scene| {
        scene.account.path("/receipts?idempotencyKey=scene")
    }),
    row("list_assessments", Needs(ViewAssessments), |scene| {
        scene.account.path("/assessments")
    }),
    row("show_assessment", Needs(ViewAssessments), |scene| {
        scene
            .account
            .path(&format!("/assessments/{}", scene.assessment))
    }),
    row("list_transactions", Needs(ViewFinancial), |scene| {
        scene.account.path("/transactions")
    }),
    row("show_balance", Needs(ViewFinancial), |scene| {
        scene.account.path("/balance")
    }),
    row("list_credits", Needs(ViewFinancial), |scene| {
        scene.credited.path("/credits")
    }),
    sending(
        "carry_credit",
        Needs(UseCredits),
        |scene| scene.credited.period_path("2026-11", "/credit-transfers"),
        |scene| Some(json!({ "toPeriodId": scene.credited.period("2027-01") })),
        KEY,
    ),
    sending(
        "request_refund",
        Needs(UseCredits),
        |scene| scene.credited.period_path("2026-12", "/refunds"),
        |_| Some(json!({})),
        KEY,
    ),
    row("show_message", Needs(ReadMessages), |scene| {
        scene.account.path(&format!("/messages/{}", scene.message))
    }),
    row("mark_message_read", Needs(ReadMessages), |scene| {
        scene
            .account
            .path(&format!("/messages/{}/read", scene.message))
    }),
    row("list_programs", Public(200), |_| "/v1/programs".into()),
    row("show_program", Public(200), |_| {
        "/v1/programs/tourism-levy".into()
    }),
    row("list_rates", Public(200), |_| {
        "/v1/programs/tourism-levy/rates".into()
    }),
    row("show_form", Public(200), |_| {
        "/v1/programs/tourism-levy/form?from=2026-10-01&to=2026-10-31".into()
    }),
    row("show_availability", Public(200), |_| {
        "/v1/availability".into()
    }),
    row("show_meta", Public(200), |_| "/v1/meta".into()),
    row("show_health", Public(204), |_| "/healthz".into()),
    row("show_readiness", Public(204), |_| "/readyz".into()),
    row("list_keys", Public(200), |_| {
        "/.well-known/jwks.json".into()
    }),
    row("show_clock", Public(200), |_| "/sandbox/v1/clock".into()),
    sending(
        "advance_clock",
        Public(200),
        |_| "/sandbox/v1/clock/advance".into(),
        |_| Some(json!({ "seconds": 1 })),
        &[],
    ),
    row("list_personas", Public(200), |_| {
        "/sandbox/v1/personas".into()
    }),
    row("show_mail_room", Public(200), |_| {
        "/sandbox/v1/mail-room".into()
    }),
    sending(
        "record_payment",
        Public(201),
        |_| "/sandbox/v1/payments".into(),
        payment,
        &[],
    ),
    sending(
        "create_test_user",
        Public(201),
        |_| "/sandbox/v1/test-users".into(),
        |_| Some(json!({ "name": "Jo Lee" })),
        &[],
    ),
    row("show_desk", Staff(WorkQueue), |_| "/v1/desk".into()),
    row("list_staff", Staff(WorkQueue), |_| "/v1/desk/staff".into()),
    row("list_work", Staff(WorkQueue), |_| "/v1/desk/work".into()),
    row("download_work", Staff(WorkQueue), |_| {
        "/v1/desk/work.csv".into()
    }),
    row("show_work", Staff(WorkQueue), |scene| scene.work_path("")),
    row("show_work_form", Staff(DecideWork), |scene| {
        scene.work_path("/form")
    }),
    row("take_work", Staff(DecideWork), |scene| {
        scene.work_path("/assignment")
    }),
    sending(
        "give_work",
        Staff(DecideWork),
        |scene| scene.work_path("/assignment"),
        |_| Some(json!({})),
        &[("If-Match", "\"1\"")],
    ),
    sending(
        "write_to_client",
        Staff(DecideWork),
        |scene| scene.work_path("/letters"),
        |_| {
            Some(
                json!({ "subject": "Folios", "paragraphs": ["Please send them."], "answerBy": "2026-12-04" }),
            )
        },
        &[("If-Match", "\"1\"")],
    ),
    sending(
        "decide_work",
        Staff(DecideWork),
        |scene| scene.work_path("/decision"),
        |_| Some(json!({ "decision": "accept" })),
        &[("If-Match", "\"1\"")],
    ),
    row("list_rate_codes", Staff(WorkQueue), |_| {
        "/v1/desk/rates?program=tourism-levy".into()
    }),
    sending(
        "propose_rate",
        Staff(ProposeRate),
        |_| "/v1/desk/rate-proposals".into(),
        |_| Some(new_rate("2028-01-01")),
        &[],
    ),
    row("list_rate_proposals", Staff(WorkQueue), |_| {
        "/v1/desk/rate-proposals".into()
    }),
    row("approve_rate", Staff(ApproveRate), |scene| {
        format!("/v1/desk/rate-proposals/{}/approval", scene.rates[0])
    }),
    sending(
        "reject_rate",
        Staff(ApproveRate),
        |scene| format!("/v1/desk/rate-proposals/{}/rejection", scene.rates[1]),
        |_| Some(json!({ "reason": "Wrong" })),
        &[],
    ),
    row("withdraw_rate", Staff(ProposeRate), |scene| {
        format!("/v1/desk/rate-proposals/{}/withdrawal", scene.rates[2])
    }),
    row("list_capabilities", Staff(WorkQueue), |_| {
        "/v1/desk/capabilities".into()
    }),
    sending(
        "propose_capability",
        Staff(ProposeCapability),
        |_| "/v1/desk/capability-proposals".into(),
        |_| Some(new_term("2027-01-01")),
        &[],
    ),
    row("list_capability_proposals", Staff(WorkQueue), |_| {
        "/v1/desk/capability-proposals".into()
    }),
    row("approve_capability", Staff(ApproveCapability), |scene| {
        format!("/v1/desk/capability-proposals/{}/approval", scene.terms[0])
    }),
    sending(
        "reject_capability",
        Staff(ApproveCapability),
        |scene| format!("/v1/desk/capability-proposals/{}/rejection", scene.terms[1]),
        |_| Some(json!({ "reason": "Wrong" })),
        &[],
    ),
    row("withdraw_capability", Staff(ProposeCapability), |scene| {
        format!(
            "/v1/desk/capability-proposals/{}/withdrawal",
            scene.terms[2]
        )
    }),
    row("list_risk_rules", Staff(WorkQueue), |_| {
        "/v1/desk/risk-rules".into()
    }),
    sending(
        "propose_risk_rule",
        Staff(ProposeRiskRule),
        |_| "/v1/desk/risk-rule-proposals".into(),
        |_| Some(new_rule("2027-01-01")),
        &[],
    ),
    row("list_risk_rule_proposals", Staff(WorkQueue), |_| {
        "/v1/desk/risk-rule-proposals".into()
    }),
    row("approve_risk_rule", Staff(ApproveRiskRule), |scene| {
        format!("/v1/desk/risk-rule-proposals/{}/approval", scene.rules[0])
    }),
    sending(
        "reject_risk_rule",
        Staff(ApproveRiskRule),
        |scene| format!("/v1/desk/risk-rule-proposals/{}/rejection", scene.rules[1]),
        |_| Some(json!({ "reason": "Wrong" })),
        &[],
    ),
    row("withdraw_risk_rule", Staff(ProposeRiskRule), |scene| {
        format!("/v1/desk/risk-rule-proposals/{}/withdrawal", scene.rules[2])
    }),
];

/// A rate that nothing has used.
fn new_rate(day: &str) -> Value {
    let rate = json!({ "code": "tourism-levy", "effectiveOn": day, "value": "0.07", "source": "Bill 1", "confidence": "confirmed" });
    json!({ "rate": rate, "reason": "Budget" })
}

/// A change to what a program offers.
fn new_term(day: &str) -> Value {
    let change = json!({ "term": "objection-days", "days": 60 });
    json!({ "term": { "program": "ifta", "effectiveOn": day, "change": change }, "reason": "Budget" })
}

/// A rule of the queue.
fn new_rule(day: &str) -> Value {
    let setting = json!({
        "rule": "credit-above", "effectiveOn": day, "active": true, "threshold": "6000", "least": "0.00", "codes": [],
        "level": "medium", "fourEyes": false,
    });
    json!({ "setting": setting, "reason": "Too many" })
}

/// An account in which there is one of everything.
struct Scene {
    account: Account,
    /// An account that files when something happens.
    claimant: Account,
    /// An account of corporate income tax.
    corporation: Account,
    /// An account with nothing outstanding and two periods in credit.
    credited: Account,
    filing: String,
    /// A filing that amends another, of another period.
    amendment: String,
    receipt: String,
    assessment: String,
    message: String,
    pin: String,
    invited: String,
    /// A piece of work at the desk.
    work: String,
    /// Who signed in as the proposer of what follows: three of each kind.
    proposer: Browser,
    rates: [String; 3],
    terms: [String; 3],
    rules: [String; 3],
}

impl Scene {
    fn work_path(&self, rest: &str) -> String {
        format!("/v1/desk/work/{}{rest}", self.work)
    }
}

/// A claim that a rule stops: the first one of its account, for enough money.
async fn flagged(world: &World, claimant: &Account) -> String {
    let owner = world.member(claimant, Permission::ALL).await;
    let lines = json!({ "10": "100000", "11": "diesel", "12": "marked-diesel" });
    let claim = json!({ "form": "rebrand-claim", "from": "2026-11-03", "to": "2026-11-03", "certified": true, "lines": lines });
    owner
        .file(claimant.path("/claims"), "flagged", claim)
        .ok()
        .await;
    let desk = world.staff("Ines Kowalczyk", &[WorkQueue]).await;
    let queue = desk.get("/v1/desk/work").ok().await;
    let newest = queue["data"].as_array().unwrap().last().unwrap();
    newest["id"].as_str().unwrap().to_owned()
}

/// Three proposals.
async fn proposals(browser: &Browser, path: &str, body: fn(&str) -> Value) -> [String; 3] {
    let mut ids = Vec::new();
    for day in ["2027-02-01", "2027-03-01", "2027-04-01"] {
        let made = browser.post(path, body(day)).ok().await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    ids.try_into().unwrap()
}

fn activation(scene: &Scene) -> Option<Value> {
    Some(json!({ "accountNumber": format!("{}-001", scene.invited), "pin": scene.pin }))
}

fn net_file(scene: &Scene) -> Option<Value> {
    Some(json!({
        "can": scene.corporation.number, "yearEnd": "2025-09-30", "certified": true,
        "items": {
            "000000001": "2", "000000029": "4", "000000035": "123456782", "000000047": "1", "000000048": "1",
            "000000038": "2", "000000050": "2", "000000060": "2", "000000061": "2", "000000062": "0",
            "000000099": "Jo Lee", "000000100": "Director",
        },
    }))
}

fn payment(scene: &Scene) -> Option<Value> {
    let period = scene.account.period("2026-09");
    Some(json!({ "accountId": scene.account.id, "periodId": period, "amount": "1.00" }))
}

async fn scene(world: &World) -> Scene {
    let (maya, account) = world.holder().await;
    let path = account.period_path("2026-09", "/filings");
    let receipt = maya.file(path, "scene", filing(&OCTOBER)).ok().await;
    let inbox = maya.get("/v1/messages").ok().await;
    let path = account.period_path("2026-08", "/filings");
    let first = maya.file(path, "first", filing(&OCTOBER)).ok().await;
    let path = format!(
        "/filings/{}/amendments",
        first["filingId"].as_str().unwrap()
    );
    let amendment = maya
        .file(account.path(&path), "again", filing(&[]))
        .ok()
        .await;
    let invited = world.account().await;
    let client = world.client("Prairie Haul Ltd.").await;
    let (program, frequency) = (Program::FuelConsumer, Frequency::AsNeeded);
    let claimant = world
        .account_in(program, client, frequency, "2025-10-01")
        .await;
    let (program, frequency) = (Program::CorporateIncomeTax, Frequency::Yearly);
    let corporation = world
        .account_in(program, client, frequency, "2024-10-01")
        .await;
    let client = world.client("Bow Valley Lodge Inc.").await;
    let credited = world
        .account_of(client, Frequency::Monthly, "2026-11-01")
        .await;
    for month in ["2026-11", "2026-12"] {
        let paid = json!({ "accountId": credited.id, "periodId": credited.period(month), "amount": "100.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", paid)
            .expect(201)
            .await;
    }
    let work = async |tx: &mut api::db::Tx<'_>| {
        let (clock, pins) = (&world.state.clock, &world.state.pins);
        register::invite(
            tx,
            clock,
            pins,
            invited.id,
            "Noor Haddad",
            day("2027-01-31"),
        )
        .await
    };
    let by = SystemGrant::service("test");
    let pin = world.state.db.write(&by, Act::Sandbox, work).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let proposer = world.staff("Arun Chen", StaffPermission::ALL).await;
    let rates = proposals(&proposer, "/v1/desk/rate-proposals", new_rate).await;
    let terms = proposals(&proposer, "/v1/desk/capability-proposals", new_term).await;
    let rules = proposals(&proposer, "/v1/desk/risk-rule-proposals", new_rule).await;
    Scene {
        work: flagged(world, &claimant).await,
        proposer,
        rates,
        terms,
        rules,
        filing: text(&receipt["filingId"]),
        amendment: text(&amendment["filingId"]),
        receipt: text(&receipt["id"]),
        assessment: text(&receipt["assessmentId"]),
        message: text(&inbox["data"][0]["id"]),
        account,
        claimant,
        corporation,
        credited,
        pin,
        invited: invited.number,
    }
}

impl Row {
    /// Whose account its path is in.
    fn account<'a>(&self, scene: &'a Scene) -> &'a Account {
        let path = (self.path)(scene);
        let others = [&scene.claimant, &scene.corporation, &scene.credited];
        let found = others
            .into_iter()
            .find(|account| path.starts_with(&account.path("")));
        found.unwrap_or(&scene.account)
    }

    fn call<'a>(&self, browser: &'a Browser, operation: &Operation, scene: &Scene) -> Call<'a> {
        let mut call = browser.call(operation.method.clone(), (self.path)(scene));
        if let Some(body) = (self.body)(scene) {
            call = call.json(body);
        }
        for (name, value) in self.headers {
            call = call.header(name, *value);
        }
        call
    }
}

fn row_of(operation: &Operation) -> &'static Row {
    let row = ROWS.iter().find(|row| row.id == operation.id);
    row.unwrap_or_else(|| panic!("{} has no row in the table of rights", operation.id))
}

#[test]
fn every_operation_has_one_row_and_every_row_its_operation() {
    it(async |world| {
        let documented: BTreeSet<&str> = world
            .contract
            .operations
            .iter()
            .map(|operation| operation.id.as_str())
            .collect();
        let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.id).collect();
        assert_eq!(rows, documented);
        assert_eq!(rows.len(), ROWS.len(), "a row twice");
        let scene = scene(world).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let path = (row.path)(&scene);
            assert!(
                operation.fits(path.split('?').next().unwrap()),
                "{} is not {path}",
                row.id
            );
            let in_account = operation.path.contains("{accountId}");
            let public = matches!(row.right, Public(_));
            assert_eq!(matches!(row.right, Needs(_)), in_account, "{}", row.id);
            assert_eq!(
                operation.signed_in(),
                !public,
                "{}: what the document says",
                row.id
            );
        }
    });
}

#[test]
fn nobody_calls_anything_but_what_is_public() {
    it(async |world| {
        let scene = scene(world).await;
        let anonymous = world.stranger();
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let call = row.call(&anonymous, operation, &scene);
            match row.right {
                Public(status) => drop(call.expect(status).await),
                SignedIn | Needs(_) | Staff(_) => {
                    drop(call.problem(401, "session.signed_out").await);
                }
            }
        }
    });
}

#[test]
fn a_stranger_learns_of_no_account_and_a_member_without_the_permission_is_refused() {
    it(async |world| {
        let scene = scene(world).await;
        let outsider = world.person("Sam Whitford").await;
        let outsider = world.sign_in(outsider).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Needs(permission) = row.right else {
                continue;
            };
            row.call(&outsider, operation, &scene)
                .problem(404, "not_found")
                .await;
            let rest: Vec<Permission> = Permission::ALL
                .iter()
                .copied()
                .filter(|one| *one != permission)
                .collect();
            let member = world.member(row.account(&scene), &rest).await;
            let refused = row.call(&member, operation, &scene);
            let problem = refused.problem(403, "grant.permission_missing").await;
            assert!(
                problem["detail"]
                    .as_str()
                    .unwrap()
                    .contains(permission.as_str()),
                "{problem}"
            );
        }
    });
}

#[test]
fn a_member_with_just_the_permission_succeeds() {
    it(async |world| {
        let scene = scene(world).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let member = match row.right {
                Public(_) => continue,
                SignedIn => world.member(&scene.account, &[]).await,
                Needs(permission) => world.member(row.account(&scene), &[permission]).await,
                Staff(_) => continue,
            };
            // A receipt is found by its own sender only.
            if row.id == "find_receipt" {
                row.call(&member, operation, &scene)
                    .problem(404, "not_found")
                    .await;
                continue;
            }
            row.call(&member, operation, &scene).ok().await;
        }
    });
}

#[test]
fn the_desk_is_not_there_for_taxpayers_and_staff_need_the_permission() {
    it(async |world| {
        let scene = scene(world).await;
        let maya = world.member(&scene.account, Permission::ALL).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Staff(permission) = row.right else {
                continue;
            };
            row.call(&maya, operation, &scene)
                .problem(404, "not_found")
                .await;
            let rest: Vec<StaffPermission> = StaffPermission::ALL
                .iter()
                .copied()
                .filter(|one| *one != permission)
                .collect();
            let clerk = world.staff("Wen Larsen", &rest).await;
            let refused = row.call(&clerk, operation, &scene);
            let problem = refused.problem(403, "grant.permission_missing").await;
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(permission.as_str()), "{problem}");
            tried += 1;
        }
        assert!(tried >= 25, "{tried} operations of the desk");
    });
}

#[test]
fn staff_with_just_the_permission_succeed() {
    it(async |world| {
        let mut scene = scene(world).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Staff(permission) = row.right else {
                continue;
            };
            tried += 1;
            // Withdrawing is for who proposed.
            if row.id.starts_with("withdraw_") {
                row.call(&scene.proposer, operation, &scene).ok().await;
                continue;
            }
            let clerk = world.staff("Ines Kowalczyk", &[permission]).await;
            if operation.method != "GET" && operation.path.contains("{workId}") {
                // Each in work of its own, which who writes or decides has taken: that is another version of it.
                scene.work = another(world).await;
                if ["write_to_client", "decide_work"].contains(&row.id) {
                    let assignment = scene.work_path("/assignment");
                    clerk.post(assignment, json!({})).ok().await;
                    let body = (row.body)(&scene).unwrap();
                    clerk
                        .post((row.path)(&scene), body)
                        .header("If-Match", "\"2\"")
                        .ok()
                        .await;
                    continue;
                }
            }
            let call = row.call(&clerk, operation, &scene);
            let status = call.send().await.status;
            assert!((200..300).contains(&status), "{}: {status}", row.id);
        }
        assert!(tried >= 25, "{tried} operations of the desk");
    });
}

/// Work about a new account.
async fn another(world: &World) -> String {
    let client = world.client("Prairie Haul Ltd.").await;
    let (program, frequency) = (Program::FuelConsumer, Frequency::AsNeeded);
    let account = world
        .account_in(program, client, frequency, "2025-10-01")
        .await;
    flagged(world, &account).await
}

#[test]
fn staff_see_no_taxpayer_s_account_from_the_desk_not_even_their_own() {
    it(async |world| {
        let scene = scene(world).await;
        let person = world.person("Ines Kowalczyk").await;
        let role = shared::access::Role::Owner;
        world
            .admit(&scene.account, person, role, Permission::ALL)
            .await;
        let desk = world.staff_of(person, StaffPermission::ALL).await;
        let at_home = world.sign_in(person).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            if matches!(row.right, Needs(_)) {
                row.call(&desk, operation, &scene)
                    .problem(404, "not_found")
                    .await;
            }
        }
        at_home.get(scene.account.path("")).expect(200).await;
        let session = desk.get("/v1/session").ok().await;
        assert_eq!(
            (
                &session["staff"],
                &session["clients"],
                &session["unreadMessages"]
            ),
            (&json!(true), &json!([]), &json!(0))
        );
        assert_eq!(at_home.get("/v1/session").ok().await["staff"], false);
    });
}

#[test]
fn an_unsafe_call_without_the_token_of_the_session_is_refused() {
    it(async |world| {
        let scene = scene(world).await;
        let maya = world.member(&scene.account, Permission::ALL).await;
        let desk = world.staff("Ines Kowalczyk", StaffPermission::ALL).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            if operation.method == "GET" || matches!(row.right, Public(_)) {
                continue;
            }
            let caller = match row.right {
                Staff(_) => &desk,
                Public(_) | SignedIn | Needs(_) => &maya,
            };
            let call = row.call(caller, operation, &scene).without_csrf();
            call.problem(403, "session.csrf").await;
            tried += 1;
        }
        assert!(tried >= 8, "{tried} unsafe operations");
    });
}

#[test]
fn whose_access_has_ended_sees_the_account_no_more() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        maya.get(account.path("")).expect(200).await;
        let end = "UPDATE access SET ended_at = granted_at";
        let mut owner = world.owner().await;
        diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, end)
            .await
            .unwrap();
        maya.get(account.path("")).problem(404, "not_found").await;
        assert_eq!(maya.get("/v1/accounts").ok().await["data"], json!([]));
        assert_eq!(maya.get("/v1/obligations").ok().await["data"], json!([]));
        assert_eq!(maya.get("/v1/messages").ok().await["data"], json!([]));
    });
}

#[test]
fn money_is_left_out_for_who_may_not_see_it() {
    it(async |world| {
        let scene = scene(world).await;
        let allowed = [ViewAccount, ViewAssessments];
        let clerk = world.member(&scene.account, &allowed).await;
        let account = clerk.get(scene.account.path("")).ok().await;
        assert_eq!(
            (&account["owing"], &account["balance"]),
            (&Value::Null, &Value::Null)
        );
        let period = clerk
            .get(scene.account.period_path("2026-09", ""))
            .ok()
            .await;
        assert_eq!(period["money"], Value::Null);
        let notice = clerk.get(
            scene
                .account
                .path(&format!("/assessments/{}", scene.assessment)),
        );
        let notice = notice.ok().await;
        assert_eq!(
            (&notice["owingToday"], &notice["interestToToday"]),
            (&Value::Null, &Value::Null)
        );
        let list = clerk.get("/v1/accounts").ok().await;
        assert_eq!(list["data"][0]["balance"], Value::Null);
    });
}
