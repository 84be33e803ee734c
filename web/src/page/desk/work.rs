//! One piece of work: why it is here, the filing beside what it can be compared with, and what is to become of it.

use super::{Here, decide, kind_name, level, reassess, status_tag, write};
use crate::client::Versioned;
use crate::client::desk::{give_work, list_staff, show_work, take_work};
use crate::router::ParamsMap;
use crate::show;
use crate::ui::browser;
use crate::ui::facts::{fact, line_name};
use crate::ui::frame::{Crumbs, PrintHead};
use crate::ui::heading::{Arrival, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, figure, nothing};
use crate::ui::{money, tag};
use leptos::html;
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::contract::desk::{
    Decided, WorkAct, WorkFiling, WorkItem, WorkKind, WorkLine, WorkStep,
};
use shared::form::FilingKind;
use shared::rate::RateCode;

/// The page.
pub(super) fn page(here: Here, params: Memo<ParamsMap>) -> AnyView {
    let id = Memo::new(move |_before| params.with(|params| params.get("work")).unwrap_or_default());
    let work = Loaded::new(move || {
        let id = id.get();
        async move { show_work(&id).await }
    });
    work.page(move |found| {
        let now = Now {
            here,
            work: RwSignal::new(found),
        };
        view! { <Piece now /> }.into_any()
    })
    .into_any()
}

/// The work as it is now: every act gives the next version.
#[derive(Clone, Copy)]
pub(super) struct Now {
    pub(super) here: Here,
    pub(super) work: RwSignal<Versioned<WorkItem>>,
}

impl Now {
    /// Something was done.
    pub(super) fn set(self, next: Versioned<WorkItem>) {
        self.here.count();
        self.work.set(next);
    }

    /// The caller has taken it.
    pub(super) fn is_mine(self) -> bool {
        let me = self.here.desk.with_untracked(|desk| desk.me.id);
        self.work.with(|work| {
            let holder = work.body.summary.assigned_to.as_ref();
            holder.is_some_and(|holder| holder.id == me)
        })
    }
}

#[component]
fn Piece(now: Now) -> impl IntoView {
    let first = now.work.get_untracked().body;
    let summary = first.summary.clone();
    let who = summary
        .client_name
        .clone()
        .unwrap_or_else(|| summary.program_name.clone());
    let heading = format!(
        "{}: {}, {who}",
        summary.number,
        shared::words::lower(kind_name(summary.kind))
    );
    let today = now.here.desk.with_untracked(|desk| desk.today);
    let filing = first.filing.clone();
    let lines = filing.as_ref().map(lines);
    let all = (filing.is_some() && now.here.may(StaffPermission::DecideWork))
        .then(|| everything(summary.id.to_string()));
    view! {
        <PrintHead text=heading.clone() />
        <Crumbs links=vec![("/desk".into(), "The queue".into())] />
        <div class="row row--ends row--base"><div><Heading text=heading title=summary.number.clone() /><p class="meta">{summary.title.clone()}</p></div>
            <p class="row">{level(summary.level)}{move || {
                let summary = now.work.with(|work| work.body.summary.clone());
                status_tag(summary.status, summary.answer_by, today)
            }}</p></div>
        <section class="panel" aria-labelledby="what">
            <h2 id="what">"Why it is here"</h2>
            <div class="halves mt-m">
                {move || now.work.with(|work| facts(&work.body))}
                <div class="stack">{move || holder(now)}</div>
            </div>
        </section>
        {move || now.work.with(|work| work.body.decided.clone()).map(|decided| outcome(&decided, filing.as_ref()))}
        {decide::panel(now)}
        {write::panel(now)}
        {lines}
        {all}
        <section aria-labelledby="steps"><h2 id="steps" class="section-head mb-s">"What was done"</h2>
            <ul class="feed">{move || now.work.with(|work| work.body.steps.clone()).into_iter().map(step).collect_view()}</ul></section>
    }
}

fn facts(work: &WorkItem) -> AnyView {
    let flags: Vec<_> = work
        .flags
        .iter()
        .map(|flag| view! { <li>{flag.text.clone()}</li> })
        .collect();
    let summary = &work.summary;
    let account = summary.account_name.clone().map(|name| {
        let number = summary.account_number.clone().unwrap_or_default();
        fact("Account", format!("{name}, {number}"))
    });
    let filing = work.filing.as_ref().map(|filing| {
        let received = show::when(show::local(filing.received_at), filing.first_filed_on);
        let late = filing
            .first_filed_on
            .signed_duration_since(filing.due_on)
            .num_days();
        let due = match filing.kind {
            FilingKind::Return if late > 0 => {
                format!(
                    "{}, {} before it came",
                    show::day(filing.due_on),
                    show::days(late)
                )
            }
            FilingKind::Return | FilingKind::Claim | FilingKind::Statement => {
                show::day(filing.due_on)
            }
        };
        let amends = (filing.revision > 1).then_some("An amendment, ");
        let due_word = if filing.kind == FilingKind::Claim {
            "Last day to claim"
        } else {
            "Due"
        };
        let word = if filing.kind == FilingKind::Claim {
            "Claimed"
        } else {
            "Payable by the return"
        };
        let amount = if filing.kind == FilingKind::Claim {
            filing.payable.abs()
        } else {
            filing.payable
        };
        view! {
            {fact("Received", view! { {amends}{received}" by "{filing.filed_by.clone()} })}
            {fact(due_word, due)}
            {fact(word, view! { <b>{money::balance(amount)}</b> })}
            {filing.assessed.map(|assessed| fact("Assessed so far", money::balance(assessed)))}
        }
    });
    let missing = work.missing.clone().map(|missing| {
        // Prescribed interest is of no program.
        let of_all = [RateCode::DEBIT_INTEREST, RateCode::CREDIT_INTEREST].contains(&missing.code);
        let program = (!of_all).then(|| format!("program={}&", summary.program));
        let enter = format!(
            "/desk/rates?{}code={}",
            program.unwrap_or_default(),
            missing.code
        );
        view! {
            {(!of_all).then(|| fact("Program", summary.program_name.clone()))}
            {fact("What to do", view! { <a href=enter>"Propose the rate"</a>". When it is approved this work is done." })}
        }
    });
    let rule = if summary.kind == WorkKind::Reassessment {
        fact("Looked at again", summary.why.clone())
    } else if flags.is_empty() {
        fact("Rate", summary.why.clone())
    } else {
        fact(
            "Rules that stopped it",
            view! { <ul class="bullets">{flags}</ul> },
        )
    };
    view! { <dl class="facts">{rule}{account}{filing}{missing}{fact("Answer by", tag::weekday_day(summary.answer_by))}</dl> }.into_any()
}

/// Who has it, and how that changes.
fn holder(now: Now) -> AnyView {
    let (summary, done) = now
        .work
        .with(|work| (work.body.summary.clone(), work.body.decided.is_some()));
    if done {
        return ().into_any();
    }
    let decides = now.here.may(StaffPermission::DecideWork);
    let mine = now.is_mine();
    let with = match &summary.assigned_to {
        Some(_me) if mine => "You have taken this work.".to_owned(),
        Some(holder) => format!("{} has taken this work.", holder.name),
        None => "Nobody has taken this work.".to_owned(),
    };
    if !decides {
        return view! { <p>{with}</p><p class="meta">"You can look at it. Deciding is for assessors."</p> }.into_any();
    }
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    let id = StoredValue::new(summary.id.to_string());
    let take = move |_press| {
        let id = id.get_value();
        running.start(async move { take_work(&id).await }, move |next| {
            arrival.said.set("Taken".to_owned());
            now.set(next);
        });
    };
    let free = summary.assigned_to.is_none();
    view! {
        <p>{with}</p>
        {free.then(|| view! { <div class="actions"><button class="button" type="button" aria-disabled=move || running.is_busy() on:click=take>"Take this work"</button></div> })}
        {(!free).then(|| giving(now, running))}
        {running.alert()}
    }
    .into_any()
}

/// To somebody else, or back to the queue.
fn giving(now: Now, running: Running) -> AnyView {
    let arrival = expect_context::<Arrival>();
    let staff = Loaded::new(list_staff);
    let select = NodeRef::<html::Select>::new();
    let give = move |_press| {
        let chosen = select.get_untracked().map(|select| select.value());
        let to = chosen.and_then(|chosen| chosen.parse().ok());
        let (id, version) = now
            .work
            .with_untracked(|work| (work.body.summary.id.to_string(), work.version.clone()));
        running.start(
            async move { give_work(&id, &version, to).await },
            move |next| {
                arrival.said.set("Given".to_owned());
                now.set(next);
            },
        );
    };
    view! {
        <div class="row"><label class="row" for="give-to"><span>"Give to"</span></label>
            <select class="input w-m" id="give-to" node_ref=select><option value="">"The queue"</option>
                {staff.part(|people| people.into_iter().map(|who| view! { <option value=who.id.to_string()>{who.name}</option> }).collect_view().into_any())}</select>
            <button class="button button--secondary" type="button" aria-disabled=move || running.is_busy() on:click=give>"Give"</button></div>
    }
    .into_any()
}

fn outcome(decided: &Decided, filing: Option<&WorkFiling>) -> AnyView {
    let who = decided
        .by
        .as_ref()
        .map_or("The service".to_owned(), |who| who.name.clone());
    let at = show::local(decided.at);
    let assessed = decided.assessment_id.is_some() && filing.is_some();
    view! {
        <section class="callout callout--success" aria-labelledby="decided"><h2 id="decided">"Decided: "{super::decision_name(decided.decision)}</h2>
            <p>{who}", "{show::instant(at)}{(!decided.reason.is_empty()).then(|| format!(". {}", decided.reason))}</p>
            {assessed.then(|| view! { <p>"The notice is in the client’s inbox, and the ledger has its entries."</p> })}
        </section>
    }
    .into_any()
}

/// The lines of the filing, those that a rule has stopped marked.
fn lines(filing: &WorkFiling) -> AnyView {
    let amended = filing.lines.iter().any(|line| line.before.is_some());
    let other = filing.lines.iter().any(|line| line.assessed.is_some());
    let compared = filing.lines.iter().any(|line| line.year_before.is_some());
    let mut columns = vec![Column::words("Line"), Column::figures("Filed")];
    if other {
        columns.push(Column::figures("Assessed"));
    }
    if amended {
        columns.push(Column::figures("Before the amendment"));
    }
    if compared {
        columns.push(Column::figures("A year before"));
    }
    let rows: Vec<_> = filing
        .lines
        .iter()
        .map(|line| row(line, (other, amended, compared)))
        .collect();
    let tables: Vec<_> = filing
        .rows
        .iter()
        .map(|(table, rows)| {
            let count = i64::try_from(*rows).unwrap_or_default();
            view! { <li>{shared::words::capitalized(table)}": "{show::count(count, "row", "rows")}</li> }
        })
        .collect();
    let papers: Vec<_> = filing
        .papers
        .iter()
        .map(|paper| view! { <li>{paper.clone()}</li> })
        .collect();
    view! {
        <section aria-labelledby="lines"><h2 id="lines" class="section-head mb-m">"What was filed"</h2>
            <Table caption=format!("Lines of the filing for {}", filing.label) columns><tbody role="rowgroup">{rows}</tbody></Table>
            {(!tables.is_empty()).then(|| view! { <p class="mt-s">"Tables:"</p><ul class="bullets">{tables}</ul> })}
            {(!papers.is_empty()).then(|| view! { <p class="mt-s">"Papers that go with it, to be asked for:"</p><ul class="bullets">{papers}</ul> })}
        </section>
    }
    .into_any()
}

/// The whole form as it is entered, once somebody wants to see it.
fn everything(id: String) -> AnyView {
    let open = RwSignal::new(false);
    let shown = move || open.get().then(|| reassess::entered(id.clone()));
    view! {
        <details class="disclosure" on:toggle=move |event| open.set(open.get_untracked() || browser::is_open(&event))>
            <summary>"Every line and row that is entered"</summary><div class="disclosure__body">{shown}</div></details>
    }
    .into_any()
}

fn row(line: &WorkLine, (other, amended, compared): (bool, bool, bool)) -> AnyView {
    let shown = |column: &'static str, value: Option<shared::filing::Figure>| match value {
        Some(value) => figure(column, show::figure(value, line.unit)),
        None => nothing(column),
    };
    let name = view! { {line_name(&line.line, &line.label)}{line.flagged.then_some(" (stopped)")} };
    view! {
        <tr role="row" class:is-flagged=line.flagged><th scope="row" role="rowheader" class="wide">{name}</th>
            {shown("Filed", line.filed)}{other.then(|| shown("Assessed", line.assessed))}{amended.then(|| shown("Before the amendment", line.before))}{compared.then(|| shown("A year before", line.year_before))}</tr>
    }
    .into_any()
}

fn step(step: WorkStep) -> AnyView {
    let act = match step.act {
        WorkAct::Opened => "Came to the desk",
        WorkAct::Noted => "To be looked at",
        WorkAct::Amended => "Amended by the client",
        WorkAct::Taken => "Taken",
        WorkAct::Given => "Given on",
        WorkAct::Returned => "Given back to the queue",
        WorkAct::Written => "Letter to the client",
        WorkAct::Proposed => "Decision proposed",
        WorkAct::Decided => "Decided",
    };
    let at = show::local(step.at);
    view! {
        <li><span class="meta">{show::day_short(at.date())}", "{show::clock(at)}</span>
            <span><b>{act}</b>{step.by.map(|by| format!(" by {by}"))}{(!step.note.is_empty()).then(|| format!(". {}", step.note))}</span></li>
    }
    .into_any()
}
