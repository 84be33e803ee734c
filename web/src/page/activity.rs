//! What has happened lately, over all accounts.

use crate::client::activity::list_activity;
use crate::session::Session;
use crate::show;
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use leptos::prelude::*;
use shared::contract::activity::Activity;

/// Rows of a page.
const ROWS: u16 = 30;

/// The page.
pub(crate) fn view() -> AnyView {
    Acting::all();
    let asked = Loaded::new(|| list_activity(ROWS, None));
    asked
        .page(|first| {
            let pages = Pages::new(first).focusing(|one: &Activity| element(one));
            view! {
                <PrintHead text="Recent activity" />
                <Crumbs links=vec![("/home".into(), "Home".into())] />
                <div class="title"><Heading text="Recent activity" title="Recent activity" /><p>"What was filed, paid, added and written in all your accounts, newest first."</p></div>
                {move || pages.rows.with(|rows| feed(rows))}
                <div class="mt-m">{pages.more("Load earlier", |cursor| async move { list_activity(ROWS, Some(&cursor)).await })}</div>
            }
            .into_any()
        })
        .into_any()
}

fn element(one: &Activity) -> String {
    format!("activity-{}", one.id)
}

/// What has happened, newest first.
pub(crate) fn feed(rows: &[Activity]) -> AnyView {
    if rows.is_empty() {
        return view! { <div class="empty stack-s"><h3>"Nothing has happened yet"</h3><p>"What you file and pay, and what we write, is listed here."</p></div> }.into_any();
    }
    let today = Session::here().local_now().date();
    let rows = rows.iter().map(|one| {
        let at = show::local(one.at);
        let when = if at.date() == today {
            format!("Today, {}", show::clock(at))
        } else {
            show::day(at.date())
        };
        let by = one.by.clone().map(|by| view! { " "<span class="meta">{by}</span> });
        view! {
            <li id=element(one) tabindex="-1"><span class="meta">{when}</span>
                <span><a href=one.page.clone()>{one.text.clone()}</a>", "{one.account_name.clone()}"."{by}</span></li>
        }
    });
    view! { <ul class="feed">{rows.collect_view()}</ul> }.into_any()
}
