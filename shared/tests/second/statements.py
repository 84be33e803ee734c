"""What the administration charges without a return: freehold mineral tax, penalties of corporate and tobacco tax."""

from datetime import timedelta
from decimal import Decimal

from figures import ZERO, Sheet, cents


def freehold(filing):
    """other-programs: by statement; the first $1,600 is not charged."""
    sheet = Sheet()
    sheet["20"] = min(filing.amount("10"), Decimal(1600))
    sheet["total"] = filing.amount("10") - sheet["20"]
    return sheet


def complete_months(first, last):
    """Full months from a day to another; a month whose last day comes earlier ends on it."""
    months = (last.year - first.year) * 12 + last.month - first.month
    # The day of the month is reached, or the month has no such day and is over.
    reached = last.day >= first.day or (last + timedelta(days=1)).day == 1
    return max(0, months if reached else months - 1)


def corporate(filing):
    """corporate-income-tax, penalties: false statement, not reported, not electronic, preparer."""
    sheet = Sheet()
    kind = filing.word("kind")
    if kind == "false-statement":
        sheet["a"] = sheet["total"] = max(Decimal(100), cents(filing.amount("understated") / 2))
    elif kind == "not-reported":
        reassessed, reported = filing.day("reassessed-on"), filing.day("reported-on")
        if reassessed and reported:
            by = reassessed + timedelta(days=90)
            sheet["months"] = Decimal(min(complete_months(by, reported), 12))
            share = (5 + sheet["months"]) / 100 if reported > by else ZERO
            sheet["b"] = sheet["total"] = cents(filing.amount("added") * share)
    elif kind == "not-electronic":
        sheet["c"] = sheet["total"] = Decimal(1000)
    elif kind == "preparer":
        sheet["d"] = sheet["total"] = filing.amount("returns") * 100
    return sheet


def contraband(filing):
    """tobacco-tax: three times the tax."""
    sheet = Sheet()
    sheet["total"] = filing.amount("tax") * 3
    return sheet


FORMS = {
    ("freehold-mineral-tax", "statement"): freehold,
    ("corporate-income-tax", "penalty"): corporate,
    ("tobacco-tax", "contraband"): contraband,
}
