from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models import Activity, Assignment, AuditEntry
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.services import attendance
from tests import factories
from tests.factories import AT
from tests.real_draw import ActorAs, person

pytestmark = pytest.mark.usefixtures("db")

STARTS = datetime(2026, 12, 8, 1, 30, tzinfo=UTC)  # 09:30 in China


def activity(state: str = "announced", people: int = 2, **values: object) -> tuple[Activity, list[Assignment]]:
    made = factories.activity(state, starts_at=STARTS, **values)
    return made, [factories.assignment(made, no=number, state="accepted") for number in range(1, people + 1)]


def again(row: Assignment) -> Assignment:
    return Assignment.get_by_id(row.id)


def state_of(made: Activity) -> str:
    return str(Activity.get_by_id(made.id).state)


# --- check-in -----------------------------------------------------------------------------------------------------------------------------

WINDOW = [
    (STARTS - timedelta(minutes=60, seconds=1), "check_in_early"),
    (STARTS - timedelta(minutes=60), None),
    (STARTS, None),
    (datetime(2026, 12, 8, 15, 59, 59, tzinfo=UTC), None),  # 23:59:59 in China
    (datetime(2026, 12, 8, 16, 0, tzinfo=UTC), "check_in_over"),
]


@pytest.mark.parametrize(("at", "refusal"), WINDOW)
def test_checking_in_is_open_from_an_hour_before_to_the_end_of_the_day(at: datetime, refusal: str | None) -> None:
    _made, (row, _other) = activity()
    if refusal:
        with pytest.raises(DomainError, match=refusal):
            attendance.check_in(person(row), row, at=at)
        assert again(row).checked_in_at is None
        return
    attendance.check_in(person(row), row, at=at)
    assert (again(row).state, again(row).checked_in_at, again(row).attendance_by_id) == ("attended", at, None)


STATES = [("accepted", "announced", True), ("drawn", "confirmed", True), ("notified", "drawn", True), ("freed", "announced", False),
          ("accepted", "cancelled", False), ("accepted", "accepted", False), ("attended", "closed", False)]


@pytest.mark.parametrize(("state", "activity_state", "allowed"), STATES)
def test_who_may_check_in(state: str, activity_state: str, allowed: bool) -> None:
    made, (row,) = activity(activity_state, 1)
    Assignment.update(state=state).execute()
    if allowed:
        assert attendance.check_in(person(row), row, at=STARTS).state == "attended"
        return
    with pytest.raises(Conflict, match="notice_over"):
        attendance.check_in(person(row), row, at=STARTS)
    assert made.id and again(row).state == state


def test_a_second_check_in_changes_nothing() -> None:
    _made, (row, _other) = activity()
    attendance.check_in(person(row), row, at=STARTS)
    attendance.check_in(person(row), row, at=STARTS + timedelta(hours=1))
    assert again(row).checked_in_at == STARTS
    assert AuditEntry.select().where(AuditEntry.verb == "attendance:check_in").count() == 1


def test_nobody_checks_in_for_somebody_else(actor_as: ActorAs) -> None:
    _made, (row, other) = activity()
    with pytest.raises(NotFound):
        attendance.check_in(person(other), row, at=STARTS)
    with pytest.raises(Forbidden):
        attendance.check_in(actor_as("officer"), row, at=STARTS)


def test_when_everyone_checked_in_after_the_start_the_activity_is_held() -> None:
    made, (first, second) = activity()
    attendance.check_in(person(first), first, at=STARTS - timedelta(minutes=5))
    assert state_of(made) == "announced"
    attendance.check_in(person(second), second, at=STARTS)
    assert (state_of(made), Activity.get_by_id(made.id).held_at) == ("held", STARTS)


def test_when_everyone_checked_in_before_the_start_the_officer_holds_it(actor_as: ActorAs) -> None:
    made, (row,) = activity(people=1)
    attendance.check_in(person(row), row, at=STARTS - timedelta(minutes=5))
    assert state_of(made) == "announced"
    attendance.mark(actor_as("officer"), made, marks={row.id: ("attended", "")}, at=STARTS)
    assert state_of(made) == "held" and again(row).attendance_by_id == actor_as("officer").user_id


def test_a_check_in_does_not_overrule_the_officer(actor_as: ActorAs) -> None:
    made, (row, _other) = activity()
    attendance.mark(actor_as("officer"), made, marks={row.id: ("absent", "")}, at=STARTS)
    attendance.check_in(person(row), row, at=STARTS + timedelta(hours=1))
    assert (again(row).state, again(row).checked_in_at) == ("absent", STARTS + timedelta(hours=1))


# --- marks --------------------------------------------------------------------------------------------------------------------------------


def test_the_officer_marks_and_the_activity_is_held_when_nobody_is_left(actor_as: ActorAs) -> None:
    made, (first, second, third) = activity(people=3)
    officer = actor_as("officer")
    attendance.mark(officer, made, marks={first.id: ("attended", ""), second.id: ("excused", " 住院 ")}, at=STARTS)
    assert state_of(made) == "announced"
    attendance.mark(officer, made, marks={third.id: ("absent", "")}, at=STARTS + timedelta(hours=1))
    assert state_of(made) == "held"
    assert [again(row).state for row in (first, second, third)] == ["attended", "excused", "absent"]
    found = again(second)
    assert (found.attendance_words, found.attendance_by_id, found.attendance_phoned) == ("住院", officer.user_id, False)
    assert AuditEntry.select().where(AuditEntry.verb == "activity:hold").count() == 1


def test_someone_whose_place_was_freed_needs_no_mark(actor_as: ActorAs) -> None:
    made, (first, second) = activity()
    Assignment.update(state="freed").where(Assignment.id == second.id).execute()
    attendance.mark(actor_as("officer"), made, marks={first.id: ("attended", "")}, at=STARTS)
    assert state_of(made) == "held"


def test_a_clerk_marks_only_what_was_told_by_phone(actor_as: ActorAs) -> None:
    made, (first, second) = activity()
    marks = {first.id: ("attended", ""), second.id: ("attended", "")}
    with pytest.raises(DomainError, match="attendance_phoned_only"):
        attendance.mark(actor_as("clerk"), made, marks=marks, at=STARTS)
    attendance.mark(actor_as("clerk"), made, marks=marks, phoned=True, at=STARTS)
    assert state_of(made) == "held" and again(first).attendance_phoned


def test_marks_can_be_corrected_until_closed_and_each_change_is_told(actor_as: ActorAs) -> None:
    made, (row,) = activity(people=1)
    officer = actor_as("officer")
    attendance.mark(officer, made, marks={row.id: ("absent", "")}, at=STARTS)
    attendance.mark(officer, made, marks={row.id: ("absent", "")}, at=STARTS)
    attendance.mark(officer, made, marks={row.id: ("excused", "补来假条")}, at=STARTS + timedelta(days=1))
    told = AuditEntry.select().where(AuditEntry.verb == "attendance:write", AuditEntry.object_id == row.id)
    assert told.count() == 2 and again(row).state == "excused" and state_of(made) == "held"
    Activity.update(state="closed").execute()
    with pytest.raises(Conflict, match="step_not_now"):
        attendance.mark(officer, made, marks={row.id: ("attended", "")}, at=STARTS + timedelta(days=2))
    assert again(row).state == "excused"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "accepted", "sealed", "drawn", "confirmed", "closed", "cancelled"])
def test_marks_are_made_only_after_the_announcement(actor_as: ActorAs, state: str) -> None:
    made, (row,) = activity(state, 1)
    with pytest.raises(Conflict, match="step_not_now"):
        attendance.mark(actor_as("officer"), made, marks={row.id: ("attended", "")}, at=STARTS)
    assert (state_of(made), again(row).state) == (state, "accepted")


def test_nothing_is_marked_before_the_start(actor_as: ActorAs) -> None:
    made, (row,) = activity(people=1)
    with pytest.raises(DomainError, match="attendance_early"):
        attendance.mark(actor_as("officer"), made, marks={row.id: ("attended", "")}, at=STARTS - timedelta(seconds=1))


WRONG = [(("late", ""), "attendance_state"), (("drawn", ""), "attendance_state"), (("excused", "  "), "words_missing"),
         (("absent", "长" * 301), "words_long")]


@pytest.mark.parametrize(("mark", "code"), WRONG)
def test_a_wrong_mark_writes_none(actor_as: ActorAs, mark: tuple[str, str], code: str) -> None:
    made, (first, second) = activity()
    with pytest.raises(DomainError, match=code):
        attendance.mark(actor_as("officer"), made, marks={first.id: ("attended", ""), second.id: mark}, at=STARTS)
    assert again(first).state == "accepted"


def test_nobody_of_another_activity_is_marked(actor_as: ActorAs) -> None:
    made, (row,) = activity(people=1)
    _other, (stranger,) = activity(people=1)
    with pytest.raises(NotFound):
        attendance.mark(actor_as("officer"), made, marks={row.id: ("attended", ""), stranger.id: ("attended", "")}, at=STARTS)
    assert again(row).state == "accepted"


@pytest.mark.parametrize(("role", "refusal"), [
    ("district_officer", Forbidden), ("neighbour_officer", NotFound), ("neighbour_clerk", NotFound), ("chief", Forbidden),
    ("leader", Forbidden), ("audit_admin", Forbidden),
])
def test_only_the_own_officer_and_the_bureaus_clerk_mark(actor_as: ActorAs, role: str, refusal: type[DomainError]) -> None:
    made, (row,) = activity(people=1)
    with pytest.raises(refusal):
        attendance.mark(actor_as(role), made, marks={row.id: ("attended", "")}, phoned=True, at=STARTS)
    assert again(row).state == "accepted"


def test_the_city_office_does_not_mark_for_its_district(actor_as: ActorAs) -> None:
    made, (row,) = activity(people=1, office=factories.district())
    with pytest.raises(Forbidden, match="not_own_request"):
        attendance.mark(actor_as("officer"), made, marks={row.id: ("attended", "")}, at=STARTS)
    assert AT < STARTS and again(row).state == "accepted"
