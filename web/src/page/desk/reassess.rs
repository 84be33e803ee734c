//! The form of a filing, to be assessed with other figures: the same form and the same rules as the filer's.

use crate::client::ClientError;
use crate::client::desk::show_work_form;
use crate::draft::Keeper;
use crate::filing_form::{ErrorSummary, Filling, Sections};
use crate::rules::Rules;
use crate::show;
use crate::ui::answers::{Explain, answers};
use crate::ui::loaded::Loaded;
use futures_util::future::try_join;
use leptos::prelude::*;
use shared::filing::Draft;
use shared::form::{Form, Unit};

/// The figures that the desk tries out, once the form is there.
#[derive(Clone, Copy)]
pub(super) struct Figures(RwSignal<Option<Filling>>);

impl Figures {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// What is entered, if nothing is wrong with it; otherwise what is wrong is said.
    pub(super) fn sound(self) -> Option<Draft> {
        let filling = self.0.get_untracked()?;
        if !filling.check() {
            return None;
        }
        let draft = filling.keeper.typed.get_untracked();
        let mut draft = filling
            .evaluation
            .with_untracked(|evaluation| draft.without(evaluation));
        draft.lines.retain(|_line, text| !text.trim().is_empty());
        draft.rows.retain(|_table, rows| !rows.is_empty());
        Some(draft)
    }
}

/// The form with what was filed, to be changed.
pub(super) fn figures(figures: Figures, id: String) -> AnyView {
    let asked = asked(id);
    let about = "The figures as they are. Change what you assess differently; the sums follow.";
    asked
        .section(move |(form, draft, rules)| filled_in(figures, about, form, draft, rules))
        .into_any()
}

/// Everything that is entered, lines and rows, with the reasons: to be read without taking the work.
pub(super) fn entered(id: String) -> AnyView {
    let asked = asked(id);
    let shown = asked.section(|(form, draft, rules)| {
        let evaluation = rules.evaluate(&form, &draft);
        let kept = StoredValue::new((form.clone(), draft.clone()));
        let explain: Explain = Callback::new(move |(table, row): (String, usize)| {
            kept.with_value(|(form, draft)| rules.explain(form, draft, &table, row))
        });
        let sections = form
            .sections
            .iter()
            .map(|section| answers(section, &draft, &evaluation, None, Some(explain)));
        view! { <div class="sections">{sections.collect_view()}</div> }.into_any()
    });
    shown.into_any()
}

/// The form of a piece of work, and what is entered in it.
fn asked(id: String) -> Loaded<(Form, Draft, Rules)> {
    Loaded::new(move || {
        let id = id.clone();
        async move {
            let (text, rules) = try_join(show_work_form(&id), Rules::load()).await?;
            let (form, draft) = read(&text, rules).ok_or(ClientError::Unreadable {
                status: 200,
                correlation_id: String::new(),
            })?;
            Ok((form, draft, rules))
        }
    })
}

/// The form.
pub(super) fn filled_in(
    figures: Figures,
    about: &'static str,
    form: Form,
    draft: Draft,
    rules: Rules,
) -> AnyView {
    let total = form
        .line(&form.total)
        .map(|line| (line.label.clone(), line.unit));
    let (label, unit) = total.unwrap_or((String::new(), Unit::Dollars));
    let line = form.total.clone();
    let filling = Filling::new(form, rules, Keeper::apart(draft));
    figures.0.set(Some(filling));
    let figure = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.lines.get(&line).copied())
    });
    view! {
        <div class="panel panel--soft sections">
            <p>{about}</p>
            <ErrorSummary filling />
            <Sections filling />
            <p class="lead" role="status">{label}": "<b>{move || figure.get().map_or_else(|| "Not yet known".to_owned(), |figure| show::figure(figure, unit))}</b></p>
        </div>
    }
    .into_any()
}

/// The form is read by the rules; the draft is plain.
fn read(text: &str, rules: Rules) -> Option<(Form, Draft)> {
    let reply: serde_json::Value = serde_json::from_str(text).ok()?;
    let form = rules.form(&reply.get("form")?.to_string())?;
    let draft = serde_json::from_value(reply.get("draft")?.clone()).ok()?;
    Some((form, draft))
}
