//! What can be seen of periods.

use super::store::{self, AtDesk, Filed, Row};
use crate::auth::grant::{Grant, PrepareFiling, SubmitFiling, ViewAccount};
use crate::db::Act;
use crate::http::page::PageRequest;
use crate::ledger::balance::{PeriodStanding, Which, periods};
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::state::State;
use crate::{events, rates, register, terms, work};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::Money;
use shared::access::Permission;
use shared::assessment::penalty_so_far;
use shared::contract::messages::MessageKind;
use shared::contract::page::Page;
use shared::contract::periods::{NewPeriod, NewYearEnd, PeriodMoney, PeriodSummary, YearEndReason};
use shared::form::FilingKind;
use shared::id::PeriodId;
use shared::period::{Period, PeriodStatus, Standing};
use shared::program::{Capability, Cycle, Program};
use shared::{Problem, ProblemCode, words};

/// A page of periods that have begun, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &Grant<ViewAccount>,
    page: &PageRequest,
) -> Result<Page<PeriodSummary>, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let rows = store::list(&mut connection, by.account(), today, page).await?;
    let rows = page.page(rows, |row| format!("{} {}", row.starts_on, row.id));
    let data = summaries(&mut connection, by, &rows.data, today).await?;
    Ok(Page {
        data,
        next_cursor: rows.next_cursor,
        has_more: rows.has_more,
    })
}

/// One period.
///
/// # Errors
/// 404 when there is none.
pub async fn show(
    state: &State,
    by: &Grant<ViewAccount>,
    id: PeriodId,
) -> Result<PeriodSummary, ApiError> {
    let mut connection = state.db.read().await?;
    let row = store::show(&mut connection, by.account(), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let found = summaries(&mut connection, by, &[row], state.clock.today()).await?;
    found.into_iter().next().ok_or_else(ApiError::not_found)
}

async fn summaries(
    connection: &mut AsyncPgConnection,
    by: &Grant<ViewAccount>,
    rows: &[Row],
    today: NaiveDate,
) -> Result<Vec<PeriodSummary>, ApiError> {
    let ids: Vec<PeriodId> = rows.iter().map(|row| row.id).collect();
    let (program, closed_on) = store::program(connection, by.account()).await?;
    let filed = store::filed(connection, by.account(), &ids).await?;
    let rates = rates::load(connection, &rates::of_ledger()).await?;
    let standings = periods(
        connection,
        &[by.account()],
        Which::These(&ids),
        today,
        &rates,
    )
    .await?;
    let shows_money = by.also(Permission::ViewFinancial);
    Ok(rows
        .iter()
        .map(|row| {
            summary(
                row,
                (program, closed_on),
                filed.get(&row.id),
                standings.get(&row.id),
                today,
                shows_money,
            )
        })
        .collect())
}

fn summary(
    row: &Row,
    (program, closed_on): (Program, Option<NaiveDate>),
    filed: Option<&Filed>,
    standing: Option<&PeriodStanding>,
    today: NaiveDate,
    shows_money: bool,
) -> PeriodSummary {
    let period = Period {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    let money = standing.map(|standing| PeriodMoney {
        tax: standing.charged_tax,
        interest_and_penalty: standing.charged_other,
        paid: standing.paid,
        balance: standing.owing.total,
        interest_missing_from: standing.owing.interest_missing_from,
    });
    let charged = money
        .as_ref()
        .and_then(|money| money.tax.checked_add(money.interest_and_penalty))
        .unwrap_or_default();
    let balance = money.as_ref().map_or(Money::ZERO, |money| money.balance);
    let standing = Standing {
        period,
        due_on: row.due_on,
        closed_on,
        filed: filed.is_some(),
        charged,
        balance,
    };
    let status = match filed.map_or(AtDesk::No, |filed| filed.desk) {
        AtDesk::No => standing.status(today),
        AtDesk::InReview => PeriodStatus::InReview,
        AtDesk::Refused => PeriodStatus::Refused,
    };
    PeriodSummary {
        id: row.id,
        form: row.form.clone(),
        title: title_of(program, &row.form),
        kind: kind_of(program, &row.form),
        period,
        label: period.label(),
        nominal_due_on: row.nominal_due_on,
        due_on: row.due_on,
        status,
        filing_id: filed.map(|filed| filed.newest),
        assessment_id: filed.and_then(|filed| filed.assessment),
        received_on: filed.map(|filed| filed.first_on),
        cut_from: row.cut_from,
        draft_saved_at: row.draft_saved_at,
        money: money.filter(|_money| shows_money),
        penalty_so_far: (status == PeriodStatus::Overdue)
            .then(|| penalty_so_far(program.facts(), row.due_on, today))
            .flatten(),
    }
}

/// A return or a claim, by the program's form of that code.
fn kind_of(program: Program, form: &str) -> FilingKind {
    let form = program.facts().form(form);
    form.map_or(FilingKind::Return, |form| form.kind)
}

fn title_of(program: Program, form: &str) -> String {
    let form = program.facts().form(form);
    form.map_or(program.facts().name, |form| form.title).into()
}

/// Begins a claim, or the return of an event, for days that the filer names.
///
/// # Errors
/// 409 when the program does not take such filings today; and as [`register::open_days`].
pub async fn start(
    state: &State,
    by: &Grant<PrepareFiling>,
    new: &NewPeriod,
) -> Result<PeriodSummary, ApiError> {
    let account = by.account();
    let begun = state
        .db
        .write(by, Act::StartFiling, async |tx| {
            let program = store::lock(tx, account).await?;
            let terms = terms::of(tx, program, state.clock.today()).await?;
            if let Some(form) = program.facts().form(&new.form)
                && !terms.offers(Capability::to_file(form.kind))
            {
                return Err(terms::not_offered(program, terms::filings(form.kind)));
            }
            let id = register::open_days(tx, &state.clock, account, program, new).await?;
            tx.about(format!("/v1/accounts/{account}/periods/{id}"));
            tx.note("form", new.form.clone());
            let row = store::show(tx, account, id).await?;
            Ok((row.ok_or_else(ApiError::not_found)?, program))
        })
        .await;
    let (row, program) = work::heard(&state.db, &state.clock, begun).await?;
    Ok(summary(
        &row,
        (program, None),
        None,
        None,
        state.clock.today(),
        false,
    ))
}

/// Ends the tax year that holds a day on that day, and the years after it on the same day of theirs.
///
/// # Errors
/// 409 when something was filed or posted for the days that would change; as [`register::move_year_end`].
pub async fn change_year_end(
    state: &State,
    by: &Grant<SubmitFiling>,
    new: &NewYearEnd,
) -> Result<PeriodSummary, ApiError> {
    let account = by.account();
    let (row, program) = state
        .db
        .write(by, Act::ChangeYearEnd, async |tx| {
            let program = store::lock(tx, account).await?;
            let id =
                register::move_year_end(tx, &state.clock, account, program, new.ends_on).await?;
            tx.about(format!("/v1/accounts/{account}/periods/{id}"));
            tx.note("endsOn", new.ends_on.to_string());
            tx.note("reason", new.reason.as_str());
            let row = store::show(tx, account, id).await?;
            let row = row.ok_or_else(ApiError::not_found)?;
            notify::post(tx, &state.clock, account, &year_end_letter(&row, new)).await?;
            let subject = format!("/v1/accounts/{account}/periods/{id}");
            let about = serde_json::json!({ "period": id, "endsOn": new.ends_on });
            let kind = "account.year_end_changed";
            events::append(tx, &state.clock, account, kind, &subject, about).await?;
            Ok((row, program))
        })
        .await?;
    let today = state.clock.today();
    Ok(summary(&row, (program, None), None, None, today, false))
}

fn year_end_letter(row: &Row, new: &NewYearEnd) -> Letter {
    let ends_on = words::day(new.ends_on);
    let because = match new.reason {
        YearEndReason::Approved => "the Canada Revenue Agency approved it",
        YearEndReason::Control => "control of the corporation was acquired",
    };
    Letter {
        kind: MessageKind::Letter,
        subject: format!("Your year-end is now {ends_on}"),
        summary: format!("The return is due on {}", words::day(row.due_on)),
        body: vec![
            format!(
                "You told us that your tax year which began on {} ends on {ends_on}, because {because}. The years after it \
                 end on the same day of the year.",
                words::day(row.starts_on)
            ),
            format!(
                "The return of that year is due on {}. What you pay by instalments, and your calendar, have changed with it.",
                words::day(row.due_on)
            ),
            "If this is wrong, change it again before the return of that year is filed, or call us.".into(),
        ],
        assessment: None,
    }
}

/// Takes back what was begun and not filed.
///
/// # Errors
/// 404 when there is no such period, 409 when it was filed, the calendar opened it, or it holds money.
pub async fn discard(
    state: &State,
    by: &Grant<PrepareFiling>,
    id: PeriodId,
) -> Result<(), ApiError> {
    let account = by.account();
    state
        .db
        .write(by, Act::DiscardFiling, async |tx| {
            let program = store::lock(tx, account).await?;
            tx.about(format!("/v1/accounts/{account}/periods/{id}"));
            let row = store::show(tx, account, id).await?;
            let row = row.ok_or_else(ApiError::not_found)?;
            let cycle = program.facts().form(&row.form).map(|form| form.cycle);
            let filed = store::filed(tx, account, &[id]).await?;
            if let Some(filed) = filed.get(&id) {
                let there = format!("/v1/accounts/{account}/filings/{}", filed.newest);
                let detail = "It was filed already. What was filed is amended, not taken back.";
                return Err(Problem::new(ProblemCode::AlreadyFiled, detail)
                    .with_link("existing", there)
                    .into());
            }
            if cycle.is_none_or(|cycle| cycle == Cycle::Period) {
                let detail = "This return is asked for by the calendar of the account. If there is nothing to report, file it with no amounts.";
                return Err(ApiError::new(ProblemCode::NotDiscarded, detail));
            }
            if !register::discard(tx, account, id).await? {
                let detail = "Money was posted for these days, so they stay. Write to us if that is wrong.";
                return Err(ApiError::new(ProblemCode::NotDiscarded, detail));
            }
            tx.note("form", row.form);
            Ok(())
        })
        .await
}
