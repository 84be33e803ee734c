//! Check your answers, declare and file.

use crate::client::filings::{amend_filing, file_return};
use crate::client::{ClientError, new_idempotency_key};
use crate::draft::Opened;
use crate::filing_form::{Complaint, complaints, element};
use crate::page::filing::eyebrow;
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::session::Session;
use crate::ui::browser;
use crate::ui::facts::inside;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::{self, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::why::WhyThis;
use crate::{show, text};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Permission;
use shared::contract::filings::{FilingBody, Receipt};
use shared::filing::{Evaluation, evaluate};
use shared::finding::{Finding, Severity};
use shared::form::{LineId, LineKind, Section};
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
    let evaluation = evaluate(&opened.form, &opened.draft.body.draft);
    let back = format!("{}{}", opened.path(), opened.query());
    let amends = opened.draft.body.amends.is_some();
    let kind = if amends { "Amended return" } else { "Return" };
    let saved =
        opened.draft.body.saved_at.map(
            |at| view! { <span class="save-state">"Saved "{show::clock(show::local(at))}</span> },
        );
    let broken = complaints(&evaluation.findings);
    let sections = opened
        .form
        .sections
        .iter()
        .map(|section| answers(&opened, section, &evaluation, &back))
        .collect_view();
    let ending = if broken.is_empty() {
        view! { <Declare opened=opened.clone() evaluation=evaluation.clone() back=back.clone() /> }
            .into_any()
    } else {
        view! {
            <section class="callout callout--emergency"><h2>"The return is not ready to be filed"</h2>
                <ul class="bullets">{broken.into_iter().map(|complaint| view! { <li>{way(&back, complaint)}</li> }).collect_view()}</ul>
                <div class="actions"><a class="button" href=back.clone()>"Go back to the return"</a></div></section>
        }
        .into_any()
    };
    view! {
        <PrintHead text=format!("{} · Draft return, not filed", opened.account.client_name) />
        <a class="back" href=back.clone()>"Back"</a>
        <div class="title"><p class="eyebrow">{eyebrow(&opened)}</p>
            <Heading text="Check your answers before you file" title=format!("Check your answers, {}", opened.period.label) />
            <p class="row"><span>{kind}" for "{opened.period.label.clone()}</span>{saved}</p></div>
        <div class="sections measure">{sections}{ending}</div>
    }
}

/// A problem with the way to its field, when it has one.
fn way(back: &str, (line, message): Complaint) -> AnyView {
    match line {
        Some(line) => {
            view! { <a href=format!("{back}#{}", element(&line))>{message}</a> }.into_any()
        }
        None => message.into_any(),
    }
}

/// One section as a summary list, with the reasons of what was worked out.
fn answers(
    opened: &Opened,
    section: &Section,
    evaluation: &Evaluation,
    back: &str,
) -> impl IntoView + use<> {
    let draft = &opened.draft.body.draft;
    let rows: Vec<_> = section
        .lines
        .iter()
        .map(|line| {
            let figure = evaluation.lines.get(&line.id).map(|figure| show::figure(*figure, line.unit));
            let value = figure.or_else(|| draft.lines.get(&line.id).filter(|text| !text.trim().is_empty()).cloned());
            let change = (line.kind == LineKind::Entered).then(|| {
                let href = format!("{back}#{}", element(&line.id));
                view! { <dd><a href=href>"Change"<span class="vh">" "{inside(&line.label)}</span></a></dd> }
            });
            let class = if line.kind == LineKind::Total { "is-strong" } else { "" };
            view! { <div class=class><dt>{line.label.clone()}</dt><dd class="money">{value.unwrap_or_else(|| "Not provided".to_owned())}</dd>{change}</div> }
        })
        .collect();
    let reasons: Vec<_> = section
        .lines
        .iter()
        .filter_map(|line| {
            evaluation
                .why
                .get(&line.id)
                .map(|why| view! { <WhyThis of=inside(&line.label) why=why.clone() /> })
        })
        .collect();
    view! { <section><h2 class="mb-s">{section.title.clone()}</h2><dl class="summary">{rows}</dl>{reasons}</section> }
}

/// The declaration and the button that files.
#[component]
fn Declare(opened: Opened, evaluation: Evaluation, back: String) -> impl IntoView {
    let session = Session::here();
    let program = inside(text::program(opened.account.program));
    let button = if opened.draft.body.amends.is_some() {
        format!("File amended {program} return")
    } else {
        format!("File {program} return")
    };
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
            <section class="callout callout--important"><h2>{format!("You cannot file returns for {}", opened.account.name)}</h2>
                <p>"You may prepare this return; the draft is saved. Filing needs the right "<b>"File"</b>". The account owner can file it, or give you the right."</p>
                <div class="actions"><a class="button button--secondary" href=account>"Back to the account"</a></div></section>
        }
        .into_any();
    }
    let seen = RwSignal::new(BTreeSet::<String>::new());
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let key = StoredValue::new(new_idempotency_key());
    let go = StoredValue::new(use_navigate());
    let codes = StoredValue::new(
        warnings
            .iter()
            .map(|finding| finding.code.clone())
            .collect::<BTreeSet<_>>(),
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
        if codes.with_value(|codes| seen.with_untracked(|seen| !codes.is_subset(seen))) {
            trouble.set(Some(Trouble::Unseen));
            return;
        }
        trouble.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = opened
                .with_value(|opened| send(opened, &key.get_value(), seen.get_untracked()))
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
                    let code = finding.code;
                    view! { <div class="choice"><input type="checkbox" id=id.clone() name=id.clone() on:change=move |event| {
                            let ticked = event_target_checked(&event);
                            let code = code.clone();
                            seen.update(|seen| { if ticked { seen.insert(code); } else { seen.remove(&code); } });
                        } /><label for=id>{finding.message}". I have checked this and it is right."</label></div> }
                }).collect_view()}
            </fieldset>
        })}
        <section class="stack"><h2>"Declare and file"</h2>
            <p>"By filing you confirm that, to the best of your knowledge, this return is true and complete. You file as "<b>{person}</b>", "{role}", for "<b>{client.trim_end_matches('.').to_owned()}</b>"."</p>
            <p>"You can amend the return later. Payment is a separate step."</p>
            {move || trouble.get().map(|trouble| view! { <Why trouble back=back.clone() /> })}
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
    seen: BTreeSet<String>,
) -> impl Future<Output = Result<Receipt, ClientError>> + use<> {
    let mut lines = opened.draft.body.draft.lines.clone();
    lines.retain(|_line, text| !text.trim().is_empty());
    let body = FilingBody {
        lines,
        certified: true,
        acknowledged: seen.into_iter().collect(),
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
fn Why(trouble: Trouble, back: String) -> impl IntoView {
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
                "We do not know whether the return arrived. Try again: it is filed only once."
                    .into_any(),
            ],
            None,
        ),
        Trouble::Refused(error) => {
            let reference = error.correlation_id().map(str::to_owned);
            match error {
                ClientError::Problem(problem) => {
                    let lines = if problem.errors.is_empty() {
                        vec![format!("The return was not received. {}", problem.detail).into_any()]
                    } else {
                        problem.errors.into_iter().map(|error| way(&back, (line_of(&error.pointer), error.message))).collect()
                    };
                    (problem.title, lines, reference)
                }
                ClientError::Offline | ClientError::Unreadable { .. } => (
                    "Something went wrong on our side".to_owned(),
                    vec!["We do not know whether the return arrived. Try again: it is filed only once.".into_any()],
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

/// The line of a pointer like `/lines/22`.
fn line_of(pointer: &str) -> Option<LineId> {
    let line = pointer.strip_prefix("/lines/")?;
    (!line.is_empty()).then(|| LineId::from(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_lines() {
        assert_eq!(line_of("/lines/22"), Some(LineId::from("22")));
        assert_eq!(line_of("/lines"), None);
        assert_eq!(line_of("/certified"), None);
    }
}
