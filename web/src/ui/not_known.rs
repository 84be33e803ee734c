//! Interest that is not in the figures, because its rate is not published.

use crate::show;
use chrono::NaiveDate;
use leptos::prelude::*;

/// Says from when on interest is not in the figures beside it; nothing where all of it is.
pub(crate) fn interest(from: Option<NaiveDate>) -> Option<AnyView> {
    let text = format!(
        "Interest from {} on is not in these figures: its rate is not published yet. It is added once the rate is known.",
        show::day(from?)
    );
    Some(view! { <p class="callout callout--important">{text}</p> }.into_any())
}
