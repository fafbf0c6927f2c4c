"""The year's figures: modes, procuratorates, months, people, fairness; each number opens its rows."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.exporting as exporting
from portal.domain import figures
from portal.domain.errors import NotFound
from portal.domain.fairness import PersonFairness
from portal.domain.figures import Cell, Event, Table
from portal.domain.labels import FREED_REASONS, N_
from portal.domain.localtime import local_day
from portal.language import item_name, word
from portal.queries import coverage, statistics
from views.base import Answer, Page, actor, now
from views.formatting import listed, month_name

FIRST_YEAR = 2003
"""The people's-supervisor system began in 2003."""


@dataclass(frozen=True)
class Axis:
    """One way to lay out events: its heads (key, words, link parameter) and how an event finds its head."""

    name: str
    parameter: str
    heads: tuple[tuple[Any, str], ...]

    def key_of(self, event: Event) -> Any:
        """Return the head under which an event stands."""
        return getattr(event, self.parameter)

    def asked(self, text: str) -> tuple[Any, str] | None:
        """Return the head (key, words) that an address asks for; None where it asks for all. Raises NotFound for an unknown one."""
        if not text:
            return None
        found = next(((key, words) for key, words in self.heads if head_text(key) == text), None)
        if found is None:
            raise NotFound("not_found")
        return found


NOT_ROUTED = "none"
"""How an address asks for own-initiative opinions that were not passed on to a procuratorate yet."""
PAGE_SIZE = 100

TABLES = {
    "modes-months": (N_("Modes by month"), "mode", "month"),
    "modes-offices": (N_("Modes by procuratorate"), "mode", "procuratorate"),
    "offices-months": (N_("Procuratorates by month"), "procuratorate", "month"),
}
"""Name in the address → heading, what the rows are, what the columns are."""


class StatisticsPages(Page):
    """年度统计."""

    verbs: ClassVar[dict[str, str]] = {
        "index": "statistics:read", "rows": "statistics:read", "people": "statistics:read", "fairness": "statistics:fairness",
        "export": "statistics:read",
    }

    @expose("/")
    def index(self) -> Answer:
        """Show the year's paragraph and tables."""
        who, year, office = actor(), asked_year(), asked_office()
        events, heads = of_office(statistics.events(who, year), office), axes(office)
        tables = [(name, _(words), layout(events, heads[rows], heads[columns])) for name, (words, rows, columns) in TABLES.items()]
        words = statistics.yearly_paragraph(who, year, local_day(now())) if who.in_bureau and office is None else ""
        return self.render("statistics/index.html", year=year, years=years(), tables=tables, paragraph=words, url_of=rows_url, only=office,
                           offices=axes()["procuratorate"].heads)

    @expose("/rows")
    def rows(self) -> Answer:
        """Show the events behind one number of the tables, the latest first."""
        year, page = asked_year(), asked_page()
        asked = {name: chosen for name, axis in axes().items() if (chosen := axis.asked(request.args.get(axis.parameter, "")))}
        found = [event for event in statistics.events(actor(), year) if all(getattr(event, name) == key for name, (key, _w) in asked.items())]
        found.sort(key=lambda event: (event.day, event.activity or 0, event.opinion or 0), reverse=True)
        lines = statistics.rows_of(actor(), found[page * PAGE_SIZE:(page + 1) * PAGE_SIZE])
        return self.render("statistics/rows.html", year=year, chosen=[words for _key, words in asked.values()], lines=lines, page=page,
                           pages=-(-len(found) // PAGE_SIZE), url_of=page_url, events=len(found), modes=dict(axes()["mode"].heads),
                           person_times=sum(event.person_times for event in found))

    @expose("/people")
    def people(self) -> Answer:
        """Show each supervisor's year."""
        year = asked_year()
        rows = statistics.people(actor(), year)
        return self.render("statistics/people.html", year=year, years=years(), rows=rows, reasons=FREED_REASONS)

    @expose("/fairness")
    def fairness(self) -> Answer:
        """Show how evenly the year's draws fell."""
        year = asked_year()
        return self.render("statistics/fairness.html", year=year, years=years(), found=coverage.fairness(actor(), year))

    @expose("/export/<name>.<kind>")
    def export(self, name: str, kind: str) -> Answer:
        """Send one of the tables as a file."""
        year = asked_year()
        title, headers, rows = sheet(name, year)
        return exporting.send(actor(), kind, f"{year} {title}", headers, rows, at=now())

    def title(self) -> str:
        """Return the heading."""
        return _("Figures of %(year)s", year=asked_year())


def asked_year() -> int:
    """Return the year in the address, by default the present one. Raises NotFound for what cannot be one."""
    present = local_day(now()).year
    text = request.args.get("year") or str(present)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= present + 1):
        raise NotFound("not_found")
    return int(text)


def years() -> list[int]:
    """Return the years on offer, the present one first."""
    present = local_day(now()).year
    return list(range(present, max(FIRST_YEAR, present - 10) - 1, -1))


def asked_office() -> str | None:
    """Return the procuratorate in the address, as its heads name it; None for all. Raises NotFound for one whose figures are not open."""
    text = request.args.get("procuratorate", "")
    return text if axes()["procuratorate"].asked(text) else None


def of_office(events: Sequence[Event], office: str | None) -> list[Event]:
    """Return the events of one procuratorate, or all."""
    return [event for event in events if office is None or head_text(event.procuratorate) == office]


def asked_page() -> int:
    """Return the page in the address, from 0."""
    text = request.args.get("page", "0")
    return min(int(text[:9]), 10_000) if text.isascii() and text.isdigit() else 0


def page_url(page: int) -> str:
    """Return the address of another page of the same rows."""
    return f"/statistics/rows?{urlencode({**request.args.to_dict(), 'page': page})}"


def head_text(key: Any) -> str:
    """Return how an address names a head."""
    return NOT_ROUTED if key is None else str(key)


def axes(office: str | None = None) -> dict[str, Axis]:
    """Return the three axes with their heads as the reader may see them, narrowed to one procuratorate where asked."""
    offices = (*((row.id, item_name(row)) for row in statistics.offices(actor())), (None, _("Not passed on yet")))
    return {
        "mode": Axis(_("Mode"), "mode", tuple((mode.code, item_name(mode)) for mode in statistics.modes())),
        "month": Axis(_("Month"), "month", tuple((month, month_name(month)) for month in figures.MONTHS)),
        "procuratorate": Axis(_("Procuratorate"), "procuratorate", tuple(head for head in offices if office in (None, head_text(head[0])))),
    }


@dataclass(frozen=True)
class Layout:
    """A table with the words of its heads."""

    rows: Axis
    columns: Axis
    table: Table


def layout(events: Sequence[Event], rows: Axis, columns: Axis) -> Layout:
    """Return the events laid out; the head of own-initiative opinions not passed on yet stands only where there are such."""
    rows, columns = (_without_empty(axis, events) for axis in (rows, columns))
    row_keys, column_keys = ([key for key, _words in axis.heads] for axis in (rows, columns))
    return Layout(rows, columns, figures.tabulate(events, row_keys, column_keys, rows.key_of, columns.key_of))


def _without_empty(axis: Axis, events: Sequence[Event]) -> Axis:
    heads = tuple(head for head in axis.heads if head[0] is not None or any(axis.key_of(event) is None for event in events))
    return Axis(axis.name, axis.parameter, heads)


def rows_url(year: int, office: str | None, *heads: tuple[Axis, Any]) -> str:
    """Return the address of the rows behind a number."""
    chosen = {"procuratorate": office} if office else {}
    return f"/statistics/rows?{urlencode({'year': year, **chosen, **{axis.parameter: head_text(key) for axis, key in heads}})}"


def sheet(name: str, year: int) -> tuple[str, list[str], list[list[str]]]:
    """Return title, heads and rows of one export. Raises NotFound for an unknown name."""
    if name == "people":
        return _people_sheet(year)
    if name == "fairness":
        return _fairness_sheet(year)
    if name not in TABLES:
        raise NotFound("not_found")
    words, rows, columns = TABLES[name]
    office = asked_office()
    heads = axes(office)
    return (_(words), *_figures_sheet(layout(of_office(statistics.events(actor(), year), office), heads[rows], heads[columns])))


def _figures_sheet(shown: Layout) -> tuple[list[str], list[list[str]]]:
    """Events and person-times side by side, with their sums."""
    units = (_("events"), _("person-times"))
    headers = [shown.rows.name, *(f"{words} {unit}" for _key, words in (*shown.columns.heads, (None, _("Total"))) for unit in units)]
    keys = [key for key, _words in shown.columns.heads]
    table = shown.table
    body = [[words, *_pairs([table.cells[row, key] for key in keys] + [table.row_sums[row]])] for row, words in shown.rows.heads]
    return headers, [*body, [_("Total"), *_pairs([table.column_sums[key] for key in keys] + [table.total])]]


def _pairs(cells: Sequence[Cell]) -> list[str]:
    return [str(number) for cell in cells for number in (cell.events, cell.person_times)]


def _people_sheet(year: int) -> tuple[str, list[str], list[list[str]]]:
    """Return the table of people; codes and reasons are the bureau's alone."""
    headers = [_("Name"), _("Times drawn"), _("As substitute"), _("Served"), _("Refused"), _("Opinions")]
    rows = statistics.people(actor(), year)
    body = [[row.supervisor.name, *map(str, (row.drawn, row.substituted, row.served, sum(row.refused.values()), row.opinions))] for row in rows]
    if not actor().in_bureau:
        return _("People"), headers, body
    whole = [[row.supervisor.code, *line, _reasons(row)] for row, line in zip(rows, body, strict=True)]
    return _("People"), [_("Code"), *headers, _("Reasons")], whole


def _reasons(row: statistics.PersonYear) -> str:
    return listed(f"{word(FREED_REASONS, code)} {count}" for code, count in row.refused.items())


def _fairness_sheet(year: int) -> tuple[str, list[str], list[list[str]]]:
    found = coverage.fairness(actor(), year)
    headers = [_("Code"), _("Name"), _("Sealed lists"), _("Expected"), _("Times drawn"), _("Honest range from"), _("Honest range to"),
               _("As substitute"), _("Served")]
    return _("Fairness of the draws"), headers, [_fairness_line(line, found.years[line.person]) for line in found.statement.people]


def _fairness_line(line: PersonFairness, year: statistics.PersonYear) -> list[str]:
    numbers = (line.drawn, line.low, line.high, year.substituted, year.served)
    return [year.supervisor.code, year.supervisor.name, str(line.pools), f"{line.expected:.1f}", *map(str, numbers)]


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [StatisticsPages(_l("Yearly figures"), category="Statistics", endpoint="statistics", url="/statistics")]
