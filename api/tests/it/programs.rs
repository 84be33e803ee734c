//! Every form of every program, filed once over the API: received, assessed, and on the balance to the cent.

mod samples;

use crate::desk::{queue, staff};
use crate::support::{Account, Browser, World, cents, day, it, pays};
use actix_web::http::Method;
use diesel_async::SimpleAsyncConnection;
use samples::{Sample, samples};
use serde_json::{Value, json};
use shared::access::Permission;
use shared::period::{Frequency, Period};
use shared::program::{Capability, Cycle, FormFacts, Program};
use std::collections::BTreeSet;

/// Rates that nobody publishes, made up as the sandbox's are.
pub(crate) async fn made_up_rates(world: &World) {
    let rows = "INSERT INTO rate (code, effective_on, value, confidence, source) VALUES
        ('health-cost-recovery', '2025-01-01', 0.045, 'unverified', 'made up'),
        ('ifta.BC.diesel', '2025-01-01', 0.15, 'unverified', 'made up'),
        ('ifta.SK.diesel', '2025-01-01', 0.15, 'unverified', 'made up'),
        ('ifta.matrix', '2025-07-01', 1, 'unverified', 'made up'),
        ('ifta.matrix', '2026-07-01', 1, 'unverified', 'made up')";
    let mut owner = world.owner().await;
    diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, rows)
        .await
        .unwrap();
}

async fn account_of(world: &World, sample: &Sample) -> Account {
    let client = world.client("Northern Plains Group Ltd.").await;
    let frequency = sample.program.facts().frequencies.first().copied();
    let frequency = frequency.unwrap_or(Frequency::AsNeeded);
    world
        .account_in(sample.program, client, frequency, &sample.from)
        .await
}

/// Somebody with an account of tax-exempt fuel users, and what is claimed there.
async fn fuel_user(world: &World) -> (Browser, Account, Sample) {
    let sample = samples()
        .into_iter()
        .find(|sample| sample.program == Program::TaxExemptFuelUser)
        .unwrap();
    let account = account_of(world, &sample).await;
    let lee = world.member(&account, Permission::ALL).await;
    (lee, account, sample)
}

fn facts(sample: &Sample) -> &'static FormFacts {
    sample.program.facts().form(&sample.form).unwrap()
}

#[test]
fn every_form_of_every_open_program_has_a_sample() {
    let sampled: BTreeSet<(Program, String)> = samples()
        .into_iter()
        .map(|sample| (sample.program, sample.form))
        .collect();
    for program in Program::ALL {
        if program.facts().offers(Capability::History) {
            continue;
        }
        // What the desk posts is in `statements.rs`.
        let of_clients = program
            .facts()
            .forms
            .iter()
            .filter(|form| form.kind.is_of_clients());
        for form in of_clients {
            assert!(
                sampled.contains(&(*program, form.code.to_owned())),
                "{program} {} has no sample",
                form.code
            );
        }
    }
}

#[test]
fn every_form_is_filed_assessed_and_on_the_balance() {
    it(async |world| {
        made_up_rates(world).await;
        for sample in samples() {
            let name = format!("{} {}", sample.program, sample.form);
            let account = account_of(world, &sample).await;
            let browser = world.member(&account, Permission::ALL).await;
            let (from, to) = (&sample.from, &sample.to);
            let period = Period {
                starts_on: day(from),
                ends_on: day(to),
            };
            let mut body = json!({
                "lines": sample.lines, "rows": sample.rows, "certified": true,
                "acknowledged": ["nights.missing", "price.unusual", "stock.unbalanced"],
            });
            let path = if facts(&sample).cycle == Cycle::Period {
                let list = browser.get(account.path("/periods")).ok().await;
                let of_form = |row: &&Value| {
                    row["form"] == *sample.form && row["period"]["startsOn"] == *from
                };
                let row = list["data"].as_array().unwrap().iter().find(of_form);
                let row = row.unwrap_or_else(|| panic!("{name}: no period in {list}"));
                assert_eq!(row["period"]["endsOn"], json!(period.ends_on), "{name}");
                account.path(&format!("/periods/{}/filings", row["id"].as_str().unwrap()))
            } else {
                body["form"] = json!(sample.form);
                body["from"] = json!(from);
                body["to"] = json!(to);
                account.path("/claims")
            };
            // Instalments that the return takes off are on the account already.
            let paid = sample.lines["082"]
                .as_str()
                .map(|paid| format!("{paid}.00"));
            if let Some(paid) = &paid {
                let id = account
                    .periods
                    .iter()
                    .find(|(_, one)| *one == period)
                    .unwrap()
                    .0;
                let body = json!({ "accountId": account.id, "periodId": id, "amount": paid });
                let nobody = world.stranger();
                nobody.post("/sandbox/v1/payments", body).expect(201).await;
            }
            let receipt = browser.file(path, &name.replace(' ', "-"), body).ok().await;
            assert_eq!(receipt["payable"], sample.payable, "{name}: {receipt}");
            let notice = account.path(&format!(
                "/assessments/{}",
                receipt["assessmentId"].as_str().unwrap()
            ));
            let notice = browser.get(notice).ok().await;
            let assessed = cents(&sample.payable) + paid.as_deref().map_or(0, cents);
            // Interest that is part of the return is charged apart.
            let charged = |kind: &str| {
                let charges = notice["charges"].as_array().unwrap();
                let charge = charges.iter().find(|charge| charge["kind"] == kind);
                charge.map_or(0, |charge| cents(charge["now"].as_str().unwrap()))
            };
            let interest = charged("interest");
            assert_eq!(charged("tax") + interest, assessed, "{name}");
            assert_eq!(interest != 0, sample.program == Program::Ifta, "{name}");
            let kind = facts(&sample).kind;
            assert_eq!(notice["filingKind"], kind.as_str(), "{name}");
            let balance = browser.get(account.path("/balance")).ok().await;
            let tax = cents(balance["owing"]["tax"].as_str().unwrap());
            assert_eq!(tax, cents(&sample.payable) - interest, "{name}: {balance}");
            let inbox = browser.get("/v1/messages").ok().await;
            assert_eq!(inbox["data"].as_array().unwrap().len(), 1, "{name}");
        }
    });
}

#[test]
fn two_claims_for_the_same_days_are_refused_with_a_way_to_the_first() {
    it(async |world| {
        let (lee, account, _) = fuel_user(world).await;
        let start = |from: &str, to: &str| json!({ "form": "claim", "from": from, "to": to });
        let path = account.path("/periods");
        let first = lee
            .post(&path, start("2026-09-01", "2026-09-30"))
            .ok()
            .await;
        assert_eq!(
            (&first["kind"], &first["form"]),
            (&json!("claim"), &json!("claim"))
        );
        let clash = lee
            .post(&path, start("2026-09-30", "2026-10-31"))
            .problem(409, "filing.overlaps")
            .await;
        let existing = format!("{path}/{}", first["id"].as_str().unwrap());
        assert!(clash["links"].to_string().contains(&existing), "{clash}");
        lee.get(&existing).ok().await;
        lee.post(&path, start("2026-10-01", "2026-10-31"))
            .ok()
            .await;
        // Taken back, its days are free again.
        lee.call(Method::DELETE, &existing).expect(204).await;
        lee.call(Method::DELETE, &existing)
            .problem(404, "not_found")
            .await;
        lee.post(&path, start("2026-09-16", "2026-09-30"))
            .ok()
            .await;
    });
}

#[test]
fn what_was_filed_or_holds_money_is_not_taken_back() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        maya.call(Method::DELETE, account.period_path("2026-10", ""))
            .problem(409, "filing.not_discarded")
            .await;
        let (lee, account, sample) = fuel_user(world).await;
        let path = account.path("/periods");
        let days = json!({ "form": "claim", "from": "2026-09-01", "to": "2026-09-30" });
        let begun = lee.post(&path, days).ok().await;
        let id = begun["id"].as_str().unwrap().parse().unwrap();
        pays(world, &account, id, "10.00").await;
        let there = format!("{path}/{id}");
        lee.call(Method::DELETE, &there)
            .problem(409, "filing.not_discarded")
            .await;
        let body = json!({
            "lines": sample.lines, "rows": sample.rows, "certified": true, "acknowledged": [],
        });
        lee.file(format!("{there}/filings"), "filed", body)
            .ok()
            .await;
        lee.call(Method::DELETE, &there)
            .problem(409, "filing.already_filed")
            .await;
    });
}

#[test]
fn days_whose_time_to_claim_is_over_are_refused_before_anything_is_begun() {
    it(async |world| {
        let sample = samples()
            .into_iter()
            .find(|sample| sample.program == Program::AiteRetailer)
            .unwrap();
        let account = account_of(world, &sample).await;
        let lee = world.member(&account, Permission::ALL).await;
        // Three years after the end of the calendar year; today is in November 2026.
        for (from, to, pointer, said) in [
            ("2022-11-01", "2022-12-31", "/to", "31 December 2025"),
            (
                "2022-12-01",
                "2023-01-31",
                "/from",
                "Begin on 1 January 2023",
            ),
        ] {
            let days = json!({ "form": "claim", "from": from, "to": to });
            let refused = lee.post(account.path("/periods"), days);
            let problem = refused.problem(422, "filing.findings").await;
            let error = &problem["errors"][0];
            assert_eq!(error["code"], "claim.out_of_time", "{problem:#}");
            assert_eq!(error["pointer"], pointer);
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(said), "{message}");
        }
        // No page confirms the limit of fuel users: the form warns of it, and the desk looks.
        let (lee_of_user, user, _) = fuel_user(world).await;
        let days = json!({ "form": "claim", "from": "2022-11-01", "to": "2022-12-31" });
        let begun = lee_of_user.post(user.path("/periods"), days).ok().await;
        let check = format!(
            "{}/{}/draft/check",
            user.path("/periods"),
            begun["id"].as_str().unwrap()
        );
        let found = lee_of_user.post(check, json!({ "lines": {} })).ok().await;
        let late = found["findings"].as_array().unwrap().iter();
        let late: Vec<&Value> = late
            .filter(|finding| finding["code"] == "claim.out_of_time")
            .collect();
        assert_eq!(late[0]["severity"], "warning", "{found:#}");
        // Days of other ages are no days.
        for day in ["-5000-01-01", "1066-10-14", "2999-01-01"] {
            let days = json!({ "form": "claim", "from": day, "to": day });
            let refused = lee.post(account.path("/periods"), days);
            let problem = refused.problem(422, "filing.findings").await;
            assert_eq!(
                problem["errors"][0]["code"], "day.out_of_range",
                "{problem:#}"
            );
        }
    });
}

#[test]
fn days_that_cannot_be_claimed_are_refused_with_the_reason() {
    it(async |world| {
        let sample = samples()
            .into_iter()
            .find(|sample| sample.program == Program::AiteRetailer)
            .unwrap();
        let account = account_of(world, &sample).await;
        let lee = world.member(&account, Permission::ALL).await;
        for (form, from, to, pointer, code) in [
            (
                "claim",
                "2026-10-01",
                "2026-10-06",
                "/to",
                "range.too_short",
            ),
            (
                "claim",
                "2026-10-31",
                "2026-10-01",
                "/to",
                "range.backwards",
            ),
            ("claim", "2026-11-01", "2026-11-30", "/to", "range.not_over"),
            ("claim", "2024-01-01", "2025-06-30", "/to", "range.too_long"),
            (
                "return",
                "2026-10-01",
                "2026-10-31",
                "/form",
                "form.unknown",
            ),
        ] {
            let body = json!({ "form": form, "from": from, "to": to });
            let problem = lee
                .post(account.path("/periods"), body)
                .problem(422, "filing.findings")
                .await;
            let error = &problem["errors"][0];
            assert_eq!(
                (&error["pointer"], &error["code"]),
                (&json!(pointer), &json!(code))
            );
        }
        // In time for the days, too late for the claim: the form says so.
        let late = json!({
            "form": "claim", "from": "2022-10-01", "to": "2022-10-31", "certified": true, "lines": { "10": "5000" },
        });
        let problem = lee
            .file(account.path("/claims"), "late", late)
            .problem(422, "filing.findings")
            .await;
        assert_eq!(
            problem["errors"][0]["code"], "claim.out_of_time",
            "{problem}"
        );
        assert_eq!(
            lee.get(account.path("/filings")).ok().await["data"],
            json!([])
        );
    });
}

#[test]
fn rows_are_checked_one_by_one_and_a_form_says_how_many_fit() {
    it(async |world| {
        made_up_rates(world).await;
        let sample = samples()
            .into_iter()
            .find(|sample| sample.program == Program::Ifta)
            .unwrap();
        let account = account_of(world, &sample).await;
        let lee = world.member(&account, Permission::ALL).await;
        let path = account.period_path("2026-07", "/draft/check");
        let row = |jurisdiction: &str, km: &str| json!({ "fuel": "diesel", "jurisdiction": jurisdiction, "km": km, "taxable-km": km });
        let rows = [row("AB", "10"), row("AB", "10"), row("QQ", "ten")];
        let body = json!({ "lines": { "licence": "AB1234", "diesel-litres": "10" }, "rows": { "rows": rows } });
        let found = lee.post(&path, body).ok().await;
        let codes: Vec<(Value, Value)> = found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| (finding["row"].clone(), finding["code"].clone()))
            .collect();
        for (row, code) in [
            (json!(1), "row.duplicate"),
            (json!(2), "choice.unknown"),
            (json!(2), "number.not_a_number"),
        ] {
            assert!(
                codes.contains(&(row.clone(), json!(code))),
                "{row} {code}: {codes:?}"
            );
        }
        // The cells of a row say why when they are asked.
        let rows = json!({ "rows": [{ "fuel": "diesel", "jurisdiction": "BC", "km": "10" }] });
        let body = json!({ "lines": { "licence": "AB1234", "diesel-litres": "5" }, "rows": rows });
        let found = lee
            .post(format!("{path}?explain=/rows/rows/0"), body)
            .ok()
            .await;
        let tax = &found["rowWhy"]["tax"];
        assert_eq!(tax["steps"].as_array().unwrap().len(), 3, "{found:#}");
        let rate = found["rowWhy"]["rate"]["source"].as_str().unwrap();
        assert_eq!(rate, "made up, from 1 January 2025; not confirmed");
        lee.post(format!("{path}?explain=rows"), json!({ "lines": {} }))
            .problem(400, "request.parameter")
            .await;
        let many: Vec<Value> = (0..1_001).map(|_| row("AB", "1")).collect();
        let found = lee
            .post(&path, json!({ "lines": {}, "rows": { "rows": many } }))
            .ok()
            .await;
        assert!(
            found["findings"].to_string().contains("rows.too_many"),
            "{}",
            found["findings"]
        );
    });
}

#[test]
fn a_form_without_its_rate_is_refused_and_nothing_is_worked_out() {
    it(async |world| {
        let sample = samples()
            .into_iter()
            .find(|sample| sample.program == Program::HealthCostRecovery)
            .unwrap();
        let account = account_of(world, &sample).await;
        let lee = world.member(&account, Permission::ALL).await;
        let path = account.period_path("2025-01", "/filings");
        let body = json!({ "lines": sample.lines, "certified": true });
        lee.file(path, "no-rate", body)
            .problem(422, "filing.rate_missing")
            .await;
        assert_eq!(
            lee.get(account.path("/filings")).ok().await["data"],
            json!([])
        );
    });
}

/// A declaration for days without a change of rate, or a return for days without a rate, would be overdue for ever: it does
/// not begin.
#[test]
fn nothing_begins_for_days_that_have_no_form() {
    it(async |world| {
        let client = world.client("Prairie Fuels Ltd.").await;
        let account = world
            .account_in(Program::FuelTax, client, Frequency::Monthly, "2026-03-01")
            .await;
        let lee = world.member(&account, Permission::ALL).await;
        let days = json!({ "form": "inventory", "from": "2026-04-01", "to": "2026-04-01" });
        let problem = lee
            .post(account.path("/periods"), days)
            .problem(422, "filing.findings")
            .await;
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], "/from", "{problem:#}");
        assert_eq!(error["code"], "day.no_form");
        let list = lee.get(account.path("/periods")).ok().await;
        let mut forms = list["data"].as_array().unwrap().iter();
        assert!(forms.all(|period| period["form"] == "return"), "{list:#}");

        let consumer = world
            .account_in(
                Program::FuelConsumer,
                client,
                Frequency::AsNeeded,
                "2026-03-01",
            )
            .await;
        let lee = world.member(&consumer, Permission::ALL).await;
        let begin = |day: &str| {
            let days = json!({ "form": "return", "from": day, "to": day });
            lee.post(consumer.path("/periods"), days)
        };
        let problem = begin("1950-01-01").problem(422, "filing.findings").await;
        assert_eq!(problem["errors"][0]["code"], "day.no_rate", "{problem:#}");
        // Nobody has published what comes after the rates that are entered: the desk is told.
        let gone = "DELETE FROM rate WHERE source = 'Made up for tests'";
        world.owner().await.batch_execute(gone).await.unwrap();
        begin("2026-10-05")
            .problem(422, "filing.rate_missing")
            .await;
        let told = queue(&staff(world).await).await;
        assert_eq!(told[0]["title"], "Rate fuel.gasoline", "{told:#?}");
    });
}
