//! Interest beyond what is prescribed: nothing is carried over, the desk is asked, and nothing is lost meanwhile.

use crate::desk::{queue, staff};
use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, corporation, entries, entry, files, filing,
    fresh_key, it, letter, pays, signs_in,
};
use actix_web::http::Method;
use api::job::interest::post_month_ends;
use api::job::rates_ahead::Asked;
use api::job::refunds::issue;
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::access::StaffPermission;

/// Takes out what the tests have in place of rates that no page has.
async fn nothing_beyond_what_is_published(world: &World) {
    let gone = "DELETE FROM rate WHERE source = 'Made up for tests'";
    world.owner().await.batch_execute(gone).await.unwrap();
}

/// Enters interest on what is owed, with two people, and says what the first was told.
async fn enter(world: &World, desk: &Browser, code: &str, days: (&str, Option<&str>)) -> Value {
    let mut rate = json!({ "code": code, "effectiveOn": days.0, "value": "0.065", "source": "Prescribed interest rates", "confidence": "confirmed" });
    if let Some(until) = days.1 {
        rate["until"] = until.into();
    }
    let made = desk
        .post(
            "/v1/desk/rate-proposals",
            json!({ "rate": rate, "reason": "Published" }),
        )
        .ok()
        .await;
    let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
    let id = made["id"].as_str().unwrap();
    let approval = format!("/v1/desk/rate-proposals/{id}/approval");
    arun.call(Method::POST, approval).expect(200).await;
    made["change"].clone()
}

async fn ask(world: &World) -> usize {
    Asked::default().look(&world.state).await.unwrap()
}

async fn run_month_ends(world: &World) {
    while post_month_ends(&world.state).await.unwrap().more {}
}

/// Files for June 2026, due on 28 July: 6,000.00 of levy and the most of the late penalty, 1,000.00.
async fn files_late(maya: &Browser, account: &Account) -> Value {
    let late = filing(&[("5", "50"), ("10", "100000.00")]);
    maya.file(
        account.period_path("2026-06", "/filings"),
        &fresh_key(),
        late,
    )
    .ok()
    .await
}

async fn balance(browser: &Browser, account: &Account, on: &str) -> Value {
    browser
        .get(account.path(&format!("/balance?asOf={on}")))
        .ok()
        .await
}

#[test]
fn a_late_return_is_taken_its_interest_ends_where_no_rate_is_known_and_the_desk_is_asked() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let (maya, account) = world.holder().await;
        let receipt = files_late(&maya, &account).await;
        let today = balance(&maya, &account, "2026-11-24").await;
        let owing = &today["owing"];
        assert_eq!(owing["interestMissingFrom"], "2026-07-29", "{today:#}");
        assert_eq!(owing["interestAccrued"], "0.00");
        assert_eq!(owing["total"], "7000.00");
        let why = today["periods"][0]["interestWhy"]["steps"].to_string();
        let told = "From 29 July 2026 on, for which no rate is published yet";
        assert!(why.contains(told), "{why}");
        let shown = maya.get(account.path("")).ok().await;
        assert_eq!(shown["owing"]["interestMissingFrom"], "2026-07-29");
        let notice = account.path(&format!(
            "/assessments/{}",
            receipt["assessmentId"].as_str().unwrap()
        ));
        let notice = maya.get(notice).ok().await;
        assert_eq!(notice["interestMissingFrom"], "2026-07-29");
        assert_eq!(notice["owingToday"], "7000.00");

        // Debit and credit interest end in March 2026, that of carriers with 2023, five rates of fuel in June 2026. Asking
        // again tells nothing new.
        let desk = staff(world).await;
        for _again in 0..2 {
            assert_eq!(ask(world).await, 8);
        }
        assert_eq!(queue(&desk).await.len(), 8);
        let titles = async || -> Vec<String> {
            let rows = queue(&desk).await.into_iter();
            let mut titles: Vec<String> = rows
                .map(|row| row["title"].as_str().unwrap().to_owned())
                .filter(|title| title.ends_with("interest"))
                .collect();
            titles.sort();
            titles
        };
        let (debit, credit, own) = (
            "Rate debit-interest".to_owned(),
            "Rate credit-interest".to_owned(),
            "Rate ifta-interest".to_owned(),
        );
        assert_eq!(titles().await, [credit.clone(), debit.clone(), own.clone()]);

        // A quarter goes to its end; the quarter after can be entered at once, and is not carried on.
        let second = enter(world, &desk, "debit-interest", ("2026-04-01", None)).await;
        assert_eq!(second["until"], "2026-06-30");
        assert_eq!(titles().await, [credit.clone(), own.clone()]);
        enter(world, &desk, "debit-interest", ("2026-07-01", None)).await;
        let lines = desk.get("/v1/desk/rates").ok().await;
        let line = |code: &str| {
            let mut lines = lines["data"].as_array().unwrap().iter();
            lines.find(|line| line["code"] == code).unwrap().clone()
        };
        assert_eq!(line("debit-interest")["knownTo"], "2026-09-30", "{lines:#}");
        assert_eq!(line("debit-interest")["now"], Value::Null);

        let today = balance(&maya, &account, "2026-11-24").await;
        // 6,000.00 for the 64 days to the end of September at 6.5 %.
        assert_eq!(today["owing"]["interestAccrued"], "68.77");
        assert_eq!(today["owing"]["interestMissingFrom"], "2026-10-01");
        let known = balance(&maya, &account, "2026-09-30").await;
        assert_eq!(known["owing"].get("interestMissingFrom"), None);
        assert_eq!(known["owing"]["interestAccrued"], "68.77");

        // What is known is posted, the desk is asked for the rest, and once that is there it is posted too.
        run_month_ends(world).await;
        let posted = [entry("June 2026", "Interest to 30 September 2026", "68.77")];
        assert_eq!(entries(&maya, &account, 1).await, posted);
        assert_eq!(titles().await, [credit, debit, own]);
        // One piece of work, whoever misses it.
        ask(world).await;
        assert_eq!(titles().await.len(), 3);
        // Posted on a day in October, the rates were used to September: the gap can be filled.
        enter(
            world,
            &desk,
            "debit-interest",
            ("2026-10-01", Some("2026-12-31")),
        )
        .await;
        world.stand("2026-12-01T18:00:00Z");
        run_month_ends(world).await;
        let maya = world.sign_in_again(&maya).await;
        let all = balance(&maya, &account, "2026-11-30").await;
        assert_eq!(all["owing"].get("interestMissingFrom"), None);
        assert_eq!(all["owing"]["interestAccrued"], "0.00");
        // 125 days: as if the rate had been known all along.
        assert_eq!(all["owing"]["interestPosted"], "135.05");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// Tax and penalty are paid to the cent before anybody knows the rate: nothing is owed any more, and still the interest
/// is worked out once it is known.
#[test]
fn a_settled_period_is_not_forgotten() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let (maya, account) = world.holder().await;
        files_late(&maya, &account).await;
        pays(world, &account, account.period("2026-06"), "7000.00").await;
        let settled = balance(&maya, &account, "2026-11-24").await;
        assert_eq!(settled["owing"]["total"], "0.00");
        assert_eq!(settled["owing"]["interestMissingFrom"], "2026-07-29");
        assert_eq!(settled["periods"][0]["label"], "June 2026");
        run_month_ends(world).await;

        let desk = staff(world).await;
        let days = ("2026-04-01", Some("2026-12-31"));
        enter(world, &desk, "debit-interest", days).await;
        let known = balance(&maya, &account, "2026-11-24").await;
        // 119 days to the day of payment.
        assert_eq!(known["owing"]["total"], "128.50");
        world.stand("2026-12-01T18:00:00Z");
        run_month_ends(world).await;
        let maya = world.sign_in_again(&maya).await;
        let posted = balance(&maya, &account, "2026-12-01").await;
        // It is owed like any other interest now, and bears some: nothing has to be remembered.
        assert_eq!(posted["owing"]["interestPosted"], "128.63", "{posted:#}");
        assert_eq!(posted["owing"]["total"], "128.66", "{posted:#}");
        pays(world, &account, account.period("2026-06"), "128.66").await;
        let done = balance(&maya, &account, "2026-12-01").await;
        assert_eq!(done["owing"]["total"], "0.00", "{done:#}");
        assert_eq!(done["periods"], json!([]));
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// A refund with a part of its interest would have to be followed by another: it waits, and the desk is told.
#[test]
fn a_refund_waits_for_the_rate_of_its_interest() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let account = corporation(world, "2025-05-01").await;
        world.stand("2026-05-20T18:00:00Z");
        pays(world, &account, account.period("2025-05"), "1800.00").await;
        let year = at1("10000", &json!({ "092": "1" }));
        files(world, &account, "2025-05", year).await;
        world.stand("2026-09-15T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let before = lee.get(account.path("/credits")).ok().await;
        assert_eq!(before["refunds"][0]["state"], "waiting", "{before:#}");
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        let desk = staff(world).await;
        let told = queue(&desk).await;
        assert!(told[0].to_string().contains("credit-interest"), "{told:#?}");

        let days = ("2026-04-01", Some("2026-12-31"));
        enter(world, &desk, "credit-interest", days).await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let year = "year ended 30 April 2026";
        let issued = [
            entry(year, "Refund issued", "1000.00"),
            entry(year, "Refund issued, of interest", "13.81"),
        ];
        assert_eq!(entries(&lee, &account, 2).await, issued);
        letter(&lee, &account, "Refund of $1,013.81 issued").await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// While a refund waits for the rate of its own interest, the credit pays what falls due meanwhile.
#[test]
fn a_credit_pays_debts_while_its_refund_waits() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let account = corporation(world, "2024-05-01").await;
        world.stand("2026-05-20T18:00:00Z");
        pays(world, &account, account.period("2025-05"), "1800.00").await;
        files(world, &account, "2024-05", at1("10000", &json!({}))).await;
        let year = at1("10000", &json!({ "092": "1" }));
        files(world, &account, "2025-05", year).await;
        world.stand("2026-09-15T18:00:00Z");
        issue(&world.state).await.unwrap();
        let lee = signs_in(world, &account).await;
        let credits = lee.get(account.path("/credits")).ok().await;
        assert_eq!(credits["owed"], "0.00", "{credits:#}");
        assert!(credits["interestMissingFrom"].is_string(), "{credits:#}");
        assert_eq!(credits["refunds"][0]["state"], "waiting");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// The debit rates end with June 2024, as if nothing had been published since.
async fn ends_with_june_2024(world: &World) {
    let ends = "
        ALTER TABLE rate DISABLE TRIGGER USER;
        DELETE FROM rate WHERE code = 'debit-interest' AND effective_on > '2024-01-01';
        UPDATE rate SET until = '2024-06-30' WHERE code = 'debit-interest' AND effective_on = '2024-01-01';
        ALTER TABLE rate ENABLE TRIGGER USER";
    world.owner().await.batch_execute(ends).await.unwrap();
}

async fn debit_is_published_again(world: &World) {
    let published = "
        ALTER TABLE rate DISABLE TRIGGER USER;
        INSERT INTO rate (code, effective_on, value, confidence, source) VALUES
            ('debit-interest', '2024-07-01', 0.085, 'derived', 'Federal'), ('debit-interest', '2025-01-01', 0.075, 'derived', 'Federal');
        ALTER TABLE rate ENABLE TRIGGER USER";
    world.owner().await.batch_execute(published).await.unwrap();
}

/// A second tax year, 2024, whose instalments are twelve of 2,000.00 by the year before.
async fn second_year(world: &World) -> Account {
    let account = corporation(world, "2023-01-01").await;
    world.stand("2024-02-29T18:00:00Z");
    pays(world, &account, account.period("2023-01"), "24000.00").await;
    files(world, &account, "2023-01", at1("300000", &json!({}))).await;
    ends_with_june_2024(world).await;
    account
}

#[test]
fn who_paid_instalments_on_time_needs_no_rate_to_file() {
    it(async |world| {
        let account = second_year(world).await;
        for month in 1..=12 {
            world.stand(&format!("2024-{month:02}-28T18:00:00Z"));
            pays(world, &account, account.period("2024-01"), "2000.00").await;
        }
        world.stand("2025-02-28T18:00:00Z");
        files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        let told = letter(
            &lee,
            &account,
            "Notice of assessment, year ended 31 December 2024",
        )
        .await;
        assert!(!told.contains("late instalments"), "{told}");
        let balance = balance(&lee, &account, "2025-02-28").await;
        assert_eq!(balance["owing"]["total"], "0.00", "{balance:#}");
    });
}

/// A part of the interest would make a wrong penalty, so what late instalments cost follows whole.
#[test]
fn late_instalments_are_charged_once_their_rate_is_known() {
    it(async |world| {
        let account = second_year(world).await;
        world.stand("2025-02-28T18:00:00Z");
        files(world, &account, "2024-01", at1("300000", &json!({}))).await;
        let lee = signs_in(world, &account).await;
        let subject = "Notice of assessment, year ended 31 December 2024";
        let told = letter(&lee, &account, subject).await;
        let later = "What late instalments cost is not part of this notice: no rate of interest is published from 1 July 2024 on.";
        assert!(told.contains(later), "{told}");
        let first = balance(&lee, &account, "2025-02-28").await;
        assert_eq!(first["owing"]["total"], "24000.00", "{first:#}");

        world.stand("2025-03-05T18:00:00Z");
        run_month_ends(world).await;
        debit_is_published_again(world).await;
        world.stand("2025-04-02T18:00:00Z");
        run_month_ends(world).await;
        let lee = signs_in(world, &account).await;
        let year = "year ended 31 December 2024";
        let charged = entries(&lee, &account, 4).await;
        for (words, amount) in [
            ("Interest on late instalments", "1292.49"),
            ("Penalty for late instalments", "146.25"),
        ] {
            assert!(charged.contains(&entry(year, words, amount)), "{charged:?}");
        }
        let subject = "Notice of reassessment, year ended 31 December 2024";
        let again = letter(&lee, &account, subject).await;
        assert!(again.contains("a rate of interest is known"), "{again}");
        // Once is enough.
        world.stand("2025-05-02T18:00:00Z");
        run_month_ends(world).await;
        let lee = signs_in(world, &account).await;
        letter(&lee, &account, subject).await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// What late instalments cost comes before a payout: the refund waits for it and is issued without it.
#[test]
fn a_refund_waits_for_what_late_instalments_cost() {
    it(async |world| {
        let account = second_year(world).await;
        world.stand("2025-02-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "30000.00").await;
        world.stand("2025-02-28T18:00:00Z");
        let year = at1("300000", &json!({ "092": "1" }));
        files(world, &account, "2024-01", year).await;
        world.stand("2025-03-05T18:00:00Z");
        assert_eq!(issue(&world.state).await.unwrap(), 0);
        let lee = signs_in(world, &account).await;
        let waits = lee.get(account.path("/credits")).ok().await;
        assert_eq!(waits["refunds"][0]["state"], "waiting", "{waits:#}");

        debit_is_published_again(world).await;
        assert_eq!(issue(&world.state).await.unwrap(), 1);
        let done = entries(&lee, &account, 6).await;
        let place = |words: &str| done.iter().position(|entry| entry.1.starts_with(words));
        let charged = place("Interest on late instalments").unwrap();
        assert!(place("Refund issued").unwrap() < charged, "{done:?}");
        let after = balance(&lee, &account, "2025-03-05").await;
        assert_eq!(after["owing"]["total"], "0.00", "{after:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// A run that comes to a month end late sees nothing missing by then; what is missing since is not forgotten.
#[test]
fn a_run_for_an_earlier_month_end_forgets_nothing() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let (maya, account) = world.holder().await;
        files_late(&maya, &account).await;
        pays(world, &account, account.period("2026-06"), "7000.00").await;
        // The first run is for the month before, and began to be missed in July.
        let gaps = "UPDATE interest_gap SET missing_on = '2026-11-02'";
        world.owner().await.batch_execute(gaps).await.unwrap();
        run_month_ends(world).await;
        let kept = balance(&maya, &account, "2026-11-24").await;
        assert_eq!(kept["periods"][0]["label"], "June 2026", "{kept:#}");
    });
}

#[test]
fn only_interest_has_a_last_day_and_it_comes_after_the_first() {
    it(async |world| {
        let desk = staff(world).await;
        let refused = async |code: &str, until: &str, finding: &str| {
            let rate = json!({ "code": code, "effectiveOn": "2028-01-01", "until": until, "value": "0.05", "source": "Order", "confidence": "confirmed" });
            let body = json!({ "rate": rate, "reason": "Published" });
            let problem = desk
                .post("/v1/desk/rate-proposals", body)
                .problem(422, "desk.findings")
                .await;
            assert_eq!(problem["errors"][0]["pointer"], "/rate/until");
            assert_eq!(problem["errors"][0]["code"], finding, "{problem:#}");
        };
        refused("tourism-levy", "2028-12-31", "rate.not_prescribed").await;
        refused("debit-interest", "2027-12-31", "day.unsound").await;
        refused("debit-interest", "2200-01-01", "day.unsound").await;
        let yearly = enter(world, &desk, "ifta-interest", ("2028-01-01", None)).await;
        assert_eq!(yearly["until"], "2028-12-31");
    });
}

/// Behind a gap a rate would count as used before it is, and one over another would say more than it does.
#[test]
fn interest_is_entered_in_order() {
    it(async |world| {
        nothing_beyond_what_is_published(world).await;
        let desk = staff(world).await;
        let refused = async |days: (&str, &str), pointer: &str, finding: &str| {
            let rate = json!({ "code": "debit-interest", "effectiveOn": days.0, "until": days.1, "value": "0.05", "source": "Order", "confidence": "confirmed" });
            let body = json!({ "rate": rate, "reason": "Published" });
            let problem = desk
                .post("/v1/desk/rate-proposals", body)
                .problem(422, "desk.findings")
                .await;
            assert_eq!(problem["errors"][0]["pointer"], pointer);
            assert_eq!(problem["errors"][0]["code"], finding, "{problem:#}");
        };
        let gap = ("/rate/effectiveOn", "rate.gap");
        refused(("2026-07-01", "2026-09-30"), gap.0, gap.1).await;
        enter(world, &desk, "debit-interest", ("2026-04-01", None)).await;
        refused(("2026-10-01", "2026-12-31"), gap.0, gap.1).await;
        enter(world, &desk, "debit-interest", ("2026-07-01", None)).await;
        let overlap = ("/rate/until", "rate.overlap");
        refused(("2026-05-15", "2026-07-01"), overlap.0, overlap.1).await;
    });
}
