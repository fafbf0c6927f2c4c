"""What comes later changes the draft grades: points, vetoes, reports and objections; and what a reopened grading still holds."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Assessment, AssessmentOpinion, AssessmentRound, Departure, Discipline
from portal.domain.scoring import Mark
from portal.queries import assessments as reading
from portal.services import assessment_hearing as hearing, assessment_rounds as rounds, assessments, departures, terms
from tests import factories, grading
from tests.factories import AT, item, save
from tests.grading import ActorAs, morning, outcome

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


def test_a_late_report_stays_late(actor_as: ActorAs) -> None:
    _row, made = grading.opened(actor_as, 1)
    clerk, late = actor_as("clerk"), morning(grading.DEADLINE, 3)
    assessments.report(grading.by_link(made[0].supervisor), made[0], words="述职", at=late)
    assert outcome(lambda: assessments.report(clerk, made[0], words="述职", received_on=grading.DEADLINE, at=late)) == "assess_report_stands_late"
    assert assessments.report(clerk, made[0], words="述职（更正）", received_on=grading.DEADLINE + timedelta(days=1), at=late).report_late


def test_a_report_in_time_is_not_replaced_after_the_deadline(actor_as: ActorAs) -> None:
    _row, made = grading.opened(actor_as, 1)
    clerk, late = actor_as("clerk"), morning(grading.DEADLINE, 3)
    assessments.report(grading.by_link(made[0].supervisor), made[0], words="略", at=OPEN)
    assert outcome(lambda: assessments.report(grading.by_link(made[0].supervisor), made[0], words="全文", at=late)) == "assess_report_stands"
    assert outcome(lambda: assessments.report(clerk, made[0], words="全文", received_on=local(3), at=late)) == "assess_report_stands"
    kept = assessments.report(clerk, made[0], words="纸质全文", received_on=grading.DEADLINE, at=late)
    assert (kept.report, kept.report_late) == ("纸质全文", False)


def local(days: int) -> date:
    """Return a day so many days after the deadline."""
    return grading.DEADLINE + timedelta(days=days)


def test_a_reopened_round_is_not_given_up(actor_as: ActorAs) -> None:
    row, _made = grading.final(actor_as, 1)
    leader = actor_as("leader")
    rounds.step_back(leader, row, "reopen", words="漏计", at=morning(grading.DECIDED))
    assert outcome(lambda: rounds.step_back(leader, row, "cancel", words="重来", at=morning(grading.DECIDED))) == "assess_reopened_kept"
    assert AssessmentRound.get_by_id(row.id).state == "review"


@pytest.mark.parametrize("again", [grading.PUBLISHED + timedelta(days=1), grading.PUBLISHED + timedelta(days=3)])
def test_an_objection_to_an_earlier_notice_opens_no_later_one(actor_as: ActorAs, again: date) -> None:
    row, made = grading.published(actor_as)
    clerk, leader, form, notice = actor_as("clerk"), actor_as("leader"), made[0], morning(grading.PUBLISHED, 1)

    def object_and_uphold(at_day: date, hours: int) -> None:
        at = morning(at_day) + timedelta(hours=hours)
        found = hearing.object_to(clerk, form, words="反映", received_on=at_day, anonymous=True, at=at)
        hearing.handle(clerk, found, upheld=True, finding="属实", at=at)

    object_and_uphold(grading.PUBLISHED + timedelta(days=1), 0)
    rounds.step_back(leader, row, "step_back", words="复核", at=notice + timedelta(hours=1))
    later = morning(again) + timedelta(hours=2)
    rounds.publish(leader, row, at=later)
    lower = {"reason": "异议成立", "at": later + timedelta(hours=2)}
    assert outcome(lambda: assessments.set_grade(leader, form, item("grade", "basic"), **lower)) == "assess_notice_grade"
    object_and_uphold(again, 3)
    assert outcome(lambda: assessments.set_grade(leader, form, item("grade", "basic"), **lower)) == ""


def reopened(actor_as: ActorAs, code: str) -> tuple[AssessmentRound, Assessment]:
    """Return a grading that was final with this grade for one person, and was reopened; with the person's form."""
    row, made = grading.reported(actor_as, 1)
    leader = actor_as("leader")
    assessments.set_grade(leader, made[0], item("grade", code), reason="评议决定", at=REVIEW)
    rounds.publish(leader, row, at=morning(grading.PUBLISHED))
    rounds.finalise(leader, row, at=morning(grading.DECIDED))
    return rounds.step_back(leader, row, "reopen", words="复核", at=morning(grading.DECIDED, 1)), Assessment.get_by_id(made[0].id)


@pytest.mark.parametrize(("after", "code"), [("competent", "case_grade_gone"), ("incompetent", "")])
def test_a_removal_is_not_decided_on_a_grade_that_is_gone(actor_as: ActorAs, after: str, code: str) -> None:
    row, form = reopened(actor_as, "incompetent")
    leader, case = actor_as("leader"), Departure.get()
    departures.hear(actor_as("clerk"), case, heard_on=local(30), words="本人有异议", at=morning(grading.DECIDED, 30))
    decide = {"words": "予以免除", "effective_on": date(2026, 3, 20), "at": morning(date(2026, 3, 20))}
    assert outcome(lambda: departures.decide(leader, case, **decide)) == "case_grade_gone"
    assert reading.removal_cases(form) == [case], "it is seen while the grading is open again"
    assessments.set_grade(leader, form, item("grade", after), reason="复核决定", at=morning(grading.DECIDED, 1))
    rounds.publish(leader, row, at=morning(grading.DECIDED, 2))
    rounds.finalise(leader, row, at=morning(grading.DECIDED, 40))
    assert reading.removal_cases(Assessment.get_by_id(form.id)) == [case]
    assert outcome(lambda: departures.decide(leader, case, **decide)) == code
    if code:
        departures.drop(leader, case, words="等次已改", at=decide["at"])
        assert reading.removal_cases(Assessment.get_by_id(form.id)) == []


@pytest.mark.parametrize(("code", "refusal"), [("basic", "grade_blocks_renewal"), ("competent", "")])
def test_a_reopened_grade_speaks_as_it_was_final_last(actor_as: ActorAs, code: str, refusal: str) -> None:
    _row, form = reopened(actor_as, code)
    leader, person = actor_as("leader"), form.supervisor
    terms.end_appointment(leader, person.appointments.get(), reason=item("appointment_end", "term_over"), ended_on=date(2026, 2, 28), at=AT)
    assert outcome(lambda: terms.appoint(leader, person, starts_on=date(2026, 3, 1), at=AT)) == refusal


def test_going_back_to_the_review_leaves_no_draft_without_points_or_reason(actor_as: ActorAs) -> None:
    row, made = grading.published(actor_as)
    Assessment.update(grade=item("grade", "basic")).where(Assessment.id == made[0].id).execute()  # as drafts stood before they followed points
    rounds.step_back(actor_as("leader"), row, "step_back", words="复核", at=morning(grading.PUBLISHED, 1))
    assert grade(made[0]) == "competent"
