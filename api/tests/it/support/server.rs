//! The application on a real port, for what only goes over a socket: sign-in and its redirects.

use super::database::Database;
use super::world::World;
use actix_web::{App, HttpResponse, HttpServer, web};
use api::app;
use api::clock::Clock;
use api::config::Config;
use futures_util::FutureExt;
use futures_util::future::join;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::panic::AssertUnwindSafe;

/// A port that nobody else has.
pub(crate) fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin)
}

/// Serves a world on a port while a test runs. `config` is told the origin.
pub(crate) fn served(
    clock: Clock,
    config: impl FnOnce(&str) -> Config,
    test: impl AsyncFnOnce(&World, &str),
) {
    actix_web::rt::System::new().block_on(async {
        let database = Database::copy().await;
        let outcome = AssertUnwindSafe(async {
            let (listener, origin) = listener();
            let (app_url, owner_url) = (database.app_url(), database.owner_url());
            let world = World::over(&app_url, &owner_url, config(&origin), clock).await;
            let state = world.state.clone();
            let server = HttpServer::new(move || app::build(state.clone()));
            let server = server.workers(1).disable_signals().shutdown_timeout(1);
            let server = server.listen(listener).unwrap().run();
            let handle = server.handle();
            let work = async {
                let outcome = AssertUnwindSafe(test(&world, &origin)).catch_unwind().await;
                handle.stop(false).await;
                outcome
            };
            let (_served, outcome) = join(server, work).await;
            world.state.db.close();
            outcome
        })
        .catch_unwind()
        .await;
        database.drop().await;
        if let Err(panic) = outcome.and_then(|inner| inner) {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Serves fixed JSON documents by path while some work is done.
pub(crate) async fn documents<T>(
    listener: TcpListener,
    documents: BTreeMap<String, serde_json::Value>,
    work: impl Future<Output = T>,
) -> T {
    let server = HttpServer::new(move || {
        let documents = documents.clone();
        App::new().default_service(web::to(move |request: actix_web::HttpRequest| {
            let found = documents.get(request.path()).cloned();
            async move {
                found.map_or_else(
                    || HttpResponse::NotFound().finish(),
                    |found| HttpResponse::Ok().json(found),
                )
            }
        }))
    });
    let server = server.workers(1).disable_signals().shutdown_timeout(1);
    let server = server.listen(listener).unwrap().run();
    let handle = server.handle();
    let work = async {
        let outcome = AssertUnwindSafe(work).catch_unwind().await;
        handle.stop(false).await;
        outcome
    };
    match join(server, work).await.1 {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A browser that follows no redirect by itself and keeps cookies for one site.
pub(crate) struct Surfer {
    http: reqwest::Client,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// What a site answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) set_cookies: Vec<String>,
    pub(crate) body: String,
}

impl Page {
    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        let problem: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or(&self.body).to_owned()
    }
}

impl Surfer {
    pub(crate) fn new() -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = http
            .timeout(std::time::Duration::from_secs(10))
            .build()
            .unwrap();
        Self {
            http,
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Page {
        let request = self.http.get(url);
        self.send(request).await
    }

    /// Sends a form that is encoded already.
    pub(crate) async fn form(&mut self, url: &str, body: String) -> Page {
        let kind = "application/x-www-form-urlencoded";
        let request = self.http.post(url).header("Content-Type", kind).body(body);
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header("Cookie", cookies.join("; "))
            .header("Accept", "application/json");
        let answer = request.send().await.unwrap();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
        let location = answer
            .headers()
            .get("Location")
            .map(text)
            .unwrap_or_default();
        let set_cookies: Vec<String> = answer
            .headers()
            .get_all("Set-Cookie")
            .iter()
            .map(text)
            .collect();
        for cookie in &set_cookies {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Page {
            status: answer.status().as_u16(),
            location,
            set_cookies,
            body: answer.text().await.unwrap(),
        }
    }
}
