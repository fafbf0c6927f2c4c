"""Dates as sheets write them: 1985.03, 1985年3月, 19850302, spreadsheets' counts of days, whole terms and times (no table, no clock)."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain import identity
from portal.domain.errors import DomainError
from portal.domain.import_sheets import Cell, folded
from portal.domain.localtime import from_local

SERIALS = range(10_000, 80_000)
"""Days since 1899-12-30, as spreadsheets count them: 1927 to 2119."""
YEARS = range(1900, 2100)
EPOCH = date(1899, 12, 30)
MORNING = 9
"""The hour of what is given by its day alone."""

DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})(?:日|号)?")
MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?")
YEAR = re.compile(r"(\d{4})年?")
TIME = re.compile(r"[ T]*(上午|下午|晚上)?(\d{1,2})[:时点](\d{2})?分?(?::\d{2})?")


@dataclass(frozen=True)
class PartDate:
    """A date of which the day, or month and day, may be missing; `months` holds two where a number cell lost a zero (1985.1)."""

    year: int
    months: tuple[int, ...] = ()
    day: int | None = None

    def fits(self, whole: date) -> bool:
        """Whether a whole date says the same."""
        return whole.year == self.year and (not self.months or whole.month in self.months) and self.day in (None, whole.day)

    def whole(self) -> date | None:
        """Return the date where nothing is missing."""
        return date(self.year, self.months[0], self.day) if self.day and len(self.months) == 1 else None

    def first_day(self) -> date | None:
        """Return the date, or the first day of its month; None where the month is not sure."""
        return date(self.year, self.months[0], self.day or 1) if len(self.months) == 1 else None

    def last_day(self) -> date | None:
        """Return the date, or the last day of its month; None where the month is not sure."""
        first = self.first_day()
        return first if self.day or first is None else (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def read_date(cell: Cell) -> PartDate:
    """Return a PartDate of whatever stands for a date. Raises DomainError date_form."""
    if isinstance(cell, date):
        return PartDate(cell.year, (cell.month,), cell.day)
    text = _date_text(cell)
    return _of_number(cell) if isinstance(cell, int | float) else _of_text(text)


def _date_text(cell: Cell) -> str:
    day = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", folded(cell))
    return identity.DASHES.sub("-", re.sub(r"\s+", "", day).replace("。", ".").rstrip("生"))


def _of_text(text: str) -> PartDate:
    if text.isascii() and text.isdigit():
        return _of_number(int(text))
    for form in (DAY, MONTH, YEAR):
        if found := form.fullmatch(text):
            return _checked(*(int(part) for part in found.groups()))
    raise DomainError("date_form")


def _of_number(value: float) -> PartDate:
    """A number may be 19850302, 198503, 1985, 1985.03 or a spreadsheet's count of days."""
    whole, rest = int(value), round((value - int(value)) * 100)
    if whole in YEARS:
        return _of_decimals(whole, rest)
    if whole in SERIALS:
        day = EPOCH + timedelta(days=whole)
        return PartDate(day.year, (day.month,), day.day)
    digits = str(whole)
    if len(digits) == 8:
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 6:
        return _checked(int(digits[:4]), int(digits[4:]))
    raise DomainError("date_form")


def _of_decimals(year: int, decimals: int) -> PartDate:
    """A number cell shows October and January alike: 1985.10 and 1985.1 are one number."""
    if decimals == 10:
        return PartDate(year, (10, 1))
    month = decimals // 10 if decimals > 12 and decimals % 10 == 0 else decimals
    return _checked(year, month or None)


def _checked(year: int, month: int | None = None, day: int | None = None) -> PartDate:
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise DomainError("date_form") from error
    if year not in YEARS:
        raise DomainError("date_form")
    return PartDate(year, () if month is None else (month,), day)


def read_span(cell: Cell) -> tuple[PartDate, PartDate | None]:
    """Return first and last PartDate of a term written in one cell, the last None where only one date stands there."""
    text = identity.DASHES.sub("-", re.sub(r"\s+", "", folded(cell)))
    found = [_of_text(part[0]) for part in re.finditer(r"\d{4}(?:[年./-]\d{1,2}(?:[月./-]\d{1,2}(?!\d))?)?[年月日号]?", text)]
    if not 1 <= len(found) <= 2:
        raise DomainError("date_form")
    return found[0], found[1] if len(found) == 2 else None


def read_moment(cell: Cell) -> datetime:
    """Return a moment (aware UTC) of a day with its time of day; nine o'clock where none is given. Raises DomainError date_form."""
    if isinstance(cell, datetime):
        at = cell if (cell.hour, cell.minute) != (0, 0) else cell.replace(hour=MORNING)
        return from_local(at.replace(second=0, microsecond=0, tzinfo=None))
    if isinstance(cell, float) and int(cell) in SERIALS:
        minutes = round((cell - int(cell)) * 1440)
        return read_moment(datetime.combine(EPOCH, datetime.min.time()) + timedelta(days=int(cell), minutes=minutes))
    text = folded(cell)
    clock = TIME.search(text, max((found.end() for found in DAY.finditer(text)), default=0)) if not isinstance(cell, date) else None
    day = read_date(text[:clock.start()] if clock else cell).whole()
    hour, minute = _clock(clock) if clock else (MORNING, 0)
    if day is None or hour > 23 or minute > 59:
        raise DomainError("date_form")
    return from_local(datetime(day.year, day.month, day.day, hour, minute))


def _clock(found: re.Match[str]) -> tuple[int, int]:
    hour, minute = int(found[2]), int(found[3] or 0)
    return (hour + 12 if found[1] in ("下午", "晚上") and hour < 12 else hour), minute

