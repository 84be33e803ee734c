//! Second returns, amendments, and the walls between accounts.

use crate::support::{Account, Browser, OCTOBER, assert_ledger_holds, filing, it};
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::access::{Permission, Role};

async fn file(maya: &Browser, account: &Account, month: &str, lines: &[(&str, &str)]) -> Value {
    let key = crate::support::fresh_key();
    maya.file(account.period_path(month, "/filings"), &key, filing(lines))
        .ok()
        .await
}

fn amendments(account: &Account, receipt: &Value) -> String {
    account.path(&format!(
        "/filings/{}/amendments",
        receipt["filingId"].as_str().unwrap()
    ))
}

#[test]
fn a_second_original_is_refused_with_the_way_to_the_first() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let receipt = file(&maya, &account, "2026-10", &OCTOBER).await;
        let again = maya.file(account.period_path("2026-10", "/filings"), "b", filing(&[]));
        let problem = again.problem(409, "filing.already_filed").await;
        let existing = account.path(&format!(
            "/filings/{}",
            receipt["filingId"].as_str().unwrap()
        ));
        assert_eq!(
            problem["links"],
            json!([
                { "rel": "existing", "href": existing },
                { "rel": "amend", "href": amendments(&account, &receipt) },
            ])
        );
        maya.get(existing).expect(200).await;
    });
}

#[test]
fn an_amendment_charges_or_credits_the_difference() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(
            &maya,
            &account,
            "2026-10",
            &[("5", "100"), ("10", "10000.00")],
        )
        .await;
        assert_eq!(first["charged"], "600.00");
        let more = filing(&[("5", "120"), ("10", "12000.00")]);
        let second = maya
            .file(amendments(&account, &first), "more", more)
            .ok()
            .await;
        let of = |receipt: &Value, name: &str| receipt[name].clone();
        assert_eq!(of(&second, "payable"), "720.00");
        assert_eq!(of(&second, "charged"), "120.00");
        assert_eq!(of(&second, "revision"), 2);
        let less = filing(&[("5", "50"), ("10", "5000.00")]);
        let third = maya
            .file(amendments(&account, &second), "less", less)
            .ok()
            .await;
        assert_eq!(of(&third, "charged"), "-420.00");
        assert_eq!(of(&third, "revision"), 3);

        let id = third["assessmentId"].as_str().unwrap();
        let notice = maya
            .get(account.path(&format!("/assessments/{id}")))
            .ok()
            .await;
        assert_eq!(notice["kind"], "reassessment");
        assert_eq!(notice["difference"], "-420.00");
        assert_eq!(notice["charges"][0]["before"], "720.00");
        assert_eq!(notice["charges"][0]["now"], "300.00");
        let line = notice["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["line"] == "10");
        assert_eq!(line.unwrap()["before"], "12000.00");
        assert_eq!(line.unwrap()["now"], "5000.00");
        let balance = maya.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["total"], "300.00");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_amendment_of_a_paid_return_leaves_a_credit() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(
            &maya,
            &account,
            "2026-10",
            &[("5", "100"), ("10", "10000.00")],
        )
        .await;
        let payment = json!({ "accountId": account.id, "periodId": account.period("2026-10"), "amount": "600.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", payment)
            .expect(201)
            .await;
        let less = filing(&[("5", "50"), ("10", "5000.00")]);
        maya.file(amendments(&account, &first), "less", less)
            .ok()
            .await;
        let balance = maya.get(account.path("/balance")).ok().await;
        assert_eq!(balance["owing"]["total"], "-300.00");
        let period = maya.get(account.period_path("2026-10", "")).ok().await;
        assert_eq!(period["money"]["paid"], "600.00");
        assert_eq!(period["money"]["balance"], "-300.00");
    });
}

#[test]
fn an_amendment_that_changes_nothing_posts_nothing() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(&maya, &account, "2026-10", &OCTOBER).await;
        let same = maya
            .file(amendments(&account, &first), "same", filing(&OCTOBER))
            .ok()
            .await;
        assert_eq!(same["charged"], "0.00");
        let statement = maya.get(account.path("/transactions")).ok().await;
        assert_eq!(statement["data"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_amendment_of_a_late_return_is_as_late_as_the_first_one() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(
            &maya,
            &account,
            "2026-09",
            &[("5", "100"), ("10", "10000.00")],
        )
        .await;
        assert_eq!(first["charged"], "1200.00", "600 levy and 600 penalty");
        world.stand("2026-11-24T18:10:00Z");
        let more = filing(&[("5", "200"), ("10", "20000.00")]);
        let second = maya
            .file(amendments(&account, &first), "more", more)
            .ok()
            .await;
        // Levy 1,200; 27 days at 25 dollars are 675, less than the levy that was unpaid.
        assert_eq!(
            second["charged"], "675.00",
            "600 more levy, 75 more penalty"
        );
        let nothing = maya
            .file(amendments(&account, &second), "nil", filing(&[]))
            .ok()
            .await;
        assert_eq!(
            nothing["charged"], "-1775.00",
            "all levy, and all but the least penalty"
        );
    });
}

#[test]
fn only_the_newest_filing_can_be_amended() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(&maya, &account, "2026-10", &OCTOBER).await;
        let second = maya
            .file(amendments(&account, &first), "b", filing(&[]))
            .ok()
            .await;
        let late = maya.file(amendments(&account, &first), "c", filing(&OCTOBER));
        let problem = late.problem(409, "filing.not_latest").await;
        let newest = account.path(&format!(
            "/filings/{}",
            second["filingId"].as_str().unwrap()
        ));
        assert_eq!(
            problem["links"],
            json!([{ "rel": "newest", "href": newest }])
        );
    });
}

#[test]
fn of_ten_amendments_at_once_one_is_received() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let first = file(&maya, &account, "2026-10", &OCTOBER).await;
        let path = amendments(&account, &first);
        let amend = async |place: usize| {
            let revenue = format!("{}.00", 5000 + place);
            let body = filing(&[("5", "50"), ("10", &revenue)]);
            maya.file(path.clone(), &place.to_string(), body)
                .send()
                .await
                .status
        };
        let mut statuses = join_all((0..10).map(amend)).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![201], vec![409; 9]].concat());
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn an_id_of_another_account_is_not_there_even_for_a_member_of_both() {
    it(async |world| {
        let (one, two) = (world.account().await, world.account().await);
        let person = world.person("Maya Okafor").await;
        world
            .admit(&one, person, Role::Owner, Permission::ALL)
            .await;
        world
            .admit(&two, person, Role::Owner, Permission::ALL)
            .await;
        let maya = world.sign_in(person).await;
        let receipt = file(&maya, &two, "2026-10", &OCTOBER).await;
        let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
        let inbox = maya.get("/v1/messages").ok().await;
        let message = inbox["data"][0]["id"].as_str().unwrap().to_owned();
        let period = two.period("2026-10");
        for path in [
            format!("/periods/{period}"),
            format!("/periods/{period}/draft"),
            format!("/filings/{}", text("filingId")),
            format!("/receipts/{}", text("id")),
            format!("/assessments/{}", text("assessmentId")),
            format!("/messages/{message}"),
        ] {
            maya.get(two.path(&path)).expect(200).await;
            maya.get(one.path(&path)).problem(404, "not_found").await;
        }
        let key = one.path("/receipts?idempotencyKey=none");
        maya.get(key).problem(404, "not_found").await;
        let (body, at) = (filing(&OCTOBER), |rest: &str| {
            one.path(&format!("/periods/{period}{rest}"))
        });
        maya.file(at("/filings"), "x", body.clone())
            .problem(404, "not_found")
            .await;
        maya.file(amendments(&one, &receipt), "x", body)
            .problem(404, "not_found")
            .await;
        let draft = crate::support::draft(&OCTOBER);
        maya.save(at("/draft"), 0, draft.clone())
            .problem(404, "not_found")
            .await;
        maya.post(at("/draft/check"), draft)
            .problem(404, "not_found")
            .await;
        let read = one.path(&format!("/messages/{message}/read"));
        maya.call(actix_web::http::Method::PUT, read)
            .problem(404, "not_found")
            .await;
        let payment = json!({ "accountId": one.id, "periodId": period, "amount": "1.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", payment)
            .problem(404, "not_found")
            .await;
    });
}
