//! Claims of collectors: tax on goods lost by fire, flood or theft, and tax inside debts that went bad (form AT346,
//! domain page `tobacco-tax`). A loss is told in 30 days and claimed in a year, a bad debt is claimed in 90 days.

use super::memo;
use super::products::{self, PRODUCTS};
use crate::filing::Figure;
use crate::form::{Check, Line, Section, Table, Unit};
use crate::period::Period;
use crate::program::RateMissing;
use crate::program::claim::RECEIVED;
use crate::rate::RateTable;
use crate::words;
use chrono::{Days, Months, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Days in which a loss is told.
const NOTICE_DAYS: u64 = 30;
/// Months in which it is claimed.
const CLAIM_MONTHS: u32 = 12;
/// Days in which a bad debt is claimed.
const DEBT_DAYS: u64 = 90;

const MOST_ROWS: u32 = 1_000;
const AT346: &str = "Form AT346, collector refund";

/// The last day to tell about a loss.
pub fn loss_notice_until(lost_on: NaiveDate) -> Option<NaiveDate> {
    lost_on.checked_add_days(Days::new(NOTICE_DAYS))
}

/// The last day to claim the tax of a loss; no roll rule moves it.
pub(super) fn loss_until(lost_on: NaiveDate) -> Option<NaiveDate> {
    lost_on.checked_add_months(Months::new(CLAIM_MONTHS))
}

/// The last day to claim the tax of a bad debt; no roll rule moves it.
pub(super) fn debt_until(bad_on: NaiveDate) -> Option<NaiveDate> {
    bad_on.checked_add_days(Days::new(DEBT_DAYS))
}

/// The day of receipt, which whoever receives the claim fills in.
fn received() -> Line {
    let label = "Day the claim is received";
    Line::given_day(RECEIVED, label, None, "The day it arrives").hidden()
}

/// What a claim for a loss is made of. The period is the day of the loss.
pub(super) fn loss(
    period: Period,
    rates: &RateTable,
) -> Result<(Vec<Section>, Vec<Check>, Lists), RateMissing> {
    let until = loss_until(period.starts_on);
    let told = loss_notice_until(period.starts_on);
    let what = vec![
        Line::choice(
            "cause",
            "Cause",
            "",
            &[("fire", "Fire"), ("flood", "Flood"), ("theft", "Theft")],
        )
        .required(),
        Line::entered("lost-on", "Day of the loss", "", Unit::Date).required(),
        Line::entered(
            "told-on",
            "Day you told us",
            "In 30 days of the loss.",
            Unit::Date,
        )
        .required(),
        Line::given_day("tell-by", "Last day to tell us", told, AT346),
        received(),
        Line::given_day("claim-by", "Last day to claim", until, AT346),
    ];
    let (table, lists) = goods(period, rates)?;
    let total = Line::total(
        "total",
        "Tax claimed",
        "All goods together",
        Unit::Dollars,
        "sum([goods.refund])",
    )
    .because("The tax that was paid on the goods that were lost.", AT346);
    let sections = vec![
        Section::new("What happened", what),
        Section::new("Goods that were lost", vec![total]).table(table),
    ];
    let mut checks = loss_checks(period);
    checks.extend(goods_checks(period, rates));
    Ok((sections, checks, lists))
}

/// The lists of a form: figures and where they are from.
type Lists = (
    BTreeMap<String, BTreeMap<String, Figure>>,
    BTreeMap<String, BTreeMap<String, String>>,
);

/// Goods at the rate of their time: the latest, unless the filer names an earlier one.
fn goods(period: Period, rates: &RateTable) -> Result<(Table, Lists), RateMissing> {
    let (mut by_day, mut latest) = (BTreeMap::new(), BTreeMap::new());
    let (mut day_origins, mut origins) = (BTreeMap::new(), BTreeMap::new());
    let mut days = BTreeSet::new();
    for product in &PRODUCTS {
        let row = products::on(product.code, period.ends_on, rates)?;
        latest.insert(product.word.to_owned(), Figure::new(row.value.fraction()));
        origins.insert(product.word.to_owned(), row.origin());
        let until = rates
            .rows()
            .iter()
            .filter(|row| row.code == product.code && row.effective_on <= period.ends_on);
        days.extend(until.map(|row| row.effective_on));
    }
    for day in &days {
        for product in &PRODUCTS {
            if let Some(row) = rates.on(product.code, *day) {
                let key = format!("{}/{day}", product.word);
                day_origins.insert(key.clone(), row.origin());
                by_day.insert(key, Figure::new(row.value.fraction()));
            }
        }
    }
    let times = days
        .iter()
        .rev()
        .map(|day| (day.to_string(), format!("From {}", words::day(*day))));
    let columns = vec![
        Line::choice("product", "Product", "", &[])
            .with_choices(memo::products())
            .required(),
        Line::entered(
            "quantity",
            "Quantity",
            "Pieces, grams or packages.",
            Unit::Grams,
        )
        .required(),
        Line::entered(
            "package",
            "Grams in a package",
            "Where a package holds part of a gram; the quantity counts packages then.",
            Unit::Grams,
        )
        .when("[product] = 'loose' or [product] = 'smokeless'"),
        Line::choice(
            "taxed",
            "Taxed at the rate",
            "Leave empty for the latest rate.",
            &[],
        )
        .with_choices(times)
        .when("[product] != 'cigars'"),
        Line::entered(
            "tax-each",
            "Tax of a cigar",
            "As it was paid.",
            Unit::DollarsEach,
        )
        .when("[product] = 'cigars'")
        .required(),
        Line::computed(
            "rate",
            "Rate",
            "Of the product at its time; of a cigar the tax that was paid",
            Unit::DollarsEach,
            "if([product] = 'cigars', [tax-each], if(has([taxed]), \
             lookup('rate', [product], [taxed]), lookup('latest', [product])))",
        ),
        Line::computed(
            "refund",
            "Tax",
            "Quantity \u{d7} rate; part of a gram in a package counts as a whole one",
            Unit::Dollars,
            "up([quantity]) * if([package] > 0, up([package]), 1) * [rate]",
        ),
    ];
    let lists = BTreeMap::from([("latest".to_owned(), latest), ("rate".to_owned(), by_day)]);
    let origins = BTreeMap::from([
        ("latest".to_owned(), origins),
        ("rate".to_owned(), day_origins),
    ]);
    let table = Table::new("goods", "product", MOST_ROWS, columns)
        .unique(&["product", "package", "taxed", "tax-each"]);
    Ok((table, (lists, origins)))
}

/// Pieces and packages are whole, and no cigar bore more than the most.
fn goods_checks(period: Period, rates: &RateTable) -> Vec<Check> {
    let pieces = "[product] = 'cigarettes' or [product] = 'cigars' or [package] > 0";
    let mut checks = vec![
        Check::error(
            "goods.not_whole",
            &format!("({pieces}) and up([quantity]) != [quantity]"),
            &["quantity"],
            "Row {row}: enter whole pieces or packages, not {quantity}",
        )
        .each_row("goods"),
    ];
    if let Some(most) = products::most_of_a_cigar(period.ends_on, rates) {
        checks.push(
            Check::error(
                "goods.cigar_tax",
                &format!("[product] = 'cigars' and [tax-each] > {most}"),
                &["tax-each"],
                &format!(
                    "Row {{row}}: the tax of a cigar was never more than ${most}, so not {{tax-each}}"
                ),
            )
            .each_row("goods"),
        );
    }
    checks
}

fn loss_checks(period: Period) -> Vec<Check> {
    let days = words::days(period.starts_on, period.ends_on);
    vec![
        Check::error(
            "loss.outside_period",
            &format!(
                "has([lost-on]) and ([lost-on] < day('{}') or [lost-on] > day('{}'))",
                period.starts_on, period.ends_on
            ),
            &["lost-on"],
            &format!("{{lost-on}} is not {days}. Begin a claim for the day of the loss"),
        ),
        Check::error(
            "notice.before_loss",
            "has([told-on]) and has([lost-on]) and [told-on] < [lost-on]",
            &["told-on"],
            "You cannot have told us on {told-on} of a loss on {lost-on}",
        ),
        Check::error(
            "notice.to_come",
            &format!("has([{RECEIVED}]) and has([told-on]) and [told-on] > [{RECEIVED}]"),
            &["told-on"],
            "{told-on} is still to come",
        ),
        Check::error(
            "notice.late",
            &format!("has([lost-on]) and [told-on] > [lost-on] + {NOTICE_DAYS}"),
            &["told-on"],
            "A loss is told in 30 days. {told-on} is later than that, so the tax cannot be claimed",
        ),
        Check::error(
            "claim.late",
            &format!("has([{RECEIVED}]) and [{RECEIVED}] > [claim-by]"),
            &["lost-on"],
            "The tax of this loss could be claimed until {claim-by}",
        ),
        Check::error(
            "claim.empty",
            "count([goods.product]) = 0",
            &[],
            "Enter the goods that were lost, one row for each product",
        ),
    ]
}

/// What a claim for bad debts is made of. The period is the day the debt went bad.
pub(super) fn bad_debt(period: Period) -> (Vec<Section>, Vec<Check>) {
    let columns = vec![
        Line::entered("customer", "Customer", "", Unit::Text).required(),
        Line::entered("invoice", "Invoice number", "", Unit::Text).required(),
        Line::entered("bad-on", "Day the debt went bad", "", Unit::Date).required(),
        Line::entered(
            "tax",
            "Tax in the debt",
            "Tobacco tax that you passed on to us.",
            Unit::Dollars,
        )
        .required(),
        Line::entered(
            "recovered",
            "Tax recovered",
            "Of what the customer paid since.",
            Unit::Dollars,
        ),
        Line::computed(
            "refund",
            "Tax claimed",
            "Tax in the debt less tax recovered",
            Unit::Dollars,
            "above([tax] - [recovered], 0)",
        ),
    ];
    let table = Table::new("debts", "invoice", MOST_ROWS, columns).unique(&["customer", "invoice"]);
    let total = Line::total(
        "total",
        "Tax claimed",
        "All debts together",
        Unit::Dollars,
        "sum([debts.refund])",
    )
    .because(
        "The tax inside debts that will not be paid, less what was recovered.",
        AT346,
    );
    let sections = vec![Section::new("Debts that went bad", vec![total, received()]).table(table)];
    (sections, debt_checks(period))
}

fn debt_checks(period: Period) -> Vec<Check> {
    let day = words::days(period.starts_on, period.ends_on);
    vec![
        Check::error(
            "debt.outside_period",
            &format!(
                "has([bad-on]) and ([bad-on] < day('{}') or [bad-on] > day('{}'))",
                period.starts_on, period.ends_on
            ),
            &["bad-on"],
            &format!(
                "Row {{row}}: {{bad-on}} is not {day}. Begin a claim for the day the debt went bad"
            ),
        )
        .each_row("debts"),
        Check::error(
            "claim.late",
            &format!("has([bad-on]) and [{RECEIVED}] > [bad-on] + {DEBT_DAYS}"),
            &["bad-on"],
            "Row {row}: the tax of a bad debt can be claimed for 90 days. {bad-on} is too long ago",
        )
        .each_row("debts"),
        Check::error(
            "claim.before_debt",
            &format!("has([{RECEIVED}]) and [{RECEIVED}] < [bad-on]"),
            &["bad-on"],
            "Row {row}: the debt cannot have gone bad after the day of the claim",
        )
        .each_row("debts"),
        Check::error(
            "recovered.exceeds_tax",
            "[recovered] > [tax]",
            &["recovered"],
            "Row {row}: {recovered} recovered is more than the tax of {tax}",
        )
        .each_row("debts"),
        Check::error(
            "claim.empty",
            "count([debts.invoice]) = 0",
            &[],
            "Enter the debts that went bad, one row for each invoice",
        ),
    ]
}
