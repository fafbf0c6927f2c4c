"""Rates of subsidies, entered by the system administrator and countersigned by the leader, and the yearly budget."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models import Organisation, SubsidyBudget, SubsidyLine, SubsidyRate
from models.base import database
from portal.domain import subsidy_rates as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.permissions import Actor, require
from portal.domain.subsidies import MOST_BUDGET_FEN
from portal.queries import subsidies as facts
from portal.services import records
from portal.services.subsidy_lines import needed


def propose(actor: Actor, bureau: Organisation, values: Mapping[str, Any], *, at: datetime) -> SubsidyRate:
    """Enter a rate (title, level, target, modes, unit, amount_fen, valid_from, valid_to, basis, note) for a bureau's leader to countersign.

    Raises DomainError rate_amount, rate_days, rate_modes, unknown_code.
    """
    require(actor, "rate:write")
    rules.check_rate(values)
    return records.create(actor, "rate:propose", SubsidyRate(bureau=bureau, proposed_by=actor.user_id, **values), at=at)


def propose_examples(actor: Actor, bureau: Organisation, *, valid_from: date, at: datetime) -> list[SubsidyRate]:
    """Enter the shipped example rates for a bureau that has none. Raises Conflict rate_examples_there."""
    require(actor, "rate:write")
    with database.atomic():
        office = records.lock(Organisation, bureau.id, strength="FOR NO KEY UPDATE")
        if SubsidyRate.select().where(SubsidyRate.bureau == office, SubsidyRate.state.in_(("proposed", "in_force"))).exists():
            raise Conflict("rate_examples_there")
        return [propose(actor, office, one | {"valid_from": valid_from, "basis": rules.EXAMPLE_BASIS}, at=at) for one in rules.EXAMPLES]


def sign(actor: Actor, rate: SubsidyRate, *, at: datetime) -> SubsidyRate:
    """Countersign a rate: lines of batches in preparation and of later ones are reckoned by it. Raises Conflict rate_step_not_now."""
    require(actor, "rate:sign")
    with database.atomic():
        return records.change(actor, "rate:sign", _held(actor, rate, "proposed"), at=at, state="in_force", decided_by=actor.user_id, decided_at=at)


def refuse(actor: Actor, rate: SubsidyRate, *, words: str, at: datetime) -> SubsidyRate:
    """Decline to countersign a rate, saying why. Raises Conflict rate_step_not_now, DomainError words_missing."""
    require(actor, "rate:sign")
    with database.atomic():
        row = _held(actor, rate, "proposed")
        return records.change(actor, "rate:refuse", row, at=at, reason=words.strip(), state="refused", decided_by=actor.user_id, decided_at=at,
                              decision_words=needed(words))


def end(actor: Actor, rate: SubsidyRate, *, last_on: date, at: datetime) -> SubsidyRate:
    """Let a countersigned rate hold until a day that is not before any day reckoned by it. Raises DomainError rate_days, rate_end_day."""
    require(actor, "rate:sign")
    with database.atomic():
        row = _held(actor, rate, "in_force")
        if last_on < row.valid_from:
            raise DomainError("rate_days", field="last_on")
        used = SubsidyLine.select(SubsidyLine.day).where(SubsidyLine.rate == row, SubsidyLine.day > last_on).order_by(SubsidyLine.day.desc()).first()
        if used is not None:
            raise DomainError("rate_end_day", field="last_on", day=used.day.isoformat())
        return records.change(actor, "rate:end", row, at=at, valid_to=last_on)


def withdraw(actor: Actor, rate: SubsidyRate, *, at: datetime) -> SubsidyRate:
    """Take back a rate that nobody countersigned yet. Raises Conflict rate_step_not_now."""
    require(actor, "rate:write")
    with database.atomic():
        return records.change(actor, "rate:withdraw", _held(actor, rate, "proposed"), at=at, state="withdrawn")


def _held(actor: Actor, rate: SubsidyRate, state: str) -> SubsidyRate:
    """Return the rate as it is now, held, if it is in the state. Raises NotFound for another bureau's leader, Conflict rate_step_not_now."""
    if "system_admin" not in actor.roles and rate.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    row = records.lock(SubsidyRate, rate.id)
    if row.state != state:
        raise Conflict("rate_step_not_now", rate_state=row.state)
    return row


def set_budget(actor: Actor, year: int, *, amount_fen: int | None, note: str = "", at: datetime) -> SubsidyBudget:
    """Set or change the budget of a year. Raises DomainError subsidy_period, budget_range."""
    require(actor, "subsidy:write")
    if not 2003 <= year <= 2200:
        raise DomainError("subsidy_period", field="year")
    if amount_fen is None or not 0 <= amount_fen <= MOST_BUDGET_FEN:
        raise DomainError("budget_range", field="amount_fen")
    with database.atomic():
        records.lock(Organisation, int(actor.bureau_id or 0), strength="FOR NO KEY UPDATE")
        row = facts.budget_of(actor.bureau_id, year)
        if row is None:
            return records.create(actor, "subsidy:budget", SubsidyBudget(bureau=actor.bureau_id, year=year, amount_fen=amount_fen, note=note.strip()), at=at)
        return records.change(actor, "subsidy:budget", row, at=at, amount_fen=amount_fen, note=note.strip())
