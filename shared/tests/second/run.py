"""The second computation: the rules of TRACS worked out again from the domain pages, in Python decimals.

It shares no code, no formula and no table of rates with the rule book. Where the pages are silent it takes the rule
book's word, so agreement shows nothing there: how often a kept figure is rounded (Schedule 1 shows lines to the cent and
rounds the limit once), that a share of the grant's maximum is never above it, that last year's tax counts for the third
month only when it was entered, instalments when the second year before was the larger, the names of split-rate rows,
which surcharge columns a quarter has, a claim whose first year is too late, and rates that were assumed.

It reads random filings as JSON lines, what was entered and what the rule book made of it, and compares every figure:

    cargo run -q --release -p shared --example random_filings -- 100000 7 | python3 -B shared/tests/second/run.py 100000

The number is how many filings there should be. Prints how many filings and values were compared; ends with 1 when a
value differs or a filing is missing.
"""

import collections
import json
import sys
from datetime import date
from decimal import Decimal, DecimalException

import claims
import corporate
import dates
import fuel
import ifta
import lateness
import levies
import rates
import statements
import tobacco
from figures import Filing, typed

FORMS = {**levies.FORMS, **fuel.FORMS, **claims.FORMS, **tobacco.FORMS, **ifta.FORMS, **corporate.FORMS, **statements.FORMS}
SHOWN = 10


class Comparison:
    """Counts values, and keeps the first differences."""

    def __init__(self):
        self.filings = self.totals = self.values = self.differences = 0
        self.first = []
        self.by_form = collections.Counter()

    def value(self, where, ours, theirs):
        self.values += 1
        if plain(ours) != plain(theirs):
            self.differences += 1
            if len(self.first) < SHOWN:
                self.first.append(f"{where}: {theirs} in the rule book, {ours} here")

    def report(self, expected):
        for text in self.first:
            print(text)
        for (program, form), count in sorted(self.by_form.items()):
            print(f"  {program} {form}: {count}")
        print(f"  with a total: {self.totals}")
        print(f"{self.filings} filings, {self.values} values compared, {self.differences} differ")
        if self.filings != expected:
            print(f"there should be {expected} filings")
        missing = [form for form in FORMS if form not in self.by_form] if expected >= 1000 else []
        if missing:
            print(f"never filed: {missing}")
        return 1 if self.differences or self.filings != expected or missing else 0


def plain(value):
    """Numbers and days in one shape: `12.50` is 12.5."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        try:
            return Decimal(value)
        except DecimalException:
            return value
    return value


def figures(comparison, where, entered, ours, theirs, complete):
    """Every figure of the rule book is one that was entered or one that is known here, and of a correct filing none is
    missing there."""
    for line, value in theirs.items():
        if line in ours:
            comparison.value(f"{where} {line}", ours[line], value)
        elif line in entered:
            comparison.value(f"{where} {line}", typed(entered[line]), value)
        elif complete:
            comparison.value(f"{where} {line}", "an unknown line", value)
    if complete:
        for line in ours.keys() - theirs.keys():
            comparison.value(f"{where} {line}", ours[line], "missing")


def filed(comparison, record, where):
    """Lines, rows, total, rates and days of one filing."""
    filing = Filing(record)
    errors = [code for code in record["findings"] if code.startswith("error")]
    try:
        sheet = FORMS[filing.program, filing.form](filing)
    except (KeyError, TypeError, ArithmeticError, IndexError):
        if not errors:
            raise
        comparison.value(f"{where} payable", None, record["payable"])
        return
    skipped = set(record["skipped"])
    lines = {line: value for line, value in sheet.lines.items() if line not in skipped}
    figures(comparison, where, record["entered"]["lines"], lines, record["lines"], not errors)
    for table, rows in record["rows"].items():
        entered = record["entered"]["rows"][table]
        ours = sheet.rows.get(table, [{}] * len(rows))
        for number, row in enumerate(rows):
            place = f"{where} {table}[{number}]"
            figures(comparison, place, entered[number], ours[number], row, not errors)
    comparison.value(f"{where} payable", None if errors else sheet[record["total"]], record["payable"])
    comparison.totals += not errors
    days(comparison, record, filing, sheet, where)


def days(comparison, record, filing, sheet, where):
    """Due date, the day it rolls to, the day of the balance, and claims that come too late."""
    due = dates.due(filing)
    comparison.value(f"{where} due", due, record["due"])
    if due and filing.form in ("return", "inventory", "memo-summary"):
        comparison.value(f"{where} rolled", dates.rolled(due), record["rolled"])
    if filing.program == "corporate-income-tax" and "balance-months" in record["lines"]:
        balance = corporate.balance_due(filing, sheet)
        comparison.value(f"{where} balance due", [balance, dates.rolled(balance)], record["balanceDue"])
    late = any(code.endswith((": claim.out_of_time", ": claim.late")) for code in record["findings"])
    if filing.form in ("claim", "aviation", "bad-debt", "loss"):
        comparison.value(f"{where} out of time", claims.out_of_time(filing), late)
    for code, first, value in record["rates"]:
        comparison.value(f"{where} rate {code}", rates.on(code, date.fromisoformat(first)), value)


def beside(comparison, record, where):
    """What stands beside the filing: a late penalty, a deadline, and one more rule."""
    for name, given in record["beside"].items():
        ours = lateness.RULES[name](given) if name in lateness.RULES else lateness.objection(record["program"], given)
        for key, value in ours.items():
            comparison.value(f"{where} {name} {key} of {given}", value, given[key])


def main():
    comparison = Comparison()
    for number, text in enumerate(sys.stdin):
        record = json.loads(text)
        if "program" not in record:
            rates.take_made_up(record["rates"])
            continue
        comparison.filings += 1
        comparison.by_form[record["program"], record["form"]] += 1
        where = f"filing {number}, {record['program']} {record['form']} {'..'.join(record['period'])}, line"
        filed(comparison, record, where)
        beside(comparison, record, where)
    return comparison.report(int(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
