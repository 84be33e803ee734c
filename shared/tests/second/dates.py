"""Holidays, the roll rule, due dates and the time limits of claims (domain page calendar; due rules of each page)."""

import calendar
from datetime import date, timedelta
from functools import lru_cache

MONDAY = 0


def nth_monday(year, month, number):
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (number - 1))


def easter(year):
    """Easter Sunday as the Sunday after the paschal full moon of Gauss's method (not the rule book's)."""
    golden = year % 19
    century = year // 100
    skipped = century - century // 4 - (8 * century + 13) // 25 + 15
    moon = (19 * golden + skipped) % 30
    moon -= 1 if moon == 29 or (moon == 28 and golden > 10) else 0
    full_moon = date(year, 3, 21) + timedelta(days=moon)
    return full_moon + timedelta(days=7 - (full_moon.weekday() + 1) % 7)


@lru_cache(maxsize=None)
def holidays(year):
    """The thirteen days of the table in the calendar page; Truth and Reconciliation is a day since 2021."""
    victoria = date(year, 5, 24)
    while victoria.weekday() != MONDAY:
        victoria -= timedelta(days=1)
    days = {
        date(year, 1, 1),
        nth_monday(year, 2, 3),
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        victoria,
        date(year, 7, 1),
        nth_monday(year, 8, 1),
        nth_monday(year, 9, 1),
        nth_monday(year, 10, 2),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    return days | {date(year, 9, 30)} if year >= 2021 else days


def rolled(day):
    """The next business day when the day is none."""
    while day.weekday() >= 5 or day in holidays(day.year):
        day += timedelta(days=1)
    return day


def is_month_end(day):
    return (day + timedelta(days=1)).day == 1


def plus_months(day, months):
    """The same day so many months later, or the last of that month when it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_plus_months(day, months):
    """The end of a month stays the end of a month; another day keeps its number."""
    later = plus_months(day, months)
    if is_month_end(day):
        return later.replace(day=calendar.monthrange(later.year, later.month)[1])
    return later


def of_next_month(day, number):
    """A day of the month after a day's own: the 28th of the next month."""
    return plus_months(day.replace(day=1), 1).replace(day=number)


def years_end(day, years):
    return date(day.year + years, 12, 31)


MONTHLY = {
    "fuel-tax",
    "propane-tax",
    "locomotive-fuel-tax",
    "fuel-consumer",
    "emergency-911-levy",
    "tobacco-tax",
}
THREE_YEARS = {
    "tax-exempt-fuel-user",
    "propane-retailer",
    "tax-exempt-fuel-sales",
    "aite-retailer",
    "prop",
}


def due(filing):
    """The nominal due date of a return, or the last day to receive a claim."""
    program, form = filing.program, filing.form
    if form in ("statement", "penalty", "contraband"):
        # The administration says on it by when to pay.
        return None
    if form == "rebrand-claim":
        return years_end(filing.last, 3)
    if (program, form) == ("fuel-tax", "inventory"):
        # The declaration of 1 April 2024 was due on 1 May 2024: a month after the change.
        return plus_months(filing.first, 1)
    if form == "memo-summary":
        return of_next_month(filing.last, 7)
    if form == "bad-debt":
        return filing.first + timedelta(days=90)
    if (program, form) == ("fuel-claims", "loss"):
        # Stolen and destroyed fuel has a year; nothing is over before the limit of contaminated fuel.
        return years_end(filing.first, 3)
    if form == "loss":
        return plus_months(filing.first, 12)
    if program in MONTHLY:
        # The tobacco declaration of 25 October 2019 was due on 28 November too.
        return of_next_month(filing.last, 28)
    if program == "tourism-levy":
        return filing.last + timedelta(days=28)
    if program in THREE_YEARS or (program, form) == ("fuel-claims", "aviation"):
        return years_end(filing.first, 3)
    if program == "carbon-levy":
        return years_end(filing.first, 2) if form == "claim" else None
    if program == "insurance-premiums-tax":
        return filing.last + timedelta(days=75)
    if program == "health-cost-recovery":
        return date(filing.last.year + 1, 3, 15)
    if program == "ifta":
        first, last = filing.first, filing.last
        # Part of a quarter is due with its quarter.
        if (first.year, (first.month - 1) // 3) == (last.year, (last.month - 1) // 3):
            last = end_plus_months(date(last.year, (last.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1), 3)
        return end_plus_months(last, 1)
    if program == "corporate-income-tax":
        return end_plus_months(filing.last, 6)
    raise KeyError(program)
