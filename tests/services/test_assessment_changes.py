"""What comes later changes the draft grades: points, vetoes, reports and objections; and what a reopened grading still holds."""
from __future__ import annotations

from datetime import date

import pytest

from models import Assessment, AssessmentOpinion, Discipline
from portal.domain.scoring import Mark
from portal.services import assessment_hearing as hearing, assessment_rounds as rounds, assessments
from tests import factories, grading
from tests.factories import item, save
from tests.grading import ActorAs, morning

pytestmark = pytest.mark.usefixtures("db")
OPEN = morning(grading.OPENED)
REVIEW = morning(grading.REVIEWED, 1)


def grade(form: Assessment) -> str:
    """Return the code of the grade that a form has now."""
    return str(Assessment.get_by_id(form.id).grade.code)


def test_points_that_change_under_review_move_the_draft(actor_as: ActorAs) -> None:
    row, made = grading.reported(actor_as)
    clerk = actor_as("clerk")
    assert grade(made[0]) == "competent"
    low = {f"i{number}": Mark(given=0, words="重新核定") for number in (3, 4, 5, 7)} | {"i1": Mark(choice="差")}
    assessments.score(clerk, made[0], low, at=REVIEW)
    form = Assessment.get_by_id(made[0].id)
    assert form.suggested_id == form.grade_id and grade(form) == "incompetent"
    assessments.score_many(clerk, row, {made[1].id: {"i1": Mark(choice="差"), "i8": Mark(choice="no")}}, at=REVIEW)
    assert grade(made[1]) != "competent" and assessments.draft_all(clerk, row, at=REVIEW) == 0


def test_a_grade_chosen_with_a_reason_outlives_new_points(actor_as: ActorAs) -> None:
    _row, made = grading.reported(actor_as)
    assessments.set_grade(actor_as("leader"), made[0], item("grade", "basic"), reason="评议决定", at=REVIEW)
    assessments.score(actor_as("clerk"), made[0], {"i1": Mark(choice="一般")}, at=REVIEW)
    assert (grade(made[0]), Assessment.get_by_id(made[0].id).grade_reason) == ("basic", "评议决定")


def test_opinions_surveys_and_facts_move_the_draft(actor_as: ActorAs) -> None:
    factories.drawn_activity("held", starts_at=morning(date(grading.YEAR, 6, 3)))
    row, _made = grading.opened(actor_as, 10)
    clerk, officer = actor_as("clerk"), actor_as("officer")
    hearing.ask(clerk, row, due_on=grading.DEADLINE, at=OPEN)
    for form in grading.forms(row):
        assessments.report(grading.by_link(form.supervisor), form, words="述职", at=OPEN)
        grading.complete(clerk, form, at=OPEN)
    for opinion in AssessmentOpinion.select():
        hearing.opine(officer, opinion, mark=item("feedback_mark", "good"), at=OPEN)
    rounds.review(clerk, row, at=morning(grading.REVIEWED))
    for mark in ("poor", "good"):
        for opinion in AssessmentOpinion.select():
            hearing.opine(officer, opinion, mark=item("feedback_mark", mark), at=REVIEW)
        found = {form.id: (form.grade_id, form.suggested_id, form.tied) for form in grading.forms(row)}
        assert assessments.draft_all(clerk, row, at=REVIEW) == 0, "the drafts were right already"
        assert found == {form.id: (form.grade_id, form.suggested_id, form.tied) for form in grading.forms(row)}
    for form in grading.forms(row)[:3]:
        assessments.survey(clerk, form, asked_on=grading.OPENED, asked="社区", surveyed_by="陈晓燕", mark=item("feedback_mark", "poor"), at=REVIEW)
        assert assessments.draft_all(clerk, row, at=REVIEW) == 0
    for form in grading.forms(row):
        save(Discipline(bureau=row.bureau, supervisor=form.supervisor, happened_on=date(grading.YEAR, 5, 1), matter="x", evidence="x",
                        kind=item("discipline_kind")))
    assessments.refresh(clerk, row, at=REVIEW)
    assert assessments.draft_all(clerk, row, at=REVIEW) == 0


def test_a_veto_taken_back_brings_the_suggested_grade_back(actor_as: ActorAs) -> None:
    _row, made = grading.reported(actor_as)
    clerk, form = actor_as("clerk"), made[0]
    entry = save(Discipline(bureau=form.bureau, supervisor=form.supervisor, happened_on=date(2025, 5, 1), matter="泄露评议内容", evidence="笔录",
                            kind=item("discipline_kind")))
    assessments.set_grade(actor_as("leader"), form, item("grade", "basic"), reason="评议决定", at=REVIEW)
    assert assessments.set_veto(clerk, form, ground="leak", discipline=entry, at=REVIEW).grade.code == "incompetent"
    back = assessments.set_veto(clerk, form, ground="", discipline=None, at=REVIEW)
    assert (back.grade.code, back.grade_reason) == ("competent", "")
