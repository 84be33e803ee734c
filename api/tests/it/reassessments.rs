//! Filings that the desk looks at again, also those that went straight through.

use crate::desk::{flag_a_claim, queue, staff};
use crate::desk_decisions::{decide, taken};
use crate::support::{
    Account, Browser, OCTOBER, World, assert_ledger_holds, at1, carrying, corporation, files,
    filing, fresh_key, it, pays, signs_in,
};
use serde_json::{Value, json};
use shared::access::{Permission, Role, StaffPermission};
use shared::period::Frequency;
use shared::program::Program;

const FIRST: &str = "The auditor found more.";

/// Opens work about a filing; its id and version.
async fn opened(desk: &Browser, account: &Account, filing: &Value, reason: &str) -> (String, i64) {
    let body = json!({ "accountId": account.id, "filingId": filing, "reason": reason });
    let made = desk.post("/v1/desk/work", body).expect(201).await.json();
    let id = made["workId"].as_str().unwrap().to_owned();
    let work = desk.get(format!("/v1/desk/work/{id}")).ok().await;
    (id, work["version"].as_i64().unwrap())
}

/// A tourism return of October that went straight through.
async fn straight_through(world: &World) -> (Browser, Account, Value) {
    let (maya, account) = world.holder().await;
    let path = account.period_path("2026-10", "/filings");
    let receipt = maya.file(path, &fresh_key(), filing(&OCTOBER)).ok().await;
    assert_ne!(receipt["assessmentId"], Value::Null);
    (maya, account, receipt)
}

/// An account of fuel tax with monthly returns from September on.
async fn fuel_account(world: &World) -> Account {
    let client = world.client("Foothills Fuel Ltd.").await;
    world
        .account_in(Program::FuelTax, client, Frequency::Monthly, "2026-09-01")
        .await
}

/// A claim that the desk has refused.
async fn refused_claim(world: &World) -> (Browser, Account, Value, Browser) {
    let (owner, account, receipt) = flag_a_claim(world).await;
    let desk = staff(world).await;
    let work = taken(&desk).await;
    let refuse = json!({ "decision": "refuse", "reason": "No invoices." });
    decide(&desk, &work, refuse).ok().await;
    (owner, account, receipt, desk)
}

async fn notice(browser: &Browser, account: &Account, id: &Value) -> Value {
    let id = id.as_str().unwrap();
    let path = account.path(&format!("/assessments/{id}"));
    browser.get(path).ok().await
}

/// The lines of `OCTOBER` with another one.
fn lines(line: &str, text: &str) -> Value {
    let mut lines = filing(&OCTOBER)["lines"].clone();
    lines[line] = text.into();
    lines
}

#[test]
fn what_went_straight_through_is_found_reassessed_and_put_back() {
    it(async |world| {
        let (maya, account, receipt) = straight_through(world).await;
        let desk = staff(world).await;
        let wanted =
            json!({ "program": "tourism-levy", "number": format!("{}-001", account.number) });
        let found = desk.post("/v1/desk/filing-searches", wanted).ok().await;
        assert_eq!(found["accountId"], account.id.to_string());
        assert_eq!(found["data"][0]["filingId"], receipt["filingId"]);
        assert_eq!(found["data"][0]["assessed"], receipt["payable"]);
        let before = found["data"][0]["assessed"].clone();

        let work = opened(&desk, &account, &receipt["filingId"], FIRST).await;
        let shown = desk.get(format!("/v1/desk/work/{}", work.0)).ok().await;
        assert_eq!(shown["kind"], "reassessment");
        assert_eq!(shown["why"], FIRST);
        assert_eq!(shown["assignedTo"]["name"], "Ines Kowalczyk");
        assert_eq!(shown["decisions"], json!(["reassess", "accept", "close"]));
        assert_eq!(maya.get(account.path("")).ok().await["inReview"], 1);

        // As filed it is assessed already.
        let accept = json!({ "decision": "accept", "reason": "As filed." });
        let refused = decide(&desk, &work, accept.clone())
            .expect(422)
            .await
            .json();
        assert_eq!(refused["errors"][0]["code"], "decision.unchanged");
        let same =
            json!({ "decision": "reassess", "reason": "Same.", "lines": lines("5", "2214") });
        let same = decide(&desk, &work, same);
        assert_eq!(
            same.expect(422).await.json()["errors"][0]["code"],
            "lines.unchanged"
        );

        let more = json!({ "decision": "reassess", "reason": "The ledger shows more.", "lines": lines("10", "500000.00") });
        let done = decide(&desk, &work, more).ok().await;
        let second = done["decided"]["assessmentId"].clone();
        let told = notice(&maya, &account, &second).await;
        assert_eq!(told["kind"], "reassessment");
        assert_eq!(told["again"], "desk");
        assert_eq!(told["reason"], "The ledger shows more.");
        assert_eq!(told["otherFigures"], true);
        assert_eq!(told["charges"][0]["before"], before);
        let line = told["lines"].as_array().unwrap().iter();
        let line = line.clone().find(|line| line["line"] == "10").unwrap();
        assert_eq!(
            (&line["before"], &line["now"]),
            (&json!("412860.00"), &json!("500000.00"))
        );

        // One row of filings and of periods, each with the newest notice.
        let filed = maya.get(account.path("/filings")).ok().await;
        assert_eq!(filed["data"].as_array().unwrap().len(), 1);
        assert_eq!(filed["data"][0]["assessmentId"], second);
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["assessmentId"], second);
        let owing = maya.get(account.path("/balance")).ok().await;
        assert_eq!(owing["owing"]["tax"], told["charges"][0]["now"]);

        // The desk changes its mind: as filed after all, told with the reason.
        let work = opened(&desk, &account, &receipt["filingId"], "A second look.").await;
        let shown = desk.get(format!("/v1/desk/work/{}", work.0)).ok().await;
        let line = shown["filing"]["lines"].as_array().unwrap().iter();
        let line = line.clone().find(|line| line["line"] == "10").unwrap();
        assert_eq!(
            (&line["filed"], &line["assessed"]),
            (&json!("412860.00"), &json!("500000.00"))
        );
        let form = desk
            .get(format!("/v1/desk/work/{}/form", work.0))
            .ok()
            .await;
        assert_eq!(
            form["draft"]["lines"]["10"], "500000.00",
            "the figures that stand"
        );
        let unsaid = decide(&desk, &work, json!({ "decision": "accept" }));
        assert_eq!(
            unsaid.expect(422).await.json()["errors"][0]["pointer"],
            "/reason"
        );
        let done = decide(&desk, &work, accept).ok().await;
        let third = notice(&maya, &account, &done["decided"]["assessmentId"]).await;
        assert_eq!(third["charges"][0]["now"], before);
        assert_eq!(
            (&third["again"], &third["reason"]),
            (&json!("desk"), &json!("As filed."))
        );
        assert_eq!(third["otherFigures"], false);
        let owing = maya.get(account.path("/balance")).ok().await;
        assert_eq!(owing["owing"]["tax"], before);
        let objections = maya
            .get("/v1/calendar?from=2026-10-01&to=2027-09-30&kind=objection")
            .ok()
            .await;
        assert_eq!(
            objections["data"].as_array().unwrap().len(),
            1,
            "only the newest notice: {objections:#}"
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn open_work_is_opened_once_and_an_amendment_joins_it() {
    it(async |world| {
        let (maya, account, receipt) = straight_through(world).await;
        let desk = staff(world).await;
        let work = opened(&desk, &account, &receipt["filingId"], FIRST).await;
        let body = json!({ "accountId": account.id, "filingId": receipt["filingId"], "reason": "And the folios." });
        let again = desk
            .post("/v1/desk/work", body.clone())
            .expect(200)
            .await
            .json();
        assert_eq!(again["workId"], work.0);
        let shown = desk.get(format!("/v1/desk/work/{}", work.0)).ok().await;
        let steps = shown["steps"].as_array().unwrap();
        assert_eq!(
            (&steps[1]["act"], &steps[1]["note"]),
            (&json!("noted"), &json!("And the folios."))
        );

        let path = format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        );
        let mut other = filing(&OCTOBER);
        other["lines"]["10"] = "420000.00".into();
        let amended = maya
            .file(account.path(&path), &fresh_key(), other)
            .ok()
            .await;
        assert_eq!(
            amended["assessmentId"],
            Value::Null,
            "it waits with the work"
        );
        let waiting = queue(&desk).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(
            (&waiting[0]["id"], &waiting[0]["kind"]),
            (&json!(work.0), &json!("return-check"))
        );
        // What was looked at is not the last any more.
        let stale = desk.post("/v1/desk/work", body).expect(422).await.json();
        assert_eq!(stale["errors"][0]["code"], "filing.not_latest");
        let version = waiting[0]["version"].as_i64().unwrap();
        let done = decide(&desk, &(work.0, version), json!({ "decision": "accept" }))
            .ok()
            .await;
        let told = notice(&maya, &account, &done["decided"]["assessmentId"]).await;
        assert_eq!(told["filingId"], amended["filingId"]);
        assert_eq!(told["again"], Value::Null);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_claim_that_was_refused_can_be_accepted_after_all() {
    it(async |world| {
        let (owner, account, receipt, desk) = refused_claim(world).await;
        let work = opened(&desk, &account, &receipt["filingId"], "The invoices came.").await;
        let accept = json!({ "decision": "accept", "reason": "The invoices agree." });
        let done = decide(&desk, &work, accept).ok().await;
        let told = notice(&owner, &account, &done["decided"]["assessmentId"]).await;
        assert_eq!(
            (&told["kind"], &told["again"]),
            (&json!("assessment"), &Value::Null)
        );
        assert_eq!(told["difference"], "-2820.00");
        let periods = owner.get(account.path("/periods")).ok().await;
        assert_ne!(periods["data"][0]["status"], "refused", "{periods:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn nobody_looks_again_at_an_account_of_their_own_or_at_what_is_not_there() {
    it(async |world| {
        let (_maya, account, receipt) = straight_through(world).await;
        let person = world.person("Ines Kowalczyk").await;
        world
            .admit(&account, person, Role::Owner, Permission::ALL)
            .await;
        let desk = world.staff_of(person, StaffPermission::ALL).await;
        let wanted = json!({ "program": "tourism-levy", "number": account.number });
        let refused = desk
            .post("/v1/desk/filing-searches", wanted)
            .expect(404)
            .await
            .json();
        assert!(refused["detail"].as_str().unwrap().contains("number"));
        let body =
            json!({ "accountId": account.id, "filingId": receipt["filingId"], "reason": FIRST });
        desk.post("/v1/desk/work", body).expect(404).await;
        // The second establishment is not the first.
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let wanted =
            json!({ "program": "tourism-levy", "number": format!("{}-002", account.number) });
        arun.post("/v1/desk/filing-searches", wanted)
            .expect(404)
            .await;
    });
}

/// Losses of a later year are worked out with the desk's figures, however often it looks again; nothing is used twice.
#[test]
fn a_year_with_losses_carried_back_is_reassessed_with_them() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2024-01-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "12000.00").await;
        world.stand("2025-06-16T18:00:00Z");
        let first = files(world, &account, "2024-01", at1("150000", &json!({}))).await;
        world.stand("2026-06-15T18:00:00Z");
        let lost = carrying(
            at1("-60000", &json!({})),
            &[("non-capital", "60000", ["40000", "0", "0"])],
        );
        let loss = files(world, &account, "2025-01", lost.clone()).await;
        let lee = signs_in(world, &account).await;
        let tax = async || {
            let balance = lee.get(account.path("/balance")).ok().await;
            balance["owing"]["tax"].clone()
        };
        // 12,000.00 paid; 8% of 110,000.
        assert_eq!(tax().await, "-3200.00");
        let desk = staff(world).await;
        for (income, refund, owed) in [("200000", "", "800.00"), ("100000", "1", "-7200.00")] {
            let work = opened(&desk, &account, &first["filingId"], FIRST).await;
            let asked = if refund.is_empty() {
                json!({})
            } else {
                json!({ "092": refund })
            };
            let lines = at1(income, &asked)["lines"].clone();
            let body = json!({ "decision": "reassess", "reason": "By the audit.", "lines": lines });
            let done = decide(&desk, &work, body).ok().await;
            assert_ne!(done["decided"], Value::Null, "one person is enough");
            // 8% of the income less 40,000, less 12,000.00.
            assert_eq!(tax().await, owed, "{income}");
        }
        // The year of the loss itself, with less of it used.
        let work = opened(&desk, &account, &loss["filingId"], FIRST).await;
        let less = carrying(
            at1("-60000", &json!({})),
            &[("non-capital", "60000", ["10000", "0", "0"])],
        );
        let body = json!({ "decision": "reassess", "reason": "By the audit.", "lines": less["lines"], "rows": less["rows"] });
        decide(&desk, &work, body).ok().await;
        assert_eq!(tax().await, "-4800.00", "8% of 90,000 less 12,000.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// Nobody brings in a large credit alone, neither by slices nor from tax that was paid.
#[test]
fn what_is_lowered_in_all_decides_how_many_people_it_takes() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2024-01-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "80000.00").await;
        world.stand("2025-06-16T18:00:00Z");
        let receipt = files(world, &account, "2024-01", at1("1000000", &json!({}))).await;
        let desk = staff(world).await;
        let reassess = |income: &str| {
            let lines = at1(income, &json!({ "092": "1" }))["lines"].clone();
            json!({ "decision": "reassess", "reason": "By the audit.", "lines": lines })
        };
        // 16,000.00 less, then 16,000.00 less again: 32,000.00 in all.
        let work = opened(&desk, &account, &receipt["filingId"], FIRST).await;
        let alone = decide(&desk, &work, reassess("800000")).ok().await;
        assert_eq!(alone["status"], "done");
        let work = opened(&desk, &account, &receipt["filingId"], "Once more.").await;
        let proposed = decide(&desk, &work, reassess("600000")).ok().await;
        assert_eq!(proposed["status"], "second-look", "{proposed:#}");
        let version = proposed["version"].as_i64().unwrap();
        let work = (work.0, version);
        decide(&desk, &work, reassess("600000"))
            .problem(409, "desk.four_eyes")
            .await;
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let both = decide(&arun, &work, reassess("600000")).ok().await;
        assert_eq!(both["status"], "done");
        // What two people decided, one does not change again.
        let work = opened(&desk, &account, &receipt["filingId"], "Once more.").await;
        let shown = desk.get(format!("/v1/desk/work/{}", work.0)).ok().await;
        assert_eq!(shown["fourEyes"], true);
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_look_that_is_closed_leaves_what_was_decided() {
    it(async |world| {
        let (owner, account, receipt, desk) = refused_claim(world).await;
        let work = opened(&desk, &account, &receipt["filingId"], "The client called.").await;
        let close = json!({ "decision": "close", "reason": "Nothing new." });
        decide(&desk, &work, close).ok().await;
        let periods = owner.get(account.path("/periods")).ok().await;
        assert_eq!(periods["data"][0]["status"], "refused", "{periods:#}");
        // Its amendment is looked at, as after the refusal.
        let path = format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        );
        let body = json!({ "lines": { "10": "20000", "20": "0" }, "certified": true });
        let amended = owner
            .file(account.path(&path), &fresh_key(), body)
            .ok()
            .await;
        assert_eq!(amended["assessmentId"], Value::Null);
    });
}

#[test]
fn figures_that_were_withdrawn_are_not_taken_over() {
    it(async |world| {
        let account = fuel_account(world).await;
        let stock = |taxable: &str, closing: &str| {
            let row = json!({ "product": "gasoline", "opening": "10000", "taxable": taxable, "closing": closing });
            json!({ "products": [row] })
        };
        let body = json!({ "lines": {}, "rows": stock("2000", "8000"), "certified": true, "acknowledged": [] });
        let receipt = files(world, &account, "2026-09", body).await;
        let desk = staff(world).await;
        let opening = async || {
            let lee = signs_in(world, &account).await;
            let draft = lee.get(account.period_path("2026-10", "/draft")).ok().await;
            draft["draft"]["rows"]["products"][0]["opening"].clone()
        };
        assert_eq!(opening().await, "8000");
        let work = opened(&desk, &account, &receipt["filingId"], FIRST).await;
        let rows = stock("5000", "5000");
        let body =
            json!({ "decision": "reassess", "reason": "By the meter.", "lines": {}, "rows": rows });
        decide(&desk, &work, body).ok().await;
        assert_eq!(opening().await, "5000");
        let work = opened(&desk, &account, &receipt["filingId"], "A second look.").await;
        let accept = json!({ "decision": "accept", "reason": "The meter was wrong." });
        decide(&desk, &work, accept).ok().await;
        assert_eq!(opening().await, "8000");
    });
}

/// Small differences of fuel tax are left as they are (domain page `fuel-tax`).
#[test]
fn fuel_tax_is_not_reassessed_by_twenty_dollars_or_less() {
    it(async |world| {
        let account = fuel_account(world).await;
        let litres =
            |taxable: &str| json!({ "products": [{ "product": "gasoline", "taxable": taxable }] });
        let body = json!({ "lines": {}, "rows": litres("1000"), "certified": true, "acknowledged": ["stock.unbalanced"] });
        let receipt = files(world, &account, "2026-10", body).await;
        assert_eq!(receipt["payable"], "130.00", "{receipt:#}");
        let desk = staff(world).await;
        let work = opened(&desk, &account, &receipt["filingId"], FIRST).await;
        let other = |taxable| json!({ "decision": "reassess", "reason": "By the meter.", "lines": {}, "rows": litres(taxable) });
        // 153 litres more are 19.89.
        let small = decide(&desk, &work, other("1153")).expect(422).await.json();
        assert_eq!(small["errors"][0]["code"], "lines.within_tolerance");
        let message = small["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("$19.89"), "{message}");
        decide(&desk, &work, other("1154")).ok().await;
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

/// A corporation that need not file says so; once the desk has looked, nothing is outstanding.
#[test]
fn a_year_without_a_return_is_not_overdue() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-08-15T18:00:00Z");
        let lee = signs_in(world, &account).await;
        let status = async || {
            let period = lee.get(account.period_path("2024-01", "")).ok().await;
            period["status"].clone()
        };
        assert_eq!(status().await, "overdue");
        let body = json!({
            "lines": {
                "029": "1", "001": "no", "035": "123456782", "047": "40000", "048": "20000",
                "no-return": "yes", "nr-alberta": "yes", "nr-income": "no", "nr-refund": "no", "nr-loss": "no",
                "099": "Lee Hassan", "100": "Director",
            },
            "certified": true, "acknowledged": ["at1.exemption_unconfirmed"],
        });
        let path = account.period_path("2024-01", "/filings");
        let receipt = lee.file(path, &fresh_key(), body).ok().await;
        assert_eq!(
            (&receipt["payable"], &receipt["assessmentId"]),
            (&json!("0.00"), &Value::Null)
        );
        assert_eq!(status().await, "in-review");
        let desk = staff(world).await;
        let work = taken(&desk).await;
        let done = decide(&desk, &work, json!({ "decision": "accept" }))
            .ok()
            .await;
        let told = notice(&lee, &account, &done["decided"]["assessmentId"]).await;
        // Late, but nothing was unpaid.
        assert_eq!(told["difference"], "0.00", "{told:#}");
        assert_eq!(status().await, "assessed");
        let due = lee.get("/v1/obligations").ok().await["data"].to_string();
        assert!(!due.contains("31 December 2024"), "{due}");
    });
}
