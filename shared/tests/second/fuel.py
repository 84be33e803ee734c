"""Fuel tax returns and stock declarations (domain page fuel-tax)."""

from datetime import timedelta

import rates
from figures import ZERO, Sheet, cents

PRODUCTS = ("gasoline", "diesel", "blend", "aviation", "marked-gasoline", "marked-diesel", "other")
CODES = {product: "fuel." + product for product in PRODUCTS}


def collector(filing):
    """Litres sold with tax and used by oneself, at the rate of the days; one row for each part of a month."""
    sheet = Sheet()
    parts = {part: first for part, first, _ in rates.spans(CODES.values(), filing.first, filing.last)}
    tax = ZERO
    for row in filing.rows("products"):
        litres = row.amounts("taxable", "own")
        rate = rates.on(CODES[row.word("product")], parts[row.word("days")])
        sheet.add_row("products", litres=litres, rate=rate, tax=cents(litres * rate))
        tax += cents(litres * rate)
    sheet["10"] = tax
    sheet["40"] = tax + filing.amount("20") - filing.amount("30")
    return sheet


def inventory(filing):
    """Litres held at a rate change bear the difference; only products whose rate changed."""
    sheet = Sheet()
    total = ZERO
    for number, product in enumerate(PRODUCTS, start=1):
        before = rates.on(CODES[product], filing.first - timedelta(days=1))
        now = rates.on(CODES[product], filing.first)
        if before is None or before == now:
            continue
        sheet[f"{number}1"] = before
        sheet[f"{number}2"] = now
        sheet[f"{number}3"] = cents(filing.amount(f"{number}0") * (now - before))
        total += sheet[f"{number}3"]
    sheet["90"] = total
    return sheet


def single(code):
    """Propane sold with tax, or fuel that locomotives burned in Alberta: litres by the rate, and adjustments."""

    def work_out(filing):
        sheet = Sheet()
        tax = filing.amount("30")
        for part, first, _last in rates.spans([code], filing.first, filing.last):
            sheet["15" + part] = rates.on(code, first)
            sheet["20" + part] = cents(filing.amount("10" + part) * sheet["15" + part])
            tax += sheet["20" + part]
        sheet["40"] = tax
        return sheet

    return work_out


def class_rate(filing, line):
    """The rate of a class of fuel on the day of the event; fuel from elsewhere bore none."""
    word = filing.word(line)
    return ZERO if word == "none" else rates.on(CODES[word], filing.last)


def consumer(sign):
    """A change of class: a return when the rate rises, a claim when it falls (program-catalogue, fact 5)."""

    def work_out(filing):
        sheet = Sheet()
        sheet["20"] = class_rate(filing, "11")
        sheet["21"] = class_rate(filing, "12")
        sheet["40"] = cents(filing.amount("10") * (sheet["21"] - sheet["20"]) * sign)
        return sheet

    return work_out


FORMS = {
    ("fuel-tax", "return"): collector,
    ("fuel-tax", "inventory"): inventory,
    ("propane-tax", "return"): single("fuel.lpg"),
    ("locomotive-fuel-tax", "return"): single("fuel.locomotive"),
    ("fuel-consumer", "return"): consumer(1),
    ("fuel-consumer", "rebrand-claim"): consumer(-1),
}
