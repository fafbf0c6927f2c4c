"""统计图表: the year's figures as charts, each with its table; every point opens its rows."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.frozen_words as frozen_words
from portal.domain import charts as rules, frozen
from portal.domain.charts import Spread, Wait
from portal.domain.errors import NotFound
from portal.domain.figures import OWN_INITIATIVE
from portal.domain.frozen import Fact
from portal.domain.words import figures as words
from portal.language import word
from portal.queries import charts as waiting, frozen as facts, subsidies
from views.base import Answer, Page, actor
from views.formatting import money, month_name, tenths
from views.statistics import PAGE_SIZE, asked_page, asked_year, years
from views.subsidy_years import paid_url

ACROSS, UPRIGHT = "across", "upright"


@dataclass(frozen=True)
class Bar:
    """One head of a chart: its words, its values as numbers and in words, and the address of its rows."""

    words: str
    values: tuple[float, ...]
    shown: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Chart:
    """One chart with its table: the first `drawn` columns are drawn, further ones stand in the table alone."""

    name: str
    title: str
    shape: str
    head: str
    columns: tuple[str, ...]
    bars: tuple[Bar, ...]
    drawn: int
    note: str = ""
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a year, a part of it, a procuratorate."""

    year: int
    part: str
    procuratorate: str

    def url(self, **more: object) -> str:
        """Return the address of the rows behind a point."""
        return f"/statistics/charts/rows?{urlencode({name: text for name, text in {**vars(self), **more}.items() if text != ''})}"

    @property
    def key(self) -> int | None:
        """Return the procuratorate as facts name it."""
        return None if self.procuratorate in ("", frozen.NOT_ROUTED) else int(self.procuratorate)

    def holds(self, office: int | None) -> bool:
        """Whether a row of a procuratorate is asked for."""
        return not self.procuratorate or office == self.key


class ChartPages(Page):
    """Charts of a year."""

    verbs: ClassVar[dict[str, str]] = {"index": "statistics:read", "rows": "statistics:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show the charts."""
        asked, offices = asked_span(), frozen_words.offices()
        found, waits = facts_asked(asked), waits_asked(asked)
        return self.render("statistics/charts.html", asked=asked, years=years(), offices=offices, parts=words.PARTS, figures=frozen.figures(found),
                           charts=charts(asked, found, waits, offices), spread=rules.spread(waits), tables=words)

    @expose("/rows")
    def rows(self) -> Answer:
        """Show the rows behind one point."""
        asked, name, at, page = asked_span(), request.args.get("chart", "total"), request.args.get("at", "all"), asked_page()
        title = point_words(asked, name, at)
        found = behind(asked, name, at)
        shown = found[page * PAGE_SIZE:(page + 1) * PAGE_SIZE]
        return self.render(
            "statistics/chart_rows.html", asked=asked, title=title, chart=TITLES[name](), count=len(found), page=page, pages=-(-len(found) // PAGE_SIZE),
            lines=[(fact, said_of(fact)) for fact in shown], names=frozen_words.named((fact.kind, fact.row) for fact in shown), columns=COLUMNS.get(name, EVENT_COLUMNS),
            tables=words,
            known=frozen_words.tables(), value=frozen_words.value, url_of=page_url, parts=words.PARTS)


TITLES = {
    "total": lambda: _("Events"), "mode": lambda: _("Events by mode"), "month": lambda: _("Events by month"),
    "office": lambda: _("Events by procuratorate"), "opinions": lambda: _("Opinions by outcome"),
    "waits": lambda: _("Days from request to announcement"), "served": lambda: _("How often each person in office served"),
    "people": lambda: _("Supervisors"),
}
"""What each chart is called."""

EVENT_COLUMNS = ("mode", "office", "month", "people")
COLUMNS = {"opinions": ("office", "month", "outcome"), "waits": ("office", "month", "days"), "served": ("served",), "people": ("served",)}
"""Chart → what the list behind one of its points shows of each row; the others count events."""


def said_of(fact: Fact) -> dict[str, Any]:
    """Return what the list says of a row; an own-initiative opinion is an event of one person."""
    own = {"mode": OWN_INITIATIVE, "people": 1} if fact.asked.get("own") else {}
    return {**fact.asked, **own}


def asked_span() -> Asked:
    """Return what the address asks for. Raises NotFound for a year, part or procuratorate that is not there."""
    asked = Asked(asked_year(), request.args.get("part", ""), request.args.get("procuratorate", ""))
    if asked.part not in rules.PARTS or (asked.procuratorate and asked.procuratorate not in frozen_words.offices()):
        raise NotFound("not_found")
    return asked


def facts_asked(asked: Asked) -> list[Fact]:
    """Return the facts of the span asked for; people belong to no procuratorate."""
    found = facts.duties(actor(), *rules.span(asked.year, asked.part))
    return [fact for fact in found if (asked.holds(fact.asked["office"]) if "office" in fact.asked else not asked.procuratorate)]


def waits_asked(asked: Asked) -> list[Wait]:
    """Return how long the announcements of the span asked for took."""
    return [wait for wait in waiting.waits(actor(), *rules.span(asked.year, asked.part)) if asked.holds(wait.office)]


def charts(asked: Asked, found: Sequence[Fact], waits: Sequence[Wait], offices: Mapping[str, str]) -> list[Chart]:
    """Return the charts that say something to the reader."""
    figures = frozen.figures(found)
    months = month_heads(asked)
    with_rows = {head: name for head, name in offices.items() if head != frozen.NOT_ROUTED or f"office.{head}.events" in figures}
    made = [
        grouped("mode", ACROSS, asked, figures, frozen_words.modes()),
        grouped("month", UPRIGHT, asked, figures, months),
        *([] if asked.procuratorate or len(with_rows) < 2 else [grouped("office", ACROSS, asked, figures, with_rows)]),
        grouped("opinions", ACROSS, asked, figures, {code: word(words.OUTCOMES, code) for code in frozen.OUTCOMES}),
        waited(asked, waits, months),
    ]
    return [*made, *of_the_bureau(asked, found, months)] if actor().in_bureau and not asked.procuratorate else made


def of_the_bureau(asked: Asked, found: Sequence[Fact], months: Mapping[str, str]) -> list[Chart]:
    """Return the charts of what belongs to no procuratorate: people, and money for who may read it."""
    return [served(asked, found), *([paid(asked, months)] if actor().may("subsidy:read") else [])]


def grouped(group: str, shape: str, asked: Asked, figures: Mapping[str, int], heads: Mapping[str, str]) -> Chart:
    """Return the chart of one group of figures."""
    units = frozen.UNITS[group]
    lines = [(head, label, tuple(figures.get(f"{group}.{head}.{unit}", 0) for unit in units)) for head, label in heads.items()]
    bars = tuple(Bar(label, values, tuple(f"{value:,}" for value in values), asked.url(chart=group, at=head) if any(values) else "")
                 for head, label, values in lines)
    total = tuple(f"{sum(values[number] for _head, _label, values in lines):,}" for number in range(len(units)))
    return Chart(group, TITLES[group](), shape, word(words.HEADS, group), tuple(word(words.CHART_UNITS, unit) for unit in units), bars, len(units), total=total)


def served(asked: Asked, found: Iterable[Fact]) -> Chart:
    """Return how many people in office served how often."""
    times = rules.served_heads(fact.asked["served"] for fact in found if fact.kind == "person" and fact.asked["in_office"])
    bars = tuple(Bar(served_words(head), (count,), (f"{count:,}",), asked.url(chart="served", at=head) if count else "") for head, count in times)
    return Chart("served", TITLES["served"](), UPRIGHT, _("Times served"), (_("Supervisors"),), bars, 1,
                 note=_("Who is in office on the last day of the period."), total=(f"{sum(count for _head, count in times):,}",))


def served_words(head: str) -> str:
    """Return `3次`, in English `3`."""
    if head.endswith("+"):
        return _("≥ %(times)s times", times=head.rstrip("+"))
    return _("%(times)s times", times=head) if head != "0" else _("never")


def paid(asked: Asked, months: Mapping[str, str]) -> Chart:
    """Return the subsidies paid, by the month of the duty."""
    sums = subsidies.paid_by_month(actor(), asked.year)
    lines = [(label, sums[int(month[-2:])], paid_url(asked.year, int(month[-2:]))) for month, label in months.items()]
    bars = tuple(Bar(label, (fen / 100,), (money(fen),), url if fen else "") for label, fen, url in lines)
    return Chart("paid", _("Subsidies paid"), UPRIGHT, word(words.HEADS, "month"), (_("Paid (yuan)"),), bars, 1,
                 note=_("By the day of the duty; lines of paid batches."), total=(money(sum(fen for _label, fen, _url in lines)),))



def waited(asked: Asked, waits: Sequence[Wait], months: Mapping[str, str]) -> Chart:
    """Return the days from request to announcement, by the month of the announcement."""
    columns = (_("Median in days"), _("Shortest"), _("Longest"), _("Announcements"))
    bars = tuple(_wait_bar(asked, month, label, rules.spread(wait for wait in waits if wait.month == month)) for month, label in months.items())
    whole = rules.spread(waits)
    return Chart("waits", TITLES["waits"](), UPRIGHT, _("Month of the announcement"), columns, bars, 1,
                 note=_("Calendar days from the sending of the request to the first announcement."), total=wait_words(whole))


def _wait_bar(asked: Asked, month: str, label: str, found: Spread | None) -> Bar:
    values = (found.median_tenths / 10, float(found.shortest), float(found.longest), float(found.count)) if found else (0.0,) * 4
    return Bar(label, values, wait_words(found), asked.url(chart="waits", at=month) if found else "")


def wait_words(found: Spread | None) -> tuple[str, ...]:
    """Return median, shortest, longest and number in words."""
    return (tenths(found.median_tenths), str(found.shortest), str(found.longest), f"{found.count:,}") if found else ("—", "—", "—", "0")


def behind(asked: Asked, name: str, at: str) -> list[Fact]:
    """Return the facts behind a point that is there."""
    if name == "waits":
        return [Fact("activity", wait.activity, {"office": wait.office, "month": wait.month, "days": wait.days})
                for wait in waits_asked(asked) if at in ("all", wait.month)]
    found = facts_asked(asked)
    if name == "served":
        return [fact for fact in found if fact.kind == "person" and fact.asked["in_office"] and at == rules.served_head(fact.asked["served"])]
    names = {f"{name}.{at}.{unit}" for unit in frozen.UNITS[name]}
    return [fact for fact in found if names & frozen.adds(fact).keys()]


def point_words(asked: Asked, name: str, at: str) -> str:
    """Return what a point says. Raises NotFound for one that no chart has."""
    found = points(asked, name)
    if at not in found:
        raise NotFound("not_found")
    return found[at]


def points(asked: Asked, name: str) -> dict[str, str]:
    """Return the points of a chart, by what the address calls them."""
    months = month_heads(asked)
    times = [rules.served_head(number) for number in range(rules.MOST_SERVED + 1)]
    known = {"mode": frozen_words.modes, "office": frozen_words.offices, "month": lambda: months, "waits": lambda: {"all": _("In all"), **months},
             "served": lambda: {head: served_words(head) for head in times}, "opinions": lambda: translated(words.OUTCOMES),
             "people": lambda: translated(words.PEOPLE), "total": lambda: {"all": _("In all")}}
    return known[name]() if name in known else {}


def month_heads(asked: Asked) -> dict[str, str]:
    """Return the months of the span asked for, in words without their year."""
    return {month: month_name(int(month[-2:])) for month in frozen.months(*rules.span(asked.year, asked.part))}


def translated(table: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a table in the reader's language."""
    return {code: word(table, code) for code in table}


def page_url(page: int) -> str:
    """Return the address of another page of the same rows."""
    return f"/statistics/charts/rows?{urlencode({**request.args.to_dict(), 'page': page})}"


def pages() -> list[Any]:
    """Return the pages of this module."""
    return [ChartPages(_l("Charts"), category="Statistics", endpoint="charts", url="/statistics/charts")]
