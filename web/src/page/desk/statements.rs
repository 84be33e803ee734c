//! Statements: an account is charged without a return, by a form that only the desk fills in.

use super::Here;
use super::reassess::{Figures, filled_in};
use crate::client::desk::{list_programs, post_statement, show_statement_form};
use crate::client::{ClientError, new_idempotency_key};
use crate::rules::Rules;
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use futures_util::future::try_join;
use leptos::prelude::*;
use shared::contract::desk::{EarlierStatement, StatementBody, StatementWanted};
use shared::contract::programs::{CycleKind, ProgramSummary};
use shared::filing::Draft;
use shared::form::{FilingKind, Form};
use shared::id::{AccountId, FilingId};
use shared::program::Program;

/// A form that the desk fills in.
#[derive(Clone, Debug)]
struct Kind {
    program: Program,
    name: String,
    code: String,
    is_event: bool,
}

/// The page.
pub(super) fn page(_here: Here) -> AnyView {
    let kinds = Loaded::new(list_programs);
    view! {
        <div><Heading text="Statements" title="Statements" /><p class="meta">"What is charged without a return: the client gets a notice with the reasons, and can object."</p></div>
        {kinds.section(|programs| chosen(kinds_of(&programs)))}
    }
    .into_any()
}

fn kinds_of(programs: &[ProgramSummary]) -> Vec<Kind> {
    let kinds = programs.iter().flat_map(|program| {
        let forms = program.forms.iter();
        let forms = forms.filter(|form| form.kind == FilingKind::Statement);
        forms.map(|form| Kind {
            program: program.program,
            name: form.title.clone(),
            code: form.code.clone(),
            is_event: form.cycle == CycleKind::Event,
        })
    });
    kinds.collect()
}

/// What the account and the days are.
#[derive(Clone, Copy)]
struct Fields {
    kind: RwSignal<usize>,
    number: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

/// What was found for them.
#[derive(Clone)]
struct Found {
    account: AccountId,
    name: String,
    client: String,
    code: String,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    earlier: Vec<EarlierStatement>,
}

/// Which form, for whom and when; then the form.
fn chosen(kinds: Vec<Kind>) -> AnyView {
    let new = || RwSignal::new(String::new());
    let fields = Fields {
        kind: RwSignal::new(0),
        number: new(),
        from: new(),
        to: new(),
    };
    let kinds = StoredValue::new(kinds);
    let kind = move || kinds.with_value(|kinds| kinds.get(fields.kind.get_untracked()).cloned());
    let is_event = Memo::new(move |_before| {
        let place = fields.kind.get();
        kinds.with_value(|kinds| kinds.get(place).is_some_and(|kind| kind.is_event))
    });
    let found = RwSignal::new(None::<(Found, Form, Rules)>);
    // A form for other days, or of another account, is not this one.
    Effect::new(move |before: Option<()>| {
        for field in [fields.number, fields.from, fields.to] {
            field.track();
        }
        fields.kind.track();
        if before.is_some() {
            found.set(None);
        }
    });
    let running = Running::new();
    let ask = move || {
        let Some(kind) = kind() else { return };
        let wrong = |message: &str, field| {
            running.trouble.set(Some(message.to_owned()));
            browser::focus(field);
        };
        let number = fields.number.get_untracked();
        if number.trim().is_empty() {
            return wrong("Enter the account number", "number");
        }
        let Ok(from) = fields.from.get_untracked().parse() else {
            return wrong("Choose the day", "from");
        };
        let to = if kind.is_event {
            from
        } else {
            let Ok(to) = fields.to.get_untracked().parse() else {
                return wrong("Choose the last day", "to");
            };
            to
        };
        let wanted = StatementWanted {
            program: kind.program,
            number: number.trim().to_owned(),
            occurrence: None,
            form: kind.code.clone(),
            from,
            to,
        };
        running.start(
            async move {
                let (text, rules) = try_join(show_statement_form(&wanted), Rules::load()).await?;
                let (found, form) =
                    read(&text, rules, kind.code, (from, to)).ok_or(ClientError::Unreadable {
                        status: 200,
                        correlation_id: String::new(),
                    })?;
                Ok((found, form, rules))
            },
            move |answer| found.set(Some(answer)),
        );
    };
    let options = kinds.with_value(|kinds| {
        let option = |(place, kind): (usize, &Kind)| {
            view! { <option value=place.to_string() prop:selected=move || fields.kind.get() == place>{kind.name.clone()}</option> }
        };
        kinds.iter().enumerate().map(option).collect_view()
    });
    view! {
        <form class="panel stack" novalidate on:submit=move |submit| { submit.prevent_default(); ask(); }>
            <div class="form-item"><label for="kind">"Statement"</label><select class="input" id="kind" on:change=move |event| if let Ok(place) = event_target_value(&event).parse() { fields.kind.set(place) }>{options}</select></div>
            <div class="filters">
                <div class="form-item"><label for="number">"Account number"</label><input class="input" id="number" type="text" inputmode="numeric" maxlength="20" autocomplete="off" prop:value=fields.number on:input=move |typed| fields.number.set(event_target_value(&typed)) /></div>
                {day("from", move || if is_event.get() { "Day" } else { "First day" }, fields.from)}
                <div hidden=is_event>{day("to", || "Last day", fields.to)}</div>
            </div>
            {running.alert()}
            <div class="actions"><button class="button button--secondary" type="submit" aria-disabled=move || running.is_busy()>"Show the form"</button></div>
        </form>
        {move || found.get().map(|(found_now, form, rules)| statement(found_now, form, rules, move || found.set(None)))}
    }
    .into_any()
}

fn day(
    id: &'static str,
    label: impl Fn() -> &'static str + Send + Sync + 'static,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <div class="form-item"><label for=id>{label}</label>
            <input class="input" type="date" id=id prop:value=value on:input=move |typed| value.set(event_target_value(&typed)) /></div>
    }
    .into_any()
}

/// The reply: the form is read by the rules.
fn read(
    text: &str,
    rules: Rules,
    code: String,
    (from, to): (chrono::NaiveDate, chrono::NaiveDate),
) -> Option<(Found, Form)> {
    let reply: serde_json::Value = serde_json::from_str(text).ok()?;
    let form = rules.form(&reply.get("form")?.to_string())?;
    let word = |name: &str| Some(reply.get(name)?.as_str()?.to_owned());
    let found = Found {
        account: word("accountId")?.parse().ok()?,
        name: word("accountName")?,
        client: word("clientName")?,
        code,
        from,
        to,
        earlier: serde_json::from_value(reply.get("earlier")?.clone()).ok()?,
    };
    Some((found, form))
}

/// The form for the account that was found, and the day to pay by.
fn statement(
    found: Found,
    form: Form,
    rules: Rules,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let figures = Figures::new();
    let due = RwSignal::new(String::new());
    let replaces = RwSignal::new(None::<FilingId>);
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    // A retry of the same statement has the same name.
    let key = StoredValue::new((String::new(), String::new()));
    let to_post = StoredValue::new(found.clone());
    let post = move || {
        let Ok(due_on) = due.get_untracked().parse() else {
            running
                .trouble
                .set(Some("Choose the day to pay by".to_owned()));
            return browser::focus("due");
        };
        let Some(Draft { lines, rows }) = figures.sound() else {
            return;
        };
        let body = to_post.with_value(|found| StatementBody {
            account_id: found.account,
            form: found.code.clone(),
            from: found.from,
            to: found.to,
            due_on,
            lines,
            rows,
            replaces: replaces.get_untracked(),
        });
        let content = serde_json::to_string(&body).unwrap_or_default();
        if key.with_value(|(_key, before)| *before != content) {
            key.set_value((new_idempotency_key(), content));
        }
        let name = key.with_value(|(key, _content)| key.clone());
        running.start(
            async move { post_statement(&name, &body).await },
            move |posted| {
                let charged = if posted.charged.is_negative() {
                    format!("{} less", show::money(posted.charged.abs()))
                } else {
                    show::money(posted.charged)
                };
                arrival.said.set(format!("Posted: {charged}"));
                done();
            },
        );
    };
    let earlier = found.earlier.clone();
    let begin = RwSignal::new(Draft::default());
    // A correction begins with what was stated, and keeps its day to pay by.
    let choose = move |id: Option<FilingId>| {
        let one = to_post.with_value(|found| {
            let mut earlier = found.earlier.iter();
            earlier.find(|one| Some(one.filing_id) == id).cloned()
        });
        let day = one.as_ref().map(|one| one.due_on.to_string());
        due.set(day.unwrap_or_default());
        begin.set(one.map(|one| one.draft).unwrap_or_default());
        replaces.set(id);
    };
    let corrects = (!earlier.is_empty()).then(|| {
        let options = earlier.iter().map(|one| {
            let id = one.filing_id;
            let label = format!("{}, {}", one.label, show::money(one.payable));
            view! { <option value=id.to_string() prop:selected=move || replaces.get() == Some(id)>{label}</option> }
        });
        view! {
            <div class="form-item"><label for="replaces">"Corrects"</label><p class="hint" id="replaces-h">"A correction posts the difference; its days and its day to pay by stay."</p>
                <select class="input" id="replaces" aria-describedby="replaces-h" on:change=move |event| choose(event_target_value(&event).parse().ok())>
                    <option value="">"Nothing: it is a new one"</option>{options.collect_view()}</select></div>
        }
    });
    view! {
        <section class="stack" aria-labelledby="whom"><h2 id="whom">{found.client}" · "{found.name}</h2>
            <form class="stack" novalidate on:submit=move |submit| { submit.prevent_default(); post(); }>
                {corrects}
                <div hidden=move || replaces.get().is_some()>{day("due", || "To be paid by", due)}</div>
                {move || filled_in(figures, "The notice shows these lines and how the rest was worked out.", form.clone(), begin.get(), rules)}
                {running.alert()}
                <div class="actions"><button class="button" type="submit" aria-disabled=move || running.is_busy()>"Post the statement"</button></div>
            </form>
        </section>
    }
    .into_any()
}
