"""What an honest year of draws would give each person, and how far the real one is from it (draw.md, "Fairness of a year").

Only the first draw of a round counts here; substitutes and services are counted apart, because refusals and profession filters are where
real bias comes from.
"""
from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

RUNS = 10_000
"""Simulated draws for each shape of pool and places; the standard error of a chance is then at most half a percentage point."""
SEED = 1
NO_CHANCE = 1e-9
"""Below this variance a person was drawn, or left, of necessity."""
LOW, HIGH = 0.05, 0.95
"""The percentiles between which nine of ten honest years leave a person's count."""
ENOUGH_EXPECTED = 5
"""The usual least expectation of a cell for the χ² approximation; who was in few pools is left out of the statistic."""


@dataclass(frozen=True)
class PastDraw:
    """One drawn round: who was in the sealed pool (person → the asked-for tags of that person), the places, and who was drawn first."""

    pool: Mapping[int, Collection[str]]
    special: Mapping[str, int]
    general: int
    drawn: Collection[int]


@dataclass(frozen=True)
class PersonFairness:
    """One person's year: sealed pools with the person, expected and real number of first draws, 5th and 95th percentile of honest years.

    `variance` is that of the number in honest years.
    """

    person: int
    pools: int
    expected: float
    variance: float
    low: int
    high: int
    drawn: int

    @property
    def inside(self) -> bool:
        """Whether the real number lies within the range of honest years."""
        return self.low <= self.drawn <= self.high


@dataclass(frozen=True)
class Spread:
    """The scaled χ² statistic of the year over so many `people`, with one `degrees` of freedom less, and the chance `p_value` of a larger one."""

    people: int
    statistic: float
    degrees: int
    p_value: float


@dataclass(frozen=True)
class YearFairness:
    """The year of all people who were in a pool, sorted by person.

    `most` and `least`: what the most-drawn and the least-drawn person of an honest year have on average, `mean` and `deviation` what one
    person has and by how much it usually strays, so that honest spread is not read as bias. `spread` is None where the draws are too few
    for a χ² statistic to mean anything.
    """

    people: tuple[PersonFairness, ...]
    mean: float
    deviation: float
    most: int
    least: int
    spread: Spread | None


def year_fairness(draws: Sequence[PastDraw]) -> YearFairness:
    """The fairness statement of these draws.

    The range of a person is exact for the chances used: draws are independent, so the count has a Poisson-binomial distribution, computed
    by convolution over the person's draws. The chances are exact without special places and simulated with them (`chances`).
    """
    odds = _odds(draws)
    counts = {person: distribution(per_draw) for person, per_draw in odds.items()}
    drawn = Counter(person for draw in draws for person in draw.drawn)
    people = tuple(
        PersonFairness(person, len(odds[person]), sum(odds[person]), sum(chance * (1 - chance) for chance in odds[person]),
                       percentile(count, LOW), percentile(count, HIGH), drawn[person])
        for person, count in sorted(counts.items())
    )
    return YearFairness(people, *_usual(people), *_extremes(counts.values()), spread(people))


def chances(pool_tags: Sequence[Collection[str]], special: Mapping[str, int], general: int) -> list[float]:
    """For each person of one sealed list the chance to be drawn first.

    Without special places it is places ÷ pool size; with them step 3 of the draw is simulated RUNS times from a fixed seed. People with
    the same asked-for tags have the same chance and share their counts.
    """
    asked = [tag for tag in sorted(special) if special[tag]]
    if not asked:
        return [min(1.0, general / len(pool_tags)) for _ in pool_tags]
    kinds = [tuple(seat for seat, tag in enumerate(asked) if tag in tags) for tags in pool_tags]
    by_kind = _simulated(tuple(sorted(Counter(kinds).items())), tuple(special[tag] for tag in asked), general)
    return [by_kind[kind] for kind in kinds]


def distribution(odds: Iterable[float]) -> list[float]:
    """The chance of each count 0, 1, … of successes among independent trials with these odds (Poisson-binomial, by convolution)."""
    counts = [1.0]
    for chance in odds:
        shifted = [0.0, *(weight * chance for weight in counts)]
        counts = [stay * (1 - chance) + move for stay, move in zip([*counts, 0.0], shifted, strict=True)]
    return counts


def percentile(counts: Sequence[float], share: float) -> int:
    """The smallest count that at least this share of the distribution does not exceed."""
    reached = 0.0
    for count, weight in enumerate(counts):
        reached += weight
        # Sums of floats may end a hair below 1.
        if reached >= share - 1e-12:
            return count
    return len(counts) - 1


def spread(people: Sequence[PersonFairness]) -> Spread | None:
    """The scaled χ² statistic of the year, or None where it would mean nothing.

    Within one draw nobody is taken twice, so over equal pools of n people with k places Σ(drawn - expected)²/expected has mean n-k, not n-1,
    and is to be scaled by (n-1)/(n-k). There a person's variance is expected·(n-k)/n, so the scaled statistic is the same as
    (n-1)/n · Σ(drawn - expected)²/variance; in this form it has the mean n-1 over unequal pools and places too (leave, professions).
    Counted are the people of whom enough draws were expected and who were not drawn of necessity; None for fewer than two.
    """
    counted = [person for person in people if person.expected >= ENOUGH_EXPECTED and person.variance > NO_CHANCE]
    size = len(counted)
    if size < 2:
        return None
    raw = sum((person.drawn - person.expected) ** 2 / person.variance for person in counted)
    statistic = raw * (size - 1) / size
    return Spread(size, statistic, size - 1, chi_square_tail(statistic, size - 1))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """The chance that a χ² variable with this many degrees of freedom exceeds the statistic."""
    if statistic <= 0:
        return 1.0
    shape, x = degrees / 2, statistic / 2
    return 1 - _lower_gamma(shape, x) if x < shape + 1 else _upper_gamma(shape, x)


def _odds(draws: Iterable[PastDraw]) -> dict[int, list[float]]:
    odds: dict[int, list[float]] = {}
    for draw in draws:
        for person, chance in zip(draw.pool, chances(list(draw.pool.values()), draw.special, draw.general), strict=True):
            odds.setdefault(person, []).append(chance)
    return odds


def _usual(people: Sequence[PersonFairness]) -> tuple[float, float]:
    """Mean and standard deviation of one person's count in an honest year, over all people."""
    if not people:
        return 0.0, 0.0
    mean, variance = (math.fsum(found) / len(people) for found in zip(*((one.expected, one.variance) for one in people), strict=True))
    return mean, math.sqrt(variance)


def _extremes(counts: Collection[Sequence[float]]) -> tuple[int, int]:
    """Mean count of the most-drawn and of the least-drawn person, rounded; takes people as independent, as over a year they nearly are."""
    longest = max((len(count) for count in counts), default=0)
    most = least = 0.0
    for top in range(longest):
        up_to = [math.fsum(count[: top + 1]) for count in counts]
        most += 1 - math.prod(up_to)
        least += math.prod(1 - share for share in up_to)
    return round(most), round(least)


@lru_cache(maxsize=4096)
def _simulated(kinds: tuple[tuple[tuple[int, ...], int], ...], room: tuple[int, ...], general: int) -> Mapping[tuple[int, ...], float]:
    """Chance per kind of person. A kind is the seats (indices into `room`, in order of filling) that its tags fit; `kinds` says how many of
    each there are.

    A person met in the drawn order takes the first of these seats with room, else a general one: the same as walking the order tag by tag.
    The order is drawn person by person, and only until all places are full.
    """
    names = [kind for kind, count in kinds for _ in range(count)]
    seats = {kind: (*kind, len(room)) for kind, _ in kinds}
    taken = dict.fromkeys(seats, 0)
    uniform = random.Random(SEED).random
    for _ in range(RUNS):
        _walk(names, seats, [*room, general], taken, uniform)
    return {kind: taken[kind] / (RUNS * count) for kind, count in kinds}


def _walk(
    names: list[tuple[int, ...]],
    seats: Mapping[tuple[int, ...], tuple[int, ...]],
    room: list[int],
    taken: dict[tuple[int, ...], int],
    uniform: Callable[[], float],
) -> None:
    """One simulated draw; shuffles `names` in place as far as needed (any start order gives a fair shuffle) and counts in `taken`."""
    open_places, size = sum(room), len(names)
    for position in range(size):
        chosen = position + int(uniform() * (size - position))
        kind = names[chosen]
        names[chosen], names[position] = names[position], kind
        for seat in seats[kind]:
            if room[seat]:
                room[seat] -= 1
                taken[kind] += 1
                open_places -= 1
                break
        if not open_places:
            return


def _lower_gamma(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma function by its series; for x < shape + 1, where that converges fast."""
    term = total = 1 / shape
    step = shape
    while term > total * 1e-16:
        step += 1
        term *= x / step
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _upper_gamma(shape: float, x: float) -> float:
    """Regularised upper incomplete gamma function by its continued fraction (Lentz's method); for x >= shape + 1."""
    base, step, factor = x + 1 - shape, 0, 0.0
    ratio, inverse = 1e300, 1 / base
    value = inverse
    while abs(factor - 1) > 1e-15:
        step += 1
        base += 2
        numerator = -step * (step - shape)
        inverse = 1 / (numerator * inverse + base)
        ratio = base + numerator / ratio
        factor = ratio * inverse
        value *= factor
    return value * math.exp(shape * math.log(x) - x - math.lgamma(shape))
