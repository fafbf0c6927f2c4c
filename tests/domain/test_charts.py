"""Parts of a year, how often people served, how long an announcement took."""
from __future__ import annotations

from datetime import date

import pytest

from portal.domain import charts
from portal.domain.charts import Spread, Wait


@pytest.mark.parametrize(("part", "first", "last"), [
    ("", date(2024, 1, 1), date(2024, 12, 31)), ("h1", date(2024, 1, 1), date(2024, 6, 30)), ("h2", date(2024, 7, 1), date(2024, 12, 31)),
    ("q1", date(2024, 1, 1), date(2024, 3, 31)), ("q2", date(2024, 4, 1), date(2024, 6, 30)), ("q3", date(2024, 7, 1), date(2024, 9, 30)),
    ("q4", date(2024, 10, 1), date(2024, 12, 31)),
])
def test_parts_of_a_year(part: str, first: date, last: date) -> None:
    assert charts.span(2024, part) == (first, last)


@pytest.mark.parametrize(("times", "heads"), [
    ([], []), ([0], [("0", 1)]), ([2, 0, 2], [("0", 1), ("1", 0), ("2", 2)]),
    ([11, 12, 40], [*((str(number), 0) for number in range(11)), ("11", 1), ("12+", 2)]),
])
def test_how_often_people_served(times: list[int], heads: list[tuple[str, int]]) -> None:
    assert charts.served_heads(times) == heads


@pytest.mark.parametrize(("days", "found"), [
    ([], None), ([3], Spread(1, 30, 3, 3)), ([6, 1], Spread(2, 35, 1, 6)), ([9, 2, 5], Spread(3, 50, 2, 9)), ([0, 0, 1, 2], Spread(4, 5, 0, 2)),
])
def test_how_long_announcements_took(days: list[int], found: Spread | None) -> None:
    assert charts.spread(Wait(number, 1, "2026-03", one) for number, one in enumerate(days)) == found
