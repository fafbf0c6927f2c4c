"""The fairness of a year: chances against brute force, the χ² tail against known values, and what an honest year looks like."""
from __future__ import annotations

import itertools
import math
import random
import time
from collections import Counter
from statistics import mean

import pytest
from hypothesis import given, settings, strategies as st

from portal.domain import draw
from portal.domain.fairness import PastDraw, PersonFairness, chances, chi_square_tail, distribution, percentile, spread, year_fairness
from tests.domain.test_draw import manifest_of

QUICK = settings(derandomize=True, deadline=None, max_examples=100)


def plain_year(seed: int, people: int = 23, places: int = 3, draws: int = 98) -> list[PastDraw]:
    """An honest year without special places."""
    rng = random.Random(seed)
    return [PastDraw(dict.fromkeys(range(people), ()), {}, places, rng.sample(range(people), places)) for _ in range(draws)]


def exact(pool: list[set[str]], special: dict[str, int], general: int) -> list[float]:
    """Each person's chance over all orders of a small pool."""
    manifest = manifest_of(pool, special, general)
    orders = list(itertools.permutations(range(1, len(pool) + 1)))
    drawn = Counter(no for order in orders for _, no in draw.fill_places(manifest, order))
    return [drawn[no] / len(orders) for no in range(1, len(pool) + 1)]


@pytest.mark.parametrize(("pool", "special", "general", "expected"), [
    ([], {}, 3, []),
    ([()] * 4, {}, 1, [0.25] * 4),
    ([()] * 2, {}, 3, [1.0] * 2),
    ([("A",)] * 4, {"A": 0}, 2, [0.5] * 4),
    ([("A",), (), ()], {"A": 1}, 0, [1.0, 0.0, 0.0]),
    ([("A", "B"), ("A",)], {"A": 1, "B": 1}, 5, [1.0, 1.0]),
])
def test_chances_that_are_known(pool: list[tuple[str, ...]], special: dict[str, int], general: int, expected: list[float]) -> None:
    assert chances(pool, special, general) == expected


@pytest.mark.parametrize(("pool", "special", "general"), [
    ([{"A"}, {"A"}, set(), set(), set(), set()], {"A": 1}, 1),
    ([{"A"}, {"A", "B"}, {"B"}, {"B"}, set(), set()], {"A": 1, "B": 1}, 1),
    ([{"A", "B", "C"}, {"C"}, {"B", "C"}, {"A"}, {"A"}, set(), set()], {"A": 1, "B": 1, "C": 1}, 2),
])
def test_simulated_chances_are_near_the_exact_ones(pool: list[set[str]], special: dict[str, int], general: int) -> None:
    assert chances(pool, special, general) == pytest.approx(exact(pool, special, general), abs=0.015)


def test_chances_are_the_same_every_time_and_for_people_with_the_same_tags() -> None:
    pool = [("A", "x"), ("y",), ("A",), ()]
    found = chances(pool, {"A": 1}, 1)
    assert found == chances(pool, {"A": 1}, 1)
    assert found[0] == found[2] > found[1] == found[3]
    assert sum(found) == pytest.approx(2)


def test_a_year_is_fast() -> None:
    """98 draws, special places in every fifth, and no two of those alike, so that nothing can be taken from the cache."""
    year = [
        PastDraw({no: ("财会",) if no < 3 + n // 10 else () for no in range(23 - n % 4)}, {"财会": int(n % 5 == 0)}, 2, range(3))
        for n in range(98)
    ]
    started = time.process_time()
    assert len(year_fairness(year).people) == 23
    assert time.process_time() - started < 3


# --- distribution, percentiles


@QUICK
@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_distribution_is_the_sum_over_all_cases(odds: list[float]) -> None:
    expected = [0.0] * (len(odds) + 1)
    for case in itertools.product((0, 1), repeat=len(odds)):
        expected[sum(case)] += math.prod(chance if hit else 1 - chance for hit, chance in zip(case, odds, strict=True))
    assert distribution(odds) == pytest.approx(expected)


def test_equal_chances_give_the_binomial_distribution() -> None:
    assert distribution([0.3] * 20) == pytest.approx([math.comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(21)])


@pytest.mark.parametrize(("counts", "share", "expected"), [
    ([1.0], 0.05, 0), ([0.5, 0.5], 0.5, 0), ([0.5, 0.5], 0.51, 1), ([0.04, 0.01, 0.95], 0.05, 1), ([0.1] * 10, 1.0, 9),
    # A sum that floats leave short of the share ends at the largest count.
    ([0.5, 0.4], 0.95, 1),
])
def test_percentiles(counts: list[float], share: float, expected: int) -> None:
    assert percentile(counts, share) == expected


# --- χ²


@pytest.mark.parametrize(("statistic", "degrees", "expected"), [
    # Tables of the χ² distribution.
    (3.841458820694124, 1, 0.05), (6.634896601021213, 1, 0.01), (5.991464547107979, 2, 0.05), (11.070497693516351, 5, 0.05),
    (18.307038053275146, 10, 0.05), (33.92443847144381, 22, 0.05), (40.289360437593865, 22, 0.01), (12.338014578790645, 22, 0.95),
    (124.34211340400407, 100, 0.05), (0, 5, 1.0), (-1, 5, 1.0),
])
def test_chi_square_tail_known_values(statistic: float, degrees: int, expected: float) -> None:
    assert chi_square_tail(statistic, degrees) == pytest.approx(expected, rel=1e-9)


@QUICK
@given(st.floats(0.001, 300), st.integers(1, 80))
def test_chi_square_tail_against_the_closed_forms(statistic: float, degrees: int) -> None:
    half = statistic / 2
    if degrees % 2 == 0:
        expected = math.fsum(math.exp(i * math.log(half) - half - math.lgamma(i + 1)) for i in range(degrees // 2))
    else:
        terms = (math.exp((i + 0.5) * math.log(half) - half - math.lgamma(i + 1.5)) for i in range(degrees // 2))
        expected = math.erfc(math.sqrt(half)) + math.fsum(terms)
    assert chi_square_tail(statistic, degrees) == pytest.approx(expected, rel=1e-9, abs=1e-13)


def honest_year(rng: random.Random, size: int, places: tuple[int, ...], draws: int, away: dict[int, int]) -> list[PastDraw]:
    """An honest year; `away` maps a person to the number of draws missed on leave."""
    found = []
    for number in range(draws):
        pool = [person for person in range(size) if number >= away.get(person, 0)]
        count = places[number % len(places)]
        found.append(PastDraw(dict.fromkeys(pool, ()), {}, count, rng.sample(pool, count)))
    return found


@pytest.mark.parametrize(("size", "places", "draws", "away"), [
    (23, (3,), 98, {}), (10, (1, 1, 1, 6), 60, {}), (23, (1, 2, 3), 98, {4: 40, 9: 15}),
])
def test_the_scaled_statistic_has_the_mean_it_is_held_against(size: int, places: tuple[int, ...], draws: int, away: dict[int, int]) -> None:
    """Without the scaling the mean would be n-k, and an honest year would look too even; people on leave change nothing."""
    rng = random.Random(7)
    found = [one for _ in range(160) if (one := year_fairness(honest_year(rng, size, places, draws, away)).spread)]
    assert {(one.people, one.degrees) for one in found} == {(size, size - 1)}
    assert mean(one.statistic for one in found) == pytest.approx(size - 1, rel=0.06)
    assert sum(one.p_value < 0.1 for one in found) == pytest.approx(16, abs=10)


def test_over_equal_pools_it_is_the_usual_statistic_scaled_by_the_protocols_factor() -> None:
    year = year_fairness(plain_year(3))
    usual = sum((one.drawn - one.expected) ** 2 / one.expected for one in year.people)
    assert year.spread and year.spread.statistic == pytest.approx(usual * (23 - 1) / (23 - 3))


def person(expected: float, drawn: int = 0, variance: float | None = None) -> PersonFairness:
    """One person; the variance is that of two places in three people unless given."""
    return PersonFairness(0, 1, expected, expected / 3 if variance is None else variance, 0, 0, drawn)


@pytest.mark.parametrize(("people", "why"), [
    ([], "nobody was ever in a pool"),
    ([person(9.0)], "one person alone"),
    ([person(4.9), person(4.9)], "too few expected"),
    ([person(10.0), person(4.9)], "only one of whom enough was expected"),
    ([person(10.0, variance=0.0), person(10.0, variance=0.0)], "everybody is taken every time"),
])
def test_no_statistic_where_it_would_mean_nothing(people: list[PersonFairness], why: str) -> None:
    assert spread(people) is None, why


def test_the_statistic_by_hand() -> None:
    """Three people, one place, thirty draws: χ² = 3.2, times (3-1)/(3-1)."""
    variance = 10 * 2 / 3
    found = spread([person(10.0, 14, variance), person(10.0, 6, variance), person(10.0, 10, variance), person(2.0, 2, variance)])
    assert found
    assert (found.people, found.statistic, found.degrees) == (3, pytest.approx(3.2), 2)
    assert found.p_value == pytest.approx(math.exp(-1.6))


# --- a year


def test_the_example_of_the_protocol() -> None:
    """23 people, 3 places, 98 draws: mean 12.8, standard deviation 3.3, the most-drawn typically 20, the least 7."""
    year = year_fairness(plain_year(3))
    one = year.people[0]
    assert one.expected == pytest.approx(98 * 3 / 23)
    assert (year.mean, year.deviation) == (pytest.approx(12.8, abs=0.05), pytest.approx(3.3, abs=0.05))
    assert (year.most, year.least) == (20, 7)
    assert (one.pools, one.low, one.high) == (98, 8, 18)
    assert sum(person.drawn for person in year.people) == 98 * 3
    assert {person.person for person in year.people} == set(range(23))


def test_the_range_holds_nine_of_ten_honest_years() -> None:
    year = year_fairness(plain_year(3))
    one, counts = year.people[0], distribution([3 / 23] * 98)
    assert sum(counts[: one.low]) < 0.05 <= sum(counts[: one.low + 1])
    assert sum(counts[one.high + 1 :]) <= 0.05 < sum(counts[one.high :])


def test_each_person_counts_only_the_pools_with_them() -> None:
    year = year_fairness([
        PastDraw({1: (), 2: ()}, {}, 1, [1]),
        PastDraw({2: (), 3: ("法律",)}, {"法律": 1}, 0, [3]),
    ])
    assert [(one.person, one.pools, one.expected, one.drawn) for one in year.people] == [(1, 1, 0.5, 1), (2, 2, 0.5, 0), (3, 1, 1.0, 1)]
    assert (year.most, year.least, year.spread) == (1, 0, None)


def test_a_year_without_draws() -> None:
    year = year_fairness([])
    assert (year.people, year.mean, year.deviation, year.most, year.least, year.spread) == ((), 0, 0, 0, 0, None)


@pytest.mark.parametrize(("drawn", "inside"), [(1, False), (2, True), (4, True), (5, False)])
def test_whether_a_person_lies_within_the_range(drawn: int, inside: bool) -> None:
    assert PersonFairness(person=1, pools=9, expected=3.0, variance=1.0, low=2, high=4, drawn=drawn).inside == inside
