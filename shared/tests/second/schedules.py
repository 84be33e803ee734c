"""Schedules 1, 2, 4, 10, 12 and 29 of the corporate return (domain page corporate-income-tax, schedule rules)."""

from datetime import date
from decimal import Decimal

import rates
from figures import ONE, ZERO, cents, dollars, rounded

SCALE = Decimal(200000)
WEEKS_51 = 51 * 7


def small_business(sheet, filing, factor):
    """Schedule 1: the least of two incomes and the limit, by the factor and the points weighted by days."""
    if filing.word("schedule-1") != "yes":
        return ZERO
    share = SCALE
    if filing.word("001") == "yes":
        share = filing.amount("s1-share")
        others = filing.rows("associates")
        sheet["s1-shared"] = share + sum((row.amount("1-045") for row in others), ZERO)
        for row in others:
            sheet.rows.setdefault("associates", []).append({"1-044": row.amount("1-045") / SCALE})
    sheet["1-007"] = max(filing.amounts("1-003", "s1-active-adjustment"), ZERO)
    sheet["1-009"] = max(filing.amount("062"), ZERO)
    sheet["1-013"] = max(sheet["1-009"] + filing.amount("s1-income-adjustment"), ZERO)
    sheet["s1-limit"] = business_limit(sheet, filing, share)
    sheet["s1-least"] = min(sheet["1-007"], sheet["1-013"], sheet["s1-limit"])
    sheet["1-021"] = factor
    sheet["s1-points"] = rates.weighted("cit.points", filing.first, filing.last, 5)
    sheet["s1-deduction"] = dollars(sheet["s1-least"] * factor * sheet["s1-points"])
    return sheet["s1-deduction"]


def business_limit(sheet, filing, base):
    """On a scale of $200,000: less the greater cut by capital or passive income, and in proportion in a short year."""
    span = Decimal(11250 if filing.first < date(2022, 4, 7) else 90000)
    above = max(filing.amount("s1-capital") - 10000000, ZERO)
    b = min(above * Decimal("0.00225"), span)
    cut = base * b / span
    sheet["s1-base"], sheet["s1-b"], sheet["s1-capital-cut"] = base, cents(b), cents(cut)
    if filing.first > date(2018, 12, 31):
        passive = min(base * max(filing.amount("s1-passive") - 50000, ZERO) / 100000, base)
        sheet["s1-passive-cut"] = cents(passive)
        cut = max(cut, passive)
    # These lines are shown to the cent; the limit below is rounded only once.
    sheet["s1-cut"], sheet["s1-reduced"] = cents(cut), base - cents(cut)
    days = Decimal(filing.days())
    if days < WEEKS_51:
        sheet["s1-days"] = days
    share = days / 365 if days < WEEKS_51 else ONE
    sheet["1-015"] = cents(sheet["s1-reduced"] * share)
    multiple = rates.weighted("business-limit", filing.first, filing.last, 40) / SCALE
    sheet["s1-multiple"] = rounded(multiple, 10)
    return cents((base - cut) * share * multiple)


# The parts of each method and their weights: salaries, revenue and so on, in Alberta and in all places.
METHODS = {
    "transport": (("salaries", 1), ("driven", 1)),
    "grain": (("salaries", 1), ("grain", 1)),
    "pipeline": (("salaries", 1), ("pipeline", 1)),
    "railway": (("track", 1), ("tonnage", 1)),
    "bank": (("salaries", 1), ("loans", 2)),
    "airline": (("assets", 1), ("flown", 3)),
    "insurer": (("revenue", 1),),
    "trust": (("revenue", 1),),
}


def factor(sheet, filing):
    """Schedule 2: six decimals. In the general method a nil total leaves the other alone."""
    method = filing.word("s2-method")
    if method == "other":
        sheet["s2-factor"] = filing.amount("s2-other")
        return sheet["s2-factor"]
    parts = METHODS.get(method)
    if method == "general":
        parts = [(part, 1) for part in ("salaries", "revenue") if filing.amount("s2-" + part)]
    total, weight = ZERO, 0
    for part, times in parts:
        total += times * filing.amount(f"s2-{part}-alberta") / filing.amount("s2-" + part)
        weight += times
    sheet["s2-factor"] = rounded(total / weight, 6)
    return sheet["s2-factor"]


def foreign(sheet, filing):
    """Schedule 4: the credits of all countries."""
    if filing.word("schedule-4") != "yes":
        return ZERO
    sheet["s4-total"] = sum((row.amount("credit") for row in filing.rows("foreign")), ZERO)
    return sheet["s4-total"]


def carry_back(sheet, filing):
    """Schedule 10: three years back; what is left goes forward."""
    if filing.word("schedule-10") != "yes":
        return
    rows = filing.rows("losses")
    for row in rows:
        left = row.amount("loss") - row.amounts("first", "second", "third")
        sheet.rows.setdefault("losses", []).append({"left": left})
    for year in ("first", "second", "third"):
        sheet["s10-" + year] = sum((row.amount(year) for row in rows), ZERO)


def reconciliation(sheet, filing):
    """Schedule 12: net income = 002 - 050 + 052."""
    if filing.word("schedule-12") != "yes":
        return
    rows = filing.rows("differences")
    sheet["12-050"] = sum((row.amount("deduct") for row in rows), ZERO)
    sheet["12-052"] = sum((row.amount("add") for row in rows), ZERO)
    sheet["s12-net"] = filing.amount("12-002") - sheet["12-050"] + sheet["12-052"]
    sheet["s12-taxable"] = sheet["s12-net"] - filing.amount("s12-further")


def grant(sheet, filing):
    """Schedule 29, the Innovation Employment Grant: 8% of what counts and 12% of the increase, cut by capital."""
    if filing.word("schedule-29") != "yes":
        return ZERO
    eligible = filing.amounts("29-005", "29-009", "29-011", "29-025") - filing.amount("29-007")
    associated = filing.word("001") == "yes"
    sheet["29-031"] = eligible
    sheet["s29-most"] = dollars(Decimal(4000000) * min(filing.days(), 365) / 365)
    # A share of the maximum is never more than the maximum.
    most = min(filing.amount("s29-share"), sheet["s29-most"]) if associated else sheet["s29-most"]
    sheet["29-108"] = most
    sheet["s29-counted"] = counted = max(min(eligible, most), ZERO)
    sheet["s29-rate"], sheet["s29-rate-increase"] = Decimal("0.08"), Decimal("0.12")
    sheet["29-110"] = dollars(counted * Decimal("0.08"))
    if associated:
        increase = min(most, filing.amount("s29-allocated"))
        sheet["29-125"] = second = dollars(increase * Decimal("0.12"))
    else:
        sheet["29-118"] = dollars(filing.amounts("s29-first", "s29-second") / 2)
        increase = max(counted - sheet["29-118"], ZERO)
        sheet["29-112"] = second = dollars(increase * Decimal("0.12"))
    million = Decimal(1000000)
    left = (40 * million - (filing.amount("s29-capital") - 10 * million)) / (40 * million)
    sheet["29-128"] = rounded(min(max(left, ZERO), ONE), 6)
    sheet["29-130"] = dollars((sheet["29-110"] + second) * sheet["29-128"])
    sheet["29-134"] = sheet["29-130"] - filing.amount("29-132")
    return sheet["29-134"]
