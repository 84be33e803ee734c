//! The first part of the jacket: who files, the year, taxable income, and which schedules are needed.

use super::{Year, dollars};
use crate::form::{Line, Section, Unit};
use crate::identifier::Identifier;
use crate::program::corporate::{dates, duty};
use crate::words;

/// What is asked before the schedules.
pub(super) fn sections(year: &Year<'_>) -> Vec<Section> {
    vec![
        corporation().lead(&duty::in_words(year.period)),
        contact(),
        tax_year(),
        income(),
        Section::new("Schedules", schedules(year))
            .lead("Choose the schedules that this return needs. Each appears below."),
    ]
}

fn corporation() -> Section {
    let types = [
        (
            "1",
            "Canadian-controlled private corporation in the whole year",
        ),
        ("2", "Alberta professional corporation"),
        ("3", "Other private corporation"),
        ("4", "Public corporation"),
        ("5", "Other, also private only at the year-end"),
    ];
    let statuses = [
        ("1", "Investment corporation"),
        ("2", "Mutual fund corporation"),
        ("3", "Co-operative"),
        ("4", "Credit union"),
        ("5", "Exempt under section 149"),
        ("6", "Insurer"),
        ("7", "Non-resident corporation"),
    ];
    Section::new(
        "The corporation",
        vec![
            Line::choice(
                "029",
                "Type of corporation",
                "As it was in the tax year.",
                &types,
            )
            .required(),
            Line::choice(
                "030",
                "Special status",
                "Leave empty if there is none.",
                &statuses,
            ),
            Line::yes_or_no(
                "001",
                "Associated with other corporations",
                "Associated corporations share the business limit and the grant's maximum.",
            )
            .required(),
            Line::identifier(
                "035",
                "Federal business number",
                "Nine digits.",
                Identifier::BusinessNumber,
            )
            .required(),
            Line::entered(
                "028",
                "Nature of business",
                "The industry code. Without one, 9999 counts.",
                Unit::Text,
            ),
            dollars(
                "047",
                "Gross revenue",
                "Of the whole corporation in the tax year.",
            )
            .required(),
            dollars("048", "Total assets", "At the end of the tax year.").required(),
        ],
    )
}

/// The choice that asks for the lines of [`CONTACT`].
pub(in crate::program::corporate) const GIVES_CONTACT: &str = "contact-given";

/// Names, address and contact of the jacket. What stands in which line of an address is not published.
pub(in crate::program::corporate) const CONTACT: [(&str, &str); 12] = [
    ("010", "Legal name"),
    ("011", "Operating name"),
    ("012", "Mailing address, line 1"),
    ("013", "Mailing address, line 2"),
    ("014", "Mailing address, line 3"),
    ("015", "Mailing address, line 4"),
    ("016", "Mailing address, line 5"),
    ("017", "Mailing address, line 6"),
    ("025", "Contact person"),
    ("026", "Telephone of the contact"),
    ("027", "Fax of the contact"),
    ("093", "Further detail of the contact"),
];

fn contact() -> Section {
    let asked = format!("[{GIVES_CONTACT}] = 'yes'");
    let lines = CONTACT.map(|(number, label)| {
        Line::entered(
            number,
            label,
            "As on the return; it does not change the account.",
            Unit::Text,
        )
        .when(&asked)
    });
    let choice = Line::yes_or_no(
        GIVES_CONTACT,
        "Names, address or contact on this return",
        "Only where they are to stand on the return. The account keeps its own.",
    );
    let mut all = vec![choice];
    all.extend(lines);
    Section::new("Name and contact", all)
}

fn tax_year() -> Section {
    let reasons = [
        ("1", "Approved by the Canada Revenue Agency"),
        ("2", "Control of the corporation changed"),
        ("3", "Final return"),
    ];
    let currencies = [
        ("1", "United States dollar"),
        ("2", "Pound sterling"),
        ("3", "Euro"),
        ("4", "Australian dollar"),
        ("5", "Japanese yen"),
    ];
    let finals = [
        ("1", "Amalgamation"),
        ("2", "Left Alberta"),
        ("3", "Bankruptcy"),
        ("4", "Wind-up into a parent"),
        ("5", "Dissolution"),
    ];
    Section::new(
        "The tax year",
        vec![
            Line::yes_or_no("038", "Year-end changed", "Since the last return.").required(),
            Line::choice(
                "039",
                "Reason for the change",
                "Why the year-end changed.",
                &reasons,
            )
            .when("[038] = 'yes'"),
            Line::choice(
                "041",
                "Functional currency",
                "Only if the return is worked out in another currency. Leave empty for Canadian dollars.",
                &currencies,
            ),
            Line::entered(
                "043",
                "Average exchange rate",
                "Canadian dollars for one unit of the currency.",
                Unit::DollarsEach,
            )
            .when("has([041])"),
            Line::yes_or_no("031", "Wind-up of a subsidiary", "In this tax year."),
            Line::yes_or_no(
                "032",
                "First year after an amalgamation",
                "An amalgamated corporation has an account number of its own.",
            ),
            Line::yes_or_no("050", "Final return", "No further return will follow.").required(),
            Line::choice(
                "051",
                "Reason for the final return",
                "Why this is the last one.",
                &finals,
            )
            .when("[050] = 'yes'"),
            Line::entered(
                "052",
                "Date of amalgamation",
                "A day like 2026-10-31.",
                Unit::Date,
            )
            .when("[050] = 'yes' and [051] = '1'"),
            Line::entered(
                "053",
                "Date operations ceased",
                "A day like 2026-10-31.",
                Unit::Date,
            )
            .when("[050] = 'yes'"),
            Line::yes_or_no(
                "054",
                "Property transferred under section 85 or 97(2)",
                "A rollover under the federal Income Tax Act in this tax year.",
            ),
        ],
    )
}

fn income() -> Section {
    Section::new(
        "Taxable income",
        vec![
            Line::yes_or_no(
                "060",
                "Taxable income for Alberta differs from federal",
                "If yes, line 061 is yes and Schedule 12 is needed.",
            )
            .required(),
            Line::yes_or_no(
                "061",
                "Discretionary amounts differ from federal",
                "Such as capital cost allowance or losses of other years.",
            )
            .required(),
            dollars(
                "062",
                "Taxable income or loss for Alberta",
                "Whole dollars; a loss is negative.",
            )
            .signed()
            .required(),
        ],
    )
}

fn schedules(year: &Year<'_>) -> Vec<Line> {
    let ask = |id: &str, label: &str, hint: &str| Line::yes_or_no(id, label, hint);
    let mut lines = vec![
        ask(
            "schedule-1",
            "Schedule 1: small business deduction",
            "For Canadian-controlled private corporations with active business income.",
        )
        .when("[029] = '1' or [029] = '2'"),
        ask(
            "schedule-2",
            "Schedule 2: income allocation factor",
            "Only with a permanent establishment outside Alberta.",
        ),
        ask(
            "schedule-4",
            "Schedule 4: foreign investment income credit",
            "Foreign tax was paid on investment income.",
        ),
        ask(
            "schedule-10",
            "Schedule 10: loss carry-back",
            "Losses of this year are used in one of the three years before.",
        ),
        ask(
            "schedule-12",
            "Schedule 12: income or loss reconciliation",
            "Needed when line 060 or 061 is yes.",
        ),
    ];
    if year.grant().is_some() {
        lines.push(ask(
            "schedule-29",
            "Schedule 29: Innovation Employment Grant",
            &match dates::grant_until(year.period) {
                Some(last) => format!(
                    "Research and development in Alberta. The claim must be received by {}.",
                    words::day(last)
                ),
                None => "Research and development in Alberta.".to_owned(),
            },
        ));
    }
    lines
}
