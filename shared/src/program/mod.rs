//! The registry of programs: the only list of them. One file each, private but for its rules.

pub mod claim;
pub mod corporate;
mod due;
mod emergency_911;
mod facts;
mod fuel;
mod health_cost_recovery;
mod ifta;
mod insurance_premiums;
pub mod payment;
mod span;
mod statement;
mod terms;
mod tobacco;
mod tourism_levy;

pub use emergency_911::alberta_devices;

pub use facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
pub use fuel::relief_cents;
pub use ifta::{
    IFTA_INTEREST, RenewalObstacle, Vehicle, ifta_late, licence_until, may_file_yearly,
    renewal_obstacles, yearly_interest,
};
pub use terms::{DocumentKind, PAYMENT_ORDER, TermChange, Terms};
pub use tobacco::loss_notice_until;
pub use tourism_levy::{
    Operator, Status, Stay, StayPrice, deposit_split, levy_applies, levy_on_night,
};

use crate::Money;
use crate::assessment::{Overpayment, Relief};
use crate::carry::Carries;
use crate::filing::{Draft, Evaluation};
use crate::form::{FilingKind, Form};
use crate::interest::InterestError;
use crate::period::{Frequency, Period};
use crate::rate::{RateCode, RateTable};
use chrono::NaiveDate;
use claim::limits::Limit;
use payment::{Known, LateInstalments, Payment, Renewal};

text_enum! {
    /// A levy, tax or claim program that Tax and Revenue Administration runs.
    Program {
        /// Tourism Levy Act, c T-5.5.
        TourismLevy = "tourism-levy",
        /// Fuel Tax Act, direct remitters.
        FuelTax = "fuel-tax",
        /// Fuel Tax Act, propane tax collectors.
        PropaneTax = "propane-tax",
        /// Fuel Tax Act, locomotive fuel users.
        LocomotiveFuelTax = "locomotive-fuel-tax",
        /// Fuel Tax Act, consumers who import or rebrand.
        FuelConsumer = "fuel-consumer",
        /// Alberta Corporate Tax Act, Part 9.
        InsurancePremiumsTax = "insurance-premiums-tax",
        /// Emergency 911 Act, SA 2013 c E-7.5.
        Emergency911Levy = "emergency-911-levy",
        /// Crown's Right of Recovery Act.
        HealthCostRecovery = "health-cost-recovery",
        /// Rebate on clear fuel used where marked fuel was not available.
        TaxExemptFuelUser = "tax-exempt-fuel-user",
        /// Refund on propane bought with tax and sold without.
        PropaneRetailer = "propane-retailer",
        /// Refund on clear fuel sold without tax to exempt buyers.
        TaxExemptFuelSales = "tax-exempt-fuel-sales",
        /// Refund on fuel and tobacco sold without tax on a reserve.
        AiteRetailer = "aite-retailer",
        /// Refunds of registered fuel sellers: aviation fuel, bad debts, losses.
        FuelClaims = "fuel-claims",
        /// The carbon levy of 2017 to 2019: history only.
        CarbonLevy = "carbon-levy",
        /// The partial fuel rebate abolished in 2011: history only.
        FuelRebateHistory = "prop",
        /// Freehold mineral tax, by statement of the administration.
        FreeholdMineralTax = "freehold-mineral-tax",
        /// Alberta Corporate Tax Act, RSA 2000 c A-15.
        CorporateIncomeTax = "corporate-income-tax",
        /// International Fuel Tax Agreement.
        Ifta = "ifta",
        /// Tobacco Tax Act, c T-4.
        TobaccoTax = "tobacco-tax",
    }
}

/// Words of codes that are written in capitals.
const INITIALS: [&str; 3] = ["aite", "ifta", "prop"];

impl Program {
    /// Its code in words, where its name is not at hand: `Tourism levy`.
    pub fn spelled(self) -> String {
        let words = self.as_str().split('-').map(|word| {
            if INITIALS.contains(&word) {
                word.to_uppercase()
            } else {
                word.to_owned()
            }
        });
        crate::words::capitalized(&words.collect::<Vec<_>>().join(" "))
    }

    /// The program's rules.
    pub fn rules(self) -> &'static dyn Rules {
        match self {
            Self::TourismLevy => &tourism_levy::TourismLevy,
            Self::FuelTax => &fuel::FuelTax,
            Self::PropaneTax => &fuel::PropaneTax,
            Self::LocomotiveFuelTax => &fuel::LocomotiveTax,
            Self::FuelConsumer => &fuel::ConsumerTax,
            Self::InsurancePremiumsTax => &insurance_premiums::InsurancePremiums,
            Self::Emergency911Levy => &emergency_911::Emergency911,
            Self::HealthCostRecovery => &health_cost_recovery::HealthCostRecovery,
            Self::TaxExemptFuelUser => &claim::TaxExemptFuelUser,
            Self::PropaneRetailer => &claim::PropaneRetailer,
            Self::TaxExemptFuelSales => &claim::TaxExemptFuelSales,
            Self::AiteRetailer => &claim::AiteRetailer,
            Self::FuelClaims => &claim::FuelClaims,
            Self::CarbonLevy => &claim::CarbonLevy,
            Self::FuelRebateHistory => &claim::FuelRebateHistory,
            Self::FreeholdMineralTax => &claim::FreeholdMineralTax,
            Self::CorporateIncomeTax => &corporate::CorporateIncomeTax,
            Self::Ifta => &ifta::Ifta,
            Self::TobaccoTax => &tobacco::TobaccoTax,
        }
    }

    /// The program's facts.
    pub fn facts(self) -> &'static Facts {
        self.rules().facts()
    }
}

/// Why there is no form for some days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoForm {
    /// Nothing is worked out with a wrong rate.
    #[error(transparent)]
    Rate(#[from] RateMissing),
    /// The program has no form of that code.
    #[error("there is no such form")]
    Unknown,
    /// The program did not run then: its last or first day.
    #[error("{0}")]
    OutOfTime(&'static str),
}

/// No rate is known for a day of the period: nothing is worked out with a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {code} rate is known on {}", crate::words::day(*day))]
pub struct RateMissing {
    /// Which rate.
    pub code: RateCode,
    /// On which day.
    pub day: NaiveDate,
}

/// Interest that is part of a return, and what bears more of it while it is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnInterest {
    /// In the total of the return.
    pub charged: Money,
    /// All that is owed somewhere, without what is in credit elsewhere.
    pub gross: Money,
}

/// An answer on a form: this word on that line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedAnswer {
    /// The line.
    pub line: &'static str,
    /// The word.
    pub word: &'static str,
}

/// What a program is: its facts, its dates and its forms. Sums and checks are in the forms.
pub trait Rules: Sync {
    /// Names, offers, deadlines and the penalty.
    fn facts(&self) -> &'static Facts;

    /// The rates that its forms need.
    fn rates(&self) -> &'static [RateCode];

    /// The beginning of further codes that are data: `ifta.`.
    fn rate_family(&self) -> Option<&'static str> {
        None
    }

    /// The day that form is due for the period, before the roll rule. For a claim, the last day it can be received.
    fn due(&self, code: &str, period: Period) -> Option<NaiveDate>;

    /// Where a year of the program ends that begins on a day, when the program and not the client says so.
    fn year_end(&self, _starts_on: NaiveDate) -> Option<NaiveDate> {
        None
    }

    /// The time limit of a claim that follows from its days alone; `None` for returns.
    fn limit(&self, code: &str) -> Option<&'static Limit> {
        let _ = code;
        None
    }

    /// The day that the tax of a main form is due, before the roll rule: the day its return is due, unless the
    /// program has another.
    fn balance_due(&self, period: Period, _evaluation: &Evaluation) -> Option<NaiveDate> {
        self.due(self.facts().main_form().code, period)
    }

    /// What is to be paid for the last of some periods on days apart from its return, earliest first. Most programs have
    /// nothing here: what is owed is due with the return. The periods are those of the main form, oldest first, with up
    /// to [`payment::PERIODS_BEFORE`] before the one that is asked about; fewer mean that there are no more.
    fn payments(&self, periods: &[Known<'_>]) -> Vec<Payment> {
        let _ = periods;
        Vec::new()
    }

    /// The lines of assessed returns that such payments follow from; none when there are no such payments.
    fn payment_lines(&self) -> &'static [&'static str] {
        &[]
    }

    /// What instalments of a period cost that were late or short: of its payments, with the amounts that its assessment makes
    /// known, and of what was received and when, up to a day. `None` where nothing was late.
    ///
    /// # Errors
    /// When a rate is missing or the interest is too large.
    fn late_instalments(
        &self,
        payments: &[Payment],
        received: &[(NaiveDate, Money)],
        until: NaiveDate,
        rates: &RateTable,
    ) -> Result<Option<LateInstalments>, InterestError> {
        let _ = (payments, received, until, rates);
        Ok(None)
    }

    /// What has to be renewed by a day of that year.
    fn renewal(&self, year: i32) -> Option<Renewal> {
        let _ = year;
        None
    }

    /// Payments that the total of a form takes off. They are on the account already, so what is assessed is the total before
    /// them.
    fn paid_before(&self, _code: &str, _evaluation: &Evaluation) -> Money {
        Money::ZERO
    }

    /// Interest that the total of a form includes, where the program works it out with the return.
    fn own_interest(&self, _code: &str, _evaluation: &Evaluation) -> Option<OwnInterest> {
        None
    }

    /// The penalty that the total of a form consists of, where the administration charges one.
    fn own_penalty(&self, _code: &str, _evaluation: &Evaluation) -> Money {
        Money::ZERO
    }

    /// Days are claimed once by a client, not once by each of its accounts.
    fn claims_once_a_client(&self) -> bool {
        false
    }

    /// A difference that the administration leaves as it is: neither assessed nor refunded.
    fn tolerance(&self) -> Money {
        Money::ZERO
    }

    /// The number that confirms a filing beside its reference, where the program's software knows one; from random bits.
    fn confirmation(&self, _random: u64) -> Option<String> {
        None
    }

    /// What a built form takes over from the account's payments and earlier filings.
    fn carries(&self, _form: &Form) -> Carries {
        Carries::default()
    }

    /// What becomes of the credit that a filing leads to: claims are refunded, the rest waits for its owner, unless the
    /// form asks.
    fn overpayment(&self, code: &str, _entered: &Draft) -> Overpayment {
        match self.facts().form(code).map(|form| form.kind) {
            Some(FilingKind::Claim) => Overpayment::Refund,
            Some(FilingKind::Return | FilingKind::Statement) | None => Overpayment::Keep,
        }
    }

    /// Losses of a period can be used in earlier ones.
    fn carries_losses_back(&self) -> bool {
        false
    }

    /// Losses of a return that are used in earlier periods: how many periods back, and how much.
    fn losses_carried_back(&self, _evaluation: &Evaluation) -> Vec<(usize, Money)> {
        Vec::new()
    }

    /// What losses of later periods change in a return that was filed, worked out with its form; `None` in programs that
    /// carry none back.
    fn relief(
        &self,
        _form: &Form,
        _entered: &Draft,
        _filed: &Evaluation,
        _losses: Money,
    ) -> Option<Relief> {
        None
    }

    /// A form of the program for a period, by its code.
    ///
    /// # Errors
    /// When a rate is missing or there is no such form.
    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm>;

    /// A built form as it is when it is received on a day, or today while it is filled in. Programs whose interest is
    /// part of the return, and claims with time limits, change it; the others have penalty and interest in the ledger.
    ///
    /// # Errors
    /// When a rate of the lateness is missing.
    fn received_on(&self, form: Form, day: NaiveDate, rates: &RateTable) -> Result<Form, NoForm> {
        let _ = (day, rates);
        Ok(form)
    }

    /// The rate that a filing was refused for, where rows need rates that not every form has.
    fn rate_refused(
        &self,
        _form: &Form,
        _entered: &Draft,
        _evaluation: &Evaluation,
    ) -> Option<RateMissing> {
        None
    }

    /// An answer with a time limit of its own, which counts from the first version of a filing that gave it.
    fn timed_answer(&self) -> Option<TimedAnswer> {
        None
    }

    /// A built form when that answer was first given on a day, or is given today.
    fn answered_on(&self, form: Form, day: NaiveDate) -> Form {
        let _ = day;
        form
    }
}

impl dyn Rules {
    /// The program's main form.
    pub fn main_form(&self) -> &'static FormFacts {
        self.facts().main_form()
    }

    /// The main form of a period.
    ///
    /// # Errors
    /// As [`Rules::build`].
    pub fn form(&self, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        self.build(self.main_form().code, period, rates)
    }

    /// The day the main form is due before the roll rule.
    pub fn nominal_due(&self, period: Period) -> Option<NaiveDate> {
        self.due(self.main_form().code, period)
    }

    /// Something is due on days apart from the return.
    pub fn pays_apart(&self) -> bool {
        !self.payment_lines().is_empty()
    }

    /// How often returns may be due.
    pub fn frequencies(&self) -> &'static [Frequency] {
        self.facts().frequencies
    }
}
