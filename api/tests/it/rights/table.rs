//! One row for each operation: how it is called, and who may.

use super::*;

/// One row for each operation. The test fails for an operation without one.
pub(super) const ROWS: &[Row] = &[
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
    row("list_activity", SignedIn, |_| "/v1/activity".into()),
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
    row("discard_filing", Needs(PrepareFiling), |scene| {
        scene.claimant.path(&format!("/periods/{}", scene.begun))
    }),
    sending(
        "change_year_end",
        Needs(SubmitFiling),
        |scene| scene.corporation.path("/year-end"),
        |_| Some(json!({ "endsOn": "2026-10-31", "reason": "approved" })),
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
    sending(
        "find_filings",
        Staff(DecideWork),
        |_| "/v1/desk/filing-searches".into(),
        |scene| {
            Some(json!({ "program": "corporate-income-tax", "number": scene.corporation.number }))
        },
        &[],
    ),
    sending(
        "open_work",
        Staff(DecideWork),
        |_| "/v1/desk/work".into(),
        |scene| {
            Some(json!({
                "accountId": scene.account.id, "filingId": scene.amendment, "reason": "The auditor found more.",
            }))
        },
        &[],
    ),
    sending(
        "show_statement_form",
        Staff(DecideWork),
        |_| "/v1/desk/statement-forms".into(),
        |scene| {
            Some(json!({
                "program": "corporate-income-tax", "number": scene.corporation.number, "form": "penalty",
                "from": "2026-11-20", "to": "2026-11-20",
            }))
        },
        &[],
    ),
    sending(
        "post_statement",
        Staff(DecideWork),
        |_| "/v1/desk/statements".into(),
        |scene| {
            Some(json!({
                "accountId": scene.corporation.id, "form": "penalty", "from": "2026-11-20", "to": "2026-11-20", "dueOn": "2026-12-31",
                "lines": { "kind": "not-electronic", "for": "2024" },
            }))
        },
        KEY,
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
pub(super) fn new_rate(day: &str) -> Value {
    let rate = json!({ "code": "tourism-levy", "effectiveOn": day, "value": "0.07", "source": "Bill 1", "confidence": "confirmed" });
    json!({ "rate": rate, "reason": "Budget" })
}

/// A change to what a program offers.
pub(super) fn new_term(day: &str) -> Value {
    let change = json!({ "term": "objection-days", "days": 60 });
    json!({ "term": { "program": "ifta", "effectiveOn": day, "change": change }, "reason": "Budget" })
}

/// A rule of the queue.
pub(super) fn new_rule(day: &str) -> Value {
    let setting = json!({
        "rule": "credit-above", "effectiveOn": day, "active": true, "threshold": "6000", "least": "0.00", "codes": [],
        "level": "medium", "fourEyes": false,
    });
    json!({ "setting": setting, "reason": "Too many" })
}

pub(super) fn activation(scene: &Scene) -> Option<Value> {
    Some(json!({ "accountNumber": format!("{}-001", scene.invited), "pin": scene.pin }))
}

pub(super) fn net_file(scene: &Scene) -> Option<Value> {
    Some(json!({
        "can": scene.corporation.number, "yearEnd": "2025-09-30", "certified": true,
        "items": {
            "000000001": "2", "000000029": "4", "000000035": "123456782", "000000047": "1", "000000048": "1",
            "000000038": "2", "000000050": "2", "000000060": "2", "000000061": "2", "000000062": "0",
            "000000099": "Jo Lee", "000000100": "Director",
        },
    }))
}

pub(super) fn payment(scene: &Scene) -> Option<Value> {
    let period = scene.account.period("2026-09");
    Some(json!({ "accountId": scene.account.id, "periodId": period, "amount": "1.00" }))
}
