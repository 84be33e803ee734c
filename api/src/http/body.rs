//! Request bodies: JSON of the documented shape, read only after the caller has shown a right to send it.

use crate::http::envelope::{BODY_LIMIT, ROWS_LIMIT};
use crate::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use shared::contract::desk::{DecisionBody, StatementBody};
use shared::contract::filings::{ClaimBody, FilingBody};
use shared::filing::Draft;
use shared::problem::FieldError;
use shared::{Problem, ProblemCode};
use std::future::{Ready, ready};
use std::marker::PhantomData;

/// A body that has not been read yet. `read` parses it.
pub struct Body<T> {
    content_type: String,
    payload: Payload,
    declared: Option<usize>,
    shape: PhantomData<T>,
}

impl<T> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let text = |name: header::HeaderName| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        ready(Ok(Self {
            content_type: text(header::CONTENT_TYPE),
            payload: payload.take(),
            declared: text(header::CONTENT_LENGTH).parse().ok(),
            shape: PhantomData,
        }))
    }
}

impl<T: DeserializeOwned> Body<T> {
    /// Reads and parses the body.
    ///
    /// # Errors
    /// 415 for another content type, 413 beyond the limit, 400 with a pointer when it is not of the documented shape.
    pub async fn read(self) -> Result<T, ApiError> {
        self.read_with_bytes().await.map(|(value, _bytes)| value)
    }

    /// The same, with the bytes as they were sent.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub async fn read_with_bytes(self) -> Result<(T, web::Bytes), ApiError> {
        self.receive(BODY_LIMIT).await
    }

    /// The same for an operation whose body has a limit of its own.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub async fn read_within(self, limit: usize) -> Result<(T, web::Bytes), ApiError> {
        self.receive(limit).await
    }

    async fn receive(mut self, limit: usize) -> Result<(T, web::Bytes), ApiError> {
        let essence = self
            .content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            let detail =
                "This operation reads JSON. Set the Content-Type header to application/json.";
            return Err(ApiError::new(ProblemCode::ContentType, detail));
        }
        if self.declared.is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        let mut bytes = web::BytesMut::new();
        while let Some(chunk) = self.payload.next().await {
            let chunk = chunk.map_err(|error: PayloadError| {
                ApiError::new(
                    ProblemCode::Malformed,
                    format!("The body could not be received: {error}."),
                )
            })?;
            if bytes.len().saturating_add(chunk.len()) > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        let bytes = bytes.freeze();
        parse(&bytes).map(|value| (value, bytes))
    }
}

impl<T: DeserializeOwned + Rows> Body<T> {
    /// The same for a body that may have tables: only rows make it as large as [`ROWS_LIMIT`].
    ///
    /// # Errors
    /// As [`Body::read`].
    pub async fn read_with_rows(self) -> Result<(T, web::Bytes), ApiError> {
        let (value, bytes) = self.receive(ROWS_LIMIT).await?;
        if bytes.len() > BODY_LIMIT && !value.has_rows() {
            return Err(too_large(BODY_LIMIT));
        }
        Ok((value, bytes))
    }
}

/// What may have tables of rows in it.
pub trait Rows {
    /// There are rows.
    fn has_rows(&self) -> bool;
}

macro_rules! rows {
    ($($body:ty),+) => {$(
        impl Rows for $body {
            fn has_rows(&self) -> bool {
                !self.rows.is_empty()
            }
        }
    )+};
}

rows!(Draft, FilingBody, ClaimBody, DecisionBody, StatementBody);

fn too_large(limit: usize) -> ApiError {
    ApiError::new(
        ProblemCode::TooLarge,
        format!("A body can have at most {limit} bytes."),
    )
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| malformed(&pointer(error.path()), error.inner()))?;
    reader.end().map_err(|error| malformed("", &error))?;
    if bytes.trim_ascii_start().starts_with(b"[") {
        // Serde reads an array as the fields of an object in order; the document knows objects only.
        let error = serde::de::Error::custom("a body is an object, not an array");
        return Err(malformed("", &error));
    }
    if has_nul(bytes) {
        return Err(ApiError::new(
            ProblemCode::Malformed,
            "Text cannot hold the character U+0000.",
        ));
    }
    Ok(value)
}

/// The database holds every character but U+0000, which JSON can only write as an escape.
fn has_nul(mut bytes: &[u8]) -> bool {
    while let Some(at) = bytes.iter().position(|byte| *byte == b'\\') {
        let escape = bytes.get(at + 1..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        bytes = escape.get(1..).unwrap_or_default();
    }
    false
}

fn malformed(pointer: &str, error: &serde_json::Error) -> ApiError {
    let field = FieldError {
        pointer: pointer.to_owned(),
        code: "body.shape".into(),
        message: error.to_string(),
    };
    let detail =
        "The body is not JSON of the documented shape. Compare it with the operation's example.";
    Problem::new(ProblemCode::Malformed, detail)
        .with_errors(vec![field])
        .into()
}

/// A path of serde as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}
