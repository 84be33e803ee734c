//! The administration's desk. Its pages share a frame: navigation with counts at the side, a dense main part.

mod decide;
mod filings;
mod filter;
mod programs;
mod proposals;
mod queue;
mod rates;
mod reassess;
mod rules;
mod statements;
mod work;
mod write;

use crate::client::desk::show_desk;
use crate::router::{use_params_map, use_path, use_query_map};
use crate::ui::frame::Acting;
use crate::ui::loaded::Loaded;
use crate::ui::sheet;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::StaffPermission;
use shared::contract::desk::{Decision, Desk, WorkKind, WorkStatus, WorkView};
use shared::risk::RiskLevel;

/// The queue.
pub(crate) fn queue() -> AnyView {
    framed(queue::page)
}

/// One piece of work.
pub(crate) fn work() -> AnyView {
    let params = use_params_map();
    framed(move |here| work::page(here, params))
}

/// Rates that are proposed and that count.
pub(crate) fn rates() -> AnyView {
    framed(rates::page)
}

/// What programs offer.
pub(crate) fn programs() -> AnyView {
    framed(programs::page)
}

/// The rules of the queue.
pub(crate) fn rules() -> AnyView {
    framed(rules::page)
}

/// What was filed, and looking at it again.
pub(crate) fn filings() -> AnyView {
    framed(filings::page)
}

/// What is charged without a return.
pub(crate) fn statements() -> AnyView {
    framed(statements::page)
}

/// The desk around a page: who is there, and how much there is to do.
#[derive(Clone, Copy)]
pub(crate) struct Here {
    desk: RwSignal<Desk>,
}

impl Here {
    /// The caller may do that.
    fn may(self, permission: StaffPermission) -> bool {
        self.desk
            .with_untracked(|desk| desk.permissions.contains(&permission))
    }

    /// Counts anew, when something was done.
    fn count(self) {
        spawn_local(async move {
            if let Ok(desk) = show_desk().await {
                let _here = self.desk.try_set(desk);
            }
        });
    }
}

fn framed(page: impl Fn(Here) -> AnyView + Send + Sync + 'static) -> AnyView {
    sheet::load("desk");
    Acting::all();
    let asked = Loaded::new(show_desk);
    let shown = asked.page(move |desk| {
        let here = Here {
            desk: RwSignal::new(desk),
        };
        view! {
            <div class="worker"><div class="worker__body">
                {side(here)}
                <div class="worker__main stack-l">{page(here)}</div>
            </div></div>
        }
        .into_any()
    });
    shown.into_any()
}

/// The navigation at the side.
fn side(here: Here) -> AnyView {
    let path = use_path();
    let query = use_query_map();
    // Which link is the page's: by what its query asks for.
    let place = Memo::new(move |_before| {
        let path = path.get();
        let part = query.with(|query| {
            let of = |name: &str| query.get(name).map(|value| format!("?{name}={value}"));
            of("view").or_else(|| of("kind"))
        });
        match part {
            Some(part) if path == "/desk" => format!("{path}{part}"),
            _ => path,
        }
    });
    let link = move |href: &'static str, name: &'static str, count: fn(&Desk) -> Option<i64>| {
        let current = move || place.with(|place| place == href).then_some("page");
        view! {
            <li><a href=href aria-current=current>{name}{move || here.desk.with(count).map(|count| view! { <span class="num">{count}</span> })}</a></li>
        }
        .into_any()
    };
    view! {
        <nav class="side" aria-label="Desk">
            <h2>"Work"</h2><ul>
                {link("/desk", "The queue", |desk| Some(desk.open))}
                {link("/desk?view=mine", "Mine", |desk| Some(desk.mine))}
                {link("/desk?view=nobodys", "Nobody’s", |desk| Some(desk.nobodys))}
                {link("/desk?view=second-look", "Second look", |desk| Some(desk.second_look))}
                {link("/desk?view=with-client", "Waiting for clients", |desk| Some(desk.with_client))}
                {link("/desk?view=done", "Done", |_desk| None)}
            </ul>
            <h2>"By kind"</h2><ul>
                {link("/desk?kind=return-check", "Return checks", |desk| open_of(desk, WorkKind::ReturnCheck))}
                {link("/desk?kind=claim-check", "Claim checks", |desk| open_of(desk, WorkKind::ClaimCheck))}
                {link("/desk?kind=reassessment", "Reassessments", |desk| open_of(desk, WorkKind::Reassessment))}
                {link("/desk?kind=rate-missing", "Missing rates", |desk| open_of(desk, WorkKind::RateMissing))}
            </ul>
            {here.may(StaffPermission::DecideWork).then(|| view! { <h2>"Accounts"</h2><ul>{link("/desk/filings", "Filings", |_desk| None)}{link("/desk/statements", "Statements", |_desk| None)}</ul> })}
            <h2>"Decided by two"</h2><ul>
                {link("/desk/rates", "Rates", |_desk| None)}
                {link("/desk/programs", "What programs offer", |_desk| None)}
                {link("/desk/rules", "Rules of the queue", |_desk| None)}
            </ul>
        </nav>
    }
    .into_any()
}

fn open_of(desk: &Desk, wanted: WorkKind) -> Option<i64> {
    let found = desk.kinds.iter().find(|count| count.kind == wanted);
    found.map(|count| count.open)
}

/// `Return check`.
const fn kind_name(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::ReturnCheck => "Return check",
        WorkKind::ClaimCheck => "Claim check",
        WorkKind::Reassessment => "Reassessment",
        WorkKind::RateMissing => "Missing rate",
    }
}

/// The heading of a part of the queue.
const fn view_name(view: WorkView) -> &'static str {
    match view {
        WorkView::Open => "The queue",
        WorkView::Mine => "Mine",
        WorkView::Nobodys => "Nobody’s work",
        WorkView::SecondLook => "Waiting for a second person",
        WorkView::WithClient => "Waiting for clients",
        WorkView::Done => "Done",
    }
}

/// `Accept as filed`.
const fn decision_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "Accept as filed",
        Decision::Reassess => "Reassess with other figures",
        Decision::Refuse => "Refuse the claim",
        Decision::Close => "Close: nothing is left to do",
    }
}

/// Where work stands; what is late stands out.
fn status_tag(
    status: WorkStatus,
    answer_by: chrono::NaiveDate,
    today: chrono::NaiveDate,
) -> AnyView {
    let (word, class) = match status {
        WorkStatus::Done => ("Done", "tag tag--paid"),
        _ if answer_by < today => ("Overdue", "tag tag--overdue"),
        WorkStatus::SecondLook => ("Second look", "tag tag--soon"),
        WorkStatus::WithClient => ("With client", "tag tag--review"),
        _ if answer_by == today => ("Due today", "tag tag--soon"),
        WorkStatus::InProgress => ("In progress", "tag tag--progress"),
        WorkStatus::New => ("New", "tag"),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// How much is at risk, in bars and in a word.
fn level(level: RiskLevel) -> AnyView {
    let (word, class) = match level {
        RiskLevel::Low => ("Low", "risk risk--1"),
        RiskLevel::Medium => ("Medium", "risk risk--2"),
        RiskLevel::High => ("High", "risk risk--3"),
    };
    view! { <span class="nowrap"><span class=class aria-hidden="true"><i></i><i></i><i></i></span>{word}</span> }.into_any()
}
