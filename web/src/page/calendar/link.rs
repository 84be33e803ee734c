//! The link by which a calendar program follows the days: made, copied once, taken back; with plain words on who sees what.

use crate::client::calendar::{create_calendar_link, revoke_calendar_link, show_calendar_link};
use crate::text;
use crate::ui::browser;
use crate::ui::copy::Copy;
use crate::ui::facts::fact;
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::tag;
use leptos::prelude::*;
use shared::contract::calendar::{CalendarLink, NewCalendarLink, ObligationKind};

/// What the panel knows.
#[derive(Clone, Copy)]
struct Panel {
    link: RwSignal<Option<CalendarLink>>,
    /// The address of a link that was just made.
    address: RwSignal<Option<String>>,
    /// A new link is being chosen in the place of an old one.
    renewing: RwSignal<bool>,
    running: Running,
    said: RwSignal<&'static str>,
    amounts: RwSignal<bool>,
    kinds: RwSignal<Vec<ObligationKind>>,
}

/// The panel.
pub(super) fn panel() -> AnyView {
    let panel = Panel {
        link: RwSignal::new(None),
        address: RwSignal::new(None),
        renewing: RwSignal::new(false),
        running: Running::new(),
        said: RwSignal::new(""),
        amounts: RwSignal::new(false),
        kinds: RwSignal::new(ObligationKind::ALL.to_vec()),
    };
    let body = Loaded::new(show_calendar_link).section(move |own| {
        panel.link.set(own.link);
        (move || match (panel.address.get(), panel.link.get()) {
            (Some(address), _) => panel.made(address),
            (None, Some(link)) if !panel.renewing.get() => panel.has(link),
            (None, link) => panel.choose(link.is_some()),
        })
        .into_any()
    });
    view! {
        <section class="panel stack" id="calendar-link" tabindex="-1" aria-labelledby="calendar-link-name">
            <h2 id="calendar-link-name">"In your own calendar"</h2>
            <p>"Your calendar program can follow these days by a secret link: Outlook, Google, Apple and others."</p>
            <p class="meta">"Whoever has the link sees what you have to do, by when and for which account. They see no letters and no balances, and can change nothing. The link shows only accounts that you may see yourself."</p>
            {body}
            <p role="status" class="meta">{panel.said}</p>
            {panel.running.alert()}
        </section>
    }
    .into_any()
}

impl Panel {
    fn create(self) {
        let new = NewCalendarLink {
            amounts: self.amounts.get_untracked(),
            kinds: self.kinds.get_untracked(),
        };
        let work = async move {
            let created = create_calendar_link(&new).await?;
            self.link.set(Some(created.link));
            self.address.set(Some(created.address));
            Ok(())
        };
        self.said.set("");
        self.running.start(work, move |()| {
            self.renewing.set(false);
            self.said.set("The link is made.");
            browser::soon(|| browser::focus("calendar-address"));
        });
    }

    fn revoke(self) {
        self.said.set("");
        self.running.start(revoke_calendar_link(), move |()| {
            self.address.set(None);
            self.link.set(None);
            self.said.set("The link no longer works.");
            browser::soon(|| browser::focus("calendar-link"));
        });
    }

    /// The address, this once.
    fn made(self, address: String) -> AnyView {
        view! {
            <div class="stack">
                <div class="form-item"><label for="calendar-address">"Address for your calendar program"</label>
                    <p class="hint" id="calendar-address-hint">"We show it only now. Keep it to yourself."</p>
                    <input class="input" id="calendar-address" type="text" readonly value=address.clone() aria-describedby="calendar-address-hint" /></div>
                <div class="actions"><Copy label="Copy address" text=address /></div>
                <p>"In your program choose “Subscribe to calendar”, “From web” or “From URL”, and paste it. Programs look for changes every few hours."</p>
                {self.take_back()}
            </div>
        }
        .into_any()
    }

    fn take_back(self) -> AnyView {
        view! { <div class="actions"><button class="button button--danger" type="button" aria-disabled=move || self.running.is_busy() on:click=move |_press| self.revoke()>"Take the link back"</button></div> }
            .into_any()
    }

    /// A link from before.
    fn has(self, link: CalendarLink) -> AnyView {
        let kinds = link.kinds.iter().map(|kind| text::obligation_kind(*kind));
        let kinds = if link.kinds.len() == ObligationKind::ALL.len() {
            "Everything".to_owned()
        } else {
            kinds.collect::<Vec<_>>().join(", ")
        };
        let made = crate::show::local(link.created_at).date();
        let used = match link.used_on {
            Some(on) => tag::day(on).into_any(),
            None => "Not yet".into_any(),
        };
        let renew = move |_press| {
            self.renewing.set(true);
            browser::soon(|| browser::focus("calendar-link-make"));
        };
        view! {
            <div class="stack">
                <dl class="facts">
                    {fact("Made on", tag::day(made))}
                    {fact("Last used", used)}
                    {fact("Shows", kinds)}
                    {fact("Amounts", if link.amounts { "Shown" } else { "Left out" })}
                    {fact("Stops when unused until", tag::day(link.expires_on))}
                </dl>
                <p class="meta">"We keep no copy of its address. If it is lost, make a new one."</p>
                {self.take_back()}
                <div class="actions"><button class="button button--secondary" type="button" on:click=renew>"Make a new link"</button></div>
            </div>
        }
        .into_any()
    }

    /// What a new link shows.
    fn choose(self, replaces: bool) -> AnyView {
        let kinds = ObligationKind::ALL.iter().map(|&kind| {
            let id = format!("calendar-link-{kind}");
            let has = move || self.kinds.with(|kinds| kinds.contains(&kind));
            let flip = move |_change| {
                self.kinds.update(|kinds| {
                    if kinds.contains(&kind) {
                        kinds.retain(|one| *one != kind);
                    } else {
                        kinds.push(kind);
                    }
                });
            };
            view! { <div class="choice"><input type="checkbox" id=id.clone() prop:checked=has on:change=flip /><label for=id>{text::obligation_kind(kind)}</label></div> }
        });
        let kinds = kinds.collect_view();
        let nothing = move || self.kinds.with(Vec::is_empty);
        let make = move |_press| {
            if nothing() {
                browser::focus("calendar-link-return");
            } else {
                self.create();
            }
        };
        view! {
            <div class="stack">
                <fieldset class="form-item" class:has-error=nothing><legend>"What to show"</legend>
                    {move || nothing().then(|| view! { <p class="error" role="alert">"Choose at least one"</p> })}
                    {kinds}</fieldset>
                <div class="choice"><input type="checkbox" id="calendar-link-amounts" prop:checked=self.amounts
                        aria-describedby="calendar-link-amounts-hint"
                        on:change=move |_change| self.amounts.update(|amounts| *amounts = !*amounts) />
                    <label for="calendar-link-amounts">"Show amounts of money too"</label>
                    <p class="hint" id="calendar-link-amounts-hint">"The company behind your calendar program can read them."</p></div>
                {replaces.then(|| view! { <p><b>"The link you have stops working."</b></p> })}
                <div class="actions"><button class="button" type="button" id="calendar-link-make" aria-disabled=move || self.running.is_busy() on:click=make>"Make a link"</button>
                    {replaces.then(|| view! { <button class="button button--text" type="button" on:click=move |_press| self.renewing.set(false)>"Keep the old one"</button> })}</div>
            </div>
        }
        .into_any()
    }
}
