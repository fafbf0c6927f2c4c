"""年度工作报告: issue the report on a year as a Word paper, from the figures of today or from frozen ones."""
from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import FrozenFigures
from portal.domain.errors import DomainError
from portal.queries import annual_report as facts, frozen, scope
from portal.services import annual_reports
from views.base import Answer, Page, actor, now
from views.doors import once
from views.statistics import years

LIVE, FROZEN = "live", "frozen"


class AnnualReportPages(Page):
    """Yearly reports."""

    verbs: ClassVar[dict[str, str]] = {"index": "report:read", "issue": "report:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show the reports issued and what a new one may rest on."""
        return self.render("statistics/reports.html", rows=facts.issued(actor()), sources=sources() if self.allows("issue") else [])

    @expose("/issue", methods=("POST",))
    def issue(self) -> Answer:
        """Issue a report."""
        year, snapshot = asked_source()
        paper = once(lambda: annual_reports.issue(actor(), year, snapshot=snapshot, at=now()))
        return self.done(_("The report was issued and is kept."), f"/papers/{paper.id}", step=(_("Word file"), f"/papers/{paper.id}/download"))


def sources() -> list[tuple[str, str]]:
    """Return what a report may rest on, with its words: frozen figures that begin with a year, and the figures of today."""
    kept = [row for row in frozen.snapshots(actor()) if (row.first_day.month, row.first_day.day) == (1, 1)]
    return [
        *((f"{FROZEN}:{row.id}", _("Frozen: %(name)s (%(year)s)", name=row.name, year=row.first_day.year)) for row in kept),
        *((f"{LIVE}:{year}", _("Figures of %(year)s as they are today", year=year)) for year in years()),
    ]


def asked_source() -> tuple[int, FrozenFigures | None]:
    """Return the year and the frozen figures that the form names. Raises NotFound for frozen figures out of reach, DomainError unknown_code."""
    text = request.form.get("source", "")
    kind, _colon, key = text.partition(":")
    if kind not in (LIVE, FROZEN):
        raise DomainError("unknown_code", field="source", value=text[:40])
    number = scope.parse_id(key)
    row = scope.get(actor(), FrozenFigures, number) if kind == FROZEN else None
    return (row.first_day.year, row) if row is not None else (number, None)


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [AnnualReportPages(_l("Annual reports"), category="Statistics", endpoint="annual_reports", url="/statistics/reports")]
