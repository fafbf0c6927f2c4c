"""The grading of a year from its opening to the final grades, and what refuses each step."""
from __future__ import annotations

from datetime import date

import pytest

from models import Assessment, AssessmentEdition, AssessmentRound, AuditEntry, Departure, Leave, Paper
from portal.domain import scoring
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.domain.scoring import Mark
from portal.queries import assessments as reading
from portal.services import assessment_rounds as rounds, assessment_scheme, assessments, audit, terms
from tests import factories, grading
from tests.factories import AT, item, save
from tests.grading import ActorAs, morning, outcome

pytestmark = pytest.mark.usefixtures("db")
OPEN = morning(grading.OPENED)
REVIEW = morning(grading.REVIEWED, 1)


def test_a_round_runs_from_its_opening_to_the_final_grades(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as)
    assert (row.state, row.decided_on, row.decided_by_id, row.objections_until) == (
        "final", grading.DECIDED, actor_as("leader").user_id, date(2026, 2, 2))
    assert [(form.grade.code, form.decided_on, form.points_tenths) for form in made] == [("competent", grading.DECIDED, 1000)] * 3
    assert outcome(lambda: rounds.review(actor_as("clerk"), row, at=morning(grading.DECIDED))) == "assess_step_not_now"
    assert [one["grade"] for one in Paper.get(Paper.kind == "assessment_public").data["people"]] == ["称职"] * 3
    assert audit.verify() is None


OPENINGS = [
    # year, deadline, refusal
    (2025, grading.DEADLINE, ""), (2026, grading.DEADLINE, ""), (2027, grading.DEADLINE, "assess_year"), (1990, grading.DEADLINE, "assess_year"),
    (2025, date(2026, 1, 4), "assess_deadline"), (2025, date(2027, 1, 7), "assess_deadline"), (2025, grading.OPENED, ""),
    (2023, grading.DEADLINE, "assess_nobody"),
]


@pytest.mark.parametrize(("year", "until", "code"), OPENINGS)
def test_opening(actor_as: ActorAs, year: int, until: date, code: str) -> None:
    factories.supervisor()  # in office from 2024 on
    assert outcome(lambda: rounds.open_round(actor_as("clerk"), year=year, report_until=until, at=OPEN)) == code
    assert AssessmentRound.select().count() == (0 if code else 1)


def test_a_year_is_opened_once_and_by_the_clerk(actor_as: ActorAs) -> None:
    row, _made = grading.opened(actor_as, 1)
    assert outcome(lambda: rounds.open_round(actor_as("clerk"), year=grading.YEAR, report_until=grading.DEADLINE, at=OPEN)) == "assess_year_there"
    with pytest.raises(Forbidden):
        rounds.open_round(actor_as("leader"), year=2024, report_until=grading.DEADLINE, at=OPEN)
    with pytest.raises(NotFound):
        rounds.review(actor_as("neighbour_clerk"), row, at=OPEN)


def test_a_round_given_up_can_be_opened_again_with_the_same_forms(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 2)
    old = save(Assessment(bureau=row.bureau, supervisor=factories.supervisor(), year=grading.YEAR, grade=item("grade"), decided_on=date(2026, 1, 1)))
    with pytest.raises(Forbidden):
        rounds.step_back(actor_as("clerk"), row, "cancel", words="重复", at=OPEN)
    assert outcome(lambda: rounds.step_back(actor_as("leader"), row, "cancel", words=" ", at=OPEN)) == "words_missing"
    assert rounds.step_back(actor_as("leader"), row, "cancel", words="方案有误", at=OPEN).state == "cancelled"
    again = rounds.open_round(actor_as("clerk"), year=grading.YEAR, report_until=grading.DEADLINE, at=OPEN)
    assert [form.id for form in grading.forms(again)] == [form.id for form in made]
    assert Assessment.get_by_id(old.id).round_id is None
    with pytest.raises(KeyError):
        rounds.step_back(actor_as("leader"), row, "publish", words="x", at=OPEN)


def test_a_scheme_changed_later_leaves_the_round_alone(actor_as: ActorAs) -> None:
    row, _made = grading.opened(actor_as, 1)
    admin, bureau = actor_as("system_admin"), row.bureau
    scheme = scoring.Scheme((scoring.Item("i1", "品德", "评价", 1000),), 0)
    assert outcome(lambda: assessment_scheme.save(admin, bureau, scheme, revision=7, at=OPEN)) == "changed_meanwhile"
    kept = assessment_scheme.save(admin, bureau, scheme, revision=1, note="简化", at=OPEN)
    assert (kept.revision, kept.bureau_id) == (2, bureau.id) and reading.scheme_in_force(bureau.id).id == kept.id
    assert outcome(lambda: assessment_scheme.save(admin, bureau, scheme, revision=2, at=OPEN)) == "scheme_same"
    assert AssessmentRound.get_by_id(row.id).scheme_revision == 1
    assert rounds.open_round(actor_as("clerk"), year=2024, report_until=grading.DEADLINE, at=OPEN).scheme_revision == 2
    with pytest.raises(Forbidden):
        assessment_scheme.save(actor_as("leader"), bureau, scheme, revision=2, at=OPEN)
    told = AuditEntry.get(AuditEntry.verb == "scheme:save").changes["scheme"]
    assert "政治素质和社会公德" in told[0] and "评价 1000" in told[1]


def test_moving_the_deadline_judges_reports_anew(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    late = assessments.report(grading.by_link(made[0].supervisor), made[0], words="述职", at=morning(grading.DEADLINE, 2))
    assert late.report_late
    rounds.set_deadline(actor_as("clerk"), row, report_until=date(2026, 1, 30), at=morning(grading.DEADLINE, 3))
    assert not Assessment.get_by_id(made[0].id).report_late


REFUSED = [
    # what is done to a round under review, the refusal of publishing it
    ("nothing", ""), ("unfilled", "assess_unfilled"), ("ungraded", "assess_ungraded"),
]


@pytest.mark.parametrize(("what", "code"), REFUSED)
def test_publishing(actor_as: ActorAs, what: str, code: str) -> None:
    row, made = grading.reported(actor_as)
    if what == "unfilled":
        assessments.score(actor_as("clerk"), made[0], {"i1": Mark()}, at=REVIEW)
    if what == "ungraded":
        Assessment.update(grade=None).where(Assessment.id == made[0].id).execute()
    assert outcome(lambda: rounds.publish(actor_as("leader"), row, at=REVIEW)) == code
    with pytest.raises((Forbidden, Conflict)):
        rounds.publish(actor_as("clerk"), row, at=REVIEW)


def test_the_notice_runs_its_working_days(actor_as: ActorAs) -> None:
    row, _made = grading.published(actor_as)
    leader = actor_as("leader")
    assert outcome(lambda: rounds.finalise(leader, row, at=morning(date(2026, 2, 2)))) == "assess_notice_running"
    assert rounds.step_back(leader, row, "step_back", words="补充材料", at=morning(date(2026, 2, 2))).state == "review"
    rounds.publish(leader, row, at=morning(date(2026, 2, 2)))
    assert outcome(lambda: rounds.finalise(leader, row, at=morning(date(2026, 2, 9)))) == "assess_notice_running"
    rounds.finalise(leader, row, at=morning(date(2026, 2, 10)))


def graded(actor_as: ActorAs, code: str) -> Assessment:
    """Return the form of somebody whose final grade is this."""
    row, made = grading.reported(actor_as, 5)
    assessments.set_grade(actor_as("leader"), made[0], item("grade", code), reason="评议决定", at=REVIEW)
    for form in made[1:]:
        assessments.set_grade(actor_as("leader"), form, item("grade", "competent"), reason="评议决定", at=REVIEW)
    rounds.publish(actor_as("leader"), row, at=morning(grading.PUBLISHED))
    rounds.finalise(actor_as("leader"), row, at=morning(grading.DECIDED))
    return Assessment.get_by_id(made[0].id)


@pytest.mark.parametrize(("code", "cases", "renewal"), [("excellent", 0, ""), ("competent", 0, ""), ("basic", 0, "grade_blocks_renewal"),
                                                       ("incompetent", 1, "grade_blocks_renewal")])
def test_what_a_final_grade_brings(actor_as: ActorAs, code: str, cases: int, renewal: str) -> None:
    form = graded(actor_as, code)
    assert Departure.select().count() == cases == len(reading.removal_cases(form))
    if cases:
        case = Departure.get()
        assert (case.state, case.ground.code, case.supervisor_id) == ("opened", "failed_assessment", form.supervisor_id)
    term = form.supervisor.appointments.get()
    leader = actor_as("leader")
    terms.end_appointment(leader, term, reason=item("appointment_end", "term_over"), ended_on=date(2026, 2, 28), at=AT)
    begins = term.ended_on or date(2026, 3, 1)
    assert outcome(lambda: terms.appoint(leader, form.supervisor, starts_on=begins, at=AT)) == renewal


def test_a_draft_blocks_nothing(actor_as: ActorAs) -> None:
    row, made = grading.reported(actor_as, 1)
    assessments.set_grade(actor_as("leader"), made[0], item("grade", "incompetent"), reason="x", at=REVIEW)
    term, leader = made[0].supervisor.appointments.get(), actor_as("leader")
    terms.end_appointment(leader, term, reason=item("appointment_end", "term_over"), ended_on=date(2026, 2, 28), at=AT)
    terms.appoint(leader, made[0].supervisor, starts_on=date(2026, 3, 1), at=AT)
    assert row.state == "review" and Leave.select().count() == 0


def test_a_case_that_runs_is_not_opened_twice(actor_as: ActorAs) -> None:
    form = graded(actor_as, "incompetent")
    leader, row = actor_as("leader"), AssessmentRound.get()
    rounds.step_back(leader, row, "reopen", words="复核", at=morning(grading.DECIDED))
    rounds.publish(leader, row, at=morning(grading.DECIDED))
    rounds.finalise(leader, row, at=morning(grading.DECIDED, 60))
    assert Departure.select().count() == 1 and form.grade.code == "incompetent"


def test_reopening_keeps_the_old_version(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as)
    leader = actor_as("leader")
    with pytest.raises(Forbidden):
        rounds.step_back(actor_as("clerk"), row, "reopen", words="复核", at=morning(grading.DECIDED))
    again = rounds.step_back(leader, row, "reopen", words="漏计一次表彰", at=morning(grading.DECIDED, 1))
    assert (again.state, again.edition, again.decided_on, again.published_on) == ("review", 2, None, None)
    assert {form.decided_on for form in grading.forms(row)} == {None}
    (edition, lines), = reading.editions_of(again)
    assert (edition.edition, edition.decided_on, edition.reason) == (1, grading.DECIDED, "漏计一次表彰")
    assert [(form.id, points, grade) for form, points, grade, _reason in lines] == [(form.id, 1000, "称职") for form in made]
    assert AssessmentEdition.get().forms[0]["scores"]["i1"]["choice"] == "好"


def test_two_leaders_finalise_once(actor_as: ActorAs) -> None:
    row, _made = grading.published(actor_as)
    leader: Actor = actor_as("leader")
    met = grading.at_once([lambda: rounds.finalise(leader, row, at=morning(grading.DECIDED))] * 2)
    assert met == ["", "assess_step_not_now"]
    assert AuditEntry.select().where(AuditEntry.verb == "assessment:finalise").count() == 1
