"""Tobacco tax: the collector's return, memos, stock declarations and refunds (domain page tobacco-tax)."""

from datetime import date, timedelta

import rates
from figures import ZERO, Sheet, cents, rounded, whole_grams

# Product, rate, first digit of its lines, counted in grams.
PRODUCTS = (
    ("cigarettes", "tobacco.cigarette", "1", False),
    ("loose", "tobacco.loose", "2", True),
    ("smokeless", "tobacco.smokeless", "3", True),
)
CODES = {name: code for name, code, _, _ in PRODUCTS}
CIGAR = ("tobacco.cigar-price", "tobacco.cigar", "tobacco.cigar-least", "tobacco.cigar-most")
ALL = (*CODES.values(), *CIGAR)


def cigar_tax(price, day):
    """1.3 times the selling price, a share of it, within the least and the most; shown to 4 decimals."""
    factor, share, least, most = (rates.on(code, day) for code in CIGAR)
    taxable = price * factor
    return rounded(taxable, 6), rounded(min(max(taxable * share, least), most), 4)


def collector(filing):
    """Per product: stock, taxable quantity, tax; each part of a month at its own rate."""
    sheet = Sheet()
    parts = rates.spans(ALL, filing.first, filing.last)
    total = ZERO
    for name, code, digit, in_grams in PRODUCTS:
        stock = filing.amounts(digit + "10", digit + "15") - filing.amounts(
            *(digit + line for line in ("40", "45", "50", "55", "60", "70"))
        )
        for part, first, _last in parts:
            sold, returned = filing.amount(f"{digit}30{part}"), filing.amount(f"{digit}20{part}")
            stock += returned - sold
            if in_grams:
                packages, packed = packages_of(filing, name, part)
                stock -= packed
                sold, returned = whole_grams(sold) + packages, whole_grams(returned)
            sheet[f"{digit}80{part}"] = sold - returned
            sheet[f"{name}-rate{part}"] = rates.on(code, first)
            sheet[f"{digit}90{part}"] = cents((sold - returned) * rates.on(code, first))
            total += sheet[f"{digit}90{part}"]
        sheet[digit + "75"] = stock
    for part, first, _last in parts:
        package_rows(sheet, filing, part, lambda code, day=first: rates.on(code, day))
    total += cigars(sheet, filing, parts)
    sheet["900"] = total
    sheet["990"] = total - filing.amount("910")
    return sheet


def table(name, part):
    return f"{name}-{part}" if part else name


def packages_of(filing, kind, part):
    """Taxable grams of the packages with part of a gram, and the grams in them."""
    rows = [row for row in filing.rows(table("packages", part)) if row.word("kind") == kind]
    taxable = sum((whole_grams(row.amount("grams")) * row.amount("count") for row in rows), ZERO)
    return taxable, sum((row.amount("grams") * row.amount("count") for row in rows), ZERO)


def package_rows(sheet, filing, part, rate_of):
    for row in filing.rows(table("packages", part)):
        each = whole_grams(row.amount("grams"))
        grams = each * row.amount("count")
        tax = cents(grams * rate_of(CODES[row.word("kind")]))
        sheet.rows.setdefault(table("packages", part), []).append({"each": each, "all": grams, "tax": tax})


def cigars(sheet, filing, parts):
    """One row for each price; what comes back lessens what was sold."""
    stock = filing.amounts("410", "415") - filing.amounts("440", "445", "450", "455", "460", "470")
    total = ZERO
    for part, first, _last in parts:
        for line, code in zip(("price", "share", "least", "most"), CIGAR):
            sheet[f"cigar-{line}{part}"] = rates.on(code, first)
        tax_of_part = ZERO
        for row in filing.rows(table("cigars", part)):
            price, count = row.amount("price"), row.amount("count") - row.amount("returned")
            taxable, each = cigar_tax(price, first)
            tax = cents(each * count)
            cells = {"taxable-price": taxable, "tax-each": each, "value": cents(price * count), "tax": tax}
            sheet.rows.setdefault(table("cigars", part), []).append(cells)
            stock -= count
            tax_of_part += tax
        sheet["490" + part] = tax_of_part
        total += tax_of_part
    sheet["475"] = stock
    return total


def inventory(filing):
    """Stock on hand at a change bears the difference of the rates."""
    sheet = Sheet()
    change = rates.changes(ALL, filing.first - timedelta(days=1), filing.last)[0]
    before = change - timedelta(days=1)
    total = ZERO
    for name, code, digit, in_grams in PRODUCTS:
        old, new = rates.on(code, before), rates.on(code, change)
        quantity = filing.amount(digit + "10")
        if in_grams:
            quantity = whole_grams(quantity) + packages_of(filing, name, "")[0]
        sheet[name + "-old"], sheet[name + "-new"] = old, new
        sheet[digit + "90"] = cents(quantity * (new - old))
        total += sheet[digit + "90"]
    package_rows(sheet, filing, "", lambda code: rates.on(code, change) - rates.on(code, before))
    sheet["490"] = ZERO
    for word, day in (("old", before), ("new", change)):
        for line, code in zip(("price", "share", "least", "most"), CIGAR):
            sheet[f"cigar-{line}-{word}"] = rates.on(code, day)
    for row in filing.rows("cigars"):
        old_price, old = cigar_tax(row.amount("price"), before)
        new_price, new = cigar_tax(row.amount("price"), change)
        tax = cents((new - old) * row.amount("count"))
        sheet.add_row(
            "cigars", taxable_price_old=old_price, tax_each_old=old, taxable_price_new=new_price, tax_each_new=new,
            tax=tax,
        )  # fmt: skip
        sheet["490"] += tax
    sheet["990"] = total + sheet["490"]
    return sheet


def memos(filing):
    """Nothing is payable; quantities by product."""
    sheet = Sheet()
    rows = filing.rows("memos")
    sheet["documents"] = len(rows) + ZERO
    for product in ("cigarettes", "loose", "smokeless", "cigars"):
        sheet[product] = sum((row.amount("quantity") for row in rows if row.word("product") == product), ZERO)
    sheet["payable"] = ZERO
    return sheet


def loss(filing):
    """Tax in goods that burnt, were flooded or stolen, at the rate that was paid."""
    sheet = Sheet()
    total = ZERO
    for row in filing.rows("goods"):
        product = row.word("product")
        if product == "cigars":
            rate = row.amount("tax-each")
        else:
            day = date.fromisoformat(row.word("taxed")) if row.has("taxed") else filing.last
            rate = rates.on(CODES[product], day)
        grams = whole_grams(row.amount("package")) if product in ("loose", "smokeless") and row.amount("package") else 1
        refund = cents(whole_grams(row.amount("quantity")) * grams * rate)
        sheet.add_row("goods", rate=rate, refund=refund)
        total += refund
    sheet["total"] = total
    return sheet


def bad_debt(filing):
    sheet = Sheet()
    for row in filing.rows("debts"):
        sheet.add_row("debts", refund=row.amount("tax") - row.amount("recovered"))
    sheet["total"] = sum((row["refund"] for row in sheet.rows.get("debts", [])), ZERO)
    return sheet


FORMS = {
    ("tobacco-tax", "return"): collector,
    ("tobacco-tax", "memo-summary"): memos,
    ("tobacco-tax", "inventory"): inventory,
    ("tobacco-tax", "loss"): loss,
    ("tobacco-tax", "bad-debt"): bad_debt,
}
