//! Fields that people fill in. What is typed stays as it is typed; its meaning is worked out by `shared`.

use leptos::prelude::*;
use shared::form::{Choice, Unit};

/// What stands before and after a number, and the keyboard that phones show.
const fn around(unit: Unit) -> (Option<&'static str>, Option<&'static str>, &'static str) {
    match unit {
        Unit::Dollars | Unit::DollarsEach => (Some("$"), None, "decimal"),
        Unit::WholeDollars => (Some("$"), None, "numeric"),
        Unit::Nights => (None, Some("nights"), "numeric"),
        Unit::Litres => (None, Some("litres"), "numeric"),
        Unit::Grams => (None, Some("g"), "decimal"),
        Unit::Gigajoules => (None, Some("GJ"), "decimal"),
        Unit::Kilometres => (None, Some("km"), "numeric"),
        Unit::Days => (None, Some("days"), "numeric"),
        Unit::Pieces => (None, None, "numeric"),
        Unit::Percent
        | Unit::Factor
        | Unit::KilometresPerLitre
        | Unit::Number
        | Unit::Date
        | Unit::Choice
        | Unit::Text => (None, None, "decimal"),
    }
}

/// What a field is about and what becomes of what is typed. One type for every field, so that its code is there once.
#[derive(Clone)]
pub(crate) struct Field {
    /// What it counts or asks for.
    pub(crate) unit: Unit,
    /// What can be chosen.
    pub(crate) choices: Vec<Choice>,
    /// The id and name of the field.
    pub(crate) id: String,
    /// How to fill it in; may be empty.
    pub(crate) hint: String,
    /// What is typed.
    pub(crate) value: Memo<String>,
    /// What is wrong with it.
    pub(crate) error: Memo<Option<String>>,
    /// Called with every keystroke.
    pub(crate) typed: Callback<String>,
}

impl Field {
    fn hint_id(&self) -> String {
        format!("{}-h", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-e", self.id)
    }

    /// The label with hint and error; `before` is for those who do not see, `after` too.
    pub(crate) fn text(
        &self,
        before: Option<String>,
        label: String,
        after: Option<String>,
    ) -> AnyView {
        let hidden = |words: String| view! { <span class="vh">{words}</span> };
        let hint = (!self.hint.is_empty())
            .then(|| view! { <p class="hint" id=self.hint_id()>{self.hint.clone()}</p> });
        let (error, error_id) = (self.error, self.error_id());
        let error = move || {
            error.get().map(|message| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{message}</p> })
        };
        view! { <label for=self.id.clone()>{before.map(hidden)}{label}{after.map(hidden)}</label>{hint}{error} }.into_any()
    }

    /// The field itself: a number in its unit, a day, a choice or words.
    pub(crate) fn input(self) -> AnyView {
        let (hint_id, error_id, hinted) = (self.hint_id(), self.error_id(), !self.hint.is_empty());
        let Self {
            unit,
            choices,
            id,
            value,
            error,
            typed,
            ..
        } = self;
        let name = id.clone();
        let described = move || match (error.with(Option::is_some), hinted) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(error_id.clone()),
            (false, true) => Some(hint_id.clone()),
            (false, false) => None,
        };
        let invalid = move || error.with(Option::is_some).then_some("true");
        if unit == Unit::Choice {
            let choices = choices.into_iter().map(|choice| {
                let mine = choice.value.clone();
                view! { <option value=choice.value selected=move || value.with(|value| *value == mine)>{choice.label}</option> }
            });
            return view! {
                <select class="input" id=id name=name aria-describedby=described aria-invalid=invalid prop:value=value
                    on:change=move |event| typed.run(event_target_value(&event))>
                    <option value="">"Choose"</option>{choices.collect_view()}
                </select>
            }
            .into_any();
        }
        let (before, after, mode) = around(unit);
        // A field for days shows nothing of what is no day, such as one from a spreadsheet: as text it can be seen and mended.
        let is_day =
            move |text: &String| text.is_empty() || text.parse::<chrono::NaiveDate>().is_ok();
        let kind = move || {
            if unit == Unit::Date && value.with(is_day) {
                "date"
            } else {
                "text"
            }
        };
        let class = if matches!(unit, Unit::Date | Unit::Text) {
            "input"
        } else {
            "input input--num"
        };
        let mode = (!matches!(unit, Unit::Date | Unit::Text)).then_some(mode);
        let input = view! {
            <input class=class type=kind id=id name=name inputmode=mode autocomplete="off" maxlength="200" prop:value=value
                aria-describedby=described aria-invalid=invalid on:input=move |event| typed.run(event_target_value(&event)) />
        };
        if before.is_none() && after.is_none() {
            return input.into_any();
        }
        let affix = |word: &'static str| view! { <span aria-hidden="true">{word}</span> };
        view! { <div class="affix">{before.map(affix)}{input}{after.map(affix)}</div> }.into_any()
    }
}
