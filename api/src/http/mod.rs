//! What every request goes through, whatever it asks for. Knows nothing of tax.

pub mod body;
pub mod day;
pub mod envelope;
pub mod etag;
pub mod icalendar;
pub mod idempotency;
pub mod page;
pub mod rate_limit;
pub mod site;
pub mod spec;
