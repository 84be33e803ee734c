//! So many requests a second for each session, or each address before sign-in.

use crate::auth::cookie;
use actix_web::dev::ServiceRequest;
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use shared::{Problem, ProblemCode};
use std::num::NonZeroU32;

type Key = [u8; 32];

/// The buckets.
pub struct Limiter {
    buckets: RateLimiter<Key, DashMapStateStore<Key>, DefaultClock>,
    per_second: u32,
}

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limiter")
    }
}

impl Limiter {
    /// Buckets that refill by `per_second` and hold twice as much.
    pub fn new(per_second: u32) -> Self {
        let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(per_second.saturating_mul(2)).unwrap_or(NonZeroU32::MIN);
        Self {
            buckets: RateLimiter::dashmap(Quota::per_second(rate).allow_burst(burst)),
            per_second,
        }
    }

    /// The problem for a caller whose bucket is empty. Files of the site are not counted.
    pub fn refuse(&self, request: &ServiceRequest) -> Option<Problem> {
        if request.path().starts_with("/assets/") {
            return None;
        }
        let key: Key = cookie::read(request.request(), cookie::SESSION)
            .map_or_else(
                || {
                    Sha256::digest(
                        request
                            .peer_addr()
                            .map_or_else(String::new, |address| address.ip().to_string()),
                    )
                },
                Sha256::digest,
            )
            .into();
        self.buckets.check_key(&key).is_err().then(|| {
            Problem::new(
                ProblemCode::TooMany,
                format!(
                    "At most {} requests a second. Wait as long as Retry-After says.",
                    self.per_second
                ),
            )
        })
    }
}
