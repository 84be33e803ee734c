//! Check your answers, declare and file.

use crate::client::filings::{amend_filing, file_return};
use crate::client::{ClientError, new_idempotency_key};
use crate::draft::Opened;
use crate::filing_form::{Complaint, complaints, element_of};
use crate::page::filing::eyebrow;
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::session::Session;
use crate::ui::answers::answers;
use crate::ui::browser;
use crate::ui::facts::inside;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::{self, Heading};
use crate::ui::loaded::Loaded;
use crate::{show, text};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Permission;
use shared::contract::filings::{FilingBody, Receipt};
use shared::filing::Evaluation;
use shared::finding::{Finding, Severity};
use shared::form::FilingKind;
use std::collections::BTreeSet;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let data = Loaded::new(move || {
        let (account, period) = params.with(|params| (params.get("account"), params.get("period")));
        Opened::ask(account.unwrap_or_default(), period.unwrap_or_default())
    });
    data.page(|opened| view! { <Check opened /> }.into_any())
        .into_any()
}

#[component]
fn Check(opened: Opened) -> impl IntoView {
    Acting::set(&opened.account.client_name);
    let evaluation = opened
        .rules
        .evaluate(&opened.form, &opened.draft.body.draft);
    let back = format!("{}{}", opened.path(), opened.query());
    let amends = opened.draft.body.amends.is_some();
    let noun = text::noun(opened.form.kind);
    let kind = if amends {
        format!("Amended {noun}")
    } else {
        capital(noun)
    };
    let saved =
        opened.draft.body.saved_at.map(
            |at| view! { <span class="save-state">"Saved "{show::clock(show::local(at))}</span> },
        );
    let broken = complaints(&evaluation.findings);
    let sections = opened
        .form
        .sections
        .iter()
        .map(|section| {
            answers(
                section,
                &opened.draft.body.draft,
                &evaluation,
                Some(&back),
                None,
            )
        })
        .collect_view();
    let ending = if broken.is_empty() {
        view! { <Declare opened=opened.clone() evaluation=evaluation.clone() back=back.clone() /> }
            .into_any()
    } else {
        view! {
            <section class="callout callout--emergency"><h2>{format!("The {noun} is not ready to be filed")}</h2>
                <ul class="bullets">{broken.into_iter().map(|complaint| view! { <li>{way(&back, complaint)}</li> }).collect_view()}</ul>
                <div class="actions"><a class="button" href=back.clone()>{format!("Go back to the {noun}")}</a></div></section>
        }
        .into_any()
    };
    view! {
        <PrintHead text=format!("{} · Draft {noun}, not filed", opened.account.client_name) />
        <a class="back" href=back.clone()>"Back"</a>
        <div class="title"><p class="eyebrow">{eyebrow(&opened)}</p>
            <Heading text="Check your answers before you file" title=format!("Check your answers, {}", opened.period.label) />
            <p class="row"><span>{kind}" for "{opened.period.label.clone()}</span>{saved}</p></div>
        <div class="sections measure">{sections}{ending}</div>
    }
}

fn capital(word: &str) -> String {
    shared::words::capitalized(word)
}

/// A problem with the way to its field, when it has one.
fn way(back: &str, complaint: Complaint) -> AnyView {
    let Complaint { element, message } = complaint;
    match element {
        Some(element) => view! { <a href=format!("{back}#{element}")>{message}</a> }.into_any(),
        None => message.into_any(),
    }
}

/// The declaration and the button that files.
#[component]
fn Declare(opened: Opened, evaluation: Evaluation, back: String) -> impl IntoView {
    let session = Session::here();
    let title = inside(&opened.form.title);
    let button = if opened.draft.body.amends.is_some() {
        format!("File amended {title}")
    } else {
        format!("File {title}")
    };
    let noun = text::noun(opened.form.kind);
    let papers = evaluation.papers.clone();
    let account = format!("/accounts/{}", opened.account.id);
    let warnings: Vec<Finding> = evaluation
        .findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Warning)
        .collect();
    if !opened
        .account
        .permissions
        .contains(&Permission::SubmitFiling)
    {
        return view! {
            <section class="callout callout--important"><h2>{format!("You cannot file {noun}s for {}", opened.account.name)}</h2>
                <p>{format!("You may prepare this {noun}; the draft is saved. Filing needs the right ")}<b>"File"</b>". The account owner can file it, or give you the right."</p>
                <div class="actions"><a class="button button--secondary" href=account>"Back to the account"</a></div></section>
        }
        .into_any();
    }
    let claim = opened.form.kind == FilingKind::Claim;
    // By place: one tick is for one warning, also where several have the same code.
    let seen = RwSignal::new(BTreeSet::<usize>::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let key = StoredValue::new(new_idempotency_key());
    let go = StoredValue::new(use_navigate());
    let codes = StoredValue::new(
        warnings
            .iter()
            .map(|finding| finding.code.clone())
            .collect::<Vec<_>>(),
    );
    let person = session.who.get_untracked().name;
    let (role, client) = (
        text::role(opened.account.role),
        opened.account.client_name.clone(),
    );
    let opened = StoredValue::new(opened);
    Effect::new(move |_before: Option<()>| heading::title_says(trouble.with(Option::is_some)));
    let file = move || {
        if busy.get_untracked() {
            return;
        }
        if codes.with_value(Vec::len) > seen.with_untracked(BTreeSet::len) {
            trouble.set(Some(Trouble::Unseen));
            return;
        }
        trouble.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = opened
                .with_value(|opened| send(opened, &key.get_value(), codes.get_value()))
                .await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(receipt) => {
                    let there = format!("/accounts/{}/receipts/{}", receipt.account_id, receipt.id);
                    go.with_value(|go| {
                        go(
                            &there,
                            NavigateOptions {
                                replace: true,
                                ..Default::default()
                            },
                        );
                    });
                }
                Err(error) => {
                    session.refused(&error);
                    trouble.set(Some(Trouble::Refused(error)));
                }
            }
        });
    };
    view! {
        {(!warnings.is_empty()).then(|| view! {
            <fieldset class="stack"><legend><h2>"Please look at this again"</h2></legend>
                {warnings.into_iter().enumerate().map(|(place, finding)| {
                    let id = format!("seen-{place}");
                    view! { <div class="choice"><input type="checkbox" id=id.clone() name=id.clone() on:change=move |event| {
                            let ticked = event_target_checked(&event);
                            seen.update(|seen| { if ticked { seen.insert(place); } else { seen.remove(&place); } });
                        } /><label for=id>{finding.message}". I have checked this and it is right."</label></div> }
                }).collect_view()}
            </fieldset>
        })}
        {(!papers.is_empty()).then(|| view! {
            <section class="stack-s"><h2>"Keep these papers ready"</h2><ul class="bullets">{papers.into_iter().map(|paper| view! { <li>{paper}</li> }).collect_view()}</ul></section>
        })}
        <section class="stack"><h2>"Declare and file"</h2>
            <p>{format!("By filing you confirm that, to the best of your knowledge, this {noun} is true and complete. You file as ")}<b>{person}</b>", "{role}", for "<b>{client.trim_end_matches('.').to_owned()}</b>"."</p>
            <p>{if claim { "You can amend the claim later. What you claim is credited to the account." } else { "You can amend the return later. Payment is a separate step." }}</p>
            {move || trouble.get().map(|trouble| view! { <Why trouble noun back=back.clone() /> })}
            <div class="actions"><button class="button" type="button" aria-disabled=move || busy.get().then_some("true") on:click=move |_press| file()>{button}</button>
                <a class="button button--text" href=account on:click=move |press| if busy.get_untracked() { press.prevent_default(); }>"Save and come back later"</a>
                <span class="meta" role="status">{move || busy.get().then_some("Filing…")}</span></div></section>
    }
    .into_any()
}

/// Why the return was not filed.
#[derive(Clone)]
enum Trouble {
    Unseen,
    Refused(ClientError),
}

/// One attempt to file. The key is the page's, so a repeated attempt files once.
fn send(
    opened: &Opened,
    key: &str,
    seen: Vec<String>,
) -> impl Future<Output = Result<Receipt, ClientError>> + use<> {
    let evaluation = opened
        .rules
        .evaluate(&opened.form, &opened.draft.body.draft);
    let draft = opened.draft.body.draft.without(&evaluation);
    let mut lines = draft.lines;
    lines.retain(|_line, text| !text.trim().is_empty());
    let mut rows = draft.rows;
    rows.retain(|_table, rows| !rows.is_empty());
    let body = FilingBody {
        lines,
        rows,
        certified: true,
        acknowledged: seen
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
    };
    let (account, period) = (opened.account.id.to_string(), opened.period.id.to_string());
    let (amends, key) = (opened.draft.body.amends, key.to_owned());
    async move {
        match amends {
            Some(filing) => amend_filing(&account, &filing.to_string(), &key, &body).await,
            None => file_return(&account, &period, &key, &body).await,
        }
    }
}

/// The reason, in focus.
#[component]
fn Why(trouble: Trouble, noun: &'static str, back: String) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    summary.on_load(|summary| {
        browser::soon(move || {
            let _focused = summary.focus();
        });
    });
    let (heading, lines, reference): (String, Vec<AnyView>, Option<String>) = match trouble {
        Trouble::Unseen => (
            "There is a problem".to_owned(),
            vec![
                view! { <a href="#seen-0" on:click=|press| {
                    press.prevent_default();
                    browser::focus("seen-0");
                }>"Confirm that you have looked at each point again"</a> }
                .into_any(),
            ],
            None,
        ),
        Trouble::Refused(ClientError::Offline) => (
            "You are not connected".to_owned(),
            vec![
                format!(
                    "We do not know whether the {noun} arrived. Try again: it is filed only once."
                )
                .into_any(),
            ],
            None,
        ),
        Trouble::Refused(error) => {
            let reference = error.correlation_id().map(str::to_owned);
            match error {
                ClientError::Problem(problem) => {
                    let lines = if problem.errors.is_empty() {
                        vec![format!("The {noun} was not received. {}", problem.detail).into_any()]
                    } else {
                        problem.errors.into_iter().map(|error| way(&back, Complaint { element: element_of(&error.pointer), message: error.message })).collect()
                    };
                    (problem.title, lines, reference)
                }
                ClientError::Offline | ClientError::Unreadable { .. } => (
                    "Something went wrong on our side".to_owned(),
                    vec![format!("We do not know whether the {noun} arrived. Try again: it is filed only once.").into_any()],
                    reference,
                ),
            }
        }
    };
    view! {
        <div class="error-summary" tabindex="-1" role="alert" aria-labelledby="es" node_ref=summary>
            <h2 id="es">{heading}</h2>
            <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            {crate::ui::obstacle::support(reference)}
        </div>
    }
}
