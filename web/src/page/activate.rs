//! Opening an account with the number and the PIN of a letter.

use crate::client::enrolment::activate_account;
use crate::client::{ClientError, new_idempotency_key};
use crate::session::Session;
use crate::text;
use crate::ui::browser;
use crate::ui::frame::Acting;
use crate::ui::heading::Heading;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::enrolment::{Activated, Activation};

/// A problem: of which field, and what to do.
type Complaint = (Option<&'static str>, String);

const NUMBER: &str = "account-number";
const PIN: &str = "pin";

/// The page.
pub(crate) fn view() -> AnyView {
    Acting::all();
    let opened = RwSignal::new(None::<Activated>);
    (move || match opened.get() {
        Some(account) => view! { <Opened account /> }.into_any(),
        None => view! { <Letter opened /> }.into_any(),
    })
    .into_any()
}

#[component]
fn Opened(account: Activated) -> impl IntoView {
    let heading = NodeRef::<html::Div>::new();
    heading.on_load(|_heading| browser::soon(|| browser::focus("opened")));
    crate::ui::heading::set_title("Account opened");
    view! {
        <div class="stack-l measure" node_ref=heading>
            <div class="confirm" role="region" aria-labelledby="opened"><h1 id="opened" tabindex="-1">"Account opened"</h1><p>{account.account_name.clone()}</p></div>
            <p>"You are now "{text::role(account.role)}" of "<b>{account.account_name.clone()}</b>". The PIN is used up; you will not need the letter again."</p>
            <div class="actions"><a class="button" href=format!("/accounts/{}", account.account_id)>"Go to "{account.account_name}</a><a class="button button--text" href="/activate" rel="external">"Open another account"</a></div>
        </div>
    }
}

#[component]
fn Letter(opened: RwSignal<Option<Activated>>) -> impl IntoView {
    let session = Session::here();
    let number = RwSignal::new(String::new());
    let pin = RwSignal::new(String::new());
    let complaints = RwSignal::new(Vec::<Complaint>::new());
    let busy = RwSignal::new(false);
    let reference = RwSignal::new(None::<String>);
    let key = StoredValue::new((String::new(), String::new()));
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let found = check(&number.get_untracked(), &pin.get_untracked());
        reference.set(None);
        let fine = found.is_empty();
        complaints.set(found);
        if !fine {
            return;
        }
        let letter = Activation {
            account_number: number.get_untracked(),
            pin: pin.get_untracked(),
        };
        // The same letter sent again is the same act; another one is another.
        let content = format!("{} {}", letter.account_number, letter.pin);
        if key.with_value(|(_, of)| *of != content) {
            key.set_value((new_idempotency_key(), content));
        }
        busy.set(true);
        spawn_local(async move {
            let answer = activate_account(&letter, &key.with_value(|(key, _)| key.clone())).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(account) => {
                    session.ask();
                    opened.set(Some(account));
                }
                Err(error) => {
                    session.refused(&error);
                    reference.set(error.correlation_id().map(str::to_owned));
                    key.set_value((String::new(), String::new()));
                    complaints.set(refusals(error));
                }
            }
        });
    };
    view! {
        <div class="measure stack-l guided">
            <Summary complaints reference />
            <div class="title"><Heading text="Enter the account number and PIN of your letter" title="Open an account" />
                <p>"You do this once for each account. The letter came by mail to the address on file."</p></div>
            <form class="stack-l" novalidate on:submit=move |submit| {
                submit.prevent_default();
                send();
            }>
                <Field id=NUMBER label="Account number" hint="As in the letter: 9 or 10 digits, for a levy with the occurrence, like 214608553-004. Spaces do not matter." class="input w-m" value=number complaints />
                <Field id=PIN label="PIN" hint="8 letters and digits, like 7K4M-9XQ2. You may leave out the dash." class="input w-s" value=pin complaints />
                <div class="actions"><button class="button" type="submit" aria-disabled=move || busy.get().then_some("true")>"Open the account"</button><a class="button button--text" href="/home">"Cancel"</a></div>
            </form>
            <p class="meta">"No letter, or the PIN does not work any more? Call "{text::PHONE}" and we post a new one."</p>
        </div>
    }
}

fn check(number: &str, pin: &str) -> Vec<Complaint> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut complaints = Vec::new();
    if number.trim().is_empty() {
        complaints.push((
            Some(NUMBER),
            "Enter the account number of the letter".to_owned(),
        ));
    } else if digits < 9 {
        complaints.push((
            Some(NUMBER),
            "The account number must have at least 9 digits, like 214608553-004".to_owned(),
        ));
    }
    if pin.trim().is_empty() {
        complaints.push((Some(PIN), "Enter the PIN of the letter".to_owned()));
    }
    complaints
}

fn refusals(error: ClientError) -> Vec<Complaint> {
    match error {
        ClientError::Offline => vec![(
            None,
            "You are not connected. Try again in a moment".to_owned(),
        )],
        ClientError::Unreadable { .. } => vec![(
            None,
            "Something went wrong on our side. Try again in a few minutes".to_owned(),
        )],
        ClientError::Problem(problem) if problem.errors.is_empty() => {
            vec![(Some(NUMBER), problem.detail)]
        }
        ClientError::Problem(problem) => problem
            .errors
            .into_iter()
            .map(|error| {
                (
                    Some(if error.pointer == "/pin" { PIN } else { NUMBER }),
                    error.message,
                )
            })
            .collect(),
    }
}

#[component]
fn Summary(
    complaints: RwSignal<Vec<Complaint>>,
    reference: RwSignal<Option<String>>,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_before: Option<()>| {
        let some = complaints.with(|complaints| !complaints.is_empty());
        let title = document().title();
        match (some, title.strip_prefix("Error: ")) {
            (true, None) => document().set_title(&format!("Error: {title}")),
            (false, Some(plain)) => document().set_title(plain),
            _ => {}
        }
        if some {
            browser::soon(move || {
                if let Some(summary) = summary.get_untracked() {
                    let _focused = summary.focus();
                }
            });
        }
    });
    move || {
        let complaints = complaints.get();
        (!complaints.is_empty()).then(|| view! {
            <div class="error-summary" tabindex="-1" role="alert" aria-labelledby="es" node_ref=summary><h2 id="es">"There is a problem"</h2>
                <ul>{complaints.into_iter().map(|(field, message)| match field {
                    Some(field) => view! { <li><a href=format!("#{field}") on:click=move |press| {
                        press.prevent_default();
                        browser::focus(field);
                    }>{message}</a></li> }.into_any(),
                    None => view! { <li>{message}</li> }.into_any(),
                }).collect_view()}</ul>
                {crate::ui::obstacle::support(reference.get())}
            </div>
        })
    }
}

#[component]
fn Field(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    class: &'static str,
    value: RwSignal<String>,
    complaints: RwSignal<Vec<Complaint>>,
) -> impl IntoView {
    let error = Memo::new(move |_before| {
        complaints.with(|complaints| {
            complaints
                .iter()
                .find(|(field, _)| *field == Some(id))
                .map(|(_, message)| message.clone())
        })
    });
    let described = move || {
        if error.with(Option::is_some) {
            format!("{id}-e {id}-h")
        } else {
            format!("{id}-h")
        }
    };
    view! {
        <div class="form-item" class:has-error=move || error.with(Option::is_some)>
            <label for=id>{label}</label>
            <p class="hint" id=format!("{id}-h")>{hint}</p>
            {move || error.get().map(|message| view! { <p class="error" id=format!("{id}-e")><span class="vh">"Error: "</span>{message}</p> })}
            <input class=class id=id name=id autocomplete="off" autocapitalize="characters" spellcheck="false" prop:value=value
                aria-describedby=described aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |typed| value.set(event_target_value(&typed)) />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_asked_for_at_once() {
        assert_eq!(check("", "").len(), 2);
        assert_eq!(
            check("2146", "7K4M-9XQ2").first().map(|(field, _)| *field),
            Some(Some(NUMBER))
        );
        assert!(check(" 214 608 553-004 ", "7K4M9XQ2").is_empty());
    }
}
