"""Late penalties, interest by day and the other rules beside forms (domain page interest-and-penalties)."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

import corporate
import rates
from dates import plus_months, rolled
from figures import ZERO, cents

OBJECTION_DAYS = {"ifta": 30}
GRACE_DAYS = {"corporate-income-tax": 35}

# What rounding left of a debt that was paid is no debt: less than half a cent bears nothing.
SETTLED = Decimal("0.005")


def day(text):
    return date.fromisoformat(text)


def complete_months(due, received):
    months = 0
    while plus_months(due, months + 1) <= received:
        months += 1
    return months


def monthly(unpaid, due, received, first, each, most):
    """A share at once and more for each complete month, at most so many."""
    months = min(complete_months(due, received), most)
    return cents(unpaid * (first + each * months) / 100)


def penalty(record):
    """The table of penalties; what is unknown there is nothing. A credit counts as nothing unpaid."""
    due, received = day(record["due"]), day(record["received"])
    unpaid, program = max(Decimal(record["unpaid"]), ZERO), record["program"]
    days = (received - due).days
    if days <= 0:
        return ZERO
    by_day = Decimal(25 * days)
    if program in ("corporate-income-tax", "insurance-premiums-tax"):
        shape = (10, 2, 20) if record["repeat"] else (5, 1, 12)
        return monthly(unpaid, due, received, *shape)
    if program in ("fuel-tax", "propane-tax", "locomotive-fuel-tax", "fuel-consumer"):
        return min(Decimal(1000), max(by_day, cents(unpaid * 5 / 100)))
    if program == "tourism-levy":
        return by_day if days <= 4 else min(max(min(by_day, unpaid), Decimal(100)), Decimal(1000))
    if program == "ifta":
        return max(Decimal(50), cents(unpaid / 10))
    return ZERO


def interest(record, code, sign, begin):
    """Day by day: a movement counts from the next day on, only what is owed bears interest, and interest bears it too.

    Compounded daily over 365 days and rounded once, at the end. It ends with the first day that would bear it and has
    no rate.
    """
    coming = sorted((day(on), Decimal(amount) * sign) for on, amount in record["movements"])
    balance, earned, days = ZERO, ZERO, 0
    today, last = max(day(record["from"]), begin), day(record["to"])
    while today <= last:
        while coming and coming[0][0] < today:
            balance += coming.pop(0)[1]
        if balance >= SETTLED:
            rate = rates.on(code, today)
            if rate is None:
                return {"interest": cents(earned), "days": days, "missing": today}
            borne = balance * rate / 365
            balance, earned, days = balance + borne, earned + borne, days + 1
        today += timedelta(days=1)
    return {"interest": cents(earned), "days": days, "missing": None}


def debit(record):
    return interest(record, "debit-interest", 1, date.min)


def credit(record):
    """Corporate tax only, and not before the return is complete."""
    return interest(record, "credit-interest", -1, day(record["complete"]))


def grace(record):
    """Corporate: nothing after the notice when all is paid within 35 days of it."""
    notice, paid = day(record["notice"]), day(record["paid"])
    days = GRACE_DAYS.get(record["program"])
    in_time = days is not None and (paid - notice).days <= days
    return {"last": min(notice, paid) if in_time else paid}


def corporate_penalties(record):
    """s.73.1, s.37.1, and a reassessment elsewhere that was not reported in 90 days."""
    over, whole = Decimal(record["interest"]), Decimal(record["inFull"])
    understated = Decimal(record["understated"])
    threshold = max(Decimal(1000), cents(whole / 4))
    due = day(record["reassessed"]) + timedelta(days=90)
    reported = day(record["reported"])
    not_reported = monthly(understated, due, reported, 5, 1, 12) if reported > due else ZERO
    return {
        "instalmentPenalty": cents(max(over - threshold, ZERO) / 2),
        "falseStatement": max(Decimal(100), cents(understated / 2)),
        "notReported": not_reported,
    }


def relief(record):
    """The relief of fuel by the price of oil, rising by at most 9 cents; the levy inside a kept deposit; and the yearly
    rate of fuel carriers: the one-year bill and 2 points, up to a whole percent."""
    price, before = Decimal(record["price"]), Decimal(record["before"])
    steps = ((90, "0"), (85, "4.5"), (80, "9"))
    step = next((Decimal(tax) for least, tax in steps if price >= least), Decimal(13))
    amount, percent = Decimal(record["deposit"]), record["percent"]
    levy = cents(amount * percent / (100 + percent))
    points = (Decimal(record["bill"]) * 100 + 2).to_integral_value(rounding=ROUND_CEILING)
    return {
        "cents": min(step, before + 9),
        "priceInside": amount - levy,
        "levyInside": levy,
        "yearly": points / 100,
    }


def holidays(record):
    first = date(day(record["day"]).year, 1, 1)
    return {"rolled": rolled(day(record["day"])), "firstWorkingDay": rolled(first)}


RULES = {
    "penalty": lambda record: {"penalty": penalty(record)},
    "debit": debit,
    "credit": credit,
    "grace": grace,
    "instalments": corporate.instalments,
    "corporate": corporate_penalties,
    "relief": relief,
    "holidays": holidays,
}


def objection(program, record):
    """90 days from the notice; 30 for fuel carriers."""
    days = OBJECTION_DAYS.get(program, 90)
    return {"until": day(record["notice"]) + timedelta(days=days)}
