//! Who may call what: every documented operation, tried by everybody who may not and who may.

mod scene;
mod table;

use crate::support::{Account, Browser, Call, OCTOBER, Operation, World, day, draft, filing, it};
use api::auth::grant::SystemGrant;
use api::db::Act;
use api::register;
use scene::{Scene, flagged, scene};
use serde_json::{Value, json};
use shared::access::{Permission, StaffPermission};
use shared::period::Frequency;
use shared::program::Program;
use std::collections::BTreeSet;
use table::ROWS;

/// What an operation asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Right {
    /// Nothing; it answers anybody with this status.
    Public(u16),
    /// A session.
    SignedIn,
    /// A permission in the account of the path.
    Needs(Permission),
    /// A permission of the administration's staff.
    Staff(StaffPermission),
}

use Permission::{
    PrepareFiling, ReadMessages, SubmitFiling, UseCredits, ViewAccount, ViewAssessments,
    ViewFilings, ViewFinancial,
};
use Right::{Needs, Public, SignedIn, Staff};
use StaffPermission::{
    ApproveCapability, ApproveRate, ApproveRiskRule, DecideWork, ProposeCapability, ProposeRate,
    ProposeRiskRule, WorkQueue,
};

/// How to call an operation so that it succeeds for who may.
struct Row {
    id: &'static str,
    right: Right,
    path: fn(&Scene) -> String,
    body: fn(&Scene) -> Option<Value>,
    headers: &'static [(&'static str, &'static str)],
}

const fn row(id: &'static str, right: Right, path: fn(&Scene) -> String) -> Row {
    Row {
        id,
        right,
        path,
        body: |_scene| None,
        headers: &[],
    }
}

const fn sending(
    id: &'static str,
    right: Right,
    path: fn(&Scene) -> String,
    body: fn(&Scene) -> Option<Value>,
    headers: &'static [(&'static str, &'static str)],
) -> Row {
    Row {
        id,
        right,
        path,
        body,
        headers,
    }
}

const KEY: &[(&str, &str)] = &[("Idempotency-Key", "rights")];

impl Row {
    /// Whose account its path is in.
    fn account<'a>(&self, scene: &'a Scene) -> &'a Account {
        let path = (self.path)(scene);
        let others = [&scene.claimant, &scene.corporation, &scene.credited];
        let found = others
            .into_iter()
            .find(|account| path.starts_with(&account.path("")));
        found.unwrap_or(&scene.account)
    }

    fn call<'a>(&self, browser: &'a Browser, operation: &Operation, scene: &Scene) -> Call<'a> {
        let mut call = browser.call(operation.method.clone(), (self.path)(scene));
        if let Some(body) = (self.body)(scene) {
            call = call.json(body);
        }
        for (name, value) in self.headers {
            call = call.header(name, *value);
        }
        call
    }
}

fn row_of(operation: &Operation) -> &'static Row {
    let row = ROWS.iter().find(|row| row.id == operation.id);
    row.unwrap_or_else(|| panic!("{} has no row in the table of rights", operation.id))
}

#[test]
fn every_operation_has_one_row_and_every_row_its_operation() {
    it(async |world| {
        let documented: BTreeSet<&str> = world
            .contract
            .operations
            .iter()
            .map(|operation| operation.id.as_str())
            .collect();
        let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.id).collect();
        assert_eq!(rows, documented);
        assert_eq!(rows.len(), ROWS.len(), "a row twice");
        let scene = scene(world).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let path = (row.path)(&scene);
            assert!(
                operation.fits(path.split('?').next().unwrap()),
                "{} is not {path}",
                row.id
            );
            let in_account = operation.path.contains("{accountId}");
            let public = matches!(row.right, Public(_));
            assert_eq!(matches!(row.right, Needs(_)), in_account, "{}", row.id);
            assert_eq!(
                operation.signed_in(),
                !public,
                "{}: what the document says",
                row.id
            );
        }
    });
}

#[test]
fn nobody_calls_anything_but_what_is_public() {
    it(async |world| {
        let scene = scene(world).await;
        let anonymous = world.stranger();
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let call = row.call(&anonymous, operation, &scene);
            match row.right {
                Public(status) => drop(call.expect(status).await),
                SignedIn | Needs(_) | Staff(_) => {
                    drop(call.problem(401, "session.signed_out").await);
                }
            }
        }
    });
}

#[test]
fn a_stranger_learns_of_no_account_and_a_member_without_the_permission_is_refused() {
    it(async |world| {
        let scene = scene(world).await;
        let outsider = world.person("Sam Whitford").await;
        let outsider = world.sign_in(outsider).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Needs(permission) = row.right else {
                continue;
            };
            row.call(&outsider, operation, &scene)
                .problem(404, "not_found")
                .await;
            let rest: Vec<Permission> = Permission::ALL
                .iter()
                .copied()
                .filter(|one| *one != permission)
                .collect();
            let member = world.member(row.account(&scene), &rest).await;
            let refused = row.call(&member, operation, &scene);
            let problem = refused.problem(403, "grant.permission_missing").await;
            assert!(
                problem["detail"]
                    .as_str()
                    .unwrap()
                    .contains(permission.as_str()),
                "{problem}"
            );
        }
    });
}

#[test]
fn a_member_with_just_the_permission_succeeds() {
    it(async |world| {
        let scene = scene(world).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let member = match row.right {
                Public(_) => continue,
                SignedIn => world.member(&scene.account, &[]).await,
                Needs(permission) => world.member(row.account(&scene), &[permission]).await,
                Staff(_) => continue,
            };
            // A receipt is found by its own sender only.
            if row.id == "find_receipt" {
                row.call(&member, operation, &scene)
                    .problem(404, "not_found")
                    .await;
                continue;
            }
            row.call(&member, operation, &scene).ok().await;
        }
    });
}

#[test]
fn the_desk_is_not_there_for_taxpayers_and_staff_need_the_permission() {
    it(async |world| {
        let scene = scene(world).await;
        let maya = world.member(&scene.account, Permission::ALL).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Staff(permission) = row.right else {
                continue;
            };
            row.call(&maya, operation, &scene)
                .problem(404, "not_found")
                .await;
            let rest: Vec<StaffPermission> = StaffPermission::ALL
                .iter()
                .copied()
                .filter(|one| *one != permission)
                .collect();
            let clerk = world.staff("Wen Larsen", &rest).await;
            let refused = row.call(&clerk, operation, &scene);
            let problem = refused.problem(403, "grant.permission_missing").await;
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(permission.as_str()), "{problem}");
            tried += 1;
        }
        assert!(tried >= 25, "{tried} operations of the desk");
    });
}

#[test]
fn staff_with_just_the_permission_succeed() {
    it(async |world| {
        let mut scene = scene(world).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            let Staff(permission) = row.right else {
                continue;
            };
            tried += 1;
            // Withdrawing is for who proposed.
            if row.id.starts_with("withdraw_") {
                row.call(&scene.proposer, operation, &scene).ok().await;
                continue;
            }
            let clerk = world.staff("Ines Kowalczyk", &[permission]).await;
            if operation.method != "GET" && operation.path.contains("{workId}") {
                // Each in work of its own, which who writes or decides has taken: that is another version of it.
                scene.work = another(world).await;
                if ["write_to_client", "decide_work"].contains(&row.id) {
                    let assignment = scene.work_path("/assignment");
                    clerk.post(assignment, json!({})).ok().await;
                    let body = (row.body)(&scene).unwrap();
                    clerk
                        .post((row.path)(&scene), body)
                        .header("If-Match", "\"2\"")
                        .ok()
                        .await;
                    continue;
                }
            }
            let call = row.call(&clerk, operation, &scene);
            let status = call.send().await.status;
            assert!((200..300).contains(&status), "{}: {status}", row.id);
        }
        assert!(tried >= 25, "{tried} operations of the desk");
    });
}

/// Work about a new account.
async fn another(world: &World) -> String {
    let client = world.client("Prairie Haul Ltd.").await;
    let (program, frequency) = (Program::FuelConsumer, Frequency::AsNeeded);
    let account = world
        .account_in(program, client, frequency, "2025-10-01")
        .await;
    flagged(world, &account).await
}

#[test]
fn staff_see_no_taxpayer_s_account_from_the_desk_not_even_their_own() {
    it(async |world| {
        let scene = scene(world).await;
        let person = world.person("Ines Kowalczyk").await;
        let role = shared::access::Role::Owner;
        world
            .admit(&scene.account, person, role, Permission::ALL)
            .await;
        let desk = world.staff_of(person, StaffPermission::ALL).await;
        let at_home = world.sign_in(person).await;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            if matches!(row.right, Needs(_)) {
                row.call(&desk, operation, &scene)
                    .problem(404, "not_found")
                    .await;
            }
        }
        at_home.get(scene.account.path("")).expect(200).await;
        let session = desk.get("/v1/session").ok().await;
        assert_eq!(
            (
                &session["staff"],
                &session["clients"],
                &session["unreadMessages"]
            ),
            (&json!(true), &json!([]), &json!(0))
        );
        assert_eq!(at_home.get("/v1/session").ok().await["staff"], false);
    });
}

#[test]
fn an_unsafe_call_without_the_token_of_the_session_is_refused() {
    it(async |world| {
        let scene = scene(world).await;
        let maya = world.member(&scene.account, Permission::ALL).await;
        let desk = world.staff("Ines Kowalczyk", StaffPermission::ALL).await;
        let mut tried = 0;
        for operation in &world.contract.operations {
            let row = row_of(operation);
            if operation.method == "GET" || matches!(row.right, Public(_)) {
                continue;
            }
            let caller = match row.right {
                Staff(_) => &desk,
                Public(_) | SignedIn | Needs(_) => &maya,
            };
            let call = row.call(caller, operation, &scene).without_csrf();
            call.problem(403, "session.csrf").await;
            tried += 1;
        }
        assert!(tried >= 8, "{tried} unsafe operations");
    });
}

#[test]
fn whose_access_has_ended_sees_the_account_no_more() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        maya.get(account.path("")).expect(200).await;
        let end = "UPDATE access SET ended_at = granted_at";
        let mut owner = world.owner().await;
        diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, end)
            .await
            .unwrap();
        maya.get(account.path("")).problem(404, "not_found").await;
        assert_eq!(maya.get("/v1/accounts").ok().await["data"], json!([]));
        assert_eq!(maya.get("/v1/obligations").ok().await["data"], json!([]));
        assert_eq!(maya.get("/v1/messages").ok().await["data"], json!([]));
    });
}

#[test]
fn money_is_left_out_for_who_may_not_see_it() {
    it(async |world| {
        let scene = scene(world).await;
        let allowed = [ViewAccount, ViewAssessments];
        let clerk = world.member(&scene.account, &allowed).await;
        let account = clerk.get(scene.account.path("")).ok().await;
        assert_eq!(
            (&account["owing"], &account["balance"]),
            (&Value::Null, &Value::Null)
        );
        let period = clerk
            .get(scene.account.period_path("2026-09", ""))
            .ok()
            .await;
        assert_eq!(period["money"], Value::Null);
        let notice = clerk.get(
            scene
                .account
                .path(&format!("/assessments/{}", scene.assessment)),
        );
        let notice = notice.ok().await;
        assert_eq!(
            (&notice["owingToday"], &notice["interestToToday"]),
            (&Value::Null, &Value::Null)
        );
        let list = clerk.get("/v1/accounts").ok().await;
        assert_eq!(list["data"][0]["balance"], Value::Null);
    });
}
