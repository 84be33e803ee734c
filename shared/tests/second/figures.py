"""Numbers as people type them, rounding, and the entries of a filing."""

import datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, getcontext

# More digits than any figure has: what is rounded here is rounded once and on purpose.
getcontext().prec = 60

ZERO = Decimal(0)
ONE = Decimal(1)


def rounded(value, places):
    """Half up, away from zero, to so many decimals (domain README: half up unless a page says otherwise)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def cents(value):
    """To the cent."""
    return rounded(value, 2)


def dollars(value):
    """To the whole dollar."""
    return rounded(value, 0)


def whole_grams(value):
    """Part of a gram counts as a whole gram (domain page tobacco-tax, rates)."""
    return value.to_integral_value(rounding=ROUND_CEILING)


def typed(text):
    """The number that was typed: spaces, commas and dollar signs do not count."""
    for sign in " ,$\u00a0\u202f":
        text = text.replace(sign, "")
    return Decimal(text.replace("\u2212", "-"))


class Entries:
    """What was entered on the lines of a form, or in the cells of one row. What is empty is zero."""

    def __init__(self, texts):
        self.texts = texts

    def has(self, line):
        return bool(self.texts.get(line, "").strip())

    def amount(self, line):
        return typed(self.texts[line]) if self.has(line) else ZERO

    def amounts(self, *lines):
        return sum((self.amount(line) for line in lines), ZERO)

    def word(self, line):
        return self.texts.get(line, "").strip()

    def day(self, line):
        return datetime.date.fromisoformat(self.word(line)) if self.has(line) else None


class Filing(Entries):
    """A filing as it was entered, with its days. What its other answers leave out of the form does not count."""

    def __init__(self, record):
        skipped = set(record["skipped"])
        super().__init__({line: text for line, text in record["entered"]["lines"].items() if line not in skipped})
        self.program = record["program"]
        self.form = record["form"]
        self.first, self.last = (datetime.date.fromisoformat(day) for day in record["period"])
        self.received = datetime.date.fromisoformat(record["received"])
        rows = record["entered"].get("rows", {})
        self.tables = {table: rows[table] for table in rows if table not in skipped}

    def rows(self, table):
        return [Entries(row) for row in self.tables.get(table, [])]

    def days(self):
        return (self.last - self.first).days + 1


class Sheet:
    """The figures that are worked out: lines, and the cells of each row."""

    def __init__(self):
        self.lines = {}
        self.rows = {}

    def __setitem__(self, line, value):
        self.lines[line] = value

    def __getitem__(self, line):
        return self.lines[line]

    def add_row(self, table, **cells):
        """Columns with a hyphen are given with an underscore."""
        self.rows.setdefault(table, []).append({name.replace("_", "-"): cell for name, cell in cells.items()})
