//! The two cookies: the session, and the sign-in on its way.

use crate::config::Config;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

/// The session cookie's name over TLS and over plain HTTP on localhost.
pub const SESSION: [&str; 2] = ["__Host-tracs-session", "tracs-session"];

/// The cookie that ties a sign-in to the browser that began it.
pub const SIGN_IN: [&str; 2] = ["__Host-tracs-sign-in", "tracs-sign-in"];

/// The value of a cookie under either name.
pub fn read(request: &HttpRequest, names: [&str; 2]) -> Option<String> {
    names
        .iter()
        .find_map(|name| request.cookie(name))
        .map(|cookie| cookie.value().to_owned())
}

/// A cookie that only we can read. `__Host-` and `Secure` need TLS; on plain localhost it is the
/// closest that browsers allow: HttpOnly, SameSite=Lax, this host and every path.
pub fn set(
    config: &Config,
    names: [&'static str; 2],
    value: String,
    seconds: Option<i64>,
) -> Cookie<'static> {
    let name = if config.secure() { names[0] } else { names[1] };
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.secure())
        .finish();
    if let Some(seconds) = seconds {
        cookie.set_max_age(Duration::seconds(seconds));
    }
    cookie
}

/// Takes a cookie away.
pub fn clear(config: &Config, names: [&'static str; 2]) -> Cookie<'static> {
    set(config, names, String::new(), Some(0))
}
