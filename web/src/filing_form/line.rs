//! One line of a form: a field, a figure that the form gives, or one that follows from others.

use super::{Filling, element};
use crate::input;
use crate::show;
use crate::ui::why::WhyThis;
use leptos::prelude::*;
use shared::form::{Line, LineKind, Unit};
use shared::words;

/// A number people see; words that formulas use stay inside.
fn number(line: &Line) -> AnyView {
    let id = line.id.to_string();
    if id.starts_with(|first: char| first.is_ascii_digit()) {
        view! { <span class="line__no" aria-hidden="true">{id}</span> }.into_any()
    } else {
        view! { <span class="line__no" aria-hidden="true"></span> }.into_any()
    }
}

/// `Line 31: `, for those who do not see the number beside it.
fn spoken(line: &Line) -> Option<AnyView> {
    let id = line.id.to_string();
    id.starts_with(|first: char| first.is_ascii_digit())
        .then(|| view! { <span class="vh">"Line "{id}": "</span> }.into_any())
}

pub(super) fn entered(filling: Filling, line: Line) -> impl IntoView {
    let id = line.id.clone();
    let field = element(&id);
    let (hint_id, error_id) = (format!("{field}-h"), format!("{field}-e"));
    let error = filling.complaint(field.clone());
    let skipped = filling.skips(id.clone());
    let value = {
        let id = id.clone();
        Memo::new(move |_before| {
            filling
                .keeper
                .typed
                .with(|draft| draft.lines.get(&id).cloned().unwrap_or_default())
        })
    };
    let hinted = !line.hint.is_empty();
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match (error.with(Option::is_some), hinted) {
            (true, true) => format!("{error_id} {hint_id}"),
            (true, false) => error_id.clone(),
            (false, true) => hint_id.clone(),
            (false, false) => String::new(),
        }
    };
    let class = if line.unit == Unit::Text {
        "line line--wide"
    } else {
        "line"
    };
    let (number, spoken) = (number(&line), spoken(&line));
    let Line {
        label,
        hint,
        unit,
        choices,
        ..
    } = line;
    view! {
        <div class=class class:has-error=move || error.with(Option::is_some) hidden=move || skipped.get()>
            {number}
            <div class="line__text">
                <label for=field.clone()>{spoken}{label}</label>
                {hinted.then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
                {move || error.get().map(|message| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{message}</p> })}
            </div>
            <div class="line__value">
                <input::Field unit choices id=field value described invalid=Signal::derive(move || error.with(Option::is_some))
                    typed=move |text| filling.keeper.type_on(&id, text) />
            </div>
        </div>
    }
}

/// A rate, a limit or a figure carried over, with where it is from.
pub(super) fn given(line: Line) -> impl IntoView {
    let value = line.value.as_deref().unwrap_or_default();
    let shown = match (value.parse(), line.unit.is_word()) {
        (Ok(value), false) => words::figure(value, line.unit),
        _ => given_word(&line, value),
    };
    view! {
        <div class="line line--computed">
            {number(&line)}
            <div class="line__text"><span class="label">{spoken(&line)}{line.label}</span><p class="hint">{line.origin}</p></div>
            <div class="line__value"><span class="given">{shown}</span></div>
        </div>
    }
}

fn given_word(line: &Line, value: &str) -> String {
    if line.unit == Unit::Date
        && let Ok(day) = value.parse()
    {
        return show::day(day);
    }
    let choice = line.choices.iter().find(|choice| choice.value == value);
    choice.map_or(value, |choice| &choice.label).to_owned()
}

pub(super) fn computed(filling: Filling, line: Line) -> impl IntoView {
    let id = line.id.clone();
    let field = element(&id);
    let name = format!("{field}-l");
    let class = if line.kind == LineKind::Total {
        "line line--computed line--total"
    } else {
        "line line--computed"
    };
    let skipped = filling.skips(id.clone());
    let mine = id.clone();
    let figure = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.lines.get(&mine).copied())
    });
    let why = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.why.get(&id).cloned())
    });
    let of = crate::ui::facts::inside(&line.label);
    let (number, spoken) = (number(&line), spoken(&line));
    let Line {
        label, hint, unit, ..
    } = line;
    view! {
        <div class=class hidden=move || skipped.get()>
            {number}
            <div class="line__text"><span class="label" id=name.clone()>{spoken}{label}</span><p class="hint">{hint}</p></div>
            <div class="line__value"><output id=field tabindex="-1" aria-live="off" aria-labelledby=name>
                {move || figure.get().map_or_else(|| "Not yet known".to_owned(), |figure| show::figure(figure, unit))}
            </output></div>
            {move || why.get().map(|why| view! { <WhyThis of=of.clone() why /> })}
        </div>
    }
}
