//! Which filings are looked at by people before they are assessed. The rules are rows with thresholds that the
//! administration's desk can change; what each rule looks at is here.

use crate::Money;
use crate::filing::{Evaluation, Figure};
use crate::finding::Severity;
use crate::form::{FilingKind, Form, Line, LineId, LineKind, Unit};
use crate::words;
use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The desk answers within so many days of the receipt.
pub const ANSWER_DAYS: u64 = 14;

/// The most lines that one rule names.
const MOST_LINES: usize = 3;

text_enum! {
    /// A rule that sends a filing to the desk.
    RiskRule {
        /// What is paid back comes to more than the threshold, in dollars.
        CreditAbove = "credit-above",
        /// The same with a threshold so high that two people decide.
        LargeCredit = "large-credit",
        /// A line comes to more than so many times the same line a year before, and to the least amount.
        FigureJump = "figure-jump",
        /// The filer acknowledged a warning that has weight.
        WeightyWarning = "weighty-warning",
        /// The claimant acknowledged a warning of a time limit or of days claimed before.
        ClaimLimit = "claim-limit",
        /// An amendment lowers what is payable by more than the threshold, in dollars.
        AmendmentLowers = "amendment-lowers",
        /// The filing came more than so many years after it was due.
        VeryLate = "very-late",
        /// The first claim of an account, for more than the threshold, in dollars.
        FirstClaim = "first-claim",
        /// An earlier filing of the period is at the desk, or was not accepted as filed. It has no threshold.
        EarlierReview = "earlier-review",
    }
}

text_enum! {
    /// How much is at risk.
    RiskLevel {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

/// A rule as it counts from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleSetting {
    /// Which rule.
    pub rule: RiskRule,
    /// The first day it counts so. It counts until the next row of the rule.
    pub effective_on: NaiveDate,
    /// It stops filings.
    pub active: bool,
    /// From where on: dollars, years, or how many times the figure of a year before.
    #[cfg_attr(feature = "openapi", schema(example = "3"))]
    pub threshold: Figure,
    /// For `figure-jump`: lines below so many dollars do not count.
    #[cfg_attr(feature = "openapi", schema(example = "1.00"))]
    pub least: Money,
    /// For rules about warnings: their codes.
    pub codes: Vec<String>,
    /// How much is at risk when it stops something.
    pub level: RiskLevel,
    /// What it stops is decided by two people.
    pub four_eyes: bool,
}

/// The rules that a new database begins with.
pub fn initial() -> Vec<RuleSetting> {
    use RiskLevel::{High, Low, Medium};
    let from = NaiveDate::from_ymd_opt(2005, 4, 1).unwrap_or_default();
    let setting = |rule, threshold: i64, level| RuleSetting {
        rule,
        effective_on: from,
        active: true,
        threshold: Figure::new(Decimal::from(threshold)),
        least: Money::ZERO,
        codes: Vec::new(),
        level,
        four_eyes: false,
    };
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    vec![
        setting(RiskRule::CreditAbove, 5_000, Medium),
        RuleSetting {
            four_eyes: true,
            ..setting(RiskRule::LargeCredit, 25_000, High)
        },
        RuleSetting {
            least: Money::from_cents(1_000_000),
            ..setting(RiskRule::FigureJump, 2, Medium)
        },
        RuleSetting {
            codes: codes(&[
                "tax.negative",
                "paid.exceeds_litres",
                "average.unusual",
                "at1.091_exceeds_balance",
                "at1.schedule_10_without_loss",
                "at1.exemption_unconfirmed",
            ]),
            ..setting(RiskRule::WeightyWarning, 0, Medium)
        },
        RuleSetting {
            codes: codes(&["claim.out_of_time", "claim.overlaps", "claim.late"]),
            ..setting(RiskRule::ClaimLimit, 0, High)
        },
        setting(RiskRule::AmendmentLowers, 25_000, High),
        setting(RiskRule::VeryLate, 3, Low),
        setting(RiskRule::FirstClaim, 2_500, Medium),
    ]
}

/// Why a filing is at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Flag {
    /// The rule that stopped it.
    pub rule: RiskRule,
    /// How much is at risk.
    pub level: RiskLevel,
    /// Two people decide.
    pub four_eyes: bool,
    /// The line it is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// The figure of the filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Figure>,
    /// What it was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Figure>,
    /// For people of the desk.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "The figure is 4 times that of the year before")
    )]
    pub text: String,
}

/// What was assessed for the period of an amendment. What nobody of the desk has looked at is no measure: a credit could be
/// brought in by small amendments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amended {
    /// What was assessed when the desk last decided, if it ever did.
    pub looked_at: Option<Money>,
    /// What was assessed when two people of the desk last decided, if they ever did.
    pub by_two: Option<Money>,
    /// What was assessed first, if anything was.
    pub first: Option<Money>,
}

/// A filing that was just received, as the rules look at it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its form.
    pub form: &'a Form,
    /// What followed from what was entered.
    pub evaluation: &'a Evaluation,
    /// What is payable; below zero what is paid back.
    pub payable: Money,
    /// What it pays back to earlier periods by losses that it carries there.
    pub carried_back: Money,
    /// What was assessed before, when it is an amendment.
    pub amends: Option<Amended>,
    /// The last day that counted as on time.
    pub due_on: NaiveDate,
    /// The day the first filing of the period was received.
    pub filed_on: NaiveDate,
    /// The account has claimed before. Only asked of claims.
    pub has_claimed: bool,
    /// The lines of the same period a year before, when there are any.
    pub year_before: Option<&'a BTreeMap<LineId, Figure>>,
}

/// Whether a rule needs the lines of a year before: they are looked up only then.
pub fn asks_for_year_before(rules: &[RuleSetting], form: &Form, evaluation: &Evaluation) -> bool {
    in_force(rules, RiskRule::FigureJump)
        .is_some_and(|rule| jumping(form, evaluation, rule).next().is_some())
}

/// Whether a rule needs to know if the account has claimed before.
pub fn asks_for_claims(rules: &[RuleSetting], kind: FilingKind, payable: Money) -> bool {
    kind == FilingKind::Claim
        && in_force(rules, RiskRule::FirstClaim)
            .is_some_and(|rule| payable.negated().decimal() > rule.threshold.decimal())
}

/// Why a filing is to be looked at, the weightiest first. Nothing: it is assessed straight through.
pub fn flags(rules: &[RuleSetting], case: &Case<'_>) -> Vec<Flag> {
    let active = rules.iter().filter(|rule| rule.active);
    let mut flags: Vec<Flag> = active.flat_map(|rule| stopped_by(rule, case)).collect();
    // What the larger threshold stops need not be said again by the smaller one.
    if flags.iter().any(|flag| flag.rule == RiskRule::LargeCredit) {
        flags.retain(|flag| flag.rule != RiskRule::CreditAbove);
    }
    flags.sort_by_key(|flag| std::cmp::Reverse(flag.level));
    flags
}

/// The flag of an amendment to what is at the desk, or was not accepted as filed.
pub fn earlier_review() -> Flag {
    Flag {
        rule: RiskRule::EarlierReview,
        level: RiskLevel::Medium,
        four_eyes: false,
        line: None,
        now: None,
        against: None,
        text: "It amends a filing that is at the desk, or was not accepted as filed".into(),
    }
}

/// What somebody of the desk looks at again is decided by two where all that it lowers, since two people decided or since the
/// first assessment, is a large credit: nobody brings it in by slices, nor as tax that was paid.
pub fn lowered_by_two(rules: &[RuleSetting], amended: &Amended, payable: Money) -> bool {
    let before = amended.by_two.or(amended.first).unwrap_or_default();
    let less = before.checked_sub(payable).unwrap_or(Money::MAX);
    let credits = rules.iter().filter(|rule| {
        let credit = matches!(rule.rule, RiskRule::CreditAbove | RiskRule::LargeCredit);
        rule.active && rule.four_eyes && credit
    });
    credits.into_iter().any(|rule| less > amount(rule))
}

/// The last day to answer.
pub fn answer_by(received_on: NaiveDate) -> NaiveDate {
    let last = received_on.checked_add_days(Days::new(ANSWER_DAYS));
    crate::calendar::roll(last.unwrap_or(received_on))
}

fn in_force(rules: &[RuleSetting], rule: RiskRule) -> Option<&RuleSetting> {
    rules.iter().find(|one| one.rule == rule && one.active)
}

fn stopped_by(rule: &RuleSetting, case: &Case<'_>) -> Vec<Flag> {
    match rule.rule {
        RiskRule::CreditAbove | RiskRule::LargeCredit => credit(rule, case).into_iter().collect(),
        RiskRule::FigureJump => jumps(rule, case),
        RiskRule::WeightyWarning => warnings(rule, case),
        RiskRule::ClaimLimit if case.form.kind == FilingKind::Claim => warnings(rule, case),
        RiskRule::AmendmentLowers => lowers(rule, case).into_iter().collect(),
        RiskRule::VeryLate => late(rule, case).into_iter().collect(),
        RiskRule::FirstClaim => first_claim(rule, case).into_iter().collect(),
        RiskRule::ClaimLimit | RiskRule::EarlierReview => Vec::new(),
    }
}

fn flag(rule: &RuleSetting, text: String) -> Flag {
    Flag {
        rule: rule.rule,
        level: rule.level,
        four_eyes: rule.four_eyes,
        line: None,
        now: None,
        against: None,
        text,
    }
}

/// The threshold as an amount.
fn amount(rule: &RuleSetting) -> Money {
    Money::round_half_up(rule.threshold.decimal()).unwrap_or(Money::MAX)
}

fn credit(rule: &RuleSetting, case: &Case<'_>) -> Option<Flag> {
    // Of an amendment only what it adds to the credit that the desk accepted was not looked at before.
    let looked_at = case.amends.and_then(|amends| amends.looked_at);
    let before = looked_at.unwrap_or(Money::ZERO).min(Money::ZERO);
    let own = case.payable.min(Money::ZERO).negated();
    let credit = own.checked_add(case.carried_back)?;
    let new = credit.checked_add(before)?;
    let threshold = amount(rule);
    (new > threshold).then(|| Flag {
        now: Some(credit.into()),
        against: Some(threshold.into()),
        ..flag(
            rule,
            format!(
                "Credit above {}: {} is to be paid back",
                words::dollars(threshold),
                words::dollars(new)
            ),
        )
    })
}

fn lowers(rule: &RuleSetting, case: &Case<'_>) -> Option<Flag> {
    let amends = case.amends?;
    let before = amends.looked_at.or(amends.first)?;
    let less = before.checked_sub(case.payable)?;
    (less > amount(rule)).then(|| Flag {
        now: Some(case.payable.into()),
        against: Some(before.into()),
        ..flag(
            rule,
            format!(
                "The amendment takes off {}: from {} to {}",
                words::dollars(less),
                words::dollars(before),
                words::dollars(case.payable)
            ),
        )
    })
}

fn first_claim(rule: &RuleSetting, case: &Case<'_>) -> Option<Flag> {
    let claimed = case.payable.negated();
    let first = case.form.kind == FilingKind::Claim && !case.has_claimed && case.amends.is_none();
    let threshold = amount(rule);
    (first && claimed > threshold).then(|| Flag {
        now: Some(claimed.into()),
        against: Some(threshold.into()),
        ..flag(
            rule,
            format!(
                "First claim of the account, for more than {}: {}",
                words::dollars(threshold),
                words::dollars(claimed)
            ),
        )
    })
}

fn late(rule: &RuleSetting, case: &Case<'_>) -> Option<Flag> {
    // A claim that came too late is refused by its form; what is late here is a return.
    if case.form.kind == FilingKind::Claim || case.amends.is_some() {
        return None;
    }
    let years = i32::try_from(rule.threshold.decimal().trunc().mantissa()).ok()?;
    let due = case.due_on;
    let limit = due
        .with_year(due.year().checked_add(years)?)
        .or_else(|| due.pred_opt()?.with_year(due.year().checked_add(years)?))?;
    (case.filed_on > limit).then(|| {
        flag(
            rule,
            format!(
                "Received {}, more than {years} years after it was due on {}",
                words::day(case.filed_on),
                words::day(due)
            ),
        )
    })
}

fn warnings(rule: &RuleSetting, case: &Case<'_>) -> Vec<Flag> {
    let mut seen: Vec<&str> = Vec::new();
    let mut flags = Vec::new();
    for finding in &case.evaluation.findings {
        let counts = finding.severity == Severity::Warning && rule.codes.contains(&finding.code);
        if counts && !seen.contains(&finding.code.as_str()) {
            seen.push(&finding.code);
            flags.push(Flag {
                line: finding.line.clone(),
                ..flag(rule, format!("Acknowledged: {}", finding.message))
            });
        }
    }
    flags
}

/// Lines whose figure is large enough to be compared: those in dollars that were entered, and the total.
fn jumping<'a>(
    form: &'a Form,
    evaluation: &'a Evaluation,
    rule: &'a RuleSetting,
) -> impl Iterator<Item = (&'a Line, Figure)> {
    form.lines().filter_map(move |line| {
        let counts = matches!(line.unit, Unit::Dollars | Unit::WholeDollars)
            && matches!(line.kind, LineKind::Entered | LineKind::Total)
            && !line.hidden;
        let figure = evaluation.lines.get(&line.id).copied()?;
        (counts && figure.decimal() >= rule.least.decimal() && !figure.decimal().is_zero())
            .then_some((line, figure))
    })
}

fn jumps(rule: &RuleSetting, case: &Case<'_>) -> Vec<Flag> {
    let Some(before) = case.year_before else {
        return Vec::new();
    };
    let times = rule.threshold.decimal();
    let grown = jumping(case.form, case.evaluation, rule).filter_map(|(line, now)| {
        let was = before.get(&line.id).copied()?;
        let limit = was.decimal().checked_mul(times)?;
        // What was nothing or a credit has no multiple.
        (was.decimal() > Decimal::ZERO && now.decimal() > limit).then(|| Flag {
            line: Some(line.id.clone()),
            now: Some(now),
            against: Some(was),
            ..flag(
                rule,
                format!(
                    "Line {}, {}: {} is more than {} times the {} of a year before",
                    line.id,
                    words::lower(&line.label),
                    words::figure(now.decimal(), line.unit),
                    times.normalize(),
                    words::figure(was.decimal(), line.unit)
                ),
            )
        })
    });
    grown.take(MOST_LINES).collect()
}

#[cfg(test)]
mod tests;
