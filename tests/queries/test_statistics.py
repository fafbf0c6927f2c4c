from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from models import Activity, Appointment, Assignment, Opinion
from portal.domain.figures import Event
from portal.domain.permissions import Actor
from portal.queries import activities, coverage, statistics
from tests import factories
from tests.factories import AT, item, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]


def held(state: str = "held", starts: datetime = AT, **values: object) -> object:
    return factories.drawn_activity(state, starts_at=starts, **values)


def own_opinion(day: date, **values: object) -> Opinion:
    bureau = factories.bureau()
    return save(Opinion(**{"bureau": bureau, "supervisor": factories.supervisor(bureau), "mode": item("mode", "10"), "words": "建议", "source": "link",
                           "received_on": day, "received_at": AT, **values}))


@pytest.mark.parametrize(("state", "attendance", "counted"), [
    ("held", "attended", True), ("closed", "attended", True), ("held", "absent", False), ("held", "excused", False), ("announced", "accepted", False),
    ("cancelled", "attended", False), ("drawn", "drawn", False),
])
def test_an_event_counts_once_it_is_held_and_someone_attended(actor_as: ActorAs, state: str, attendance: str, counted: bool) -> None:
    held(state, assignment_state=attendance)
    assert len(statistics.events(actor_as("clerk"), 2026)) == int(counted)


def test_events_and_person_times_go_apart(actor_as: ActorAs) -> None:
    one = held(people=3, mode=item("mode", "02"))
    first = one.assignments.first()
    type(first).update(state="absent").where(type(first).id == first.id).execute()
    assert statistics.events(actor_as("clerk"), 2026) == [Event("02", factories.procuratorate().id, 11, 2)]


@pytest.mark.parametrize(("moment", "year", "month"), [
    (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 2026, 1), (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), 2025, 12),
    (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), 2026, 11),
])
def test_the_year_and_the_month_are_those_in_china(actor_as: ActorAs, moment: datetime, year: int, month: int) -> None:
    held(starts=moment)
    assert [event.month for event in statistics.events(actor_as("clerk"), year)] == [month]
    assert statistics.events(actor_as("clerk"), 2025 + (year == 2025)) == []


def test_own_initiative_counts_by_the_day_received(actor_as: ActorAs) -> None:
    own_opinion(date(2026, 1, 1))
    own_opinion(date(2025, 12, 31))
    assert statistics.events(actor_as("clerk"), 2026) == [Event("10", None, 1, 1)]


@pytest.mark.parametrize(("role", "seen"), [
    ("clerk", 2), ("leader", 2), ("officer", 2), ("district_officer", 1), ("neighbour_clerk", 0), ("neighbour_officer", 0), ("chief", 2),
])
def test_each_office_counts_what_it_may_read(actor_as: ActorAs, role: str, seen: int) -> None:
    held()
    held(office=factories.district())
    assert len(statistics.events(actor_as(role), 2026)) == seen


def test_a_provincial_bureau_reads_figures_of_the_cities_below_it(actor_as: ActorAs) -> None:
    province = factories.bureau("内蒙古自治区司法厅", level="province")
    type(province).update(parent=province).where(type(province).id == factories.bureau().id).execute()
    held()
    actor = Actor(name="x", roles=frozenset({"leader"}), organisation_id=province.id, bureau_id=province.id)
    found = statistics.events(actor, 2026)
    assert [(line.event, line.row) for line in statistics.rows_of(actor, found)] == [(found[0], None)], "figures, not files"
    assert statistics.people(actor, 2026) == []


@pytest.mark.parametrize(("change", "live"), [
    ({}, True), ({"ends_on": date(2026, 12, 30)}, False), ({"ends_on": date(2026, 12, 31)}, True), ({"starts_on": date(2027, 1, 1)}, False),
    ({"state": "ended", "ended_on": date(2026, 12, 31)}, False), ({"state": "ended", "ended_on": date(2027, 1, 1)}, True),
])
def test_people_are_counted_on_the_last_day(change: dict[str, object], live: bool) -> None:
    person = factories.supervisor()
    Appointment.update(**{"remark": "x", **change}).where(Appointment.supervisor == person).execute()
    assert statistics.people_on([factories.bureau().id], date(2026, 12, 31)) == int(live)


def test_the_paragraph_of_the_running_year_counts_people_today(actor_as: ActorAs) -> None:
    held(mode=item("mode", "01"))
    Appointment.update(ends_on=date(2026, 11, 30)).execute()
    words = statistics.yearly_paragraph(actor_as("clerk"), 2026, date(2026, 11, 24))
    assert words == "今年以来,全市2名人民监督员共参加案件公开审查听证1次,共计1次。"
    assert "0名" in statistics.yearly_paragraph(actor_as("clerk"), 2026, date(2027, 3, 1))


def test_a_persons_year(actor_as: ActorAs) -> None:
    person = factories.supervisor()
    for state, values in (("attended", {}), ("freed", {"freed_reason": "ill"}), ("freed", {"freed_reason": "ill"}),
                          ("attended", {"substitute": True}), ("absent", {})):
        factories.assignment(factories.activity("held", starts_at=AT), person=person, state=state, **values)
    own_opinion(date(2026, 5, 5), supervisor=person)
    line = next(row for row in statistics.people(actor_as("clerk"), 2026) if row.supervisor == person)
    assert (line.drawn, line.substituted, line.served, line.refused, line.opinions) == (4, 1, 2, {"ill": 2}, 1)
    (seen,) = (row for row in statistics.people(actor_as("officer"), 2026) if row.drawn)
    assert seen.refused == {"": 2}


def test_who_never_served_is_known_among_those_in_office(actor_as: ActorAs) -> None:
    served, idle, late, ended = (factories.supervisor() for _ in range(4))
    factories.assignment(factories.activity("held", starts_at=AT), person=served, state="attended")
    factories.assignment(factories.activity("held", starts_at=AT), person=idle, state="absent")
    for person, change in ((late, {"starts_on": date(2027, 1, 1)}), (ended, {"state": "ended", "ended_on": date(2025, 12, 31)})):
        Appointment.update(**change).where(Appointment.supervisor == person).execute()
    rows = {row.supervisor: row for row in statistics.people(actor_as("clerk"), 2026)}
    assert [person for person, row in rows.items() if row.never_served] == [idle]
    assert [person for person, row in rows.items() if row.in_office] == [served, idle]


def test_who_checked_in_at_a_cancelled_activity_did_not_serve(actor_as: ActorAs) -> None:
    person = factories.supervisor()
    for state in ("cancelled", "announced", "held"):
        factories.assignment(factories.activity(state, starts_at=AT), person=person, state="attended")
    line = next(row for row in statistics.people(actor_as("clerk"), 2026) if row.supervisor == person)
    assert (line.drawn, line.served) == (3, 1)


@pytest.mark.parametrize(("answer", "decision", "counted"), [
    ("adopted", "", 1), ("partly", "", 1), ("not_adopted", "", 0), ("", "", 0), ("not_adopted", "adopted", 1), ("not_adopted", "not_adopted", 0),
    ("partly", "not_adopted", 0),
])
def test_the_chiefs_decision_is_the_final_answer(actor_as: ActorAs, answer: str, decision: str, counted: int) -> None:
    own_opinion(date(2026, 5, 5), answer=answer, decision=decision)
    assert statistics.headline(actor_as("clerk"), 2026).adopted == counted


@pytest.mark.parametrize("part", sorted(activities.PARTS))
def test_each_number_of_a_person_opens_as_many_activities(actor_as: ActorAs, part: str) -> None:
    person = factories.supervisor()
    for state, place, values in (("held", "attended", {}), ("held", "freed", {"freed_reason": "ill"}), ("closed", "attended", {"substitute": True}),
                                 ("cancelled", "attended", {}), ("drawn", "accepted", {"substitute": True}), ("held", "absent", {})):
        factories.assignment(factories.activity(state, starts_at=AT), person=person, state=place, **values)
    line = next(row for row in statistics.people(actor_as("clerk"), 2026) if row.supervisor == person)
    told = {"drawn": line.drawn, "substitute": line.substituted, "served": line.served, "freed": sum(line.refused.values())}
    opened = Assignment.select().join(Activity).where(Assignment.supervisor == person, activities.PARTS[part]()).count()
    assert (opened, told) == (told[part], {"drawn": 4, "substitute": 2, "served": 2, "freed": 1})


def test_the_rows_behind_a_figure(actor_as: ActorAs) -> None:
    activity, opinion = held(), own_opinion(date(2026, 5, 5))
    clerk = actor_as("clerk")
    rows = statistics.rows_of(clerk, statistics.events(clerk, 2026))
    assert [row.row for row in rows] == [activity, opinion]
    assert statistics.rows_of(clerk, []) == []


def test_the_headline(actor_as: ActorAs) -> None:
    held(people=3)
    own_opinion(date(2026, 5, 5), answer="adopted")
    own_opinion(date(2026, 5, 6), answer="not_adopted")
    found = statistics.headline(actor_as("clerk"), 2026)
    assert (found.events, found.person_times, found.people, found.opinions, found.adopted) == (3, 5, 3, 2, 1)


def test_fairness_counts_first_draws_from_the_sealed_lists(actor_as: ActorAs) -> None:
    held(people=2)
    held("cancelled", people=1)
    found = coverage.fairness(actor_as("clerk"), 2026)
    assert (found.draws, [(line.expected, line.drawn) for line in found.statement.people]) == (2, [(1.0, 1)] * 3)
    assert {line.person for line in found.statement.people} == set(found.years)
    assert sorted(row.served for row in found.years.values()) == [0, 1, 1], "who was drawn for a cancelled activity did not serve"
    assert coverage.fairness(actor_as("clerk"), 2025).draws == 0
