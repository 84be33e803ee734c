//! Periods and payments are opened ahead by the clock: across year ends, once, for every form that has a calendar, and
//! no further than a registration goes.

use crate::support::{Account, Browser, World, corporate_return, day, fresh_key, it, pays};
use api::job::obligations::{close_ended, open_ahead, open_payments};
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::Frequency;
use shared::program::Program;

async fn periods(
    world: &World,
    program: Program,
    frequency: Frequency,
    opened_on: &str,
) -> Vec<(String, String, String, String)> {
    let client = world.client("Northern Plains Group Ltd.").await;
    let account = world
        .account_in(program, client, frequency, opened_on)
        .await;
    // Time goes on until what was opened with the account is nearly over.
    world.stand("2027-01-15T18:00:00Z");
    assert!(open_ahead(&world.state).await.unwrap() > 0);
    assert_eq!(
        open_ahead(&world.state).await.unwrap(),
        0,
        "a second run opens nothing"
    );
    world.stand("2028-02-29T18:00:00Z");
    let lee = world.member(&account, Permission::ALL).await;
    let list = lee.get(account.path("/periods?limit=200")).ok().await;
    let text = |row: &Value, path: &str| row.pointer(path).unwrap().as_str().unwrap().to_owned();
    let rows = list["data"].as_array().unwrap().iter().rev();
    rows.map(|row| {
        (
            text(row, "/form"),
            text(row, "/period/startsOn"),
            text(row, "/period/endsOn"),
            text(row, "/dueOn"),
        )
    })
    .collect()
}

#[test]
fn months_go_on_without_a_gap_across_the_year_end() {
    it(async |world| {
        let all = periods(
            world,
            Program::TourismLevy,
            Frequency::Monthly,
            "2026-10-15",
        )
        .await;
        assert_eq!(
            all[0],
            row("return", "2026-10-15", "2026-10-31", "2026-11-30"),
            "a short first month"
        );
        for pair in all.windows(2) {
            assert_eq!(
                day(&pair[0].2).succ_opt().unwrap(),
                day(&pair[1].1),
                "{pair:?}"
            );
        }
        assert!(
            all.contains(&row("return", "2027-12-01", "2027-12-31", "2028-01-28")),
            "{all:?}"
        );
        assert!(all.iter().any(|one| one.1 == "2028-02-01"), "{all:?}");
    });
}

#[test]
fn every_form_with_a_calendar_goes_on() {
    it(async |world| {
        let all = periods(world, Program::TobaccoTax, Frequency::Monthly, "2026-10-01").await;
        let due = |form: &str| {
            all.iter()
                .find(|one| one.0 == form && one.1 == "2028-01-01")
                .map(|one| one.3.clone())
        };
        assert_eq!(due("return").as_deref(), Some("2028-02-28"));
        assert_eq!(due("memo-summary").as_deref(), Some("2028-02-07"));
    });
}

#[test]
fn a_tax_year_in_the_middle_of_a_month_keeps_its_day() {
    it(async |world| {
        let all = periods(
            world,
            Program::CorporateIncomeTax,
            Frequency::Yearly,
            "2025-06-16",
        )
        .await;
        let years: Vec<&str> = all.iter().map(|one| one.1.as_str()).collect();
        assert_eq!(years, ["2025-06-16", "2026-06-16", "2027-06-16"]);
        assert_eq!(all[0].3, "2026-12-15");
    });
}

fn row(form: &str, from: &str, to: &str, due: &str) -> (String, String, String, String) {
    (form.into(), from.into(), to.into(), due.into())
}

/// A corporation whose tax years are calendar years from 2025 on.
async fn corporation(world: &World, opened_on: &str) -> (Browser, Account) {
    let client = world.client("Northern Plains Group Ltd.").await;
    let program = Program::CorporateIncomeTax;
    let account = world
        .account_in(program, client, Frequency::Yearly, opened_on)
        .await;
    let lee = world.member(&account, Permission::ALL).await;
    (lee, account)
}

/// Of a payment: day, amount left, status.
type Due = (String, Option<String>, String);

async fn payments(lee: &Browser, from: &str, to: &str) -> Vec<Due> {
    payments_towards("", lee, from, to).await
}

async fn instalments(lee: &Browser, from: &str, to: &str) -> Vec<Due> {
    payments_towards("instalment", lee, from, to).await
}

async fn payments_towards(what: &str, lee: &Browser, from: &str, to: &str) -> Vec<Due> {
    let path = format!("/v1/calendar?kind=payment&from={from}&to={to}&limit=200");
    let list = lee.get(path).ok().await;
    let rows = list["data"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["task"].as_str().unwrap().contains(what));
    rows.map(|row| {
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        (
            text("dueOn").unwrap(),
            text("amount"),
            text("status").unwrap(),
        )
    })
    .collect()
}

fn due(on: &str, amount: Option<&str>, status: &str) -> Due {
    (on.into(), amount.map(str::to_owned), status.into())
}

#[test]
fn instalments_follow_what_is_assessed_of_the_years_before() {
    it(async |world| {
        let (lee, account) = corporation(world, "2025-01-01").await;
        let of_2025 = instalments(&lee, "2025-01-01", "2025-12-31").await;
        assert_eq!(of_2025, [], "no instalments in the first year");
        let of_2026 = instalments(&lee, "2026-01-01", "2026-12-31").await;
        assert_eq!(of_2026.len(), 12);
        assert!(of_2026.iter().all(|one| one.1.is_none()), "{of_2026:?}");
        assert_eq!(of_2026[1], due("2026-03-02", None, "passed"));

        // 300,000 at 8%: 24,000, of which a twelfth is 2,000.
        let path = account.period_path("2025-01", "/filings");
        let receipt = lee
            .file(path, "2025", corporate_return(300_000, &[]))
            .ok()
            .await;
        let of_2026 = instalments(&lee, "2026-01-01", "2026-12-31").await;
        assert_eq!(of_2026[0], due("2026-02-02", Some("2000.00"), "overdue"));
        assert_eq!(of_2026[11], due("2026-12-31", Some("2000.00"), "upcoming"));
        let november = &of_2026[10];
        assert_eq!(november, &due("2026-11-30", Some("2000.00"), "due-soon"));
        let of_2027 = instalments(&lee, "2027-01-01", "2027-12-31").await;
        assert_eq!(of_2027[0], due("2027-02-01", Some("2000.00"), "upcoming"));
        assert_eq!(
            of_2027[2],
            due("2027-03-31", None, "upcoming"),
            "2026 is not assessed yet"
        );

        // What is paid counts for the earliest first.
        let pay = json!({ "accountId": account.id, "periodId": account.period("2026-01"), "amount": "5000.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", pay)
            .expect(201)
            .await;
        let of_2026 = instalments(&lee, "2026-01-01", "2026-12-31").await;
        assert_eq!(of_2026[0], due("2026-02-02", None, "paid"));
        assert_eq!(of_2026[1], due("2026-03-02", None, "paid"));
        assert_eq!(of_2026[2], due("2026-03-31", Some("1000.00"), "overdue"));
        assert_eq!(of_2026[3], due("2026-04-30", Some("2000.00"), "overdue"));

        // A new assessment of 2025 changes them; one of 2026 settles them.
        let filing = receipt["filingId"].as_str().unwrap();
        let path = account.path(&format!("/filings/{filing}/amendments"));
        let less = lee
            .file(path, "less", corporate_return(150_000, &[]))
            .ok()
            .await;
        let of_2026 = instalments(&lee, "2026-01-01", "2026-12-31").await;
        assert_eq!(of_2026[2], due("2026-03-31", None, "paid"));
        assert_eq!(of_2026[11], due("2026-12-31", Some("1000.00"), "upcoming"));
        let newest = less["filingId"].as_str().unwrap();
        let path = account.path(&format!("/filings/{newest}/amendments"));
        lee.file(path, "small", corporate_return(25_000, &[]))
            .ok()
            .await;
        let of_2026 = instalments(&lee, "2026-01-01", "2026-12-31").await;
        assert_eq!(of_2026, [], "2,000 of tax mean no instalments");
    });
}

#[test]
fn a_payment_keeps_its_name_and_says_where_it_comes_from() {
    it(async |world| {
        let (lee, account) = corporation(world, "2025-01-01").await;
        let path = "/v1/calendar?kind=payment&from=2026-11-15&to=2026-11-30";
        let before = lee.get(path).ok().await["data"][0].clone();
        assert_eq!(before["task"], "Pay the November 2026 instalment");
        assert!(
            before["why"]["text"]
                .as_str()
                .unwrap()
                .contains("is assessed"),
            "{before}"
        );
        let file = account.period_path("2025-01", "/filings");
        lee.file(file, &fresh_key(), corporate_return(300_000, &[]))
            .ok()
            .await;
        let after = lee.get(path).ok().await["data"][0].clone();
        assert_eq!(after["key"], before["key"]);
        let why = "One twelfth of the tax of the year ended 31 December 2025, $24,000.00.";
        assert!(
            after["why"]["text"].as_str().unwrap().starts_with(why),
            "{after}"
        );
        assert_eq!(after["why"]["source"], before["why"]["source"]);
        let transactions = account.period("2026-01");
        let page = format!(
            "/accounts/{}/transactions?periodId={transactions}",
            account.id
        );
        assert_eq!(after["page"], page.as_str());
    });
}

#[test]
fn the_balance_of_a_small_private_corporation_has_a_third_month() {
    it(async |world| {
        let (lee, account) = corporation(world, "2025-01-01").await;
        let balances = async || {
            let list = lee.get("/v1/calendar?kind=payment&from=2026-01-01&to=2026-12-31&limit=200");
            let list = list.ok().await;
            let rows = list["data"].as_array().unwrap().iter();
            let balance = rows.filter(|row| row["task"].as_str().unwrap().contains("balance"));
            balance.cloned().collect::<Vec<Value>>()
        };
        let before = balances().await;
        assert_eq!(
            before[0]["dueOn"], "2026-03-02",
            "28 February is a Saturday"
        );
        assert_eq!(
            before[0]["task"],
            "Pay the balance for the year ended 31 December 2025"
        );
        assert_eq!(
            (&before[0]["status"], &before[0]["amount"]),
            (&json!("passed"), &Value::Null)
        );
        // 300,000 × 8% − 300,000 × 6% with the small business deduction of a private corporation.
        let private = [("029", "1"), ("schedule-1", "yes"), ("1-003", "300000")];
        let mut body = corporate_return(300_000, &private);
        body["lines"]["029"] = json!("1");
        let path = account.period_path("2025-01", "/filings");
        lee.file(path, &fresh_key(), body).ok().await;
        let after = balances().await;
        assert_eq!(after[0]["key"], before[0]["key"]);
        assert_eq!(after[0]["dueOn"], "2026-03-31");
        assert_eq!(after[0]["status"], "overdue");
        // With interest to today, as the account says it.
        let shown = lee.get(account.path("/balance")).ok().await;
        assert_eq!(after[0]["amount"], shown["owing"]["total"]);
        let next = lee
            .get("/v1/calendar?kind=payment&from=2027-03-01&to=2027-03-31")
            .ok()
            .await;
        let days: Vec<&str> = next["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["dueOn"].as_str().unwrap())
            .collect();
        assert_eq!(
            days,
            ["2027-03-01", "2027-03-31", "2027-03-31"],
            "February’s instalment, then the balance as before"
        );
    });
}

#[test]
fn payments_of_accounts_from_before_there_were_any_are_opened() {
    it(async |world| {
        let (lee, _account) = corporation(world, "2025-06-16").await;
        let of_year = payments(&lee, "2026-07-01", "2027-06-30").await;
        assert_eq!(of_year.len(), 13, "{of_year:?}");
        assert_eq!(of_year[1].0, "2026-08-17", "the 15th is a Saturday");
        assert_eq!(open_payments(&world.state).await.unwrap(), 0);
        let mut owner = world.owner().await;
        owner
            .batch_execute("DELETE FROM payment_due")
            .await
            .unwrap();
        assert_eq!(payments(&lee, "2026-07-01", "2027-06-30").await, []);
        assert_eq!(open_payments(&world.state).await.unwrap(), 1);
        assert_eq!(payments(&lee, "2026-07-01", "2027-06-30").await, of_year);
        assert_eq!(open_payments(&world.state).await.unwrap(), 0, "once");
        // Time goes on, and payments with it.
        world.stand("2027-02-15T18:00:00Z");
        assert!(open_ahead(&world.state).await.unwrap() > 0);
        let lee = world.sign_in_again(&lee).await;
        assert_eq!(payments(&lee, "2028-01-01", "2028-06-30").await.len(), 6);
    });
}

#[test]
fn a_registration_that_ends_leaves_nothing_due_after_it() {
    it(async |world| {
        let client = world.client("Kestrel Creek Hotels Ltd.").await;
        let account = world
            .account_of(client, Frequency::Monthly, "2026-09-01")
            .await;
        let maya = world.member(&account, Permission::ALL).await;
        // Somebody has paid for January already.
        pays(world, &account, account.period("2027-01"), "600.00").await;
        assert_eq!(close_ended(&world.state).await.unwrap(), 0);
        let mut owner = world.owner().await;
        let end = "UPDATE account SET closed_on = '2026-11-12'";
        owner.batch_execute(end).await.unwrap();
        assert_eq!(
            close_ended(&world.state).await.unwrap(),
            4,
            "November and three that come after; what was paid for January stays"
        );
        assert_eq!(close_ended(&world.state).await.unwrap(), 0, "once");
        assert_eq!(
            open_ahead(&world.state).await.unwrap(),
            0,
            "and nothing is opened again"
        );
        let list = maya
            .get("/v1/calendar?kind=return&from=2026-09-01&to=2027-08-31")
            .ok()
            .await;
        let rows = list["data"].as_array().unwrap().iter();
        let rows: Vec<(&str, &str)> = rows
            .map(|row| {
                (
                    row["label"].as_str().unwrap(),
                    row["dueOn"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("September 2026", "2026-10-28"),
                ("October 2026", "2026-11-30"),
                ("1 to 12 November 2026", "2026-12-10"),
            ]
        );
        // The money waits there, and no return is asked for it, however late it is.
        world.stand("2027-06-01T18:00:00Z");
        let maya = world.sign_in_again(&maya).await;
        let list = maya.get(account.path("/periods")).ok().await;
        let january = &list["data"][0];
        assert_eq!(january["label"], "January 2027", "{list:#}");
        assert_eq!(january["status"], "not-asked");
        assert_eq!(january["money"]["balance"], "-600.00");
        let shown = maya.get(account.path("")).ok().await;
        assert_eq!(shown["returnsOverdue"], 3, "{shown:#}");
        // The short period can be filed.
        let path = account.period_path("2026-11", "/filings");
        maya.file(path, &fresh_key(), crate::support::filing(&[]))
            .expect(201)
            .await;
        crate::support::assert_ledger_holds(&mut owner).await;
    });
}

#[test]
fn a_corporation_that_ends_pays_what_its_short_year_asks() {
    it(async |world| {
        let (lee, account) = corporation(world, "2025-01-01").await;
        let path = account.period_path("2025-01", "/filings");
        lee.file(path, &fresh_key(), corporate_return(300_000, &[]))
            .ok()
            .await;
        let mut owner = world.owner().await;
        owner
            .batch_execute("UPDATE account SET closed_on = '2026-08-20'")
            .await
            .unwrap();
        assert_eq!(
            close_ended(&world.state).await.unwrap(),
            2,
            "2026 ends early, 2027 never comes"
        );
        let left = payments(&lee, "2026-03-03", "2027-03-02").await;
        let days: Vec<&str> = left.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(
            days,
            [
                "2026-03-31",
                "2026-04-30",
                "2026-06-01",
                "2026-06-30",
                "2026-07-31",
                "2026-10-20"
            ],
            "months that are complete, and the balance"
        );
    });
}

#[test]
fn a_first_tax_year_ends_with_the_year_end_of_the_client() {
    it(async |world| {
        let client = world.client("Northern Plains Group Ltd.").await;
        let (program, yearly) = (Program::CorporateIncomeTax, Frequency::Yearly);
        let account = world
            .account_until(program, client, yearly, "2024-05-10", Some("2024-12-31"))
            .await;
        let lee = world.member(&account, Permission::ALL).await;
        let days = async |account: &Account| -> Vec<(String, String)> {
            let lee = world.member(account, Permission::ALL).await;
            let list = lee.get(account.path("/periods")).ok().await;
            let text =
                |row: &Value, path: &str| row.pointer(path).unwrap().as_str().unwrap().to_owned();
            let rows = list["data"].as_array().unwrap().iter().rev();
            rows.map(|row| (text(row, "/period/endsOn"), text(row, "/dueOn")))
                .collect()
        };
        let pair = |ends: &str, due: &str| (ends.to_owned(), due.to_owned());
        let expected = [
            pair("2024-12-31", "2025-06-30"),
            pair("2025-12-31", "2026-06-30"),
            pair("2026-12-31", "2027-06-30"),
        ];
        assert_eq!(days(&account).await, expected);
        // Software finds the short year by its end.
        let body = json!({ "can": account.number, "yearEnd": "2024-12-31", "items": {}, "certified": true });
        let refused = lee.file(account.path("/net-file"), "a", body);
        let problem = refused.problem(422, "filing.findings").await;
        assert!(!problem.to_string().contains("no tax year"), "{problem:#}");

        // Premiums of health cost recovery are those of a calendar year.
        let program = Program::HealthCostRecovery;
        let insurer = world
            .account_in(program, client, yearly, "2025-05-10")
            .await;
        let first = &days(&insurer).await[0];
        assert_eq!(
            *first,
            pair("2025-12-31", "2026-03-16"),
            "15 March is a Sunday"
        );
    });
}
