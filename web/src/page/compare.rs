//! Two versions of a return or claim side by side: first what changed, and everything on demand. The choice is in the address.

mod tables;

use crate::client::filings::compare_filings;
use crate::router::{NavigateOptions, use_navigate, use_params_map, use_query_map};
use crate::ui::browser;
use crate::ui::facts::fact;
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::print::Print;
use crate::ui::tag;
use crate::{show, text};
use leptos::prelude::*;
use shared::contract::comparison::{Change, ComparedFinding, ComparedVersion, Comparison};
use shared::id::AccountId;

/// The page.
pub(crate) fn view() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    let with = Memo::new(move |_before| query.with(|query| query.get("with")));
    let comparison = Loaded::new(move || {
        let (account, filing) = params.with(|params| (params.get("account"), params.get("filing")));
        let with = with.get();
        async move {
            let (account, filing) = (account.unwrap_or_default(), filing.unwrap_or_default());
            compare_filings(&account, &filing, with.as_deref()).await
        }
    });
    Acting::all();
    comparison
        .page(|comparison| view! { <Compared comparison /> }.into_any())
        .into_any()
}

#[component]
fn Compared(comparison: Comparison) -> impl IntoView {
    let query = use_query_map();
    let all = Memo::new(move |_before| query.with(|query| query.get("all").is_some()));
    let Comparison {
        account_id,
        account_name,
        program_name,
        title,
        label,
        kind,
        before,
        now,
        sections,
        changes,
        findings,
        payable,
        assessment,
        ..
    } = comparison;
    let crumbs = vec![
        ("/home".to_owned(), "Home".to_owned()),
        ("/accounts".to_owned(), "Accounts".to_owned()),
        (format!("/accounts/{account_id}"), account_name.clone()),
    ];
    let sections = StoredValue::new(sections);
    let lines = move || sections.with_value(|sections| tables::sections(sections, all.get()));
    let how_many = match changes {
        0 => "No line is different.".to_owned(),
        1 => "1 line is different.".to_owned(),
        many => format!("{many} lines are different."),
    };
    let payable_words = match kind {
        shared::form::FilingKind::Return => "Payable by the return",
        shared::form::FilingKind::Claim => "Claimed, as a credit",
        shared::form::FilingKind::Statement => "Charged",
    };
    view! {
        <PrintHead text=format!("{title}, {label}, versions {} and {}", before.revision, now.revision) />
        <Crumbs links=crumbs />
        <div class="title"><Heading text="What changed" title=format!("What changed, {label}") />
            <p class="dots"><span>{title}</span><span>{program_name}</span><span>{account_name}</span><span>{label}</span></p></div>
        <div class="split">
            <div class="sections">
                <section aria-labelledby="lines" class="stack">
                    <div class="section-head"><h2 id="lines">"Line by line"</h2><span class="meta">{how_many}</span></div>
                    <Which all />
                    {lines}
                </section>
                {tables::money(payable_words, payable, assessment)}
                {warnings(findings)}
            </div>
            <aside class="split__stay sections" aria-label="The two versions">
                {version("Before", account_id, before)}
                {version("Now", account_id, now)}
                <div class="actions"><Print /></div>
                <p class="meta">{format!("A {} keeps every version that was filed. The newest one counts.", text::noun(kind))}</p>
            </aside>
        </div>
    }
}

/// Only what changed, or everything.
#[component]
fn Which(all: Memo<bool>) -> impl IntoView {
    let (navigate, query) = (use_navigate(), use_query_map());
    let chips = [(false, "Only what changed"), (true, "All lines")].map(|(wanted, name)| {
        let choose = move |_press| {
            let with = query.with_untracked(|query| query.get("with"));
            let parts = [
                with.map(|with| format!("with={}", browser::encoded(&with))),
                wanted.then(|| "all=1".to_owned()),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let options = NavigateOptions {
                scroll: false,
                replace: true,
            };
            navigate(&format!("{}?{}", browser::path(), parts.join("&")), options);
        };
        view! { <button class="chip" type="button" aria-pressed=move || (all.get() == wanted).to_string() on:click=choose>{name}</button> }
    });
    view! { <div class="chips" role="group" aria-label="Show">{chips}</div> }
}

fn version(name: &'static str, account: AccountId, version: ComparedVersion) -> AnyView {
    let account = format!("/accounts/{account}");
    let received = show::local(version.received_at);
    let notice = version.assessment_id.map(|notice| {
        view! { <li><a href=format!("{account}/assessments/{notice}")>"Notice of this version"</a></li> }
    });
    view! {
        <section class="panel panel--soft stack-s"><h2>{name}": version "{version.revision}</h2>
            <dl class="facts">
                {fact("Received", tag::day(version.filed_on))}
                {fact("At", format!("{} MT", show::clock(received)))}
                {fact("Filed by", version.filed_by)}
            </dl>
            <ul class="stack-s"><li><a href=format!("{account}/receipts/{}", version.receipt_id)>"Receipt of this version"</a></li>{notice}</ul>
        </section>
    }
    .into_any()
}

fn warnings(findings: Vec<ComparedFinding>) -> AnyView {
    let rows: Vec<_> = findings
        .into_iter()
        .filter_map(|one| {
            let word = match one.change {
                Change::Added => "New",
                Change::Removed => "No longer there",
                Change::Same | Change::Changed => return None,
            };
            Some(view! { <li><b>{word}</b>": "{one.finding.message}</li> })
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <section aria-labelledby="warnings"><h2 id="warnings" class="section-head mb-s">"Warnings"</h2><ul class="bullets">{rows}</ul></section> }.into_any()
}

/// What a version adds to the one before.
fn difference(amount: shared::Money) -> AnyView {
    money::change(amount)
}
