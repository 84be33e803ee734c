//! The only place that reads the wall clock. Everything else is handed a `Clock`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::America::Edmonton;
use shared::contract::session::ZoneOffset;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

/// Time as the service sees it: the wall clock moved by a distance (none in production), or standing still.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The clock stands at `millis` since 1970; otherwise it runs `millis` ahead of the wall clock.
    stands: AtomicBool,
    millis: AtomicI64,
}

impl Clock {
    /// The wall clock.
    pub fn system() -> Self {
        Self(Arc::new(Inner {
            stands: AtomicBool::new(false),
            millis: AtomicI64::new(0),
        }))
    }

    /// A clock that stands at an instant: for tests and the seed.
    pub fn standing(at: DateTime<Utc>) -> Self {
        let clock = Self::system();
        clock.stand(at);
        clock
    }

    /// The present instant, in whole milliseconds.
    pub fn now(&self) -> DateTime<Utc> {
        let millis = self.0.millis.load(Ordering::Relaxed);
        let shown = if self.0.stands.load(Ordering::Relaxed) {
            millis
        } else {
            wall().saturating_add(millis)
        };
        DateTime::from_timestamp_millis(shown).unwrap_or_default()
    }

    /// Stops the clock at an instant.
    pub fn stand(&self, at: DateTime<Utc>) {
        self.0
            .millis
            .store(at.timestamp_millis(), Ordering::Relaxed);
        self.0.stands.store(true, Ordering::Relaxed);
    }

    /// Lets the clock run from an instant, and returns how far it is from the wall clock.
    pub fn run_from(&self, at: DateTime<Utc>) -> i64 {
        let distance = at.timestamp_millis().saturating_sub(wall());
        self.restore(distance);
        distance
    }

    /// Lets the clock run at a distance that it had before a restart.
    pub fn restore(&self, distance_ms: i64) {
        self.0.millis.store(distance_ms, Ordering::Relaxed);
        self.0.stands.store(false, Ordering::Relaxed);
    }

    /// Moves the clock forward and returns the new distance, or instant, in milliseconds.
    pub fn advance(&self, by: TimeDelta) -> i64 {
        self.0
            .millis
            .fetch_add(by.num_milliseconds(), Ordering::Relaxed)
            .saturating_add(by.num_milliseconds())
    }

    /// The day in Alberta.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// The time of day in Alberta.
    pub fn local(&self) -> NaiveDateTime {
        self.now().with_timezone(&Edmonton).naive_local()
    }

    /// A new identifier of the present millisecond.
    pub fn id<Id>(&self, make: impl Fn(u64, &[u8; 10]) -> Id) -> Id {
        make(
            u64::try_from(self.now().timestamp_millis()).unwrap_or_default(),
            &rand::random(),
        )
    }
}

/// How far Alberta is from UTC, change by change, over the years that accounts and deadlines reach.
pub fn offsets() -> Vec<ZoneOffset> {
    static OFFSETS: OnceLock<Vec<ZoneOffset>> = OnceLock::new();
    let find = || {
        let mut offsets: Vec<ZoneOffset> = Vec::new();
        let first = DateTime::from_timestamp(FIRST_HOUR * 3600, 0).unwrap_or_default();
        for hour in 0..HOURS {
            let from = first + TimeDelta::hours(hour);
            let minutes = from
                .with_timezone(&Edmonton)
                .offset()
                .fix()
                .local_minus_utc()
                / 60;
            if offsets.last().is_none_or(|last| last.minutes != minutes) {
                offsets.push(ZoneOffset { from, minutes });
            }
        }
        offsets
    };
    OFFSETS.get_or_init(find).clone()
}

/// 1 January 2020, in hours since 1970, and sixteen years from there.
const FIRST_HOUR: i64 = 438_288;
const HOURS: i64 = 140_256;

fn wall() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    let now = Utc::now();
    now.timestamp_millis()
}

/// The day of an instant in Alberta (America/Edmonton).
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Edmonton).date_naive()
}

/// An instant from a time in Alberta; `None` for the hour that a change of clocks leaves out.
pub fn instant(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    Edmonton
        .from_local_datetime(&local)
        .earliest()
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_alberta() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(day_of(at("2026-11-01T05:59:59Z")).to_string(), "2026-10-31");
        assert_eq!(day_of(at("2026-11-01T06:00:00Z")).to_string(), "2026-11-01");
        assert_eq!(day_of(at("2026-12-01T06:59:59Z")).to_string(), "2026-11-30");
    }

    #[test]
    fn the_zone_is_told_change_by_change() {
        let changes = offsets();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let minutes = |when| {
            changes
                .iter()
                .rfind(|change| change.from <= when)
                .map(|change| change.minutes)
        };
        assert_eq!(minutes(at("2026-07-01T00:00:00Z")), Some(-360));
        assert_eq!(minutes(at("2026-01-15T00:00:00Z")), Some(-420));
        assert_eq!(
            changes.first().map(|change| change.from),
            Some(at("2020-01-01T00:00:00Z"))
        );
        for change in &changes {
            let local = change.from.with_timezone(&Edmonton).naive_local();
            assert_eq!(
                local - change.from.naive_utc(),
                TimeDelta::minutes(change.minutes.into())
            );
        }
    }

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let clock = Clock::standing("2026-11-24T18:02:00Z".parse().unwrap());
        let before = clock.now();
        clock.advance(TimeDelta::minutes(15));
        assert_eq!(clock.now() - before, TimeDelta::minutes(15));
    }
}
