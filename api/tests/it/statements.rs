//! What the desk charges without a return: freehold mineral tax, and penalties.

use crate::desk::staff;
use crate::support::{
    Account, Browser, World, assert_ledger_holds, corporation, entries, fresh_key, it, signs_in,
};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::period::Frequency;
use shared::program::Program;

/// A statement of 2025 with that tax before the reduction.
fn of_2025(account: &Account, tax: &str) -> Value {
    json!({
        "accountId": account.id,
        "form": "statement", "from": "2025-01-01", "to": "2025-12-31", "dueOn": "2026-12-31",
        "lines": { "rights": "Title 042 118 276", "10": tax },
    })
}

const PATH: &str = "/v1/desk/statements";
const FORMS: &str = "/v1/desk/statement-forms";

async fn owner_of_rights(world: &World) -> Account {
    let client = world.client("Northern Plains Group Ltd.").await;
    world
        .account_in(
            Program::FreeholdMineralTax,
            client,
            Frequency::AsNeeded,
            "2026-01-01",
        )
        .await
}

async fn posted(desk: &Browser, body: Value) -> Value {
    desk.file(PATH, &fresh_key(), body).ok().await
}

#[test]
fn a_statement_is_an_assessment_with_reasons_interest_and_a_way_to_correct_it() {
    it(async |world| {
        let account = owner_of_rights(world).await;
        let desk = staff(world).await;
        let asked = json!({
            "program": "freehold-mineral-tax", "number": account.number, "form": "statement",
            "from": "2025-01-01", "to": "2025-12-31",
        });
        let form = desk.post(FORMS, asked.clone()).ok().await;
        assert_eq!(form["accountId"], account.id.to_string(), "{form:#}");
        assert_eq!(form["form"]["kind"], "statement");

        let first = desk
            .file(PATH, "once", of_2025(&account, "4,000"))
            .ok()
            .await;
        assert_eq!(
            (&first["charged"], &first["owing"]),
            (&json!("2400.00"), &json!("2400.00"))
        );
        let again = desk
            .file(PATH, "once", of_2025(&account, "4,000"))
            .ok()
            .await;
        assert_eq!(again["filingId"], first["filingId"]);
        desk.file(PATH, &fresh_key(), of_2025(&account, "4,000"))
            .problem(409, "filing.overlaps")
            .await;

        let lee = signs_in(world, &account).await;
        let notice = account.path(&format!(
            "/assessments/{}",
            first["assessmentId"].as_str().unwrap()
        ));
        let notice = lee.get(notice).ok().await;
        assert_eq!(notice["filingKind"], "statement", "{notice:#}");
        assert_eq!(notice["charges"][0]["label"], "Freehold mineral tax");
        assert_eq!(notice["charges"][0]["now"], "2400.00");
        assert_eq!(notice["payableOn"], "2026-12-31");
        assert_eq!(notice["takesAmendments"], false);
        assert!(
            notice["why"]["20"].to_string().contains("$1,600"),
            "{notice:#}"
        );
        assert_eq!(entries(&lee, &account, 1).await[0].1, "Tax by statement");
        let inbox = lee.get("/v1/messages").ok().await;
        assert_eq!(inbox["data"][0]["kind"], "notice-of-assessment");
        // What is to be paid is in the calendar, and nothing is to be filed.
        let calendar = "/v1/calendar?from=2026-12-01&to=2026-12-31";
        let days = lee.get(calendar).ok().await;
        let tasks: Vec<&Value> = days["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| &day["task"])
            .collect();
        assert_eq!(
            tasks,
            ["Pay the tax for the year ended 31 December 2025"],
            "{days:#}"
        );

        // The client neither amends it nor begins one.
        let amend = account.path(&format!(
            "/filings/{}/amendments",
            first["filingId"].as_str().unwrap()
        ));
        let mine = json!({ "lines": { "rights": "None", "10": "0" }, "certified": true });
        lee.file(amend, &fresh_key(), mine)
            .problem(409, "filing.not_offered")
            .await;
        let begun = json!({ "form": "statement", "from": "2024-01-01", "to": "2024-12-31" });
        lee.post(account.path("/periods"), begun)
            .problem(422, "filing.findings")
            .await;
        let shown = lee.get(account.path("")).ok().await;
        assert_eq!(
            (&shown["startable"], &shown["takes"]),
            (&json!([]), &json!([]))
        );

        // A later statement of the same days takes its place.
        let mut corrected = of_2025(&account, "3,000");
        corrected["replaces"] = first["filingId"].clone();
        let second = posted(&desk, corrected).await;
        assert_eq!(
            (&second["charged"], &second["owing"]),
            (&json!("-1000.00"), &json!("1400.00"))
        );
        let form = desk.post(FORMS, asked).ok().await;
        let earlier = form["earlier"].as_array().unwrap();
        assert_eq!(earlier.len(), 1, "{form:#}");
        assert_eq!(
            (&earlier[0]["filingId"], &earlier[0]["payable"]),
            (&second["filingId"], &json!("1400.00"))
        );
        // Ten days after the day to pay by, at 6.5% a year.
        world.stand("2027-01-11T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let balance = lee.get(account.path("/balance?asOf=2027-01-10")).ok().await;
        assert_eq!(balance["owing"]["interestAccrued"], "2.50", "{balance:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_penalty_of_corporate_tax_stands_alone_and_bears_no_interest() {
    it(async |world| {
        let account = corporation(world, "2025-01-01").await;
        let desk = staff(world).await;
        let body = json!({
            "accountId": account.id, "form": "penalty", "from": "2026-11-20", "to": "2026-11-20", "dueOn": "2026-12-31",
            "lines": { "kind": "false-statement", "for": "2024: sales left out", "understated": "5,000" },
        });
        let made = posted(&desk, body).await;
        assert_eq!(made["charged"], "2500.00", "{made:#}");
        let lee = signs_in(world, &account).await;
        let notice = account.path(&format!(
            "/assessments/{}",
            made["assessmentId"].as_str().unwrap()
        ));
        let notice = lee.get(notice).ok().await;
        let charges = notice["charges"].as_array().unwrap();
        assert_eq!(charges.len(), 1, "{notice:#}");
        assert_eq!(
            (&charges[0]["kind"], &charges[0]["label"]),
            (&json!("penalty"), &json!("Penalty"))
        );
        let said = notice["facts"].to_string();
        assert!(said.contains("False statement"), "{said}");
        assert!(said.contains("2024: sales left out"), "{said}");
        assert!(
            notice["why"]["a"].to_string().contains("s.37.1"),
            "{notice:#}"
        );
        assert_eq!(entries(&lee, &account, 1).await[0].1, "Penalty");
        world.stand("2027-03-31T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let balance = lee.get(account.path("/balance?asOf=2027-03-31")).ok().await;
        assert_eq!(balance["owing"]["total"], "2500.00", "{balance:#}");
        assert_eq!(balance["owing"]["penalty"], "2500.00");

        // Returns of the corporation go on as before: its main form is its return.
        let instalments = lee.get(account.path("/periods")).ok().await;
        let forms: Vec<&Value> = instalments["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["form"])
            .collect();
        assert!(
            forms.contains(&&json!("return")) && forms.contains(&&json!("penalty")),
            "{forms:?}"
        );
    });
}

#[test]
fn a_statement_that_does_not_fit_is_refused_with_the_reason() {
    it(async |world| {
        let account = owner_of_rights(world).await;
        let desk = staff(world).await;
        let refused = async |change: (&str, Value), pointer: &str, code: &str| {
            let mut body = of_2025(&account, "4,000");
            body[change.0] = change.1;
            let problem = desk.file(PATH, &fresh_key(), body);
            let problem = problem.problem(422, "filing.findings").await;
            let errors = problem["errors"].to_string();
            assert!(
                errors.contains(pointer) && errors.contains(code),
                "{problem:#}"
            );
        };
        refused(("dueOn", json!("2026-11-01")), "/dueOn", "day.over").await;
        refused(("form", json!("return")), "/form", "form.unknown").await;
        refused(("to", json!("2027-12-31")), "/to", "range.not_over").await;
        refused(("from", json!("2026-01-01")), "/to", "range.backwards").await;
        refused(
            ("lines", json!({ "10": "4000" })),
            "/lines/rights",
            "line.required",
        )
        .await;
        refused(
            ("lines", json!({ "rights": "x", "10": "-5" })),
            "/lines/10",
            "number.negative",
        )
        .await;
        let none = json!({
            "program": "freehold-mineral-tax", "number": "999999999", "form": "statement",
            "from": "2025-01-01", "to": "2025-12-31",
        });
        desk.post(FORMS, none).problem(404, "not_found").await;
        let mut nobodys = of_2025(&account, "1");
        nobodys["accountId"] = json!("0199a000-0000-7000-8000-000000000000");
        desk.file(PATH, &fresh_key(), nobodys)
            .problem(404, "not_found")
            .await;
        let lee = signs_in(world, &account).await;
        lee.file(PATH, &fresh_key(), of_2025(&account, "1"))
            .problem(404, "not_found")
            .await;
        lee.call(Method::GET, account.path("/balance")).ok().await;
    });
}
