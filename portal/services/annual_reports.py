"""Issue the yearly report (年度工作报告) and keep it as a paper."""
from __future__ import annotations

from datetime import datetime

from models import FrozenFigures, Organisation, Paper
from portal.domain.errors import DomainError
from portal.domain.frozen import FIRST_DAY
from portal.domain.localtime import local_day
from portal.domain.papers import ANNUAL_REPORT
from portal.domain.permissions import Actor, require
from portal.queries import annual_report as facts
from portal.queries.frozen import holds
from portal.services import papers


def issue(actor: Actor, year: int, *, snapshot: FrozenFigures | None = None, at: datetime) -> Paper:
    """Issue the report on a year, from frozen figures or from those of this moment.

    Raises DomainError report_year for a year that has not begun or lies before the system, report_snapshot for frozen figures of other
    days, report_damaged for some that do not agree with their digest.
    """
    require(actor, "report:write")
    if not FIRST_DAY.year <= year <= local_day(at).year:
        raise DomainError("report_year", field="year", year=FIRST_DAY.year)
    if snapshot is not None and snapshot.id not in {row.id for row in facts.snapshots_of(actor, year)}:
        raise DomainError("report_snapshot", field="snapshot")
    if snapshot is not None and not holds(snapshot):
        raise DomainError("report_damaged", field="snapshot")
    about = snapshot if snapshot is not None else Organisation.get_by_id(actor.bureau_id)
    return papers.issue(actor, ANNUAL_REPORT, about=about, subject=f"{year}年度", data=facts.report_data(actor, year, snapshot, at), at=at)
