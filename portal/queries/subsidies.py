"""Subsidies as they stand: what was paid, what a batch holds and whose hands it went through, the year's budget."""
from __future__ import annotations

from datetime import date

from models import SubsidyBatch, SubsidyLine
from portal.domain.permissions import Actor, require
from portal.queries import scope


def paid_by_month(actor: Actor, year: int) -> dict[int, int]:
    """Return month (of the line's day) → 分 paid, for every month of the year; lines of paid batches only. One query."""
    require(actor, "subsidy:read")
    rows = SubsidyLine.select(SubsidyLine.day, SubsidyLine.amount_fen).join(SubsidyBatch).where(
        scope.condition(actor, SubsidyLine), SubsidyBatch.state == "paid", SubsidyLine.day.between(date(year, 1, 1), date(year, 12, 31))).tuples()
    found = dict.fromkeys(range(1, 13), 0)
    for day, amount in rows:
        found[day.month] += amount
    return found
