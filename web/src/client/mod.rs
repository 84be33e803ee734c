//! The REST API as this application calls it. One HTTP client; origin, CSRF token and problems are seen to here,
//! and each feature has a file with one function per operation.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod assessments;
pub(crate) mod availability;
pub(crate) mod calendar;
pub(crate) mod credits;
pub(crate) mod desk;
pub(crate) mod enrolment;
pub(crate) mod filings;
pub(crate) mod messages;
pub(crate) mod periods;
pub(crate) mod session;
pub(crate) mod transactions;

use reqwest::{Client, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::contract::page::Page;
use shared::{Problem, ProblemCode};
use std::cell::RefCell;
use std::future::Future;

thread_local! {
    static HTTP: Client = Client::new();
    static CSRF: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Why a call gave no answer that we can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientError {
    /// The API says what is wrong.
    Problem(Box<Problem>),
    /// Nothing came back: no network, or no server.
    Offline,
    /// Something came back that is not ours.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What to name when asking for help.
        correlation_id: String,
    },
}

impl ClientError {
    /// The code, when the API gave one.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Offline | Self::Unreadable { .. } => None,
        }
    }

    /// The session is over, or credentials have to be confirmed.
    pub(crate) fn is_sign_in_needed(&self) -> bool {
        self.code().is_some_and(|code| code.status() == 401)
    }

    /// What to name when asking for help.
    pub(crate) fn correlation_id(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => {
                Some(problem.correlation_id.as_str()).filter(|id| !id.is_empty())
            }
            Self::Unreadable { correlation_id, .. } => {
                Some(correlation_id.as_str()).filter(|id| !id.is_empty())
            }
            Self::Offline => None,
        }
    }
}

/// A reply and the version that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Versioned<T> {
    /// The body.
    pub(crate) body: T,
    /// Its ETag, to be given back as If-Match.
    pub(crate) version: String,
}

/// A request that is not sent yet.
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

struct Reply {
    status: u16,
    correlation_id: String,
    version: String,
    text: String,
}

impl Call {
    fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            body: None,
        }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into())
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path.into())
    }

    pub(crate) fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path.into())
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path.into())
    }

    /// Adds a JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).ok();
        self
    }

    /// Changes only the version that was read.
    pub(crate) fn if_match(mut self, version: &str) -> Self {
        self.headers.push(("If-Match", version.to_owned()));
        self
    }

    /// Is the same act however often it is sent.
    pub(crate) fn idempotency_key(mut self, key: &str) -> Self {
        self.headers.push(("Idempotency-Key", key.to_owned()));
        self
    }

    /// Sends it and reads the reply's body.
    pub(crate) async fn send<T: DeserializeOwned>(self) -> Result<T, ClientError> {
        let reply = self.exchange().await?;
        read(&reply)
    }

    /// Sends it and reads the reply's body and version.
    pub(crate) async fn send_versioned<T: DeserializeOwned>(
        self,
    ) -> Result<Versioned<T>, ClientError> {
        let reply = self.exchange().await?;
        let body = read(&reply)?;
        Ok(Versioned {
            body,
            version: reply.version,
        })
    }

    /// Sends it and gives the reply's body as it came.
    pub(crate) async fn send_text(self) -> Result<String, ClientError> {
        self.exchange().await.map(|reply| reply.text)
    }

    /// Sends it when the reply has no body.
    pub(crate) async fn send_only(self) -> Result<(), ClientError> {
        self.exchange().await.map(|_reply| ())
    }

    async fn exchange(self) -> Result<Reply, ClientError> {
        let origin = leptos::prelude::window()
            .location()
            .origin()
            .unwrap_or_default();
        let safe = self.method == Method::GET;
        let http = HTTP.with(Clone::clone);
        let mut request = http
            .request(self.method, format!("{origin}{}", self.path))
            .header("Accept", "application/json");
        if !safe {
            request = request.header("X-CSRF-Token", CSRF.with_borrow(Clone::clone));
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = self.body {
            request = request
                .header("Content-Type", "application/json")
                .body(body);
        }
        let response = request.send().await.map_err(|_lost| ClientError::Offline)?;
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let (correlation_id, version) = (header("x-correlation-id"), header("etag"));
        let status = response.status();
        let text = response
            .text()
            .await
            .map_err(|_lost| ClientError::Offline)?;
        let reply = Reply {
            status: status.as_u16(),
            correlation_id,
            version,
            text,
        };
        if status.is_success() {
            Ok(reply)
        } else {
            Err(refusal(reply))
        }
    }
}

/// A list to its end. `ask` is given the end of the address: nothing, then the cursor of the next page.
async fn whole<T, Asking: Future<Output = Result<Page<T>, ClientError>>>(
    ask: impl Fn(String) -> Asking,
) -> Result<Vec<T>, ClientError> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ask(cursor).await?;
        all.extend(page.data);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={}", crate::ui::browser::encoded(&next)),
            None => return Ok(all),
        }
    }
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, ClientError> {
    serde_json::from_str(&reply.text).map_err(|_foreign| ClientError::Unreadable {
        status: reply.status,
        correlation_id: reply.correlation_id.clone(),
    })
}

fn refusal(reply: Reply) -> ClientError {
    serde_json::from_str::<Problem>(&reply.text).map_or_else(
        |_foreign| ClientError::Unreadable {
            status: reply.status,
            correlation_id: reply.correlation_id.clone(),
        },
        |mut problem| {
            if problem.correlation_id.is_empty() {
                problem.correlation_id.clone_from(&reply.correlation_id);
            }
            ClientError::Problem(Box::new(problem))
        },
    )
}

/// A key for an act that must happen once: a random UUID.
pub(crate) fn new_idempotency_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        let _filled = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}
