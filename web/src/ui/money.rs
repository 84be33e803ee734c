//! Amounts on the screen: credits are said in words and shown in their colour.

use crate::show;
use leptos::prelude::*;
use shared::Money;

/// What is owed, or `−$420.00 credit`.
pub(crate) fn balance(amount: Money) -> AnyView {
    marked(amount, show::balance(amount))
}

/// What is added or taken away: `+$5,544.00`, `−$420.00`, `no change`.
pub(crate) fn change(amount: Money) -> AnyView {
    marked(amount, show::change(amount))
}

/// A charge or a credit of the statement.
pub(crate) fn amount(amount: Money) -> AnyView {
    marked(amount, show::money(amount))
}

fn marked(amount: Money, text: String) -> AnyView {
    let class = if amount.is_negative() {
        "money credit"
    } else {
        "money"
    };
    view! { <span class=class>{text}</span> }.into_any()
}
