//! How long a session lasts: 15 minutes without activity, an hour since the credentials.

use crate::support::{Browser, Reply, it};
use actix_web::http::Method;
use serde_json::Value;

async fn extend(browser: &Browser) -> Reply {
    browser
        .call(Method::POST, "/v1/session/extension")
        .send()
        .await
}

#[test]
fn who_is_signed_in_is_told_for_whom_and_for_how_long() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let session = maya.get("/v1/session").ok().await;
        assert_eq!(session["person"]["name"], "Maya Okafor");
        assert_eq!(session["clients"][0]["id"], account.client.to_string());
        assert_eq!(session["clients"][0]["accounts"], 1);
        assert_eq!(session["csrfToken"], maya.csrf.as_deref().unwrap());
        assert_eq!(session["now"], "2026-11-24T18:02:00Z");
        assert_eq!(session["idleEndsAt"], "2026-11-24T18:17:00Z");
        assert_eq!(session["credentialsEndAt"], "2026-11-24T19:02:00Z");
    });
}

#[test]
fn a_session_ends_after_fifteen_idle_minutes_and_not_a_second_before() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        world.stand("2026-11-24T18:16:59Z");
        maya.get("/v1/session").expect(200).await;
        world.stand("2026-11-24T18:17:00Z");
        for path in ["/v1/session", "/v1/accounts", "/v1/messages"] {
            maya.get(path).problem(401, "session.idle").await;
        }
        assert_eq!(extend(&maya).await.json()["code"], "session.idle");
    });
}

#[test]
fn looking_at_the_session_does_not_prolong_it() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        for minute in 3..17 {
            world.stand(&format!("2026-11-24T18:{minute:02}:00Z"));
            let session = maya.get("/v1/session").ok().await;
            assert_eq!(session["idleEndsAt"], "2026-11-24T18:17:00Z");
        }
        world.stand("2026-11-24T18:17:00Z");
        maya.get("/v1/session").problem(401, "session.idle").await;
    });
}

#[test]
fn an_extension_starts_the_fifteen_minutes_anew_but_not_the_hour() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        world.stand("2026-11-24T18:16:00Z");
        let limits = extend(&maya).await;
        assert_eq!(limits.status, 200, "{}", limits.text());
        assert_eq!(limits.json()["idleEndsAt"], "2026-11-24T18:31:00Z");
        assert_eq!(limits.json()["credentialsEndAt"], "2026-11-24T19:02:00Z");
        world.stand("2026-11-24T18:30:59Z");
        assert_eq!(
            maya.get("/v1/session").ok().await["idleEndsAt"],
            "2026-11-24T18:31:00Z"
        );
        world.stand("2026-11-24T18:31:00Z");
        maya.get("/v1/session").problem(401, "session.idle").await;
    });
}

#[test]
fn working_prolongs_the_session() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        let paths = [
            "/v1/accounts".to_owned(),
            "/v1/obligations".into(),
            "/v1/messages".into(),
            account.path("/periods"),
        ];
        let mut minute = 2;
        for path in paths {
            minute += 12;
            world.stand(&format!("2026-11-24T18:{minute:02}:00Z"));
            maya.get(&path).expect(200).await;
            let session = maya.get("/v1/session").ok().await;
            let ends = format!(
                "2026-11-24T{}:{:02}:00Z",
                18 + (minute + 15) / 60,
                (minute + 15) % 60
            );
            assert_eq!(session["idleEndsAt"], ends.as_str(), "{path}");
        }
    });
}

#[test]
fn credentials_are_asked_for_again_after_an_hour_of_work() {
    it(async |world| {
        let (maya, account) = world.holder().await;
        for minute in ["18:15", "18:28", "18:41", "18:54"] {
            world.stand(&format!("2026-11-24T{minute}:00Z"));
            maya.get("/v1/accounts").expect(200).await;
        }
        world.stand("2026-11-24T19:01:59Z");
        maya.get("/v1/accounts").expect(200).await;
        world.stand("2026-11-24T19:02:00Z");
        maya.get("/v1/accounts")
            .problem(401, "session.credentials_needed")
            .await;
        maya.get(account.path(""))
            .problem(401, "session.credentials_needed")
            .await;
        assert_eq!(
            extend(&maya).await.json()["code"],
            "session.credentials_needed"
        );
        // Whoever also stays away is signed out.
        world.stand("2026-11-24T19:16:59Z");
        maya.get("/v1/session").problem(401, "session.idle").await;
    });
}

#[test]
fn who_signs_out_is_out_everywhere_with_that_cookie_and_nowhere_else() {
    it(async |world| {
        let account = world.account().await;
        let person = world.person("Maya Okafor").await;
        let all = shared::access::Permission::ALL;
        world
            .admit(&account, person, shared::access::Role::Owner, all)
            .await;
        let (office, home) = (world.sign_in(person).await, world.sign_in(person).await);
        let out = office.call(Method::DELETE, "/v1/session").expect(204).await;
        let cookie = out.header("Set-Cookie").unwrap();
        assert!(
            cookie.starts_with("tracs-session=;") && cookie.contains("Max-Age=0"),
            "{cookie}"
        );
        for path in ["/v1/session".to_owned(), account.path("")] {
            office.get(path).problem(401, "session.signed_out").await;
        }
        home.get(account.path("")).expect(200).await;
    });
}

#[test]
fn only_a_hash_of_the_cookie_is_kept() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        #[derive(diesel::QueryableByName)]
        struct Text {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let rows: Vec<Text> = diesel_async::RunQueryDsl::load(
            diesel::sql_query("SELECT session::text AS text FROM session"),
            &mut world.owner().await,
        )
        .await
        .unwrap();
        assert_eq!(rows.len(), 1);
        assert!(
            !rows[0].text.contains(maya.cookie.as_deref().unwrap()),
            "{}",
            rows[0].text
        );
    });
}

#[test]
fn a_sandbox_clock_that_moves_ends_sessions_like_time_does() {
    it(async |world| {
        let (maya, _account) = world.holder().await;
        let forward = serde_json::json!({ "seconds": 899 });
        world
            .stranger()
            .post("/sandbox/v1/clock/advance", forward)
            .expect(200)
            .await;
        maya.get("/v1/session").expect(200).await;
        let forward = serde_json::json!({ "seconds": 1 });
        let clock: Value = world
            .stranger()
            .post("/sandbox/v1/clock/advance", forward)
            .ok()
            .await;
        assert_eq!(clock["now"], "2026-11-24T18:17:00Z");
        maya.get("/v1/session").problem(401, "session.idle").await;
    });
}
