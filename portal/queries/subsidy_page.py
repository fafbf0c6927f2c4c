"""Everything that the page of one batch shows, in a number of statements that does not grow with its lines."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models import Activity, Paper, SubsidyBatch, SubsidyLine, Supervisor
from portal.domain.papers import SUBSIDY_PAYOUT
from portal.domain.permissions import Actor
from portal.domain.subsidies import STEPS, ControlSum
from portal.queries import papers, related, subsidy_claims
from portal.queries.subsidies import Flag, activities_of, flags, hands_of, lines_of, sum_of_lines, taken_back, uncounted


@dataclass(frozen=True)
class PersonTotal:
    """One person of a batch: how many lines are paid, and what they come to."""

    person: Supervisor
    count: int
    fen: int
    outcomes: list[str]


@dataclass(frozen=True)
class LeftOut:
    """Something of the batch's days that stands in no batch, and why (words.subsidies.LEFT_OUT)."""

    name: str
    day: date
    what: str
    why: str


@dataclass(frozen=True)
class BatchPage:
    """The page of a batch. `acts` are the steps that the reader may take now, `own` says that the reader's own work bars some of them."""

    lines: list[SubsidyLine]
    activities: dict[int, Activity]
    people: list[PersonTotal]
    sum: ControlSum
    flags: dict[int, Flag]
    left_out: list[LeftOut]
    undone: list[SubsidyLine]
    uncounted: set[int]
    taken_back: set[int]
    papers: list[Paper]
    acts: list[str]
    own: bool

    @property
    def undecided(self) -> int:
        """Return how many lines seem to be claimed twice without anybody having decided about it."""
        return sum(flag.open for flag in self.flags.values())


def page(actor: Actor, batch: SubsidyBatch) -> BatchPage:
    """Return the page of a batch that the reader was let in to."""
    lines = lines_of(batch)
    related.load([batch], "prepared_by", "reviewed_by", "approved_by", "paid_by", "returned_by")
    gone = uncounted(lines)
    own = actor.user_id in hands_of([batch])[batch.id]
    open_steps = [name for name, step in STEPS.items() if step.starts(batch.state, returned=bool(batch.returned_words)) and actor.may(step.verb)]
    acts = [name for name in open_steps if STEPS[name].own_too or not own]
    return BatchPage(
        lines, activities_of(lines), people_of(lines), sum_of_lines(lines), flags(lines), left_out(batch) if batch.state == "prepared" else [],
        [line for line in gone if line.amount_fen], {line.id for line in gone}, taken_back(lines), papers.papers_about(batch, SUBSIDY_PAYOUT), acts, own and acts != open_steps)


def people_of(lines: Sequence[SubsidyLine]) -> list[PersonTotal]:
    """Return each person of the lines once, in their order."""
    found: dict[int, list[SubsidyLine]] = {}
    for line in lines:
        found.setdefault(line.supervisor_id, []).append(line)
    return [PersonTotal(own[0].supervisor, sum(bool(line.amount_fen) for line in own), sum(line.amount_fen for line in own),
                        list(dict.fromkeys(line.outcome for line in own if line.outcome != "pay"))) for own in found.values()]


def left_out(batch: SubsidyBatch) -> list[LeftOut]:
    """Return what was attended or spent up to the batch's last day and stands in no batch."""
    first = min(subsidy_claims.first_day(batch.bureau_id) or batch.first_on, batch.first_on)
    claims = [LeftOut(one.claim.name, one.claim.day, one.claim.title, "no_rate") for one in subsidy_claims.claims(
        batch.bureau_id, first, batch.last_on, batch.id) if one.rate is None and one.claim.line is None and one.claim.kind == "attendance"]
    costs = [LeftOut(cost.line.supervisor.name, cost.line.day, cost.line.reason, cost.left_out)
             for cost in subsidy_claims.costs(batch.bureau_id, batch.last_on) if cost.left_out]
    return claims + costs
