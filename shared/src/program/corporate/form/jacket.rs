//! The second part of the jacket: the tax, what is owed or to be refunded, and who signs.

use super::{SPEC, Year, dollars, worked_out};
use crate::calendar;
use crate::form::{Line, Section, Unit};
use crate::program::corporate::dates;
use crate::words;
use chrono::NaiveDate;

/// What follows from the schedules.
pub(super) fn sections(year: &Year<'_>) -> Vec<Section> {
    vec![
        Section::new("Alberta tax", tax(year)),
        Section::new("Credits and payments", credits(year)),
        Section::new("When the balance is due", balance(year)),
        Section::new("Who prepared and who signs", people()),
    ]
}

fn tax(year: &Year<'_>) -> Vec<Line> {
    vec![
        worked_out(
            "065",
            "Allocation factor",
            "From Schedule 2; 1 when all permanent establishments are in Alberta.",
            Unit::Factor,
            "if([schedule-2] = 'yes', [s2-factor], 1)",
        ),
        worked_out(
            "066",
            "Amount taxable in Alberta",
            "Line 062 times line 065.",
            Unit::WholeDollars,
            "[062] * [065]",
        ),
        Line::given(
            "general-rate",
            "General rate",
            Unit::Percent,
            year.general.value,
            &year.general.origin,
        ),
        Line::computed(
            "068",
            "Basic Alberta tax",
            "Line 066 at the general rate, a half dollar up. Nothing on a loss, or for an exempt corporation.",
            Unit::WholeDollars,
            "if([066] <= 0 or [030] = '5', 0, [066] * [general-rate])",
        ),
        worked_out(
            "070",
            "Small business deduction",
            "From Schedule 1, at most the basic tax.",
            Unit::WholeDollars,
            "min([s1-deduction], [068])",
        ),
        worked_out(
            "072",
            "Foreign investment income credit",
            "The total of Schedule 4, at most line 068 less line 070.",
            Unit::WholeDollars,
            "min([s4-total], [068] - [070])",
        ),
        dollars(
            "3-604",
            "Other deductions and credits of Schedule 3",
            "Line 604 of Schedule 3. Leave empty if there are none.",
        ),
        worked_out(
            "076",
            "Other tax deductions and credits",
            "Line 604 of Schedule 3, at most line 068 less lines 070 and 072.",
            Unit::WholeDollars,
            "min([3-604], [068] - [070] - [072])",
        ),
        worked_out(
            "080",
            "Tax payable to Alberta",
            "Line 068 less lines 070, 072 and 076.",
            Unit::WholeDollars,
            "[068] - [070] - [072] - [076]",
        ),
    ]
}

fn credits(year: &Year<'_>) -> Vec<Line> {
    let (rule, grant) = if year.grant().is_some() {
        ("From line 134 of Schedule 29.", "[29-134]")
    } else {
        ("There was no grant in this tax year.", "0")
    };
    let choices = [("1", "Refund it"), ("2", "Apply it to the next tax year")];
    vec![
        worked_out(
            "129",
            "The Innovation Employment Grant",
            rule,
            Unit::WholeDollars,
            grant,
        ),
        dollars(
            "082",
            "Instalments paid",
            "Payments for this tax year.",
        ),
        dollars("085", "Interactive digital media tax credit", "As on the certificate."),
        Line::entered("110", "Certificate number", "Of the credit on line 085.", Unit::Text)
            .when("[085] > 0"),
        dollars("086", "Capital gains refund", "Of investment and mutual fund corporations.")
            .when("[030] = '1' or [030] = '2'"),
        dollars("115", "Film and television tax credit", "As on the certificate."),
        dollars("087", "Other credits", "Such as those of an environmental trust."),
        Line::total(
            "090",
            "Balance",
            "Line 080 less lines 129, 082, 085, 086, 115 and 087. Positive is owed, negative is overpaid.",
            Unit::WholeDollars,
            "[080] - ([129] + [082] + [085] + [086] + [115] + [087])",
        )
        .because(
            "The tax payable less the grant, what was paid and the credits. Positive is owed, negative is overpaid.",
            SPEC,
        ),
        dollars("091", "Payment with this return", "What is paid now.").when("[090] > 0"),
        Line::choice("092", "Overpayment", "What to do with it.", &choices).when("[090] < 0"),
    ]
}

/// The rule of the third month is [`dates::BalanceFacts`]; a test holds the two together.
fn balance(year: &Year<'_>) -> Vec<Line> {
    let on = |third| {
        let day = dates::balance_due(year.period, third).map(calendar::roll);
        day.map_or_else(String::new, |day: NaiveDate| words::day(day))
    };
    let rule = format!(
        "What is owed is due on {}. For a Canadian-controlled private corporation it is {} when it claimed the small \
         business deduction this year or last and has taxable income of at most $500,000, or when its tax of either \
         year is at most $2,000.",
        on(false),
        on(true)
    );
    let (income, tax) = (dates::SMALL_INCOME, dates::SMALL_TAX);
    let formula = format!(
        "if([029] = '1' and (([070] > 0 or [last-year-deduction] = 'yes') and [062] <= {income} or [080] <= {tax} or \
         has([last-year-tax]) and [last-year-tax] <= {tax}), 3, 2)"
    );
    vec![
        Line::yes_or_no(
            "last-year-deduction",
            "Small business deduction claimed last year",
            "In the return of the tax year before.",
        )
        .when("[029] = '1'"),
        dollars(
            "last-year-tax",
            "Last year's Alberta tax",
            "Line 080 of the tax year before. 0 in the first year.",
        )
        .when("[029] = '1'"),
        Line::computed(
            "balance-months",
            "Months after the year-end in which the balance is due",
            &rule,
            Unit::Number,
            &formula,
        )
        .because(
            &rule,
            "Important dates for corporations (Tax and Revenue Administration)",
        ),
    ]
}

/// Of the lines 095 to 103 only the range and the questions are known, so the numbers of single ones may differ.
fn people() -> Vec<Line> {
    let text = |id: &str, label: &str, hint: &str| Line::entered(id, label, hint, Unit::Text);
    vec![
        Line::yes_or_no(
            "095",
            "Prepared for a fee",
            "By someone outside the corporation.",
        ),
        text("096", "Preparer", "The name of the person or firm.").when("[095] = 'yes'"),
        text(
            "099",
            "Authorized signing officer",
            "The name of the person who signs.",
        )
        .required(),
        text("100", "Position", "In the corporation.").required(),
        text("103", "Phone number of the officer", "With the area code."),
        text(
            "105",
            "E-mail address for this return",
            "Of an owner, operator or director; not of the preparer.",
        ),
    ]
}
