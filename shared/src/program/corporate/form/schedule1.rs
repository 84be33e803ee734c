//! Schedule 1 (AT2): the small business deduction. Amounts are shared on a scale of $200,000 and blown up to the limit.

use super::{SPEC, Year, dollars, worked_out};
use crate::form::{Line, Reason, Section, StepRule, Table, Unit};
use crate::identifier::Identifier;
use crate::program::corporate::limits;
use crate::words;
use rust_decimal::{Decimal, RoundingStrategy};

const ASKED: &str = "[schedule-1] = 'yes'";

pub(super) fn sections(year: &Year<'_>) -> Vec<Section> {
    let mut lines = incomes();
    lines.extend(base(year));
    lines.extend(limit(year));
    vec![
        associates(),
        Section::new("Schedule 1: small business deduction", lines).when(ASKED),
    ]
}

/// How associated corporations share the $200,000.
fn associates() -> Section {
    let scale = limits::SCALE;
    let table = Table::new(
        "associates",
        "associated corporation",
        100,
        vec![
            Line::entered(
                "1-041",
                "Name",
                "Of the associated corporation.",
                Unit::Text,
            )
            .required(),
            Line::identifier(
                "1-043",
                "Corporate account number",
                "9 or 10 digits.",
                Identifier::CorporateAccount,
            ),
            dollars("1-045", "Share of the $200,000", "As agreed; it can be 0.").required(),
            Line::computed(
                "1-044",
                "Percent",
                "Its share in percent.",
                Unit::Percent,
                &format!("[1-045] / {scale}"),
            ),
        ],
    )
    .unique(&["1-041", "1-043"]);
    Section::new(
        "Schedule 1: associated corporations",
        vec![
            dollars(
                "s1-share",
                "This corporation's share of the $200,000",
                "As agreed among the associated corporations.",
            )
            .required(),
            worked_out(
                "s1-shared",
                "Shared in all",
                "This corporation's share and those of the table; at most $200,000.",
                Unit::WholeDollars,
                "[s1-share] + sum([associates.1-045])",
            ),
        ],
    )
    .lead("List every other associated corporation.")
    .table(table)
    .when("[schedule-1] = 'yes' and [001] = 'yes'")
}

fn incomes() -> Vec<Line> {
    let adjustment = |id: &str, line: &str| {
        dollars(
            id,
            &format!("Adjustment of line {line}"),
            "Added when positive, taken off when negative. Leave empty if there is none.",
        )
        .signed()
    };
    vec![
        dollars(
            "1-003",
            "Active business income",
            "Income from an active business carried on in Canada.",
        ),
        adjustment("s1-active-adjustment", "003"),
        worked_out(
            "1-007",
            "Active business income after adjustment",
            "Line 003 with its adjustment, not below 0.",
            Unit::WholeDollars,
            "max([1-003] + [s1-active-adjustment], 0)",
        ),
        worked_out(
            "1-009",
            "Taxable income",
            "Line 062 of the return, not below 0.",
            Unit::WholeDollars,
            "max([062], 0)",
        ),
        adjustment("s1-income-adjustment", "009"),
        worked_out(
            "1-013",
            "Taxable income after adjustment",
            "Line 009 with its adjustment, not below 0.",
            Unit::WholeDollars,
            "max([1-009] + [s1-income-adjustment], 0)",
        ),
    ]
}

/// The base amount, less the greater of two reductions.
fn base(year: &Year<'_>) -> Vec<Line> {
    let (scale, range) = (limits::SCALE, limits::b_range(year.period));
    let b = b_amount(range);
    let of_range = words::grouped(&range.to_string());
    let mut lines = vec![
        worked_out(
            "s1-base",
            "Base amount",
            "$200,000, or this corporation's share of it.",
            Unit::Dollars,
            &format!("if([001] = 'yes', [s1-share], {scale})"),
        ),
        dollars(
            "s1-capital",
            "Taxable capital of the year before",
            "With that of associated corporations. Above $10,000,000 it cuts the limit.",
        ),
        worked_out(
            "s1-b",
            "Amount B",
            &format!("0.225% of the taxable capital above $10,000,000, at most {of_range}."),
            Unit::Dollars,
            &b,
        ),
        worked_out(
            "s1-capital-cut",
            "Reduction by taxable capital",
            &format!("The base amount times B, divided by {of_range}."),
            Unit::Dollars,
            &format!("[s1-base] * {b} / {range}"),
        ),
    ];
    let mut cut = "[s1-capital-cut]".to_owned();
    if limits::passive_income_counts(year.period) {
        lines.push(dollars(
            "s1-passive",
            "Passive income of the year before",
            "Adjusted aggregate investment income, with that of associated corporations. Above $50,000 it cuts the \
             limit.",
        ));
        lines.push(worked_out(
            "s1-passive-cut",
            "Reduction by passive income",
            "The base amount times the passive income above $50,000, divided by 100,000; at most the base amount.",
            Unit::Dollars,
            &format!("[s1-base] * {}", passive_part()),
        ));
        cut = "max([s1-capital-cut], [s1-passive-cut])".to_owned();
    }
    lines.push(worked_out(
        "s1-cut",
        "Reduction",
        "The greater of the reductions.",
        Unit::Dollars,
        &cut,
    ));
    lines.push(worked_out(
        "s1-reduced",
        "Base amount after reduction",
        "The base amount less the reduction.",
        Unit::Dollars,
        "[s1-base] - [s1-cut]",
    ));
    lines
}

/// B: a share of the capital above $10,000,000, up to where nothing of the limit is left.
fn b_amount(range: i64) -> String {
    let (capital, share) = (limits::CAPITAL, limits::B_RATE);
    format!("min(max([s1-capital] - {capital}, 0) * {share}, {range})")
}

/// The business limit in one go, so that only its cents are rounded and not those of the lines before it.
fn limit_at_once(year: &Year<'_>) -> String {
    let range = limits::b_range(year.period);
    let mut cut = format!("{} / {range}", b_amount(range));
    if limits::passive_income_counts(year.period) {
        cut = format!("max({cut}, {})", passive_part());
    }
    let days = if limits::is_short(year.period) {
        format!(" * [s1-days] / {}", limits::YEAR_DAYS)
    } else {
        String::new()
    };
    format!("[s1-base] * (1 - {cut}){days} * [s1-multiple]")
}

/// The part of the limit that passive income takes.
fn passive_part() -> String {
    let (floor, range) = (limits::PASSIVE_INCOME, limits::PASSIVE_RANGE);
    format!("min(max([s1-passive] - {floor}, 0), {range}) / {range}")
}

fn limit(year: &Year<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let (rule, formula) = if limits::is_short(year.period) {
        let days = year.period.days();
        let origin = format!(
            "The tax year has {}, fewer than 51 weeks, so the limit counts in proportion. {SPEC}",
            words::day_count(days)
        );
        lines.push(Line::given(
            "s1-days",
            "Days of the tax year",
            Unit::Days,
            Decimal::from(days),
            &origin,
        ));
        (
            "The base amount after reduction, times the days of the year, divided by 365.",
            format!("[s1-reduced] * [s1-days] / {}", limits::YEAR_DAYS),
        )
    } else {
        (
            "The base amount after reduction.",
            "[s1-reduced]".to_owned(),
        )
    };
    lines.push(worked_out(
        "1-015",
        "Base amount that counts",
        rule,
        Unit::Dollars,
        &formula,
    ));
    lines.push(multiple(year));
    let rule = "Line 015 on the scale of the limit, rounded to the cent only here.";
    lines.push(
        Line::computed(
            "s1-limit",
            "Business limit",
            rule,
            Unit::Dollars,
            &limit_at_once(year),
        )
        .reason(Reason {
            text: rule.into(),
            steps: vec![
                StepRule::of("Line 1-015, base amount that counts", "{1-015}"),
                StepRule::of("Business limit to $200,000", "\u{d7} {s1-multiple}"),
                StepRule::of("Business limit", "{s1-limit}"),
            ],
            source: Some("Tax and levy rates and prescribed interest rates (alberta.ca)".into()),
        }),
    );
    lines.push(worked_out(
        "s1-least",
        "Income at the small business rate",
        "The least of line 007, line 013 and the business limit.",
        Unit::Dollars,
        "min([1-007], [1-013], [s1-limit])",
    ));
    lines.push(worked_out(
        "1-021",
        "Factor",
        "The allocation factor, line 065 of the return.",
        Unit::Factor,
        "[065]",
    ));
    lines.push(Line::given(
        "s1-points",
        "Points of the deduction",
        Unit::Percent,
        year.points.value,
        &year.points.origin,
    ));
    lines.push(Line::computed(
        "s1-deduction",
        "Small business deduction of the year",
        "The income at the small business rate times the factor and the points, a half dollar up.",
        Unit::WholeDollars,
        "[s1-least] * [1-021] * [s1-points]",
    ));
    lines
}

/// The business limit over $200,000: 250% since April 2009.
fn multiple(year: &Year<'_>) -> Line {
    let limit = limits::business_limit(year.period).unwrap_or_default();
    let multiple = limit.checked_div(Decimal::from(limits::SCALE));
    let multiple = multiple.unwrap_or_default();
    let multiple = multiple.round_dp_with_strategy(
        Unit::Percent.scale(),
        RoundingStrategy::MidpointAwayFromZero,
    );
    let origin = format!(
        "The business limit of the year is {}. Tax and levy rates and prescribed interest rates (alberta.ca)",
        words::figure(limit, Unit::Dollars)
    );
    Line::given(
        "s1-multiple",
        "Business limit to $200,000",
        Unit::Percent,
        multiple,
        &origin,
    )
}
