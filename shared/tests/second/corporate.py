"""The corporate return AT1: jacket, balance, instalments and penalties (domain page corporate-income-tax)."""

from datetime import date, timedelta
from decimal import Decimal

import rates
import schedules
from dates import end_plus_months, plus_months
from figures import ONE, ZERO, Sheet, dollars, rounded

CREDITS = ("082", "085", "086", "115", "087")


def return_at1(filing):
    """Lines 062 to 090: income by factor, basic tax, deductions in their order, credits and payments."""
    sheet = Sheet()
    income = filing.amount("062")
    factor = ONE
    if filing.word("schedule-2") == "yes":
        factor = schedules.factor(sheet, filing)
    sheet["065"] = factor
    sheet["066"] = dollars(income * factor)
    sheet["general-rate"] = rates.weighted("cit.general", filing.first, filing.last, 5)
    taxed = filing.word("030") != "5" and sheet["066"] > 0
    sheet["068"] = dollars(sheet["066"] * sheet["general-rate"]) if taxed else ZERO
    deductions(sheet, filing)
    sheet["129"] = schedules.grant(sheet, filing)
    sheet["090"] = sheet["080"] - sheet["129"] - filing.amounts(*CREDITS)
    schedules.carry_back(sheet, filing)
    schedules.reconciliation(sheet, filing)
    sheet["balance-months"] = ZERO + balance_months(sheet, filing)
    return sheet


def deductions(sheet, filing):
    """Each deduction is at most the tax that the ones before leave."""
    left = sheet["068"]
    small_business = schedules.small_business(sheet, filing, sheet["065"])
    sheet["070"] = min(small_business, left)
    left -= sheet["070"]
    sheet["072"] = min(schedules.foreign(sheet, filing), left)
    left -= sheet["072"]
    sheet["076"] = min(filing.amount("3-604"), left)
    sheet["080"] = left - sheet["076"]


def balance_months(sheet, filing):
    """The third month: a CCPC all year with the small business deduction this or last year and taxable income of at
    most $500,000, or with tax of at most $2,000 in either year."""
    if filing.word("029") != "1":
        return 2
    claimed = sheet["070"] > 0 or filing.word("last-year-deduction") == "yes"
    before = filing.amount("last-year-tax")
    small_tax = sheet["080"] <= 2000 or (filing.has("last-year-tax") and before <= 2000)
    return 3 if (claimed and filing.amount("062") <= 500000) or small_tax else 2


def balance_due(filing, sheet):
    return end_plus_months(filing.last, int(sheet["balance-months"]))


def instalments(record):
    """At a glance: 12 x current/12; 12 x prior/12; 2 x second prior/12 then 10 x (prior - those two)/10."""
    current, prior, second = (max(Decimal(base), ZERO) for base in record["bases"])
    total = {"current-year": current, "year-before": prior}.get(record["method"])
    first = (second if total is None else total) / 12
    if total is None:
        total = max(prior, second / 6)
    ten = (total - (second / 6 if record["method"] == "both-years-before" else total / 6)) / 10
    first, ten = rounded(first, 2), rounded(ten, 2)
    total = rounded(total, 2)
    amounts = [first] * 2 + [ten] * 9
    amounts.append(total - sum(amounts))
    first_day, last_day = (date.fromisoformat(day) for day in record["year"])
    return {
        "firstTwo": first,
        "nextTen": ten,
        "total": total,
        "amounts": amounts,
        "required": current > 2000 and prior > 2000,
        "days": instalment_days(first_day, last_day),
        "grantUntil": end_plus_months(end_plus_months(last_day, 6), 15),
    }


def instalment_days(first, last):
    """The last day of each complete month of the year."""
    ends = (plus_months(first, months) - timedelta(days=1) for months in range(1, 14))
    return [day for day in ends if day <= last]


FORMS = {("corporate-income-tax", "return"): return_at1}
