"""The quarterly return of fuel carriers (domain page ifta, return computation)."""

from datetime import date

import rates
from dates import due, rolled
from figures import ZERO, Sheet, cents, dollars, rounded

# Columns of quarters in which some jurisdiction has a surcharge.
EXTRA = {"surcharge-rate", "surcharge", "surcharge-interest"}
OUTSIDE = {"AK", "DC", "HI", "MX", "NT", "NU", "YT"}


def codes_of(jurisdiction):
    return [code for code in rates.TABLES if code.startswith(f"ifta.{jurisdiction}.")]


def part_day(filing, word):
    """The jurisdiction of a row and the day whose rates count: `QC-2` is from the first change in the quarter on."""
    jurisdiction, _, number = word.partition("-")
    starts = [filing.first, *rates.changes(codes_of(jurisdiction), filing.first, filing.last)]
    return jurisdiction, starts[int(number or 1) - 1]


def yearly_rates(filing):
    """Months or parts of months late, and their yearly rates together: interest is a twelfth of each."""
    if filing.received <= rolled(due(filing)):
        return 0, ZERO
    year, month = due(filing).year, due(filing).month
    late = (filing.received.year - year) * 12 + filing.received.month - month
    firsts = [date(*divmod_month(year, month + number), 1) for number in range(1, late + 1)]
    return late, sum((rates.on("ifta-interest", first) for first in firsts), ZERO)


def divmod_month(year, month):
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def fuel_totals(sheet, filing, fuels, rows):
    """Totals of each fuel, places outside the agreement too, and the average to two decimals."""
    averages = {}
    for fuel in fuels:
        mine = [row for row in rows if row.word("fuel") == fuel]
        if mine:
            sheet[fuel + "-km"] = sum((row.amount("km") for row in mine), ZERO)
            sheet[fuel + "-paid"] = sum((row.amount("paid-litres") for row in mine), ZERO)
            litres = filing.amount(fuel + "-litres")
            averages[fuel] = ZERO
            if litres:
                averages[fuel] = sheet[fuel + "-average"] = rounded(sheet[fuel + "-km"] / litres, 2)
    return averages


def quarter(filing):
    sheet = Sheet()
    rows = filing.rows("rows")
    fuels = {row.word("fuel") for row in rows}
    averages = fuel_totals(sheet, filing, fuels, rows)
    months, yearly = yearly_rates(filing)
    sheet["months"], sheet["interest-rates"] = months + ZERO, yearly
    taxes, surcharges, interests = {fuel: ZERO for fuel in fuels}, ZERO, ZERO
    for row in rows:
        cells = cells_of(filing, row, averages[row.word("fuel")], yearly)
        shown = cells if has_surcharges(filing.last) else {key: cells[key] for key in cells if key not in EXTRA}
        sheet.rows.setdefault("rows", []).append(shown)
        taxes[row.word("fuel")] += cells["tax"]
        surcharges += cells["surcharge"]
        interests += cells["interest"] + cells["surcharge-interest"]
    for fuel in fuels:
        sheet[fuel + "-tax"] = taxes[fuel]
    sheet["tax"] = sum(taxes.values(), ZERO)
    sheet["interest"] = interests
    if has_surcharges(filing.last):
        sheet["surcharge"] = surcharges
    sheet["total"] = sheet["tax"] + surcharges + interests
    return sheet


def has_surcharges(day):
    """Some jurisdiction has an extra row."""
    return any(code.endswith(".surcharge") and rates.on(code, day) is not None for code in rates.TABLES)


def cells_of(filing, row, average, yearly):
    """Taxable litres, net litres, tax or credit, a surcharge as an extra, and interest on what is owed, no set-off."""
    fuel, word = row.word("fuel"), row.word("jurisdiction")
    nothing = dict.fromkeys(
        ("litres", "net-litres", "rate", "tax", "interest", "surcharge-rate", "surcharge", "surcharge-interest",
         "total"), ZERO,
    )  # fmt: skip
    if word in OUTSIDE:
        return nothing
    jurisdiction, day = part_day(filing, word)
    rate = rates.on(f"ifta.{jurisdiction}.{fuel}", day)
    code = f"ifta.{jurisdiction}.{fuel}.surcharge"
    extra = (rates.on(code, day) if code in rates.TABLES else None) or ZERO
    kilometres = row.amount("taxable-km") if row.has("taxable-km") else row.amount("km")
    litres = dollars(kilometres / average) if average else ZERO
    net = litres - row.amount("paid-litres")
    tax, surcharge = cents(net * rate), cents(litres * extra)
    interest = cents(max(tax, ZERO) * yearly / 12)
    surcharge_interest = cents(surcharge * yearly / 12)
    return {
        "litres": litres,
        "net-litres": net,
        "rate": rate,
        "tax": tax,
        "interest": interest,
        "surcharge-rate": extra,
        "surcharge": surcharge,
        "surcharge-interest": surcharge_interest,
        "total": tax + interest + surcharge + surcharge_interest,
    }


FORMS = {("ifta", "return"): quarter}
