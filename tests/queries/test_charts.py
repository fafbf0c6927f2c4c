"""How long announcements took: from the sending of a request to its first letter, in the month of the letter."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from models import Activity, Paper
from portal.domain.charts import Wait
from portal.domain.errors import Forbidden
from portal.domain.permissions import Actor
from portal.queries import charts
from tests import factories
from tests.factories import save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
SENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def announced(*letters: datetime, sent: datetime | None = SENT, office: object = None, kind: str = "announcement") -> Activity:
    """Return an activity sent on a day, with letters."""
    made = factories.drawn_activity("announced", **({"office": office} if office else {}))
    Activity.update(submitted_at=sent).where(Activity.id == made.id).execute()
    for number, at in enumerate(letters):
        save(Paper(bureau=made.bureau, kind=kind, number=f"乌司监〔2026〕{made.id}{number}号", activity=made, data={}, issued_at=at))
    return made


@pytest.mark.parametrize(("letters", "found"), [
    ((SENT + timedelta(days=5),), [("2026-03", 5)]),
    ((SENT + timedelta(days=9), SENT + timedelta(days=5)), [("2026-03", 5)]),  # the first letter counts, whatever follows
    ((SENT + timedelta(hours=2),), [("2026-03", 0)]),
    ((datetime(2026, 3, 2, 16, 30, tzinfo=UTC),), [("2026-03", 1)]),  # the next day in China
    ((datetime(2026, 3, 31, 16, 0, tzinfo=UTC),), [("2026-04", 30)]),
    ((datetime(2025, 12, 31, 15, 0, tzinfo=UTC), SENT), []),  # first announced in the year before
    ((), []),
])
def test_from_the_request_to_its_first_letter(actor_as: ActorAs, letters: tuple[datetime, ...], found: list[tuple[str, int]]) -> None:
    made = announced(*letters)
    assert charts.waits(actor_as("clerk"), *YEAR) == [Wait(made.id, factories.procuratorate().id, month, days) for month, days in found]


def test_other_papers_and_unsent_requests_do_not_count(actor_as: ActorAs) -> None:
    announced(SENT + timedelta(days=2), kind="draw_record")
    announced(SENT + timedelta(days=2), sent=None)
    assert charts.waits(actor_as("clerk"), *YEAR) == []


@pytest.mark.parametrize(("role", "seen"), [
    ("clerk", 2), ("leader", 2), ("officer", 2), ("chief", 2), ("district_officer", 1), ("neighbour_clerk", 0), ("neighbour_officer", 0),
])
def test_each_office_reads_its_own(actor_as: ActorAs, role: str, seen: int) -> None:
    announced(SENT + timedelta(days=5))
    announced(SENT + timedelta(days=6), office=factories.district())
    assert len(charts.waits(actor_as(role), *YEAR)) == seen


def test_who_reads_no_figures_is_refused(actor_as: ActorAs) -> None:
    with pytest.raises(Forbidden):
        charts.waits(actor_as("finance"), *YEAR)
