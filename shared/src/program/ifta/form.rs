//! The quarterly return: one table of jurisdictions, totals by fuel, and what is payable or comes back.
//!
//! The computation is that of the standard agreement (domain page `ifta`): litres used in a jurisdiction are its
//! kilometres over the fleet's average, and the litres bought there with tax are taken off.

use super::late::{MONTHS, ON_TIME, RATES};
use super::places::OUTSIDE;
use super::rates;
use super::rows;
use crate::calendar;
use crate::filing::Figure;
use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::identifier::Identifier;
use crate::period::Period;
use crate::program::{NoForm, Program};
use crate::rate::RateTable;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The edition of these rules.
const VERSION: &str = "ifta/2026.1";

const FORM: &str = "Form AT2060, fuel-type schedule";
const AGREEMENT: &str = "International Fuel Tax Agreement";

/// The form of a quarter, for a return that comes on time.
pub(super) fn build(period: Period, table: &RateTable) -> Result<Form, NoForm> {
    let rates = rates::of(period, table)?;
    let due = super::due_on(period).unwrap_or(period.ends_on);
    let surcharge = !rates.surcharge.is_empty();
    let mut sections = vec![carrier(), rows::section(&rates, surcharge)];
    sections.extend(rates.fuels.iter().map(|(word, name)| fuel(word, name)));
    sections.push(lateness());
    sections.push(totals(surcharge));
    let outside = OUTSIDE
        .iter()
        .map(|(word, _)| ((*word).to_owned(), Figure::new(Decimal::ONE)));
    Ok(Form {
        program: Program::Ifta,
        code: "return".into(),
        kind: FilingKind::Return,
        version: VERSION.into(),
        title: "Fuel tax return of interjurisdictional carriers".into(),
        period,
        due_on: calendar::roll(due),
        sections,
        checks: checks(&rates.fuels),
        lists: BTreeMap::from([
            ("outside".to_owned(), outside.collect()),
            ("rate".to_owned(), rates.rate),
            ("surcharge".to_owned(), rates.surcharge),
        ]),
        origins: BTreeMap::from([
            ("rate".to_owned(), rates.rate_origins),
            ("surcharge".to_owned(), rates.surcharge_origins),
        ]),
        papers: Vec::new(),
        rates: rates.rows,
        total: "total".into(),
    })
}

fn carrier() -> Section {
    Section::new(
        "The carrier",
        vec![
            Line::identifier(
                "licence",
                "Licence number",
                "The number on the licence of this year.",
                Identifier::IftaLicence,
            ),
            Line::choice(
                "fleet",
                "Kind of fleet",
                "What most of your qualified vehicles are.",
                &[
                    ("trucks", "Trucks and tractors"),
                    ("buses", "Buses"),
                    ("mixed", "Both"),
                ],
            ),
        ],
    )
}

/// Totals of a fuel; asked for when a row has it.
fn fuel(word: &str, name: &str) -> Section {
    let id = |part: &str| format!("{word}-{part}");
    let of = |column: &str| format!("sum([rows.{column}], [rows.fuel] = '{word}')");
    let lines = vec![
        Line::computed(
            &id("km"),
            "Total kilometres",
            "All rows of the fuel, places outside the agreement too",
            Unit::Kilometres,
            &of("km"),
        ),
        Line::entered(
            &id("litres"),
            "Total litres",
            "All litres that went into qualified vehicles, wherever they were bought.",
            Unit::Litres,
        ),
        Line::computed(
            &id("average"),
            "Kilometres per litre",
            "Total kilometres \u{f7} total litres, to 2 decimals",
            Unit::KilometresPerLitre,
            &format!("[{word}-km] / [{word}-litres]"),
        )
        .because(
            "The average of the whole fleet on this fuel. It turns the kilometres of each \
             jurisdiction into litres.",
            AGREEMENT,
        ),
        Line::computed(
            &id("paid"),
            "Litres bought with tax",
            "All rows of the fuel",
            Unit::Litres,
            &of("paid-litres"),
        ),
        Line::computed(
            &id("tax"),
            "Tax and credits",
            "All rows of the fuel",
            Unit::Dollars,
            &of("tax"),
        )
        .because(
            "Tax where litres are owed, less credits where more was bought than used.",
            FORM,
        ),
    ];
    Section::new(name, lines).when(&used(word))
}

fn used(word: &str) -> String {
    format!("count([rows.fuel], [rows.fuel] = '{word}') > 0")
}

/// Given as on time; `late` puts in what counts on the day of receipt.
fn lateness() -> Section {
    let lines = vec![
        Line::given(MONTHS, "Months late", Unit::Number, Decimal::ZERO, ON_TIME),
        Line::given(
            RATES,
            "Yearly rates of those months, together",
            Unit::Percent,
            Decimal::ZERO,
            ON_TIME,
        ),
    ];
    Section::new("Interest", lines).lead(
        "A late return bears interest on every row that owes, for each month or part of a month. \
         Credits of other jurisdictions do not lessen it.",
    )
}

fn totals(surcharge: bool) -> Section {
    let (interest, total) = if surcharge {
        (
            "sum([rows.interest]) + sum([rows.surcharge-interest])",
            "[tax] + [surcharge] + [interest]",
        )
    } else {
        ("sum([rows.interest])", "[tax] + [interest]")
    };
    let mut lines = vec![
        Line::computed(
            "tax",
            "Tax and credits",
            "All rows together",
            Unit::Dollars,
            "sum([rows.tax])",
        )
        .because(
            "Tax owed to jurisdictions, less credits from others. Alberta passes it on.",
            "Form AT2059",
        ),
    ];
    if surcharge {
        lines.push(
            Line::computed(
                "surcharge",
                "Surcharges",
                "All rows together",
                Unit::Dollars,
                "sum([rows.surcharge])",
            )
            .because("Surcharges on all litres used where there is one.", FORM),
        );
    }
    lines.push(
        Line::computed(
            "interest",
            "Interest",
            "All rows together",
            Unit::Dollars,
            interest,
        )
        .because(
            "A twelfth of the yearly rate for each month or part of a month, on rows that owe.",
            "Form AT2060, column 8a",
        ),
    );
    lines.push(
        Line::total(
            "total",
            "Payable, or refund",
            "Below zero it is a refund (box 40): paid when all returns are filed and nothing is owed",
            Unit::Dollars,
            total,
        )
        .because("Everything of all jurisdictions, in one payment or refund.", "Form AT2059"),
    );
    Section::new("The whole quarter", lines)
}

fn checks(fuels: &[(String, String)]) -> Vec<Check> {
    let mut checks = rows::checks();
    for (word, name) in fuels {
        let (litres, average) = (format!("{word}-litres"), format!("{word}-average"));
        checks.push(Check::error(
            "litres.missing",
            &format!("[{word}-km] > 0 and [{litres}] = 0"),
            &[&litres],
            &format!("{name}: enter the total litres, so that the average can be worked out"),
        ));
        checks.push(Check::error(
            "average.zero",
            &format!("[{word}-km] > 0 and [{average}] = 0"),
            &[&litres],
            &format!("{name}: the litres are far too many for the kilometres. Check both"),
        ));
        checks.push(Check::warning(
            "average.unusual",
            &format!("[{average}] > 0 and ([{average}] < 0.8 or [{average}] > 10)"),
            &[&litres],
            &format!("{name}: an average of {{{average}}} km a litre is unusual. Check the totals"),
        ));
        checks.push(Check::warning(
            "paid.exceeds_litres",
            &format!("[{word}-paid] > [{litres}]"),
            &[&litres],
            &format!(
                "{name}: {{{word}-paid}} litres were bought with tax, but only {{{litres}}} in \
                 all. Check the rows"
            ),
        ));
    }
    checks.push(Check::warning(
        "licence.missing",
        "count([rows.fuel]) > 0 and not(has([licence]))",
        &["licence"],
        "Enter the licence number, so that the return finds your licence",
    ));
    checks
}
