//! Opening accounts: the client, its account, the periods ahead, who has access and letters with a PIN.

use crate::auth::pin::{PinHasher, new_pin};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{access, account, client, invitation, period, person, staff};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::access::{Preset, Role, StaffRole};
use shared::calendar::roll;
use shared::contract::periods::NewPeriod;
use shared::form::FilingKind;
use shared::id::{AccountId, ClientId, InvitationId, PeriodId, PersonId};
use shared::period::{Frequency, Period};
use shared::problem::FieldError;
use shared::program::{Capability, Cycle, FormFacts, Program};
use shared::{Problem, ProblemCode};

/// An account to be opened.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// Whose.
    pub client: ClientId,
    /// The program.
    pub program: Program,
    /// Nine digits.
    pub number: &'a str,
    /// Three digits.
    pub occurrence: &'a str,
    /// The establishment.
    pub name: &'a str,
    /// Its town.
    pub place: &'a str,
    /// How often returns are due.
    pub frequency: Frequency,
    /// The first day of the first period.
    pub opened_on: NaiveDate,
}

/// Registers a client.
///
/// # Errors
/// When the database does not answer.
pub async fn client(tx: &mut Tx<'_>, clock: &Clock, name: &str) -> Result<ClientId, ApiError> {
    let id = clock.id(ClientId::from_parts);
    diesel::insert_into(client::table)
        .values((
            client::id.eq(id),
            client::name.eq(name),
            client::created_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Registers a person of an issuer.
///
/// # Errors
/// When the database does not answer.
pub async fn person(
    tx: &mut Tx<'_>,
    clock: &Clock,
    issuer: &str,
    subject: &str,
    name: &str,
    email: &str,
) -> Result<PersonId, ApiError> {
    let id = clock.id(PersonId::from_parts);
    diesel::insert_into(person::table)
        .values((
            person::id.eq(id),
            person::issuer.eq(issuer),
            person::subject.eq(subject),
            person::name.eq(name),
            person::email.eq(email),
            person::created_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Notes that a person is of the administration's staff, so that work can be given to them.
///
/// # Errors
/// When the database does not answer.
pub async fn staff(
    tx: &mut Tx<'_>,
    clock: &Clock,
    person: PersonId,
    roles: &[StaffRole],
) -> Result<(), ApiError> {
    let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let seen = (staff::roles.eq(roles), staff::seen_at.eq(clock.now()));
    diesel::insert_into(staff::table)
        .values((staff::person_id.eq(person), seen.clone()))
        .on_conflict(staff::person_id)
        .do_update()
        .set(seen)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Opens an account with its periods from the first one up to the one that holds `until`.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    new: &NewAccount<'_>,
    until: NaiveDate,
) -> Result<(AccountId, Vec<(PeriodId, Period)>), ApiError> {
    let id = clock.id(AccountId::from_parts);
    diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::client_id.eq(new.client),
            account::program.eq(new.program),
            account::number.eq(new.number),
            account::occurrence.eq(new.occurrence),
            account::name.eq(new.name),
            account::place.eq(new.place),
            account::frequency.eq(new.frequency),
            account::opened_on.eq(new.opened_on),
        ))
        .execute(&mut **tx)
        .await?;
    let mut periods = Vec::new();
    for form in calendar_forms(new.program) {
        let first = Period::first(new.opened_on, new.frequency);
        let opened = ahead(
            tx,
            clock,
            id,
            new.program,
            form,
            (first, new.frequency),
            until,
        )
        .await?;
        if form == new.program.rules().main_form() {
            periods = opened;
        }
    }
    Ok((id, periods))
}

/// The forms whose periods the calendar opens. Nothing new comes due in a program that is closed.
pub fn calendar_forms(program: Program) -> impl Iterator<Item = &'static FormFacts> {
    let history = program.facts().offers(Capability::History);
    let forms = program.facts().forms.iter();
    forms.filter(move |form| !history && form.cycle == Cycle::Period)
}

/// Opens the periods of a form from a first one up to the one that holds `until`.
///
/// # Errors
/// When the database does not answer.
pub async fn ahead(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    form: &'static FormFacts,
    (first, frequency): (Option<Period>, Frequency),
    until: NaiveDate,
) -> Result<Vec<(PeriodId, Period)>, ApiError> {
    let mut periods = Vec::new();
    let mut next = first;
    while let Some(days) = next.filter(|days| days.starts_on <= until) {
        periods.push((clock.id(PeriodId::from_parts), days));
        next = days.next(frequency);
    }
    let rows: Vec<_> = periods
        .iter()
        .map(|(period_id, days)| {
            let nominal = program
                .rules()
                .due(form.code, *days)
                .ok_or_else(|| anyhow!("no due date for {}", days.key()))?;
            Ok((
                period::account_id.eq(account),
                period::id.eq(*period_id),
                period::starts_on.eq(days.starts_on),
                period::ends_on.eq(days.ends_on),
                period::nominal_due_on.eq(nominal),
                period::due_on.eq(roll(nominal)),
                period::form.eq(form.code),
            ))
        })
        .collect::<Result<_, ApiError>>()?;
    if !rows.is_empty() {
        diesel::insert_into(period::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(&mut **tx)
            .await?;
    }
    Ok(periods)
}

/// Opens days for a form that no calendar opens: a claim, or the return of an event.
///
/// # Errors
/// 422 when the program has no such form or the days are wrong or too late for it, 409 when a filing of the form overlaps.
pub async fn open_days(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    new: &NewPeriod,
) -> Result<PeriodId, ApiError> {
    let (form, days, nominal) = days_of(program, new, clock.today())?;
    let last: Option<i32> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::form.eq(form.code))
        .filter(period::starts_on.eq(days.starts_on))
        .select(diesel::dsl::max(period::number))
        .first(&mut **tx)
        .await?;
    if form.cycle != Cycle::Event {
        let overlapping: Option<(PeriodId, NaiveDate, NaiveDate)> = period::table
            .filter(period::account_id.eq(account))
            .filter(period::form.eq(form.code))
            .filter(period::starts_on.le(days.ends_on))
            .filter(period::ends_on.ge(days.starts_on))
            .order(period::starts_on)
            .select((period::id, period::starts_on, period::ends_on))
            .first(&mut **tx)
            .await
            .optional()?;
        if let Some((id, starts_on, ends_on)) = overlapping {
            let there = shared::words::days(starts_on, ends_on);
            let detail = format!(
                "There is one for {there} already. Days can be claimed once: go on with that one, amend it, or choose other days."
            );
            return Err(Problem::new(ProblemCode::Overlaps, detail)
                .with_link("existing", format!("/v1/accounts/{account}/periods/{id}"))
                .into());
        }
    }
    let id = clock.id(PeriodId::from_parts);
    let due_on = match form.kind {
        // The last day to claim is fixed; the roll rule is for returns.
        FilingKind::Claim => nominal,
        FilingKind::Return => roll(nominal),
    };
    diesel::insert_into(period::table)
        .values((
            period::account_id.eq(account),
            period::id.eq(id),
            period::starts_on.eq(days.starts_on),
            period::ends_on.eq(days.ends_on),
            period::nominal_due_on.eq(nominal),
            period::due_on.eq(due_on),
            period::form.eq(form.code),
            period::number.eq(last.unwrap_or_default().saturating_add(1)),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// The form and the days that were asked for, with the last day of time; or everything that is wrong with them.
fn days_of(
    program: Program,
    new: &NewPeriod,
    today: NaiveDate,
) -> Result<(&'static FormFacts, Period, NaiveDate), ApiError> {
    let refused = |pointer: &str, code: &str, message: String| {
        let error = FieldError {
            pointer: pointer.into(),
            code: code.into(),
            message,
        };
        let problem = Problem::new(
            ProblemCode::FilingFindings,
            "Nothing was begun. Correct what is named.",
        );
        ApiError::from(problem.with_errors(vec![error]))
    };
    let form = program.facts().form(&new.form);
    let Some(form) = form.filter(|form| form.cycle != Cycle::Period) else {
        let message = format!("{} has no such form to begin", program.facts().name);
        return Err(refused("/form", "form.unknown", message));
    };
    let days = Period {
        starts_on: new.from,
        ends_on: new.to,
    };
    if let Err(error) = shared::deadline::range(form.cycle, days, today) {
        return Err(refused(error.pointer(), error.code(), error.to_string()));
    }
    let nominal = program.rules().due(form.code, days);
    Ok((form, days, nominal.unwrap_or(days.ends_on)))
}

/// Lets a person into an account.
///
/// # Errors
/// When the database does not answer.
pub async fn admit(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    person: PersonId,
    role: Role,
    preset: Preset,
) -> Result<(), ApiError> {
    let permissions: Vec<&str> = preset
        .permissions()
        .iter()
        .map(|permission| permission.as_str())
        .collect();
    diesel::insert_into(access::table)
        .values((
            access::account_id.eq(account),
            access::person_id.eq(person),
            access::role.eq(role),
            access::permissions.eq(permissions),
            access::granted_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Issues a letter with a new PIN to a future owner. Only its hash is kept; the PIN is in the letter.
///
/// # Errors
/// When the database does not answer.
pub async fn invite(
    tx: &mut Tx<'_>,
    clock: &Clock,
    pins: &PinHasher,
    account: AccountId,
    addressed_to: &str,
    expires_on: NaiveDate,
) -> Result<String, ApiError> {
    let pin = new_pin();
    let permissions: Vec<&str> = Preset::Full
        .permissions()
        .iter()
        .map(|permission| permission.as_str())
        .collect();
    diesel::insert_into(invitation::table)
        .values((
            invitation::account_id.eq(account),
            invitation::id.eq(clock.id(InvitationId::from_parts)),
            invitation::role.eq(Role::Owner),
            invitation::permissions.eq(permissions),
            invitation::addressed_to.eq(addressed_to),
            invitation::pin_argon2.eq(pins.hash(&pin)?),
            invitation::issued_at.eq(clock.now()),
            invitation::expires_on.eq(expires_on),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(pin)
}
