//! A letter. Showing it marks it as read.

use crate::client::messages::{mark_message_read, show_message};
use crate::router::use_params_map;
use crate::session::Session;
use crate::show;
use crate::ui::facts::{account_number, fact};
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::print::Print;
use crate::ui::tag;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::messages::{Message, MessageSummary};

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let letter = Loaded::new(move || {
        let (account, letter) =
            params.with(|params| (params.get("account"), params.get("message")));
        async move { show_message(&account.unwrap_or_default(), &letter.unwrap_or_default()).await }
    });
    letter
        .page(|letter| {
            opened(&letter.summary);
            view! { <Letter letter /> }.into_any()
        })
        .into_any()
}

/// Notes it as read and counts the unread ones anew. That it did not work is no reason to keep anybody from reading.
fn opened(letter: &MessageSummary) {
    if letter.read {
        return;
    }
    let session = Session::here();
    let (account, letter) = (letter.account_id.to_string(), letter.id.to_string());
    spawn_local(async move {
        if mark_message_read(&account, &letter).await.is_ok() {
            session.ask();
        }
    });
}

#[component]
fn Letter(letter: Message) -> impl IntoView {
    let Message {
        summary,
        body,
        client_name,
        account_number: number,
    } = letter;
    Acting::set(&client_name);
    let number = number
        .split_once('-')
        .map_or(number.clone(), |(number, occurrence)| {
            account_number(number, occurrence)
        });
    let posted = show::local(summary.posted_at);
    let account = format!("/accounts/{}", summary.account_id);
    let notice = summary
        .assessment_id
        .map(|assessment| format!("{account}/assessments/{assessment}"));
    let body = body
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> });
    view! {
        <PrintHead text=format!("{client_name} · {}", summary.subject) />
        <a class="back" href="/inbox">"Back to Inbox"</a>
        <div class="split">
            <div class="sections">
                <article class="letter stack" aria-labelledby="letter">
                    <p class="meta">"Tax and Revenue Administration"</p>
                    <Heading text=summary.subject.clone() id="letter" />
                    <p>{summary.summary.clone()}</p>
                    <p class="meta">"Posted "<time datetime=summary.posted_at.to_rfc3339()>{show::day(posted.date())}", "{show::clock(posted)}" MT"</time>", and received on that day"<br/>
                        "To "{client_name.clone()}", account "{number.clone()}", "{summary.account_name.clone()}</p>
                    {body.collect_view()}
                    {notice.map(|notice| view! { <div class="actions"><a class="button" href=notice>"Read the notice"</a></div> })}
                </article>
            </div>
            <aside class="split__stay sections" aria-label="About this letter">
                <section class="panel panel--soft stack"><h2>"About this letter"</h2>
                    <dl class="facts">
                        {fact("Concerns", view! { <a href=account>{summary.account_name}", account "{number}</a> })}
                        {fact("Received", tag::day(summary.posted_on))}
                    </dl>
                    <p class="meta">"A letter counts as received on the day we post it here, even if nobody opens it."</p>
                    <div class="actions"><Print /></div>
                </section>
            </aside>
        </div>
    }
}
