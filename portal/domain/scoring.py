"""How points are given in the year-end grading: items as data, facts measured, and what was never asked of a person dropped out.

All points, marks and counts are integers in tenths, so that a sum on paper is the sum on screen. Nothing here reads a table or a clock.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from portal.domain.errors import DomainError
from portal.domain.grading_facts import FACTS, half_up
from portal.domain.labels import N_

KINDS = {"number": N_("Points by hand"), "yes_no": N_("Yes or no"), "choice": N_("Choice"), "text": N_("Words without points")}
"""How an item is filled in by hand; one that comes from a fact is a number."""
WAYS = {"share": N_("in proportion"), "each": N_("points for each one"), "less": N_("points taken away for each one")}
"""How a fact becomes points."""


# the scheme ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One line of the form. `points` are the most it gives, `full` the value that gives all of them, `each` the points for each one.

    `options` are the words of a choice with the percent of the points that each gives. A `bonus` item stands outside the hundred.
    """

    code: str
    heading: str
    name: str
    points: int
    kind: str = "number"
    source: str = ""
    way: str = "share"
    full: int = 1000
    each: int = 0
    bonus: bool = False
    options: tuple[tuple[str, int], ...] = ()

    @property
    def scored(self) -> bool:
        """Whether the item gives points at all."""
        return self.kind != "text" and self.points > 0

    @property
    def by_hand(self) -> bool:
        """Whether somebody has to fill it in."""
        return not self.source


@dataclass(frozen=True)
class Scheme:
    """The items in their order, and the most that the bonus items give together."""

    items: tuple[Item, ...]
    bonus_most: int = 100

    @property
    def headings(self) -> dict[str, list[Item]]:
        """Return heading → its items, in order."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.heading, []).append(item)
        return found

    @property
    def full(self) -> int:
        """Return the points of everything but the bonus."""
        return sum(item.points for item in self.items if item.scored and not item.bonus)

    def item(self, code: str) -> Item:
        """Return an item by its code. Raises DomainError unknown_code."""
        found = next((one for one in self.items if one.code == code), None)
        if found is None:
            raise DomainError("unknown_code", value=code)
        return found


def read_scheme(content: Mapping[str, Any]) -> Scheme:
    """Return a scheme from what is kept of it."""
    known = {field.name for field in fields(Item)}
    items = (Item(**{key: value for key, value in one.items() if key in known} | {"options": tuple(map(tuple, one.get("options", ())))})
             for one in content["items"])
    return Scheme(tuple(items), int(content["bonus_most"]))


def kept_scheme(scheme: Scheme) -> dict[str, Any]:
    """Return what is kept of a scheme, as JSON can hold it."""
    return {"items": [asdict(item) | {"options": [list(one) for one in item.options]} for item in scheme.items], "bonus_most": scheme.bonus_most}


MOST_POINTS, MOST_ITEMS = 10_000, 60


def check_scheme(scheme: Scheme) -> None:
    """Refuse a scheme by which nobody could be graded.

    Raises DomainError scheme_empty, scheme_too_long, scheme_names, scheme_twice, scheme_points, scheme_full, scheme_each, scheme_choice,
    unknown_code; those about one item carry its name.
    """
    if scheme.full <= 0:
        raise DomainError("scheme_empty")
    if len(scheme.items) > MOST_ITEMS:
        raise DomainError("scheme_too_long", limit=MOST_ITEMS)
    if len({item.code for item in scheme.items}) < len(scheme.items):
        raise DomainError("scheme_twice")
    if not 0 <= scheme.bonus_most <= MOST_POINTS:
        raise DomainError("scheme_points", name="")
    for item in scheme.items:
        problem = next((code for code, holds in _PROBLEMS if holds(item)), None)
        if problem:
            raise DomainError(problem, name=item.name)


_PROBLEMS: tuple[tuple[str, Callable[[Item], bool]], ...] = (
    ("scheme_names", lambda item: not (item.heading.strip() and item.name.strip())),
    ("scheme_kind", lambda item: item.kind not in KINDS or item.way not in WAYS or (item.source not in FACTS and bool(item.source))),
    ("scheme_points", lambda item: not 0 <= item.points <= MOST_POINTS),
    ("scheme_full", lambda item: bool(item.source) and item.way == "share" and not 0 < item.full <= 10 * MOST_POINTS),
    ("scheme_each", lambda item: bool(item.source) and item.way != "share" and not 0 < item.each <= MOST_POINTS),
    ("scheme_choice", lambda item: item.kind == "choice" and item.by_hand and not _is_choice(item.options)),
)


def _is_choice(options: tuple[tuple[str, int], ...]) -> bool:
    words = [word for word, _percent in options]
    return len(words) > 1 and len(set(words)) == len(words) and all(word.strip() and 0 <= percent <= 100 for word, percent in options)


# points --------------------------------------------------------------------------------------------------------------------------

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Score:
    """What stands in one item: the fact's `value`, the points that follow from it, the points `given` by hand, the choice, and words."""

    value: int | None = None
    points: int | None = None
    given: int | None = None
    choice: str = ""
    words: str = ""

    @property
    def counts(self) -> int | None:
        """Return the points that count; None for an item that is not filled in or drops out."""
        return self.points if self.given is None else self.given


@dataclass(frozen=True)
class Mark:
    """What somebody writes into one item: a choice, points (tenths), or neither to take it back; and words."""

    choice: str = ""
    given: int | None = None
    words: str = ""


def marked(item: Item, before: Score, mark: Mark) -> Score:
    """Return the score of an item after somebody wrote a mark into it: an item by hand is filled in, one of a fact is set to other points.

    Raises DomainError assess_points_range (name, most), assess_item_reason for a fact's item without words, unknown_code.
    """
    if mark.given is not None and not 0 <= mark.given <= item.points:
        raise DomainError("assess_points_range", name=item.name, most=item.points // 10)
    if not item.by_hand:
        if mark.given is not None and not mark.words:
            raise DomainError("assess_item_reason", name=item.name)
        return replace(before, given=mark.given, words=mark.words if mark.given is not None else "")
    if item.kind in ("yes_no", "choice"):
        return Score(points=chosen_points(item, mark.choice), choice=mark.choice, words=mark.words) if mark.choice else Score()
    return Score(points=mark.given, words=mark.words) if item.kind == "number" else Score(words=mark.words)


def read_scores(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Score]:
    """Return code of item → score from what is kept."""
    known = {field.name for field in fields(Score)}
    return {code: Score(**{key: value for key, value in one.items() if key in known}) for code, one in kept.items()}


def kept_scores(scores: Mapping[str, Score]) -> dict[str, dict[str, Any]]:
    """Return what is kept of scores, as JSON can hold it."""
    return {code: asdict(score) for code, score in scores.items()}


def points_of(item: Item, value: int | None) -> int | None:
    """Return the points that a fact's value gives; None when it drops out."""
    if value is None:
        return None
    if item.way == "share":
        return half_up(item.points * min(value, item.full), item.full)
    amount = item.each * value // 10
    return min(item.points, amount) if item.way == "each" else max(0, item.points - amount)


def chosen_points(item: Item, choice: str) -> int:
    """Return the points of a choice. Raises DomainError unknown_code."""
    shares = {YES: 100, NO: 0} if item.kind == "yes_no" else dict(item.options)
    if choice not in shares:
        raise DomainError("unknown_code", field="choice", value=choice)
    return half_up(item.points * shares[choice], 100)


@dataclass(frozen=True)
class Total:
    """What the items come to. `counted` of `full` points could be reached; `missing` are items still to be filled in, `dropped` those left out.

    `points` is None while nothing counts at all.
    """

    points: int | None
    earned: int
    counted: int
    full: int
    bonus: int
    missing: tuple[str, ...]
    dropped: tuple[str, ...]


def total(scheme: Scheme, scores: Mapping[str, Score]) -> Total:
    """Return the sum: what drops out is left out on both sides, so that the rest is scaled to the whole (rules.md "Assessment")."""
    marked = [(item, scores.get(item.code, Score()).counts) for item in scheme.items if item.scored]
    base = [(item, points) for item, points in marked if not item.bonus and points is not None]
    earned, counted = sum(points for _item, points in base), sum(item.points for item, _points in base)
    bonus = min(scheme.bonus_most, sum(points or 0 for item, points in marked if item.bonus))
    return Total(
        points=half_up(earned * scheme.full, counted) + bonus if counted else None, earned=earned, counted=counted, full=scheme.full, bonus=bonus,
        missing=tuple(item.code for item, points in marked if points is None and item.by_hand and not item.bonus),
        dropped=tuple(item.code for item, points in marked if points is None and not item.by_hand and not item.bonus))
