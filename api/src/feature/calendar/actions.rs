//! What can be seen of what is to be done.

use super::entries::{Entry, Place, entry};
use super::limits;
use super::store::{self, Row, Wanted};
use crate::auth::session::SignedIn;
use crate::http::page::PageRequest;
use crate::ledger::balance::{Which, periods};
use crate::problem::ApiError;
use crate::state::State;
use crate::{rates, terms};
use chrono::{Months, NaiveDate};
use diesel_async::AsyncPgConnection;
use shared::Money;
use shared::ProblemCode;
use shared::contract::calendar::{MOST_DAYS, Obligation, ObligationKind};
use shared::contract::page::Page;
use shared::id::{AccountId, PeriodId};
use shared::program::{Capability, Program};
use std::collections::{BTreeMap, BTreeSet};

/// The days that lists without a beginning or an end look at: those that accounts can have.
const FIRST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 1, 1);
const LAST: Option<NaiveDate> = NaiveDate::from_ymd_opt(2199, 12, 31);

/// Which part of the calendar is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// From this day; today when left out.
    pub from: Option<NaiveDate>,
    /// To this day; three months on when left out.
    pub to: Option<NaiveDate>,
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this program.
    pub program: Option<Program>,
    /// Of this kind.
    pub kind: Option<ObligationKind>,
    /// Without what is done.
    pub open: bool,
}

impl Filter {
    /// The days from and to.
    ///
    /// # Errors
    /// 400 when they are the wrong way round or too far apart.
    pub fn days(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), ApiError> {
        let refused = |detail: &str| Err(ApiError::new(ProblemCode::Parameter, detail));
        let from = self.from.unwrap_or(today);
        let on = from.checked_add_months(Months::new(3)).unwrap_or(from);
        let to = self.to.unwrap_or(on);
        if from > to {
            return refused("from must be on or before to.");
        }
        if to.signed_duration_since(from).num_days() >= MOST_DAYS {
            return refused(&format!(
                "A calendar covers at most {MOST_DAYS} days. Ask for the rest in another request."
            ));
        }
        Ok((from, to))
    }
}

/// A page of what needs the caller now, in all accounts, oldest day first.
///
/// # Errors
/// When the database does not answer.
pub async fn obligations(
    state: &State,
    who: &SignedIn,
    page: &PageRequest,
) -> Result<Page<Obligation>, ApiError> {
    let today = state.clock.today();
    let wanted = Wanted {
        person: who.person,
        account: None,
        program: None,
        kinds: vec![
            ObligationKind::Return,
            ObligationKind::Claim,
            ObligationKind::Payment,
        ],
        from: FIRST.unwrap_or(today),
        to: LAST.unwrap_or(today),
        today,
        open: true,
        pressing: true,
        after: page.after(place)?,
        limit: page.fetch(),
    };
    one_page(state, &wanted, page).await
}

/// A page of the caller's calendar, in the order of its days.
///
/// # Errors
/// 400 for days that are no calendar's.
pub async fn calendar(
    state: &State,
    who: &SignedIn,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Obligation>, ApiError> {
    let today = state.clock.today();
    let (from, to) = filter.days(today)?;
    let kinds = filter
        .kind
        .map_or_else(|| ObligationKind::ALL.to_vec(), |kind| vec![kind]);
    let wanted = Wanted {
        person: who.person,
        account: filter.account,
        program: filter.program,
        kinds,
        from,
        to,
        today,
        open: filter.open,
        pressing: false,
        after: page.after(place)?,
        limit: page.fetch(),
    };
    one_page(state, &wanted, page).await
}

async fn one_page(
    state: &State,
    wanted: &Wanted,
    page: &PageRequest,
) -> Result<Page<Obligation>, ApiError> {
    let mut connection = state.db.read().await?;
    let entries = entries(&mut connection, wanted).await?;
    let entries = page.page(entries, |entry| {
        let (day, number, occurrence, key) = entry.place();
        format!("{day} {number} {occurrence} {key}")
    });
    Ok(Page {
        data: entries
            .data
            .into_iter()
            .map(|entry| entry.obligation)
            .collect(),
        next_cursor: entries.next_cursor,
        has_more: entries.has_more,
    })
}

/// What is wanted, in order, no more than asked for. What has no rows of its own is added where its day is.
pub(super) async fn entries(
    connection: &mut AsyncPgConnection,
    wanted: &Wanted,
) -> Result<Vec<Entry>, ApiError> {
    let rows = store::rows(connection, wanted).await?;
    let owing = owing(connection, &rows, wanted.today).await?;
    let mut entries: Vec<Entry> = rows
        .into_iter()
        .map(|row| {
            let owing = owed_by(&row).and_then(|period| owing.get(&period).copied());
            entry(row, wanted.today, owing)
        })
        .collect();
    let limits = [ObligationKind::Claim, ObligationKind::Renewal];
    if !wanted.pressing && limits.iter().any(|kind| wanted.kinds.contains(kind)) {
        let claimants = store::claimants(connection, wanted, &limits::programs()).await?;
        let after = |entry: &Entry| {
            wanted
                .after
                .as_ref()
                .is_none_or(|after| entry.place() > *after)
        };
        let mut limits = limits::entries(claimants, wanted);
        let renews = |entry: &Entry| entry.obligation.kind == ObligationKind::Renewal;
        if limits.iter().any(renews) {
            // What a program does not renew today is nothing to be done.
            let terms = terms::all(connection, wanted.today).await?;
            let offered = |program: &Program| {
                let terms = terms.get(program);
                terms.is_none_or(|terms| terms.offers(Capability::Renewal))
            };
            limits.retain(|entry| !renews(entry) || offered(&entry.obligation.program));
        }
        entries.extend(limits.into_iter().filter(after));
        entries.sort_by_cached_key(Entry::place);
        entries.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    }
    Ok(entries)
}

/// The period whose debt a row shows: assessed and not paid.
fn owed_by(row: &Row) -> Option<PeriodId> {
    let whole = row
        .payment
        .as_deref()
        .is_some_and(|payment| payment != "instalment");
    let left = row.left_to_pay.is_some_and(Money::is_positive);
    (whole && row.assessed && left).then_some(row.period)
}

/// What the rows show as owing, with interest to today, as the accounts' own pages say it. Mostly there is nothing to ask.
async fn owing(
    connection: &mut AsyncPgConnection,
    rows: &[Row],
    today: NaiveDate,
) -> Result<BTreeMap<PeriodId, Money>, ApiError> {
    let owing = || rows.iter().filter(|row| owed_by(row).is_some());
    let accounts: BTreeSet<AccountId> = owing().map(|row| row.account).collect();
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<PeriodId> = owing().map(|row| row.period).collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let rates = rates::load(connection, &rates::of_ledger()).await?;
    let standings = periods(connection, &accounts, Which::These(&ids), today, &rates).await?;
    let total = |standing: crate::ledger::balance::PeriodStanding| standing.owing.total;
    Ok(standings
        .into_iter()
        .map(|(id, standing)| (id, total(standing)))
        .collect())
}

fn place(text: &str) -> Option<Place> {
    let mut parts = text.split(' ');
    let (day, number) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
    let (occurrence, key) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    Some((day, number, occurrence, key))
}
