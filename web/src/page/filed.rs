//! A return or claim as it was filed: every line and row, what followed, and its other versions.

use crate::client::ClientError;
use crate::client::filings::show_filing;
use crate::router::use_params_map;
use crate::rules::Rules;
use crate::show;
use crate::text;
use crate::ui::answers::{Explain, answers};
use crate::ui::facts::fact;
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::print::Print;
use crate::ui::tag;
use futures_util::future::try_join;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::contract::filings::{FilingSummary, FilingVersion};
use shared::filing::{Draft, Evaluation};
use shared::form::{FilingKind, Form};

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let filed = Loaded::new(move || {
        let (account, filing) = params.with(|params| (params.get("account"), params.get("filing")));
        async move {
            let (account, filing) = (account.unwrap_or_default(), filing.unwrap_or_default());
            let (text, rules) = try_join(show_filing(&account, &filing), Rules::load()).await?;
            read(&text, rules).ok_or(ClientError::Unreadable {
                status: 200,
                correlation_id: String::new(),
            })
        }
    });
    Acting::all();
    filed.page(|filed| page(filed).into_any()).into_any()
}

/// What the page shows of a filing.
#[derive(Clone, Debug)]
struct Filed {
    summary: FilingSummary,
    account_name: String,
    form: Form,
    draft: Draft,
    evaluation: Evaluation,
    versions: Vec<FilingVersion>,
    takes_amendments: bool,
    rules: Rules,
}

/// The form is read by the rules; the rest is plain.
fn read(text: &str, rules: Rules) -> Option<Filed> {
    fn part<T: DeserializeOwned>(reply: &Value, name: &str) -> Option<T> {
        serde_json::from_value(reply.get(name)?.clone()).ok()
    }
    let reply: Value = serde_json::from_str(text).ok()?;
    Some(Filed {
        form: rules.form(&reply.get("form")?.to_string())?,
        account_name: part(&reply, "accountName")?,
        draft: part(&reply, "draft")?,
        evaluation: part(&reply, "evaluation")?,
        versions: part(&reply, "versions")?,
        takes_amendments: part(&reply, "takesAmendments")?,
        rules,
        summary: serde_json::from_value(reply).ok()?,
    })
}

fn page(filed: Filed) -> impl IntoView {
    let Filed {
        summary,
        account_name,
        form,
        draft,
        evaluation,
        versions,
        takes_amendments,
        rules,
    } = filed;
    let account = format!("/accounts/{}", summary.account_id);
    let crumbs = vec![
        ("/home".to_owned(), "Home".to_owned()),
        ("/accounts".to_owned(), "Accounts".to_owned()),
        (account.clone(), account_name.clone()),
    ];
    let noun = text::noun(summary.kind);
    let heading = match summary.kind {
        FilingKind::Return | FilingKind::Claim => format!("The {noun} as it was filed"),
        FilingKind::Statement => "The statement of the administration".to_owned(),
    };
    let newest = versions
        .first()
        .is_some_and(|newest| newest.id == summary.id);
    let kept = StoredValue::new((form.clone(), draft.clone()));
    let explain: Explain = Callback::new(move |(table, row): (String, usize)| {
        kept.with_value(|(form, draft)| rules.explain(form, draft, &table, row))
    });
    let sections = form
        .sections
        .iter()
        .map(|section| answers(section, &draft, &evaluation, None, Some(explain)))
        .collect_view();
    let amount = match summary.kind {
        FilingKind::Claim => fact("Claimed", show::money(summary.payable.abs())),
        FilingKind::Return => fact("Payable by the return", money::balance(summary.payable)),
        FilingKind::Statement => fact("Charged", money::balance(summary.payable)),
    };
    let notice = summary.assessment_id.map(
        |notice| view! { <li><a href=format!("{account}/assessments/{notice}")>"Notice of assessment"</a></li> },
    );
    let amend = (newest && takes_amendments).then(|| {
        let (period, id) = (summary.period_id, summary.id);
        let href = format!("{account}/periods/{period}/return?amend={id}");
        view! { <li><a href=href>{format!("Amend this {noun}")}</a></li> }
    });
    let receipt = format!("{account}/receipts/{}", summary.receipt_id);
    view! {
        <PrintHead text=format!("{}, {}, version {}", form.title, summary.label, summary.revision) />
        <Crumbs links=crumbs />
        <div class="title"><Heading text=heading.clone() title=format!("{heading}, {}", summary.label) />
            <p class="dots"><span>{form.title.clone()}</span><span>{account_name}</span><span>{summary.label.clone()}</span></p>
            {(!newest).then(|| view! { <p><span class="tag tag--quiet">"Replaced"</span>" A later version counts."</p> })}</div>
        <div class="split">
            <div class="sections">{sections}</div>
            <aside class="split__stay sections" aria-label="About this version">
                <section class="panel panel--soft stack-s"><h2>{format!("Version {}", summary.revision)}</h2>
                    <dl class="facts">
                        {fact("Received", tag::day(summary.filed_on))}
                        {fact("At", format!("{} MT", show::clock(show::local(summary.received_at))))}
                        {fact("Filed by", summary.filed_by.clone())}
                        {amount}
                    </dl>
                    <ul class="stack-s"><li><a href=receipt>"Receipt"</a></li>{notice}{amend}</ul></section>
                {others(&account, &summary, versions)}
                <div class="actions"><Print /></div>
            </aside>
        </div>
    }
}

/// The other versions, each to be read or compared with this one.
fn others(account: &str, summary: &FilingSummary, versions: Vec<FilingVersion>) -> AnyView {
    let this = summary.id;
    let rows: Vec<_> = versions
        .into_iter()
        .filter(|version| version.id != this)
        .map(|version| {
            let read = format!("{account}/filings/{}", version.id);
            let compare = format!("{account}/filings/{this}/compare?with={}", version.id);
            let name = format!("Version {}", version.revision);
            view! {
                <li><a href=read>{name.clone()}</a>", received on "{tag::day(version.filed_on)}" "
                    <a href=compare>"Compare"<span class="vh">" with "{name}</span></a></li>
            }
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <section class="stack-s"><h2 class="section-head">"Other versions"</h2><ul class="mt-s stack-s">{rows}</ul></section> }.into_any()
}
