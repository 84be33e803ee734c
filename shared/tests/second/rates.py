"""The rates of the domain pages, typed in from their tables; nothing is read from the rule book's file."""

from datetime import date, timedelta
from decimal import Decimal

from figures import rounded

# From that day: the relief table of fuel-tax (cents a litre).
RELIEF = "2015-03-27 13, 2022-04-01 0, 2022-10-01 4.5, 2023-01-01 0, 2024-01-01 9, 2024-04-01 13"
MARKED = "1991-01-01 0, 2015-03-27 4, 2022-04-01 0, 2024-04-01 4, 2026-07-01 -"
# The third quarter of 2026 is not published.
BY_QUARTER = RELIEF + ", 2026-07-01 -"

CENTS = {
    "fuel.gasoline": "1991-01-01 9, " + BY_QUARTER,
    "fuel.diesel": "1991-01-01 9, " + BY_QUARTER,
    "fuel.blend": "2001-01-01 0, " + BY_QUARTER,
    "fuel.marked-gasoline": MARKED,
    "fuel.marked-diesel": MARKED,
    "fuel.lpg": "1991-01-01 6.5, 2015-03-27 9.4",
    "fuel.aviation": "1991-01-01 1.5",
    "fuel.locomotive": "1991-01-01 1.5, 2015-11-01 5.5, 2025-03-01 6.5",
    "fuel.other": "2015-03-27 13",
    "ifta.AB.diesel": "1991-01-01 9, " + RELIEF,
    "ifta.AB.gasoline": "1991-01-01 9, " + RELIEF,
    "ifta.AB.propane": "1991-01-01 6.5, 2015-03-27 9.4",
    "emergency-911-levy": "2014-04-01 44, 2021-09-01 95",
    "carbon.gasoline": "2017-01-01 4.49, 2018-01-01 6.73, 2019-05-30 0",
    "carbon.diesel": "2017-01-01 5.35, 2018-01-01 8.03, 2019-05-30 0",
    "carbon.propane": "2017-01-01 3.08, 2018-01-01 4.62, 2019-05-30 0",
    "carbon.natural-gas": "2017-01-01 101.1, 2018-01-01 151.7, 2019-05-30 0",
    "tobacco.cigarette": "2009-04-08 20, 2015-03-27 22.5, 2015-10-28 25, 2019-10-25 27.5, 2024-03-01 30",
    "tobacco.loose": "2009-04-08 30, 2015-03-27 33.75, 2015-10-28 37.5, 2019-10-25 41.25",
    "tobacco.smokeless": (
        "2009-04-08 30, 2015-03-27 33.75, 2015-10-28 37.5, 2019-10-25 41.25, 2022-03-01 27.5, 2024-03-01 35"
    ),
    # Per cent of the taxable price, and the factor of the taxable price.
    "tobacco.cigar": "2002-03-20 183, 2009-04-08 103, 2015-03-27 116, 2015-10-28 129, 2019-10-25 142",
    "tobacco.cigar-least": "2002-03-20 35, 2009-04-08 20, 2015-03-27 22.5, 2015-10-28 25, 2019-10-25 27.5",
    "tobacco.cigar-most": "2002-03-20 800, 2009-04-08 627, 2015-03-27 705, 2015-10-28 783, 2019-10-25 861",
    "tobacco.cigar-price": "2002-03-20 130",
    "tourism-levy": "2005-04-01 4, 2026-04-01 6",
    "insurance.life": "2008-01-01 2, 2016-04-01 3",
    "insurance.other": "2008-01-01 3, 2016-04-01 4",
    "cit.general": (
        "2000-01-01 15.5, 2001-04-01 13.5, 2002-04-01 13, 2003-04-01 12.5, 2004-04-01 11.5, 2006-04-01 10, "
        "2015-07-01 12, 2019-07-01 11, 2020-01-01 10, 2020-07-01 8"
    ),
    "cit.small-business": (
        "2000-01-01 6, 2001-04-01 5, 2002-04-01 4.5, 2003-04-01 4, 2004-04-01 3, 2017-01-01 2"
    ),
    "cit.points": (
        "2000-01-01 9.5, 2001-04-01 8.5, 2006-04-01 7, 2015-07-01 9, 2017-01-01 10, 2019-07-01 9, "
        "2020-01-01 8, 2020-07-01 6"
    ),
    # The rates of Canadian fleets that the page has: one quarter and one year (ifta, rate history).
    "ifta-interest": "2015-07-01 3, 2015-10-01 -, 2023-01-01 7, 2024-01-01 -",
    "cit.grant": "2021-01-01 8",
    "cit.grant-increase": "2021-01-01 12",
}

# The business limit of corporate-income-tax, dollars.
BUSINESS_LIMIT = (
    "2000-01-01 200000, 2001-04-01 300000, 2002-04-01 350000, 2003-04-01 400000, 2007-04-01 430000, "
    "2008-04-01 460000, 2009-04-01 500000"
)

# Interest by quarter: the base B; debit is B + 3.5, credit half of B (interest-and-penalties).
BASE = (
    "2007-01-01 5, 2008-01-01 4, 2008-07-01 3, 2009-01-01 2, 2009-04-01 1, 2013-10-01 2, 2014-01-01 1, "
    "2018-04-01 2, 2020-07-01 1, 2022-07-01 2, 2022-10-01 3, 2023-01-01 4, 2023-04-01 5, 2024-01-01 6, "
    "2024-07-01 5, 2025-01-01 4, 2025-07-01 3, 2026-04-01 -"
)


def table(text, divisor):
    """`2005-04-01 4, 2026-04-01 6` as days and values; a dash where nothing is published from that day on."""
    rows = (row.split() for row in text.split(", "))
    return [(date.fromisoformat(day), None if value == "-" else Decimal(value) / divisor) for day, value in rows]


def also(rows, work_out):
    """Rates that follow from others."""
    return [(day, None if value is None else work_out(value)) for day, value in rows]


TABLES = {code: table(text, 100) for code, text in CENTS.items()}
TABLES["business-limit"] = table(BUSINESS_LIMIT, 1)
TABLES["debit-interest"] = also(table(BASE, 100), lambda base: base + Decimal("0.035"))
TABLES["credit-interest"] = also(table(BASE, 100), lambda base: base / 2)


def take_made_up(rows):
    """Rates that no page has, as the filings came with them: they are inputs."""
    rows = [(code, date.fromisoformat(day), value) for code, day, value in rows]
    for code, first, _ in rows:
        if code in CENTS and on(code, first) is not None:
            raise ValueError(f"{code} is published on {first} and cannot be made up")
    for code, first, value in rows:
        before = [row for row in TABLES.get(code, []) if row[0] != first]
        TABLES[code] = sorted([*before, (first, Decimal(value))])


def on(code, day):
    """The rate on a day; none before the first, nor where nothing is published."""
    found = None
    for first, value in TABLES[code]:
        if first <= day:
            found = value
    return found


def changes(codes, first, last):
    """The days within a period, after its first, on which one of the rates becomes another."""
    days = set()
    for code in codes:
        for day, value in TABLES[code]:
            if first < day <= last and on(code, day - timedelta(days=1)) != value:
                days.add(day)
    return sorted(days)


def spans(codes, first, last):
    """The parts of a period that share all rates: the ending of their line numbers, first day, last day."""
    starts = [first, *changes(codes, first, last)]
    ends = [day - timedelta(days=1) for day in starts[1:]] + [last]
    letters = "abcdefghijklmnopqrstuvwxyz" if len(starts) > 1 else [""]
    return [(letter, start, end) for letter, start, end in zip(letters, starts, ends)]


def weighted(code, first, last, places):
    """The rate of a year that crosses a change: weighted by days, to so many decimals."""
    total = sum(on(code, start) * ((end - start).days + 1) for _, start, end in spans([code], first, last))
    return rounded(total / ((last - first).days + 1), places)
