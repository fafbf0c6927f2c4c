"""Freeze the figures of a period (报送快照): what was reported stays as it was, with the rows that it counted."""
from __future__ import annotations

from datetime import date, datetime

from models import FrozenFigures
from models.base import database
from portal.domain import frozen as rules
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import frozen as facts_query
from portal.services import audit, records

NAME_LIMIT = 100


def freeze(actor: Actor, *, name: str, first_day: date, last_day: date, note: str = "", at: datetime) -> FrozenFigures:
    """Keep the figures of a span of days as they are now, with the facts of every row that they count.

    Raises DomainError words_missing (name), snapshot_taken, period_backwards, period_not_over, period_long, period_early.
    """
    require(actor, "statistics:freeze")
    name = name.strip()[:NAME_LIMIT]
    if not name:
        raise DomainError("words_missing", field="name")
    rules.check_period(first_day, last_day, local_day(at))
    moment = at.replace(microsecond=0)
    with database.atomic():
        audit.lock_chain(audit.chain_name(actor.bureau_id))
        if FrozenFigures.select().where(FrozenFigures.bureau == actor.bureau_id, FrozenFigures.name == name).exists():
            raise DomainError("snapshot_taken", field="name")
        found = facts_query.facts(actor, first_day, last_day)
        figures, kept = rules.figures(found), [fact.kept() for fact in found]
        row = records.insert(FrozenFigures(
            bureau=actor.bureau_id, name=name, first_day=first_day, last_day=last_day, figures=figures, facts=kept, note=note, frozen_at=moment,
            frozen_by=actor.user_id, sm3=rules.digest(name, first_day, last_day, moment, figures, kept)), at)
        audit.record(actor, "statistics:freeze", row, at=at, changes={
            "name": [None, name], "first_day": [None, first_day], "last_day": [None, last_day], "sm3": [None, row.sm3]})
    return row
