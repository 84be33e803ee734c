//! The partial rebate for licensed vehicles that also worked off the road (PROP, circular TEFU-4): a percentage by
//! industry and activity, fixed by a ministerial order. Abolished for fuel after 24 February 2011; old claims can be
//! read.

use super::frame::{Contents, Frame, claimed, last_day};
use super::limits::{OTHER_FUEL, prop_applies};
use super::pieces::{self, Piece, RatesByDay};
use super::{
    DIESEL, DOCUMENTS, GASOLINE, NO_PENALTY, OBJECT, OBJECTION, only, range_claim, received,
};
use crate::filing::Figure;
use crate::form::{Form, Line, Section, Table, Unit};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::{
    Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Program, Rules,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The rules of the old rebate.
pub(in crate::program) struct FuelRebateHistory;

static FACTS: Facts = Facts {
    name: "Prescribed rebate off-road percentages",
    letters: "PP",
    summary: "The partial rebate on fuel of licensed vehicles, abolished for fuel after 24 \
              February 2011. Old claims can be read.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[range_claim("claim", "Partial rebate claim", 1)],
    offers: &[
        Offer(Capability::History, Confidence::Confirmed),
        OBJECT,
        DOCUMENTS,
    ],
    objection_days: OBJECTION,
    penalty: LatePenalty::Unknown,
    penalty_rule: NO_PENALTY,
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// Word of the choice, line of the rate, its label and code.
const PRODUCTS: [(&str, &str, &str, RateCode); 2] = [
    ("gasoline", "31", "Tax on clear gasoline", GASOLINE),
    ("diesel", "32", "Tax on clear diesel", DIESEL),
];

/// The one activity whose percentage is on a public page: hundredths.
const KNOWN: (&str, &str, i64) = (
    "fluid-haul",
    "Hauling crude oil, LPG or production fluids (42%)",
    42,
);

impl Rules for FuelRebateHistory {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[GASOLINE, DIESEL]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        last_day(&OTHER_FUEL, period)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        only(code, "claim")?;
        if !prop_applies(period.ends_on.max(period.starts_on)) {
            return Err(NoForm::OutOfTime(
                "this rebate was abolished for fuel after 24 February 2011",
            ));
        }
        let pieces = pieces::cut(self.rates(), period, rates)?;
        let frame = Frame {
            program: Program::FuelRebateHistory,
            code: "claim",
            title: "Partial rebate claim",
            version: "prop/2011.1",
            period,
            limit: OTHER_FUEL,
            least_days: 1,
        };
        let mut form = frame.of_days(&pieces, contents(period, &pieces));
        let (word, _label, percent) = KNOWN;
        let known = [(word.to_owned(), Figure::new(Decimal::new(percent, 2)))];
        form.lists.insert("percent".into(), known.into());
        Ok(form)
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

fn contents(period: Period, pieces: &[Piece]) -> Contents {
    let rates = RatesByDay::new(pieces, &PRODUCTS);
    let total = claimed(
        "Rebate claimed",
        "The rebates of all rows",
        "sum([activities.rebate])",
    )
    .because(
        "For each activity, the tax on its litres by the percentage of the order.",
        "Circular TEFU-4; ministerial order",
    );
    Contents {
        sections: vec![
            Section::new("Rates", rates.lines(period)),
            Section::new("Fuel by activity", Vec::new()).table(activities(pieces, &rates)),
            Section::new("The rebate", vec![total]),
        ],
        checks: vec![super::frame::in_days("activities", "used_on", "fuel of")],
        papers: Vec::new(),
    }
}

fn activities(pieces: &[Piece], rates: &RatesByDay<'_>) -> Table {
    let (known, label, _percent) = KNOWN;
    // Where one rate counts in all days, the day of the fuel changes nothing.
    let used_on = Line::entered(
        "used_on",
        "Last day of the fuel",
        "Where the rate of tax changed: a day of use.",
        Unit::Date,
    );
    let columns = vec![
        if pieces.len() > 1 {
            used_on.required()
        } else {
            used_on
        },
        Line::choice(
            "activity",
            "Activity",
            "As the order names it.",
            &[(known, label), ("other", "Another activity of the order")],
        )
        .required(),
        Line::entered(
            "share",
            "Share by the order",
            "As a fraction: 42% is 0.42.",
            Unit::Factor,
        )
        .when("[activity] = 'other'")
        .required(),
        Line::choice(
            "product",
            "Fuel",
            "Clear fuel only.",
            &[("gasoline", "Gasoline"), ("diesel", "Diesel")],
        )
        .required(),
        Line::entered(
            "litres",
            "Litres",
            "All litres of the activity.",
            Unit::Litres,
        )
        .required(),
        Line::computed(
            "counts",
            "Share that counts",
            "The percentage of the order",
            Unit::Factor,
            "if(known('percent', [activity]), lookup('percent', [activity]), [share])",
        ),
        Line::computed(
            "rate",
            "Tax for a litre",
            "The rate of the day",
            Unit::DollarsEach,
            &rates.formula("used_on", "product"),
        ),
        Line::computed(
            "rebate",
            "Rebate",
            "Litres \u{d7} share that counts \u{d7} tax for a litre",
            Unit::Dollars,
            "[litres] * [counts] * [rate]",
        ),
    ];
    Table::new("activities", "activity", 500, columns)
}
