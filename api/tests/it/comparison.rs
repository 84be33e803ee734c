//! Two versions of a filing side by side: what differs, who may see it, and what cannot be compared.

use crate::support::{Account, Browser, OCTOBER, World, corporate_return, filing, fresh_key, it};
use serde_json::{Value, json};
use shared::access::Permission;
use shared::id::FilingId;
use shared::period::Frequency;
use shared::program::Program;

/// Files a return and says its filing.
async fn file(browser: &Browser, path: String, body: Value) -> String {
    let receipt = browser.file(path, &fresh_key(), body).ok().await;
    receipt["filingId"].as_str().unwrap().to_owned()
}

async fn amend(browser: &Browser, account: &Account, id: &str, body: Value) -> String {
    file(
        browser,
        account.path(&format!("/filings/{id}/amendments")),
        body,
    )
    .await
}

fn path(account: &Account, id: &str, query: &str) -> String {
    account.path(&format!("/filings/{id}/comparison{query}"))
}

/// The lines that are not the same: number, before, now, difference.
fn changed(comparison: &Value) -> Vec<(String, Value, Value, Value)> {
    let sections = comparison["sections"].as_array().unwrap().iter();
    sections
        .flat_map(|section| section["lines"].as_array().unwrap())
        .filter(|line| line["change"] != "same")
        .map(|line| {
            let of = |name: &str| line[name].clone();
            (
                line["line"].as_str().unwrap().to_owned(),
                of("before"),
                of("now"),
                of("difference"),
            )
        })
        .collect()
}

fn row(line: &str, before: Value, now: Value, difference: Value) -> (String, Value, Value, Value) {
    (line.to_owned(), before, now, difference)
}

#[test]
fn every_line_that_differs_is_told_with_its_difference() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(
            &maya,
            account.period_path("2026-09", "/filings"),
            filing(&OCTOBER),
        )
        .await;
        // Revenue goes down, the free stays for the blind are gone, long stays come in.
        let less = [
            ("5", "2214"),
            ("10", "400000.00"),
            ("21", "18240.00"),
            ("22", "46310.00"),
            ("24", "100.00"),
            ("50", "1590.00"),
            ("60", "120.00"),
        ];
        let second = amend(&maya, &account, &first, filing(&less)).await;
        let found = maya.get(path(&account, &second, "")).ok().await;
        assert_eq!(
            (&found["before"]["revision"], &found["now"]["revision"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(
            (&found["before"]["filingId"], &found["now"]["filingId"]),
            (&json!(first), &json!(second))
        );
        assert_eq!(
            (&found["title"], &found["label"]),
            (&json!("Tourism levy return"), &json!("September 2026"))
        );
        let lines = changed(&found);
        assert!(
            lines.contains(&row(
                "10",
                json!("412860.00"),
                json!("400000.00"),
                json!("-12860.00")
            )),
            "{lines:?}"
        );
        assert!(
            lines.contains(&row("23", json!("6415.50"), Value::Null, json!("-6415.50"))),
            "removed: {lines:?}"
        );
        assert!(
            lines.contains(&row("24", Value::Null, json!("100.00"), json!("100.00"))),
            "added: {lines:?}"
        );
        // (12,860.00 − 6,415.50 + 100.00) × 6% = 392.67
        assert!(
            lines.contains(&row(
                "70",
                json!("20483.67"),
                json!("20091.00"),
                json!("-392.67")
            )),
            "computed too: {lines:?}"
        );
        assert!(
            lines.iter().all(|line| line.0 != "5" && line.0 != "21"),
            "{lines:?}"
        );
        assert_eq!(found["changes"], lines.len());
        let of = |id: &str| {
            let sections = found["sections"].as_array().unwrap().iter();
            let mut lines = sections.flat_map(|section| section["lines"].as_array().unwrap());
            lines.find(|line| line["line"] == id).unwrap().clone()
        };
        assert_eq!(
            (&of("5")["change"], &of("5")["unit"], &of("5")["kind"]),
            (&json!("same"), &json!("nights"), &json!("entered"))
        );
        assert_eq!(of("70")["kind"], "total");
        assert_eq!(
            found["payable"],
            json!({ "before": "20483.67", "now": "20091.00", "difference": "-392.67" })
        );
        assert_eq!(found["assessment"]["tax"]["difference"], "-392.67");
        assert_eq!(
            found["assessment"]["penalty"]["now"], "675.00",
            "27 days late, in both"
        );

        // The first against the third, whichever is asked about.
        let third = amend(&maya, &account, &second, filing(&[])).await;
        let there = maya
            .get(path(&account, &third, &format!("?with={first}")))
            .ok()
            .await;
        let back = maya
            .get(path(&account, &first, &format!("?with={third}")))
            .ok()
            .await;
        assert_eq!(there, back);
        assert_eq!(
            (&there["before"]["revision"], &there["now"]["revision"]),
            (&json!(1), &json!(3))
        );
        let warned = there["findings"].as_array().unwrap();
        assert!(
            warned
                .iter()
                .all(|one| one["change"] != "same" || one["finding"]["code"].is_string())
        );
    });
}

#[test]
fn warnings_that_came_and_went_are_told() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let without = [("10", "100000.00")];
        let first = file(
            &maya,
            account.period_path("2026-10", "/filings"),
            filing(&without),
        )
        .await;
        let second = amend(&maya, &account, &first, filing(&OCTOBER)).await;
        let found = maya.get(path(&account, &second, "")).ok().await;
        let warned: Vec<(&str, &str)> = found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["finding"]["code"].as_str().unwrap(),
                    one["change"].as_str().unwrap(),
                )
            })
            .collect();
        assert!(
            warned.contains(&("nights.missing", "removed")),
            "{warned:?}"
        );
    });
}

async fn carrier(world: &World) -> (Browser, Account) {
    let rows = "INSERT INTO rate (code, effective_on, value, confidence, source) VALUES
        ('ifta.BC.diesel', '2025-01-01', 0.15, 'unverified', 'made up'),
        ('ifta.SK.diesel', '2025-01-01', 0.15, 'unverified', 'made up'),
        ('ifta.matrix', '2026-07-01', 1, 'unverified', 'made up')";
    let mut owner = world.owner().await;
    diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, rows)
        .await
        .unwrap();
    let client = world.client("Northern Plains Group Ltd.").await;
    let account = world
        .account_in(Program::Ifta, client, Frequency::Quarterly, "2026-07-01")
        .await;
    let lee = world.member(&account, Permission::ALL).await;
    (lee, account)
}

fn trips(rows: &[(&str, &str)]) -> Value {
    let row = |(place, km): &(&str, &str)| json!({ "fuel": "diesel", "jurisdiction": place, "km": km, "taxable-km": km, "paid-litres": "1000" });
    let rows: Vec<Value> = rows.iter().map(row).collect();
    let mut body = filing(&[("licence", "AB1234567"), ("diesel-litres", "24000")]);
    body["rows"] = json!({ "rows": rows });
    body
}

#[test]
fn rows_are_told_by_what_makes_them_one_of_a_kind() {
    it(async |world| {
        let (lee, account) = carrier(world).await;
        let before = trips(&[("AB", "30000"), ("BC", "12000"), ("SK", "18000")]);
        let first = file(&lee, account.period_path("2026-07", "/filings"), before).await;
        // Another order, one changed, one gone.
        let second = amend(
            &lee,
            &account,
            &first,
            trips(&[("SK", "20000"), ("AB", "30000")]),
        )
        .await;
        let found = lee.get(path(&account, &second, "")).ok().await;
        let sections = found["sections"].as_array().unwrap().iter();
        let table = sections
            .map(|section| &section["table"])
            .find(|table| table.is_object())
            .unwrap();
        let told: Vec<(&str, &str, &Value, &Value)> = table["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                (
                    row["name"].as_str().unwrap(),
                    row["change"].as_str().unwrap(),
                    &row["before"],
                    &row["now"],
                )
            })
            .collect();
        let (two, three, one) = (json!(2), json!(3), json!(1));
        let gone = told.iter().find(|row| row.1 == "removed").unwrap();
        assert!(gone.0.contains("British Columbia"), "{told:?}");
        assert_eq!((gone.2, gone.3), (&two, &Value::Null));
        let changed = told
            .iter()
            .find(|row| row.0.contains("Saskatchewan"))
            .unwrap();
        assert_eq!((changed.1, changed.2, changed.3), ("changed", &three, &one));
        let row = table["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["change"] == "changed")
            .unwrap();
        let km = row["values"]
            .as_array()
            .unwrap()
            .iter()
            .find(|value| value["line"] == "km")
            .unwrap();
        assert_eq!(
            (&km["before"], &km["now"], &km["difference"]),
            (&json!("18000"), &json!("20000"), &json!("2000"))
        );
        assert_eq!(table["leftOut"], 0);
    });
}

#[test]
fn words_and_choices_are_compared_as_people_read_them() {
    it(async |world| {
        let client = world.client("Northern Plains Group Ltd.").await;
        let program = Program::CorporateIncomeTax;
        let account = world
            .account_in(program, client, Frequency::Yearly, "2025-01-01")
            .await;
        let lee = world.member(&account, Permission::ALL).await;
        let first = file(
            &lee,
            account.period_path("2025-01", "/filings"),
            corporate_return(300_000, &[]),
        )
        .await;
        let mut body = corporate_return(300_000, &[]);
        body["lines"]["029"] = json!("5");
        body["lines"]["100"] = json!("Treasurer");
        let second = amend(&lee, &account, &first, body).await;
        let found = lee.get(path(&account, &second, "")).ok().await;
        let lines = changed(&found);
        assert!(
            lines.contains(&row(
                "100",
                json!("Director"),
                json!("Treasurer"),
                Value::Null
            )),
            "{lines:?}"
        );
        let kind = lines.iter().find(|line| line.0 == "029").unwrap();
        assert!(
            kind.1.as_str().unwrap().len() > 1 && kind.1 != kind.2,
            "the words of the choice: {kind:?}"
        );
    });
}

#[test]
fn what_is_no_version_of_the_same_is_refused() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let september = file(
            &maya,
            account.period_path("2026-09", "/filings"),
            filing(&OCTOBER),
        )
        .await;
        let october = file(
            &maya,
            account.period_path("2026-10", "/filings"),
            filing(&OCTOBER),
        )
        .await;
        let code = "filing.not_comparable";
        let first = maya
            .get(path(&account, &september, ""))
            .problem(422, code)
            .await;
        assert!(
            first["detail"].as_str().unwrap().contains("first version"),
            "{first}"
        );
        maya.get(path(&account, &september, &format!("?with={september}")))
            .problem(422, code)
            .await;
        let other = maya
            .get(path(&account, &september, &format!("?with={october}")))
            .problem(422, code)
            .await;
        assert!(
            other["detail"].as_str().unwrap().contains("different days"),
            "{other}"
        );
        let nobody = world.state.clock.id(FilingId::from_parts);
        maya.get(path(&account, &nobody.to_string(), ""))
            .problem(404, "not_found")
            .await;
        maya.get(path(&account, &september, &format!("?with={nobody}")))
            .problem(404, "not_found")
            .await;
        // A filing of another account is as little there, even one's own.
        let (lee, theirs) = world.holder().await;
        let foreign = file(
            &lee,
            theirs.period_path("2026-09", "/filings"),
            filing(&OCTOBER),
        )
        .await;
        maya.get(path(&account, &september, &format!("?with={foreign}")))
            .problem(404, "not_found")
            .await;
        lee.get(path(&theirs, &foreign, &format!("?with={september}")))
            .problem(404, "not_found")
            .await;
        for query in ["?with=", "?with=1", "?with=null", "?against=x"] {
            maya.get(path(&account, &september, query))
                .problem(400, "request.parameter")
                .await;
        }
        maya.get(path(&account, "1", ""))
            .problem(404, "not_found")
            .await;
    });
}

#[test]
fn who_may_not_see_assessments_compares_what_was_filed() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(
            &maya,
            account.period_path("2026-09", "/filings"),
            filing(&OCTOBER),
        )
        .await;
        let second = amend(&maya, &account, &first, filing(&[])).await;
        let clerk = world.member(&account, &[Permission::ViewFilings]).await;
        let found = clerk.get(path(&account, &second, "")).ok().await;
        assert_eq!(found["assessment"], Value::Null);
        assert_eq!(
            (
                &found["before"]["assessmentId"],
                &found["now"]["assessmentId"]
            ),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(found["payable"]["difference"], "-20483.67");
    });
}
