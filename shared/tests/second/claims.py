"""Fuel claims, AITE retailers and the carbon levy (domain pages fuel-claims and other-programs)."""

from datetime import date, timedelta
from decimal import Decimal

import rates
from dates import plus_months, years_end
from figures import ZERO, Sheet, cents, whole_grams
from tobacco import package_rows, packages_of

FUELS = {
    "gasoline": "fuel.gasoline",
    "diesel": "fuel.diesel",
    "marked-gasoline": "fuel.marked-gasoline",
    "marked-diesel": "fuel.marked-diesel",
    "propane": "fuel.lpg",
    "aviation": "fuel.aviation",
}


def fuel_user(filing):
    """Clear fuel where marked fuel was not to be had: the clear rate less the marked rate."""
    sheet = Sheet()
    total = ZERO
    codes = [FUELS[fuel] for fuel in ("gasoline", "diesel", "marked-gasoline", "marked-diesel")]
    for part, first, _last in rates.spans(codes, filing.first, filing.last):
        for ten, fuel in ((1, "gasoline"), (2, "diesel")):
            clear, marked = rates.on(FUELS[fuel], first), rates.on(FUELS["marked-" + fuel], first)
            sheet[f"{ten}1{part}"], sheet[f"{ten}2{part}"] = clear, marked
            sheet[f"{ten}3{part}"] = clear - marked
            sheet[f"{ten}4{part}"] = cents(filing.amount(f"{ten}0{part}") * (clear - marked))
            total += sheet[f"{ten}4{part}"]
    sheet["90"] = total
    return sheet


def propane_retailer(filing):
    """Litres bought with tax less litres sold with tax, at the rate of propane."""
    sheet = Sheet()
    total = ZERO
    for part, first, _last in rates.spans(["fuel.lpg"], filing.first, filing.last):
        sheet["30" + part] = filing.amount("10" + part) - filing.amount("20" + part)
        sheet["31" + part] = rates.on("fuel.lpg", first)
        sheet["40" + part] = cents(sheet["30" + part] * sheet["31" + part])
        total += sheet["40" + part]
    sheet["90"] = total
    return sheet


def given_rates(sheet, filing, fuels, start=31):
    """The rates that stand on the form, part by part."""
    codes = [FUELS[fuel] for fuel in fuels]
    for part, first, _last in rates.spans(codes, filing.first, filing.last):
        for number, code in enumerate(codes, start=start):
            sheet[f"{number}{part}"] = rates.on(code, first)


def rows_by_day(sheet, filing, table, day, money, fuel_of):
    """Each row at the rate of its own day."""
    total = ZERO
    for row in filing.rows(table):
        rate = rates.on(FUELS[fuel_of(row)], row.day(day))
        refund = cents(row.amount("litres") * rate)
        sheet.add_row(table, rate=rate, **{money: refund})
        total += refund
    return total


BUYERS = ("federal-government", "foreign-forces", "diplomat", "on-reserve", "bulk-export", "other")


def exempt_sales(filing):
    """Exempt clear fuel that a seller sold, by kind of buyer."""
    sheet = Sheet()
    given_rates(sheet, filing, ("gasoline", "diesel"))
    sheet["90"] = rows_by_day(sheet, filing, "sales", "sold_on", "refund", lambda row: row.word("product"))
    for line, buyer in enumerate(BUYERS, start=11):
        sold = (row.amount("litres") for row in filing.rows("sales") if row.word("buyer") == buyer)
        sheet[str(line)] = sum(sold, ZERO)
    sheet["20"] = sum((row.amount("litres") for row in filing.rows("sales")), ZERO)
    return sheet


def aviation(filing):
    sheet = Sheet()
    given_rates(sheet, filing, ("aviation",))
    sheet["90"] = rows_by_day(sheet, filing, "sales", "sold_on", "refund", lambda _row: "aviation")
    sheet["20"] = sum((row.amount("litres") for row in filing.rows("sales")), ZERO)
    return sheet


def bad_debt(filing):
    """Tax in fuel that was not paid, less what the debtor paid of it after all."""
    sheet = Sheet()
    sheet["60"] = rows_by_day(sheet, filing, "sales", "sold_on", "tax", lambda row: row.word("product"))
    sheet["90"] = sheet["60"] - filing.amount("70")
    return sheet


def loss(filing):
    sheet = Sheet()
    given_rates(sheet, filing, tuple(FUELS))
    sheet["90"] = rows_by_day(sheet, filing, "losses", "happened_on", "refund", lambda row: row.word("product"))
    return sheet


AITE_FUELS = ("gasoline", "diesel", "marked-gasoline", "marked-diesel", "propane")
AITE_TOBACCO = (("tobacco.cigarette", 40), ("tobacco.loose", 43), ("tobacco.smokeless", 46))
AITE_WEIGHED = {"tobacco.loose": "loose", "tobacco.smokeless": "smokeless"}


def aite(filing):
    """Tax in what was sold exempt on a reserve: fuel, tobacco by piece and gram, and cigars as invoiced."""
    sheet = Sheet()
    fuel, tobacco = ZERO, filing.amount("50")
    codes = [FUELS[name] for name in AITE_FUELS] + [code for code, _ in AITE_TOBACCO]
    for part, first, _last in rates.spans(codes, filing.first, filing.last):
        places = [(FUELS[name], 10 + 3 * number) for number, name in enumerate(AITE_FUELS)]
        for code, line in [*places, *AITE_TOBACCO]:
            rate = rates.on(code, first)
            quantity = filing.amount(f"{line}{part}")
            if code in AITE_WEIGHED:
                quantity = whole_grams(quantity) + packages_of(filing, AITE_WEIGHED[code], part)[0]
            tax = cents(quantity * rate)
            sheet[f"{line + 1}{part}"], sheet[f"{line + 2}{part}"] = rate, tax
            fuel, tobacco = (fuel + tax, tobacco) if line < 40 else (fuel, tobacco + tax)
        package_rows(sheet, filing, part, lambda code, day=first: rates.on(code, day))
    sheet["60"], sheet["70"], sheet["90"] = fuel, tobacco, fuel + tobacco
    return sheet


CARBON = (("carbon.gasoline", 100), ("carbon.diesel", 110), ("carbon.propane", 120), ("carbon.natural-gas", 130))

CARBON_DAYS = (date(2017, 1, 1), date(2019, 5, 29))


def carbon(total_line):
    """The closed levy: litres and gigajoules by the rates of 2017 and 2018, in the days that it ran."""

    def work_out(filing):
        sheet = Sheet()
        total = ZERO
        charged = max(filing.first, CARBON_DAYS[0]), min(filing.last, CARBON_DAYS[1])
        for part, first, _last in rates.spans([code for code, _ in CARBON], *charged):
            for code, line in CARBON:
                sheet[f"{line + 1}{part}"] = rates.on(code, first)
                levy = cents(filing.amount(f"{line}{part}") * sheet[f"{line + 1}{part}"])
                sheet[f"{line + 2}{part}"] = levy
                total += levy
        sheet[total_line] = total
        return sheet

    return work_out


def partial_rebate(filing):
    """The rebate that ended in 2011: litres by the share of the order (42% for fluid haul) and the rate."""
    sheet = Sheet()
    given_rates(sheet, filing, ("gasoline", "diesel"))
    total = ZERO
    for row in filing.rows("activities"):
        share = Decimal("0.42") if row.word("activity") == "fluid-haul" else row.amount("share")
        rate = rates.on(FUELS[row.word("product")], row.day("used_on") or filing.first)
        rebate = cents(row.amount("litres") * share * rate)
        sheet.add_row("activities", counts=share, rate=rate, rebate=rebate)
        total += rebate
    sheet["90"] = total
    return sheet


def out_of_time(filing):
    """The claim is received after the last day; each loss and each debt has its own."""
    received = filing.received
    if filing.form == "loss" and filing.program == "fuel-claims":
        return any(received > loss_limit(row) for row in filing.rows("losses") if row.has("happened_on"))
    if filing.form == "loss":
        return received > plus_months(filing.first, 12)
    if (filing.program, filing.form) == ("tobacco-tax", "bad-debt"):
        return any((received - row.day("bad-on")).days > 90 for row in filing.rows("debts") if row.has("bad-on"))
    if filing.form == "bad-debt":
        days = [filing.day(line) for line in ("10", "11") if filing.has(line)]
        return bool(days) and received > min(days) + timedelta(days=90)
    # Each day of a claim has its own year: the first one has the least time.
    return received > years_end(filing.first, 2 if filing.program == "carbon-levy" else 3)


def loss_limit(row):
    """Stolen or destroyed: a year from the event. Contaminated: three years after the end of its year."""
    day = row.day("happened_on")
    return years_end(day, 3) if row.word("kind") == "contaminated" else plus_months(day, 12)


FORMS = {
    ("tax-exempt-fuel-user", "claim"): fuel_user,
    ("propane-retailer", "claim"): propane_retailer,
    ("tax-exempt-fuel-sales", "claim"): exempt_sales,
    ("aite-retailer", "claim"): aite,
    ("fuel-claims", "aviation"): aviation,
    ("fuel-claims", "bad-debt"): bad_debt,
    ("fuel-claims", "loss"): loss,
    ("carbon-levy", "remitter"): carbon("190"),
    ("carbon-levy", "claim"): carbon("90"),
    ("prop", "claim"): partial_rebate,
}
