//! The rows of the rules of the queue.

use crate::db::Tx;
use crate::db::schema::{proposal, risk_rule};
use crate::problem::ApiError;
use crate::work;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::filing::Figure;
use shared::id::ProposalId;
use shared::risk::{RiskLevel, RiskRule, RuleSetting};

/// Adds a rule that two people have agreed on.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    new: &RuleSetting,
    id: ProposalId,
) -> Result<(), ApiError> {
    let reason: String = proposal::table
        .find(id.uuid())
        .select(proposal::reason)
        .first(&mut **tx)
        .await?;
    diesel::insert_into(risk_rule::table)
        .values((
            risk_rule::rule.eq(new.rule),
            risk_rule::effective_on.eq(new.effective_on),
            risk_rule::active.eq(new.active),
            risk_rule::threshold.eq(new.threshold),
            risk_rule::least.eq(new.least),
            risk_rule::codes.eq(&new.codes),
            risk_rule::level.eq(new.level),
            risk_rule::four_eyes.eq(new.four_eyes),
            risk_rule::reason.eq(reason),
            risk_rule::proposal_id.eq(id),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Every rule as it counts on a day, then what changes later.
pub(super) async fn rules(
    connection: &mut AsyncPgConnection,
    day: NaiveDate,
) -> Result<Vec<RuleSetting>, ApiError> {
    let mut rules = work::rules(connection, day).await?;
    type Row = (
        RiskRule,
        NaiveDate,
        bool,
        Figure,
        Money,
        Vec<String>,
        RiskLevel,
        bool,
    );
    let later: Vec<Row> = risk_rule::table
        .filter(risk_rule::effective_on.gt(day))
        .order((risk_rule::effective_on, risk_rule::seq))
        .limit(500)
        .select((
            risk_rule::rule,
            risk_rule::effective_on,
            risk_rule::active,
            risk_rule::threshold,
            risk_rule::least,
            risk_rule::codes,
            risk_rule::level,
            risk_rule::four_eyes,
        ))
        .load(connection)
        .await?;
    rules.sort_by_key(|rule| rule.rule);
    rules.extend(later.into_iter().map(
        |(rule, effective_on, active, threshold, least, codes, level, four_eyes)| RuleSetting {
            rule,
            effective_on,
            active,
            threshold,
            least,
            codes,
            level,
            four_eyes,
        },
    ));
    Ok(rules)
}
