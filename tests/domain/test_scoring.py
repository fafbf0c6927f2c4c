"""How points are given: each measure, each way, what drops out, and what a scheme may not be."""
from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from portal.domain import grading_facts, scoring
from portal.domain.errors import DomainError
from portal.domain.labels import FREED_REASONS
from portal.domain.scoring import Item, Mark, Scheme, Score

ATTENDANCE = [
    # state, reason of a freed place, what it adds
    ("attended", "", 1), ("absent", "", 0), ("excused", "", None), ("accepted", "", None),
    ("freed", "ill", None), ("freed", "away", None), ("freed", "work", None), ("freed", "family", None), ("freed", "recused", None),
    ("freed", "unreachable", 0), ("freed", "other", 0), ("freed", "", 0),
]


@pytest.mark.parametrize(("state", "reason", "amount"), ATTENDANCE)
def test_what_an_activity_adds_to_attendance(state: str, reason: str, amount: int | None) -> None:
    assert grading_facts.attendance_amount(state, reason) == amount


def test_every_reason_for_not_coming_is_judged() -> None:
    assert set(grading_facts.EXCUSED) == set(FREED_REASONS)


MEASURED = [
    # fact, amounts of its rows, value in tenths
    ("attendance", [1, 1, 0, None], 667), ("attendance", [1], 1000), ("attendance", [None], None), ("attendance", [], None), ("attendance", [0], 0),
    ("opinions", [1, 0], 500), ("adopted", [1, 1], 20), ("adopted", [], 0), ("discipline", [1], 10),
    ("hours", [35, 0], 35), ("hours", [], None), ("hours", [None], None), ("exam", [905, 800], 853), ("exam", [], None),
    ("rating", [1000, 740], 870), ("opinion", [None], None), ("survey", [800], 800), ("visits", [1, 1, 1], 30), ("awards", [], 0),
    ("initiative", [1], 10),
]


@pytest.mark.parametrize(("fact", "amounts", "value"), MEASURED)
def test_rows_come_to_one_number(fact: str, amounts: list[int | None], value: int | None) -> None:
    assert grading_facts.value_of(fact, amounts) == value


@pytest.mark.parametrize(("mark", "on_time", "prepared", "amount"), [(100, True, True, 1000), (80, True, False, 740), (30, False, False, 240)])
def test_a_rating_is_conduct_with_two_ticks(mark: int, on_time: bool, prepared: bool, amount: int) -> None:
    assert grading_facts.rating_amount(mark, on_time=on_time, prepared=prepared) == amount


POINTS = [
    # way, points, full, each, value, points given (all tenths)
    ("share", 300, 1000, 0, 1000, 300), ("share", 300, 1000, 0, 667, 200), ("share", 300, 1000, 0, 0, 0), ("share", 300, 1000, 0, 1200, 300),
    ("share", 120, 60, 0, 35, 70), ("share", 300, 1000, 0, None, None),
    ("each", 100, 1000, 20, 0, 0), ("each", 100, 1000, 20, 30, 60), ("each", 100, 1000, 20, 90, 100),
    ("less", 100, 1000, 50, 0, 100), ("less", 100, 1000, 50, 10, 50), ("less", 100, 1000, 50, 30, 0),
]


@pytest.mark.parametrize(("way", "points", "full", "each", "value", "given_points"), POINTS)
def test_a_value_becomes_points(way: str, points: int, full: int, each: int, value: int | None, given_points: int | None) -> None:
    item = Item("i", "h", "n", points, source="visits", way=way, full=full, each=each)
    assert scoring.points_of(item, value) == given_points


HAND = Item("hand", "品德", "评价", 100, kind="choice", options=(("好", 100), ("一般", 55)))
TICK = Item("tick", "品德", "廉洁", 50, kind="yes_no")
TYPED = Item("typed", "品德", "打分", 60)
WORDS = Item("words", "品德", "说明", 0, kind="text")
FACT = Item("fact", "履职", "参加", 300, source="attendance")
BONUS = Item("bonus", "加分", "表彰", 100, source="awards", way="each", each=30, bonus=True)
SCHEME = Scheme((HAND, TICK, TYPED, WORDS, FACT, BONUS), 50)

MARKED = [
    # item, before, mark, what stands there afterwards, or the refusal
    (HAND, Score(), Mark("好"), Score(points=100, choice="好")), (HAND, Score(), Mark("一般", words="因故"), Score(points=55, choice="一般", words="因故")),
    (HAND, Score(points=100, choice="好"), Mark(), Score()), (HAND, Score(), Mark("极好"), "unknown_code"),
    (TICK, Score(), Mark("yes"), Score(points=50, choice="yes")), (TICK, Score(), Mark("no"), Score(points=0, choice="no")),
    (TICK, Score(), Mark("好"), "unknown_code"),
    (TYPED, Score(), Mark(given=45), Score(points=45)), (TYPED, Score(), Mark(given=61), "assess_points_range"),
    (TYPED, Score(), Mark(given=-1), "assess_points_range"), (TYPED, Score(points=3), Mark(), Score()),
    (WORDS, Score(), Mark(words="好人好事"), Score(words="好人好事")),
    (FACT, Score(value=500, points=150), Mark(given=300, words="统计遗漏"), Score(value=500, points=150, given=300, words="统计遗漏")),
    (FACT, Score(value=500, points=150), Mark(given=300), "assess_item_reason"),
    (FACT, Score(value=500, points=150, given=300, words="统计遗漏"), Mark(words="没有了"), Score(value=500, points=150)),
    (FACT, Score(), Mark(given=301, words="x"), "assess_points_range"),
]


@pytest.mark.parametrize(("item", "before", "mark", "after"), MARKED)
def test_what_somebody_writes_into_an_item(item: Item, before: Score, mark: Mark, after: Score | str) -> None:
    if isinstance(after, Score):
        assert scoring.marked(item, before, mark) == after
        return
    with pytest.raises(DomainError, match=after):
        scoring.marked(item, before, mark)


TOTALS = [
    # scores, points, earned, counted, bonus, missing, dropped
    ({}, None, 0, 0, 0, ("hand", "tick", "typed"), ("fact",)),
    ({"hand": Score(points=100), "tick": Score(points=50), "typed": Score(points=60), "fact": Score(points=300)}, 510, 510, 510, 0, (), ()),
    ({"hand": Score(points=100), "tick": Score(points=50), "typed": Score(points=60)}, 510, 210, 210, 0, (), ("fact",)),
    ({"hand": Score(points=55), "tick": Score(points=50), "typed": Score(points=60)}, 401, 165, 210, 0, (), ("fact",)),
    ({"hand": Score(points=100), "bonus": Score(points=90)}, 560, 100, 100, 50, ("tick", "typed"), ("fact",)),
    ({"fact": Score(points=150, given=300, words="x"), "words": Score(words="y")}, 510, 300, 300, 0, ("hand", "tick", "typed"), ()),
    ({"fact": Score(points=0), "bonus": Score(points=30)}, 30, 0, 300, 30, ("hand", "tick", "typed"), ()),
]


@pytest.mark.parametrize(("scores", "points", "earned", "counted", "bonus", "missing", "dropped"), TOTALS)
def test_what_was_never_asked_drops_out_and_the_rest_is_scaled(
        scores: dict[str, Score], points: int | None, earned: int, counted: int, bonus: int, missing: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    found = scoring.total(SCHEME, scores)
    assert (found.points, found.earned, found.counted, found.bonus, found.missing, found.dropped) == (points, earned, counted, bonus, missing, dropped)
    assert found.full == SCHEME.full == 510


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500), st.booleans()), min_size=1, max_size=12))
def test_scaling_is_exact_to_the_tenth(lines: list[tuple[int, int, bool]]) -> None:
    items = tuple(Item(str(number), "h", "n", most, source="exam") for number, (most, _points, _asked) in enumerate(lines))
    scores = {str(number): Score(points=min(points, most)) for number, (most, points, asked) in enumerate(lines) if asked}
    found = scoring.total(Scheme(items), scores)
    if not scores:
        assert found.points is None
        return
    exact = Fraction(found.earned * found.full, found.counted)
    assert found.points is not None and abs(found.points - exact) <= Fraction(1, 2) and 0 <= found.points <= found.full


def test_a_scheme_is_kept_as_json_and_read_again() -> None:
    kept = json.loads(json.dumps(scoring.kept_scheme(SCHEME)))
    assert scoring.read_scheme(kept) == SCHEME
    scores = {"hand": Score(points=55, choice="一般"), "fact": Score(value=500, points=150)}
    assert scoring.read_scores(json.loads(json.dumps(scoring.kept_scores(scores)))) == scores
    assert list(SCHEME.headings) == ["品德", "履职", "加分"] and SCHEME.item("tick") == TICK
    with pytest.raises(DomainError, match="unknown_code"):
        SCHEME.item("other")


WRONG = [
    # what is changed in a scheme that holds, the refusal
    ((FACT,), "", {}), ((), "scheme_empty", {}), ((replace(FACT, bonus=True),), "scheme_empty", {}),
    (tuple(replace(TYPED, code=str(number)) for number in range(61)), "scheme_too_long", {}), ((FACT, FACT), "scheme_twice", {}),
    ((FACT,), "scheme_points", {"bonus_most": -1}), ((FACT,), "scheme_points", {"bonus_most": 10_001}),
    ((replace(FACT, heading=" "),), "scheme_names", {}), ((replace(FACT, name=""),), "scheme_names", {}),
    ((replace(FACT, kind="magic"),), "scheme_kind", {}), ((replace(FACT, way="magic"),), "scheme_kind", {}),
    ((replace(FACT, source="magic"),), "scheme_kind", {}), ((FACT, replace(TYPED, points=-1)), "scheme_points", {}),
    ((replace(TYPED, points=10_001),), "scheme_points", {}), ((replace(FACT, full=0),), "scheme_full", {}),
    ((FACT, BONUS), "", {}), ((FACT, replace(BONUS, each=0)), "scheme_each", {}), ((HAND,), "", {}),
    ((replace(HAND, options=(("好", 100),)),), "scheme_choice", {}), ((replace(HAND, options=(("好", 100), ("好", 50))),), "scheme_choice", {}),
    ((replace(HAND, options=(("好", 101), ("差", 0))),), "scheme_choice", {}), ((replace(HAND, options=((" ", 100), ("差", 0))),), "scheme_choice", {}),
    ((replace(HAND, source="exam", options=()),), "", {}),
]


@pytest.mark.parametrize(("items", "code", "values"), WRONG)
def test_a_scheme_by_which_nobody_could_be_graded_is_refused(items: tuple[Item, ...], code: str, values: dict[str, int]) -> None:
    scheme = Scheme(items, **values)
    if not code:
        scoring.check_scheme(scheme)
        return
    with pytest.raises(DomainError, match=code):
        scoring.check_scheme(scheme)
