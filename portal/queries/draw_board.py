"""What the draw page shows: the rounds with their numbers in drawn order, the places with who holds them, and what is awaited from whom."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models import Activity, Assignment, Draw, DrawEvent, PoolEntry, Recusal, RoundApproval, Supervisor
from models.choices import FILLING, HOLDING, ActivityState, AssignmentState, DrawState, RecusalState
from portal.domain.draw import GENERAL
from portal.domain.permissions import Actor
from portal.queries import draw_records, related, scope


@dataclass(frozen=True)
class Ball:
    """One number of a drawn order. `state`: holds (a place), freed, passed (over), waiting; `assignment` only for who was drawn."""

    no: int
    state: str
    assignment: Assignment | None = None


@dataclass(frozen=True)
class Round:
    """One round: its row, what was sealed, the numbers in drawn order (empty before the draw) and who consented to it."""

    draw: Draw
    manifest: dict[str, Any]
    balls: tuple[Ball, ...]
    approval: RoundApproval | None

    @property
    def left_out(self) -> dict[str, int]:
        """How many are left out, by coded reason, without the zeros."""
        return {code: count for code, count in self.manifest["left_out"].items() if count}

    @property
    def places(self) -> Counter[str]:
        """The places of this round."""
        return Counter(self.manifest["places"]["special"]) + Counter({GENERAL: self.manifest["places"]["general"]})


@dataclass(frozen=True)
class Seat:
    """One place of the activity and who holds it; `clash` is another activity at the same time that the person holds a place of."""

    place: str
    assignment: Assignment | None = None
    clash: Activity | None = None
    recusal: Recusal | None = None


@dataclass(frozen=True)
class Board:
    """The whole page; `freed` are the people whose place fell free, `open` counts the places that nobody holds."""

    activity: Activity
    rounds: tuple[Round, ...]
    seats: tuple[Seat, ...]
    freed: tuple[Assignment, ...]
    open: Counter[str]
    wanted: Counter[str]
    next_approval: RoundApproval | None = None
    recusals: tuple[Recusal, ...] = field(default=())

    @property
    def current(self) -> Round | None:
        """The last round."""
        return self.rounds[-1] if self.rounds else None

    @property
    def sealed(self) -> Round | None:
        """The round whose digits are awaited."""
        return self.current if self.current and self.current.draw.state == DrawState.SEALED else None

    @property
    def unanswered(self) -> int:
        """How many who hold a place have not said yes."""
        return sum(seat.assignment is not None and seat.assignment.state in (AssignmentState.DRAWN, AssignmentState.NOTIFIED)
                   for seat in self.seats)

    @property
    def open_recusals(self) -> list[Recusal]:
        """Recusals that the bureau has yet to decide."""
        return [row for row in self.recusals if row.state == RecusalState.PROPOSED]

    @property
    def settled(self) -> bool:
        """Whether nothing moves by itself any more, so that nobody needs to watch."""
        return self.activity.state not in (ActivityState.ACCEPTED, ActivityState.SEALED, ActivityState.DRAWN)

    @property
    def mark(self) -> str:
        """What changes whenever the page should be drawn anew as a whole: the state of the activity and its rounds."""
        return f"{self.activity.state}-{len(self.rounds)}-{int(self.next_approval is not None)}"


def board(activity: Activity) -> Board:
    """Return the page's facts in a fixed number of queries."""
    related.load([activity], "bureau", "procuratorate", "mode")
    people = _assignments(activity)
    recusals = _recusals(activity)
    wanted = draw_records.wanted(activity)
    holding = [row for row in people if row.state in FILLING]
    still_open = wanted - Counter(row.place for row in holding)
    approvals = {row.round: row for row in RoundApproval.select().where(RoundApproval.activity == activity)}
    related.load(list(approvals.values()), "approved_by")
    rounds = _rounds(activity, people, approvals)
    return Board(
        activity, rounds, tuple(_seats(holding, still_open, recusals)), tuple(row for row in people if row.state == AssignmentState.FREED),
        still_open, wanted, approvals.get(len(rounds) + 1), tuple(recusals),
    )


def _assignments(activity: Activity) -> list[Assignment]:
    rows = list(Assignment.select().where(Assignment.activity == activity).order_by(Assignment.round, Assignment.id))
    related.load(rows, "supervisor")
    for row in rows:
        row.activity = activity
    return rows


def _recusals(activity: Activity) -> list[Recusal]:
    rows = list(Recusal.select().where(Recusal.activity == activity).order_by(Recusal.raised_at, Recusal.id))
    related.load(rows, "supervisor", "decided_by")
    return rows


def _rounds(activity: Activity, people: Iterable[Assignment], approvals: dict[int, RoundApproval]) -> tuple[Round, ...]:
    draws = draw_records.draws_of(activity)
    related.load(draws, "sealed_by", "digits_by", "witness_by")
    events = defaultdict(list)
    for row in DrawEvent.select().where(DrawEvent.draw.in_([draw.id for draw in draws])).order_by(DrawEvent.position):
        events[row.draw_id].append(row)
    by_number = {(row.round, row.no): row for row in people}
    return tuple(
        Round(draw, draw_records.manifest_of(draw), tuple(_balls(draw, events[draw.id], by_number)), approvals.get(draw.round))
        for draw in draws
    )


def _balls(draw: Draw, events: list[DrawEvent], by_number: dict[tuple[int, int], Assignment]) -> Iterable[Ball]:
    passed = {event.no for event in events if event.kind == "passed"}
    for number in draw.order or ():
        row = by_number.get((draw.round, number))
        if row is not None:
            yield Ball(number, "holds" if row.state in FILLING else "freed", row)
        else:
            yield Ball(number, "passed" if number in passed else "waiting")


def _seats(holding: list[Assignment], still_open: Counter[str], recusals: list[Recusal]) -> Iterable[Seat]:
    """Special places first, as they were filled, then the general ones; open ones after the held ones of their kind."""
    clashes = _clashes(holding)
    by_person = {row.supervisor_id: row for row in recusals}
    kinds = sorted({row.place for row in holding} | set(still_open), key=lambda place: (place == GENERAL, place))
    for kind in kinds:
        for row in holding:
            if row.place == kind:
                yield Seat(kind, row, clashes.get(row.supervisor_id), by_person.get(row.supervisor_id))
        for _number in range(still_open[kind]):
            yield Seat(kind)


def _clashes(holding: list[Assignment]) -> dict[int, Activity]:
    """Supervisor id → another activity at the same time: two lists sealed side by side may draw the same person."""
    if not holding:
        return {}
    activity = holding[0].activity
    rows = Assignment.select(Assignment, Activity).join(Activity).where(
        Assignment.supervisor.in_([row.supervisor_id for row in holding]), Assignment.state.in_(HOLDING), Activity.id != activity.id,
        Activity.state != ActivityState.CANCELLED, Activity.starts_at < activity.ends_at, Activity.ends_at > activity.starts_at)
    return {row.supervisor_id: row.activity for row in rows}


def left_out(draw: Draw) -> list[PoolEntry]:
    """Return the entries of a sealed list who were left out, with the person, by reason and code; for the bureau only."""
    rows = PoolEntry.select(PoolEntry, Supervisor).join(Supervisor).where(PoolEntry.draw == draw, PoolEntry.no.is_null())
    return sorted(rows, key=lambda row: (row.left_out, row.supervisor.code))


def sealed_list(draw: Draw) -> list[PoolEntry]:
    """Return the numbered entries of a sealed list with the person, in their order; for the bureau only."""
    rows = PoolEntry.select(PoolEntry, Supervisor).join(Supervisor).where(PoolEntry.draw == draw, PoolEntry.no.is_null(False))
    return list(rows.order_by(PoolEntry.no))


@dataclass(frozen=True)
class Line:
    """One activity in the list of draws with its last round, none before the first seal."""

    activity: Activity
    draw: Draw | None


WAITING = (ActivityState.ACCEPTED, ActivityState.SEALED, ActivityState.DRAWN)


def listed(actor: Actor, *, waiting: bool, page: int, size: int) -> tuple[list[Line], bool]:
    """Return one page of the reader's draws and whether more follow: those that wait by their day, or all by their last seal."""
    rows = scope.visible(actor, Activity)
    rows = rows.where(Activity.state.in_(WAITING)) if waiting else rows.where(Activity.sealed_at.is_null(False))
    order = (Activity.starts_at, Activity.id) if waiting else (Activity.sealed_at.desc(), Activity.id.desc())
    found = list(rows.order_by(*order).offset(page * size).limit(size + 1))
    related.load(found, "procuratorate", "mode")
    draws = Draw.select(Draw.activity, Draw.round, Draw.state, Draw.sealed_at, Draw.drawn_at).where(
        Draw.activity.in_([row.id for row in found])).order_by(Draw.round)
    last = {draw.activity_id: draw for draw in draws}
    return [Line(row, last.get(row.id)) for row in found[:size]], len(found) > size
