//! So many requests a second for each session, or each address before sign-in; and so many a minute for each calendar.

use crate::auth::cookie;
use crate::http::envelope::is_secret;
use actix_web::dev::ServiceRequest;
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use shared::{Problem, ProblemCode};
use std::num::NonZeroU32;

type Key = [u8; 32];

/// The buckets: one for each session, and a larger one for each address, so that made-up cookies do not help.
pub struct Limiter {
    callers: Buckets,
    addresses: Buckets,
    calendars: Buckets,
    per_second: u32,
    /// Callers come over TLS, and their cookie has the prefix.
    secure: bool,
}

type Buckets = RateLimiter<Key, DashMapStateStore<Key>, DefaultClock>;

/// An address may be an office with many people.
const CALLERS_AN_ADDRESS: u32 = 10;

/// Calendar programs come every few hours; many people may follow one link.
const CALENDAR_A_MINUTE: NonZeroU32 = NonZeroU32::new(12).unwrap();

/// Beyond so many buckets, those that are full again are forgotten.
const MANY: usize = 10_000;

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limiter")
    }
}

impl Limiter {
    /// Buckets that refill by `per_second` and hold twice as much.
    pub fn new(per_second: u32, secure: bool) -> Self {
        Self {
            secure,
            callers: buckets(per_second),
            addresses: buckets(per_second.saturating_mul(CALLERS_AN_ADDRESS)),
            calendars: RateLimiter::dashmap(Quota::per_minute(CALENDAR_A_MINUTE)),
            per_second,
        }
    }

    /// The problem for a caller whose bucket is empty. Files of the site are not counted.
    pub fn refuse(&self, request: &ServiceRequest) -> Option<Problem> {
        if request.path().starts_with("/assets/") {
            return None;
        }
        let address = request
            .peer_addr()
            .map_or_else(String::new, |address| address.ip().to_string());
        let caller = cookie::read(self.secure, request.request(), cookie::SESSION);
        let full = take(&self.addresses, &address)
            && caller.is_none_or(|caller| take(&self.callers, &caller));
        if !full {
            let detail = format!(
                "At most {} requests a second. Wait as long as Retry-After says.",
                self.per_second
            );
            return Some(Problem::new(ProblemCode::TooMany, detail));
        }
        let calendar = is_secret(request.path()).then(|| request.path());
        let full = calendar.is_none_or(|calendar| take(&self.calendars, calendar));
        (!full).then(|| {
            let detail = format!("At most {CALENDAR_A_MINUTE} requests a minute for a calendar. Once an hour is plenty.");
            Problem::new(ProblemCode::TooMany, detail)
        })
    }
}

fn buckets(per_second: u32) -> Buckets {
    let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
    let burst = NonZeroU32::new(per_second.saturating_mul(2)).unwrap_or(NonZeroU32::MIN);
    RateLimiter::dashmap(Quota::per_second(rate).allow_burst(burst))
}

/// Takes one request out of a bucket; `false` when it is empty.
fn take(buckets: &Buckets, name: &str) -> bool {
    if buckets.len() > MANY {
        buckets.retain_recent();
    }
    buckets.check_key(&Sha256::digest(name).into()).is_ok()
}
