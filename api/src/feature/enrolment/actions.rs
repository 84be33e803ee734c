//! Activation: every answer but success is the same whether or not the account exists.

use super::store::{self, Invitation, Number};
use crate::auth::session::{SignedIn, hash};
use crate::db::Act;
use crate::events;
use crate::problem::ApiError;
use crate::state::State;
use chrono::TimeDelta;
use shared::ProblemCode;
use shared::contract::enrolment::{Activated, Activation};
use shared::id::EventId;

/// Wrong tries until a letter is locked, and until a person is locked out of a number for a day.
const TRIES: i32 = 5;

/// Wrong tries of one person a day over all numbers.
const TRIES_A_DAY: i64 = 20;

/// Opens an account to the caller.
///
/// # Errors
/// 422 `activation.refused` when number and PIN do not fit, `activation.locked` after five wrong tries.
pub async fn activate(
    state: &State,
    who: &SignedIn,
    activation: &Activation,
) -> Result<Activated, ApiError> {
    let digits: String = activation
        .account_number
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let number = number(&digits);
    let number_sha256 = hash(&digits);
    let now = state.clock.now();
    state
        .db
        .write(who, Act::ActivateAccount, async |tx| {
            let (here, today) =
                store::wrong_tries(tx, who.person, &number_sha256, now - TimeDelta::days(1))
                    .await?;
            if here >= i64::from(TRIES) || today >= TRIES_A_DAY {
                tx.about("activation locked");
                return Ok(Err(locked()));
            }
            let fits = |letter: &Invitation| {
                let pin_hash = Some(letter.pin_argon2.as_str());
                state.pins.fits(&activation.pin, pin_hash)
            };
            let letters = store::letters(tx, &number).await?;
            if letters.is_empty() {
                // As long as if there were one.
                state.pins.fits(&activation.pin, None);
            }
            let right = letters.iter().position(fits);
            let (letter, fits) = match right {
                Some(place) => (letters.get(place).cloned(), true),
                None => (letters.as_slice().first().cloned(), false),
            };
            if !fits {
                // Sent again after an answer that was lost: it was this letter that let the person in.
                let used = store::used(tx, &number, who.person).await?;
                if let Some(letter) = used.iter().find(|letter| {
                    state
                        .pins
                        .fits(&activation.pin, Some(letter.pin_argon2.as_str()))
                }) {
                    tx.unchanged();
                    return Ok(Ok(opened(letter)));
                }
            }
            let alive = letter.as_ref().is_some_and(|letter| {
                letter.expires_on >= state.clock.today() && letter.locked_at.is_none()
            });
            match letter {
                Some(letter) if fits && alive => {
                    store::admit(tx, &letter, who.person, now).await?;
                    let subject = format!("/v1/accounts/{}", letter.account);
                    events::append(
                        tx,
                        &state.clock,
                        letter.account,
                        "access.granted",
                        &subject,
                        serde_json::json!({ "person": who.person, "role": letter.role }),
                    )
                    .await?;
                    tx.in_account(letter.account);
                    tx.about(subject);
                    tx.note("invitation", letter.id.to_string());
                    Ok(Ok(opened(&letter)))
                }
                // Only who has the right PIN learns that the letter was locked or has run out.
                Some(letter) if fits => Ok(Err(if letter.locked_at.is_some() {
                    locked()
                } else {
                    expired()
                })),
                letter => {
                    let attempt = state.clock.id(EventId::from_parts).uuid();
                    store::note_wrong_try(tx, who.person, &number_sha256, attempt, now).await?;
                    drop(letter);
                    for letter in &letters {
                        let lock = letter
                            .locked_at
                            .or((letter.wrong_tries + 1 >= TRIES).then_some(now));
                        store::count_against(tx, letter, lock).await?;
                    }
                    tx.about("activation refused");
                    Ok(Err(if here + 1 >= i64::from(TRIES) {
                        locked()
                    } else {
                        wrong(i64::from(TRIES) - here - 1)
                    }))
                }
            }
        })
        .await?
}

fn opened(letter: &Invitation) -> Activated {
    Activated {
        account_id: letter.account,
        account_name: letter.account_name.clone(),
        role: letter.role,
    }
}

/// A number of 9 or 10 digits, and three more for an establishment.
fn number(digits: &str) -> Number<'_> {
    let apart = matches!(digits.len(), 12 | 13);
    let parts = digits.split_at_checked(digits.len().saturating_sub(3));
    match parts.filter(|_parts| apart) {
        Some((digits, occurrence)) => Number {
            digits,
            occurrence: Some(occurrence),
        },
        None => Number {
            digits,
            occurrence: None,
        },
    }
}

fn wrong(left: i64) -> ApiError {
    let tries = if left == 1 {
        "1 try".to_owned()
    } else {
        format!("{left} tries")
    };
    ApiError::new(
        ProblemCode::ActivationRefused,
        format!(
            "Check both in your letter, the number with all of its digits. You have {tries} left for this account number."
        ),
    )
}

fn expired() -> ApiError {
    ApiError::new(
        ProblemCode::ActivationRefused,
        "The PIN of this letter has expired. Whoever sent the letter can issue a new one.",
    )
}

fn locked() -> ApiError {
    let detail = "The account number and PIN were entered wrongly five times, so this PIN no longer works. Ask whoever sent the letter for a new one, or call 780-427-3044.";
    ApiError::new(ProblemCode::ActivationLocked, detail)
}
