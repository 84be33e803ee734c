//! Amounts on the screen: credits are said in words and shown in their colour.

use crate::show;
use leptos::prelude::*;
use shared::Money;

/// What is owed, or `−$420.00 credit`.
pub(crate) fn balance(amount: Money) -> impl IntoView {
    view! { <span class=class(amount)>{show::balance(amount)}</span> }
}

/// What is added or taken away: `+$5,544.00`, `−$420.00`, `no change`.
pub(crate) fn change(amount: Money) -> impl IntoView {
    view! { <span class=class(amount)>{show::change(amount)}</span> }
}

/// A charge or a credit of the statement.
pub(crate) fn amount(amount: Money) -> impl IntoView {
    view! { <span class=class(amount)>{show::money(amount)}</span> }
}

fn class(amount: Money) -> &'static str {
    if amount.is_negative() {
        "money credit"
    } else {
        "money"
    }
}
