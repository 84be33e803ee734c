//! A notice of assessment: what was filed and charged and why, what is owing, how long one can object.

mod tables;

use crate::client::assessments::show_assessment;
use crate::client::availability::show_availability;
use crate::router::use_params_map;
use crate::ui::facts::{fact, inside, sum};
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::not_known;
use crate::ui::print::Print;
use crate::ui::tag;
use crate::ui::why::WhyThis;
use crate::{show, text};
use chrono::NaiveDate;
use futures_util::future::join;
use leptos::prelude::*;
use shared::contract::assessments::{AssessedAgain, Assessment, AssessmentKind};
use shared::form::FilingKind;
use shared::period::PeriodStatus;
use shared::{Money, words};

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let notice = Loaded::new(move || {
        let (account, notice) =
            params.with(|params| (params.get("account"), params.get("assessment")));
        async move {
            let (account, notice) = (account.unwrap_or_default(), notice.unwrap_or_default());
            // The clock only counts days down; the notice can be read without it.
            let (notice, clock) =
                join(show_assessment(&account, &notice), show_availability()).await;
            notice.map(|notice| (notice, clock.ok().map(|facts| facts.today)))
        }
    });
    Acting::all();
    notice
        .page(|(notice, today)| view! { <Notice notice today /> }.into_any())
        .into_any()
}

#[component]
fn Notice(notice: Assessment, today: Option<NaiveDate>) -> impl IntoView {
    let again = notice.summary.kind == AssessmentKind::Reassessment;
    let (title, tag) = if again {
        ("Notice of reassessment", "Reassessed")
    } else {
        ("Notice of assessment", "Assessed")
    };
    let account = format!("/accounts/{}", notice.summary.account_id);
    let label = notice.summary.label.clone();
    let period = notice.summary.period;
    let crumbs = vec![
        ("/home".to_owned(), "Home".to_owned()),
        ("/accounts".to_owned(), "Accounts".to_owned()),
        (account, notice.account_name.clone()),
    ];
    let standing = standing(&notice, today).map(tag::status);
    view! {
        <PrintHead text=format!("{title}, {}, {label}", notice.account_name) />
        <Crumbs links=crumbs />
        <div class="title"><Heading text=title title=format!("{title}, {label}") />
            <p class="dots"><span>{notice.program_name.clone()}</span><span>{notice.account_name.clone()}</span>
                <span>{words::days(period.starts_on, period.ends_on)}</span></p>
            <p class="row"><span class="tag">{tag}</span>{standing}</p></div>
        <div class="split">
            <div class="sections">
                {again.then(|| changed(&notice))}
                <section aria-labelledby="lines"><h2 id="lines" class="section-head mb-m">{if notice.filing_kind == FilingKind::Statement { "What it is worked out from" } else { "Filed and assessed" }}</h2>{said(&notice)}{tables::lines(&notice.lines, notice.lines.iter().any(|line| line.before.is_some()), notice.other_figures && notice.again.is_none())}
                    {tables::reasons(&notice)}</section>
                <section aria-labelledby="charges"><h2 id="charges" class="section-head mb-m">"What was charged"</h2>{tables::charges(&notice.charges, again)}
                    {notice.charges.iter().filter_map(|charge| Some((charge.label.clone(), charge.why.clone()?))).map(|(label, why)| view! {
                        <WhyThis of=inside(&label) why />
                    }).collect_view()}</section>
                <section aria-labelledby="owing"><h2 id="owing" class="mb-s">"What was owing on the day of the notice"</h2>{owing(&notice)}</section>
                <section aria-labelledby="history"><h2 id="history" class="section-head">"History"</h2>{history(&notice, title)}</section>
            </div>
            <aside class="split__stay sections" aria-label="Objection and payment">
                {clock(&notice, today)}
                {owing_today(&notice, today)}
            </aside>
        </div>
    }
}

/// What a statement says in words.
fn said(notice: &Assessment) -> Option<AnyView> {
    let facts = notice.facts.iter().map(|one| {
        let label = one.label.clone();
        view! { <div><dt>{label}</dt><dd>{one.value.clone()}</dd></div> }
    });
    let facts = facts.collect_view();
    (!notice.facts.is_empty()).then(|| view! { <dl class="facts mb-m">{facts}</dl> }.into_any())
}

/// Where the period stands today, in the words of the account page.
fn standing(notice: &Assessment, today: Option<NaiveDate>) -> Option<PeriodStatus> {
    let owing = notice.owing_today?;
    let claim = notice.filing_kind == FilingKind::Claim;
    Some(if !owing.is_positive() && (claim || owing.is_negative()) {
        return None;
    } else if !owing.is_positive() {
        PeriodStatus::Paid
    } else if today.is_some_and(|today| today > notice.payable_on) {
        PeriodStatus::Unpaid
    } else {
        PeriodStatus::Owing
    })
}

fn changed(notice: &Assessment) -> AnyView {
    let difference = notice.summary.difference;
    let what = if difference.is_zero() {
        "The amount stays the same.".to_owned()
    } else if difference.is_negative() {
        format!(
            "It takes {} off your account.",
            show::money(difference.abs())
        )
    } else {
        format!("It adds {} to your account.", show::money(difference))
    };
    if let Some(reason) = &notice.reason {
        let heading = match notice.again {
            None if notice.other_figures => "We assessed other figures than you filed",
            None | Some(AssessedAgain::Desk) => "We have looked at it again",
            Some(AssessedAgain::Instalments) => "Your instalments were worked out again",
        };
        return view! {
            <section class="callout"><h2>{heading}</h2>
                <p>"Our reason: "{reason.clone()}</p><p>{what}</p></section>
        }
        .into_any();
    }
    if notice.loss_filing_id.is_some() {
        let heading = format!(
            "A loss of a later year changes your {}",
            text::noun(notice.filing_kind)
        );
        return view! {
            <section class="callout"><h2>{heading}</h2>
                <p>"The return of a later year carries a loss back to this one, so its tax is worked out again. What you filed for this year stays as it is, and this notice takes the place of the one before. "{what}</p>
                <p>"Under “What was charged” you can see how."</p></section>
        }
        .into_any();
    }
    let (account, filing) = (notice.summary.account_id, notice.filing_id);
    let heading = match notice.filing_kind {
        FilingKind::Return | FilingKind::Claim => {
            format!("You amended your {} on ", text::noun(notice.filing_kind))
        }
        FilingKind::Statement => "We corrected our statement on ".to_owned(),
    };
    let compare = format!("/accounts/{account}/filings/{filing}/compare");
    view! {
        <section class="callout"><h2>{heading}{show::day(notice.filed_on)}</h2>
            <p>"This notice takes the place of the one before. "{what}</p>
            <div class="actions"><a class="button button--secondary" href=compare>"Compare with the version before"</a></div></section>
    }
    .into_any()
}

fn owed(amount: Money) -> &'static str {
    if amount.is_negative() {
        "Credit"
    } else {
        "Owing"
    }
}

fn owing(notice: &Assessment) -> impl IntoView + use<> {
    let charged =
        Money::checked_sum(notice.charges.iter().map(|charge| charge.now)).unwrap_or_default();
    let between = |from: Money, to: Money| to.checked_sub(from).unwrap_or_default();
    let mut steps = vec![(
        "Assessed for the period".to_owned(),
        show::money(charged),
        false,
    )];
    let other = between(charged, notice.owing_on_notice);
    if !other.is_zero() {
        steps.push((
            "Payments and interest to that day".to_owned(),
            show::change(other),
            false,
        ));
    }
    let on = show::day(notice.summary.assessed_on);
    steps.push((
        format!("{} on {on}", owed(notice.owing_on_notice)),
        show::balance(notice.owing_on_notice),
        true,
    ));
    if let Some(today) = notice.owing_today {
        let since = between(notice.owing_on_notice, today);
        if !since.is_zero() {
            steps.push((
                "Payments, interest and other charges since then".to_owned(),
                show::change(since),
                false,
            ));
        }
        steps.push((format!("{} today", owed(today)), show::balance(today), true));
    }
    let statement = format!("/accounts/{}/transactions", notice.summary.account_id);
    let interest = notice.interest_to_today.filter(|interest| interest.is_positive()).map(|interest| {
        view! { <p class="meta mt-s">"Of what is owing today, "{show::money(interest)}" is interest. ""The "<a href=statement.clone()>"statement"</a>" says how it came about."</p> }
    });
    view! { {sum(steps)}{interest}{not_known::interest(notice.interest_missing_from)} }
}

fn history(notice: &Assessment, title: &'static str) -> impl IntoView + use<> {
    let account = format!("/accounts/{}", notice.summary.account_id);
    let posted = show::local(notice.posted_at);
    let late = notice
        .filed_on
        .signed_duration_since(notice.due_on)
        .num_days();
    let on_time = if notice.summary.kind == AssessmentKind::Reassessment {
        String::new()
    } else if notice.filing_kind == FilingKind::Claim {
        format!(" It could be claimed until {}.", show::day(notice.due_on))
    } else if late > 0 {
        format!(
            " It was due on {}, {} before.",
            show::day(notice.due_on),
            show::days(late)
        )
    } else {
        format!(" It was due on {}.", show::day(notice.due_on))
    };
    let statement = notice.filing_kind == FilingKind::Statement;
    let received = format!(
        "{} received",
        words::capitalized(text::noun(notice.filing_kind))
    );
    let filing = format!("{account}/filings/{}", notice.filing_id);
    let amend = format!(
        "{account}/periods/{}/return?amend={}",
        notice.summary.period_id, notice.filing_id
    );
    view! {
        <ul class="feed">
            <li><span class="meta">{tag::day(notice.summary.assessed_on)}</span><span>{title}" posted to the inbox at "{show::clock(posted)}" MT. It counts as received on that day."</span></li>
            {statement.then(|| view! { <li><span class="meta">{tag::day(notice.filed_on)}</span><span>"We charged this without a return. "<a href=filing.clone()>"See the statement"</a></span></li> })}
            {(!statement).then(|| view! { <li><span class="meta">{tag::day(notice.filed_on)}</span><span><a href=format!("{account}/receipts/{}", notice.receipt_id)>{received}</a>"."{on_time}" "<a href=filing>"See everything that was filed"</a></span></li> })}
        </ul>
        <div class="actions mt-m"><Print />{notice.takes_amendments.then(|| view! { <a class="button button--text" href=amend>{format!("Amend this {}", text::noun(notice.filing_kind))}</a> })}</div>
    }
}

fn clock(notice: &Assessment, today: Option<NaiveDate>) -> impl IntoView + use<> {
    let (from, until, all) = (
        notice.summary.assessed_on,
        notice.objection_until,
        notice.objection_days,
    );
    let left = today.map(|today| until.signed_duration_since(today).num_days());
    let words = match left {
        Some(left) if left < 0 => {
            view! { <p>"The time to object ended on "{tag::day(until)}"."</p> }.into_any()
        }
        Some(0) => view! { <p><b>"Today is the last day"</b>", "{tag::day(until)}</p> }.into_any(),
        Some(left) => {
            view! { <p><b>{show::days(left)}" left"</b>", until "{tag::day(until)}</p> }.into_any()
        }
        None => view! { <p>"Until "{tag::day(until)}</p> }.into_any(),
    };
    let drawing = left.map(|left| {
        let spent = all.saturating_sub(left).clamp(0, all);
        view! {
            <svg viewBox=format!("0 0 {all} 4") preserveAspectRatio="none" role="img" aria-label=format!("{spent} of {all} days have passed")>
                <rect class="c-track" width=all.to_string() height="4" rx="2"/><rect class="c-spent" width=spent.to_string() height="4" rx="2"/></svg>
        }
    });
    view! {
        <section class="panel stack" aria-labelledby="object"><h2 id="object">"Time to object"</h2>
            <div class="clock">{words}{drawing}<p class="clock__ends"><span>{show::day(from)}</span><span>{show::day(until)}</span></p></div>
            <p class="meta">"You have "{all}" days from the day the notice was sent."
                {notice.objection_unverified.then_some(" No published page confirms that number for this program; call us if it matters to you.")}" An objection does not stop interest."</p>
            <p>"To object, or to have the notice explained first, call "<span class="nowrap">{text::PHONE}</span>"."</p>
        </section>
    }
}

fn owing_today(notice: &Assessment, today: Option<NaiveDate>) -> Option<impl IntoView + use<>> {
    let owing = notice.owing_today?;
    let over = today.is_some_and(|today| today > notice.payable_on);
    let by = if over {
        "Was to be paid by"
    } else {
        "To be paid by"
    };
    let by = owing
        .is_positive()
        .then(|| fact(by, tag::day(notice.payable_on)));
    let statement = format!(
        "/accounts/{}/transactions?periodId={}",
        notice.summary.account_id, notice.summary.period_id
    );
    let credits = owing
        .is_negative()
        .then(|| format!("/accounts/{}/credits", notice.summary.account_id));
    Some(view! {
        <section class="panel panel--soft stack"><h2>{owed(owing)}" today"</h2><p class="lead"><b>{money::balance(owing)}</b></p>
            <dl class="facts">{by}</dl>
            <div class="actions"><a class="button button--secondary" href=statement>"See the entries"</a>{credits.map(|href| view! { <a class="button button--secondary" href=href>"Use this credit"</a> })}</div></section>
    })
}
