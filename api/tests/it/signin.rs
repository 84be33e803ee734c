//! Signing in over a real socket: with the sandbox's own issuer and with a certified provider.

use crate::support::{NOW, Page, Surfer, World, config, moment, served};
use api::clock::Clock;
use chrono::TimeDelta;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The code flow up to the callback's address, as somebody known to the sandbox.
async fn to_callback(surfer: &mut Surfer, origin: &str, begin: &str, subject: &str) -> String {
    let begun = surfer.get(&format!("{origin}{begin}")).await;
    assert_eq!(begun.status, 303, "{}", begun.body);
    let (address, query) = begun.location.split_once('?').unwrap();
    assert_eq!(address, format!("{origin}/sandbox/issuer/authorize"));
    assert!(query.contains("code_challenge_method=S256"), "{query}");
    let page = surfer.get(&begun.location).await;
    assert!(
        page.status == 200 && page.body.contains("Maya Okafor"),
        "{}",
        page.body
    );
    let chosen = surfer
        .form(address, format!("{query}&subject={subject}"))
        .await;
    assert_eq!(chosen.status, 303, "{}", chosen.body);
    assert!(
        chosen
            .location
            .starts_with(&format!("{origin}/auth/callback?")),
        "{}",
        chosen.location
    );
    chosen.location
}

async fn session(surfer: &mut Surfer, origin: &str) -> Page {
    surfer.get(&format!("{origin}/v1/session")).await
}

fn with_sandbox(test: impl AsyncFnOnce(&World, &str)) {
    served(Clock::standing(moment(NOW)), config, test);
}

#[test]
fn the_code_flow_opens_a_session_and_leads_back() {
    with_sandbox(async |_world, origin| {
        let mut surfer = Surfer::new();
        let begin = "/auth/sign-in?returnTo=/accounts/1?tab%3Dletters";
        let callback = to_callback(&mut surfer, origin, begin, "maya").await;
        let done = surfer.get(&callback).await;
        assert_eq!(
            (done.status, done.location.as_str()),
            (303, "/accounts/1?tab=letters")
        );
        let cookie = done
            .set_cookies
            .iter()
            .find(|cookie| cookie.starts_with("tracs-session="))
            .unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(
            !surfer.cookies.contains_key("tracs-sign-in"),
            "the sign-in's cookie has gone"
        );
        let page = session(&mut surfer, origin).await;
        let session: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(session["person"]["name"], "Maya Okafor");
        assert_eq!(session["person"]["email"], "maya@kestrelcreek.example");
        // The same person is the same row the next time.
        let mut again = Surfer::new();
        let callback = to_callback(&mut again, origin, "/auth/sign-in", "maya").await;
        assert_eq!(again.get(&callback).await.location, "/home");
        let page = self::session(&mut again, origin).await;
        let second: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(second["person"]["id"], session["person"]["id"]);
        assert_ne!(second["csrfToken"], session["csrfToken"]);
    });
}

#[test]
fn the_claim_of_staff_leads_to_the_desk_and_to_no_account() {
    with_sandbox(async |_world, origin| {
        let staff = async |subject: &str| {
            let mut surfer = Surfer::new();
            let callback = to_callback(&mut surfer, origin, "/auth/sign-in", subject).await;
            let location = surfer.get(&callback).await.location;
            let page = session(&mut surfer, origin).await;
            let session: Value = serde_json::from_str(&page.body).unwrap();
            let desk = surfer.get(&format!("{origin}/v1/desk")).await;
            (location, session["staff"].clone(), desk)
        };
        let (location, is_staff, desk) = staff("ines").await;
        assert_eq!((location.as_str(), is_staff), ("/desk", Value::Bool(true)));
        assert_eq!(desk.status, 200, "{}", desk.body);
        assert!(desk.body.contains("decide-work"), "{}", desk.body);
        let (location, is_staff, desk) = staff("wen").await;
        assert_eq!((location.as_str(), is_staff), ("/desk", Value::Bool(true)));
        assert_eq!(desk.status, 200, "{}", desk.body);
        assert!(!desk.body.contains("decide-work"), "{}", desk.body);
        let (location, is_staff, desk) = staff("maya").await;
        assert_eq!(location, "/home");
        assert_ne!(is_staff, Value::Bool(true));
        assert_eq!(desk.status, 404, "{}", desk.body);
    });
}

#[test]
fn a_sign_in_never_leads_to_another_site() {
    with_sandbox(async |_world, origin| {
        for elsewhere in [
            "//evil.example",
            "https://evil.example/",
            "/%5Cevil.example",
            "%2F%2Fevil.example",
        ] {
            let mut surfer = Surfer::new();
            let begin = format!("/auth/sign-in?returnTo={elsewhere}");
            let callback = to_callback(&mut surfer, origin, &begin, "maya").await;
            assert_eq!(surfer.get(&callback).await.location, "/home", "{elsewhere}");
        }
    });
}

#[test]
fn a_callback_holds_only_once_and_only_where_it_began() {
    with_sandbox(async |_world, origin| {
        let refused = "session.sign_in_failed";
        // Another browser has no sign-in cookie, or one of its own sign-in.
        let mut surfer = Surfer::new();
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        let mut other = Surfer::new();
        let page = other.get(&callback).await;
        assert_eq!((page.status, page.code()), (400, refused.to_owned()));
        assert!(other.cookies.is_empty(), "{:?}", other.cookies);
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        to_callback(&mut other, origin, "/auth/sign-in", "tom").await;
        let page = other.get(&callback).await;
        assert_eq!((page.status, page.code()), (400, refused.to_owned()));

        // A state works once.
        let mut surfer = Surfer::new();
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        let kept = surfer.cookies.clone();
        assert_eq!(surfer.get(&callback).await.status, 303);
        surfer.cookies = kept;
        let page = surfer.get(&callback).await;
        assert_eq!((page.status, page.code()), (400, refused.to_owned()));

        // A wrong state, no state, no code, another issuer's answer, a refusal.
        let mut surfer = Surfer::new();
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        let (address, query) = callback.split_once('?').unwrap();
        let code = query
            .split('&')
            .find(|pair| pair.starts_with("code="))
            .unwrap();
        let state = query
            .split('&')
            .find(|pair| pair.starts_with("state="))
            .unwrap();
        for query in [
            format!("{code}&state=guessed"),
            code.to_owned(),
            state.to_owned(),
            format!("{code}&{state}&iss=https%3A%2F%2Fevil.example"),
            format!("error=access_denied&{state}"),
            String::new(),
        ] {
            let page = surfer.get(&format!("{address}?{query}")).await;
            assert_eq!(
                (page.status, page.code()),
                (400, refused.to_owned()),
                "{query}"
            );
        }
        // None of them has used it up.
        assert_eq!(surfer.get(&callback).await.status, 303);
    });
}

#[test]
fn a_code_of_another_sign_in_is_not_taken() {
    with_sandbox(async |_world, origin| {
        let (mut maya, mut tom) = (Surfer::new(), Surfer::new());
        let hers = to_callback(&mut maya, origin, "/auth/sign-in", "maya").await;
        let his = to_callback(&mut tom, origin, "/auth/sign-in", "tom").await;
        let part = |url: &str, name: &str| {
            url.split(['?', '&'])
                .find(|pair| pair.starts_with(name))
                .unwrap()
                .to_owned()
        };
        let mixed = format!(
            "{origin}/auth/callback?{}&{}",
            part(&his, "code="),
            part(&hers, "state=")
        );
        let page = maya.get(&mixed).await;
        assert!(
            page.status == 400 || page.status == 503,
            "{} {}",
            page.status,
            page.body
        );
        assert!(
            !maya.cookies.contains_key("tracs-session"),
            "signed in as {}",
            page.body
        );
    });
}

#[test]
fn a_sign_in_that_takes_longer_than_ten_minutes_has_to_begin_again() {
    with_sandbox(async |world, origin| {
        let mut surfer = Surfer::new();
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        world.state.clock.advance(TimeDelta::seconds(601));
        let page = surfer.get(&callback).await;
        assert_eq!(
            (page.status, page.code()),
            (400, "session.sign_in_failed".to_owned())
        );
        assert!(!surfer.cookies.contains_key("tracs-session"));
    });
}

#[test]
fn who_confirms_credentials_gets_a_new_session_and_the_old_one_ends() {
    with_sandbox(async |world, origin| {
        let mut surfer = Surfer::new();
        let callback = to_callback(&mut surfer, origin, "/auth/sign-in", "maya").await;
        surfer.get(&callback).await;
        let old = surfer.cookies["tracs-session"].clone();
        for _ in 0..5 {
            world.state.clock.advance(TimeDelta::minutes(11));
            let accounts = surfer.get(&format!("{origin}/v1/accounts")).await;
            assert_eq!(accounts.status, 200, "{}", accounts.body);
        }
        world.state.clock.advance(TimeDelta::minutes(5));
        assert_eq!(
            session(&mut surfer, origin).await.code(),
            "session.credentials_needed"
        );
        let begin = "/auth/confirmation?returnTo=/accounts";
        let callback = to_callback(&mut surfer, origin, begin, "maya").await;
        let done = surfer.get(&callback).await;
        assert_eq!(
            (done.status, done.location.as_str()),
            (303, "/accounts"),
            "{}",
            done.body
        );
        let page = session(&mut surfer, origin).await;
        let body: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(body["credentialsEndAt"], "2026-11-24T20:02:00Z", "{body}");
        assert_ne!(surfer.cookies["tracs-session"], old);
        surfer.cookies.insert("tracs-session".into(), old);
        assert_eq!(
            session(&mut surfer, origin).await.code(),
            "session.signed_out"
        );
    });
}

/// The certified provider of the npm package, as a process that ends with the test.
struct Certified {
    child: Child,
    issuer: String,
    client_id: String,
    client_secret: String,
}

impl Drop for Certified {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn certified(origin: &str, algorithm: &str, method: &str) -> Certified {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e");
    let installed = folder
        .join("node_modules/oidc-provider/package.json")
        .exists();
    assert!(
        installed,
        "oidc-provider is not installed: run `npm ci` in e2e/, or `./justw setup test`"
    );
    let claims = r#"{"jo": {"name": "Jo Lee", "email": "jo@test.example"}}"#;
    let mut child = Command::new("node")
        .current_dir(&folder)
        .args([
            "oidc-provider.mjs",
            "--exit-with-stdin",
            "--subject",
            "jo",
            "--claims",
            claims,
        ])
        .args(["--alg", algorithm, "--auth-method", method])
        .args(["--redirect-uri", &format!("{origin}/auth/callback")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("node is not installed: install Node.js 22 or newer");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let said: Value = serde_json::from_str(&line)
        .unwrap_or_else(|_no_json| panic!("oidc-provider.mjs did not start: {line:?}"));
    let text = |name: &str| said[name].as_str().unwrap().to_owned();
    let (issuer, client_id, client_secret) =
        (text("issuer"), text("client_id"), text("client_secret"));
    Certified {
        child,
        issuer,
        client_id,
        client_secret,
    }
}

fn with_certified(algorithm: &str, method: &str, test: impl AsyncFnOnce(&World, &str)) {
    let mut provider = None;
    let settings = |origin: &str| {
        let started = certified(origin, algorithm, method);
        let mut config = config(origin);
        config.oidc.issuer.clone_from(&started.issuer);
        config.oidc.client_id.clone_from(&started.client_id);
        config.oidc.client_secret = started.client_secret.clone().into();
        provider = Some(started);
        config
    };
    // The provider is another house: it has the machine's clock.
    served(Clock::system(), settings, test);
    drop(provider);
}

/// Follows the provider's redirects until it sends us home.
async fn through_provider(surfer: &mut Surfer, origin: &str, begin: &str) -> String {
    let mut at = surfer.get(&format!("{origin}{begin}")).await;
    assert_eq!(at.status, 303, "{}", at.body);
    let mut provider = Surfer::new();
    let home = at
        .location
        .splitn(4, '/')
        .take(3)
        .collect::<Vec<_>>()
        .join("/");
    for _hop in 0..10 {
        if at.location.starts_with(&format!("{origin}/auth/callback")) {
            return at.location;
        }
        let next = if at.location.starts_with('/') {
            format!("{home}{}", at.location)
        } else {
            at.location.clone()
        };
        at = provider.get(&next).await;
        assert!(
            (300..400).contains(&at.status),
            "{next}: {} {}",
            at.status,
            at.body
        );
    }
    panic!("the provider never sends us home: {}", at.location);
}

#[test]
fn a_certified_provider_signs_people_in() {
    for (algorithm, method) in [
        ("RS256", "client_secret_basic"),
        ("ES256", "client_secret_basic"),
        ("EdDSA", "client_secret_basic"),
    ] {
        with_certified(algorithm, method, async |_world, origin| {
            let mut surfer = Surfer::new();
            let callback =
                through_provider(&mut surfer, origin, "/auth/sign-in?returnTo=/letters").await;
            let done = surfer.get(&callback).await;
            assert_eq!(
                (done.status, done.location.as_str()),
                (303, "/letters"),
                "{algorithm}: {}",
                done.body
            );
            let page = session(&mut surfer, origin).await;
            let session: Value = serde_json::from_str(&page.body).unwrap();
            assert_eq!(
                session["person"]["name"], "Jo Lee",
                "{algorithm}: {session}"
            );
            assert_eq!(session["person"]["email"], "jo@test.example");
            // Its code works once, even with a fresh state of ours.
            let other = through_provider(&mut surfer, origin, "/auth/sign-in").await;
            let part = |url: &str, name: &str| {
                url.split(['?', '&'])
                    .find(|pair| pair.starts_with(name))
                    .unwrap()
                    .to_owned()
            };
            let mixed = format!(
                "{origin}/auth/callback?{}&{}",
                part(&callback, "code="),
                part(&other, "state=")
            );
            surfer.cookies.remove("tracs-session");
            assert_ne!(surfer.get(&mixed).await.status, 303);
            assert!(!surfer.cookies.contains_key("tracs-session"));
        });
    }
}

#[test]
fn a_certified_provider_is_asked_for_the_credentials_anew_on_confirmation() {
    with_certified("RS256", "client_secret_basic", async |_world, origin| {
        let mut surfer = Surfer::new();
        let callback = through_provider(&mut surfer, origin, "/auth/sign-in").await;
        assert_eq!(surfer.get(&callback).await.status, 303);
        let old = surfer.cookies["tracs-session"].clone();
        let callback =
            through_provider(&mut surfer, origin, "/auth/confirmation?returnTo=/accounts").await;
        let done = surfer.get(&callback).await;
        assert_eq!(
            (done.status, done.location.as_str()),
            (303, "/accounts"),
            "{}",
            done.body
        );
        assert_ne!(surfer.cookies["tracs-session"], old);
        assert_eq!(session(&mut surfer, origin).await.status, 200);
    });
}
