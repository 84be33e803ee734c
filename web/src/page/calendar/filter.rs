//! Which part of the calendar is shown: three months from one on, an account, a program, a kind. The address keeps it.

use crate::router::{NavigateOptions, ParamsMap, use_navigate, use_query_map};
use crate::session::Session;
use crate::text;
use crate::ui::browser;
use chrono::{Datelike, Months, NaiveDate};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::contract::accounts::AccountSummary;
use shared::contract::calendar::ObligationKind;

/// The first day of a month that is so many months after another.
pub(super) fn months_on(first: NaiveDate, by: i32) -> NaiveDate {
    let months = Months::new(by.unsigned_abs());
    let there = if by < 0 {
        first.checked_sub_months(months)
    } else {
        first.checked_add_months(months)
    };
    there.unwrap_or(first)
}

/// Which entries are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// The first day of the first month.
    pub(super) month: NaiveDate,
    account: String,
    program: String,
    kind: String,
    open: bool,
}

impl Filter {
    /// From the address; a month that cannot be read is this one.
    pub(super) fn read(query: &ParamsMap, today: NaiveDate) -> Self {
        let this = today.with_day(1).unwrap_or(today);
        let month = query
            .get("month")
            .and_then(|month| format!("{month}-01").parse().ok());
        let sound = |month: &NaiveDate| (1901..2199).contains(&month.year());
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self {
            month: month.filter(sound).unwrap_or(this),
            account: text("account"),
            program: text("program"),
            kind: text("kind"),
            open: query.get("open").is_some(),
        }
    }

    /// The same so many months later.
    pub(super) fn moved(&self, by: i32) -> Self {
        Self {
            month: months_on(self.month, by),
            ..self.clone()
        }
    }

    /// Nothing is left out.
    pub(super) fn is_plain(&self) -> bool {
        self.account.is_empty() && self.program.is_empty() && self.kind.is_empty() && !self.open
    }

    /// The same months with nothing left out.
    fn plain(&self) -> Self {
        Self {
            month: self.month,
            account: String::new(),
            program: String::new(),
            kind: String::new(),
            open: false,
        }
    }

    /// The page with this filter.
    pub(super) fn address(&self) -> String {
        let month = format!("{}-{:02}", self.month.year(), self.month.month());
        let mut address = format!("/calendar?month={month}");
        for (name, value) in [
            ("account", &self.account),
            ("program", &self.program),
            ("kind", &self.kind),
        ] {
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", browser::encoded(value)));
            }
        }
        if self.open {
            address.push_str("&open=1");
        }
        address
    }

    /// What the API is asked.
    pub(super) fn asked(&self) -> String {
        let last = months_on(self.month, 3).pred_opt().unwrap_or(self.month);
        let mut asked = format!("from={}&to={last}&open={}", self.month, self.open);
        for (name, value) in [
            ("accountId", &self.account),
            ("program", &self.program),
            ("kind", &self.kind),
        ] {
            if !value.is_empty() {
                asked.push_str(&format!("&{name}={}", browser::encoded(value)));
            }
        }
        asked
    }
}

/// Goes to the same page with another filter.
fn going() -> impl Fn(&Filter) + Copy {
    let navigate = use_navigate();
    move |filter: &Filter| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&filter.address(), options);
    }
}

/// The id of the form's button.
const SHOW: &str = "calendar-show";

/// A button that shows everything again. It is gone then, so the focus goes to the form.
#[component]
pub(super) fn Clear(class: &'static str) -> impl IntoView {
    let (query, session) = (use_query_map(), Session::here());
    let go = going();
    let clear = move |_press| {
        let today = session.local_now().date();
        go(&query
            .with_untracked(|query| Filter::read(query, today))
            .plain());
        browser::focus(SHOW);
    };
    view! { <button class=class type="button" on:click=clear>"Clear filters"</button> }
}

/// One choice of a list: what is sent and what is read.
type Option = (String, String);

/// The form.
#[component]
pub(super) fn Filters(filter: Memo<Filter>, accounts: Vec<AccountSummary>) -> impl IntoView {
    let all = |name: &str| vec![(String::new(), name.to_owned())];
    let mut of_accounts = all("All accounts");
    let mut programs = all("All programs");
    for account in accounts {
        let occurrence = if account.per_establishment {
            format!(" {}", account.occurrence)
        } else {
            String::new()
        };
        let name = format!("{}, {}{occurrence}", account.name, account.program_name);
        of_accounts.push((account.id.to_string(), name));
        let program = (account.program.to_string(), account.program_name);
        if !programs.contains(&program) {
            programs.push(program);
        }
    }
    let kinds = ObligationKind::ALL
        .iter()
        .map(|kind| (kind.to_string(), text::obligation_kind(*kind).to_owned()));
    let kinds: Vec<Option> = all("All kinds").into_iter().chain(kinds).collect();
    let (account, program, kind) = (
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Select>::new(),
    );
    let open = NodeRef::<html::Input>::new();
    let go = going();
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = |select: NodeRef<html::Select>| {
            let select = select.get_untracked();
            select.map(|select| select.value()).unwrap_or_default()
        };
        go(&Filter {
            month: filter.get_untracked().month,
            account: chosen(account),
            program: chosen(program),
            kind: chosen(kind),
            open: open.get_untracked().is_some_and(|open| open.checked()),
        });
    };
    let account = select(
        "calendar-account",
        "Account",
        account,
        of_accounts,
        move || filter.get().account,
    );
    let program = select(
        "calendar-program",
        "Program",
        program,
        programs,
        move || filter.get().program,
    );
    let kind = select("calendar-kind", "Kind", kind, kinds, move || {
        filter.get().kind
    });
    view! {
        <form class="panel panel--soft stack" method="get" novalidate aria-label="Filter the calendar" on:submit=show>
            <div class="filters">
                {account}{program}{kind}
                <div><button class="button button--secondary" type="submit" id=SHOW>"Show"</button></div>
            </div>
            <div class="choice"><input type="checkbox" id="calendar-open" node_ref=open prop:checked=move || filter.get().open />
                <label for="calendar-open">"Leave out what is done"</label></div>
            {move || (!filter.get().is_plain()).then(|| view! { <Clear class="button button--text" /> })}
        </form>
    }
}

fn select(
    id: &'static str,
    name: &'static str,
    select: NodeRef<html::Select>,
    options: Vec<Option>,
    chosen: impl Fn() -> String + Copy + Send + Sync + 'static,
) -> AnyView {
    let options = options.into_iter().map(|(value, name)| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || chosen() == own>{name}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="form-item"><label for=id>{name}</label><select class="input" id=id node_ref=select>{options}</select></div>
    }
    .into_any()
}
