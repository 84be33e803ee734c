//! Which part of the calendar is asked for: filters, days and pages.

use crate::calendar::{also, list, tasks};
use crate::support::{Account, day, it};
use chrono::Days;
use serde_json::Value;
use shared::access::Permission;
use shared::calendar::roll;
use shared::program::Program;

#[test]
fn filters_leave_what_they_name() {
    it(async |world| {
        let person = world.person("Lee Hassan").await;
        let levy = also(
            world,
            person,
            Program::TourismLevy,
            "2026-10-01",
            Permission::ALL,
        )
        .await;
        let tax = also(
            world,
            person,
            Program::CorporateIncomeTax,
            "2025-01-01",
            Permission::ALL,
        )
        .await;
        let lee = world.sign_in(person).await;
        let days = "from=2026-11-24&to=2027-06-30";
        let all = list(&lee, days).await;
        let of = |rows: &[Value], account: &Account| {
            let id = account.id.to_string();
            rows.iter()
                .filter(|row| row["accountId"] == id.as_str())
                .count()
        };
        assert!(of(&all, &levy) > 3 && of(&all, &tax) > 3, "{all:?}");
        let one = list(&lee, &format!("{days}&accountId={}", levy.id)).await;
        assert_eq!((one.len(), of(&one, &tax)), (of(&all, &levy), 0));
        let one = list(&lee, &format!("{days}&program=corporate-income-tax")).await;
        assert_eq!((one.len(), of(&one, &levy)), (of(&all, &tax), 0));
        let returns = list(
            &lee,
            &format!("{days}&kind=return&program=corporate-income-tax"),
        )
        .await;
        assert_eq!(
            tasks(&returns),
            ["File the return for the year ended 31 December 2026"],
            "paid apart"
        );
        // An account of somebody else is as little there as one that does not exist.
        let (_maya, other) = world.holder().await;
        assert_eq!(
            list(&lee, &format!("{days}&accountId={}", other.id)).await,
            Vec::<Value>::new()
        );
    });
}

#[test]
fn days_that_are_no_calendars_are_refused() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        for query in [
            "from=2026-12-01&to=2026-11-30",
            "from=2026-01-01&to=2027-01-02",
            "from=2026-01-01&to=2036-01-01",
            "from=yesterday",
            "to=2026-02-30",
            "from=0001-01-01&to=0001-01-31",
            "to=9999-12-31",
            "kind=letters",
            "program=salt-tax",
            "accountId=1",
            "open=maybe",
            "colour=red",
            "limit=0",
            "cursor=x",
        ] {
            let refused = maya.get(format!("/v1/calendar?{query}"));
            let problem = refused.problem(400, "request.parameter").await;
            assert!(!problem["detail"].as_str().unwrap().is_empty());
        }
        let detail = maya
            .get("/v1/calendar?from=2026-01-01&to=2027-01-02")
            .send()
            .await
            .json();
        assert!(
            detail["detail"]
                .as_str()
                .unwrap()
                .contains("at most 366 days"),
            "{detail}"
        );
        list(&maya, "from=2026-01-01&to=2027-01-01").await;
        list(&maya, "from=2199-12-31").await;
    });
}

#[test]
fn pages_of_the_calendar_give_every_day_once() {
    it(async |world| {
        let person = world.person("Lee Hassan").await;
        for program in [
            Program::TourismLevy,
            Program::CorporateIncomeTax,
            Program::Ifta,
            Program::AiteRetailer,
            Program::TobaccoTax,
        ] {
            let opened_on = if program == Program::CorporateIncomeTax {
                "2025-01-01"
            } else {
                "2023-10-01"
            };
            also(world, person, program, opened_on, Permission::ALL).await;
        }
        let lee = world.sign_in(person).await;
        let days = "from=2026-06-01&to=2027-03-31";
        let whole = list(&lee, days).await;
        assert!(whole.len() > 40, "{}", whole.len());
        for kind in ["return", "payment", "claim", "renewal"] {
            assert!(whole.iter().any(|row| row["kind"] == kind), "{kind}");
        }
        for limit in [1, 7, 50] {
            let (mut walked, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = lee
                    .get(format!("/v1/calendar?{days}&limit={limit}{cursor}"))
                    .ok()
                    .await;
                walked.extend(page["data"].as_array().unwrap().clone());
                let Some(next) = page["nextCursor"].as_str() else {
                    break;
                };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(walked, whole, "{limit} rows a page");
        }
        for row in &whole {
            let (nominal, due) = (
                day(row["nominalDueOn"].as_str().unwrap()),
                day(row["dueOn"].as_str().unwrap()),
            );
            if row["kind"] == "return" || row["kind"] == "payment" {
                assert_eq!(due, roll(nominal), "{row}");
            }
            assert!(due >= nominal && due <= nominal + Days::new(4), "{row}");
            assert_eq!(row["moved"].is_string(), due != nominal, "{row}");
        }
    });
}
