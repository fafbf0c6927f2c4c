"""The file of a person: every source told once, days in China, the year's figures, and one statement each."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from models import (
    Appointment,
    Assessment,
    Assignment,
    Attendance,
    Award,
    Correction,
    Departure,
    Discipline,
    Leave,
    Material,
    Opinion,
    Reading,
    Recusal,
    Subscription,
    SubscriptionReader,
    SubsidyLine,
    Suggestion,
    Supervisor,
    Training,
    Undertaking,
    Visit,
    VisitGuest,
)
from models.base import database
from portal.domain.words.dossier import EVENTS
from portal.queries import dossier
from tests import factories
from tests.factories import AT, item, save

pytestmark = pytest.mark.usefixtures("db")
NIGHT = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)
"""5 March in China."""


def full_life() -> Supervisor:
    """Return a person with one row of each kind."""
    person = factories.supervisor()
    bureau = person.bureau
    term = Appointment.get(Appointment.supervisor == person)
    Appointment.update(ended_on=date(2026, 6, 1)).where(Appointment.id == term.id).execute()
    save(Leave(bureau=bureau, supervisor=person, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2), reason="出差"))
    save(Undertaking(bureau=bureau, supervisor=person, signed_on=date(2024, 1, 1)))
    for state in ("attended", "absent", "freed"):
        activity = factories.activity("held", starts_at=NIGHT)
        factories.assignment(activity, person=person, state=state, drawn_at=NIGHT, freed_at=NIGHT if state == "freed" else None)
    save(Recusal(bureau=bureau, activity=activity, supervisor=person, ground="other", words="x", source="person", raised_at=NIGHT))
    save(Opinion(bureau=bureau, supervisor=person, mode=item("mode"), subject="建议", words="建议释法说理", source="link", received_on=date(2026, 3, 5),
                 received_at=NIGHT, state="closed", answer="partly"))
    training = save(Training(bureau=bureau, title="履职培训", form=item("training_form"), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3)))
    save(Attendance(bureau=bureau, training=training, supervisor=person, state="present", hours_tenths=75))
    save(Attendance(bureau=bureau, training=save(Training(bureau=bureau, title="另一次培训", form=item("training_form"), starts_on=date(2026, 4, 2),
                                                          ends_on=date(2026, 4, 2))), supervisor=person, state="absent"))
    save(Reading(bureau=bureau, supervisor=person, read_at=NIGHT, material=save(Material(
        bureau=bureau, title="学习资料", summary="x", published_on=date(2026, 3, 1)))))
    save(SubscriptionReader(bureau=bureau, supervisor=person, subscription=save(Subscription(bureau=bureau, title="人民检察", year=2026))))
    save(Award(bureau=bureau, supervisor=person, awarded_on=date(2026, 1, 5), title="优秀", level=item("award_level"), awarded_by="市司法局"))
    save(Discipline(bureau=bureau, supervisor=person, happened_on=date(2026, 1, 6), matter="缺席", evidence="x", kind=item("discipline_kind")))
    save(Departure(bureau=bureau, supervisor=person, appointment=term, ground=item("appointment_end"), opened_on=date(2026, 1, 7), matter="x", state="opened"))
    save(SubsidyLine(bureau=bureau, supervisor=person, day=date(2026, 3, 5), amount_fen=15050, reason="履职"))
    save(Assessment(bureau=bureau, supervisor=person, year=2025, grade=item("grade"), decided_on=date(2026, 1, 20)))
    save(Correction(bureau=bureau, supervisor=person, field="post", proposed="教师", raised_at=NIGHT))
    visit = save(Visit(bureau=bureau, supervisor=factories.supervisor(), held_on=date(2026, 3, 6), way=item("contact_way"), visited_by="王联络",
                       subject="座谈", words="谈履职"))
    save(VisitGuest(bureau=bureau, visit=visit, supervisor=person))
    save(Suggestion(bureau=bureau, supervisor=person, kind="concern", subject="路灯", words="路灯不亮", source="link", received_on=date(2026, 3, 7),
                    received_at=NIGHT, state="told", told_on=date(2026, 3, 9)))
    return person


def test_every_kind_of_event_is_told_and_opens_its_source() -> None:
    entries = dossier.timeline(full_life(), dossier.ALL)
    assert {entry.kind for entry in entries} == set(EVENTS)
    assert all(entry.url.startswith("/") and "{}" not in entry.url for entry in entries)
    assert [entry.day for entry in entries] == sorted((entry.day for entry in entries), reverse=True)
    assert {entry.day for entry in entries if entry.kind in ("material", "served", "freed", "recusal", "correction")} == {date(2026, 3, 5)}


def test_of_another_person_nothing_is_told() -> None:
    full_life()
    other = factories.supervisor()
    assert {entry.kind for entry in dossier.timeline(other)} == {"term_began"}


@pytest.mark.parametrize("ask", [lambda person: dossier.timeline(person, 3), lambda person: dossier.figures(person, 2026)], ids=["timeline", "figures"])
def test_the_timeline_and_the_figures_are_one_statement_each(ask: Callable[[Supervisor], object]) -> None:
    person, seen = full_life(), list[str]()
    hook = lambda sql, *_rest, **_named: seen.append(str(sql))  # noqa: E731
    database.obj.query_hooks.append(hook)
    found = ask(person)
    database.obj.query_hooks.remove(hook)
    assert len(seen) == 1 and found


def test_the_years_figures() -> None:
    person = full_life()
    assert dossier.figures(person, 2026) == dossier.YearFigures(drawn=3, served=1, freed=1, classes=1, hours_tenths=75, opinions=1, adopted=1)
    assert dossier.figures(person, 2025) == dossier.YearFigures(0, 0, 0, 0, 0, 0, 0)


def test_sums_by_year() -> None:
    person = full_life()
    save(SubsidyLine(bureau=person.bureau, supervisor=person, day=date(2025, 3, 5), amount_fen=100, reason="履职"))
    assert dossier.sums_by_year(dossier.subsidies(person)) == [(2026, 15050), (2025, 100)]
    assert dossier.hours_by_year(dossier.classes(person)) == [(2026, 75)]


def test_the_limit_cuts_the_oldest() -> None:
    person = full_life()
    whole = dossier.timeline(person)
    assert len(dossier.timeline(person, 3)) == 3 and dossier.timeline(person, 3)[0].day == whole[0].day


def test_lists_carry_their_activities() -> None:
    person = full_life()
    assert [row.activity.title for row in dossier.duties(person)] and dossier.opinions(person)[0].activity_id is None
    assert Assignment.select().where(Assignment.supervisor == person).count() == len(dossier.duties(person))
    assert [row.year for row in dossier.assessments(person)] == [2025]
    assert dossier.attempts(person) == [] and AT
