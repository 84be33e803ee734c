//! What can be done at the desk.

use super::item::{form_of, item, number, shown, summary};
use super::store::{self, Filter, Locked};
use crate::auth::staff::{DecideWork, StaffGrant, WorkQueue, has_access};
use crate::clock::Clock;
use crate::db::{Act, Tx};
use crate::http::day::is_sound;
use crate::http::etag::tag;
use crate::http::page::PageRequest;
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::proposal;
use crate::state::State;
use crate::work;
use chrono::TimeDelta;
use shared::contract::desk::{
    Desk, GiveBody, LetterBody, StaffMember, TEXT_LIMIT, WorkAct, WorkItem, WorkKind, WorkSummary,
};
use shared::contract::messages::MessageKind;
use shared::contract::page::Page;
use shared::form::Form;
use shared::id::{AccountId, PersonId, WorkId};
use shared::program::Program;
use shared::{Problem, ProblemCode};

pub use super::decide::decide;

/// The longest download of the queue.
const MOST_ROWS: i64 = 10_000;

/// Which work is listed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Which part of the queue; what is open when left out.
    pub view: Option<shared::contract::desk::WorkView>,
    /// Of a kind.
    pub kind: Option<WorkKind>,
    /// Of a program.
    pub program: Option<Program>,
    /// Words of the client, the account or the number.
    pub text: Option<String>,
}

impl Wanted {
    fn filter(&self) -> Result<Filter, ApiError> {
        let text = self.text.as_deref().map(str::trim);
        if text.is_some_and(|text| text.chars().count() > 100) {
            return Err(ApiError::new(
                ProblemCode::Parameter,
                "text can have at most 100 characters.",
            ));
        }
        Ok(Filter {
            view: self.view,
            kind: self.kind,
            program: self.program,
            text: text
                .filter(|text| !text.is_empty())
                .map(|text| without_occurrence(text).to_owned()),
        })
    }
}

/// `390557718` of `390557718-001`, as the queue and letters write it; other words as they are.
fn without_occurrence(text: &str) -> &str {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((number, occurrence)) if digits(number) && digits(occurrence) => number,
        Some(_) | None => text,
    }
}

/// The caller, and how much there is to do.
///
/// # Errors
/// When the database does not answer.
pub async fn desk(state: &State, by: &StaffGrant<WorkQueue>) -> Result<Desk, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let counts = store::counts(&mut connection, by.person(), today).await?;
    let week_ago = state.clock.now() - TimeDelta::days(7);
    Ok(Desk {
        me: StaffMember {
            id: by.person(),
            name: by.name().to_owned(),
        },
        permissions: by.permissions().to_vec(),
        open: counts.kinds.iter().map(|kind| kind.open).sum(),
        mine: counts.mine,
        nobodys: counts.nobodys,
        with_client: counts.with_client,
        second_look: counts.second_look,
        overdue: counts.overdue,
        due_today: counts.due_today,
        done_this_week: store::done_since(&mut connection, week_ago).await?,
        kinds: counts.kinds,
        proposals: store::proposals(&mut connection).await?,
        today,
    })
}

/// A page of work, the earliest day to answer first.
///
/// # Errors
/// 400 for a text that is too long or a cursor of another list.
pub async fn list(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    wanted: &Wanted,
    page: &PageRequest,
) -> Result<Page<WorkSummary>, ApiError> {
    let filter = wanted.filter()?;
    let after = store::after(page)?;
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, &filter, by.person(), page.fetch(), after).await?;
    let rows = page.page(rows, |row| format!("{} {}", row.answer_by, row.number));
    Ok(Page {
        data: rows.data.iter().map(summary).collect(),
        next_cursor: rows.next_cursor,
        has_more: rows.has_more,
    })
}

/// The same work as a table for spreadsheets.
///
/// # Errors
/// As [`list`].
pub async fn csv(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    wanted: &Wanted,
) -> Result<String, ApiError> {
    let filter = wanted.filter()?;
    let rows = state
        .db
        .write(by, Act::ReadWork, async |tx| {
            let rows = store::list(tx, &filter, by.person(), MOST_ROWS, None).await?;
            tx.about("/v1/desk/work.csv".to_owned());
            tx.note("rows", rows.len());
            Ok(rows)
        })
        .await?;
    let heads = "Work,Kind,About,Why,Client,Account,Account number,Program,Received,Answer by,Risk,Status,With\r\n";
    let lines = rows.iter().map(summary).map(|work| {
        let cells = [
            work.number,
            work.kind.to_string(),
            work.title,
            work.why,
            work.client_name.unwrap_or_default(),
            work.account_name.unwrap_or_default(),
            work.account_number.unwrap_or_default(),
            work.program_name,
            work.received_on.to_string(),
            work.answer_by.to_string(),
            work.level.to_string(),
            work.status.to_string(),
            work.assigned_to.map(|who| who.name).unwrap_or_default(),
        ];
        cells.map(|cell| quoted(&cell)).join(",") + "\r\n"
    });
    Ok(std::iter::once(heads.to_owned()).chain(lines).collect())
}

/// A cell of a CSV file. What a spreadsheet would take for a formula is made a text.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Whom work can be given to.
///
/// # Errors
/// When the database does not answer.
pub async fn staff(state: &State) -> Result<Vec<StaffMember>, ApiError> {
    let mut connection = state.db.read().await?;
    let staff = store::staff(&mut connection).await?;
    Ok(staff
        .into_iter()
        .filter(|(_member, roles)| decides(roles))
        .map(|(member, _roles)| member)
        .collect())
}

/// Somebody with these roles decides work.
fn decides(roles: &[String]) -> bool {
    use shared::access::{StaffPermission, StaffRole};
    let roles: Vec<StaffRole> = roles.iter().filter_map(|role| role.parse().ok()).collect();
    StaffRole::together(&roles).contains(&StaffPermission::DecideWork)
}

/// One piece of work with all that a decision needs. Who looks is in the account's audit trail.
///
/// # Errors
/// 404 when there is none.
pub async fn show(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    id: WorkId,
) -> Result<WorkItem, ApiError> {
    state
        .db
        .write(by, Act::ReadWork, async |tx| {
            let row = read(tx, id, by.person()).await?;
            item(tx, row).await
        })
        .await
}

/// The form of a filing as it was received, for figures of the desk.
///
/// # Errors
/// 404 when there is no such work, or it is about no filing.
pub async fn form(
    state: &State,
    by: &StaffGrant<DecideWork>,
    id: WorkId,
) -> Result<(Form, shared::filing::Draft), ApiError> {
    state
        .db
        .write(by, Act::ReadWork, async |tx| {
            let row = read(tx, id, by.person()).await?;
            let filing = store::filing_id(tx, row.account, id)
                .await?
                .ok_or_else(ApiError::not_found)?;
            let filing = store::filing_of(tx, row.account, filing).await?;
            let form = form_of(tx, &filing).await?;
            Ok((form, filing.standing.unwrap_or(filing.entered)))
        })
        .await
}

/// The work as somebody reads it, which the account's audit trail tells. Nobody reads of an account of their own.
async fn read(tx: &mut Tx<'_>, id: WorkId, caller: PersonId) -> Result<store::Row, ApiError> {
    let row = store::show(tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.in_account(row.account);
    tx.about(format!("/v1/desk/work/{id}"));
    not_own(tx, row.account, caller).await?;
    Ok(row)
}

/// Who has access to an account sees to it as its client, not at the desk.
async fn not_own(tx: &mut Tx<'_>, account: AccountId, caller: PersonId) -> Result<(), ApiError> {
    if has_access(tx, account, caller).await? {
        let detail = "You have access to this account yourself, so somebody else has to see to it.";
        return Err(ApiError::new(ProblemCode::FourEyes, detail));
    }
    Ok(())
}

/// The caller takes work that nobody has.
///
/// # Errors
/// 404, 409 when somebody else has taken it or it was decided.
pub async fn take(
    state: &State,
    by: &StaffGrant<DecideWork>,
    id: WorkId,
) -> Result<WorkItem, ApiError> {
    state
        .db
        .write(by, Act::TakeWork, async |tx| {
            let work = open(tx, id, by.person()).await?;
            match work.assigned_to {
                Some(holder) if holder == by.person() => tx.unchanged(),
                Some(_other) => {
                    let detail = "Somebody else has taken it. Ask them to give it to you.";
                    return Err(ApiError::new(ProblemCode::NotTaken, detail));
                }
                None => {
                    store::assign(tx, &work, Some(by.person())).await?;
                    done(tx, &state.clock, &work, WorkAct::Taken, by.person(), "").await?;
                }
            }
            shown(tx, id).await
        })
        .await
}

/// Work is given to somebody, or back to the queue.
///
/// # Errors
/// 404, 409 when it was decided, 412 when it has changed, 422 when the person does not decide work.
pub async fn give(
    state: &State,
    by: &StaffGrant<DecideWork>,
    id: WorkId,
    expected: i64,
    body: &GiveBody,
) -> Result<WorkItem, ApiError> {
    state
        .db
        .write(by, Act::GiveWork, async |tx| {
            let work = open(tx, id, by.person()).await?;
            current(&work, expected)?;
            let (act, note) = match body.to {
                None => (WorkAct::Returned, String::new()),
                Some(to) => {
                    let known = store::roles_of(tx, to).await?;
                    let name = known.filter(|(_name, roles)| decides(roles));
                    let Some((name, _roles)) = name else {
                        let message = "This person does not decide work";
                        let error = proposal::error("/to", "staff.unknown", message);
                        return Err(proposal::sound(vec![error])
                            .err()
                            .unwrap_or_else(ApiError::not_found));
                    };
                    tx.note("to", name.clone());
                    (WorkAct::Given, format!("To {name}"))
                }
            };
            store::assign(tx, &work, body.to).await?;
            done(tx, &state.clock, &work, act, by.person(), &note).await?;
            shown(tx, id).await
        })
        .await
}

/// Writes to the client about work that the caller has taken, and waits for the answer.
///
/// # Errors
/// 404, 409 when it was decided or not taken, 412 when it has changed, 422 for a letter that cannot be sent.
pub async fn write(
    state: &State,
    by: &StaffGrant<DecideWork>,
    id: WorkId,
    expected: i64,
    body: &LetterBody,
) -> Result<WorkItem, ApiError> {
    let mut errors = Vec::new();
    proposal::text(&mut errors, "/subject", &body.subject, 200);
    for (place, paragraph) in body.paragraphs.iter().enumerate() {
        let pointer = format!("/paragraphs/{place}");
        proposal::text(&mut errors, &pointer, paragraph, TEXT_LIMIT);
    }
    if body.paragraphs.is_empty() || body.paragraphs.len() > 20 {
        let message = "A letter has from 1 to 20 paragraphs";
        errors.push(proposal::error("/paragraphs", "text.missing", message));
    }
    if !is_sound(body.answer_by) || body.answer_by <= state.clock.today() {
        let message = "The day to answer must be after today";
        errors.push(proposal::error("/answerBy", "day.past", message));
    }
    proposal::sound(errors)?;
    state
        .db
        .write(by, Act::WriteToClient, async |tx| {
            let work = open(tx, id, by.person()).await?;
            current(&work, expected)?;
            taken(&work, by.person())?;
            if work.filing.is_none() {
                let detail =
                    "This work is the administration's own: there is no client to write to.";
                return Err(ApiError::new(ProblemCode::DeskFindings, detail));
            }
            let mut paragraphs: Vec<String> = body
                .paragraphs
                .iter()
                .map(|text| text.trim().to_owned())
                .collect();
            paragraphs.push(format!("{}, Tax and Revenue Administration", by.name()));
            let letter = Letter {
                kind: MessageKind::Letter,
                subject: body.subject.trim().to_owned(),
                summary: format!("Answer by {}", shared::words::day(body.answer_by)),
                body: paragraphs,
                assessment: None,
            };
            notify::post(tx, &state.clock, work.account, &letter).await?;
            store::wait_for_client(tx, &work, body.answer_by).await?;
            let note = body.subject.trim();
            done(tx, &state.clock, &work, WorkAct::Written, by.person(), note).await?;
            shown(tx, id).await
        })
        .await
}

/// The work, kept for the caller, if it can still be changed and does not concern the caller's own money.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    id: WorkId,
    caller: PersonId,
) -> Result<Locked, ApiError> {
    let work = store::lock(tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.in_account(work.account);
    tx.about(format!("/v1/desk/work/{id}"));
    tx.note("number", number(work.number));
    if let Some(decision) = work.decision {
        let detail = format!("It was decided before: {decision}. Nothing was changed.");
        return Err(ApiError::new(ProblemCode::Decided, detail));
    }
    not_own(tx, work.account, caller).await?;
    Ok(work)
}

/// The caller has read the newest version.
pub(super) fn current(work: &Locked, expected: i64) -> Result<(), ApiError> {
    if work.version == expected {
        return Ok(());
    }
    let detail = "Somebody has changed this work meanwhile. Read it again and decide then.";
    let mut problem = Problem::new(ProblemCode::VersionStale, detail);
    problem.current_version = Some(tag(work.version));
    Err(problem.into())
}

/// The caller has taken the work.
pub(super) fn taken(work: &Locked, caller: PersonId) -> Result<(), ApiError> {
    match work.assigned_to {
        Some(holder) if holder == caller => Ok(()),
        Some(_other) => Err(ApiError::new(
            ProblemCode::NotTaken,
            "Somebody else has taken this work. Ask them to give it to you.",
        )),
        None => Err(ApiError::new(
            ProblemCode::NotTaken,
            "Nobody has taken this work. Take it first, so that no two people see to it.",
        )),
    }
}

/// Notes what was done.
pub(super) async fn done(
    tx: &mut Tx<'_>,
    clock: &Clock,
    work: &Locked,
    act: WorkAct,
    by: PersonId,
    note: &str,
) -> Result<(), ApiError> {
    work::step(tx, clock, (work.account, work.id), act, Some(by), note).await
}
