//! A browser or a program that talks to the application in this process, without a socket.

use super::contract::Contract;
use actix_web::body::to_bytes;
use actix_web::cookie::Cookie;
use actix_web::dev::Service as _;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::{test, web};
use api::app;
use api::state::State;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use std::rc::Rc;

type Raw = (StatusCode, HeaderMap, web::Bytes);

/// The application, ready to be called.
pub(crate) type Service = Rc<dyn Fn(test::TestRequest) -> LocalBoxFuture<'static, Raw>>;

/// The application of a state.
pub(crate) async fn service(state: web::Data<State>) -> Service {
    let service = Rc::new(test::init_service(app::build(state)).await);
    Rc::new(move |request: test::TestRequest| {
        let service = service.clone();
        async move {
            let response = match service.call(request.to_request()).await {
                Ok(response) => response.into_parts().1.map_into_boxed_body(),
                Err(error) => error.error_response().map_into_boxed_body(),
            };
            let (status, headers) = (response.status(), response.headers().clone());
            let body = to_bytes(response.into_body())
                .await
                .ok()
                .unwrap_or_default();
            (status, headers, body)
        }
        .boxed_local()
    })
}

/// Somebody at a browser: a session cookie and its CSRF token, or neither.
#[derive(Clone)]
pub(crate) struct Browser {
    service: Service,
    contract: Rc<Contract>,
    pub(crate) cookie: Option<String>,
    pub(crate) csrf: Option<String>,
}

impl Browser {
    pub(crate) fn new(service: Service, contract: Rc<Contract>) -> Self {
        Self {
            service,
            contract,
            cookie: None,
            csrf: None,
        }
    }

    /// The same browser with a session.
    pub(crate) fn signed_in(mut self, cookie: String, csrf: String) -> Self {
        self.cookie = Some(cookie);
        self.csrf = Some(csrf);
        self
    }

    pub(crate) fn call(&self, method: Method, path: impl Into<String>) -> Call<'_> {
        let headers = vec![];
        Call {
            browser: self,
            method,
            path: path.into(),
            headers,
            body: None,
            csrf: true,
        }
    }

    pub(crate) fn get(&self, path: impl Into<String>) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: impl Into<String>, body: Value) -> Call<'_> {
        self.call(Method::POST, path).json(body)
    }

    pub(crate) fn put(&self, path: impl Into<String>, body: Value) -> Call<'_> {
        self.call(Method::PUT, path).json(body)
    }

    /// Saves a draft over a version.
    pub(crate) fn save(&self, path: String, version: i64, body: Value) -> Call<'_> {
        self.put(path, body)
            .header("If-Match", format!("\"{version}\""))
    }

    /// Files with a key.
    pub(crate) fn file(&self, path: impl Into<String>, key: &str, body: Value) -> Call<'_> {
        self.post(path, body).header("Idempotency-Key", key)
    }
}

/// A request that is being put together.
pub(crate) struct Call<'a> {
    browser: &'a Browser,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<web::Bytes>,
    csrf: bool,
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn json(self, body: Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub(crate) fn bytes(self, content_type: &str, body: impl Into<web::Bytes>) -> Self {
        let mut call = self.header("Content-Type", content_type);
        call.body = Some(body.into());
        call
    }

    /// Leaves the CSRF token out.
    pub(crate) fn without_csrf(mut self) -> Self {
        self.csrf = false;
        self
    }

    /// Sends it, and holds the reply to the document.
    pub(crate) async fn send(self) -> Reply {
        let Browser {
            service,
            contract,
            cookie,
            csrf,
        } = self.browser;
        let mut request = test::TestRequest::with_uri(&self.path).method(self.method.clone());
        if let Some(cookie) = cookie {
            request = request.cookie(Cookie::new("tracs-session", cookie.clone()));
        }
        let safe = matches!(self.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if let Some(csrf) = csrf.as_ref().filter(|_token| !safe && self.csrf) {
            request = request.insert_header(("X-CSRF-Token", csrf.clone()));
        }
        for (name, value) in self.headers {
            request = request.insert_header((name, value));
        }
        if let Some(body) = self.body {
            request = request.set_payload(body);
        }
        let (status, headers, body) = service(request).await;
        let reply = Reply {
            status: status.as_u16(),
            headers,
            body,
        };
        contract.check(&self.method, &self.path, &reply);
        reply
    }

    /// Sends it and expects a status.
    pub(crate) async fn expect(self, status: u16) -> Reply {
        let asked = format!("{} {}", self.method, self.path);
        let reply = self.send().await;
        assert_eq!(reply.status, status, "{asked}: {}", reply.text());
        reply
    }

    /// Sends it and gives the body of a success.
    pub(crate) async fn ok(self) -> Value {
        let asked = format!("{} {}", self.method, self.path);
        let reply = self.send().await;
        assert!(
            (200..300).contains(&reply.status),
            "{asked}: {} {}",
            reply.status,
            reply.text()
        );
        reply.json()
    }

    /// Sends it and expects a problem.
    pub(crate) async fn problem(self, status: u16, code: &str) -> Value {
        let reply = self.expect(status).await;
        let problem = reply.json();
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: web::Bytes,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when there is none.
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_no_json| panic!("no JSON: {}", self.text()))
    }
}
