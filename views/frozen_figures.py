"""报送快照: freeze the figures of a period, and see later what has changed since and by which rows."""
from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

import views.exporting as exporting
import views.frozen_words as frozen_words
from models import FrozenFigures
from portal.domain import frozen as rules
from portal.domain.errors import NotFound
from portal.domain.frozen import Fact
from portal.domain.localtime import local_day
from portal.domain.words import figures as words
from portal.language import word
from portal.queries import frozen as facts, related, scope
from portal.services import frozen
from views.base import Answer, Page, PortalForm, actor, attempt, now
from views.formatting import listed
from views.forms import DayField, Given, stripped
from views.frozen_words import Group, Line


class FreezeForm(PortalForm):
    """What period is frozen under which name."""

    name = StringField(_l("Name of the frozen figures"), [Given(), Length(max=frozen.NAME_LIMIT)], filters=[stripped],
                       description=_l("What they are reported as, such as “Report of the first half of 2026”."),
                       render_kw={"maxlength": frozen.NAME_LIMIT})
    first_day = DayField(_l("First day"), [InputRequired()])
    last_day = DayField(_l("Last day"), [InputRequired()])
    note = TextAreaField(_l("Note"), [Length(max=500)], filters=[stripped], render_kw={"rows": 3, "maxlength": 500})


class FrozenPages(Page):
    """Frozen figures."""

    verbs: ClassVar[dict[str, str]] = {
        "index": "statistics:frozen", "show": "statistics:frozen", "rows": "statistics:frozen", "export": "statistics:frozen",
        "create": "statistics:freeze",
    }

    @expose("/")
    def index(self) -> Answer:
        """List the frozen periods."""
        return self.render("statistics/snapshots.html", rows=facts.snapshots(actor()), may_freeze=self.allows("create"))

    @expose("/new", methods=("GET", "POST"))
    def create(self) -> Answer:
        """Show and take the form of a period to freeze."""
        first, last = offered(local_day(now()))
        form = FreezeForm.of_request(first_day=first, last_day=last)
        made = attempt(form, lambda: frozen.freeze(
            actor(), name=form.name.data, first_day=form.first_day.data, last_day=form.last_day.data, note=form.note.data or "", at=now())
        ) if form.sent() else None
        if made:
            return self.done(_("The figures were frozen. What changes later is shown as a difference."), self.get_url(".show", snapshot_id=made.id))
        return self.render("statistics/freeze.html", form=form)

    @expose("/<snapshot_id>")
    def show(self, snapshot_id: str) -> Answer:
        """Show a frozen period beside the figures of today."""
        row = scope.get(actor(), FrozenFigures, snapshot_id)
        related.load([row], "frozen_by")
        known = frozen_words.tables()
        found = frozen_words.compare(row, today(row), known)
        names = frozen_words.named((change.kind, change.row) for change in found.changes)
        return self.render("statistics/snapshot.html", row=row, found=found, names=names, holds=facts.holds(row), tables=words, known=known,
                           said=frozen_words.said, url_of=rows_url)

    @expose("/<snapshot_id>/rows")
    def rows(self, snapshot_id: str) -> Answer:
        """Show the rows that one figure counted then and those that it counts now."""
        row = scope.get(actor(), FrozenFigures, snapshot_id)
        present = today(row)
        group, line = asked_line(frozen_words.compare(row, present, frozen_words.tables()).groups)
        then, now_ = (counted(some, line) for some in (facts.facts_of(row), present))
        keys = sorted(then.keys() | now_.keys())
        return self.render("statistics/snapshot_rows.html", row=row, group=group, line=line, keys=keys, then=then, now=now_, tables=words,
                           names=frozen_words.named(keys))

    @expose("/<snapshot_id>/export.<kind>")
    def export(self, snapshot_id: str, kind: str) -> Answer:
        """Send a frozen period beside the figures of today as a file."""
        row = scope.get(actor(), FrozenFigures, snapshot_id)
        found = frozen_words.compare(row, today(row), frozen_words.tables())
        names = frozen_words.named((change.kind, change.row) for change in found.changes)
        headers = [_("Group"), _("Figure"), _("Counted in"), _("Frozen"), _("Today"), _("Difference"), _("Rows that made it")]
        lines = [cells for group in found.groups for line in group.lines for cells in sheet_lines(group, line, names)]
        return exporting.send(actor(), kind, row.name, headers, lines, at=now())


def today(snapshot: FrozenFigures) -> list[Fact]:
    """Return the facts of a frozen period as they are now."""
    return facts.facts(actor(), snapshot.first_day, snapshot.last_day)


def offered(day: date) -> tuple[date, date]:
    """Return the period that the form offers: from the year's first day to the last day of the month before; in January the year before."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(month=1, day=1), last


def rows_url(snapshot: FrozenFigures, line: Line) -> str:
    """Return the address of the rows behind a figure."""
    return f"/statistics/snapshots/{snapshot.id}/rows?figure={line.group}.{line.head}"


def asked_line(groups: tuple[Group, ...]) -> tuple[Group, Line]:
    """Return the figure in the address with its group, by default the first. Raises NotFound for an unknown one."""
    text = request.args.get("figure") or "total.all"
    found = next(((group, line) for group in groups for line in group.lines if f"{line.group}.{line.head}" == text), None)
    if found is None:
        raise NotFound("not_found")
    return found


def counted(some: list[Fact], line: Line) -> dict[tuple[str, int], tuple[int, ...]]:
    """Return by kind and id what each row adds to a figure, in each of its units; rows that add nothing are left out."""
    names = [f"{line.group}.{line.head}.{unit}" for unit in rules.UNITS[line.group]]
    found = {(fact.kind, fact.row): tuple(rules.adds(fact).get(name, 0) for name in names) for fact in some}
    return {key: values for key, values in found.items() if any(values)}


def sheet_lines(group: Group, line: Line, names: dict[tuple[str, int], frozen_words.Named]) -> list[list[str]]:
    """Return a line for each unit of a figure."""
    rows = listed(_("%(name)s (%(how)s)", name=names[change.kind, change.row].words, how=word(words.HOWS, change.how)) for change in line.rows)
    return [[group.words, line.words, unit, str(line.before[number]), str(line.after[number]), f"{line.steps[number]:+d}" if line.rows else "0", rows]
            for number, unit in enumerate(group.units)]


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [FrozenPages(_l("Frozen figures"), category="Statistics", endpoint="snapshots", url="/statistics/snapshots")]
