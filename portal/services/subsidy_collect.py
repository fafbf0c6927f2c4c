"""Fill a batch in preparation: a line for each place and class that was attended, agreed costs with receipts, and corrections that wait."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models import Activity, Assignment, Attendance, SubsidyBatch, SubsidyLine, SubsidyRate, Supervisor
from models.base import database
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.subsidies import decided, outcome_of, paid_amount, period_end
from portal.queries import parameters, subsidies as facts, subsidy_claims
from portal.queries.subsidy_claims import Priced
from portal.services import records

LIMIT = "subsidy.claim_working_days"


@dataclass(frozen=True)
class Due:
    """What a batch is to hold: claims with their rates, lines of costs that can be paid, corrections, and lines whose place counts no more."""

    claims: list[Priced]
    costs: list[SubsidyLine]
    corrections: list[SubsidyLine]
    undone: list[SubsidyLine]


def gather(bureau_id: int, first: date, last: date, batch: SubsidyBatch | None = None) -> Due:
    """Return what is due for the days of a batch, held until the transaction ends; call it before anything is written.

    Days before the batch that no batch ever reached are looked at too, as far back as batches go.
    """
    waiting = SubsidyLine.batch.is_null() if batch is None else SubsidyLine.batch.is_null() | (SubsidyLine.batch == batch)
    _hold(SubsidyLine, SubsidyLine.select(SubsidyLine.id).where(SubsidyLine.bureau == bureau_id, waiting), "FOR UPDATE")
    earliest = min(subsidy_claims.first_day(bureau_id) or first, first)
    claims = [one for one in subsidy_claims.claims(bureau_id, earliest, last, batch.id if batch else None) if one.rate or one.claim.line]
    _hold_what_is_named(claims)
    return Due(claims, [cost.line for cost in subsidy_claims.costs(bureau_id, last) if not cost.left_out], subsidy_claims.corrections(bureau_id),
               facts.undone(facts.lines_of(batch)) if batch else [])


def _hold_what_is_named(claims: list[Priced]) -> None:
    """Hold the rows that new lines refer to: the database would do so line by line, after the trail is held, and two acts could wait for
    each other."""
    named: tuple[tuple[Any, Callable[[Priced], int | None]], ...] = (
        (Activity, lambda one: one.claim.activity_id), (Assignment, lambda one: one.claim.assignment_id),
        (Attendance, lambda one: one.claim.participant_id), (Supervisor, lambda one: one.claim.supervisor_id),
        (SubsidyRate, lambda one: one.rate.key if one.rate else None))
    for model, key in named:
        _hold(model, sorted({found for one in claims if (found := key(one))}), "FOR KEY SHARE")


def _hold(model: Any, keys: Any, strength: str) -> None:
    if database.for_update:
        list(model.select(model.id).where(model.id.in_(keys)).order_by(model.id).for_update(strength).tuples())


def fill(actor: Actor, batch: SubsidyBatch, due: Due, *, at: datetime) -> int:
    """Bring the lines of a batch up to what is due and return how many were added or changed. What a person decided stays decided."""
    outcome = _outcomes(batch)
    count = sum(_fit(actor, batch, priced, outcome(priced.claim.day, priced.claim.no_subsidy), at) for priced in due.claims)
    count += sum(_change(actor, line, at, outcome="dropped", amount_fen=0) for line in due.undone)
    for line in due.costs:
        count += _take(actor, line, batch, outcome(line.day, False), at)
    return count + sum(_take(actor, line, batch, "pay", at) for line in due.corrections)


def _outcomes(batch: SubsidyBatch) -> Callable[[date, bool], str]:
    """Return what becomes of a claim of a day: in time in the batch of its own period, later as long as the parameter says."""
    limit = parameters.value(batch.bureau_id, LIMIT, local_day(batch.prepared_at))
    calendar = parameters.calendar(batch.bureau_id) if limit is not None else None

    def outcome(day: date, no_subsidy: bool) -> str:
        after = calendar.working_days_between(period_end(batch.period, day), batch.last_on) if calendar else 0
        return outcome_of(no_subsidy=no_subsidy, days_after=after, limit=limit)
    return outcome


def _fit(actor: Actor, batch: SubsidyBatch, priced: Priced, outcome: str, at: datetime) -> bool:
    """Make or bring up to date the line of a claim; whether anything changed."""
    claim, line = priced.claim, priced.claim.line
    if line is None:
        records.create(actor, "subsidy:collect", SubsidyLine(
            bureau=batch.bureau_id, batch=batch, supervisor=claim.supervisor_id, kind=claim.kind, reason=claim.title[:200], activity=claim.activity_id,
            assignment=claim.assignment_id, participant=claim.participant_id, **_figures(priced, outcome)), at=at)
        return True
    if line.decision and outcome != "no_subsidy":
        outcome = decided(outcome, line.decision)
    figures = _figures(priced, outcome) if priced.rate else {"outcome": outcome, "amount_fen": paid_amount(line.full_fen, outcome)}
    return _change(actor, line, at, batch=batch.id, **figures)


def _figures(priced: Priced, outcome: str) -> dict[str, Any]:
    claim = priced.claim
    return {"day": claim.day, "slots": claim.slots, "rate": priced.rate.key if priced.rate else None, "units": priced.units,
            "full_fen": priced.full_fen, "amount_fen": paid_amount(priced.full_fen, outcome), "outcome": outcome}


def _take(actor: Actor, line: SubsidyLine, batch: SubsidyBatch, outcome: str, at: datetime) -> bool:
    """Put a waiting line into the batch."""
    if line.decision:
        outcome = decided(outcome, line.decision)
    return _change(actor, line, at, batch=batch.id, outcome=outcome, amount_fen=paid_amount(line.full_fen, outcome))


def _change(actor: Actor, line: SubsidyLine, at: datetime, **values: Any) -> bool:
    """Write what differs; whether anything did."""
    differing = {name: value for name, value in values.items() if line.__data__[name] != value}
    if differing:
        records.change(actor, "subsidy:collect", line, at=at, **differing)
    return bool(differing)
