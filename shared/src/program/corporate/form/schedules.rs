//! Schedules 4, 10 and 12: foreign investment income, losses carried back, and the way from federal income to Alberta's.

use super::{dollars, worked_out};
use crate::form::{Line, Section, Table, Unit};

pub(super) fn sections() -> Vec<Section> {
    vec![foreign(), carry_back(), reconciliation()]
}

/// Schedule 4 (AT201). How the credit of a country is worked out is on the printed schedule and not known here, so it
/// is entered.
fn foreign() -> Section {
    let table = Table::new(
        "foreign",
        "country",
        60,
        vec![
            Line::entered("country", "Country", "Where the tax was paid.", Unit::Text).required(),
            dollars(
                "income",
                "Foreign investment income",
                "In Canadian dollars.",
            ),
            dollars("paid", "Foreign tax paid on it", "In Canadian dollars."),
            dollars(
                "federal",
                "Federal credit",
                "What the federal return credits for this tax.",
            ),
            dollars("credit", "Credit for Alberta", "As worked out on AT201.").required(),
        ],
    )
    .unique(&["country"]);
    Section::new(
        "Schedule 4: foreign investment income credit",
        vec![worked_out(
            "s4-total",
            "Total of Schedule 4",
            "The credits of all countries.",
            Unit::WholeDollars,
            "sum([foreign.credit])",
        )],
    )
    .lead("One row for each country.")
    .table(table)
    .when("[schedule-4] = 'yes'")
}

/// Schedule 10 (AT293): back three years.
fn carry_back() -> Section {
    let kinds = [
        ("non-capital", "Non-capital loss"),
        ("net-capital", "Net capital loss"),
        ("farm", "Farm loss"),
        ("restricted-farm", "Restricted farm loss"),
        ("listed-property", "Listed personal property loss"),
    ];
    let year = |id: &str, which: &str| {
        let label = format!("To the {which} year before");
        dollars(id, &label, "What is used in that year.")
    };
    let table = Table::new(
        "losses",
        "kind of loss",
        5,
        vec![
            Line::choice("kind", "Kind of loss", "Losses of this tax year.", &kinds).required(),
            dollars("loss", "Loss of this year", "What can be carried back.").required(),
            year("first", "first"),
            year("second", "second"),
            year("third", "third"),
            Line::computed(
                "left",
                "Left to carry forward",
                "The loss less what is carried back.",
                Unit::WholeDollars,
                "[loss] - [first] - [second] - [third]",
            ),
        ],
    )
    .unique(&["kind"]);
    let total = |id: &str, label: &str, column: &str| {
        let formula = format!("sum([losses.{column}])");
        worked_out(
            id,
            label,
            "All kinds of losses together.",
            Unit::WholeDollars,
            &formula,
        )
    };
    Section::new(
        "Schedule 10: loss carry-back",
        vec![
            total("s10-first", "Carried to the first year before", "first"),
            total("s10-second", "Carried to the second year before", "second"),
            total("s10-third", "Carried to the third year before", "third"),
        ],
    )
    .lead("Losses go back at most three years. The years before are reassessed; this return does not change.")
    .table(table)
    .when("[schedule-10] = 'yes'")
}

/// Schedule 12 (AT112): line 002 less line 050 plus line 052. What lines 050 and 052 add up is kept in a table.
fn reconciliation() -> Section {
    let items = [
        ("capital-cost-allowance", "Capital cost allowance"),
        ("resources", "Resource deductions"),
        ("research", "Scientific research expenditures"),
        ("reserves", "Reserves"),
        ("capital-property", "Dispositions of capital property"),
        ("other", "Other"),
    ];
    let table = Table::new(
        "differences",
        "difference",
        60,
        vec![
            Line::choice("item", "What differs", "One row for each.", &items).required(),
            dollars(
                "deduct",
                "Deducted for Alberta",
                "What makes Alberta's income lower.",
            ),
            dollars(
                "add",
                "Added for Alberta",
                "What makes Alberta's income higher.",
            ),
        ],
    );
    Section::new(
        "Schedule 12: income or loss reconciliation",
        vec![
            dollars(
                "12-002",
                "Federal net income or loss",
                "Before losses of other years.",
            )
            .signed(),
            worked_out(
                "12-050",
                "Deducted in all",
                "What the rows deduct.",
                Unit::WholeDollars,
                "sum([differences.deduct])",
            ),
            worked_out(
                "12-052",
                "Added in all",
                "What the rows add.",
                Unit::WholeDollars,
                "sum([differences.add])",
            ),
            worked_out(
                "s12-net",
                "Net income or loss for Alberta",
                "Line 002 less line 050 plus line 052.",
                Unit::WholeDollars,
                "[12-002] - [12-050] + [12-052]",
            ),
            dollars(
                "s12-further",
                "Further deductions for Alberta",
                "Donations, dividends, and losses of other years.",
            ),
            worked_out(
                "s12-taxable",
                "Taxable income or loss for Alberta",
                "The net income less the further deductions. It must equal line 062.",
                Unit::WholeDollars,
                "[s12-net] - [s12-further]",
            ),
        ],
    )
    .lead("How Alberta's income differs from the federal one.")
    .table(table)
    .when("[schedule-12] = 'yes'")
}
