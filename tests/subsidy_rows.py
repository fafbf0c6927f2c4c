"""Rows for tests of subsidies: rates in force, people who served, and a batch carried as far as a test needs it."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from models import Assignment, SubsidyBatch, SubsidyLine, SubsidyRate, Supervisor
from models.base import BaseModel
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.queries import subsidies as facts
from portal.services import subsidies
from tests import factories
from tests.factories import save

ActorAs = Callable[[str], Actor]
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday 2026-11-24: the batches of these tests pay October."""
YEAR, MONTH = 2026, 10


def rate(**values: object) -> SubsidyRate:
    """Return a countersigned rate of 300 yuan for every place."""
    return save(SubsidyRate(**{"bureau": factories.bureau(), "title": "公开听证（示例）", "level": "city", "target": "activity", "modes": [], "unit": "place",
                               "amount_fen": 30_000, "valid_from": date(2026, 1, 1), "state": "in_force", **values}))


def served(person: Supervisor | None = None, *, day: int = 15, hour: int = 9, mode: str = "01", state: str = "attended", month: int = MONTH,
           **values: object) -> Assignment:
    """Return the place of somebody at an activity that was held."""
    starts = local_moment(date(YEAR, month, day), hour)
    held = factories.activity("closed", starts_at=starts, mode=factories.item("mode", mode), **{"held_at": starts, **values})
    return factories.assignment(held, person=person, state=state)


def prepared(clerk: Actor, month: int = MONTH) -> SubsidyBatch:
    """Return the batch of a month in preparation."""
    return subsidies.prepare(clerk, period="month", year=YEAR, number=month, at=NOW)


def reviewed(actor_as: ActorAs, month: int = MONTH) -> SubsidyBatch:
    """Return the batch of a month, reviewed by finance."""
    batch = prepared(actor_as("clerk"), month)
    return subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)


def approved(actor_as: ActorAs, month: int = MONTH) -> SubsidyBatch:
    """Return the batch of a month, approved by the leader."""
    batch = reviewed(actor_as, month)
    return subsidies.approve(actor_as("leader"), batch, seen=seen(batch), at=NOW)


def paid(actor_as: ActorAs, month: int = MONTH) -> SubsidyBatch:
    """Return the batch of a month, paid today."""
    return subsidies.pay(actor_as("finance"), approved(actor_as, month), paid_on=NOW.date(), voucher="记字1", at=NOW)


def seen(batch: SubsidyBatch) -> str:
    """Return the digest of a batch's lines as a page would show it."""
    return facts.sum_of(batch).digest


def lines(batch: SubsidyBatch) -> list[SubsidyLine]:
    """Return the lines of a batch by id."""
    return list(SubsidyLine.select().where(SubsidyLine.batch == batch).order_by(SubsidyLine.id))


def again(row: BaseModel) -> BaseModel:
    """Return the row as the database holds it."""
    return type(row).get_by_id(row._pk)
