//! What has happened lately: over all accounts, newest first, and no more than may be seen.

use crate::support::{OCTOBER, filing, fresh_key, it, pays};
use serde_json::Value;
use shared::access::Permission;

fn texts(list: &Value) -> Vec<&str> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| row["text"].as_str().unwrap()).collect()
}

#[test]
fn what_was_filed_paid_and_written_is_told_newest_first_and_page_by_page() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        let receipt = maya.file(path, &fresh_key(), filing(&OCTOBER)).ok().await;
        let again = account.path(&format!(
            "/filings/{}/amendments",
            receipt["filingId"].as_str().unwrap()
        ));
        world.stand("2026-11-24T18:05:00Z");
        pays(world, &account, account.period("2026-10"), "100.00").await;
        world.stand("2026-11-24T18:08:00Z");
        maya.file(
            again,
            &fresh_key(),
            filing(&[("5", "50"), ("10", "30000.00")]),
        )
        .ok()
        .await;
        let list = maya.get("/v1/activity").ok().await;
        let said = texts(&list);
        // Of one moment, in which several things happen, the order does not matter.
        let mut newest = said[..2].to_vec();
        newest.sort_unstable();
        assert_eq!(
            newest,
            [
                "Amendment received, October 2026",
                "Notice of reassessment, October 2026"
            ],
            "{list:#}"
        );
        assert_eq!(said[2], "Payment of $100.00 received, October 2026");
        assert_eq!(said.len(), 5, "{list:#}");
        let filed = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["kind"] == "filing")
            .unwrap();
        let page = format!("/accounts/{}/filings/", account.id);
        assert!(
            filed["page"].as_str().unwrap().starts_with(&page),
            "{filed}"
        );
        assert!(filed["by"].is_string(), "{filed}");

        // A row a page tells the same.
        let mut cursor = String::new();
        let mut all = Vec::new();
        loop {
            let page = maya.get(format!("/v1/activity?limit=1{cursor}")).ok().await;
            all.extend(texts(&page).into_iter().map(str::to_owned));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(all, said);
        maya.get("/v1/activity?cursor=nonsense")
            .problem(400, "request.parameter")
            .await;
    });
}

#[test]
fn who_may_not_see_money_or_letters_is_told_of_neither() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        maya.file(path, &fresh_key(), filing(&OCTOBER)).ok().await;
        pays(world, &account, account.period("2026-10"), "100.00").await;
        let only = world
            .member(
                &account,
                &[Permission::ViewAccount, Permission::ViewFilings],
            )
            .await;
        let list = only.get("/v1/activity").ok().await;
        assert_eq!(texts(&list), ["Return received, October 2026"], "{list:#}");
        let nothing = world.member(&account, &[Permission::ViewAccount]).await;
        let list = nothing.get("/v1/activity").ok().await;
        assert_eq!(texts(&list), Vec::<&str>::new(), "{list:#}");
    });
}
