"""How evenly a year's draws fell: the fairness statement (draw.md "Fairness of a year") from the sealed lists."""
from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from models import Activity, Draw, PoolEntry
from models.choices import DrawState
from portal.domain.draw import outcome
from portal.domain.fairness import PastDraw, YearFairness, year_fairness
from portal.domain.permissions import Actor, require
from portal.queries import scope
from portal.queries.statistics import PersonYear, people, year_span


@dataclass(frozen=True)
class Fairness:
    """The statement and the years of the people it speaks of, by id; `draws` is the number of rounds drawn.

    Served and taken as substitute stand beside drawn: refusals and profession filters are where real bias comes from.
    """

    statement: YearFairness
    years: dict[int, PersonYear]
    draws: int


def fairness(actor: Actor, year: int) -> Fairness:
    """Return the fairness statement of the rounds drawn for activities of a local year; a fixed number of queries.

    Counted is who came first in the drawn order, recomputed from the record, as later refusals are not the draw's doing.
    """
    require(actor, "statistics:fairness")
    start, end = year_span(year)
    draws = list(Draw.select(Draw.id, Draw.manifest, Draw.share, Draw.digits, Draw.witness_digits).join(Activity).where(
        scope.condition(actor, Activity), Draw.state == DrawState.DRAWN, Activity.starts_at >= start, Activity.starts_at < end))
    pools: dict[int, dict[int, PoolEntry]] = defaultdict(dict)
    entries = PoolEntry.select(PoolEntry.draw, PoolEntry.supervisor, PoolEntry.no, PoolEntry.tags).where(
        PoolEntry.draw.in_([draw.id for draw in draws]), PoolEntry.no.is_null(False))
    for entry in entries:
        pools[entry.draw_id][entry.no] = entry
    statement = year_fairness([_past(draw, pools[draw.id]) for draw in draws])
    return Fairness(statement, {row.supervisor.id: row for row in people(actor, year)}, len(draws))


def _past(draw: Draw, pool: dict[int, PoolEntry]) -> PastDraw:
    manifest = json.loads(draw.manifest)
    result = outcome(manifest, draw.share, draw.digits, draw.witness_digits)
    return PastDraw(
        pool={entry.supervisor_id: tuple(entry.tags) for entry in pool.values()}, special=manifest["places"]["special"],
        general=manifest["places"]["general"], drawn=[pool[number].supervisor_id for _, number in result.places],
    )
