"""What an empty portal still needs, for the tick list of the first days (look.md "First use"); it vanishes when all is done."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models import Organisation, SubsidyRate, Supervisor, User, UserRole
from portal.domain.labels import N_
from portal.domain.permissions import Actor


@dataclass(frozen=True)
class SetupStep:
    """One step: its words, where it is done, whether it is done."""

    words: str
    url: str
    done: bool


def _has_office(kind: str) -> Callable[[], bool]:
    return lambda: bool(Organisation.select().where(Organisation.kind == kind).exists())


def _has_role(*roles: str) -> Callable[[], bool]:
    return lambda: bool(UserRole.select().join(User).where(UserRole.role.in_(roles), User.active).exists())


STEPS: tuple[tuple[str, str, str, Callable[[], bool]], ...] = (
    ("organisation:write", N_("Enter the judicial bureau"), "/offices/", _has_office("bureau")),
    ("organisation:write", N_("Enter the procuratorates"), "/offices/", _has_office("procuratorate")),
    ("user:write", N_("Make accounts for the bureau and the procuratorates"), "/users/",
     lambda: bool(User.select().where(User.organisation.is_null(False)).exists())),
    ("rate:write", N_("Enter the rates of subsidies"), "/subsidy-rates/", lambda: bool(SubsidyRate.select().exists())),
    ("user:roles", N_("Give the clerk and the officers their roles"), "/users/", _has_role("clerk", "officer")),
    ("supervisor:write", N_("Register the people's supervisors"), "/imports/", lambda: bool(Supervisor.select().exists())),
)
"""Verb that opens the step, words, page, and how to tell that it is done."""


def open_steps(actor: Actor) -> list[SetupStep]:
    """Return the actor's steps with their ticks while one of them is open; nothing once all are done."""
    steps = [SetupStep(words, url, done()) for verb, words, url, done in STEPS if actor.may(verb)]
    return [] if all(step.done for step in steps) else steps
