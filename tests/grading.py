"""A grading of a year at any state, made by the services, for tests."""
from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from models import Assessment, AssessmentRound, Supervisor
from models.base import database
from portal.domain import scoring
from portal.domain.errors import DomainError
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.domain.scoring import Mark
from portal.services import assessment_rounds as rounds, assessments
from tests import factories
from tests.factories import item

ActorAs = Callable[[str], Actor]

YEAR = 2025
OPENED, DEADLINE, REVIEWED, PUBLISHED, DECIDED = date(2026, 1, 5), date(2026, 1, 16), date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 3)
"""Five working days after Monday 26 January end on Monday 2 February."""


def morning(day: date, days: int = 0) -> datetime:
    """Return nine o'clock in China, so many days after a day."""
    return local_moment(day + timedelta(days=days), 9)


def outcome(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act meets, or nothing."""
    try:
        act()
    except DomainError as error:
        return error.code
    return ""


def by_link(person: Supervisor) -> Actor:
    """Return a person acting through the own link."""
    return Actor(name=person.code, roles=frozenset({"link"}), bureau_id=person.bureau_id, supervisor_id=person.id)


def opened(actor_as: ActorAs, people: int = 3) -> tuple[AssessmentRound, list[Assessment]]:
    """Return the open grading of last year with so many people."""
    for _ in range(people):
        factories.supervisor()
    row = rounds.open_round(actor_as("clerk"), year=YEAR, report_until=DEADLINE, at=morning(OPENED))
    return row, forms(row)


def forms(row: AssessmentRound) -> list[Assessment]:
    """Return the forms as they are now, in the order of the codes."""
    return list(Assessment.select().join(Supervisor).where(Assessment.round == row).order_by(Supervisor.code))


def complete(actor: Actor, form: Assessment, *, character: str = "好", at: datetime | None = None) -> None:
    """Fill in the items that somebody has to fill in."""
    assessments.score(actor, form, {"i1": Mark(choice=character), "i8": Mark(choice=scoring.YES)}, at=at or morning(REVIEWED))


def reported(actor_as: ActorAs, people: int = 3) -> tuple[AssessmentRound, list[Assessment]]:
    """Return a grading under review to which everybody reported in time, with every item filled in."""
    row, made = opened(actor_as, people)
    for form in made:
        assessments.report(by_link(form.supervisor), form, words="本年度认真履职。", at=morning(OPENED, 1))
        complete(actor_as("clerk"), form, at=morning(OPENED, 1))
    rounds.review(actor_as("clerk"), row, at=morning(REVIEWED))
    return AssessmentRound.get_by_id(row.id), forms(row)


def published(actor_as: ActorAs, people: int = 3) -> tuple[AssessmentRound, list[Assessment]]:
    """Return a grading whose public notice runs, everybody graded 称职."""
    row, made = reported(actor_as, people)
    for form in made:
        assessments.set_grade(actor_as("leader"), form, item("grade", "competent"), reason="评议决定", at=morning(REVIEWED, 1))
    rounds.publish(actor_as("leader"), row, at=morning(PUBLISHED))
    return AssessmentRound.get_by_id(row.id), forms(row)


def final(actor_as: ActorAs, people: int = 3) -> tuple[AssessmentRound, list[Assessment]]:
    """Return a final grading."""
    row, _made = published(actor_as, people)
    rounds.finalise(actor_as("leader"), row, at=morning(DECIDED))
    return AssessmentRound.get_by_id(row.id), forms(row)


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do acts in threads of their own connection; return what each met."""
    met: list[str] = []

    def run(act: Callable[[], object]) -> None:
        with database.connection_context():
            try:
                act()
                met.append("")
            except DomainError as error:
                met.append(error.code)
    database.close()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.connect(reuse_if_open=True)
    return sorted(met)
