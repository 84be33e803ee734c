//! Issues refunds that wait, and tells their owners: what was issued, what was paid of debts first, or what holds it.

use crate::assess::again_once_known;
use crate::auth::grant::SystemGrant;
use crate::db::{Act, Tx};
use crate::ledger::credit::SetOff;
use crate::ledger::gap::{self, Part};
use crate::ledger::refund::{self, Looked, Outcome, returns};
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::state::State;
use crate::work::{self, Wanted};
use crate::{events, rates};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::contract::credits::OutstandingReturn;
use shared::contract::messages::MessageKind;
use shared::id::{AccountId, RefundId};
use shared::program::{Program, RateMissing};
use shared::rate::RateTable;
use shared::words::{day, dollars};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Refunds that are looked for at once.
const A_BATCH: i64 = 200;

/// A refund that may be issued.
#[derive(Clone, Copy, Debug, QueryableByName)]
struct Due {
    #[diesel(sql_type = SqlUuid)]
    account: AccountId,
    #[diesel(sql_type = SqlUuid)]
    id: RefundId,
}

/// By the index of what is open: those that wait, and those whose returns have come.
const DUE: &str = "
    SELECT refund.account_id AS account, refund.id AS id
    FROM refund JOIN account ON account.id = refund.account_id
    WHERE refund.state IN ('waiting', 'held') AND (refund.state = 'waiting' OR NOT EXISTS (
        SELECT 1 FROM period
        WHERE period.account_id = refund.account_id AND period.due_on < $1 AND period.ends_on < $1
            AND account.program || ' ' || period.form = ANY($2)
            AND NOT EXISTS (SELECT 1 FROM filing
                WHERE filing.account_id = period.account_id AND filing.period_id = period.id)
    ))
    AND (refund.account_id, refund.id) > ($4, $5)
    AND NOT EXISTS (SELECT 1 FROM work
        WHERE work.account_id = refund.account_id AND work.filing_id IS NOT NULL AND work.decided_at IS NULL)
    ORDER BY refund.account_id, refund.id
    LIMIT $3";

/// The refunds that wait for a rate are looked at again when there is another rate or another day, not with each turn.
#[derive(Debug, Default)]
pub struct Refunds {
    as_of: Option<(NaiveDate, RateTable)>,
    waiting: BTreeSet<RefundId>,
}

/// Sees to what is due once; says how many refunds were issued.
///
/// # Errors
/// When the database does not answer.
pub async fn issue(state: &State) -> Result<usize, ApiError> {
    Refunds::default().issue(state).await
}

impl Refunds {
    /// Sees to what is due; says how many refunds were issued.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn issue(&mut self, state: &State) -> Result<usize, ApiError> {
        let today = state.clock.today();
        let rates = rates::load(&mut *state.db.read().await?, &rates::of_ledger()).await?;
        let now = Some((today, rates));
        if self.as_of != now {
            self.as_of = now;
            self.waiting.clear();
        }
        let forms: Vec<String> = Program::ALL
            .iter()
            .flat_map(|program| {
                let codes = returns(*program).into_iter();
                codes.map(move |code| format!("{program} {code}"))
            })
            .collect();
        let (mut issued, mut missing) = (0, BTreeMap::new());
        // Those that cannot be issued yet stay in the list, so each batch begins after the last.
        let mut after = (Uuid::nil(), Uuid::nil());
        loop {
            let batch: Vec<Due> = diesel::sql_query(DUE)
                .bind::<Date, _>(today)
                .bind::<Array<Text>, _>(&forms)
                .bind::<BigInt, _>(A_BATCH)
                .bind::<SqlUuid, _>(after.0)
                .bind::<SqlUuid, _>(after.1)
                .load(&mut *state.db.read().await?)
                .await?;
            for one in &batch {
                if self.waiting.contains(&one.id) {
                    continue;
                }
                match see_to(state, *one).await {
                    Ok(Seen::Issued) => issued += 1,
                    Ok(Seen::Waits(program, rate)) => {
                        self.waiting.insert(one.id);
                        missing.entry((program, rate.code)).or_insert(rate);
                    }
                    Ok(Seen::Other) => {}
                    Err(error) => {
                        tracing::error!(account = %one.account, refund = %one.id, %error, "a refund could not be issued");
                    }
                }
            }
            match batch.last() {
                Some(last) if i64::try_from(batch.len()).is_ok_and(|count| count == A_BATCH) => {
                    after = (last.account.uuid(), last.id.uuid());
                }
                _ => break,
            }
        }
        for ((program, _code), rate) in missing {
            work::tell(&state.db, &state.clock, program, &rate, Wanted::Refused).await;
        }
        Ok(issued)
    }
}

/// What became of a refund in a turn.
enum Seen {
    Issued,
    /// It waits for that rate.
    Waits(Program, RateMissing),
    Other,
}

async fn see_to(state: &State, Due { account, id }: Due) -> Result<Seen, ApiError> {
    let by = SystemGrant::new(account, "refunds");
    let clock = &state.clock;
    let work = async |tx: &mut Tx<'_>| {
        rates::hold(tx).await?;
        let rates = rates::load(tx, &rates::of_ledger()).await?;
        // What late instalments cost may be known by now.
        for (period, _missing) in gap::of_account(tx, account, Part::Instalments).await? {
            again_once_known(tx, clock, account, period, &rates).await?;
        }
        let (looked, outcome) = refund::issue(tx, clock, account, id, &rates).await?;
        let (kind, letter, seen) = match &outcome {
            Outcome::Unchanged => {
                tx.unchanged();
                return Ok(Seen::Other);
            }
            Outcome::Issued { paid, set_off } => {
                tx.note("paid", paid.to_string());
                let letter = issued(&looked, *paid, set_off);
                ("refund.issued", letter, Seen::Issued)
            }
            Outcome::Void { set_off } => ("refund.void", void(&looked, set_off), Seen::Other),
            Outcome::Held(missing) => ("refund.held", held(&looked, missing), Seen::Other),
            Outcome::Waits { set_off, missing } => {
                let (program, rate) = *missing;
                if set_off.is_empty() {
                    tx.unchanged();
                    return Ok(Seen::Waits(program, rate));
                }
                let letter = waits(&looked, set_off, &rate);
                ("refund.waits", letter, Seen::Waits(program, rate))
            }
        };
        let subject = format!("/v1/accounts/{account}/refunds/{id}");
        notify::post(tx, clock, account, &letter).await?;
        let body = serde_json::json!({ "refund": id });
        events::append(tx, clock, account, kind, &subject, body).await?;
        tx.about(subject);
        Ok(seen)
    };
    state.db.write(&by, Act::IssueRefund, work).await
}

fn letter(subject: String, summary: String, body: Vec<String>) -> Letter {
    Letter {
        kind: MessageKind::Letter,
        subject,
        summary,
        body,
        assessment: None,
    }
}

fn issued(looked: &Looked, paid: Money, set_off: &[SetOff]) -> Letter {
    let (paid, label) = (dollars(paid), looked.period.label());
    let mut body = vec![format!(
        "We have issued a refund of {paid}, from the credit of {label}. It is on its way to you."
    )];
    body.extend(debts(set_off));
    body.push("The statement of the account shows every entry.".into());
    letter(
        format!("Refund of {paid} issued"),
        format!("From the credit of {label}"),
        body,
    )
}

fn void(looked: &Looked, set_off: &[SetOff]) -> Letter {
    let label = looked.period.label();
    let mut body: Vec<String> = debts(set_off).into_iter().collect();
    body.push(format!(
        "Nothing of the credit of {label} is left, so no refund is issued."
    ));
    letter(
        format!("No refund for {label}"),
        "The credit is used up".into(),
        body,
    )
}

fn waits(looked: &Looked, set_off: &[SetOff], missing: &RateMissing) -> Letter {
    let label = looked.period.label();
    let mut body: Vec<String> = debts(set_off).into_iter().collect();
    body.push(format!(
        "The refund of what is left waits, because no rate of interest is published from {} on. It is issued once there is one. You need not ask again.",
        day(missing.day)
    ));
    letter(
        format!("Your credit of {label} has paid what you owed"),
        "The rest of the refund waits for a rate of interest".into(),
        body,
    )
}

/// What was paid of debts, in a sentence.
fn debts(set_off: &[SetOff]) -> Option<String> {
    let parts: Vec<String> = set_off
        .iter()
        .map(|one| format!("{} for {}", dollars(one.amount), one.period.label()))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Before that, the credit paid what the account owed: {}.",
            parts.join(", ")
        )
    })
}

fn held(looked: &Looked, missing: &[OutstandingReturn]) -> Letter {
    let amount = dollars(looked.amount);
    let named: Vec<String> = missing
        .iter()
        .map(|one| format!("{}, due {}", one.label, day(one.due_on)))
        .collect();
    letter(
        format!("Your refund of {amount} is on hold"),
        "File the returns that are outstanding".into(),
        vec![
            format!(
                "A refund of {amount} from the credit of {} is on hold, because returns of the account are outstanding.",
                looked.period.label()
            ),
            format!(
                "File these, even if there is nothing to report: {}.",
                named.join("; ")
            ),
            "The refund is issued once they have arrived. You need not ask again.".into(),
        ],
    )
}
