//! The secret link by which calendar programs follow a person's days. Whoever has it can read the calendar and nothing
//! else; what the person may no longer see is gone from it at the next reading.

use super::actions::entries;
use super::events::calendar;
use super::store::{self, Link, Wanted};
use crate::auth::grant::SystemGrant;
use crate::auth::session::{SignedIn, hash, new_token};
use crate::clock::day_of;
use crate::db::Act;
use crate::problem::ApiError;
use crate::state::State;
use chrono::{Days, NaiveDate};
use shared::ProblemCode;
use shared::contract::calendar::{
    CalendarLink, CreatedCalendarLink, NewCalendarLink, ObligationKind, OwnCalendarLink,
};

/// A link that no program has used for so many days no longer works.
const UNUSED_DAYS: u64 = 180;

/// So many days back and ahead are in the calendar.
const BACK: u64 = 92;
const AHEAD: u64 = 366;

/// The most events that a calendar has.
const MOST_EVENTS: i64 = 2_000;

/// The day after which a link no longer works.
fn expires_on(link: &Link) -> NaiveDate {
    let last = link.used_on.unwrap_or_else(|| day_of(link.created_at));
    last.checked_add_days(Days::new(UNUSED_DAYS))
        .unwrap_or(NaiveDate::MAX)
}

fn shown(link: &Link) -> CalendarLink {
    CalendarLink {
        amounts: link.amounts,
        kinds: link.kinds.clone(),
        created_at: link.created_at,
        used_on: link.used_on,
        expires_on: expires_on(link),
    }
}

/// The caller's link, while it works.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn show(state: &State, who: &SignedIn) -> Result<OwnCalendarLink, ApiError> {
    let mut connection = state.db.read().await?;
    let link = store::own(&mut connection, who.person).await?;
    let works = link.filter(|link| expires_on(link) >= state.clock.today());
    Ok(OwnCalendarLink {
        link: works.as_ref().map(shown),
    })
}

/// Makes a new link; an older one stops working.
///
/// # Errors
/// 400 when it would show nothing.
pub(super) async fn create(
    state: &State,
    who: &SignedIn,
    new: NewCalendarLink,
) -> Result<CreatedCalendarLink, ApiError> {
    let wanted = |kind: &&ObligationKind| new.kinds.contains(kind);
    // Each once, in the order of the list.
    let kinds: Vec<ObligationKind> = ObligationKind::ALL.iter().filter(wanted).copied().collect();
    if kinds.is_empty() {
        let detail = "Choose at least one of the kinds, or leave kinds out for all of them.";
        return Err(ApiError::new(ProblemCode::Malformed, detail));
    }
    let (token, token_sha256) = new_token();
    let link = Link {
        person: who.person,
        amounts: new.amounts,
        kinds,
        created_at: state.clock.now(),
        used_on: None,
    };
    state
        .db
        .write(who, Act::CreateCalendarLink, async |tx| {
            tx.about("/v1/calendar/link");
            tx.note("amounts", link.amounts);
            store::put(tx, &link, &token_sha256).await
        })
        .await?;
    Ok(CreatedCalendarLink {
        link: shown(&link),
        address: format!("{}/v1/calendar/{token}.ics", state.config.public_url),
    })
}

/// Takes the caller's link back. Without one nothing happens.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn revoke(state: &State, who: &SignedIn) -> Result<(), ApiError> {
    state
        .db
        .write(who, Act::RevokeCalendarLink, async |tx| {
            tx.about("/v1/calendar/link");
            if !store::remove(tx, who.person).await? {
                tx.unchanged();
            }
            Ok(())
        })
        .await
}

/// The calendar behind a token. What there is no link for, any more or ever, is one answer.
///
/// # Errors
/// 404 when the token opens nothing.
pub(super) async fn follow(state: &State, token: &str) -> Result<String, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let link = store::find(&mut connection, &hash(token)).await?;
    let link = link
        .filter(|link| expires_on(link) >= today)
        .ok_or_else(ApiError::not_found)?;
    let wanted = Wanted {
        person: link.person,
        account: None,
        program: None,
        kinds: link.kinds,
        from: today.checked_sub_days(Days::new(BACK)).unwrap_or(today),
        to: today.checked_add_days(Days::new(AHEAD)).unwrap_or(today),
        today,
        open: true,
        pressing: false,
        after: None,
        limit: MOST_EVENTS,
    };
    let entries = entries(&mut connection, &wanted).await?;
    drop(connection);
    if link.used_on != Some(today) {
        let by = SystemGrant::service("calendar link").on_behalf_of(link.person);
        state
            .db
            .write(&by, Act::FollowCalendarLink, async |tx| {
                tx.about("/v1/calendar/link");
                store::used(tx, link.person, today).await
            })
            .await?;
    }
    Ok(calendar(&entries, link.amounts, &state.config.public_url))
}
