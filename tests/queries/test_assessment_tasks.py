"""What the gradings put into the worklists of both offices, state by state."""
from __future__ import annotations

from datetime import date, datetime

import pytest

from models import AssessmentOpinion
from portal.domain.permissions import Actor
from portal.queries import worklists
from portal.services import assessment_hearing as hearing, assessment_rounds as rounds, assessment_telling as telling
from tests import factories, grading
from tests.factories import item
from tests.grading import ActorAs, morning

pytestmark = pytest.mark.usefixtures("db")


def kinds(actor: Actor, at: datetime) -> dict[str, tuple[str, date]]:
    """Return kind → label and due day of what waits of the gradings."""
    return {task.kind: (task.label, task.due) for task in worklists.tasks(actor, at) if task.kind.startswith("assess_")}


def test_each_state_of_a_round_waits_for_somebody(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    row, _made = grading.opened(actor_as, 2)
    assert kinds(clerk, morning(grading.OPENED)) == {} == kinds(leader, morning(grading.OPENED))
    assert kinds(clerk, morning(date(2026, 1, 13))) == {"assess_report": ("×2", grading.DEADLINE)}
    late = kinds(clerk, morning(grading.DEADLINE, 3))
    assert set(late) == {"assess_report", "assess_review"} and kinds(leader, morning(grading.DEADLINE, 3)) == {}
    rounds.review(clerk, row, at=morning(grading.REVIEWED))
    for actor in (clerk, leader):
        assert kinds(actor, morning(grading.REVIEWED)) == {"assess_publish": ("", date(2026, 2, 2))}


def test_objections_the_decision_and_the_telling_wait(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    row, made = grading.published(actor_as)
    hearing.object_to(clerk, made[0], words="反映", received_on=date(2026, 1, 27), anonymous=True, at=morning(date(2026, 1, 27)))
    assert kinds(clerk, morning(date(2026, 1, 28))) == {"assess_objection": ("", date(2026, 1, 30))}
    assert kinds(leader, morning(date(2026, 1, 28))) == {"assess_final": ("", date(2026, 2, 5))}
    hearing.handle(clerk, hearing.AssessmentObjection.get(), upheld=False, finding="不成立", at=morning(date(2026, 1, 28)))
    rounds.finalise(leader, row, at=morning(grading.DECIDED))
    assert set(kinds(clerk, morning(grading.DECIDED))) == {"assess_tell"} and kinds(clerk, morning(grading.DECIDED))["assess_tell"][0] == "×3"
    telling.tell(clerk, row, addressee="person", forms=[form.id for form in made], told_on=grading.DECIDED, how=item("contact_way"),
                 at=morning(grading.DECIDED))
    assert kinds(clerk, morning(grading.DECIDED)) == {}


def test_opinions_wait_for_the_procuratorate_and_when_overdue_for_the_bureau(actor_as: ActorAs) -> None:
    factories.drawn_activity("held", starts_at=morning(date(grading.YEAR, 6, 3)))
    row, _made = grading.opened(actor_as, 0)
    clerk, officer = actor_as("clerk"), actor_as("officer")
    hearing.ask(clerk, row, due_on=date(2026, 1, 9), at=morning(grading.OPENED))
    assert kinds(officer, morning(grading.OPENED)) == {"assess_opinion": ("×2", date(2026, 1, 9))}
    assert kinds(clerk, morning(grading.OPENED)) == {} and kinds(actor_as("district_officer"), morning(grading.OPENED)) == {}
    assert kinds(clerk, morning(date(2026, 1, 12)))["assess_unanswered"] == ("×2", date(2026, 1, 9))
    for one in AssessmentOpinion.select():
        hearing.opine(officer, one, mark=item("feedback_mark"), at=morning(grading.OPENED))
    assert kinds(officer, morning(grading.OPENED)) == {}
