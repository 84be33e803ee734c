"""Tourism levy, emergency 911 levy, insurance premiums tax and health cost recovery."""

from datetime import date

import rates
from figures import ONE, Sheet, cents

EXEMPT_STAYS = ("21", "22", "23", "24", "25", "26", "27")

# Brokers collect the levy from here on; before it, what they sold is no stay without levy.
BROKERS_SINCE = date(2024, 10, 1)


def tourism(filing):
    """tourism-levy, return lines: two rows of rates in a period that crosses a change; a kept deposit includes levy."""
    sheet = Sheet()
    payable = -filing.amount("60")
    for part, first, _last in rates.spans(["tourism-levy"], filing.first, filing.last):
        rate = rates.on("tourism-levy", first)
        free = [line for line in EXEMPT_STAYS if line != "22" or first >= BROKERS_SINCE]
        sheet["30" + part] = filing.amounts(*(line + part for line in free))
        sheet["31" + part] = filing.amount("10" + part) - sheet["30" + part]
        sheet["40" + part] = cents(sheet["31" + part] * rate)
        sheet["51" + part] = cents(filing.amount("50" + part) * rate / (ONE + rate))
        payable += sheet["40" + part] + sheet["51" + part]
    sheet["70"] = payable
    return sheet


def emergency_911(filing):
    """emergency-911-levy: each active device; the provider's fee and adjustments."""
    sheet = Sheet()
    levy = filing.amount("31") - filing.amount("30")
    for part, first, _last in rates.spans(["emergency-911-levy"], filing.first, filing.last):
        sheet["15" + part] = rates.on("emergency-911-levy", first)
        sheet["20" + part] = cents(filing.amount("10" + part) * sheet["15" + part])
        levy += sheet["20" + part]
    sheet["40"] = levy
    return sheet


def insurance(filing):
    """insurance-premiums-tax, lines of AT2095. A year across 1 April 2016 is weighted by days: not published."""
    sheet = Sheet()
    kinds = (
        ("insurance.life", "103", "112", "120", "125", "life-rate", "life-tax"),
        ("insurance.other", "106", "115", "124", "127", "other-rate", "other-tax"),
    )
    for code, gross, dividends, adjustment, net, rate, tax in kinds:
        sheet[net] = filing.amount(gross) - filing.amount(dividends) + filing.amount(adjustment)
        sheet[rate] = rates.weighted(code, filing.first, filing.last, 5)
        sheet[tax] = cents(sheet[net] * sheet[rate])
    sheet["tax"] = sheet["life-tax"] + sheet["other-tax"]
    return sheet


def health(filing):
    """other-programs: third-party liability premiums of the calendar year by the factor of the year."""
    sheet = Sheet()
    sheet["15"] = rates.on("health-cost-recovery", filing.last)
    sheet["20"] = cents(filing.amount("10") * sheet["15"])
    return sheet


FORMS = {
    ("tourism-levy", "return"): tourism,
    ("emergency-911-levy", "return"): emergency_911,
    ("insurance-premiums-tax", "return"): insurance,
    ("health-cost-recovery", "return"): health,
}
