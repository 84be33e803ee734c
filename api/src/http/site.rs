//! The browser application: files that were built, compressed and named by their hash beforehand.

use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use std::path::{Component, Path, PathBuf};

/// The shell for any page address.
///
/// # Errors
/// 404 when the browser application has not been built.
pub async fn shell(
    state: web::Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    send(&request, &state.config.site.join("index.html"), "no-cache").await
}

/// A file of a build: `/assets/<hash>/…` never changes.
///
/// # Errors
/// 404 when there is no such file.
pub async fn asset(
    state: web::Data<State>,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let relative = PathBuf::from(path.into_inner());
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return Err(ApiError::not_found());
    }
    send(
        &request,
        &state.config.site.join("assets").join(relative),
        "public, max-age=31536000, immutable",
    )
    .await
}

/// A file with the best encoding that the browser takes and that was made beforehand.
async fn send(
    request: &HttpRequest,
    file: &Path,
    cache: &'static str,
) -> Result<HttpResponse, ApiError> {
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (name, suffix, encoding) in [
        ("br", ".br", Some(ContentEncoding::Brotli)),
        ("gzip", ".gz", Some(ContentEncoding::Gzip)),
        ("", "", None),
    ] {
        if !name.is_empty() && !accepted.contains(name) {
            continue;
        }
        let mut candidate = file.as_os_str().to_owned();
        candidate.push(suffix);
        if let Ok(bytes) = tokio::fs::read(PathBuf::from(candidate)).await {
            let mut response = HttpResponse::Ok();
            response
                .content_type(media_type(file))
                .insert_header((header::CACHE_CONTROL, cache))
                .insert_header((header::VARY, "Accept-Encoding"));
            if let Some(encoding) = encoding {
                response.insert_header(encoding);
            }
            return Ok(response.body(bytes));
        }
    }
    Err(ApiError::not_found())
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("ico") => "image/x-icon",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
