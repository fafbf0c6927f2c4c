"""What the payment sheet of a batch says, and who is paid how much to which account."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import AuditEntry, PersonKey, SubsidyBatch, SubsidyLine, Supervisor
from portal.domain.localtime import local_day
from portal.domain.subsidies import per_person
from portal.queries import related
from portal.queries.history import opened
from portal.queries.subsidies import lines_of, sum_of


def data(batch: SubsidyBatch, at: datetime) -> dict[str, Any]:
    """Return what a payment sheet freezes: the lines as they are, one group for each person, and who took which step."""
    related.load([batch], "bureau", "prepared_by", "reviewed_by", "approved_by")
    people: dict[int, dict[str, Any]] = {}
    found = sum_of(batch)
    for line in lines_of(batch):
        person = people.setdefault(line.supervisor_id, {"name": line.supervisor.name, "unit": line.supervisor.work_unit, "lines": []})
        person["lines"].append({"kind": line.kind, "fen": line.amount_fen, "outcome": line.outcome})
    return {
        "bureau": batch.bureau.name, "title": batch.title, "first_on": batch.first_on.isoformat(), "last_on": batch.last_on.isoformat(),
        "issued_on": local_day(at).isoformat(), "total_fen": found.total_fen, "line_count": found.count, "digest": found.digest,
        "people": list(people.values()), **{name: getattr(batch, name).name if getattr(batch, f"{name}_id") else ""
                                            for name in ("prepared_by", "reviewed_by", "approved_by")}}


@dataclass(frozen=True)
class Payment:
    """What one person of a batch gets."""

    person: Supervisor
    fen: int
    has_card: bool


def payments(batch: SubsidyBatch) -> list[Payment]:
    """Return everybody of a batch whose lines come to something, by code; the account itself is read by services.subsidy_bank alone."""
    return payments_of(lines_of(batch))


def payments_of(lines: Sequence[SubsidyLine]) -> list[Payment]:
    """Return the payments of a batch's lines; one query."""
    people = {line.supervisor_id: line.supervisor for line in lines}
    cards = {key for (key,) in Supervisor.select(Supervisor.id).where(Supervisor.id.in_(sorted(people)), Supervisor.bank_card.is_null(False)).tuples()}
    sums = per_person((line.supervisor_id, line.amount_fen) for line in lines)
    return [Payment(people[key], fen, key in cards) for key, fen in sums.items() if fen]


def moved_cards(batch: SubsidyBatch, people: Iterable[int]) -> dict[int, set[int | None]]:
    """Return person → the accounts that entered or changed the person's bank card after the approval of a batch that is not paid yet, as the
    trail tells: none of those who signed the batch can have known of it. Two queries.
    """
    if batch.state != "approved":
        return {}
    rows = list(AuditEntry.select().where(AuditEntry.object_type == "supervisor", AuditEntry.object_id.in_(sorted(people)), AuditEntry.at > batch.approved_at))
    keys = dict(PersonKey.select(PersonKey.supervisor_id, PersonKey.key).where(PersonKey.supervisor_id.in_({row.object_id for row in rows})).tuples())
    found: dict[int, set[int | None]] = defaultdict(set)
    for row in rows:
        if opened(row, keys.get(row.object_id))[0].get("bank_card") == ["changed"]:
            found[row.object_id].add(row.user_id)
    return dict(found)
