//! Small marks: status tags and days.

use crate::{show, text};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::contract::calendar::ObligationStatus;
use shared::period::PeriodStatus;

/// A status in its word, shape and colour.
pub(crate) fn status(status: PeriodStatus) -> impl IntoView {
    let (word, class) = text::status(status);
    view! { <span class=class>{word}</span> }
}

/// The status of something to be done.
pub(crate) fn obligation(status: ObligationStatus) -> impl IntoView {
    let (word, class) = text::obligation(status);
    view! { <span class=class>{word}</span> }
}

/// A day, readable by machines too.
pub(crate) fn day(on: NaiveDate) -> impl IntoView {
    view! { <time datetime=on.to_string()>{show::day(on)}</time> }
}

/// A day with its weekday.
pub(crate) fn weekday_day(on: NaiveDate) -> impl IntoView {
    view! { <time datetime=on.to_string()>{show::weekday_day(on)}</time> }
}

/// A day in a table.
pub(crate) fn day_short(on: NaiveDate) -> impl IntoView {
    view! { <time datetime=on.to_string()>{show::day_short(on)}</time> }
}
