"""Classes: who is enrolled, told, answers, and was there; each act once, in the trail, within the own bureau."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import Attendance, AuditEntry, LinkToken, Paper, Training
from models.choices import LinkPurpose
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.services import classes, links
from tests import factories
from tests.factories import AT, item
from tests.learning_rows import REACH, TODAY, by_link, participant, training

pytestmark = pytest.mark.usefixtures("db")
As = Callable[[str], Actor]


def written(verb: str) -> int:
    return AuditEntry.select().where(AuditEntry.verb == verb).count()


def test_a_class_is_entered_and_changed_within_its_rules(actor_as: As) -> None:
    clerk = actor_as("clerk")
    values = {"title": "初任培训", "form": item("training_form"), "starts_on": TODAY, "ends_on": TODAY, "hours_tenths": 30, "budget_fen": 50000}
    made = classes.enter(clerk, values, at=AT)
    assert (made.bureau_id, made.budget_fen, written("training:write")) == (clerk.bureau_id, 50000, 1)
    with pytest.raises(DomainError, match="span_backwards"):
        classes.amend(clerk, made, {"ends_on": TODAY - timedelta(days=1)}, at=AT)
    with pytest.raises(DomainError, match="budget_range"):
        classes.enter(clerk, values | {"budget_fen": -1}, at=AT)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        classes.amend(clerk, Training.get_by_id(made.id), {"title": "改"}, at=AT, version=9)
    for role in ("leader", "officer", "finance"):
        with pytest.raises(Forbidden):
            classes.enter(actor_as(role), values, at=AT)
    with pytest.raises(NotFound):
        classes.amend(actor_as("neighbour_clerk"), made, {"title": "改"}, at=AT)


def test_other_hours_of_a_class_reach_those_who_got_the_old_ones(actor_as: As) -> None:
    made = training()
    usual, own, away = (participant(made, state=state, hours_tenths=hours) for state, hours in (("present", 30), ("present", 10), ("absent", 0)))
    classes.amend(actor_as("clerk"), made, {"hours_tenths": 40}, at=AT)
    assert [Attendance.get_by_id(row.id).hours_tenths for row in (usual, own, away)] == [40, 10, 0]


def test_people_are_enrolled_once(actor_as: As) -> None:
    made, people = training(), [factories.supervisor() for _ in range(3)]
    clerk = actor_as("clerk")
    assert len(classes.enrol(clerk, made, people[:2], at=AT)) == 2
    assert [row.supervisor_id for row in classes.enrol(clerk, made, people, at=AT)] == [people[2].id]
    assert {(row.state, row.hours_tenths) for row in Attendance.select()} == {("enrolled", 0)} and written("training:enrol") == 3
    with pytest.raises(DomainError, match="class_people_missing"):
        classes.enrol(clerk, made, [], at=AT)
    with pytest.raises(NotFound):
        classes.enrol(clerk, made, [factories.supervisor(factories.neighbour_bureau())], at=AT)
    with pytest.raises(NotFound):
        classes.enrol(actor_as("neighbour_clerk"), made, people, at=AT)


@pytest.mark.parametrize(("days", "values", "kept"), [
    (0, {}, ("enrolled", 0)), (0, {"state": "present"}, ("present", 30)), (-3, {}, ("present", 30)), (-3, {"hours_tenths": 15}, ("present", 15)),
    (-3, {"state": "absent"}, ("absent", 0)),
])
def test_a_participant_is_entered_with_how_it_ended(actor_as: As, days: int, values: dict[str, object], kept: tuple[str, int]) -> None:
    day = TODAY + timedelta(days=days)
    row = classes.enter_participant(actor_as("clerk"), training(starts_on=day, ends_on=day), factories.supervisor(), values, at=AT)
    assert (row.state, row.hours_tenths) == kept


def test_what_is_kept_of_a_participant_is_changed_within_its_rules(actor_as: As) -> None:
    clerk, row = actor_as("clerk"), participant(training(), state="present", hours_tenths=30)
    classes.amend_participant(clerk, row, {"exam_tenths": 925, "certificate_no": "乌监训2026001"}, at=AT)
    assert (Attendance.get().exam_tenths, Attendance.get().hours_tenths, Attendance.get().certificate_no) == (925, 30, "乌监训2026001")
    classes.amend_participant(clerk, row, {"state": "absent"}, at=AT)
    assert Attendance.get().hours_tenths == 0
    classes.amend_participant(clerk, row, {"state": "present"}, at=AT)
    assert Attendance.get().hours_tenths == 30
    classes.amend_participant(clerk, row, {"answer": "coming"}, at=AT)
    assert Attendance.get().answered_at == AT
    classes.amend_participant(clerk, row, {"answer": ""}, at=AT)
    assert Attendance.get().answered_at is None
    for values, code in (({"exam_tenths": 1001}, "exam_range"), ({"state": "excused"}, "words_missing"), ({"hours_tenths": -1}, "hours_negative")):
        with pytest.raises(DomainError, match=code):
            classes.amend_participant(clerk, row, values, at=AT)
    with pytest.raises(NotFound):
        classes.amend_participant(actor_as("neighbour_clerk"), row, {"exam_tenths": 1}, at=AT)


def test_only_who_was_merely_enrolled_is_taken_off(actor_as: As) -> None:
    clerk, made = actor_as("clerk"), training()
    fresh = participant(made)
    assert classes.take_off(clerk, [fresh], at=AT) == 1 and Attendance.select().count() == 0 and written("training:take_off") == 1
    for values in ({"notified_at": AT}, {"answered_at": AT}, {"checked_in_at": AT}, {"state": "absent"}):
        row = participant(made, **values)
        with pytest.raises(Conflict, match="class_began"):
            classes.take_off(clerk, [participant(made), row], at=AT)
    assert Attendance.select().count() == 8
    with pytest.raises(NotFound):
        classes.take_off(actor_as("neighbour_clerk"), [row], at=AT)


# notices -------------------------------------------------------------------------------------------------------------------------


def test_each_gets_a_link_of_the_own(actor_as: As) -> None:
    made = training(place="三楼会议室", clock="9:00")
    rows = [participant(made), participant(made)]
    told = classes.notify(actor_as("clerk"), made, rows, at=AT, reach=REACH)
    assert len({one.url for one in told}) == 2 and all(one.url in one.texts.long and "三楼会议室" in one.texts.long for one in told)
    link = links.look_up(told[0].url.rpartition("/")[2], at=AT)
    assert (link.purpose, link.supervisor_id, link.target_id) == (LinkPurpose.CLASS_NOTICE, rows[0].supervisor_id, rows[0].id)
    assert {row.notified_at for row in Attendance.select()} == {AT} and written("training:notify") == 2


def test_without_phone_pages_the_texts_carry_the_phone(actor_as: As) -> None:
    made = training()
    [told] = classes.notify(actor_as("clerk"), made, [participant(made)], at=AT)
    assert told.url == "" and "0473-1234567" in told.texts.long and LinkToken.select().count() == 0


def test_a_class_that_is_over_and_people_of_another_class_are_not_told(actor_as: As) -> None:
    over = training(starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 5))
    with pytest.raises(Conflict, match="class_over"):
        classes.notify(actor_as("clerk"), over, [participant(over)], at=AT)
    with pytest.raises(NotFound):
        classes.notify(actor_as("clerk"), training(), [participant(over)], at=AT)
    with pytest.raises(NotFound):
        classes.notify(actor_as("neighbour_clerk"), training(), [], at=AT)


def test_the_person_answers_and_may_change_the_answer(actor_as: As) -> None:
    person = factories.supervisor()
    row = participant(training(), person)
    classes.answer(by_link(person), row, coming=False, reason="other", words=" 外出 ", at=AT)
    assert (Attendance.get().answer, Attendance.get().answer_reason, Attendance.get().answer_words) == ("declined", "other", "外出")
    for _ in range(2):
        classes.answer(by_link(person), row, coming=True, at=AT)
    assert (Attendance.get().answer, Attendance.get().answer_reason, written("training:answer")) == ("coming", "", 2)
    with pytest.raises(DomainError, match="reason_missing"):
        classes.answer(by_link(person), row, coming=False, at=AT)
    with pytest.raises(NotFound):
        classes.answer(by_link(factories.supervisor()), row, coming=True, at=AT)
    with pytest.raises(Forbidden):
        classes.answer(actor_as("clerk"), row, coming=True, at=AT)
    with pytest.raises(Conflict, match="class_over"):
        classes.answer(by_link(person), row, coming=False, reason="ill", at=AT + timedelta(days=1))


def test_who_was_there_answers_no_more() -> None:
    person = factories.supervisor()
    with pytest.raises(Conflict, match="class_over"):
        classes.answer(by_link(person), participant(training(), person, state="present"), coming=True, at=AT)


# who was there -------------------------------------------------------------------------------------------------------------------


def test_marks_give_and_take_hours_and_say_nothing_twice(actor_as: As) -> None:
    clerk, made = actor_as("clerk"), training()
    here, away, kept = participant(made), participant(made), participant(made, state="present", hours_tenths=10)
    marks = {here.id: ("present", ""), away.id: ("excused", " 住院 "), kept.id: ("present", "")}
    assert classes.mark(clerk, made, marks, at=AT) == 2
    assert [(row.state, row.state_words, row.hours_tenths) for row in Attendance.select().order_by(Attendance.id)] == [
        ("present", "", 30), ("excused", "住院", 0), ("present", "", 10)]
    assert classes.mark(clerk, made, marks, at=AT) == 0 and written("training:attendance") == 2
    classes.mark(clerk, made, {here.id: ("absent", "")}, at=AT)
    assert Attendance.get_by_id(here.id).hours_tenths == 0


@pytest.mark.parametrize(("mark", "code"), [(("excused", ""), "words_missing"), (("gone", ""), "class_state"), (("absent", "字" * 301), "words_long")])
def test_a_wrong_mark_writes_nothing(actor_as: As, mark: tuple[str, str], code: str) -> None:
    made = training()
    first, second = participant(made), participant(made)
    with pytest.raises(DomainError, match=code):
        classes.mark(actor_as("clerk"), made, {first.id: ("present", ""), second.id: mark}, at=AT)
    assert {row.state for row in Attendance.select()} == {"enrolled"}


def test_marks_before_the_class_or_for_others_are_refused(actor_as: As) -> None:
    later = training(starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=1))
    with pytest.raises(DomainError, match="class_early"):
        classes.mark(actor_as("clerk"), later, {}, at=AT)
    with pytest.raises(NotFound):
        classes.mark(actor_as("clerk"), training(), {participant(training()).id: ("present", "")}, at=AT)
    with pytest.raises(NotFound):
        classes.mark(actor_as("neighbour_clerk"), training(), {}, at=AT)


def test_the_sheet_freezes_who_came(actor_as: As) -> None:
    made = training(place="三楼会议室")
    participant(made, factories.supervisor(name="王晓东", work_unit="市一中"), state="present", checked_in_at=AT)
    paper = classes.issue_sign_in(actor_as("clerk"), made, at=AT)
    Attendance.update(state="absent").execute()
    assert (paper.kind, paper.number, paper.about_type, paper.about_id) == ("training_sign_in", "", "training", made.id)
    assert Paper.get().data["people"] == [{"name": "王晓东", "code": paper.data["people"][0]["code"], "unit": "市一中", "state": "present",
                                           "checked_in_at": "2026-11-24T02:00:00Z"}]
    with pytest.raises(NotFound):
        classes.issue_sign_in(actor_as("neighbour_clerk"), made, at=AT)
