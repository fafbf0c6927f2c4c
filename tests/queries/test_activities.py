from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest

from models import Activity, Assignment, CaseFeedback, ContactAttempt, Feedback, Opinion, Paper, Party
from models.base import database
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor
from portal.queries import activities, paper_offers
from tests import factories

AT = factories.AT
Actors = Callable[[str], Actor]


@contextmanager
def statements():
    """Count the statements run inside."""
    run: list[str] = []
    original = database.obj.execute_sql

    def counting(sql: str, *args: object, **kwargs: object) -> object:
        run.append(sql)
        return original(sql, *args, **kwargs)

    database.obj.execute_sql = counting
    try:
        yield run
    finally:
        del database.obj.execute_sql


def attempt(assignment: Assignment, answer: str, hours: int = 0) -> ContactAttempt:
    return factories.save(ContactAttempt(bureau=assignment.bureau, assignment=assignment, at=AT + timedelta(hours=hours), way="phone",
                                         answer=answer))


def file_of(actor: Actor, row: Activity) -> activities.ActivityFile:
    return activities.open_file(actor, activities.find(actor, row.id), AT)


@pytest.mark.parametrize(("role", "sees"), [
    ("clerk", True), ("leader", True), ("officer", True), ("chief", True), ("finance", True),
    ("district_officer", False), ("neighbour_clerk", False), ("neighbour_officer", False), ("system_admin", False), ("audit_admin", False),
])
def test_found_within_the_scope_only(role: str, sees: bool, actor_as: Actors) -> None:
    row = factories.activity("submitted")
    if sees:
        assert activities.find(actor_as(role), row.id) == row
        return
    with pytest.raises(NotFound):
        activities.find(actor_as(role), row.id)


@pytest.mark.parametrize("row_id", ["0", "-1", "x", "99999999999999", "1;--", ""])
def test_malformed_ids_are_not_found(row_id: str, actor_as: Actors) -> None:
    with pytest.raises(NotFound):
        activities.find(actor_as("clerk"), row_id)


@pytest.mark.parametrize(("state", "number", "role", "sees"), [
    ("draft", None, "officer", True), ("draft", None, "clerk", False),
    ("cancelled", None, "officer", True), ("cancelled", None, "clerk", False),  # given up before it was ever sent
    ("cancelled", "乌检需〔2026〕900号", "clerk", True),
])
def test_what_was_never_sent_stays_with_its_writer(state: str, number: str | None, role: str, sees: bool, actor_as: Actors) -> None:
    row = factories.activity(state, number=number)
    found = Activity.select().where(Activity.id == row.id, activities.scope.condition(actor_as(role), Activity)).exists()
    assert found is sees


def test_everything_referred_to_comes_along(actor_as: Actors) -> None:
    row = factories.activity("accepted", must_invite=factories.item("must_invite"), created_by=factories.account("officer"))
    clerk = actor_as("clerk")
    with statements() as run:
        found = activities.find(clerk, row.id)
        names = [found.mode.name, found.business_line.name, found.must_invite.name, found.procuratorate.name, found.bureau.name,
                 found.created_by.name]
    assert (len(run), all(names)) == (1, True)


@pytest.mark.parametrize(("role", "office", "told"), [
    ("officer", "own", ["某某公司"]), ("clerk", "own", ["某某公司"]), ("leader", "own", ["某某公司"]), ("chief", "own", None),
    ("officer", "below", None), ("finance", "own", None),
])
def test_parties_are_for_the_writer_and_the_bureau(role: str, office: str, told: list[str] | None, actor_as: Actors) -> None:
    row = factories.activity("submitted", office=factories.district() if office == "below" else None)
    factories.save(Party(activity=row, name="某某公司"))
    assert file_of(actor_as(role), row).parties == told


@pytest.mark.parametrize(("state", "officer"), [
    ("drawn", False), ("confirmed", True), ("announced", True), ("held", True), ("closed", False), ("cancelled", False),
])
def test_who_may_call_the_people(state: str, officer: bool, actor_as: Actors) -> None:
    row = factories.drawn_activity(state, assignment_state="accepted")
    assert {person.phone_open for person in file_of(actor_as("officer"), row).people} == {officer}
    assert {person.phone_open for person in file_of(actor_as("clerk"), row).people} == {True}
    assert {person.phone_open for person in file_of(actor_as("finance"), row).people} == {False}


def test_the_city_office_reads_but_does_not_call(actor_as: Actors) -> None:
    row = factories.drawn_activity("announced", office=factories.district())
    file = file_of(actor_as("officer"), row)
    assert ({person.phone_open for person in file.people}, file.situation.own) == ({False}, False)


def test_nobody_calls_who_gave_the_place_back(actor_as: Actors) -> None:
    row = factories.drawn_activity("announced")
    Assignment.update(state="freed").where(Assignment.no == 1).execute()
    people = file_of(actor_as("officer"), row).people
    assert [(person.assignment.no, person.phone_open) for person in people] == [(2, True), (1, False)]


def test_the_last_try_is_the_bureaus(actor_as: Actors) -> None:
    row = factories.drawn_activity("drawn")
    first, _second = row.assignments
    attempt(first, "none"), attempt(first, "later", 1)
    lasts = [person.last.answer if person.last else None for person in file_of(actor_as("clerk"), row).people]
    assert lasts == ["later", None]
    assert [person.last for person in file_of(actor_as("officer"), row).people] == [None, None]


def test_who_must_be_told_of_the_cancelling(actor_as: Actors) -> None:
    row = factories.drawn_activity("cancelled", assignment_state="accepted", cancelled_at=AT)
    first, second = row.assignments
    attempt(first, "accepted", -1), attempt(first, "none", 1), attempt(second, "told", 1)
    assert [person.to_be_told for person in file_of(actor_as("clerk"), row).people] == [True, False]
    assert [person.to_be_told for person in file_of(actor_as("officer"), row).people] == [False, False]


def test_figures_and_what_closing_waits_for(actor_as: Actors) -> None:
    row = factories.drawn_activity("held")
    clerk = actor_as("clerk")
    first, second = row.assignments
    for assignment, state in ((first, "received"), (second, "closed")):
        factories.save(Opinion(bureau=row.bureau, supervisor=assignment.supervisor, activity=row, assignment=assignment, mode=row.mode,
                               procuratorate=row.procuratorate, words="好", source="paper", received_on=AT.date(), received_at=AT,
                               state=state))
    file = file_of(clerk, row)
    assert file.figures == {"opinions": 2, "open_opinions": 1, "attended": 2, "without_feedback": 2, "case_feedback": 0}
    assert not file.situation.fed_back
    factories.save(CaseFeedback(bureau=row.bureau, activity=row, outcome="已办结", given_at=AT))
    for assignment in (first, second):
        assert not file_of(clerk, row).situation.fed_back
        factories.save(Feedback(bureau=row.bureau, assignment=assignment, on_time=True, prepared=True, given_at=AT,
                                conduct=factories.item("feedback_mark")))
    assert file_of(clerk, row).situation.fed_back


@pytest.mark.parametrize(("general", "special", "too_many"), [(9, (), False), (10, (), True), (7, (("law", 3),), True)])
def test_more_people_than_usual_is_a_warning(general: int, special: tuple[tuple[str, int], ...], too_many: bool, actor_as: Actors) -> None:
    row = factories.activity("submitted", general_places=general, special=special)
    assert file_of(actor_as("clerk"), row).too_many is too_many


@pytest.mark.parametrize(("state", "starts_in", "begun"), [("announced", -1, True), ("announced", 1, True), ("announced", 30, False)])
def test_attendance_opens_on_the_day(state: str, starts_in: int, begun: bool, actor_as: Actors) -> None:
    row = factories.activity(state, starts_at=AT + timedelta(hours=starts_in))
    assert file_of(actor_as("clerk"), row).situation.begun is begun


def test_shares_and_bytes_stay_where_they_are(actor_as: Actors) -> None:
    row = factories.drawn_activity("announced")
    factories.save(Paper(bureau=row.bureau, kind="announcement", number="乌司监〔2026〕1号", activity=row, data={}, issued_at=AT,
                         content=b"x"))
    file, papers = file_of(actor_as("officer"), row), paper_offers.issued(actor_as("officer"), row)
    assert "share" not in file.draws[0].__data__
    assert [(paper.number, paper.__data__.get("content")) for paper in papers] == [("乌司监〔2026〕1号", None)]


@pytest.mark.parametrize("people", [1, 6])
def test_the_number_of_statements_does_not_grow_with_the_people(people: int, actor_as: Actors) -> None:
    row, clerk = factories.drawn_activity("announced", people=people), actor_as("clerk")
    with statements() as run:
        file = file_of(clerk, row)
        assert all(person.assignment.supervisor.sex.name for person in file.people)
    assert len(run) == 5


@pytest.mark.parametrize(("state", "attendance", "counted"), [
    ("held", "attended", True), ("closed", "attended", True), ("closed", "absent", False), ("announced", "accepted", False),
    ("cancelled", "accepted", False),
])
def test_what_the_years_figures_count(db: None, state: str, attendance: str, counted: bool) -> None:
    factories.drawn_activity(state, assignment_state=attendance)
    assert Activity.select().where(activities.counted()).exists() is counted
