//! Decisions that need two people, and those that nobody may take of their own accounts.

use crate::desk::{first_claim, holder_in, propane, queue, staff};
use crate::desk_decisions::{decide, taken};
use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, carrying, corporation, files, it, pays,
    signs_in,
};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::access::{Permission, Role, StaffPermission};
use shared::program::Program;

/// A claim so large that two people decide: 28,200.00.
async fn large_claim(world: &World) -> (Browser, Account) {
    let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
    let body = propane(300_000, "2026-10-01", "2026-10-31");
    owner
        .file(account.path("/claims"), "large", body)
        .ok()
        .await;
    (owner, account)
}

#[test]
fn a_large_credit_is_decided_by_two_people() {
    it(async |world| {
        let (owner, account) = large_claim(world).await;
        let (ines, arun) = (
            staff(world).await,
            world.staff("Arun Chen", StaffPermission::ALL).await,
        );
        let rows = queue(&ines).await;
        assert_eq!(
            (&rows[0]["fourEyes"], &rows[0]["level"]),
            (&json!(true), &json!("high"))
        );
        let work = taken(&ines).await;
        let accept = || json!({ "decision": "accept", "reason": "The invoices agree." });
        let proposed = decide(&ines, &work, accept()).ok().await;
        assert_eq!(proposed["status"], "second-look");
        assert_eq!(proposed["proposed"]["by"]["name"], "Ines Kowalczyk");
        assert_eq!(proposed["proposed"]["payable"], "-28200.00");
        assert_eq!(
            owner.get(account.path("/transactions")).ok().await["data"],
            json!([])
        );
        let next = (work.0.clone(), work.1 + 1);
        decide(&ines, &next, accept())
            .problem(409, "desk.four_eyes")
            .await;
        // Another decision is another proposal, and needs the work.
        let refuse = json!({ "decision": "refuse", "reason": "No" });
        decide(&arun, &next, refuse)
            .problem(409, "desk.not_taken")
            .await;
        let waiting = arun.get("/v1/desk/work?view=second-look").ok().await;
        assert_eq!(waiting["data"].as_array().unwrap().len(), 1);
        let done = decide(&arun, &next, accept()).ok().await;
        assert_eq!(done["decided"]["by"]["name"], "Arun Chen");
        let balance = owner.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["tax"], "-28200.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn the_database_itself_wants_a_second_person() {
    it(async |world| {
        large_claim(world).await;
        let ines = staff(world).await;
        let work = taken(&ines).await;
        let body = json!({ "decision": "accept", "reason": "ok" });
        decide(&ines, &work, body).expect(200).await;
        let mut app = world.state.db.read().await.unwrap();
        let alone =
            "UPDATE work SET decision = 'accept', decided_by = proposed_by, decided_at = opened_at";
        let error = diesel_async::SimpleAsyncConnection::batch_execute(&mut *app, alone)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("work_four_eyes"), "{error}");
    });
}

#[test]
fn what_was_proposed_for_other_figures_does_not_count_after_an_amendment() {
    it(async |world| {
        let (owner, account) = large_claim(world).await;
        let (ines, arun) = (
            staff(world).await,
            world.staff("Arun Chen", StaffPermission::ALL).await,
        );
        let work = taken(&ines).await;
        let accept = || json!({ "decision": "accept", "reason": "ok" });
        let proposed = decide(&ines, &work, accept()).ok().await;
        let filing = proposed["filing"]["id"].as_str().unwrap();
        let path = account.path(&format!("/filings/{filing}/amendments"));
        let body = json!({ "lines": { "10": "900000", "20": "0" }, "certified": true });
        owner.file(path, "more", body).ok().await;
        let rows = queue(&arun).await;
        assert_eq!(
            (&rows[0]["status"], &rows[0]["version"]),
            (&json!("in-progress"), &json!(4))
        );
        decide(&arun, &(work.0.clone(), 3), accept())
            .problem(412, "version.stale")
            .await;
        decide(&arun, &(work.0, 4), accept())
            .problem(409, "desk.not_taken")
            .await;
        assert_eq!(
            owner.get(account.path("/transactions")).ok().await["data"],
            json!([])
        );
    });
}

#[test]
fn nobody_decides_about_an_account_of_their_own() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        first_claim(&owner, &account).await;
        let person = world.person("Ines Kowalczyk").await;
        world
            .admit(
                &account,
                person,
                Role::Representative,
                &[Permission::ViewAccount],
            )
            .await;
        let ines = world.staff_of(person, StaffPermission::ALL).await;
        assert_eq!(queue(&ines).await, Vec::<Value>::new(), "not even seen");
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let id = queue(&arun).await[0]["id"].as_str().unwrap().to_owned();
        for rest in ["", "/form"] {
            ines.get(format!("/v1/desk/work/{id}{rest}"))
                .problem(409, "desk.four_eyes")
                .await;
        }
        ines.call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
            .problem(409, "desk.four_eyes")
            .await;
        decide(&ines, &(id, 1), json!({ "decision": "accept" }))
            .problem(409, "desk.four_eyes")
            .await;
    });
}

#[test]
fn what_is_assessed_decides_how_many_people_it_takes() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        first_claim(&owner, &account).await;
        let ines = staff(world).await;
        let work = taken(&ines).await;
        assert_eq!(queue(&ines).await[0]["fourEyes"], json!(false));
        // 2,820.00 was claimed; 28,200.00 is more than one person may give.
        let lines = json!({ "10": "300000", "20": "0" });
        let more = || json!({ "decision": "reassess", "reason": "The invoices show more.", "lines": lines });
        let proposed = decide(&ines, &work, more()).ok().await;
        assert_eq!(
            (&proposed["status"], &proposed["fourEyes"]),
            (&json!("second-look"), &json!(true))
        );
        let next = (work.0.clone(), work.1 + 1);
        decide(&ines, &next, more())
            .problem(409, "desk.four_eyes")
            .await;
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        decide(&arun, &next, more()).ok().await;
        let balance = owner.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["tax"], "-28200.00");
    });
}

#[test]
fn an_amendment_by_a_dollar_does_not_spare_the_second_person() {
    it(async |world| {
        let (owner, account) = large_claim(world).await;
        let filed = owner.get(account.path("/filings")).ok().await;
        let id = filed["data"][0]["id"].as_str().unwrap();
        let mut body = propane(300_011, "2026-10-01", "2026-10-31");
        for member in ["form", "from", "to"] {
            body.as_object_mut().unwrap().remove(member);
        }
        let path = account.path(&format!("/filings/{id}/amendments"));
        owner.file(path, "a", body).ok().await;
        let ines = staff(world).await;
        assert_eq!(queue(&ines).await[0]["fourEyes"], json!(true));
        let work = taken(&ines).await;
        let accept = json!({ "decision": "accept" });
        let proposed = decide(&ines, &work, accept).ok().await;
        assert_eq!(proposed["status"], "second-look");
    });
}

#[test]
fn credits_that_grow_by_small_amendments_are_looked_at() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::PropaneRetailer).await;
        let body = propane(25_000, "2026-10-01", "2026-10-31");
        let path = account.path("/claims");
        let mut receipt = owner.file(path, "first", body).ok().await;
        assert_ne!(receipt["assessmentId"], Value::Null, "2,350.00 at once");
        for (litres, at_once) in [(50_000, true), (75_000, false)] {
            let id = receipt["filingId"].as_str().unwrap();
            let lines = json!({ "10": litres.to_string(), "20": "0" });
            let path = account.path(&format!("/filings/{id}/amendments"));
            let body = json!({ "lines": lines, "certified": true });
            receipt = owner.file(path, &litres.to_string(), body).ok().await;
            assert_eq!(receipt["assessmentId"] != Value::Null, at_once, "{litres}");
        }
    });
}

#[test]
fn instalments_do_not_hide_a_credit() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-02-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "40000.00").await;
        let receipt = files(world, &account, "2024-01", at1("500000", &json!({}))).await;
        assert_eq!(receipt["charged"], "40000.00");
        let lee = signs_in(world, &account).await;
        let id = receipt["filingId"].as_str().unwrap();
        let path = account.path(&format!("/filings/{id}/amendments"));
        let nothing = at1("0", &json!({ "092": "1" }));
        let amended = lee.file(path, "a", nothing).ok().await;
        assert_eq!(amended["assessmentId"], Value::Null, "in review");
    });
}

#[test]
fn a_large_loss_that_is_carried_back_is_looked_at() {
    it(async |world| {
        let account = corporation(world, "2024-01-01").await;
        world.stand("2025-02-20T18:00:00Z");
        pays(world, &account, account.period("2024-01"), "40000.00").await;
        files(world, &account, "2024-01", at1("500000", &json!({}))).await;
        world.stand("2026-05-15T18:00:00Z");
        let loss = at1("-400000", &json!({}));
        let loss = carrying(loss, &[("non-capital", "400000", ["400000", "0", "0"])]);
        let receipt = files(world, &account, "2025-01", loss).await;
        assert_eq!(
            receipt["assessmentId"],
            Value::Null,
            "32,000.00 would come back"
        );
        let ines = staff(world).await;
        assert_eq!(queue(&ines).await[0]["fourEyes"], json!(true));
    });
}
