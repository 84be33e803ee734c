//! Schedule 29 (AT29): the Innovation Employment Grant, 8% of what was spent and 12% of what is more than before.

use super::{SPEC, Year, dollars, worked_out};
use crate::form::{Line, Section, Unit};
use crate::program::corporate::limits;
use crate::rate::DatedRate;
use crate::words;
use rust_decimal::{Decimal, RoundingStrategy};

/// The schedule; none before the grant began.
pub(super) fn section(year: &Year<'_>) -> Option<Section> {
    let (share, increase) = year.grant()?;
    let mut lines = expenditures();
    lines.extend(maximum(year));
    lines.extend(grant(share, increase));
    lines.extend(result());
    let section = Section::new("Schedule 29: Innovation Employment Grant", lines);
    Some(section.when("[schedule-29] = 'yes'"))
}

fn expenditures() -> Vec<Line> {
    let added = "Added to line 005, as the guide to the schedule says.";
    vec![
        dollars(
            "29-005",
            "Eligible expenditures in Alberta",
            "Research and development carried out in Alberta, from the project listing AT4970.",
        ),
        dollars(
            "29-007",
            "Taken off line 005",
            "What does not count, as the guide to the schedule says.",
        ),
        dollars("29-009", "Added by line 009", added),
        dollars("29-011", "Added by line 011", added),
        dollars("29-025", "Added by line 025", added),
        worked_out(
            "29-031",
            "Eligible expenditures",
            "Line 005 less line 007 plus lines 009, 011 and 025.",
            Unit::WholeDollars,
            "[29-005] - [29-007] + [29-009] + [29-011] + [29-025]",
        ),
    ]
}

/// The most that counts: $4,000,000, in proportion to the days of a short year; associated corporations share it.
fn maximum(year: &Year<'_>) -> Vec<Line> {
    let days = year.period.days();
    let most = Decimal::from(limits::GRANT_MAXIMUM);
    let (value, origin) = if days < limits::YEAR_DAYS {
        let part = most
            .checked_mul(Decimal::from(days))
            .and_then(|part| part.checked_div(Decimal::from(limits::YEAR_DAYS)))
            .unwrap_or_default()
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        (
            part,
            format!("$4,000,000 for {} of 365. {SPEC}", words::day_count(days)),
        )
    } else {
        (most, format!("$4,000,000 in a whole year. {SPEC}"))
    };
    vec![
        Line::given(
            "s29-most",
            "Maximum of the year",
            Unit::WholeDollars,
            value,
            &origin,
        ),
        dollars(
            "s29-share",
            "This corporation's share of the maximum",
            "As agreed among the associated corporations.",
        )
        .when("[001] = 'yes'")
        .required(),
        worked_out(
            "29-108",
            "Maximum that counts",
            "The maximum of the year, or this corporation's share of it.",
            Unit::WholeDollars,
            "if([001] = 'yes', min([s29-share], [s29-most]), [s29-most])",
        ),
        worked_out(
            "s29-counted",
            "Expenditures that count",
            "The lesser of lines 031 and 108, not below 0.",
            Unit::WholeDollars,
            "max(min([29-031], [29-108]), 0)",
        ),
    ]
}

fn grant(share: &DatedRate, increase: &DatedRate) -> Vec<Line> {
    let given = |id: &str, label: &str, row: &DatedRate| {
        Line::given(
            id,
            label,
            Unit::Percent,
            row.value.fraction(),
            &row.origin(),
        )
    };
    vec![
        given("s29-rate", "Rate on expenditures", share),
        Line::computed(
            "29-110",
            "Grant on expenditures",
            "The expenditures that count, at the rate on them.",
            Unit::WholeDollars,
            "[s29-counted] * [s29-rate]",
        ),
        dollars(
            "s29-first",
            "Eligible expenditures of the first year before",
            "0 if the corporation did not exist.",
        )
        .when("[001] != 'yes'"),
        dollars(
            "s29-second",
            "Eligible expenditures of the second year before",
            "0 if the corporation did not exist.",
        )
        .when("[001] != 'yes'"),
        worked_out(
            "29-118",
            "Average of the two years before",
            "Half of both together.",
            Unit::WholeDollars,
            "([s29-first] + [s29-second]) / 2",
        )
        .when("[001] != 'yes'"),
        given("s29-rate-increase", "Rate on the increase", increase),
        Line::computed(
            "29-112",
            "Grant on the increase",
            "What the expenditures that count are above line 118, at the rate on the increase.",
            Unit::WholeDollars,
            "max([s29-counted] - [29-118], 0) * [s29-rate-increase]",
        )
        .when("[001] != 'yes'"),
        dollars(
            "s29-allocated",
            "Increase allocated to this corporation",
            "Its part of what the associated corporations spent above their average.",
        )
        .when("[001] = 'yes'"),
        Line::computed(
            "29-125",
            "Grant on the increase, associated",
            "The lesser of line 108 and the increase allocated, at the rate on the increase.",
            Unit::WholeDollars,
            "min([29-108], [s29-allocated]) * [s29-rate-increase]",
        )
        .when("[001] = 'yes'"),
    ]
}

fn result() -> Vec<Line> {
    let (floor, range) = (limits::CAPITAL, limits::GRANT_CAPITAL_RANGE);
    vec![
        dollars(
            "s29-capital",
            "Taxable capital of the year before",
            "With that of associated corporations. Above $10,000,000 it cuts the grant, from $50,000,000 on to nothing.",
        ),
        worked_out(
            "29-128",
            "Factor by capital",
            "1 up to $10,000,000 of capital; above, the part of 40,000,000 that is left; 0 from $50,000,000 on.",
            Unit::Factor,
            &format!("max({range} - max([s29-capital] - {floor}, 0), 0) / {range}"),
        ),
        worked_out(
            "29-130",
            "Grant before recapture",
            "Lines 110 and 112 or 125 together, times line 128.",
            Unit::WholeDollars,
            "([29-110] + [29-112] + [29-125]) * [29-128]",
        ),
        dollars(
            "29-132",
            "Recapture",
            "Grant of earlier years on property that was sold or is used otherwise now.",
        ),
        worked_out(
            "29-134",
            "The Innovation Employment Grant",
            "Line 130 less line 132. It goes to line 129 of the return.",
            Unit::WholeDollars,
            "[29-130] - [29-132]",
        ),
    ]
}
