"""全覆盖: people × modes as a heat map, who has not served, which modes are empty, and the fairness of the draws beside it."""
from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.exporting as exporting
from models import PicklistItem, Supervisor
from portal.domain.figures import shade
from portal.language import item_name
from portal.queries import coverage
from views.base import Answer, Page, actor, now
from views.statistics import asked_year, years


class CoveragePages(Page):
    """Coverage of a year."""

    verbs: ClassVar[dict[str, str]] = {"index": "statistics:coverage", "export": "statistics:coverage"}

    @expose("/")
    def index(self) -> Answer:
        """Show the year's coverage."""
        year = asked_year()
        return self.render("statistics/coverage.html", year=year, years=years(), found=coverage.coverage(actor(), year), shade=shade,
                           cell_url=cell_url)

    @expose("/export.<kind>")
    def export(self, kind: str) -> Answer:
        """Send people × modes as a file."""
        year = asked_year()
        return exporting.send(actor(), kind, f"{year} {_('Coverage')}", *sheet(coverage.coverage(actor(), year)), at=now())

    def title(self) -> str:
        """Return the heading."""
        return _("Coverage %(year)s", year=asked_year())


def cell_url(year: int, person: Supervisor, mode: PicklistItem) -> str:
    """Return the address of the rows behind a cell."""
    if mode.facts.get("own_initiative"):
        return f"/opinions/?{urlencode({'own': 1, 'year': year, 'supervisor': person.id})}"
    return f"/activities/?{urlencode({'year': year, 'mode': mode.code, 'person': person.id, 'part': 'served'})}"


def sheet(found: coverage.Coverage) -> tuple[list[str], list[list[str]]]:
    """Return heads and lines: a person's times in each mode, served in all, asked and not come."""
    heads = [_("Code"), _("Name"), *(item_name(mode) for mode in found.modes), _("Served"), _("Times asked"), _("Did not come")]
    lines = [[one.supervisor.code, one.supervisor.name, *(str(one.times(mode)) for mode in found.modes), str(one.total), str(one.asked), str(one.freed)]
             for one in found.people]
    return heads, lines


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [CoveragePages(name=_l("Coverage"), endpoint="coverage", url="/coverage", category="Statistics")]
