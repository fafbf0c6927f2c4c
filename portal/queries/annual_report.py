"""What a yearly report says: the figures of the year as they are, or as they were frozen."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import FrozenFigures, Organisation, Paper
from portal.domain import figures as words, frozen as rules
from portal.domain.localtime import local_day
from portal.domain.papers import ANNUAL_REPORT
from portal.domain.permissions import Actor, require
from portal.queries import frozen, related, scope, statistics, subsidies


def reported_days(year: int, today: date) -> tuple[date, date]:
    """Return the days that a report on a year speaks of: the whole year, or the running one up to today."""
    return date(year, 1, 1), min(date(year, 12, 31), today)


def snapshots_of(actor: Actor, year: int) -> list[FrozenFigures]:
    """Return the frozen periods that a report on a year may rest on: those that begin with it and do not outlast it; the newest first."""
    rows = scope.visible(actor, FrozenFigures).where(
        FrozenFigures.first_day == date(year, 1, 1), FrozenFigures.last_day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(rows.order_by(FrozenFigures.frozen_at.desc(), FrozenFigures.id.desc()))


def issued(actor: Actor) -> list[Paper]:
    """Return the yearly reports that the actor may see, the newest first, without their data and bytes."""
    require(actor, "report:read")
    columns = (Paper.id, Paper.kind, Paper.subject, Paper.issued_at, Paper.issued_by, Paper.about_type, Paper.about_id)
    rows = list(scope.visible(actor, Paper).select(*columns).where(Paper.kind == ANNUAL_REPORT).order_by(Paper.issued_at.desc(), Paper.id.desc()))
    related.load(rows, "issued_by")
    return rows


def report_data(actor: Actor, year: int, snapshot: FrozenFigures | None, at: datetime) -> dict[str, Any]:
    """Return the facts of a report as a paper keeps them."""
    require(actor, "report:read")
    first, last = (snapshot.first_day, snapshot.last_day) if snapshot else reported_days(year, local_day(at))
    figures = snapshot.figures if snapshot else rules.figures(frozen.facts(actor, first, last))
    bureau, modes = Organisation.get_by_id(actor.bureau_id), statistics.modes()
    names = [(mode.code, str(mode.facts.get("paragraph", mode.name))) for mode in modes]
    counts = {code: figures.get(f"mode.{code}.events", 0) for code, _name in names}
    return {
        "bureau": bureau.name, "year": year, "first_day": first.isoformat(), "last_day": last.isoformat(), "issued_on": local_day(at).isoformat(),
        "paragraph": words.paragraph_of(counts, names, figures.get("people.in_office.people", 0), bureau.level), "figures": figures,
        "modes": [{"code": mode.code, "name": mode.name} for mode in modes],
        "offices": [{"id": office.id, "name": office.name} for office in statistics.offices(actor)], "months": rules.months(first, last),
        "subsidies_fen": sum(fen for month, fen in subsidies.paid_by_month(actor, year).items() if first.month <= month <= last.month),
        "snapshot": {"name": snapshot.name, "frozen_on": local_day(snapshot.frozen_at).isoformat(), "sm3": snapshot.sm3} if snapshot else {},
    }
