//! The calendar over all accounts: what is in it, where it stands, and who sees it.

use crate::support::{
    Account, Browser, OCTOBER, World, corporate_return, draft, filing, fresh_key, it,
};
use serde_json::{Value, json};
use shared::access::{Permission, Role};
use shared::id::PersonId;
use shared::period::Frequency;
use shared::program::Program;

pub(crate) async fn list(browser: &Browser, query: &str) -> Vec<Value> {
    let page = browser.get(format!("/v1/calendar?limit=200&{query}"));
    let page = page.ok().await;
    assert_eq!(page["hasMore"], false, "{query}");
    page["data"].as_array().unwrap().clone()
}

pub(crate) fn tasks(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["task"].as_str().unwrap())
        .collect()
}

/// Another account of the same person.
pub(crate) async fn also(
    world: &World,
    person: PersonId,
    program: Program,
    opened_on: &str,
    permissions: &[Permission],
) -> Account {
    let client = world.client("Northern Plains Group Ltd.").await;
    let frequency = program.facts().frequencies.first().copied();
    let frequency = frequency.unwrap_or(Frequency::AsNeeded);
    let account = world
        .account_in(program, client, frequency, opened_on)
        .await;
    world
        .admit(&account, person, Role::Owner, permissions)
        .await;
    account
}

#[test]
fn each_day_says_what_when_why_and_where() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let rows = list(&maya, "from=2026-11-01&to=2026-12-31").await;
        assert_eq!(
            tasks(&rows),
            [
                "File and pay the October 2026 return",
                "File and pay the November 2026 return"
            ]
        );
        let october = &rows[0];
        assert_eq!(
            (&october["nominalDueOn"], &october["dueOn"]),
            (&json!("2026-11-28"), &json!("2026-11-30"))
        );
        assert_eq!(
            october["moved"],
            "28 November 2026 is a Saturday, so Monday 30 November 2026 counts as on time."
        );
        assert_eq!(october["status"], "due-soon");
        assert_eq!(october["accountName"], "The Kestrel");
        let page = format!(
            "/accounts/{}/periods/{}/return",
            account.id,
            account.period("2026-10")
        );
        assert_eq!(october["page"], page.as_str());
        assert_eq!(
            (&rows[1]["status"], &rows[1]["moved"]),
            (&json!("upcoming"), &Value::Null)
        );
        assert_eq!(
            rows[1]["page"],
            format!("/accounts/{}", account.id),
            "not over yet"
        );

        let path = account.period_path("2026-10", "/draft");
        maya.save(path, 0, draft(&OCTOBER)).expect(200).await;
        let october = &list(&maya, "from=2026-11-30&to=2026-11-30").await[0];
        assert_eq!(
            (&october["status"], &october["draftPayable"]),
            (&json!("draft"), &json!("20483.67"))
        );

        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, "october", filing(&OCTOBER)).ok().await;
        let rows = list(&maya, "from=2026-11-30&to=2026-11-30").await;
        assert_eq!(
            tasks(&rows),
            [
                "File and pay the October 2026 return",
                "Pay the levy for October 2026"
            ]
        );
        assert_eq!(rows[0]["status"], "received");
        let notice = receipt["assessmentId"].as_str().unwrap();
        assert_eq!(
            rows[0]["page"],
            format!("/accounts/{}/assessments/{notice}", account.id)
        );
        assert_eq!(
            (&rows[1]["amount"], &rows[1]["status"]),
            (&json!("20483.67"), &json!("due-soon"))
        );
        assert_eq!(
            tasks(&list(&maya, "open=true&from=2026-11-30&to=2026-11-30").await),
            ["Pay the levy for October 2026"]
        );

        // Later it is late, with interest; then it is paid.
        world.stand("2026-12-15T18:00:00Z");
        let maya = world.sign_in_again(&maya).await;
        let late = list(&maya, "kind=payment&from=2026-11-30&to=2026-11-30").await;
        assert_eq!(
            (&late[0]["status"], &late[0]["daysLate"]),
            (&json!("overdue"), &json!(15))
        );
        let balance = maya.get(account.path("/balance")).ok().await;
        assert_eq!(
            late[0]["amount"], balance["owing"]["total"],
            "as the account says it"
        );
        assert_ne!(late[0]["amount"], "20483.67");
        let due = maya.get("/v1/obligations?limit=200").ok().await;
        let payments = due["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["kind"] == "payment");
        assert_eq!(
            payments.count(),
            0,
            "a debt whose day has passed is in the balances"
        );
        let pay = json!({ "accountId": account.id, "periodId": account.period("2026-10"), "amount": late[0]["amount"] });
        world
            .stranger()
            .post("/sandbox/v1/payments", pay)
            .expect(201)
            .await;
        assert_eq!(
            list(&maya, "kind=payment&from=2026-11-30&to=2026-11-30").await,
            Vec::<Value>::new()
        );
    });
}

#[test]
fn a_late_return_is_to_be_filed_even_by_those_who_cannot_pay() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        let september = &list(&maya, "from=2026-10-28&to=2026-10-28").await[0];
        assert_eq!(september["task"], "File the September 2026 return");
        assert_eq!(
            (
                &september["status"],
                &september["daysLate"],
                &september["penaltySoFar"]["amount"]
            ),
            (&json!("overdue"), &json!(27), &json!("675.00"))
        );
    });
}

#[test]
fn objections_have_their_last_day_until_a_new_assessment_gives_another() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, "october", filing(&OCTOBER)).ok().await;
        let query = "kind=objection&from=2026-11-24&to=2027-04-30";
        let rows = list(&maya, query).await;
        assert_eq!(
            tasks(&rows),
            ["Object to the assessment for October 2026, if you disagree"]
        );
        assert_eq!(
            (&rows[0]["dueOn"], &rows[0]["status"]),
            (&json!("2027-02-22"), &json!("open"))
        );
        world.stand("2026-11-26T18:00:00Z");
        let maya = world.sign_in_again(&maya).await;
        let amended = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        maya.file(amended, "again", filing(&[])).ok().await;
        let rows = list(&maya, query).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["dueOn"], "2027-02-24", "of the newest assessment");
        world.stand("2027-03-01T18:00:00Z");
        let maya = world.sign_in_again(&maya).await;
        assert_eq!(list(&maya, query).await[0]["status"], "passed");
        assert_eq!(
            list(&maya, &format!("open=true&{query}")).await,
            Vec::<Value>::new()
        );
    });
}

#[test]
fn claims_have_a_last_day_begun_or_not() {
    it(async |world| {
        let person = world.person("Lee Hassan").await;
        let account = also(
            world,
            person,
            Program::AiteRetailer,
            "2023-07-01",
            Permission::ALL,
        )
        .await;
        let lee = world.sign_in(person).await;
        let query = "kind=claim&from=2026-12-01&to=2027-11-30";
        let rows = list(&lee, query).await;
        assert_eq!(
            rows.len(),
            1,
            "days in 2023; those of 2024 have a year more: {rows:?}"
        );
        assert_eq!(rows[0]["dueOn"], "2026-12-31");
        assert!(
            rows[0]["task"]
                .as_str()
                .unwrap()
                .ends_with("for days in 2023"),
            "{}",
            rows[0]
        );
        let why = rows[0]["why"]["text"].as_str().unwrap();
        assert_eq!(
            why,
            "Three years after the end of the year of the exempt sale."
        );
        assert_eq!(
            rows[0]["period"],
            json!({ "startsOn": "2023-07-01", "endsOn": "2023-12-31" })
        );
        assert_eq!(rows[0]["page"], format!("/accounts/{}/start", account.id));

        let days = json!({ "form": "claim", "from": "2023-07-01", "to": "2023-12-31" });
        lee.post(account.path("/periods"), days).expect(201).await;
        let rows = list(&lee, query).await;
        assert_eq!(rows.len(), 2, "the one that was begun has a row of its own");
        let begun = rows.iter().find(|row| row["periodId"].is_string()).unwrap();
        assert_eq!(
            (&begun["kind"], &begun["dueOn"], &begun["status"]),
            (&json!("claim"), &json!("2026-12-31"), &json!("open"))
        );
        let path = begun["periodId"].as_str().unwrap();
        let path = account.path(&format!("/periods/{path}/filings"));
        let body = json!({ "lines": { "10": "5000" }, "certified": true, "acknowledged": ["claim.nothing"] });
        lee.file(path, &fresh_key(), body).expect(201).await;
        let rows = list(&lee, query).await;
        assert_eq!(
            rows.len(),
            1,
            "the year is claimed to its last day: {rows:?}"
        );
        assert_eq!(rows[0]["status"], "received");
    });
}

#[test]
fn licences_are_renewed_before_they_run_out() {
    it(async |world| {
        let person = world.person("Lee Hassan").await;
        also(world, person, Program::Ifta, "2026-07-01", Permission::ALL).await;
        let lee = world.sign_in(person).await;
        let rows = list(&lee, "kind=renewal&from=2026-11-24&to=2027-11-23").await;
        assert_eq!(tasks(&rows), ["Renew the licence and decals for 2027"]);
        assert_eq!(
            (&rows[0]["dueOn"], &rows[0]["status"]),
            (&json!("2026-12-31"), &json!("open"))
        );
        assert_eq!(
            list(&lee, "kind=renewal&from=2027-01-01&to=2027-11-30").await,
            Vec::<Value>::new()
        );
        // Two people of the desk switch renewals off: there is nothing to be done any more.
        let change = json!({ "term": "capability", "capability": "renewal", "offered": false });
        crate::desk::change_term(world, "2026-11-24", change).await;
        let none = list(&lee, "kind=renewal&from=2026-11-24&to=2027-11-23").await;
        assert_eq!(none, Vec::<Value>::new());
    });
}

#[test]
fn everybody_sees_what_the_permissions_in_each_account_allow() {
    it(async |world| {
        let owner = world.person("Maya Okafor").await;
        let levy = also(
            world,
            owner,
            Program::TourismLevy,
            "2025-10-01",
            Permission::ALL,
        )
        .await;
        let tax = also(
            world,
            owner,
            Program::CorporateIncomeTax,
            "2025-01-01",
            Permission::ALL,
        )
        .await;
        let maya = world.sign_in(owner).await;
        let path = tax.period_path("2025-01", "/filings");
        maya.file(path, "2025", corporate_return(300_000, &[]))
            .ok()
            .await;
        maya.file(
            levy.period_path("2026-09", "/filings"),
            "september",
            filing(&OCTOBER),
        )
        .ok()
        .await;
        maya.save(levy.period_path("2026-10", "/draft"), 0, draft(&OCTOBER))
            .expect(200)
            .await;
        let days = "from=2026-10-01&to=2027-03-31";
        let all = list(&maya, days).await;
        let count =
            |rows: &[Value], kind: &str| rows.iter().filter(|row| row["kind"] == kind).count();
        assert!(count(&all, "objection") == 2 && all.iter().any(|row| row["amount"].is_string()));

        let clerk = world.person("Ana Reyes").await;
        world
            .admit(
                &levy,
                clerk,
                Role::Representative,
                &[Permission::ViewAccount],
            )
            .await;
        world
            .admit(
                &tax,
                clerk,
                Role::Representative,
                &[Permission::ViewAccount],
            )
            .await;
        let ana = world.sign_in(clerk).await;
        let plain = list(&ana, days).await;
        assert_eq!(count(&plain, "objection"), 0);
        assert!(
            count(&plain, "payment") > 3,
            "that something is due, and when"
        );
        assert_eq!(count(&plain, "return"), count(&all, "return"));
        for row in &plain {
            for hidden in [
                "amount",
                "draftPayable",
                "draftSavedBy",
                "draftSavedAt",
                "assessmentId",
            ] {
                assert_eq!(row[hidden], Value::Null, "{hidden}: {row}");
            }
            let text = row.to_string();
            assert!(
                !text.contains("24,000") && !text.contains("2000.00"),
                "{text}"
            );
            assert!(row["status"] != "paid" && row["status"] != "draft", "{row}");
        }
        // Who may only read letters does not even see the days.
        let reader = world.person("Sam Whitford").await;
        world
            .admit(
                &levy,
                reader,
                Role::Representative,
                &[Permission::ReadMessages],
            )
            .await;
        let sam = world.sign_in(reader).await;
        assert_eq!(list(&sam, days).await, Vec::<Value>::new());
        assert_eq!(sam.get("/v1/obligations").ok().await["data"], json!([]));
    });
}
