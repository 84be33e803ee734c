//! The payments of periods that are due apart from the return: opened with the periods, and put right whenever an
//! assessment changes what they follow from.

use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{payment_due, period};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Uuid};
use diesel_async::RunQueryDsl;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::Money;
use shared::filing::Figure;
use shared::form::LineId;
use shared::id::{AccountId, PaymentDueId, PeriodId};
use shared::period::Period;
use shared::program::Program;
use shared::program::payment::{Known, PERIODS_BEFORE, Payment, PaymentKind};
use std::collections::BTreeMap;

/// The lines of each period's newest assessed return that payments follow from, with the desk's figures where it assessed
/// others; a period without one has no row.
const ASSESSED: &str = "
    SELECT newest.period_id, wanted.line,
        CASE WHEN newest.desk IS NULL THEN filed.value::text ELSE newest.desk -> 'lines' ->> wanted.line END AS value
    FROM (
        SELECT DISTINCT ON (filing.period_id) filing.period_id, filing.id,
            CASE WHEN assessment.entered IS NOT NULL THEN assessment.evaluation END AS desk
        FROM filing JOIN assessment ON assessment.account_id = filing.account_id AND assessment.filing_id = filing.id
        WHERE filing.account_id = $1 AND filing.period_id = ANY($2) AND assessment.loss_filing_id IS NULL
        ORDER BY filing.period_id, assessment.seq DESC
    ) AS newest
    CROSS JOIN unnest($3) AS wanted (line)
    LEFT JOIN filing_line AS filed ON filed.account_id = $1 AND filed.filing_id = newest.id AND filed.line = wanted.line";

#[derive(QueryableByName)]
struct Assessed {
    #[diesel(sql_type = Uuid)]
    period_id: PeriodId,
    #[diesel(sql_type = Nullable<Text>)]
    line: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

type Lines = BTreeMap<PeriodId, BTreeMap<LineId, Figure>>;

/// Puts the payments of an account right for the periods that begin on a day or later. Nothing is asked of the database
/// for programs whose payments are due with the return.
///
/// # Errors
/// When the database does not answer.
pub async fn revise(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    from: NaiveDate,
) -> Result<(), ApiError> {
    let rules = program.rules();
    if !rules.pays_apart() {
        return Ok(());
    }
    let periods = periods(tx, account, rules.main_form().code, from).await?;
    let lines = assessed(tx, account, &periods, rules.payment_lines()).await?;
    let known: Vec<Known<'_>> = periods
        .iter()
        .map(|(id, period)| Known {
            period: *period,
            lines: lines.get(id),
        })
        .collect();
    let mut wanted = BTreeMap::new();
    for (place, (id, period)) in periods.iter().enumerate() {
        let first = place.saturating_sub(PERIODS_BEFORE);
        let Some(years) = known
            .get(first..=place)
            .filter(|_years| period.starts_on >= from)
        else {
            continue;
        };
        for payment in rules.payments(years) {
            wanted.insert((*id, payment.kind, payment.number), payment);
        }
    }
    let revised = periods
        .iter()
        .filter(|(_id, period)| period.starts_on >= from);
    let revised: Vec<PeriodId> = revised.map(|(id, _period)| *id).collect();
    store(tx, clock, account, &revised, wanted).await
}

/// What was to be paid for a period, now that its lines are known; nothing while the period before is not assessed.
///
/// # Errors
/// When the database does not answer.
pub async fn asked_for(
    tx: &mut Tx<'_>,
    account: AccountId,
    program: Program,
    period: Period,
    lines: &BTreeMap<LineId, Figure>,
) -> Result<Vec<Payment>, ApiError> {
    let rules = program.rules();
    let mut years = periods(tx, account, rules.main_form().code, period.starts_on).await?;
    years.retain(|(_id, year)| year.starts_on < period.starts_on);
    let before = assessed(tx, account, &years, rules.payment_lines()).await?;
    if years
        .last()
        .is_some_and(|(id, _year)| !before.contains_key(id))
    {
        // Whether anything was asked for hangs on the year before, which is not assessed.
        return Ok(Vec::new());
    }
    let mut known: Vec<Known<'_>> = years
        .iter()
        .map(|(id, period)| Known {
            period: *period,
            lines: before.get(id),
        })
        .collect();
    known.push(Known {
        period,
        lines: Some(lines),
    });
    Ok(rules.payments(&known))
}

/// The periods of the main form from a day on, oldest first, after as many before as payments look back to.
async fn periods(
    tx: &mut Tx<'_>,
    account: AccountId,
    form: &str,
    from: NaiveDate,
) -> Result<Vec<(PeriodId, Period)>, ApiError> {
    let of_form = || {
        period::table
            .filter(period::account_id.eq(account).and(period::form.eq(form)))
            .select((period::id, period::starts_on, period::ends_on))
    };
    let before = i64::try_from(PERIODS_BEFORE).unwrap_or_default();
    let mut rows: Vec<(PeriodId, NaiveDate, NaiveDate)> = of_form()
        .filter(period::starts_on.lt(from))
        .order(period::starts_on.desc())
        .limit(before)
        .load(&mut **tx)
        .await?;
    rows.reverse();
    let on: Vec<(PeriodId, NaiveDate, NaiveDate)> = of_form()
        .filter(period::starts_on.ge(from))
        .order(period::starts_on)
        .load(&mut **tx)
        .await?;
    rows.extend(on);
    let period = |(id, starts_on, ends_on)| (id, Period { starts_on, ends_on });
    Ok(rows.into_iter().map(period).collect())
}

async fn assessed(
    tx: &mut Tx<'_>,
    account: AccountId,
    periods: &[(PeriodId, Period)],
    lines: &[&str],
) -> Result<Lines, ApiError> {
    let ids: Vec<PeriodId> = periods.iter().map(|(id, _period)| *id).collect();
    let rows: Vec<Assessed> = diesel::sql_query(ASSESSED)
        .bind::<Uuid, _>(account)
        .bind::<Array<Uuid>, _>(ids)
        .bind::<Array<Text>, _>(lines)
        .load(&mut **tx)
        .await?;
    let mut found = Lines::new();
    for row in rows {
        let lines = found.entry(row.period_id).or_default();
        if let Some((line, value)) = row.line.zip(row.value) {
            let value: Decimal = value.parse().context("a stored line is no number")?;
            lines.insert(line.into(), Figure::new(value.normalize()));
        }
    }
    Ok(found)
}

type Key = (PeriodId, PaymentKind, u32);

/// A payment as it is stored.
#[derive(Queryable)]
struct Stored {
    id: PaymentDueId,
    period: PeriodId,
    kind: PaymentKind,
    number: i32,
    label: String,
    nominal_due_on: NaiveDate,
    due_on: NaiveDate,
    amount: Option<Money>,
    why: Value,
}

impl Stored {
    fn is(&self, payment: &Payment) -> bool {
        self.label == payment.label
            && self.nominal_due_on == payment.nominal_due_on
            && self.due_on == payment.due_on()
            && self.amount == payment.amount
            && self.why == json!(payment.why)
    }
}

/// Writes what is new or changed and removes what is no more; what stays the same is not touched.
async fn store(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    periods: &[PeriodId],
    mut wanted: BTreeMap<Key, Payment>,
) -> Result<(), ApiError> {
    let of_account = payment_due::table.filter(payment_due::account_id.eq(account));
    let stored: Vec<Stored> = of_account
        .filter(payment_due::period_id.eq_any(periods))
        .select((
            payment_due::id,
            payment_due::period_id,
            payment_due::kind,
            payment_due::number,
            payment_due::label,
            payment_due::nominal_due_on,
            payment_due::due_on,
            payment_due::amount,
            payment_due::why,
        ))
        .load(&mut **tx)
        .await?;
    let now = clock.now();
    let mut gone = Vec::new();
    for old in stored {
        let number = u32::try_from(old.number).unwrap_or_default();
        let Some(payment) = wanted.remove(&(old.period, old.kind, number)) else {
            gone.push(old.id);
            continue;
        };
        if old.is(&payment) {
            continue;
        }
        diesel::update(payment_due::table.find((account.uuid(), old.id.uuid())))
            .set((
                payment_due::label.eq(&payment.label),
                payment_due::nominal_due_on.eq(payment.nominal_due_on),
                payment_due::due_on.eq(payment.due_on()),
                payment_due::amount.eq(payment.amount),
                payment_due::why.eq(json!(payment.why)),
                payment_due::version.eq(payment_due::version + 1),
                payment_due::changed_at.eq(now),
            ))
            .execute(&mut **tx)
            .await?;
    }
    if !gone.is_empty() {
        diesel::delete(of_account.filter(payment_due::id.eq_any(gone)))
            .execute(&mut **tx)
            .await?;
    }
    let new: Vec<_> = wanted
        .into_iter()
        .map(|((period, kind, number), payment)| {
            (
                payment_due::account_id.eq(account),
                payment_due::id.eq(clock.id(PaymentDueId::from_parts)),
                payment_due::period_id.eq(period),
                payment_due::kind.eq(kind),
                payment_due::number.eq(i32::try_from(number).unwrap_or(i32::MAX)),
                payment_due::due_on.eq(payment.due_on()),
                payment_due::nominal_due_on.eq(payment.nominal_due_on),
                payment_due::why.eq(json!(payment.why)),
                payment_due::label.eq(payment.label),
                payment_due::amount.eq(payment.amount),
                payment_due::version.eq(1),
                payment_due::changed_at.eq(now),
            )
        })
        .collect();
    if !new.is_empty() {
        diesel::insert_into(payment_due::table)
            .values(new)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
