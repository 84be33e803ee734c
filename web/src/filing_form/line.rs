//! One line of a form: a field, a figure that the form gives, or one that follows from others.

use super::{Filling, element};
use crate::input::Field;
use crate::show;
use crate::ui::why::WhyThis;
use leptos::prelude::*;
use shared::filing::Evaluation;
use shared::form::{Line, LineId, LineKind, Unit};
use shared::words;

/// A number people see; words that formulas use stay inside.
fn number(line: &Line) -> AnyView {
    let number = is_numbered(line).then(|| line.id.to_string());
    view! { <span class="line__no" aria-hidden="true">{number}</span> }.into_any()
}

fn is_numbered(line: &Line) -> bool {
    line.id
        .as_str()
        .starts_with(|first: char| first.is_ascii_digit())
}

/// `Line 31: `, for those who do not see the number beside it.
fn spoken(line: &Line) -> Option<String> {
    is_numbered(line).then(|| format!("Line {}: ", line.id))
}

pub(super) fn entered(filling: Filling, line: Line) -> AnyView {
    let id = line.id.clone();
    let error = filling.complaint(element(&id));
    let skipped = filling.skips(id.clone());
    let read = id.clone();
    let value = Memo::new(move |_before| {
        filling
            .keeper
            .typed
            .with(|draft| draft.lines.get(&read).cloned().unwrap_or_default())
    });
    let class = if line.unit == Unit::Text {
        "line line--wide"
    } else {
        "line"
    };
    let (number, spoken) = (number(&line), spoken(&line));
    let field = Field {
        unit: line.unit,
        choices: line.choices,
        id: element(&id),
        hint: line.hint,
        value,
        error,
        typed: Callback::new(move |text| filling.keeper.type_on(&id, text)),
    };
    view! {
        <div class=class class:has-error=move || error.with(Option::is_some) hidden=move || skipped.get()>
            {number}
            <div class="line__text">{field.text(spoken, line.label, None)}</div>
            <div class="line__value">{field.input()}</div>
        </div>
    }
    .into_any()
}

/// A rate, a limit or a figure carried over, with where it is from.
pub(super) fn given(line: Line) -> AnyView {
    let value = line.value.as_deref().unwrap_or_default();
    let shown = match (value.parse(), line.unit.is_word()) {
        (Ok(value), false) => words::figure(value, line.unit),
        _ => given_word(&line, value),
    };
    view! {
        <div class="line line--computed">
            {number(&line)}
            <div class="line__text"><span class="label"><span class="vh">{spoken(&line)}</span>{line.label}</span><p class="hint">{line.origin}</p></div>
            <div class="line__value"><span class="given">{shown}</span></div>
        </div>
    }
    .into_any()
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

/// What a line comes to: a day or a figure.
fn worked_out(evaluation: &Evaluation, line: &LineId, unit: Unit) -> Option<String> {
    if unit == Unit::Date {
        return evaluation.day(line).map(show::day);
    }
    Some(show::figure(*evaluation.lines.get(line)?, unit))
}

pub(super) fn computed(filling: Filling, line: Line) -> AnyView {
    let id = line.id.clone();
    let field = element(&id);
    let name = format!("{field}-l");
    let class = if line.kind == LineKind::Total {
        "line line--computed line--total"
    } else {
        "line line--computed"
    };
    let skipped = filling.skips(id.clone());
    let (mine, unit) = (id.clone(), line.unit);
    let figure = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| worked_out(evaluation, &mine, unit))
    });
    let why = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.why.get(&id).cloned())
    });
    let of = crate::ui::facts::inside(&line.label);
    let (number, spoken) = (number(&line), spoken(&line));
    let Line { label, hint, .. } = line;
    view! {
        <div class=class hidden=move || skipped.get()>
            {number}
            <div class="line__text"><span class="label" id=name.clone()><span class="vh">{spoken}</span>{label}</span><p class="hint">{hint}</p></div>
            <div class="line__value"><output id=field tabindex="-1" aria-live="off" aria-labelledby=name>
                {move || figure.get().unwrap_or_else(|| "Not yet known".to_owned())}
            </output></div>
            {move || why.get().map(|why| view! { <WhyThis of=of.clone() why /> })}
        </div>
    }
    .into_any()
}
