//! Lists of facts: a name and what belongs to it.

use crate::show;
use leptos::prelude::*;
use shared::form::LineId;

/// One fact of a `summary`, `facts` or `figures` list.
pub(crate) fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    fn erased(name: &'static str, value: AnyView) -> AnyView {
        view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
    }
    erased(name, value.into_any())
}

/// A sum, step by step. The last step is the result, and so is every step that says so.
pub(crate) fn sum(steps: Vec<(String, String, bool)>) -> AnyView {
    let last = steps.len().saturating_sub(1);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(place, (name, value, total))| {
            let class = (total || place == last).then_some("sum__total");
            view! { <dt class=class>{name}</dt><dd class=class>{value}</dd> }
        });
    view! { <dl class="sum">{steps.collect_view()}</dl> }.into_any()
}

/// A line's number and its name. Names that only software uses are left out.
pub(crate) fn line_name(id: &LineId, label: &str) -> AnyView {
    let number = id
        .as_str()
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| view! { <span class="meta">{id.to_string()}</span>" " });
    view! { {number}{label.to_owned()} }.into_any()
}

/// `214 608 553-002`.
pub(crate) fn account_number(number: &str, occurrence: &str) -> String {
    format!("{}-{occurrence}", show::account_number(number))
}

/// The same words with a small first letter, for the middle of a sentence.
pub(crate) fn inside(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_words_read_well() {
        assert_eq!(
            account_number("214608553", "002"),
            "214\u{a0}608\u{a0}553-002"
        );
        assert_eq!(inside("Levy at 6%"), "levy at 6%");
        assert_eq!(inside(""), "");
    }
}
