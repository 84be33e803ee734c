//! Renders any form: numbered lines, computed lines that follow what is typed, reasons, and all problems at once.

use crate::draft::Keeper;
use crate::input;
use crate::show;
use crate::ui::browser;
use crate::ui::heading::title_says;
use crate::ui::why::WhyThis;
use leptos::html;
use leptos::prelude::*;
use shared::filing::{Evaluation, evaluate};
use shared::finding::{Finding, Severity};
use shared::form::{Form, Line, LineId, LineKind, Section};

/// A problem of a line, or of the form as a whole.
pub(crate) type Complaint = (Option<LineId>, String);

/// A form that is being filled in.
#[derive(Clone, Copy)]
pub(crate) struct Filling {
    /// The form.
    pub(crate) form: StoredValue<Form>,
    /// The draft.
    pub(crate) keeper: Keeper,
    /// What follows from the draft, with every keystroke.
    pub(crate) evaluation: Memo<Evaluation>,
    /// What is wrong, as it was said last.
    pub(crate) complaints: RwSignal<Vec<Complaint>>,
}

impl Filling {
    /// Begins with a form and its draft.
    pub(crate) fn new(form: Form, keeper: Keeper) -> Self {
        let form = StoredValue::new(form);
        let evaluation = Memo::new(move |_before| {
            form.with_value(|form| keeper.typed.with(|draft| evaluate(form, draft)))
        });
        Self {
            form,
            keeper,
            evaluation,
            complaints: RwSignal::new(Vec::new()),
        }
    }

    /// Says all errors; true when there are none.
    pub(crate) fn check(self) -> bool {
        let complaints = self
            .evaluation
            .with_untracked(|evaluation| complaints(&evaluation.findings));
        let fine = complaints.is_empty();
        self.complaints.set(complaints);
        fine
    }
}

/// The errors among findings.
pub(crate) fn complaints(findings: &[Finding]) -> Vec<Complaint> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| (finding.line.clone(), finding.message.clone()))
        .collect()
}

/// The id of a line's field or figure.
pub(crate) fn element(line: &LineId) -> String {
    format!("l{line}")
}

/// All problems on top, each a way to its field. Takes focus when it appears.
#[component]
pub(crate) fn ErrorSummary(complaints: RwSignal<Vec<Complaint>>) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_before: Option<()>| {
        let some = complaints.with(|complaints| !complaints.is_empty());
        title_says(some);
        if some {
            browser::soon(move || {
                if let Some(summary) = summary.get_untracked() {
                    let _focused = summary.focus();
                    summary.scroll_into_view();
                }
            });
        }
    });
    move || {
        let complaints = complaints.get();
        (!complaints.is_empty()).then(|| view! {
            <div class="measure mb-m"><div class="error-summary" tabindex="-1" role="alert" aria-labelledby="es" node_ref=summary>
                <h2 id="es">"There is a problem"</h2>
                <ul>{complaints.into_iter().map(|(line, message)| match line {
                    Some(line) => {
                        let id = element(&line);
                        let target = format!("#{id}");
                        view! { <li><a href=target on:click=move |press| {
                            press.prevent_default();
                            browser::focus(&id);
                        }>{message}</a></li> }.into_any()
                    }
                    None => view! { <li>{message}</li> }.into_any(),
                }).collect_view()}</ul>
            </div></div>
        })
    }
}

/// The sections of the form.
#[component]
pub(crate) fn Sections(filling: Filling) -> impl IntoView {
    let sections = filling.form.with_value(|form| form.sections.clone());
    sections
        .into_iter()
        .enumerate()
        .map(|(place, part)| section(filling, place.saturating_add(1), part))
        .collect_view()
}

fn section(filling: Filling, number: usize, section: Section) -> impl IntoView {
    let id = format!("s{number}");
    let labelled = id.clone();
    let close = if section.lead.is_none() { "mb-s" } else { "" };
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id class=close>{number}". "{section.title}</h2>
            {section.lead.map(|lead| view! { <p class="mb-s">{lead}</p> })}
            <div class="lines">{section.lines.into_iter().map(|line| match line.kind {
                LineKind::Entered => entered(filling, line).into_any(),
                LineKind::Computed | LineKind::Total => computed(filling, line).into_any(),
            }).collect_view()}</div>
        </section>
    }
}

fn entered(filling: Filling, line: Line) -> impl IntoView {
    let Line {
        id,
        label,
        hint,
        kind: _,
        unit,
    } = line;
    let field = element(&id);
    let (hint_id, error_id) = (format!("{field}-h"), format!("{field}-e"));
    let mine = id.clone();
    let error = Memo::new(move |_before| {
        filling.complaints.with(|complaints| {
            complaints
                .iter()
                .find(|(line, _)| line.as_ref() == Some(&mine))
                .map(|(_, message)| message.clone())
        })
    });
    let value = {
        let id = id.clone();
        Memo::new(move |_before| {
            filling
                .keeper
                .typed
                .with(|draft| draft.lines.get(&id).cloned().unwrap_or_default())
        })
    };
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            if error.with(Option::is_some) {
                format!("{error_id} {hint_id}")
            } else {
                hint_id.clone()
            }
        }
    };
    let number = id.to_string();
    view! {
        <div class="line" class:has-error=move || error.with(Option::is_some)>
            <span class="line__no" aria-hidden="true">{number.clone()}</span>
            <div class="line__text">
                <label for=field.clone()><span class="vh">"Line "{number}": "</span>{label}</label>
                <p class="hint" id=hint_id>{hint}</p>
                {move || error.get().map(|message| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{message}</p> })}
            </div>
            <div class="line__value">
                <input::Number unit id=field value described invalid=Signal::derive(move || error.with(Option::is_some))
                    typed=move |text| filling.keeper.type_on(&id, text) />
            </div>
        </div>
    }
}

fn computed(filling: Filling, line: Line) -> impl IntoView {
    let Line {
        id,
        label,
        hint,
        kind,
        unit,
    } = line;
    let field = element(&id);
    let name = format!("{field}-l");
    let class = if kind == LineKind::Total {
        "line line--computed line--total"
    } else {
        "line line--computed"
    };
    let mine = id.clone();
    let figure = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.lines.get(&mine).copied())
    });
    let mine = id.clone();
    let why = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.why.get(&mine).cloned())
    });
    let of = crate::ui::facts::inside(&label);
    view! {
        <div class=class>
            <span class="line__no" aria-hidden="true">{id.to_string()}</span>
            <div class="line__text"><span class="label" id=name.clone()><span class="vh">"Line "{id.to_string()}": "</span>{label}</span><p class="hint">{hint}</p></div>
            <div class="line__value"><output id=field tabindex="-1" aria-live="off" aria-labelledby=name>
                {move || figure.get().map_or_else(|| "Not yet known".to_owned(), |figure| show::figure(figure, unit))}
            </output></div>
            {move || why.get().map(|why| view! { <WhyThis of=of.clone() why /> })}
        </div>
    }
}
