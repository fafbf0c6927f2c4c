"""What the charts of a year read beside its figures: how long each announcement took."""
from __future__ import annotations

from datetime import date

from peewee import fn

from models import Activity, Paper
from portal.domain.charts import Wait
from portal.domain.localtime import local_day
from portal.domain.papers import ANNOUNCEMENT
from portal.domain.permissions import Actor, require
from portal.queries import statistics
from portal.queries.frozen import month_of


def waits(actor: Actor, first: date, last: date) -> list[Wait]:
    """Return how long it took from a request to its first announcement, for those first announced in a span of local days."""
    require(actor, "statistics:read")
    start, end = statistics.moments(first, last)
    announced = fn.MIN(Paper.issued_at)
    rows = (
        Activity.select(Activity.id, Activity.procuratorate, Activity.submitted_at, announced)
        .join_from(Activity, Paper, on=(Paper.activity == Activity.id) & (Paper.kind == ANNOUNCEMENT))
        .where(statistics.readable(actor, Activity), Activity.submitted_at.is_null(False))
        .group_by(Activity.id, Activity.procuratorate, Activity.submitted_at).having(announced >= start, announced < end)
        .order_by(Activity.id).tuples()
    )
    return [Wait(key, office, month_of(local_day(at)), (local_day(at) - local_day(asked)).days) for key, office, asked, at in rows]
