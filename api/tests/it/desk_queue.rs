//! The queue of the desk: filters, pages, the download, and who has taken what.

use crate::desk::{first_claim, flag_a_claim, queue, staff};
use crate::support::{Browser, it};
use actix_web::http::Method;
use serde_json::{Value, json};
use shared::access::{Permission, StaffPermission};
use shared::period::Frequency;
use shared::program::Program;

#[test]
fn the_queue_is_filtered_paged_and_counted() {
    it(async |world| {
        let mut owners = Vec::new();
        for _ in 0..3 {
            owners.push(flag_a_claim(world).await);
        }
        world.stand("2026-11-25T18:02:00Z");
        let client = world.client("100% Sure_Thing Ltd.").await;
        let account = world
            .account_in(
                Program::FuelConsumer,
                client,
                Frequency::AsNeeded,
                "2025-10-01",
            )
            .await;
        let owner = world.member(&account, Permission::ALL).await;
        let lines = json!({ "10": "100000", "11": "diesel", "12": "marked-diesel" });
        let claim = json!({ "form": "rebrand-claim", "from": "2026-11-03", "to": "2026-11-03", "certified": true, "lines": lines });
        owner.file(account.path("/claims"), "x", claim).ok().await;

        let desk = staff(world).await;
        let all = queue(&desk).await;
        assert_eq!(all.len(), 4);
        let days: Vec<&str> = all
            .iter()
            .map(|row| row["answerBy"].as_str().unwrap())
            .collect();
        let mut sorted = days.clone();
        sorted.sort_unstable();
        assert_eq!(days, sorted, "the earliest day to answer first");

        // Page by page there is the same, each once.
        let mut paged = Vec::new();
        let mut path = "/v1/desk/work?limit=1".to_owned();
        loop {
            let page = desk.get(&path).ok().await;
            paged.extend(page["data"].as_array().unwrap().clone());
            match page["nextCursor"].as_str() {
                Some(cursor) => path = format!("/v1/desk/work?limit=1&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(paged, all);

        let count = async |query: &str| {
            let page = desk.get(format!("/v1/desk/work?{query}")).ok().await;
            page["data"].as_array().unwrap().len()
        };
        assert_eq!(count("program=fuel-consumer").await, 1);
        assert_eq!(count("kind=return-check").await, 0);
        assert_eq!(count("kind=claim-check").await, 4);
        assert_eq!(count("text=dry%20fork").await, 3);
        assert_eq!(count("text=100%25").await, 1, "a sign of LIKE is a sign");
        assert_eq!(count("text=_").await, 1);
        let number = all[2]["number"].as_str().unwrap();
        assert_eq!(count(&format!("text={number}")).await, 1);
        // As the queue itself writes it.
        let account = all[2]["accountNumber"].as_str().unwrap();
        assert!(account.contains('-'), "{account}");
        assert_eq!(count(&format!("text={account}")).await, 1);
        assert_eq!(count("view=mine").await, 0);
        assert_eq!(count("view=nobodys").await, 4);
        assert_eq!(count("view=done").await, 0);

        let id = all[0]["id"].as_str().unwrap();
        desk.call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
            .expect(200)
            .await;
        assert_eq!(count("view=mine").await, 1);
        world.stand("2026-12-08T18:02:00Z");
        let desk = staff(world).await;
        let counts = desk.get("/v1/desk").ok().await;
        assert_eq!(counts["open"], 4);
        assert_eq!(counts["mine"], 0, "somebody else has it");
        assert_eq!(counts["nobodys"], 3);
        assert_eq!(counts["dueToday"], 3);
        assert_eq!(counts["overdue"], 0);
        assert_eq!(counts["me"]["name"], "Ines Kowalczyk");

        for (query, code) in [
            ("view=everything", "request.parameter"),
            ("kind=", "request.parameter"),
            ("limit=0", "request.parameter"),
            ("sort=risk", "request.parameter"),
            ("cursor=x", "request.parameter"),
        ] {
            desk.get(format!("/v1/desk/work?{query}"))
                .problem(400, code)
                .await;
        }
        let long = "x".repeat(101);
        desk.get(format!("/v1/desk/work?text={long}"))
            .problem(400, "request.parameter")
            .await;
        let page = desk.get("/v1/desk/work?limit=1").ok().await;
        let cursor = page["nextCursor"].as_str().unwrap();
        desk.get(format!("/v1/desk/work?view=mine&cursor={cursor}"))
            .problem(400, "request.parameter")
            .await;
    });
}

#[test]
fn the_queue_is_downloaded_without_formulas() {
    it(async |world| {
        let client = world.client("=HYPERLINK(\"evil\"), Inc.").await;
        let account = world
            .account_in(
                Program::PropaneRetailer,
                client,
                Frequency::AsNeeded,
                "2025-10-01",
            )
            .await;
        let owner = world.member(&account, Permission::ALL).await;
        first_claim(&owner, &account).await;
        let desk = staff(world).await;
        let file = desk.get("/v1/desk/work.csv").expect(200).await;
        assert_eq!(
            file.header("Content-Disposition"),
            Some("attachment; filename=\"work.csv\"")
        );
        let text = file.text();
        assert!(
            text.contains("\"'=HYPERLINK(\"\"evil\"\"), Inc.\""),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2);
        let none = desk.get("/v1/desk/work.csv?view=mine").expect(200).await;
        assert_eq!(none.text().lines().count(), 1);
    });
}

#[test]
fn work_is_taken_by_one_given_on_and_given_back() {
    it(async |world| {
        flag_a_claim(world).await;
        let (ines, arun) = (
            staff(world).await,
            world.staff("Arun Chen", StaffPermission::ALL).await,
        );
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/desk/work/{id}/assignment");
        let taken = ines.call(Method::POST, &path).ok().await;
        assert_eq!(taken["assignedTo"]["name"], "Ines Kowalczyk");
        assert_eq!(taken["status"], "in-progress");
        let again = ines.call(Method::POST, &path).expect(200).await;
        assert_eq!(again.header("ETag"), Some("\"2\""), "nothing has changed");
        arun.call(Method::POST, &path)
            .problem(409, "desk.not_taken")
            .await;

        let people = ines.get("/v1/desk/staff").ok().await;
        let arun_id = people["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|person| person["name"] == "Arun Chen")
            .unwrap()["id"]
            .clone();
        let give = |to: Value, version: &str| {
            ines.put(&path, to)
                .header("If-Match", format!("\"{version}\""))
        };
        ines.put(&path, json!({ "to": arun_id }))
            .problem(428, "version.missing")
            .await;
        let stale = give(json!({ "to": arun_id }), "1")
            .problem(412, "version.stale")
            .await;
        assert_eq!(stale["currentVersion"], "\"2\"");
        let given = give(json!({ "to": arun_id }), "2").ok().await;
        assert_eq!(given["assignedTo"]["name"], "Arun Chen");
        let nobody = json!({ "to": "01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d" });
        give(nobody, "3").problem(422, "desk.findings").await;
        let maya = world.person("Maya Okafor").await;
        give(json!({ "to": maya }), "3")
            .problem(422, "desk.findings")
            .await;
        let back = give(json!({}), "3").ok().await;
        assert_eq!(
            (&back["assignedTo"], &back["status"]),
            (&Value::Null, &json!("new"))
        );
        let acts: Vec<&str> = back["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["act"].as_str().unwrap())
            .collect();
        assert_eq!(acts, ["opened", "taken", "given", "returned"]);
    });
}

#[test]
fn of_two_who_take_the_same_work_one_has_it() {
    it(async |world| {
        flag_a_claim(world).await;
        let ines = staff(world).await;
        let arun = world.staff("Arun Chen", StaffPermission::ALL).await;
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/desk/work/{id}/assignment");
        let take = async |who: &Browser| who.call(Method::POST, &path).send().await.status;
        let (one, other) = futures_util::future::join(take(&ines), take(&arun)).await;
        let mut both = [one, other];
        both.sort_unstable();
        assert_eq!(both, [200, 409]);
    });
}

#[test]
fn a_letter_to_the_client_is_in_the_inbox_and_the_work_waits() {
    it(async |world| {
        let (owner, account, _receipt) = flag_a_claim(world).await;
        let ines = staff(world).await;
        let id = queue(&ines).await[0]["id"].as_str().unwrap().to_owned();
        let letters = format!("/v1/desk/work/{id}/letters");
        let body = |answer_by: &str| json!({ "subject": "Please send purchase invoices", "paragraphs": ["Those of October."], "answerBy": answer_by });
        let write = |body: Value, version: u32| {
            ines.post(&letters, body)
                .header("If-Match", format!("\"{version}\""))
        };
        write(body("2026-12-10"), 1)
            .problem(409, "desk.not_taken")
            .await;
        ines.call(Method::POST, format!("/v1/desk/work/{id}/assignment"))
            .expect(200)
            .await;
        for (wrong, pointer) in [
            (body("2026-11-24"), "/answerBy"),
            (
                json!({ "subject": " ", "paragraphs": ["x"], "answerBy": "2026-12-10" }),
                "/subject",
            ),
            (
                json!({ "subject": "x", "paragraphs": [], "answerBy": "2026-12-10" }),
                "/paragraphs",
            ),
            (
                json!({ "subject": "x", "paragraphs": ["y", ""], "answerBy": "2026-12-10" }),
                "/paragraphs/1",
            ),
        ] {
            let problem = write(wrong, 2).problem(422, "desk.findings").await;
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let work = write(body("2026-12-10"), 2).ok().await;
        assert_eq!(work["status"], "with-client");
        assert_eq!(work["answerBy"], "2026-12-10");
        // A second press finds another version.
        write(body("2026-12-10"), 2)
            .problem(412, "version.stale")
            .await;
        let inbox = owner.get("/v1/messages").ok().await;
        let letter = inbox["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|letter| letter["subject"] == "Please send purchase invoices")
            .unwrap()
            .clone();
        assert_eq!(letter["summary"], "Answer by 10 December 2026");
        let path = account.path(&format!("/messages/{}", letter["id"].as_str().unwrap()));
        let text = owner.get(path).ok().await["body"].to_string();
        assert!(
            text.contains("Ines Kowalczyk, Tax and Revenue Administration"),
            "{text}"
        );
        let waiting = ines.get("/v1/desk/work?view=with-client").ok().await;
        assert_eq!(waiting["data"].as_array().unwrap().len(), 1);
    });
}
