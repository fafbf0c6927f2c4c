"""Fill a batch in preparation: a line for each place and class that was attended, agreed costs with receipts, and corrections that wait."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import SubsidyBatch, SubsidyLine
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.subsidies import decided, outcome_of, paid_amount
from portal.queries import parameters, subsidies as facts, subsidy_claims
from portal.queries.subsidy_claims import Claim, Priced
from portal.services import records

LIMIT = "subsidy.claim_working_days"


def collect(actor: Actor, batch: SubsidyBatch, *, at: datetime) -> int:
    """Bring a batch up to what is to be paid now and return how many lines were added or changed; part of a larger act.

    Days before the batch that were in no batch's reach yet are picked up too, as far back as batches ever went.
    What a person decided about a line stays decided.
    """
    deadline = _Deadline(int(batch.bureau_id), local_day(batch.prepared_at))
    first = subsidy_claims.first_day(batch.bureau_id) or batch.first_on
    found = subsidy_claims.claims(batch.bureau_id, min(first, batch.first_on), batch.last_on, batch.id)
    count = sum(_fit(actor, batch, priced, deadline, at) for priced in found if priced.rate or priced.claim.line)
    count += sum(_drop(actor, line, at) for line in facts.undone(facts.lines_of(batch)))
    for cost in subsidy_claims.costs(batch.bureau_id, batch.last_on):
        if not cost.left_out:
            count += _take(actor, cost.line, batch, deadline.outcome(cost.line.day, cost.receipt_on or cost.line.day, no_subsidy=False), at)
    return count + sum(_take(actor, line, batch, "pay", at) for line in subsidy_claims.corrections(batch.bureau_id))


class _Deadline:
    """Until when a claim may reach the office: the parameter of each day, read once, by the office's calendar."""

    def __init__(self, bureau_id: int, today: date) -> None:
        self.bureau_id, self.limit = bureau_id, parameters.value(bureau_id, LIMIT, today)
        self.calendar = parameters.calendar(bureau_id) if self.limit is not None else None

    def outcome(self, day: date, known_on: date, *, no_subsidy: bool) -> str:
        """Return what becomes of a claim of a day that the office learnt of on another."""
        late = self.calendar.working_days_between(day, known_on) if self.calendar else 0
        return outcome_of(no_subsidy=no_subsidy, days_after=late, limit=self.limit)


def _fit(actor: Actor, batch: SubsidyBatch, priced: Priced, deadline: _Deadline, at: datetime) -> bool:
    """Make or bring up to date the line of a claim; whether anything changed."""
    claim = priced.claim
    outcome = deadline.outcome(claim.day, claim.known_on, no_subsidy=claim.no_subsidy)
    if claim.line is None:
        records.create(actor, "subsidy:collect", _new(batch, priced, outcome), at=at)
        return True
    return _renew(actor, batch, claim.line, priced, outcome, at)


def _new(batch: SubsidyBatch, priced: Priced, outcome: str) -> SubsidyLine:
    return SubsidyLine(bureau=batch.bureau_id, batch=batch, supervisor=priced.claim.supervisor_id, kind=priced.claim.kind, reason=priced.claim.title[:200],
                       activity=priced.claim.activity_id, assignment=priced.claim.assignment_id, participant=priced.claim.participant_id,
                       outcome=outcome, **_figures(priced, outcome))


def _figures(priced: Priced, outcome: str) -> dict[str, Any]:
    claim: Claim = priced.claim
    return {"day": claim.day, "slots": claim.slots, "rate": priced.rate.key if priced.rate else None, "units": priced.units,
            "full_fen": priced.full_fen, "amount_fen": paid_amount(priced.full_fen, outcome)}


def _renew(actor: Actor, batch: SubsidyBatch, line: SubsidyLine, priced: Priced, outcome: str, at: datetime) -> bool:
    if line.decision and outcome != "no_subsidy":
        outcome = decided(outcome, line.decision)
    values = {"batch": batch.id, "outcome": outcome} | (_figures(priced, outcome) if priced.rate else {"amount_fen": paid_amount(line.full_fen, outcome)})
    changed = {name: value for name, value in values.items() if line.__data__[name] != value}
    if changed:
        records.change(actor, "subsidy:collect", line, at=at, **changed)
    return bool(changed)


def _drop(actor: Actor, line: SubsidyLine, at: datetime) -> bool:
    """The place does not count as attended any more."""
    records.change(actor, "subsidy:collect", line, at=at, outcome="dropped", amount_fen=0)
    return True


def _take(actor: Actor, line: SubsidyLine, batch: SubsidyBatch, outcome: str, at: datetime) -> bool:
    """Put a waiting line into the batch."""
    if line.decision:
        outcome = decided(outcome, line.decision)
    records.change(actor, "subsidy:collect", line, at=at, batch=batch.id, outcome=outcome, amount_fen=paid_amount(line.full_fen, outcome))
    return True
