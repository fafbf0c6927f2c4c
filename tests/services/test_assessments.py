"""The form of one person: facts, points by hand, survey, veto, grades and the cap; grades of earlier years."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Assessment, AssessmentRound, AuditEntry, Award, Discipline, Supervisor
from models.base import database
from portal.domain import scoring
from portal.domain.errors import Forbidden
from portal.domain.scoring import Mark
from portal.queries import assessment_facts, assessments as reading
from portal.services import assessment_history, assessment_rounds as rounds, assessments
from tests import factories, grading
from tests.factories import AT, item, save
from tests.grading import ActorAs, morning, outcome

pytestmark = pytest.mark.usefixtures("db")
OPEN = morning(grading.OPENED)
REVIEW = morning(grading.REVIEWED, 1)


def test_facts_fill_the_form_and_each_figure_has_its_rows(actor_as: ActorAs) -> None:
    day = date(grading.YEAR, 6, 3)
    factories.drawn_activity("held", people=2, starts_at=morning(day), assignment_state="attended")
    person = Supervisor.select().first()
    other = factories.drawn_activity("held", people=1, starts_at=morning(day, 5))
    factories.assignment(other, person=person, no=2, state="freed", freed_reason="ill")
    factories.assignment(factories.activity("held", starts_at=morning(day, 9)), person=person, state="absent")
    factories.assignment(factories.activity("cancelled", starts_at=morning(day, 9)), person=person, state="drawn")
    save(Award(bureau=person.bureau, supervisor=person, awarded_on=day, title="优秀", level=item("award_level"), awarded_by="市司法局"))
    save(Discipline(bureau=person.bureau, supervisor=person, happened_on=day, matter="无故缺席", evidence="签到表", kind=item("discipline_kind")))
    row = rounds.open_round(actor_as("clerk"), year=grading.YEAR, report_until=grading.DEADLINE, at=OPEN)
    form = Assessment.get(Assessment.round == row, Assessment.supervisor == person)
    scores = scoring.read_scores(form.scores)
    assert (scores["i3"].value, scores["i3"].points) == (500, 150), "one of two; the excused one is kept apart, the cancelled one is none"
    assert (scores["i4"].value, scores["i7"].points, scores["i14"].points, scores["i10"].value) == (0, 50, 30, None)
    found = assessment_facts.gather(grading.YEAR, [person.id], ("attendance",))[person.id]
    assert set(found) <= {"attendance", "opinions", "rating"}
    assert sorted((one.note, one.amount) for one in found["attendance"]) == [("absent", 0), ("attended", 1), ("ill", None)]


def test_reading_the_facts_anew_keeps_what_was_given_by_hand(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 2)
    clerk, form = actor_as("clerk"), made[0]
    assessments.score(clerk, form, {"i7": Mark(given=70, words="口头提醒")}, at=OPEN)
    save(Award(bureau=row.bureau, supervisor=form.supervisor, awarded_on=date(grading.YEAR, 5, 1), title="优秀", level=item("award_level"),
               awarded_by="市司法局"))
    assert assessments.refresh(clerk, row, at=OPEN) == 1
    scores = scoring.read_scores(Assessment.get_by_id(form.id).scores)
    assert (scores["i7"].given, scores["i7"].words, scores["i14"].points) == (70, "口头提醒", 30)


def test_scores_are_all_or_none(actor_as: ActorAs) -> None:
    _row, made = grading.opened(actor_as, 1)
    clerk, form = actor_as("clerk"), made[0]
    assert outcome(lambda: assessments.score(clerk, form, {"i1": Mark("好"), "i3": Mark(given=10)}, at=OPEN)) == "assess_item_reason"
    assert outcome(lambda: assessments.score(clerk, form, {"i1": Mark("好", words="长" * 1001)}, at=OPEN)) == "words_long"
    assert outcome(lambda: assessments.score(clerk, form, {"i99": Mark("好")}, at=OPEN)) == "unknown_code"
    assert Assessment.get_by_id(form.id).scores["i1"]["choice"] == ""
    assert assessments.score(clerk, form, {"i1": Mark("好"), "i8": Mark("yes"), "i3": Mark()}, at=OPEN) == 2
    with pytest.raises(Forbidden):
        assessments.score(actor_as("leader"), form, {"i1": Mark("差")}, at=OPEN)
    entry = AuditEntry.get(AuditEntry.verb == "assessment:score")
    assert "sealed" in entry.changes and entry.person_id == form.supervisor_id


def test_the_phone_survey_gives_points(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    clerk, sheet = actor_as("clerk"), {"asked_on": grading.OPENED, "asked": "所在社区", "surveyed_by": "陈晓燕", "mark": item("feedback_mark", "fair"),
                                       "words": "热心", "at": OPEN}
    for wrong, code in (({"asked": ""}, "words_missing"), ({"mark": item("grade")}, "unknown_code"), ({"asked_on": date(2027, 1, 1)}, "assess_day_future")):
        assert outcome(lambda change=wrong: assessments.survey(clerk, made[0], **sheet | change)) == code
    assessments.survey(clerk, made[0], **sheet)
    assert Assessment.get_by_id(made[0].id).scores["i2"]["points"] == 32
    assert len(reading.surveys_on(made[0])) == 1 and row.state == "open"


def test_a_veto_needs_its_entry_and_leaves_the_last_grade(actor_as: ActorAs) -> None:
    _row, made = grading.reported(actor_as)
    clerk, form = actor_as("clerk"), made[0]
    entry = save(Discipline(bureau=form.bureau, supervisor=form.supervisor, happened_on=date(2025, 5, 1), matter="泄露评议内容", evidence="笔录",
                            kind=item("discipline_kind")))
    other = save(Discipline(bureau=form.bureau, supervisor=made[1].supervisor, happened_on=date(2025, 5, 1), matter="x", evidence="x",
                            kind=item("discipline_kind")))
    for ground, shown, code in (("magic", entry, "unknown_code"), ("leak", None, "assess_veto_evidence"), ("leak", other, "assess_veto_evidence")):
        assert outcome(lambda what=ground, by=shown: assessments.set_veto(clerk, form, ground=what, discipline=by, at=REVIEW)) == code
    assert assessments.set_veto(clerk, form, ground="leak", discipline=entry, at=REVIEW).grade.code == "incompetent"
    assert outcome(lambda: assessments.set_grade(clerk, form, item("grade", "basic"), reason="x", at=REVIEW)) == "assess_veto"
    assessments.draft_all(clerk, AssessmentRound.get(), at=REVIEW)
    assert Assessment.get_by_id(form.id).grade.code == "incompetent"
    assert assessments.set_veto(clerk, form, ground="", discipline=None, at=REVIEW).veto_discipline_id is None


def test_the_cap_is_guarded_and_ties_are_left_to_the_group(actor_as: ActorAs) -> None:
    row, made = grading.reported(actor_as, 10)  # everybody has 100 points; two may be best
    leader, best = actor_as("leader"), item("grade", "excellent")
    assert {(form.grade.code, form.suggested.code, form.tied) for form in made} == {("competent", "competent", True)}
    assert outcome(lambda: assessments.set_grade(leader, made[0], best, at=REVIEW)) == "assess_reason_missing"
    for form in made[:2]:
        assessments.set_grade(leader, form, best, reason="评议小组一致意见", at=REVIEW)
    assert outcome(lambda: assessments.set_grade(leader, made[2], best, reason="也很好", at=REVIEW)) == "assess_cap_reached"
    assessments.set_grade(leader, made[0], best, reason="仍为优秀", at=REVIEW)  # the one who has it already takes no second place
    Assessment.update(grade=best).where(Assessment.id == made[2].id).execute()
    assert outcome(lambda: rounds.publish(leader, row, at=REVIEW)) == "assess_over_cap"
    assessments.draft_all(leader, row, at=REVIEW)  # those chosen with a reason stay
    assert [form.grade.code for form in grading.forms(row)][:3] == ["excellent", "excellent", "competent"]
    rounds.publish(leader, row, at=REVIEW)


def test_a_late_report_closes_the_best_grade(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 10)
    for form in made[1:]:
        assessments.report(grading.by_link(form.supervisor), form, words="述职", at=OPEN)
    for form in made:
        grading.complete(actor_as("clerk"), form, character="好" if form.id < made[3].id else "一般")
    rounds.review(actor_as("clerk"), row, at=morning(grading.REVIEWED))
    assessments.report(grading.by_link(made[0].supervisor), made[0], words="补交", at=REVIEW)
    now = grading.forms(row)
    assert [form.grade.code for form in now[:4]] == ["competent", "excellent", "excellent", "competent"] and now[0].report_late
    assert outcome(lambda: assessments.set_grade(actor_as("leader"), now[0], item("grade", "excellent"), reason="x", at=REVIEW)) == "assess_late_report"


def test_grades_of_earlier_years_are_the_leaders(actor_as: ActorAs) -> None:
    person, leader = factories.supervisor(), actor_as("leader")
    values = {"year": 2024, "grade": item("grade"), "decided_on": date(2025, 1, 20), "at": AT}
    for wrong, code in (({"year": 2026}, "assess_old_year"), ({"grade": None}, "assess_old_incomplete"), ({"decided_on": None}, "assess_old_incomplete"),
                        ({"grade": item("sex")}, "unknown_code"), ({"decided_on": date(2027, 1, 1)}, "assess_day_future")):
        assert outcome(lambda change=wrong: assessment_history.enter(leader, person, **values | change)) == code
    with pytest.raises(Forbidden):
        assessment_history.enter(actor_as("clerk"), person, **values)
    old = assessment_history.enter(leader, person, **values)
    assert outcome(lambda: assessment_history.enter(leader, person, **values)) == "already_there"
    changed = {"year": 2024, "grade": item("grade", "basic"), "decided_on": date(2025, 1, 20), "points_tenths": 700, "remark": ""}
    assert assessment_history.amend(leader, old, changed, at=AT).grade.code == "basic"
    row = rounds.open_round(actor_as("clerk"), year=grading.YEAR, report_until=grading.DEADLINE, at=OPEN)
    assert outcome(lambda: assessment_history.amend(leader, grading.forms(row)[0], changed, at=AT)) == "assess_of_round"
    assert outcome(lambda: assessments.score(actor_as("clerk"), old, {}, at=AT)) == "assess_no_round"


def test_the_cap_holds_under_concurrent_grading(actor_as: ActorAs) -> None:
    _row, made = grading.reported(actor_as, 10)
    leader, best = actor_as("leader"), item("grade", "excellent")
    met = grading.at_once([lambda form=form: assessments.set_grade(leader, form, best, reason="评议", at=REVIEW) for form in made[:5]])
    assert met == ["", "", *["assess_cap_reached"] * 3]
    assert Assessment.select().where(Assessment.grade == best).count() == 2


def test_a_round_takes_the_same_statements_for_many_people(actor_as: ActorAs) -> None:
    seen: list[str] = []
    counts = []
    for people in (1, 6):
        row, _made = grading.opened(actor_as, people)
        hook = lambda event: seen.append(event[0])  # noqa: E731 - the hook must be the very object that is taken out again
        seen.clear()
        database.obj.query_hooks.append(hook)
        assessment_facts.gather(grading.YEAR, [form.supervisor_id for form in grading.forms(row)])
        database.obj.query_hooks.remove(hook)
        counts.append(len(seen))
        rounds.step_back(actor_as("leader"), row, "cancel", words="x", at=OPEN + timedelta(minutes=1))
    assert counts[0] == counts[1]
