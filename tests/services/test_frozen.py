"""Freezing figures: what is kept, who may, that nothing can change it, and which rows make a later difference."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from peewee import IntegrityError

from models import Activity, Assignment, Attendance, AuditEntry, FrozenFigures, Opinion
from models.base import database
from portal.domain import frozen as rules
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import frozen as facts, scope
from portal.services import audit, frozen
from tests import factories, learning_rows
from tests.conftest import NOW
from tests.factories import AT, item, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 24)


def held(**values: object) -> Activity:
    return factories.drawn_activity("held", starts_at=AT, **values)


def opinion(of: Activity | None = None, **values: object) -> Opinion:
    place = of.assignments.first() if of else None
    return save(Opinion(**{"bureau": factories.bureau(), "supervisor": place.supervisor if place else factories.supervisor(), "activity": of,
                           "assignment": place, "procuratorate": factories.procuratorate(), "mode": item("mode", "01" if of else "10"),
                           "words": "建议", "source": "link", "received_on": date(2026, 11, 20), "received_at": AT, **values}))


def frozen_now(actor: Actor, name: str = "11月报送") -> FrozenFigures:
    return frozen.freeze(actor, name=name, first_day=FIRST, last_day=LAST, at=NOW)


def changed(actor: Actor, row: FrozenFigures) -> dict[str, list[tuple[str, int, str]]]:
    found = rules.differences(facts.facts_of(row), facts.facts(actor, row.first_day, row.last_day))
    return {name: [(one.kind, one.row, one.how) for one in line.rows] for name, line in found.items()}


def test_what_is_kept(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    activity = held(people=3, mode=item("mode", "02"))
    own = opinion(answer="adopted")
    lesson = learning_rows.training(starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 3))
    learning_rows.participant(lesson, state="present")
    learning_rows.participant(lesson, state="absent")
    row = frozen_now(clerk)
    office = factories.procuratorate().id
    assert {name: row.figures[name] for name in (
        "total.all.events", "total.all.person_times", "mode.02.person_times", "mode.10.events", f"office.{office}.events", "month.2026-11.events",
        "opinions.adopted.opinions", "people.served.people", "trainings.all.classes", "trainings.all.person_times")} == {
        "total.all.events": 2, "total.all.person_times": 4, "mode.02.person_times": 3, "mode.10.events": 1, f"office.{office}.events": 2,
        "month.2026-11.events": 2, "opinions.adopted.opinions": 1, "people.served.people": 3, "trainings.all.classes": 1,
        "trainings.all.person_times": 1}
    assert {(fact.kind, fact.row) for fact in facts.facts_of(row)} >= {("activity", activity.id), ("opinion", own.id), ("training", lesson.id)}
    assert facts.holds(FrozenFigures.get_by_id(row.id)) and changed(clerk, row) == {}
    told = AuditEntry.select().where(AuditEntry.verb == "statistics:freeze").get()
    assert told.changes["sm3"] == [None, row.sm3] and "facts" not in told.changes


@pytest.mark.parametrize("role", ["leader", "finance", "officer", "chief", "system_admin", "audit_admin"])
def test_only_a_clerk_freezes(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        frozen_now(actor_as(role))


@pytest.mark.parametrize(("values", "code"), [
    ({"name": "  "}, "words_missing"), ({"first_day": date(2026, 11, 25), "last_day": date(2026, 11, 26)}, "period_not_over"),
    ({"name": "11月报送"}, "snapshot_taken"),
])
def test_what_is_refused(actor_as: ActorAs, values: dict[str, object], code: str) -> None:
    clerk = actor_as("clerk")
    frozen_now(clerk)
    with pytest.raises(DomainError) as refusal:
        frozen.freeze(clerk, **{"name": "又一次", "first_day": FIRST, "last_day": LAST, "at": NOW, **values})
    assert refusal.value.code == code
    assert FrozenFigures.select().count() == 1


def test_each_bureau_has_its_own(actor_as: ActorAs) -> None:
    row, other = frozen_now(actor_as("clerk")), frozen_now(actor_as("neighbour_clerk"))
    assert [found.id for found in facts.snapshots(actor_as("leader"))] == [row.id]
    with pytest.raises(NotFound):
        scope.get(actor_as("clerk"), FrozenFigures, other.id)
    for role in ("officer", "chief", "finance"):
        with pytest.raises(Forbidden):
            facts.snapshots(actor_as(role))


@pytest.mark.parametrize("statement", [
    "UPDATE frozen_figures SET note = 'x'", "UPDATE frozen_figures SET figures = '{}'", "DELETE FROM frozen_figures",
])
def test_the_database_refuses_changes(actor_as: ActorAs, statement: str) -> None:
    row = frozen_now(actor_as("clerk"))
    with pytest.raises(IntegrityError), database.atomic():
        database.execute_sql(statement)
    assert FrozenFigures.get_by_id(row.id).sm3 == row.sm3
    assert audit.missing_guards() == []


def test_replacing_is_refused(actor_as: ActorAs) -> None:
    frozen_now(actor_as("clerk"))
    statement = "TRUNCATE frozen_figures" if database.param == "%s" else "REPLACE INTO frozen_figures SELECT * FROM frozen_figures"
    with pytest.raises(IntegrityError), database.atomic():
        database.execute_sql(statement)


def test_a_changed_row_does_not_agree_with_its_digest(actor_as: ActorAs) -> None:
    row = frozen_now(actor_as("clerk"))
    row.figures = {**row.figures, "total.all.events": 99}
    assert not facts.holds(row)


def test_an_activity_added_later_is_named(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = frozen_now(clerk)
    activity = held()
    assert changed(clerk, row)["total.all.events"] == [("activity", activity.id, "added")]


def test_one_cancelled_later_is_named(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), held()
    row = frozen_now(clerk)
    Activity.update(state="cancelled").where(Activity.id == activity.id).execute()
    assert changed(clerk, row)["total.all.events"] == [("activity", activity.id, "removed")]
    assert {one[0] for one in changed(clerk, row)["people.served.people"]} == {"person"}


def test_a_change_of_mode_is_named_in_both(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), held(mode=item("mode", "01"))
    row = frozen_now(clerk)
    Activity.update(mode=item("mode", "02")).where(Activity.id == activity.id).execute()
    found = changed(clerk, row)
    assert (found["mode.01.events"], found["mode.02.events"]) == ([("activity", activity.id, "removed")], [("activity", activity.id, "added")])
    assert "total.all.events" not in found


def test_an_opinion_answered_later_is_named(actor_as: ActorAs) -> None:
    clerk, one = actor_as("clerk"), opinion(held())
    row = frozen_now(clerk)
    Opinion.update(answer="adopted").where(Opinion.id == one.id).execute()
    assert changed(clerk, row) == {"opinions.adopted.opinions": [("opinion", one.id, "added")],
                                   "opinions.unanswered.opinions": [("opinion", one.id, "removed")]}


def test_an_attendance_corrected_later_is_named(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), held(people=2)
    row = frozen_now(clerk)
    Assignment.update(state="absent").where(Assignment.id == activity.assignments.first().id).execute()
    found = changed(clerk, row)
    assert found["total.all.person_times"] == [("activity", activity.id, "changed")] and "total.all.events" not in found


def test_a_class_corrected_later_is_named(actor_as: ActorAs) -> None:
    clerk, lesson = actor_as("clerk"), learning_rows.training(starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 3))
    learning_rows.participant(lesson, state="present")
    row = frozen_now(clerk)
    Attendance.update(state="absent").execute()
    assert changed(clerk, row)["trainings.all.classes"] == [("training", lesson.id, "removed")]


def test_outside_the_period_nothing_changes(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = frozen.freeze(clerk, name="10月", first_day=date(2026, 10, 1), last_day=date(2026, 10, 31), at=NOW)
    held()
    opinion()
    assert "total.all.events" not in changed(clerk, row)


def test_rows_out_of_scope_are_counted_without_a_name(actor_as: ActorAs) -> None:
    activity = held()
    key = ("activity", activity.id)
    assert facts.rows_behind(actor_as("clerk"), [key]) == {key: activity}
    assert facts.rows_behind(actor_as("neighbour_clerk"), [key]) == {}


def test_a_procuratorate_counts_its_own(actor_as: ActorAs) -> None:
    held()
    held(office=factories.district())
    assert {fact.kind for fact in facts.facts(actor_as("district_officer"), FIRST, LAST)} == {"activity", "person"}
    assert len([fact for fact in facts.facts(actor_as("district_officer"), FIRST, LAST) if fact.kind == "activity"]) == 1
