"""Lines of subsidies that somebody decides about: kept or dropped, costs entered and agreed to, what was paid taken back."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models import SubsidyBatch, SubsidyLine
from models.base import database
from portal.domain import subsidies as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.domain.subsidy_rates import MOST_FEN
from portal.queries import subsidies as facts
from portal.services import records
from portal.services.people import own

LONGEST = 300
WRITE = "subsidy:write"


def decide(actor: Actor, line: SubsidyLine, *, decision: str, words: str, at: datetime) -> SubsidyLine:
    """Keep or drop a line of a batch in preparation, saying why: one that takes a half-day twice, that came too late, or any other.

    Raises Conflict batch_step_not_now, DomainError words_missing, line_not_kept, line_not_counted, line_not_decided, line_locked, unknown_code.
    """
    require(actor, WRITE)
    own(actor, line)
    if decision not in ("keep", "drop"):
        raise DomainError("unknown_code", value=decision)
    if line.batch_id is None:
        raise DomainError("line_locked")
    with database.atomic():
        batch = held(actor, line.batch, "change")
        row = records.lock(SubsidyLine, line.id)
        if row.kind in ("reversal", "correction"):
            raise DomainError("line_not_decided")
        if decision == "keep":
            _check_kept(row)
        outcome = rules.decided(row.outcome, decision)
        records.update(batch, at, editors=with_hand(batch.editors, actor))
        return records.change(actor, "subsidy:decide", row, at=at, reason=words.strip(), decision=decision, decision_words=needed(words), outcome=outcome,
                              amount_fen=rules.paid_amount(row.full_fen, outcome), editors=with_hand(row.editors, actor))


def _check_kept(row: SubsidyLine) -> None:
    """Refuse to keep what is not owed, whatever was decided of the line before."""
    if row.kind not in rules.COSTS and row.supervisor.no_subsidy:
        raise DomainError("line_not_kept")
    if facts.uncounted([row]):
        raise DomainError("line_not_counted")


# costs ---------------------------------------------------------------------------------------------------------------------------


def enter_cost(actor: Actor, values: Mapping[str, Any], *, at: datetime) -> SubsidyLine:
    """Ask for a cost (supervisor, activity or None, kind, day, amount_fen, reason); it is paid once the leader agreed and a receipt lies by.

    Raises NotFound for a foreign person or activity, DomainError cost_kind, line_amount.
    """
    require(actor, WRITE)
    _check_cost(actor, values)
    own(actor, values["supervisor"])
    asked = dict(values) | {"full_fen": values["amount_fen"], "amount_fen": 0, "slots": rules.cost_slots(values["kind"], values["day"])}
    return records.create(actor, "subsidy:cost", SubsidyLine(bureau=actor.bureau_id, outcome="asked", editors=[actor.user_id], **asked), at=at)


def _check_cost(actor: Actor, values: Mapping[str, Any]) -> None:
    if values["kind"] not in rules.COSTS:
        raise DomainError("cost_kind", field="kind")
    if values["amount_fen"] is None or not 0 < values["amount_fen"] <= MOST_FEN:
        raise DomainError("line_amount", field="amount_fen")
    if values.get("activity") is not None:
        own(actor, values["activity"])


def amend_cost(actor: Actor, line: SubsidyLine, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> SubsidyLine:
    """Change a cost that is not locked: anything before the leader agreed, afterwards only what was spent, up to what was agreed to.

    Raises DomainError line_locked, cost_kind, cost_changed, cost_over, line_amount, Conflict cost_settled, changed_meanwhile.
    """
    require(actor, WRITE)
    own(actor, line)
    with database.atomic():
        row = _open_cost(line)
        given = {name: getattr(row, name) for name in ("kind", "day", "activity", "reason")} | dict(values)
        _check_cost(actor, given)
        if row.outcome == "asked":
            changed = given | {"full_fen": given["amount_fen"], "amount_fen": 0, "slots": rules.cost_slots(given["kind"], given["day"])}
        elif row.outcome == "pay":
            changed = _spent(row, given)
        else:
            raise Conflict("cost_settled")
        return records.change(actor, "subsidy:cost", row, at=at, version=version, editors=with_hand(row.editors, actor), **changed)


def _spent(row: SubsidyLine, given: Mapping[str, Any]) -> dict[str, Any]:
    if any(given[name] != getattr(row, name) for name in ("kind", "day", "activity", "reason")):
        raise DomainError("cost_changed")
    if given["amount_fen"] > row.agreed_fen:
        raise DomainError("cost_over", field="amount_fen", amount=f"¥{rules.yuan(row.agreed_fen)}")
    return {"amount_fen": given["amount_fen"], "full_fen": given["amount_fen"]}


def _open_cost(line: SubsidyLine) -> SubsidyLine:
    """Return a cost as it is now, held with its batch. Raises DomainError cost_kind, line_locked."""
    if line.batch_id is not None and records.lock(SubsidyBatch, line.batch_id).state != "prepared":
        raise DomainError("line_locked")
    row = records.lock(SubsidyLine, line.id)
    if row.batch_id != line.batch_id:
        raise Conflict("changed_meanwhile")
    if row.kind not in rules.COSTS:
        raise DomainError("cost_kind")
    return row


def agree(actor: Actor, line: SubsidyLine, *, version: int | None = None, at: datetime) -> SubsidyLine:
    """Agree to a cost before its day, up to what was asked for; `version` is that of the cost as it was looked at.

    Raises Conflict cost_settled, changed_meanwhile, DomainError cost_own, cost_too_late.
    """
    require(actor, "subsidy:approve")
    own(actor, line)
    with database.atomic():
        row = records.lock(SubsidyLine, line.id)
        rules.check_agreement(row.outcome, own=actor.user_id in row.editors, today=local_day(at), day=row.day)
        return records.change(actor, "subsidy:agree", row, at=at, version=version, outcome="pay", amount_fen=row.full_fen, agreed_fen=row.full_fen,
                              agreed_by=actor.user_id, agreed_at=at)


def refuse(actor: Actor, line: SubsidyLine, *, words: str, at: datetime) -> SubsidyLine:
    """Refuse a cost that was asked for, saying why. Raises Conflict cost_settled, DomainError words_missing."""
    require(actor, "subsidy:approve")
    own(actor, line)
    with database.atomic():
        row = records.lock(SubsidyLine, line.id)
        if row.outcome != "asked":
            raise Conflict("cost_settled")
        return records.change(actor, "subsidy:refuse", row, at=at, reason=words.strip(), outcome="dropped", decision="drop", decision_words=needed(words))


# what was paid -------------------------------------------------------------------------------------------------------------------


def take_back(actor: Actor, line: SubsidyLine, *, words: str, right_fen: int | None = None, at: datetime) -> SubsidyLine:
    """Take back a line of an approved batch, saying why, and return the reversing line, which waits for the next batch.

    With `right_fen` a further line pays that amount instead. The place itself stays paid for: it is never collected a second time, so a
    line that paid nothing, or was taken back by mistake, is paid after all by such a further line alone, which is returned.
    Raises DomainError line_not_paid, line_amount, line_same_amount, line_not_kept, line_not_counted, words_missing, Conflict line_reversed.
    """
    require(actor, WRITE)
    own(actor, line)
    reason = needed(words)[:200]
    if right_fen is not None and not 0 < right_fen <= MOST_FEN:
        raise DomainError("line_amount", field="right_fen")
    with database.atomic():
        row = records.lock(SubsidyLine, line.id)
        if row.batch_id is None or row.batch.state not in rules.LOCKED or row.kind == "reversal":
            raise DomainError("line_not_paid")
        gone = SubsidyLine.select().where(SubsidyLine.reverses == row, SubsidyLine.kind == "reversal").exists()
        if gone or not row.amount_fen:
            return _pay_after_all(actor, row, right_fen, reason, at)
        if right_fen == row.amount_fen:
            raise DomainError("line_same_amount", field="right_fen")
        reversal = _against(actor, row, "reversal", -row.amount_fen, reason, at)
        if right_fen is not None:
            _against(actor, row, "correction", right_fen, reason, at)
    return reversal


def _pay_after_all(actor: Actor, row: SubsidyLine, right_fen: int | None, reason: str, at: datetime) -> SubsidyLine:
    """Pay by a correction what a locked line does not pay. Refused while an earlier correction stands, and for what is not owed."""
    back = SubsidyLine.select(SubsidyLine.reverses).where(SubsidyLine.kind == "reversal")
    standing = SubsidyLine.select().where(SubsidyLine.reverses == row, SubsidyLine.kind == "correction", SubsidyLine.id.not_in(back))
    if standing.exists() or (right_fen is None and row.amount_fen):
        raise Conflict("line_reversed")
    if right_fen is None:
        raise DomainError("line_not_paid")
    _check_kept(row)
    return _against(actor, row, "correction", right_fen, reason, at)


def _against(actor: Actor, line: SubsidyLine, kind: str, fen: int, reason: str, at: datetime) -> SubsidyLine:
    """The day stays that of the line, so that the month and year to which it belongs come out right."""
    return records.create(actor, "subsidy:reverse", SubsidyLine(
        bureau=line.bureau_id, supervisor=line.supervisor_id, activity=line.activity_id, assignment=line.assignment_id,
        participant=line.participant_id, reverses=line, kind=kind, day=line.day, slots=line.slots if kind == "correction" else [], full_fen=fen, amount_fen=fen, reason=reason,
        editors=[actor.user_id]), at=at)


# shared --------------------------------------------------------------------------------------------------------------------------


def held(actor: Actor, batch: SubsidyBatch, step: str) -> SubsidyBatch:
    """Return the batch as it is now, held, if the step may start and is this actor's to take. Raises NotFound, Conflict, DomainError batch_own."""
    own(actor, batch)
    row = records.lock(SubsidyBatch, batch.id)
    rules.step_from(row.state, step, own=actor.user_id in facts.hands(row), returned=bool(row.returned_words))
    return row


def with_hand(editors: list[int], actor: Actor) -> list[Any]:
    """Return editors with the actor among them."""
    return editors if actor.user_id in editors else [*editors, actor.user_id]


def needed(words: str) -> str:
    """Return words that must be given. Raises DomainError words_missing, words_long."""
    text = limited(words, "words", LONGEST)
    if not text:
        raise DomainError("words_missing", field="words")
    return text


def limited(words: str, field: str, limit: int) -> str:
    """Return words without blanks around them. Raises DomainError words_long."""
    text = words.strip()
    if len(text) > limit:
        raise DomainError("words_long", field=field, limit=limit)
    return text
