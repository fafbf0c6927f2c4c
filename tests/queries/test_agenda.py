"""The calendar's entries: each kind on its day, for whom it is theirs to see."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from models import (
    Appointment,
    AssessmentRound,
    Bulletin,
    BulletinOffice,
    CaseFeedback,
    Decision,
    Material,
    Meeting,
    MeetingOffice,
    Opinion,
    Reading,
    Recruitment,
    Suggestion,
    Training,
    Visit,
)
from models.base import database
from portal.domain.errors import Forbidden
from portal.domain.permissions import Actor
from portal.domain.words import planning as words
from portal.queries import agenda
from portal.queries.agenda import Span
from tests import factories
from tests.factories import AT, item, save

ActorAs = Callable[[str], Actor]
pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 11, 24)
DECEMBER = Span(date(2026, 12, 1), date(2026, 12, 31))
DAY = date(2026, 12, 8)


def kinds(actor: Actor, span: Span = DECEMBER) -> list[str]:
    """Return the kinds of the entries of a span."""
    return sorted(entry.kind for entry in agenda.entries(actor, span, TODAY))


def fill(office: object = None, day: date = DAY) -> None:
    """Make an entry of each kind on a day, in the city of a procuratorate."""
    office = office or factories.procuratorate()
    bureau, start = office.bureau, datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    person = factories.supervisor(bureau)
    common = {"bureau": bureau}
    factories.activity("accepted", office=office, starts_at=start)
    factories.activity("held", office=office, starts_at=AT - timedelta(days=30), held_at=start - timedelta(days=7))  # five working days before
    save(Training(**common, title="履职培训", form=item("training_form"), starts_on=day - timedelta(days=1), ends_on=day))
    meeting = save(Meeting(**common, title="联席会议", starts_at=start, place="会议室", host=bureau, agenda="一", state="planned"))
    held = save(Meeting(**common, title="上次会议", starts_at=AT - timedelta(days=40), place="会议室", host=bureau, agenda="一", state="held"))
    for one in (meeting, held):
        for side in (bureau, office):
            save(MeetingOffice(**common, meeting=one, office=side))
    save(Decision(**common, meeting=held, no=1, words="统一样式", office=office, due_on=day))
    save(Opinion(**common, supervisor=person, procuratorate=office, mode=item("mode", "10"), subject="建议", words="建议", source="paper", state="routed",
                 received_on=day, received_at=AT, due_on=day))
    save(Suggestion(**common, supervisor=person, kind="suggestion", subject="统一证件", words="建议", source="clerk", received_on=TODAY, received_at=AT,
                    state="routed", office=office, due_on=day))
    save(Visit(**common, supervisor=person, held_on=TODAY, way=item("contact_way"), visited_by="陈", subject="走访", words="x", follow_up="回访", due_on=day))
    bulletin = save(Bulletin(**common, sender=bureau, title="通报", words="x", state="sent", sent_at=AT, answer_due_on=day))
    save(BulletinOffice(**common, bulletin=bulletin, office=office))
    save(Recruitment(**common, title="选任", starts_on=date(2027, 3, 1), apply_from=TODAY, apply_until=day, certificate_prefix="乌", state="applications"))
    save(Recruitment(**common, title="补选", starts_on=date(2027, 3, 1), apply_from=TODAY, apply_until=TODAY, certificate_prefix="乌", state="public_notice",
                     objections_until=day))
    frozen = common | {"scheme": {}, "scheme_revision": 1, "rules": {}, "opened_on": TODAY}
    years = 2026 + AssessmentRound.select().count()  # one round of a bureau a year
    save(AssessmentRound(**frozen, year=years, state="open", report_until=day))
    save(AssessmentRound(**frozen, year=years + 1, state="notice", report_until=TODAY, objections_until=day))
    material = save(Material(**common, title="资料", summary="x", published_on=TODAY, due_on=day))
    save(Reading(**common, material=material, supervisor=person))


CLERKS = ["activity", "answer", "applications", "bulletin", "class", "decision", "feedback", "grades_notice", "material", "meeting", "public_notice",
          "self_reports", "suggestion", "visit"]
OFFICERS = ["activity", "answer", "bulletin", "decision", "feedback", "meeting", "suggestion"]


@pytest.mark.parametrize(("role", "seen"), [
    ("clerk", CLERKS), ("leader", CLERKS), ("officer", OFFICERS), ("chief", ["activity", "answer", "feedback"]), ("neighbour_clerk", []),
    ("neighbour_officer", []), ("district_officer", []),
])
def test_everybody_sees_what_is_theirs(actor_as: ActorAs, role: str, seen: list[str]) -> None:
    fill()
    assert kinds(actor_as(role)) == seen
    assert all(entry.last == DAY for entry in agenda.entries(actor_as(role), DECEMBER, TODAY))
    assert kinds(actor_as(role), Span(date(2026, 12, 9), date(2026, 12, 31))) == []


@pytest.mark.parametrize("role", ["finance", "system_admin", "security_admin", "audit_admin"])
def test_the_calendar_is_closed_to_others(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        agenda.entries(actor_as(role), DECEMBER, TODAY)


def test_the_city_reads_its_districts_and_not_the_other_way_round(actor_as: ActorAs) -> None:
    fill(factories.district())
    assert "activity" in kinds(actor_as("officer"))
    fill()
    assert kinds(actor_as("district_officer")).count("activity") == 1


def test_what_is_done_is_no_deadline_any_more(actor_as: ActorAs) -> None:
    fill()
    Opinion.update(state="answered").execute()
    Decision.update(done_on=TODAY).execute()
    Suggestion.update(state="answered").execute()
    Visit.update(done_on=TODAY).execute()
    BulletinOffice.update(answered_at=AT).execute()
    Reading.update(read_at=AT).execute()
    Recruitment.update(state="closed").execute()
    AssessmentRound.update(state="final").execute()
    for row in factories.Activity.select().where(factories.Activity.state == "held"):
        save(CaseFeedback(bureau=row.bureau, activity=row, outcome="x", given_at=AT))
    assert kinds(actor_as("clerk")) == ["activity", "class", "meeting"]


def test_drafts_stay_out_and_a_cancelled_activity_is_marked(actor_as: ActorAs) -> None:
    start = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
    for state in ("draft", "returned", "cancelled"):
        factories.activity(state, starts_at=start)
    (entry,) = agenda.entries(actor_as("officer"), DECEMBER, TODAY)
    assert entry.cancelled and (entry.first, entry.starts_at, entry.ends_at - entry.starts_at) == (DAY, start, timedelta(hours=2))


@pytest.mark.parametrize(("ends_on", "span", "found"), [
    (date(2027, 6, 5), Span(date(2026, 12, 1), date(2026, 12, 31)), [("term_6", date(2026, 12, 5), "2")]),
    (date(2027, 6, 5), Span(date(2027, 3, 1), date(2027, 3, 31)), [("term_3", date(2027, 3, 5), "2")]),
    (date(2027, 6, 5), Span(date(2027, 6, 1), date(2027, 6, 30)), [("term_end", date(2027, 6, 5), "2")]),
    (date(2027, 6, 5), Span(date(2027, 5, 1), date(2027, 5, 31)), []),
    (date(2027, 8, 31), Span(date(2027, 2, 1), date(2027, 2, 28)), [("term_6", date(2027, 2, 28), "2")]),  # a month without such a day
    (date(2027, 8, 31), Span(date(2027, 3, 1), date(2027, 3, 31)), []),
])
def test_people_whose_terms_end_on_one_day_stand_in_one_entry(actor_as: ActorAs, ends_on: date, span: Span, found: list[tuple[str, date, str]]) -> None:
    for _ in range(2):
        Appointment.update(ends_on=ends_on).where(Appointment.supervisor == factories.supervisor()).execute()
    assert [(one.kind, one.first, one.title) for one in agenda.entries(actor_as("clerk"), span, TODAY)] == found
    assert agenda.entries(actor_as("officer"), span, TODAY) == []


def test_the_statements_do_not_grow_with_the_rows(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    counts = []
    for _ in range(2):
        fill()
        seen: list[str] = []
        with counting(seen):
            agenda.entries(clerk, DECEMBER, TODAY)
        counts.append(len(seen))
    assert counts == [4, 4]


@contextmanager
def counting(seen: list[str]) -> Iterator[None]:
    """Note the statements that are made meanwhile."""
    hook = lambda event: seen.append(event[0])  # noqa: E731 - the hook must be the very object that is taken out again
    database.obj.query_hooks.append(hook)
    yield
    database.obj.query_hooks.remove(hook)


def test_an_answer_has_an_end(actor_as: ActorAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST", 5)
    fill()
    assert len(agenda.entries(actor_as("clerk"), DECEMBER, TODAY)) == 5


def test_every_kind_has_its_words() -> None:
    def names() -> Iterator[str]:
        yield from (kind.name for kind in agenda.KINDS)
    assert set(names()) == set(words.AGENDA)
    assert set(words.AGENDA) >= words.APPOINTMENTS | words.TELLING | agenda.GATHERED
