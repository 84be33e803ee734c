//! Returns of carriers: interest by the month, on what is owed to any jurisdiction, until the return and the payment are
//! in; and rates that nobody has entered.

use crate::desk::{queue, staff};
use crate::programs::made_up_rates;
use crate::support::{Account, World, assert_ledger_holds, fresh_key, it, pays, signs_in};
use actix_web::http::Method;
use api::job::interest::post_month_ends;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::period::Frequency;
use shared::program::Program;

const QUARTER: &str = "2025-07";

/// 12,000 litres used in Alberta and bought there, 4,800 in British Columbia and 7,200 in Saskatchewan, at 15 cents each;
/// `bc` and `sk` were bought there.
fn quarter(bc: &str, sk: &str) -> Value {
    json!({
        "lines": { "licence": "AB123456", "fleet": "trucks", "diesel-litres": "24000" },
        "rows": { "rows": [
            { "fuel": "diesel", "jurisdiction": "AB", "km": "30000", "paid-litres": "12000" },
            { "fuel": "diesel", "jurisdiction": "BC", "km": "12000", "paid-litres": bc },
            { "fuel": "diesel", "jurisdiction": "SK", "km": "18000", "paid-litres": sk },
        ] },
        "certified": true, "acknowledged": [],
    })
}

async fn carrier(world: &World) -> Account {
    made_up_rates(world).await;
    let client = world.client("Prairie Haul Ltd.").await;
    world
        .account_in(Program::Ifta, client, Frequency::Quarterly, "2025-07-01")
        .await
}

async fn files(world: &World, account: &Account, body: Value) -> Value {
    let lee = signs_in(world, account).await;
    let path = account.period_path(QUARTER, "/filings");
    lee.file(path, &fresh_key(), body).ok().await
}

async fn owing(world: &World, account: &Account) -> Value {
    let lee = signs_in(world, account).await;
    lee.get(account.path("/balance")).ok().await["owing"].clone()
}

#[test]
fn the_cells_of_a_filed_row_say_why() {
    it(async |world| {
        let account = carrier(world).await;
        world.stand("2025-10-31T18:00:00Z");
        let receipt = files(world, &account, quarter("2000", "9200")).await;
        let lee = signs_in(world, &account).await;
        let filing = account.path(&format!(
            "/filings/{}",
            receipt["filingId"].as_str().unwrap()
        ));
        let plain = lee.get(&filing).ok().await;
        assert_eq!(plain["evaluation"]["rowWhy"], Value::Null, "{plain:#}");
        let asked = lee.get(format!("{filing}?explain=/rows/rows/1")).ok().await;
        let tax = &asked["evaluation"]["rowWhy"]["tax"];
        assert_eq!(tax["steps"].as_array().unwrap().len(), 3, "{tax:#}");
        lee.get(format!("{filing}?explain=rows"))
            .problem(400, "request.parameter")
            .await;
    });
}

#[test]
fn a_return_on_time_that_is_paid_late_bears_interest_on_what_is_owed_anywhere() {
    it(async |world| {
        let account = carrier(world).await;
        world.stand("2025-10-31T18:00:00Z");
        // 420.00 owed, 300.00 in credit: 120.00 to pay.
        let receipt = files(world, &account, quarter("2000", "9200")).await;
        assert_eq!(receipt["payable"], "120.00", "{receipt:#}");
        assert_eq!(receipt["owing"], "120.00");

        // Two months begun, at 7% a year: a twelfth of it on 420.00 is 2.45.
        world.stand("2025-12-10T18:00:00Z");
        while post_month_ends(&world.state).await.unwrap().more {}
        let shown = owing(world, &account).await;
        assert_eq!(shown["interestPosted"], "2.45", "{shown:#}");
        assert_eq!(shown["interestAccrued"], "2.45");
        assert_eq!(shown["total"], "124.90");

        pays(world, &account, account.period(QUARTER), "124.90").await;
        world.stand("2026-04-10T18:00:00Z");
        while post_month_ends(&world.state).await.unwrap().more {}
        assert_eq!(owing(world, &account).await["total"], "0.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn interest_of_a_late_return_is_apart_from_its_tax_and_is_not_charged_twice() {
    it(async |world| {
        let account = carrier(world).await;
        world.stand("2025-12-05T18:00:00Z");
        let receipt = files(world, &account, quarter("2000", "9200")).await;
        // Two months on 420.00: 4.90. The penalty is on the tax alone: 50.00 is more than a tenth of it.
        assert_eq!(receipt["payable"], "124.90", "{receipt:#}");
        assert_eq!(receipt["owing"], "174.90");
        let lee = signs_in(world, &account).await;
        let notice = account.path(&format!(
            "/assessments/{}",
            receipt["assessmentId"].as_str().unwrap()
        ));
        let notice = lee.get(notice).ok().await;
        let charges: Vec<(&str, &str)> = notice["charges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|charge| {
                let text = |part: &str| charge[part].as_str().unwrap();
                (text("kind"), text("now"))
            })
            .collect();
        let expected = [
            ("tax", "120.00"),
            ("interest", "4.90"),
            ("late-filing-penalty", "50.00"),
        ];
        assert_eq!(charges, expected);

        // December is in the return; January is not.
        world.stand("2025-12-31T18:00:00Z");
        while post_month_ends(&world.state).await.unwrap().more {}
        assert_eq!(owing(world, &account).await["total"], "174.90");
        world.stand("2026-01-02T18:00:00Z");
        let shown = owing(world, &account).await;
        assert_eq!(shown["tax"], "120.00", "{shown:#}");
        assert_eq!(shown["interestPosted"], "4.90");
        assert_eq!(shown["interestAccrued"], "2.45");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_amendment_that_adds_tax_bears_interest_on_what_it_adds_since_the_due_date() {
    it(async |world| {
        let account = carrier(world).await;
        world.stand("2025-10-31T18:00:00Z");
        // Nothing but 420.00 in British Columbia, paid in time.
        let receipt = files(world, &account, quarter("2000", "7200")).await;
        pays(world, &account, account.period(QUARTER), "420.00").await;
        world.stand("2025-12-05T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let path = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        // No tax was paid there after all: 300.00 more for 2,000 litres.
        let amended = lee
            .file(path, &fresh_key(), quarter("0", "7200"))
            .ok()
            .await;
        assert_eq!(amended["charged"], "300.00", "{amended:#}");
        let shown = owing(world, &account).await;
        // November and December on the 300.00: a twelfth of 7% is 1.75.
        assert_eq!(shown["interestAccrued"], "3.50", "{shown:#}");
        assert_eq!(shown["total"], "303.50");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_jurisdiction_without_a_rate_is_refused_and_the_desk_is_told() {
    it(async |world| {
        let client = world.client("Prairie Haul Ltd.").await;
        let account = world
            .account_in(Program::Ifta, client, Frequency::Quarterly, "2025-07-01")
            .await;
        let lee = signs_in(world, &account).await;
        // A draft is enough: the page refuses it before it is filed.
        let mut draft = quarter("0", "0");
        for part in ["certified", "acknowledged"] {
            draft.as_object_mut().unwrap().remove(part);
        }
        lee.call(Method::PUT, account.period_path(QUARTER, "/draft"))
            .json(draft.clone())
            .header("If-Match", "\"0\"")
            .ok()
            .await;
        // Nobody has entered the matrix of the quarter: what counted before says nothing.
        let desk = staff(world).await;
        let path = account.period_path(QUARTER, "/filings");
        let refused = lee.file(path.clone(), &fresh_key(), quarter("0", "0"));
        let problem = refused.problem(422, "filing.rate_missing").await;
        let told = "no ifta.matrix rate is known on 1 July 2025";
        assert!(problem.to_string().contains(told), "{problem:#}");
        let told = queue(&desk).await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].to_string().contains("ifta.matrix"), "{told:#?}");

        // It is entered, without British Columbia.
        let entered = "INSERT INTO rate (code, effective_on, value, confidence, source)
            VALUES ('ifta.matrix', '2025-07-01', 1, 'unverified', 'made up')";
        world.owner().await.batch_execute(entered).await.unwrap();
        let there = account.period_path(QUARTER, "/draft");
        let version = lee.get(there.clone()).ok().await["version"].as_i64();
        lee.save(there, version.unwrap(), draft).ok().await;
        let told = queue(&desk).await;
        assert_eq!(told.len(), 2, "{told:#?}");
        let of_row = told
            .iter()
            .find(|work| work.to_string().contains("ifta.BC.diesel"));
        assert_eq!(of_row.unwrap()["kind"], "rate-missing", "{told:#?}");

        let refused = lee.file(path, &fresh_key(), quarter("0", "0"));
        let problem = refused.problem(422, "filing.findings").await;
        let error = &problem["errors"][0];
        assert_eq!(error["code"], "rate.unknown", "{problem:#}");
        assert_eq!(queue(&desk).await.len(), 2, "once");
    });
}
