//! Renders any form: numbered lines, tables of rows, lines that follow what is typed, reasons, and all problems at once.

mod import;
mod line;
pub(crate) mod rows;
mod undo;

use crate::draft::Keeper;
use crate::pages::parts;
use crate::rules::Rules;
use crate::ui::browser;
use crate::ui::heading::title_says;
use crate::ui::later::later;
use crate::ui::loaded::waiting;
use leptos::html;
use leptos::prelude::*;
use shared::filing::{Evaluation, Why};
use shared::finding::{Finding, Severity};
use shared::form::{Form, LineId, LineKind, Section};

/// A problem, with the way to what it is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Complaint {
    /// The id of the field or figure.
    pub(crate) element: Option<String>,
    /// What to do.
    pub(crate) message: String,
}

impl Complaint {
    /// The row of a table that it is about.
    fn row_of(&self, table: &str) -> Option<usize> {
        let (found, row) = rows::place(self.element.as_deref()?)?;
        (found == table).then_some(row)
    }

    /// The same complaint about the same column of another row. Its words may name the row: they are said again by the next check.
    fn move_to(&mut self, table: &str, row: usize) {
        let column = self.element.as_deref().and_then(rows::column);
        if let Some(column) = column.map(str::to_owned) {
            self.element = Some(rows::element(table, &row.to_string(), &column));
        }
    }
}

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
    rules: Rules,
    /// The page of each table that is shown.
    pages: StoredValue<Vec<(String, RwSignal<usize>)>>,
}

impl Filling {
    /// Begins with a form and its draft.
    pub(crate) fn new(form: Form, rules: Rules, keeper: Keeper) -> Self {
        let pages = form
            .tables()
            .map(|table| (table.id.clone(), RwSignal::new(0)))
            .collect();
        let form = StoredValue::new(form);
        let evaluation = Memo::new(move |_before| {
            form.with_value(|form| keeper.typed.with(|draft| rules.evaluate(form, draft)))
        });
        Self {
            form,
            keeper,
            evaluation,
            complaints: RwSignal::new(Vec::new()),
            rules,
            pages: StoredValue::new(pages),
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

    /// A row was taken out: what was said of it goes with it, and what was said of later rows moves up.
    fn drop_row(self, table: &str, gone: usize) {
        self.complaints.update(|complaints| {
            complaints.retain(|complaint| complaint.row_of(table) != Some(gone));
            for complaint in complaints.iter_mut() {
                if let Some(row) = complaint.row_of(table).filter(|row| *row > gone) {
                    complaint.move_to(table, row.saturating_sub(1));
                }
            }
        });
    }

    /// All rows of a table are others now: nothing was said of them yet.
    fn drop_rows(self, table: &str) {
        self.complaints
            .update(|complaints| complaints.retain(|complaint| complaint.row_of(table).is_none()));
    }

    /// What is wrong with the element of that id.
    fn complaint(self, element: String) -> Memo<Option<String>> {
        Memo::new(move |_before| {
            self.complaints.with(|complaints| {
                let mine = |complaint: &&Complaint| complaint.element.as_ref() == Some(&element);
                let found = complaints.iter().find(mine);
                found.map(|complaint| complaint.message.clone())
            })
        })
    }

    /// A line or table is not asked for.
    fn skips(self, id: LineId) -> Memo<bool> {
        Memo::new(move |_before| {
            self.evaluation
                .with(|evaluation| evaluation.skipped.contains(&id))
        })
    }

    /// Why the worked-out cells of a row are what they are, in the order of the columns.
    fn explain(self, table: &str, row: usize) -> Vec<(String, Why)> {
        self.form.with_value(|form| {
            let draft = self.keeper.typed.get();
            self.rules.explain(form, &draft, table, row)
        })
    }

    fn page_of(self, table: &str) -> RwSignal<usize> {
        let found = self.pages.with_value(|pages| {
            let found = pages.iter().find(|(id, _page)| id == table);
            found.map(|(_id, page)| *page)
        });
        found.unwrap_or_else(|| RwSignal::new(0))
    }

    /// Gives focus to an element, on the page of its table.
    pub(crate) fn reveal(self, element: &str) {
        if let Some((table, row)) = rows::place(element) {
            self.page_of(&table).set(row / rows::A_PAGE);
        }
        let element = element.to_owned();
        browser::soon(move || browser::focus(&element));
    }
}

/// The errors among findings.
pub(crate) fn complaints(findings: &[Finding]) -> Vec<Complaint> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| Complaint {
            element: element_of(&finding.pointer()),
            message: finding.message.clone(),
        })
        .collect()
}

/// The id of a line's field or figure.
pub(crate) fn element(line: &LineId) -> String {
    format!("l{line}")
}

/// The element of a pointer like `/lines/22` or `/rows/trips/3/km`.
pub(crate) fn element_of(pointer: &str) -> Option<String> {
    let mut parts = pointer.split('/').skip(1);
    match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
        ("lines", line, None, None) if !line.is_empty() => Some(element(&line.into())),
        ("rows", table, Some(row), Some(column)) => Some(rows::element(table, row, column)),
        ("rows", table, _, None) => Some(rows::whole(table)),
        _ => None,
    }
}

/// All problems on top, each a way to its field. Takes focus when it appears.
#[component]
pub(crate) fn ErrorSummary(filling: Filling) -> impl IntoView {
    let complaints = filling.complaints;
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
                <ul>{complaints.into_iter().map(|Complaint { element, message }| match element {
                    Some(id) => {
                        let target = format!("#{id}");
                        view! { <li><a href=target on:click=move |press| {
                            press.prevent_default();
                            filling.reveal(&id);
                        }>{message}</a></li> }.into_any()
                    }
                    None => view! { <li>{message}</li> }.into_any(),
                }).collect_view()}</ul>
            </div></div>
        })
    }
}

/// The sections of the form, numbered as they are shown.
#[component]
pub(crate) fn Sections(filling: Filling) -> impl IntoView {
    let sections = filling.form.with_value(|form| form.sections.clone());
    let mut before: Vec<Memo<bool>> = Vec::new();
    let mut views = Vec::new();
    for (place, part) in sections.into_iter().enumerate() {
        let hidden = hides(filling, &part);
        let earlier = before.clone();
        let number = Memo::new(move |_before| {
            let shown = earlier.iter().filter(|hidden| !hidden.get()).count();
            shown.saturating_add(1)
        });
        before.push(hidden);
        views.push(section(filling, place, number, hidden, part));
    }
    views
}

/// Nothing of the section is asked for.
fn hides(filling: Filling, section: &Section) -> Memo<bool> {
    let mut parts: Vec<LineId> = section.lines.iter().map(|line| line.id.clone()).collect();
    parts.extend(section.table.iter().map(|table| table.id.as_str().into()));
    Memo::new(move |_before| {
        filling.evaluation.with(|evaluation| {
            !parts.is_empty() && parts.iter().all(|id| evaluation.skipped.contains(id))
        })
    })
}

/// A section that is not asked for keeps its place and is hidden.
fn section(
    filling: Filling,
    place: usize,
    number: Memo<usize>,
    hidden: Memo<bool>,
    section: Section,
) -> AnyView {
    let id = format!("s{place}");
    let labelled = id.clone();
    let close = if section.lead.is_none() { "mb-s" } else { "" };
    let lines: Vec<AnyView> = section
        .lines
        .into_iter()
        .filter(|line| !line.hidden)
        .map(|line| match line.kind {
            LineKind::Entered => line::entered(filling, line),
            LineKind::Given => line::given(line),
            LineKind::Computed | LineKind::Total => line::computed(filling, line),
        })
        .collect();
    let lines = (!lines.is_empty()).then(|| view! { <div class="lines">{lines}</div> });
    view! {
        <section aria-labelledby=labelled hidden=move || hidden.get()>
            <h2 id=id class=close>{move || number.get()}". "{section.title}</h2>
            {section.lead.map(|lead| view! { <p class="mb-s">{lead}</p> })}
            {section.table.map(|table| later(parts::rows(filling, table), waiting))}
            {lines}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_elements() {
        assert_eq!(element_of("/lines/22").as_deref(), Some("l22"));
        assert_eq!(element_of("/lines"), None);
        assert_eq!(element_of("/certified"), None);
        let cell = element_of("/rows/trips/3/km").unwrap();
        assert_eq!(rows::place(&cell), Some(("trips".into(), 3)));
        assert!(element_of("/rows/trips").is_some());
    }
}
