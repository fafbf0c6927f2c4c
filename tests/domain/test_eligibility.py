from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from portal.domain import eligibility
from portal.domain.eligibility import Candidate, Hit, Related, Rules, TermRules
from portal.domain.labels import LEFT_OUT_REASONS

START = datetime(2026, 11, 30, 1, 30, tzinfo=UTC)
END = START + timedelta(hours=3)
DAY = date(2026, 11, 30)
RULES = Rules((START, END), (DAY, DAY), places=2, yearly_cap=5, cool_off_days=10)
FREE = Candidate(1, "WH-2021-001")

FACTS = {
    "not_active": {"active": False},
    "on_leave": {"leave": ((DAY, DAY),)},
    "engaged": {"engagements": ((START, END),)},
    "recused": {"recused": True},
    "conflict": {"conflict": True},
    "excluded_by_leader": {"excluded": True},
    "asked_before": {"asked_before": True},
    "yearly_cap": {"served": 5},
    "cool_off": {"last_served": DAY - timedelta(days=3)},
}
"""One fact for each reason, in the order in which reasons go before one another."""


# one person --------------------------------------------------------------------------------------------------------------------


def test_who_has_nothing_against_is_in() -> None:
    assert eligibility.reason(FREE, RULES) is None


@pytest.mark.parametrize("code", FACTS)
def test_each_fact_gives_its_reason(code: str) -> None:
    assert eligibility.reason(replace(FREE, **FACTS[code]), RULES) == code


@pytest.mark.parametrize(("first", "second"), list(combinations(FACTS, 2)))
def test_of_two_reasons_the_earlier_is_recorded(first: str, second: str) -> None:
    assert eligibility.reason(replace(FREE, **FACTS[second], **FACTS[first]), RULES) == first


def test_the_reasons_are_those_of_the_labels() -> None:
    assert set(eligibility.PRECEDENCE) == set(LEFT_OUT_REASONS)
    assert tuple(FACTS) == eligibility.PRECEDENCE


def day(text: str) -> date:
    return date.fromisoformat(text)


LEAVES = [
    ("2026-11-30", "2026-11-30", True, "just that day"),
    ("2026-11-01", "2026-11-30", True, "its last day is the activity's"),
    ("2026-11-30", "2026-12-31", True, "its first day is the activity's"),
    ("2026-11-01", "2026-12-31", True, "around it"),
    ("2026-11-01", "2026-11-29", False, "over the day before"),
    ("2026-12-01", "2026-12-31", False, "begins the day after"),
]


@pytest.mark.parametrize(("starts", "ends", "out", "why"), LEAVES)
def test_leave(starts: str, ends: str, out: bool, why: str) -> None:
    person = replace(FREE, leave=((day("2026-01-01"), day("2026-01-02")), (day(starts), day(ends))))
    assert (eligibility.reason(person, RULES) == "on_leave") is out, why


def test_leave_on_any_day_of_a_longer_activity_counts() -> None:
    long = replace(RULES, days=(DAY, DAY + timedelta(days=2)))
    person = replace(FREE, leave=((DAY + timedelta(days=2), DAY + timedelta(days=9)),))
    assert eligibility.reason(person, long) == "on_leave"
    assert eligibility.reason(person, RULES) is None


SPANS = [
    (0, 180, True, "the same time"),
    (-60, 1, True, "runs a minute into it"),
    (179, 300, True, "begins in its last minute"),
    (60, 90, True, "within it"),
    (-60, 300, True, "around it"),
    (-60, 0, False, "ends as it begins"),
    (180, 300, False, "begins as it ends"),
    (-300, -60, False, "before it"),
]


@pytest.mark.parametrize(("first", "last", "out", "why"), SPANS)
def test_engagements(first: int, last: int, out: bool, why: str) -> None:
    span = (START + timedelta(minutes=first), START + timedelta(minutes=last))
    assert eligibility.overlaps(span, RULES.span) is out, why
    assert eligibility.overlaps(RULES.span, span) is out, why
    assert (eligibility.reason(replace(FREE, engagements=(span,)), RULES) == "engaged") is out, why


CAPS = [(4, 5, False), (5, 5, True), (6, 5, True), (99, None, False), (0, 1, False), (1, 1, True)]


@pytest.mark.parametrize(("served", "cap", "out"), CAPS)
def test_yearly_cap(served: int, cap: int | None, out: bool) -> None:
    assert (eligibility.reason(replace(FREE, served=served), replace(RULES, yearly_cap=cap)) == "yearly_cap") is out


COOLING = [
    (None, 10, False, "never served"),
    (1, 10, True, "the first day of rest"),
    (10, 10, True, "the last day of rest"),
    (11, 10, False, "the day after"),
    (0, 0, False, "off: two duties on one day"),
    (1, 0, False, "off"),
    (0, 1, True, "on the day itself"),
    (-5, 10, True, "another duty soon after the activity"),
    (-11, 10, False, "another duty long after the activity"),
]


@pytest.mark.parametrize(("ago", "rest", "out", "why"), COOLING)
def test_cool_off(ago: int | None, rest: int, out: bool, why: str) -> None:
    last = None if ago is None else DAY - timedelta(days=ago)
    assert (eligibility.reason(replace(FREE, last_served=last), replace(RULES, cool_off_days=rest)) == "cool_off") is out, why


# the pool ----------------------------------------------------------------------------------------------------------------------


def people(**counts: int) -> list[Candidate]:
    """So many people per reason; `free` have none, `both` are over the cap and resting."""
    facts = {**FACTS, "free": {}, "both": FACTS["yearly_cap"] | FACTS["cool_off"]}
    codes = [code for code, count in counts.items() for _ in range(count)]
    return [Candidate(number, f"WH-{number:03}", **facts[code]) for number, code in enumerate(codes, 1)]


RELAXING = [
    ({"free": 6}, 6, (), "enough: 3 x 2"),
    ({"free": 6, "yearly_cap": 3, "cool_off": 3}, 6, (), "enough without the others"),
    ({"free": 5, "cool_off": 3}, 8, ("cool_off",), "one too few: everyone resting comes in"),
    ({"free": 5, "yearly_cap": 3}, 8, ("yearly_cap",), "nobody rests, so the cap alone gives way"),
    ({"free": 5, "yearly_cap": 3, "cool_off": 1}, 6, ("cool_off",), "cool-off first; the cap stays"),
    ({"free": 4, "yearly_cap": 3, "cool_off": 1}, 8, ("cool_off", "yearly_cap"), "both"),
    ({"free": 5, "both": 2}, 7, ("cool_off", "yearly_cap"), "who is kept out by both comes in when both give way"),
    ({"free": 4, "both": 1, "cool_off": 2}, 6, ("cool_off",), "lifting the cool-off is enough; the capped one stays out"),
    ({"free": 1, "cool_off": 1, "yearly_cap": 1}, 3, ("cool_off", "yearly_cap"), "still too few, but nobody is held back"),
    ({"free": 1}, 1, (), "too few and nothing to relax"),
    ({"free": 5, "on_leave": 9, "conflict": 9, "asked_before": 9}, 5, (), "other reasons never give way"),
    ({}, 0, (), "nobody"),
]


@pytest.mark.parametrize(("counts", "inside", "relaxed", "why"), RELAXING)
def test_what_gives_way_when_too_few_remain(counts: dict[str, int], inside: int, relaxed: tuple[str, ...], why: str) -> None:
    sieve = eligibility.sift(people(**counts), RULES)
    assert len(sieve.inside) == inside, why
    assert sieve.relaxed == relaxed, why
    assert len(sieve.inside) + len(sieve.outside) == sum(counts.values())


def test_those_left_out_keep_their_reason() -> None:
    sieve = eligibility.sift(people(free=4, both=1, cool_off=2, on_leave=1), RULES)
    assert sieve.outside == {5: "yearly_cap", 8: "on_leave"}


def test_rules_that_are_off_are_never_relaxed() -> None:
    off = replace(RULES, yearly_cap=None, cool_off_days=0)
    sieve = eligibility.sift(people(free=1, yearly_cap=2, cool_off=2), off)
    assert (len(sieve.inside), sieve.relaxed) == (5, ())


def test_without_places_to_fill_nothing_is_relaxed() -> None:
    sieve = eligibility.sift(people(yearly_cap=2, cool_off=2), replace(RULES, places=0))
    assert (len(sieve.inside), sieve.relaxed) == (0, ())


def test_the_pool_is_sorted_by_code_point() -> None:
    codes = ["WH-2021-010", "WH-2021-002", "wh-1", "WH-2020-003"]
    sieve = eligibility.sift([Candidate(number, code) for number, code in enumerate(codes)], RULES)
    assert [person.code for person in sieve.inside] == ["WH-2020-003", "WH-2021-002", "WH-2021-010", "wh-1"]


@given(st.lists(st.sampled_from([*FACTS, "free", "both"]), max_size=30), st.integers(0, 4))
def test_everyone_is_in_or_out_with_one_reason(codes: list[str], places: int) -> None:
    counts = {code: codes.count(code) for code in codes}
    rules = replace(RULES, places=places)
    candidates = people(**counts)
    sieve = eligibility.sift(candidates, rules)
    assert {person.id for person in sieve.inside} | set(sieve.outside) == {person.id for person in candidates}
    assert not {person.id for person in sieve.inside} & set(sieve.outside)
    assert {person.id for person in candidates if eligibility.reason(person, rules) is None} <= {person.id for person in sieve.inside}
    if set(sieve.outside.values()) & {"cool_off"}:
        assert len(sieve.inside) >= 3 * places
    assert bool(sieve.relaxed) == any(eligibility.reason(person, rules) is not None for person in sieve.inside)


# conflicts ---------------------------------------------------------------------------------------------------------------------

WANG = Related(7, "王小明", ("李 芳", "王大力"), "乌海市海勃湾区人民医院")

PARTIES = [
    ("王小明", "self", "the same name"),
    (" 王 小明", "self", "blanks"),
    ("王小明(申请人)", "self", "a role in full-width brackets"),
    ("王小明(申请人)", "self", "a role in brackets"),
    ("申请人:王小明", "self", "a role before a colon"),
    ("王小", "", "part of a name is another name"),
    ("王小明明", "", "a longer name is another name"),
    ("李芳", "relative", "a near relative, though written with a blank"),
    ("王大力", "relative", "another one"),
    ("乌海市海勃湾区人民医院", "unit", "the work unit"),
    ("乌海市(海勃湾区)人民医院", "unit", "brackets within a unit's name"),
    ("海勃湾区人民医院", "unit", "a part of the unit's name"),
    ("内蒙古自治区乌海市海勃湾区人民医院", "unit", "the unit's name with more before it"),
    ("医院", "", "too short to mean anything"),
    ("乌海市人民医院", "", "another hospital"),
    ("", "", "nothing"),
    ("()", "", "brackets alone"),
]


@pytest.mark.parametrize(("party", "kind", "why"), PARTIES)
def test_parties(party: str, kind: str, why: str) -> None:
    expected = [Hit(7, party, kind)] if kind else []
    assert eligibility.conflict_hits([party], [WANG]) == expected, why


UNITS = [
    ("华宇建材有限公司", "华宇建材有限公司", True, "equal"),
    ("华宇建材有限责任公司", "内蒙古华宇建材集团有限公司", True, "the core within the other's core"),
    ("内蒙古华宇建材股份有限公司", "华宇建材公司", True, "the other way round"),
    ("华宇有限公司", "华宇有限公司乌海分公司", True, "the whole name within a branch's"),
    ("华宇公司", "内蒙古华宇有限公司", False, "a core of two characters says nothing"),
    ("工会", "工会", True, "equal, though short"),
    ("工会", "总工会", False, "short and only part"),
    ("有限公司", "华宇建材有限公司", True, "odd, but for the clerk to decide"),
    ("", "", False, "nothing is no unit"),
    ("华宇建材", "", False, "who has no unit"),
    ("ABC科技", "abc科技有限公司", True, "letters in any case"),
]


@pytest.mark.parametrize(("one", "other", "same", "why"), UNITS)
def test_units(one: str, other: str, same: bool, why: str) -> None:
    plain, second = eligibility.normal(one), eligibility.normal(other)
    assert eligibility.same_unit(plain, second) is same, why
    assert eligibility.same_unit(second, plain) is same, why


def test_names_with_dots_and_in_latin_letters() -> None:
    person = Related(3, "买买提·吐尔逊")
    assert eligibility.conflict_hits(["买买提•吐尔逊"], [person]) == [Hit(3, "买买提•吐尔逊", "self")]
    assert eligibility.conflict_hits(["Wang Li"], [Related(4, "WANG LI")]) == [Hit(4, "Wang Li", "self")]


def test_every_hit_is_told_in_the_order_of_people() -> None:
    other = Related(2, "李芳", unit="第一中学")
    hits = eligibility.conflict_hits(["李芳", "乌海市第一中学"], [WANG, other])
    assert hits == [Hit(7, "李芳", "relative"), Hit(2, "李芳", "self"), Hit(2, "乌海市第一中学", "unit")]


# terms -------------------------------------------------------------------------------------------------------------------------

TERM = {"birth": date(1980, 5, 6), "education_passes": True, "starts_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31), "earlier": (),
        "barred": False, "has_live": False, "rules": TermRules()}
FIRST = (date(2016, 1, 1), date(2020, 12, 31))
SECOND = (date(2021, 1, 1), date(2025, 12, 31))

TERMS = [
    ({}, [], "nothing against it"),
    ({"ends_on": date(2026, 1, 1)}, ["term_ends_before_start"], "ends on its first day"),
    ({"ends_on": date(2025, 12, 31)}, ["term_ends_before_start"], "ends before it starts"),
    ({"ends_on": date(2026, 1, 2)}, [], "short, but a term"),
    ({"birth": date(2003, 1, 1)}, [], "23 on the first day"),
    ({"birth": date(2003, 1, 2)}, ["too_young"], "23 one day later"),
    ({"birth": date(2003, 1, 2), "rules": TermRules(min_age=22)}, [], "where the age is lower"),
    ({"education_passes": False}, ["education_too_low"], ""),
    ({"barred": True}, ["barred_for_ever"], ""),
    ({"has_live": True}, ["has_live_term"], ""),
    ({"earlier": (FIRST,)}, [], "a second term"),
    ({"earlier": (SECOND, FIRST)}, ["third_running_term"], "a third one"),
    ({"earlier": (FIRST, SECOND), "rules": TermRules(max_consecutive=3)}, [], "where three are allowed"),
    ({"earlier": (FIRST, (date(2021, 1, 1), date(2024, 6, 30)))}, [], "a pause of more than a year before the third"),
    ({"ends_on": date(2025, 1, 1), "barred": True, "education_passes": False, "birth": date(2020, 1, 1), "has_live": True},
     ["term_ends_before_start", "too_young", "education_too_low", "barred_for_ever", "has_live_term"], "everything at once"),
]


@pytest.mark.parametrize(("facts", "codes", "why"), TERMS)
def test_terms(facts: dict[str, object], codes: list[str], why: str) -> None:
    assert eligibility.appointment_problems(**{**TERM, **facts}) == codes, why  # type: ignore[arg-type]


RUNNING = [
    ((), 0, "none"),
    ((FIRST,), 0, "five years ago"),
    ((SECOND,), 1, "the one before"),
    ((FIRST, SECOND), 2, "both, whatever their order"),
    ((SECOND, FIRST), 2, "both, whatever their order"),
    (((date(2021, 1, 1), date(2024, 12, 31)),), 1, "a year's pause"),
    (((date(2021, 1, 1), date(2024, 12, 30)),), 0, "more than a year's pause"),
    ((SECOND, (date(2027, 1, 1), date(2031, 1, 1))), 1, "one that begins later does not run into it"),
    (((date(2010, 1, 1), date(2014, 12, 31)), SECOND), 1, "one long before does not run into the last"),
]


@pytest.mark.parametrize(("earlier", "count", "why"), RUNNING)
def test_running_terms(earlier: tuple[tuple[date, date], ...], count: int, why: str) -> None:
    assert eligibility.running_terms(earlier, date(2026, 1, 1)) == count, why


AGES = [("2003-01-01", "2026-01-01", 23), ("2003-01-02", "2026-01-01", 22), ("2000-02-29", "2023-02-28", 22),
        ("2000-02-29", "2023-03-01", 23), ("2000-02-29", "2024-02-29", 24), ("2026-01-01", "2026-01-01", 0)]


@pytest.mark.parametrize(("birth", "on", "age"), AGES)
def test_ages(birth: str, on: str, age: int) -> None:
    assert eligibility.age_on(day(birth), day(on)) == age
