//! Fuel tax returns: Fuel Tax Act, c F-28.1, and Fuel Tax Regulation, AR 62/2007 (domain page `fuel-tax`).
//! Direct remitters, propane collectors, railways and consumers who import or rebrand; claims are elsewhere.

mod consumer;
mod inventory;
mod relief;
mod remitter;
mod single;

pub use relief::relief_cents;

use super::claim::limits::OTHER_FUEL;
use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::{Limit, NoForm, Program, RateMissing, Rules, claim, due};
use crate::Money;
use crate::carry::{CarriedColumn, Carries};
use crate::form::{FilingKind, Form};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// Every product of the rate page: code, name, rate.
pub(super) const PRODUCTS: [(&str, &str, RateCode); 7] = [
    ("gasoline", "Gasoline", RateCode::of("fuel.gasoline")),
    ("diesel", "Diesel", RateCode::of("fuel.diesel")),
    (
        "blend",
        "Ethanol or biodiesel blend",
        RateCode::of("fuel.blend"),
    ),
    ("aviation", "Aviation fuel", RateCode::of("fuel.aviation")),
    (
        "marked-gasoline",
        "Marked gasoline",
        RateCode::of("fuel.marked-gasoline"),
    ),
    (
        "marked-diesel",
        "Marked diesel",
        RateCode::of("fuel.marked-diesel"),
    ),
    (
        "other",
        "Bunker fuel, kerosene, methanol or condensate",
        RateCode::of("fuel.other"),
    ),
];

const RATES: [RateCode; 7] = [
    RateCode::of("fuel.gasoline"),
    RateCode::of("fuel.diesel"),
    RateCode::of("fuel.blend"),
    RateCode::of("fuel.aviation"),
    RateCode::of("fuel.marked-gasoline"),
    RateCode::of("fuel.marked-diesel"),
    RateCode::of("fuel.other"),
];
const LPG: RateCode = RateCode::of("fuel.lpg");
const LOCOMOTIVE: RateCode = RateCode::of("fuel.locomotive");

const PENALTY: LatePenalty = LatePenalty::DailyOrShare {
    cents_a_day: 2_500,
    percent: 5,
    cap_cents: 100_000,
};
const PENALTY_RULE: PenaltyRule = PenaltyRule {
    text: "A late return costs $25 a day or 5% of the tax unpaid on the due date, whichever is \
           more, but at most $1,000.",
    source: "Fuel special notice Vol. 1 No. 27",
};

const RETURN: FormFacts = FormFacts {
    code: "return",
    title: "Fuel tax return",
    kind: FilingKind::Return,
    cycle: Cycle::Period,
};

/// What the programs of this Act share.
const BASE: Facts = Facts {
    name: "Fuel tax",
    letters: "FT",
    summary: "Tax on fuel, remitted by refiners and others who handle it for the whole province.",
    money_word: "tax",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[Frequency::Monthly],
    forms: &[
        RETURN,
        FormFacts {
            code: "inventory",
            title: "Inventory declaration",
            kind: FilingKind::Return,
            cycle: Cycle::Event,
        },
    ],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::NilReturn, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Confirmed),
    ],
    objection_days: (90, Confidence::Unverified),
    penalty: PENALTY,
    penalty_rule: PENALTY_RULE,
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// Direct remitters.
pub(super) struct FuelTax;
static FUEL: Facts = BASE;

/// Differences of up to $20 are not assessed or refunded; the page is of 1996 (domain page `fuel-tax`).
const TOLERANCE_CENTS: i64 = 2_000;

impl Rules for FuelTax {
    fn tolerance(&self) -> Money {
        Money::from_cents(TOLERANCE_CENTS)
    }

    fn facts(&self) -> &'static Facts {
        &FUEL
    }

    fn rates(&self) -> &'static [RateCode] {
        &RATES
    }

    /// A declaration is due a month after the change: for 1 April 2024 it was 1 May 2024.
    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        if code == "inventory" {
            due::months_after(period.starts_on, 1)
        } else {
            due::of_next_month(period.ends_on, 28)
        }
    }

    /// A month begins with the stock that the month before ended with. Where the month is in parts, its rows are too.
    fn carries(&self, form: &Form) -> Carries {
        let table = form.table("products");
        let whole = table.is_some_and(|table| table.unique.len() == 1);
        let opening = CarriedColumn {
            table: "products".into(),
            by: "product".into(),
            from: "closing".into(),
            to: "opening".into(),
            part: Some("days".into()),
        };
        Carries {
            lines: Vec::new(),
            columns: whole.then_some(opening).into_iter().collect(),
        }
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        let due = self.due(code, period);
        match code {
            "return" => remitter::build(due, period, rates),
            "inventory" => inventory::build(due, period, rates),
            _ => Err(NoForm::Unknown),
        }
    }
}

/// What distributors of propane and users of locomotive fuel can do online.
const SINGLE_OFFERS: &[Offer] = &[
    Offer(Capability::FileReturn, Confidence::Confirmed),
    Offer(Capability::NilReturn, Confidence::Confirmed),
    Offer(Capability::Amend, Confidence::Unverified),
    Offer(Capability::DirectDeposit, Confidence::Unverified),
    Offer(Capability::Waiver, Confidence::Unverified),
    Offer(Capability::Arrangement, Confidence::Unverified),
    Offer(Capability::Objection, Confidence::Confirmed),
    Offer(Capability::Documents, Confidence::Confirmed),
    Offer(Capability::Software, Confidence::Unverified),
];

/// Propane tax collectors.
pub(super) struct PropaneTax;
static PROPANE: Facts = Facts {
    name: "Propane tax",
    letters: "PT",
    summary: "Tax on propane and other liquefied gas, collected by distributors and producers.",
    forms: &[FormFacts {
        title: "Propane tax return",
        ..RETURN
    }],
    offers: SINGLE_OFFERS,
    ..BASE
};

impl Rules for PropaneTax {
    fn tolerance(&self) -> Money {
        Money::from_cents(TOLERANCE_CENTS)
    }

    fn facts(&self) -> &'static Facts {
        &PROPANE
    }

    fn rates(&self) -> &'static [RateCode] {
        &[LPG]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due::of_next_month(period.ends_on, 28)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        single::build(
            &single::PROPANE,
            code,
            due::of_next_month(period.ends_on, 28),
            period,
            rates,
        )
    }
}

/// Locomotive fuel users.
pub(super) struct LocomotiveTax;
static LOCOMOTIVES: Facts = Facts {
    name: "Locomotive fuel tax",
    letters: "LF",
    summary: "Tax on the fuel that locomotives burn in Alberta, wherever it was bought.",
    forms: &[FormFacts {
        title: "Locomotive fuel tax return",
        ..RETURN
    }],
    offers: SINGLE_OFFERS,
    ..BASE
};

impl Rules for LocomotiveTax {
    fn tolerance(&self) -> Money {
        Money::from_cents(TOLERANCE_CENTS)
    }

    fn facts(&self) -> &'static Facts {
        &LOCOMOTIVES
    }

    fn rates(&self) -> &'static [RateCode] {
        &[LOCOMOTIVE]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due::of_next_month(period.ends_on, 28)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        single::build(
            &single::LOCOMOTIVE,
            code,
            due::of_next_month(period.ends_on, 28),
            period,
            rates,
        )
    }
}

/// Consumers who bring fuel into the province or change what it is used as.
pub(super) struct ConsumerTax;
static CONSUMERS: Facts = Facts {
    name: "Fuel tax of consumers",
    letters: "FK",
    summary: "Tax on fuel that a consumer brings into Alberta, and the difference when fuel is \
              used as another class than it was bought as.",
    frequencies: &[],
    forms: &[
        FormFacts {
            code: "return",
            title: "Consumer fuel tax return",
            kind: FilingKind::Return,
            cycle: Cycle::Event,
        },
        FormFacts {
            code: "rebrand-claim",
            title: "Claim for fuel used at a lower rate",
            kind: FilingKind::Claim,
            cycle: Cycle::Event,
        },
    ],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Unverified),
        Offer(Capability::FileClaim, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
    ],
    ..BASE
};

impl Rules for ConsumerTax {
    fn tolerance(&self) -> Money {
        Money::from_cents(TOLERANCE_CENTS)
    }

    fn facts(&self) -> &'static Facts {
        &CONSUMERS
    }

    fn rates(&self) -> &'static [RateCode] {
        &RATES
    }

    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        match self.limit(code) {
            Some(limit) => limit.last_day(period.ends_on),
            None => due::of_next_month(period.ends_on, 28),
        }
    }

    fn limit(&self, code: &str) -> Option<&'static Limit> {
        (code == "rebrand-claim").then_some(&OTHER_FUEL)
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(claim::received(form, day))
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        consumer::build(code, self.due(code, period), period, rates)
    }
}

/// The rate of a code on a day, or that it is missing.
fn rate_on(
    rates: &RateTable,
    code: RateCode,
    day: NaiveDate,
) -> Result<&crate::rate::DatedRate, RateMissing> {
    rates.on(code, day).ok_or(RateMissing { code, day })
}

/// A form with what all forms of the Act share.
struct Blank {
    program: Program,
    code: &'static str,
    kind: FilingKind,
    title: &'static str,
    total: &'static str,
}

impl Blank {
    fn form(&self, due: Option<NaiveDate>, period: Period) -> Form {
        let due = due.unwrap_or(period.ends_on);
        Form {
            program: self.program,
            code: self.code.into(),
            kind: self.kind,
            version: format!("{}/{}/2026.1", self.program, self.code),
            title: self.title.into(),
            period,
            due_on: match self.kind {
                FilingKind::Return => crate::calendar::roll(due),
                FilingKind::Claim | FilingKind::Statement => due,
            },
            sections: Vec::new(),
            checks: Vec::new(),
            lists: std::collections::BTreeMap::new(),
            origins: std::collections::BTreeMap::new(),
            papers: Vec::new(),
            rates: Vec::new(),
            total: self.total.into(),
        }
    }
}
