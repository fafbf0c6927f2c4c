"""The filters of a list: what may be chosen (read per request, within the reader's scope) and what a choice means in SQL."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from peewee import BooleanField, DateField, DateTimeField, Expression, Field, ForeignKeyField, IntegerField

from portal.domain.errors import NotFound
from portal.domain.localtime import local_moment
from portal.language import word
from portal.queries.scope import parse_id
from views.formatting import row_name, yes_no

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One filter of a list. `name` is its part of the address: `f_<name>`, or `f_<name>_from` and `f_<name>_to` for a span of days."""

    name: str
    label: Any
    field: Field
    words: Mapping[str, str] | None = None
    rows: Callable[[], Any] | None = None

    @property
    def kind(self) -> str:
        """Return how it is asked: choice, days, text or number."""
        if self.words or isinstance(self.field, ForeignKeyField | BooleanField):
            return "choice"
        if isinstance(self.field, DateField | DateTimeField):
            return "days"
        return "number" if isinstance(self.field, IntegerField) else "text"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the names of its parameters in the address."""
        return (f"f_{self.name}_from", f"f_{self.name}_to") if self.kind == "days" else (f"f_{self.name}",)

    def options(self) -> Options:
        """Return value and label of each choice, as the reader may see them now."""
        if self.words:
            return [(code, word(self.words, code)) for code in self.words]
        if isinstance(self.field, BooleanField):
            return [("1", yes_no(True)), ("0", yes_no(False))]
        return [(str(row.id), row_name(row)) for row in self.rows()] if self.rows else []

    def condition(self, column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition on `column`, or None when nothing usable was asked."""
        if self.kind == "days":
            return self._days(column, *(as_day(values.get(key, "")) for key in self.keys))
        text = values.get(self.keys[0], "")
        if not text:
            return None
        return column.contains(text) if self.kind == "text" else self._equal(column, text)

    def _equal(self, column: Any, text: str) -> Expression | None:
        if isinstance(self.field, BooleanField):
            return column == (text == "1") if text in ("0", "1") else None
        if self.words:
            return column == text if text in self.words else None
        try:
            return column == parse_id(text)
        except NotFound:
            return None

    def _days(self, column: Any, first: date | None, last: date | None) -> Expression | None:
        moments = isinstance(self.field, DateTimeField)
        after = column >= (midnight(first) if moments else first) if first else None
        before = (column < midnight(last + timedelta(days=1)) if moments else column <= last) if last else None
        return after & before if after is not None and before is not None else after if before is None else before

    def chip(self, values: Mapping[str, str]) -> str:
        """Return what was asked in words, empty when nothing was."""
        asked = [values.get(key, "") for key in self.keys]
        if self.kind == "days":
            return _span(*asked)
        return dict(self.options()).get(asked[0], "") if self.kind == "choice" and asked[0] else asked[0]


@dataclass(frozen=True)
class ThroughFilter(Filter):
    """A filter by what hangs on a row: `select` returns the condition for a choice, or for a typed text where there are no `choices`."""

    parameter: str = ""
    choices: Callable[[], Options] | None = None
    select: Callable[[str], Any] = str

    @property
    def kind(self) -> str:
        """Return how it is asked: choice or text."""
        return "choice" if self.choices else "text"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the name of its parameter in the address."""
        return (f"f_{self.parameter}",)

    def options(self) -> Options:
        """Return the choices."""
        return self.choices() if self.choices else []

    def condition(self, _column: Any, values: Mapping[str, str]) -> Expression | None:
        """Return the condition, or None for nothing and for what is no choice."""
        text = values.get(self.keys[0], "")
        if not text or (self.choices and text not in dict(self.choices())):
            return None
        found: Expression = self.select(text)
        return found


def _span(first: str, last: str) -> str:
    if first and last:
        return _("%(first)s to %(last)s", first=first, last=last)
    if first:
        return _("from %(day)s on", day=first)
    return _("until %(day)s", day=last) if last else ""


def as_day(text: str) -> date | None:
    """Return the day of an ISO text; None for anything else, the last day of the calendar included, which has no next one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min.year + 1 < day.year < date.max.year else None


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins at the offices."""
    return local_moment(day, 0)
