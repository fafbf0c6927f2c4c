"""Coverage of people and modes: who served in which mode how often, who has not, and which modes are empty."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models import Activity, Assignment, Opinion, PicklistItem, Supervisor
from portal.domain.errors import Forbidden
from portal.domain.permissions import Actor
from portal.queries import coverage
from tests import factories
from tests.factories import AT, item, save
from views.coverage import cell_url

ActorAs = Callable[[str], Actor]


def mode(code: str) -> PicklistItem:
    """Return a mode."""
    return item("mode", code)


@pytest.fixture
def year(app: object) -> dict[str, Supervisor]:
    """One who served twice in a mode and gave an opinion of the own, one who was asked and did not come, one who was never asked."""
    served, asked, never = (factories.supervisor() for _ in range(3))
    for code in ("01", "01", "03"):
        factories.assignment(factories.activity("closed", mode=mode(code), starts_at=AT), person=served, state="attended")
    factories.assignment(factories.activity("held", mode=mode("01"), starts_at=AT), person=asked, state="absent")
    factories.assignment(factories.activity("announced", mode=mode("05")), person=asked, state="freed")
    save(Opinion(bureau=factories.bureau(), supervisor=served, mode=mode("10"), words="建议", source="link", received_on=date(2026, 5, 1), received_at=AT))
    return {"served": served, "asked": asked, "never": never}


def test_each_cell_counts_and_opens_its_rows(year: dict[str, Supervisor], actor_as: ActorAs, client_as: Callable[[str], object]) -> None:
    found = coverage.coverage(actor_as("clerk"), 2026)
    line = next(one for one in found.people if one.supervisor == year["served"])
    assert {one.code: line.times(one) for one in found.modes if line.times(one)} == {"01": 2, "03": 1, "10": 1}
    assert (line.total, line.asked, line.freed, found.top) == (3, 3, 0, 2)
    clerk = client_as("clerk")
    page = clerk.get("/coverage/?year=2026").text
    for one in found.modes:
        url = cell_url(2026, year["served"], one)
        assert (url.replace("&", "&amp;") in page) == bool(line.times(one))
        rows = clerk.get(url).text.count('<td class="row-acts')
        assert rows == line.times(one), one.code


def test_who_has_not_served_and_which_modes_are_empty(year: dict[str, Supervisor], actor_as: ActorAs) -> None:
    found = coverage.coverage(actor_as("leader"), 2026)
    assert [(one.supervisor, one.asked, one.freed) for one in found.never] == [(year["asked"], 2, 1), (year["never"], 0, 0)]
    assert [one.code for one in found.empty_modes] == ["02", "04", "05", "06", "07", "08", "09"]
    assert {one.code: found.sum(one) for one in found.modes if found.sum(one)} == {"01": 2, "03": 1, "10": 1}


@pytest.mark.usefixtures("year")
def test_other_years_and_other_bureaus_count_for_nothing(actor_as: ActorAs) -> None:
    assert [one.total for one in coverage.coverage(actor_as("clerk"), 2025).people] == [0, 0, 0]
    assert coverage.coverage(actor_as("clerk"), 2020).people == []  # nobody was in office then
    factories.supervisor(factories.neighbour_bureau())
    assert len(coverage.coverage(actor_as("neighbour_clerk"), 2026).people) == 1


@pytest.mark.parametrize("role", ["finance", "officer", "chief", "system_admin"])
def test_coverage_is_the_bureaus(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        coverage.coverage(actor_as(role), 2026)


def test_the_sheet_says_the_same(year: dict[str, Supervisor], client_as: Callable[[str], object]) -> None:
    lines = client_as("clerk").get("/coverage/export.csv?year=2026").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].split(",")[-3:] == ["3", "3", "0"]
    assert Assignment.select().join(Activity).count() == 5


def test_the_statement_is_that_of_the_fairness_page(actor_as: ActorAs) -> None:
    factories.drawn_activity("closed", starts_at=AT, people=3)
    found = coverage.coverage(actor_as("clerk"), 2026)
    assert (found.draws, found.statement) == (1, coverage.fairness(actor_as("clerk"), 2026).statement)
    assert all(person.inside for person in found.statement.people)
