//! How often a calendar is read, which links are refused, and what the audit trail keeps of them.

use super::*;

#[test]
fn a_calendar_is_read_so_often_and_no_more() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        let path = link(&maya, json!({})).await;
        for _ in 0..12 {
            world.stranger().get(&path).expect(200).await;
        }
        world
            .stranger()
            .get(&path)
            .problem(429, "rate.too_many")
            .await;
        // Others are not held up.
        let (lee, _account) = world.holder().await;
        read(world, &link(&lee, json!({})).await).await;
    });
}

#[test]
fn a_link_that_would_show_nothing_or_something_else_is_refused() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        for body in [
            json!({ "kinds": [] }),
            json!({ "kinds": ["letters"] }),
            json!({ "kinds": "return" }),
            json!({ "amounts": "yes" }),
            json!({ "colour": "red" }),
            json!([]),
        ] {
            maya.post("/v1/calendar/link", body)
                .problem(400, "request.malformed")
                .await;
        }
        let twice = json!({ "kinds": ["payment", "return", "payment"] });
        let created = maya.post("/v1/calendar/link", twice).ok().await;
        assert_eq!(created["link"]["kinds"], json!(["return", "payment"]));
        assert_eq!(created["link"]["amounts"], false);
    });
}

#[test]
fn each_use_of_a_day_and_each_change_is_in_the_audit_trail_without_the_token() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        let path = link(&maya, json!({})).await;
        read(world, &path).await;
        read(world, &path).await;
        maya.call(actix_web::http::Method::DELETE, "/v1/calendar/link")
            .expect(204)
            .await;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            act: String,
            #[diesel(sql_type = diesel::sql_types::Text)]
            whole: String,
        }
        let rows = "SELECT act, person_audit::text AS whole FROM person_audit WHERE act LIKE '%calendar%' ORDER BY id";
        let rows: Vec<Row> =
            diesel_async::RunQueryDsl::load(diesel::sql_query(rows), &mut world.owner().await)
                .await
                .unwrap();
        let acts: BTreeSet<&str> = rows.iter().map(|row| row.act.as_str()).collect();
        assert_eq!(
            acts,
            BTreeSet::from([
                "create-calendar-link",
                "follow-calendar-link",
                "revoke-calendar-link"
            ])
        );
        assert_eq!(
            rows.len(),
            3,
            "the second reading of the day is not written down"
        );
        let token = path
            .strip_prefix("/v1/calendar/")
            .unwrap()
            .strip_suffix(".ics")
            .unwrap();
        assert!(rows.iter().all(|row| !row.whole.contains(token)));
    });
}
