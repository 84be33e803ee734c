//! Figures that a form takes over from the account, and corporate returns as Net File sends them.

use crate::support::{self, Account, Browser, World, fresh_key, it};
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;
use shared::program::Program;

/// A corporation whose tax years end in September.
async fn corporation(world: &World) -> (Browser, Account) {
    let client = world.client("Northern Plains Group Ltd.").await;
    let program = Program::CorporateIncomeTax;
    let account = world
        .account_in(program, client, Frequency::Yearly, "2023-10-01")
        .await;
    let lee = world.member(&account, Permission::ALL).await;
    (lee, account)
}

/// 300,000 at 8% is 24,000; less the small business deduction of 18,000 it is 6,000.
fn at1(further: Value) -> Value {
    let mut lines = json!({
        "029": "1", "001": "no", "035": "123456782", "047": "2000000", "048": "900000", "038": "no", "050": "no",
        "060": "no", "061": "no", "062": "300000", "schedule-1": "yes", "1-003": "300000",
        "099": "Lee Hassan", "100": "Director",
    });
    let all = lines.as_object_mut().unwrap();
    all.extend(further.as_object().unwrap().clone());
    json!({ "lines": lines, "certified": true, "acknowledged": [] })
}

async fn pay(world: &World, account: &Account, month: &str, amount: &str, on: &str) {
    let body = json!({
        "accountId": account.id, "periodId": account.period(month), "amount": amount, "receivedOn": on,
    });
    let nobody = world.stranger();
    nobody.post("/sandbox/v1/payments", body).expect(201).await;
}

fn line<'f>(form: &'f Value, id: &str) -> &'f Value {
    let sections = form["sections"].as_array().unwrap().iter();
    let mut lines = sections.flat_map(|section| section["lines"].as_array().unwrap());
    lines.find(|line| line["id"] == id).unwrap()
}

#[test]
fn instalments_are_taken_over_and_counted_once() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        pay(world, &account, "2025-10", "4000.00", "2026-03-31").await;
        pay(world, &account, "2025-10", "1000.00", "2026-06-30").await;
        let form = lee.get(account.period_path("2025-10", "/form")).ok().await;
        assert_eq!(line(&form, "082")["value"], "5000", "{form}");
        let origin = line(&form, "082")["origin"].as_str().unwrap();
        assert!(origin.contains("24 November 2026"), "{origin}");

        let path = account.period_path("2025-10", "/filings");
        let receipt = lee.file(path.clone(), "at1", at1(json!({}))).ok().await;
        assert_eq!(receipt["payable"], "1000.00");
        assert_eq!(receipt["confirmation"].as_str().unwrap().len(), 12);
        let notice = receipt["assessmentId"].as_str().unwrap();
        let notice = lee
            .get(account.path(&format!("/assessments/{notice}")))
            .ok()
            .await;
        // The tax is assessed whole; what was paid is on the account already.
        assert_eq!(notice["charges"][0]["now"], "6000.00");
        let balance = lee.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["tax"], "1000.00", "{balance}");
    });
}

#[test]
fn an_amendment_takes_over_what_was_paid_since() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        pay(world, &account, "2025-10", "5000.00", "2026-06-30").await;
        let path = account.period_path("2025-10", "/filings");
        let receipt = lee.file(path, "at1", at1(json!({}))).ok().await;
        world.stand("2026-12-10T18:00:00Z");
        pay(world, &account, "2025-10", "700.00", "2026-12-09").await;
        let lee = world.member(&account, Permission::ALL).await;
        let form = lee.get(account.period_path("2025-10", "/form")).ok().await;
        assert_eq!(line(&form, "082")["value"], "5700");
        let amend = format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        );
        let mut body = at1(json!({ "062": "400000", "1-003": "400000" }));
        let amended = lee
            .file(account.path(&amend), "amend", body.clone())
            .ok()
            .await;
        // 2% of 400,000 is 8,000; what was paid since is taken off, and only the new tax is charged. Nothing is
        // charged for instalments: the year before is not assessed.
        assert_eq!(amended["payable"], "2300.00");
        assert_eq!(amended["charged"], "2000.00");
        body["lines"]["082"] = "5000".into();
        let check = account.period_path("2025-10", "/draft/check");
        let found = lee
            .post(check, json!({ "lines": body["lines"] }))
            .ok()
            .await;
        assert_eq!(found["findings"][0]["code"], "carried.differs", "{found}");
    });
}

#[test]
fn instalments_that_the_account_does_not_show_are_a_warning() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        let path = account.period_path("2025-10", "/filings");
        let mut body = at1(json!({ "082": "5000" }));
        let refused = lee.file(path.clone(), "at1", body.clone());
        let problem = refused.problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["code"], "carried.differs", "{problem}");
        assert_eq!(problem["errors"][0]["pointer"], "/lines/082");
        body["acknowledged"] = json!(["carried.differs"]);
        let receipt = lee.file(path.clone(), "again", body).ok().await;
        assert_eq!(receipt["payable"], "1000.00");
        // Only what was received lowers the balance.
        let balance = lee.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["tax"], "6000.00", "{balance}");
    });
}

#[test]
fn the_next_year_knows_the_year_before() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        let path = account.period_path("2024-10", "/filings");
        lee.file(path.clone(), "first", at1(json!({}))).ok().await;
        let form = lee.get(account.period_path("2025-10", "/form")).ok().await;
        assert_eq!(line(&form, "last-year-tax")["value"], "6000");
        assert_eq!(line(&form, "last-year-deduction")["value"], "yes");
        // A year further on nothing is filed for the year before, so nothing is known of it.
        let form = lee.get(account.period_path("2026-10", "/form")).ok().await;
        assert_eq!(line(&form, "last-year-tax")["value"], Value::Null);
    });
}

#[test]
fn a_new_draft_begins_with_the_stock_of_the_month_before() {
    it(async |world| {
        let client = world.client("Northern Plains Group Ltd.").await;
        let account = world
            .account_in(Program::FuelTax, client, Frequency::Monthly, "2026-01-01")
            .await;
        let lee = world.member(&account, Permission::ALL).await;
        let rows = json!([{ "product": "diesel", "bought": "5000", "taxable": "3000", "closing": "2000" }]);
        let body = json!({ "lines": {}, "rows": { "products": rows }, "certified": true });
        let path = account.period_path("2026-09", "/filings");
        lee.file(path.clone(), "september", body).ok().await;
        let draft = lee.get(account.period_path("2026-10", "/draft")).ok().await;
        assert_eq!(draft["version"], 0);
        assert_eq!(
            draft["draft"]["rows"]["products"],
            json!([{ "product": "diesel", "opening": "2000" }])
        );
        let changed = json!({ "lines": {}, "rows": { "products": [{ "product": "diesel", "opening": "1999", "closing": "1999" }] } });
        let check = account.period_path("2026-10", "/draft/check");
        let found = lee.post(&check, changed).ok().await;
        assert_eq!(found["findings"][0]["code"], "carried.differs", "{found}");
    });
}

fn net(account: &Account, further: Value) -> Value {
    let mut body = json!({
        "can": account.number, "yearEnd": "2026-09-30", "certified": true,
        "items": {
            "000000034": account.number, "000000036": "20251001", "000000037": "20260930",
            "000000001": "2", "000000029": "1", "000000035": "123456782", "000000047": "2000000", "000000048": "900000",
            "000000038": "2", "000000050": "2", "000000060": "2", "000000061": "2", "000000062": "300000",
            "000000068": "24000", "000000080": "6000", "000000099": "Lee Hassan", "000000100": "Director",
            "001000003": "300000",
        },
    });
    let all = body.as_object_mut().unwrap();
    all.extend(further.as_object().unwrap().clone());
    body
}

#[test]
fn net_file_receives_a_return_with_a_confirmation_of_twelve_digits() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        let path = account.path("/net-file");
        let filed = lee
            .file(path.clone(), "net", net(&account, json!({})))
            .ok()
            .await;
        assert_eq!(filed["code"], 30001);
        let confirmation = filed["confirmation"].as_str().unwrap();
        assert!(confirmation.len() == 12 && confirmation.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(filed["receipt"]["payable"], "6000.00");
        assert_eq!(filed["receipt"]["confirmation"], confirmation);
        // A retry gets the same receipt, though an original is on file by now.
        let again = lee
            .file(path.clone(), "net", net(&account, json!({})))
            .ok()
            .await;
        assert_eq!(again, filed);
        // Another body under the key is refused.
        let other = lee.file(
            path.clone(),
            "net",
            net(&account, json!({ "amended": true })),
        );
        other.problem(422, "idempotency.key_reused").await;

        let second = lee.file(path.clone(), "second", net(&account, json!({})));
        let problem = second.problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["code"], "net_file.20050", "{problem}");
        let mut amended = net(&account, json!({ "amended": true }));
        amended["items"]["000000062"] = "200000".into();
        amended["items"]["001000003"] = "200000".into();
        for computed in ["000000068", "000000080"] {
            amended["items"].as_object_mut().unwrap().remove(computed);
        }
        let amended = lee.file(path.clone(), "amended", amended).ok().await;
        assert_eq!(amended["receipt"]["revision"], 2);
        assert_eq!(amended["receipt"]["payable"], "4000.00");
        assert_eq!(amended["receipt"]["charged"], "-2000.00");
    });
}

#[test]
fn net_file_answers_with_the_first_stage_that_fails() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        let path = account.path("/net-file");
        let items = |id: &str, value: &str| {
            let mut body = net(&account, json!({}));
            body["items"][id] = value.into();
            body
        };
        for (body, pointer, code) in [
            (
                net(&account, json!({ "can": "12-34" })),
                "/can",
                "net_file.20030",
            ),
            (
                net(&account, json!({ "can": "999999999" })),
                "/can",
                "net_file.20035",
            ),
            (
                net(&account, json!({ "yearEnd": "2027-09-30" })),
                "/yearEnd",
                "net_file.20045",
            ),
            (
                net(&account, json!({ "yearEnd": "2026-08-31" })),
                "/yearEnd",
                "net_file.20060",
            ),
            (
                net(&account, json!({ "amended": true })),
                "/amended",
                "net_file.20060",
            ),
            (items("014000001", "1"), "/items", "net_file.20055"),
            // What is no part of the return is said so at its stage, and a column of a table where it goes.
            (items("013000100", "1"), "/items", "net_file.20055"),
            (items("003000604", "1"), "/items", "net_file.20055"),
            (
                items("001000041", "Prairie Holdings"),
                "/items/001000041",
                "net_file.20060",
            ),
            (
                net(&account, json!({ "lines": { "062": "5" } })),
                "/items/000000062",
                "net_file.20060",
            ),
            (items("62", "1"), "/items/62", "net_file.20060"),
            (
                items("000000999", "1"),
                "/items/000000999",
                "net_file.20060",
            ),
            (
                items("000000037", "20260831"),
                "/items/000000037",
                "net_file.20060",
            ),
            (
                items("000000080", "6001"),
                "/items/000000080",
                "net_file.20060",
            ),
            (
                items("000000062", "-1.5"),
                "/items/000000062",
                "number.too_precise",
            ),
            (
                items("000000060", "1"),
                "/items/000000061",
                "at1.060_requires_061",
            ),
        ] {
            let refused = lee.file(path.clone(), &crate::support::fresh_key(), body);
            let problem = refused.problem(422, "filing.findings").await;
            let error = &problem["errors"][0];
            assert_eq!(
                (&error["pointer"], &error["code"]),
                (&json!(pointer), &json!(code)),
                "{problem}"
            );
        }
        let uncertified = lee.file(
            path.clone(),
            "open",
            net(&account, json!({ "certified": false })),
        );
        let problem = uncertified.problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["code"], "certified.required");
        assert_eq!(
            lee.get(account.path("/filings")).ok().await["data"],
            json!([])
        );

        // Another program's account has no corporate number.
        let (maya, levy) = world.holder().await;
        let refused = maya.file(levy.path("/net-file"), "levy", net(&levy, json!({})));
        let problem = refused.problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["code"], "net_file.20035");
    });
}

#[test]
fn a_year_end_of_another_age_is_none() {
    it(async |world| {
        let (lee, account) = corporation(world).await;
        let body = json!({ "can": account.number, "yearEnd": "-5000-09-30", "items": {}, "certified": true });
        let refused = lee.file(account.path("/net-file"), "a", body);
        let problem = refused.problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["pointer"], "/yearEnd", "{problem:#}");
    });
}

#[test]
fn a_grant_is_in_time_by_the_first_version_that_claims_it() {
    it(async |world| {
        let grant = json!({
            "schedule-29": "yes", "29-005": "10000", "s29-capital": "1000000", "s29-first": "0", "s29-second": "0",
        });
        let plain = || support::at1("150000", &json!({}));
        let claims = |income| support::at1(income, &grant);
        let (on_time, late) = (
            support::corporation(world, "2024-01-01").await,
            support::corporation(world, "2024-01-01").await,
        );
        world.stand("2025-06-10T18:00:00Z");
        let of_on_time = support::files(world, &on_time, "2024-01", plain()).await;
        let of_late = support::files(world, &late, "2024-01", plain()).await;
        let amendments = |account: &Account, receipt: &Value| {
            let filing = receipt["filingId"].as_str().unwrap();
            account.path(&format!("/filings/{filing}/amendments"))
        };
        // Fifteen months after 30 June 2025, the day the return was due.
        world.stand("2026-09-30T18:00:00Z");
        let lee = support::signs_in(world, &on_time).await;
        let path = amendments(&on_time, &of_on_time);
        let receipt = lee.file(path, &fresh_key(), claims("150000")).ok().await;
        world.stand("2026-10-01T18:00:00Z");
        let noor = support::signs_in(world, &late).await;
        let path = amendments(&late, &of_late);
        let refused = noor.file(path, &fresh_key(), claims("150000"));
        let problem = refused.problem(422, "filing.findings").await;
        let codes: Vec<&str> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["at1.grant_out_of_time"], "{problem:#}");
        // Claimed in time, it can be amended later.
        let lee = support::signs_in(world, &on_time).await;
        let path = amendments(&on_time, &receipt);
        lee.file(path, &fresh_key(), claims("162500")).ok().await;
    });
}
