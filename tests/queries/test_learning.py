"""Hours and classes of a year, first duty, a person's events, and what waits for the clerk."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from models import Parameter, Subscription, SubscriptionReader
from portal.domain.permissions import Actor
from portal.queries import classes, learning, pool, worklists
from portal.services import configuration
from tests import factories
from tests.factories import AT, item, save
from tests.learning_rows import TODAY, material, participant, reading, training

pytestmark = pytest.mark.usefixtures("db")
As = Callable[[str], Actor]
OCTOBER, SEPTEMBER = datetime(2026, 10, 1, 2, 0, tzinfo=UTC), datetime(2026, 9, 30, 2, 0, tzinfo=UTC)


def day(month: int, number: int, year: int = 2026) -> dict[str, date]:
    return {"starts_on": date(year, month, number), "ends_on": date(year, month, number)}


def test_hours_and_classes_of_a_year() -> None:
    one, other = factories.supervisor(), factories.supervisor()
    for values, state, hours in ((day(1, 5), "present", 30), (day(12, 31), "present", 15), (day(3, 5), "absent", 0), (day(3, 6), "enrolled", 0),
                                 (day(12, 31, 2025), "present", 60), ({"starts_on": date(2025, 12, 30), "ends_on": date(2026, 1, 3)}, "present", 20)):
        participant(training(**values), one, state=state, hours_tenths=hours)
    assert learning.hours([one.id, other.id], 2026) == {one.id: 65}
    assert learning.hours([other.id], 2026) == {} and learning.hours([], 2026) == {}
    assert learning.classes([one.id, other.id], 2026) == {one.id: 3} and learning.hours([one.id], 2025) == {one.id: 60}


def test_first_duty_is_a_matter_of_the_class_or_of_the_person() -> None:
    people = [factories.supervisor() for _ in range(5)]
    first, plain = training(first_duty=True), training()
    participant(first, people[0], state="present")
    participant(first, people[1], state="absent")
    participant(plain, people[2], state="present")
    participant(plain, people[3], state="present", first_duty=True)
    assert learning.trained(people[0].bureau_id) == {people[0].id, people[3].id}
    activity = factories.activity("accepted")
    warned = {member.supervisor.id for member in pool.preview(activity, AT).inside if not member.trained}
    assert warned == {people[1].id, people[2].id, people[4].id}


def test_the_year_of_everybody_in_office(actor_as: As) -> None:
    lazy, eager = factories.supervisor(), factories.supervisor()
    factories.supervisor(appointed=False), factories.supervisor(factories.neighbour_bureau())
    participant(training(first_duty=True), eager, state="present", hours_tenths=30)
    read = material()
    reading(read, eager, read_at=AT), reading(read, lazy), reading(material(published_on=date(2025, 1, 1)), lazy)
    found = learning.learners(eager.bureau_id, 2026, TODAY)
    assert [(one.supervisor.id, one.classes, one.hours_tenths, one.asked, one.read, one.trained, one.lacks) for one in found] == [
        (lazy.id, 0, 0, 1, 0, False, True), (eager.id, 1, 30, 1, 1, True, False)]


def test_a_persons_events(actor_as: As) -> None:
    person = factories.supervisor()
    made = training(**day(3, 5))
    participant(made, person, state="present", hours_tenths=30), participant(training(), factories.supervisor())
    read = material(published_on=date(2026, 4, 1))
    reading(read, person)
    paper = save(Subscription(bureau=person.bureau, title="人民检察", year=2026))
    save(SubscriptionReader(bureau=person.bureau, subscription=paper, supervisor=person))
    assert [(one.day, one.kind, one.title, one.note, one.tenths, one.url) for one in learning.of_person(person)] == [
        (date(2026, 4, 1), "material", "学习资料", "Not read yet", 0, f"/materials/{read.id}"),
        (date(2026, 3, 5), "class", "履职培训", "Present", 30, f"/trainings/{made.id}"),
        (date(2026, 1, 1), "subscription", "人民检察", "Subscribed", 0, f"/subscriptions/{paper.id}")]


# what waits ----------------------------------------------------------------------------------------------------------------------


def waiting(actor: Actor, at: datetime = AT) -> dict[str, list[tuple[int, str, str, date]]]:
    found: dict[str, list[tuple[int, str, str, date]]] = {}
    for task in worklists.tasks(actor, at):
        found.setdefault(task.kind, []).append((task.row_id, task.label, task.title, task.due))
    return found


def test_a_class_that_is_over_waits_for_its_marks(actor_as: As) -> None:
    over, today, marked = training(**day(11, 20)), training(), training(**day(11, 20))
    for made, state in ((over, "enrolled"), (today, "enrolled"), (marked, "present")):
        participant(made, state=state)
    assert [line[0] for line in waiting(actor_as("clerk"))["mark_class"]] == [over.id]
    assert waiting(actor_as("clerk"))["mark_class"][0][3] == date(2026, 11, 25)
    assert "mark_class" not in waiting(actor_as("leader")) and "mark_class" not in waiting(actor_as("neighbour_clerk"))


def test_the_yearly_class_is_remembered_from_october_on(actor_as: As) -> None:
    people = [factories.supervisor(name=f"某{number}") for number in range(8)]
    participant(training(**day(3, 5)), people[0], state="present")
    participant(training(**day(3, 5, 2025)), people[1], state="present")
    [line] = waiting(actor_as("clerk"), OCTOBER)["yearly_class"]
    assert line == (2026, "+1", "某1、某2、某3、某4、某5、某6", date(2026, 12, 31))
    assert "yearly_class" not in waiting(actor_as("clerk"), SEPTEMBER)


def test_the_yearly_class_is_a_parameter(actor_as: As) -> None:
    participant(training(**day(3, 5)), factories.supervisor(), state="present")
    assert "yearly_class" not in waiting(actor_as("clerk"))
    for value, there in ((2, True), (0, False)):
        Parameter.delete().where(Parameter.key == "training.yearly_classes", Parameter.valid_from == TODAY).execute()
        configuration.set_parameter(actor_as("system_admin"), "training.yearly_classes", value, valid_from=TODAY, basis="internal", at=AT)
        assert ("yearly_class" in waiting(actor_as("clerk"))) is there


def test_materials_that_are_not_read_in_time_wait(actor_as: As) -> None:
    soon, late, far, read = (material(published_on=date(2026, 11, 1), due_on=due) for due in (
        date(2026, 11, 27), date(2026, 11, 20), date(2026, 12, 20), date(2026, 11, 20)))
    for made in (soon, late, far):
        reading(made), reading(made)
    reading(read, read_at=AT), reading(material())
    found = waiting(actor_as("clerk"))["remind_readers"]
    assert [(row, due) for row, _label, _title, due in found] == [(late.id, date(2026, 11, 20)), (soon.id, date(2026, 11, 27))]


def test_feedback_is_counted_by_mark_without_order() -> None:
    made = training()
    for words in ("乙", "甲", ""):
        save(classes.ClassFeedback(bureau=made.bureau, training=made, rating=item("feedback_mark", "good"), words=words, source="link", key=f"k{words}"))
    found = classes.feedback(made, [item("feedback_mark", "good"), item("feedback_mark", "poor")])
    assert (found.given, [(mark.code, count) for mark, count in found.marks], found.words) == (3, [("good", 3), ("poor", 0)], sorted(["甲", "乙"]))
