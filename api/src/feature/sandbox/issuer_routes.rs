//! The issuer's addresses: what OpenID Connect prescribes, and a page to choose a test person.

use super::issuer::{AuthorizationRequest, Issuer, Person, TokenRequest};
use super::{personas, store};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use shared::contract::sandbox::Persona;

/// Registers the issuer below `/sandbox/issuer`.
pub fn register(config: &mut web::ServiceConfig) {
    config
        .route(
            "/sandbox/issuer/.well-known/openid-configuration",
            web::get().to(discovery),
        )
        .route("/sandbox/issuer/jwks", web::get().to(keys))
        .route("/sandbox/issuer/authorize", web::get().to(choose))
        .route("/sandbox/issuer/authorize", web::post().to(sign_in))
        .route("/sandbox/issuer/token", web::post().to(token))
        .route("/sandbox/issuer/style.css", web::get().to(style));
}

fn issuer(state: &State) -> Result<&Issuer, ApiError> {
    state.issuer.as_ref().ok_or_else(ApiError::not_found)
}

async fn discovery(state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(issuer(&state)?.discovery()))
}

async fn keys(state: web::Data<State>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(issuer(&state)?.keys()))
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(include_str!("issuer.css"))
}

async fn choose(
    state: web::Data<State>,
    request: web::Query<AuthorizationRequest>,
) -> Result<HttpResponse, ApiError> {
    if let Some(why) = issuer(&state)?.refuse(&request) {
        return Ok(page(&format!(
            "<h1>This sign-in cannot go on</h1><p>It cannot be used because {why}.</p>"
        )));
    }
    let hidden: String = [
        ("response_type", &request.response_type),
        ("client_id", &request.client_id),
        ("redirect_uri", &request.redirect_uri),
        ("scope", &request.scope),
        ("state", &request.state),
        ("nonce", &request.nonce),
        ("code_challenge", &request.code_challenge),
        ("code_challenge_method", &request.code_challenge_method),
    ]
    .iter()
    .map(|(name, value)| {
        format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escape(value)
        )
    })
    .collect();
    let (staff, taxpayers): (Vec<Persona>, Vec<Persona>) = personas::personas()
        .into_iter()
        .partition(|person| !person.roles.is_empty());
    let (taxpayers, staff) = (buttons(&taxpayers), buttons(&staff));
    Ok(page(&format!(
        "<h1>Choose a test person</h1><p>This page stands for Alberta.ca Account in the sandbox. Nobody here is real, and no password is asked.</p>\
         <form method=\"post\" action=\"/sandbox/issuer/authorize\">{hidden}<h2>Taxpayers</h2><ul>{taxpayers}</ul>\
         <h2>Staff of the administration</h2><ul>{staff}</ul></form>\
         <details><summary>Sign in as a person you made</summary><form method=\"post\" action=\"/sandbox/issuer/authorize\">{hidden}\
         <label for=\"subject\">Subject</label><input id=\"subject\" name=\"subject\" autocomplete=\"off\"><button>Sign in</button></form></details>"
    )))
}

fn buttons(people: &[Persona]) -> String {
    people
        .iter()
        .map(|person| {
            format!(
                "<li><button name=\"subject\" value=\"{}\">{}</button><p>{}</p></li>",
                escape(&person.subject),
                escape(&person.name),
                escape(&person.story)
            )
        })
        .collect()
}

#[derive(Deserialize)]
struct Chosen {
    subject: String,
    #[serde(flatten)]
    request: AuthorizationRequest,
}

async fn sign_in(
    state: web::Data<State>,
    chosen: web::Form<Chosen>,
) -> Result<HttpResponse, ApiError> {
    let Chosen { subject, request } = chosen.into_inner();
    let issuer = issuer(&state)?;
    if let Some(why) = issuer.refuse(&request) {
        return Ok(page(&format!(
            "<h1>This sign-in cannot go on</h1><p>It cannot be used because {why}.</p>"
        )));
    }
    let known = store::person(&mut *state.db.read().await?, issuer.name(), &subject).await?;
    let persona = personas::personas()
        .into_iter()
        .find(|person| person.subject == subject);
    let roles = persona
        .as_ref()
        .map(|person| issuer.role_names(&person.roles));
    let listed = persona.map(|person| (person.name, Some(person.email)));
    let Some((name, email)) = known.or(listed) else {
        return Ok(page(
            "<h1>There is no such test person</h1><p>Go back and choose another, or make one with POST /sandbox/v1/test-users.</p>",
        ));
    };
    let back = issuer.sign_in(
        request,
        Person {
            subject,
            name,
            email,
            roles: roles.unwrap_or_default(),
        },
        state.clock.now(),
    );
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, back))
        .finish())
}

async fn token(
    state: web::Data<State>,
    request: HttpRequest,
    body: web::Form<TokenRequest>,
) -> Result<HttpResponse, ApiError> {
    let basic = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok())
        .and_then(|pair| {
            pair.split_once(':')
                .map(|(client, secret)| (client.to_owned(), secret.to_owned()))
        });
    Ok(
        match issuer(&state)?.redeem(&body, basic, state.clock.now()) {
            Ok(answer) => HttpResponse::Ok().json(answer),
            Err("invalid_client") => {
                HttpResponse::Unauthorized().json(serde_json::json!({ "error": "invalid_client" }))
            }
            Err(error) => HttpResponse::BadRequest().json(serde_json::json!({ "error": error })),
        },
    )
}

fn page(main: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=\"en-CA\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Sandbox sign-in – TRACS</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/sandbox/issuer/style.css\"></head>\
         <body><header><p>Sandbox identity provider</p></header><main>{main}</main></body></html>"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
