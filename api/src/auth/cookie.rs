//! The two cookies: the session, and the sign-in on its way.

use crate::config::Config;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

/// The session cookie's name over TLS and over plain HTTP on localhost.
pub const SESSION: [&str; 2] = ["__Host-tracs-session", "tracs-session"];

/// The cookie that ties a sign-in to the browser that began it.
pub const SIGN_IN: [&str; 2] = ["__Host-tracs-sign-in", "tracs-sign-in"];

/// The value of a cookie under the name that [`set`] gives it, and under no other: over TLS a neighbouring host could plant
/// one without the prefix.
pub fn read(secure: bool, request: &HttpRequest, names: [&'static str; 2]) -> Option<String> {
    let cookie = request.cookie(name(secure, names))?;
    Some(cookie.value().to_owned())
}

const fn name(secure: bool, names: [&'static str; 2]) -> &'static str {
    if secure { names[0] } else { names[1] }
}

/// A cookie that only we can read. `__Host-` and `Secure` need TLS; on plain localhost it is the
/// closest that browsers allow: HttpOnly, SameSite=Lax, this host and every path.
pub fn set(
    config: &Config,
    names: [&'static str; 2],
    value: String,
    seconds: Option<i64>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build(name(config.secure(), names), value)
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
