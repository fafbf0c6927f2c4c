"""The draws of an activity as they stand, and their records as both sides can check them (draw.md section 5)."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from models import Activity, Assignment, Draw, DrawEvent, PoolEntry, RoundApproval, SpecialPlace, Supervisor
from models.choices import FILLING, DrawState
from portal.domain import draw as protocol
from portal.domain.draw_record import Chosen, build_event, build_record
from portal.domain.errors import DomainError
from portal.queries import related


def draws_of(activity: Activity) -> list[Draw]:
    """Return the rounds of an activity in their order, those never drawn too."""
    rows = list(Draw.select().where(Draw.activity == activity).order_by(Draw.round))
    for row in rows:
        row.activity = activity
    return rows


def latest(activity: Activity) -> Draw | None:
    """Return the last round of an activity, in whatever state; None before the first seal."""
    found: Draw | None = Draw.select().where(Draw.activity == activity).order_by(Draw.round.desc()).first()
    return found


def next_round(activity: Activity) -> int:
    """Return the number of the round that would be sealed next."""
    last = latest(activity)
    return last.round + 1 if last else 1


def approval(activity: Activity, round_number: int) -> RoundApproval | None:
    """Return the leader's consent to a round; None where nobody gave one."""
    found: RoundApproval | None = RoundApproval.get_or_none(RoundApproval.activity == activity, RoundApproval.round == round_number)
    return found


def manifest_of(draw: Draw) -> dict[str, Any]:
    """Return the sealed manifest of a round."""
    found: dict[str, Any] = json.loads(draw.manifest)
    return found


def events_of(draw: Draw) -> list[dict[str, Any]]:
    """Return the events of a round in their order, as the record writes them."""
    rows = DrawEvent.select().where(DrawEvent.draw == draw).order_by(DrawEvent.position)
    return [build_event(row.kind, row.no, row.at, reason=row.reason, place=row.place) for row in rows]


def standing_of(draw: Draw) -> protocol.Standing:
    """Return who holds which place of a drawn round and whom it asked or passed over. Raises DomainError draw_event_out_of_line."""
    return protocol.replay(manifest_of(draw), draw.order, events_of(draw))


def wanted(activity: Activity) -> Counter[str]:
    """Return how many people an activity wants, by place: `general` or the profession's name."""
    special = SpecialPlace.select().where(SpecialPlace.activity == activity)
    rows = list(special)
    related.load(rows, "profession")
    counts = Counter({row.profession.name: row.places for row in rows if row.places})
    return counts + Counter({protocol.GENERAL: activity.general_places})


def filled(activity: Activity) -> Counter[str]:
    """Return how many places of an activity are held, by place."""
    rows = Assignment.select(Assignment.place).where(Assignment.activity == activity, Assignment.state.in_(FILLING)).tuples()
    return Counter(place for (place,) in rows)


def open_places(activity: Activity) -> Counter[str]:
    """Return how many places of an activity nobody holds, by place; empty when all are held."""
    return wanted(activity) - filled(activity)


def record_of(draw: Draw) -> str:
    """Return the canonical text of a drawn round's record, as stored: nothing is recomputed. Raises DomainError draw_not_drawn."""
    if draw.state != DrawState.DRAWN:
        raise DomainError("draw_not_drawn", round=draw.round)
    return build_record(
        manifest=manifest_of(draw), seal=draw.seal, seed=draw.seed, order=draw.order, share=draw.share, digits=draw.digits,
        witness_digits=draw.witness_digits, events=events_of(draw), chosen=_chosen(draw),
    )


def _chosen(draw: Draw) -> Iterator[Chosen]:
    salts = dict(PoolEntry.select(PoolEntry.supervisor, PoolEntry.salt).where(PoolEntry.draw == draw, PoolEntry.no.is_null(False)).tuples())
    rows = Assignment.select(Assignment, Supervisor).join(Supervisor).where(
        Assignment.activity == draw.activity_id, Assignment.round == draw.round, Assignment.state.in_(FILLING)
    )
    for row in rows:
        yield Chosen(no=row.no, place=row.place, code=row.supervisor.code, name=row.supervisor.name, salt=salts[row.supervisor_id])


def file_name(draw: Draw) -> str:
    """Return the name under which a record is downloaded and exported: `<number>-<round>.json`."""
    return f"{draw.activity.number}-{draw.round}.json".replace("/", "_").replace("\\", "_")


def find(number: str, round_number: int | None = None) -> Draw:
    """Return a drawn round by the activity's number, the last one by default. Raises DomainError draw_unknown."""
    rows = Draw.select(Draw, Activity).join(Activity).where(Activity.number == number, Draw.state == DrawState.DRAWN)
    if round_number is not None:
        rows = rows.where(Draw.round == round_number)
    found: Draw | None = rows.order_by(Draw.round.desc()).first()
    if found is None:
        raise DomainError("draw_unknown", number=number)
    return found


def all_drawn() -> Iterator[Draw]:
    """Give every drawn round, oldest first."""
    query = Draw.select(Draw, Activity).join(Activity).where(Draw.state == DrawState.DRAWN).order_by(Draw.id)
    yield from query
