"""The draw itself: known answers, and what must hold for every list, order and chain of substitutes."""
from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from portal.domain import draw
from portal.domain.errors import ERRORS, DomainError
from tests.draw_cases import SEALED_AT, SHARE, entrants

DATA = Path(__file__).parents[1] / "data"
VECTORS = json.loads((DATA / "draw-vectors.json").read_text(encoding="utf-8"))
MAY_SEAL = json.loads((DATA / "draw-may-seal.json").read_text(encoding="utf-8"))
QUICK = settings(derandomize=True, deadline=None, max_examples=200)
TAGS = ("A", "B", "C")

pools = st.lists(st.sets(st.sampled_from(TAGS)), min_size=0, max_size=9)
specials = st.dictionaries(st.sampled_from(TAGS), st.integers(1, 2), max_size=3)
digits = st.from_regex(re.compile("[0-9]{6}", re.ASCII), fullmatch=True)


def manifest_of(pool: list[set[str]], special: Mapping[str, int], general: int) -> dict[str, Any]:
    """A manifest of the right form, whether or not it could be sealed."""
    return {
        "activity": "1", "commitment": draw.commitment(SHARE), "left_out": {}, "places": {"general": general, "special": dict(special)},
        "pool": [{"no": no, "tags": sorted(tags & set(special)), "token": f"{no:064x}"} for no, tags in enumerate(pool, 1)],
        "protocol": "draw-1", "round": 1, "sealed_at": "2026-11-25T02:03:04Z",
    }


# --- building blocks and known answers


def test_sm3_known_answers() -> None:
    assert draw.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert draw.sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_join_puts_one_line_feed_between_and_none_at_the_end() -> None:
    assert draw.join("draw-1", "", "法") == b"draw-1\n\n\xe6\xb3\x95"
    assert draw.join("one") == b"one"


def test_canonical_sorts_by_code_point_and_escapes_only_what_json_demands() -> None:
    odd = {"￥": [1, -2], "𠮷": "\"\\\b\f\n\r\t\x01\x1f\x7f\u2028/é", "a": {}}
    assert draw.canonical(odd) == '{"a":{},"￥":[1,-2],"𠮷":"\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\u2028/é"}'


@pytest.mark.parametrize("case", VECTORS)
def test_known_answers(case: dict[str, Any]) -> None:
    found = draw.outcome(case["manifest"], case["share"], case["digits"], case["witness_digits"])
    places = [list(place) for place in found.places]
    told = {"canonical_length": len(draw.canonical(case["manifest"]).encode()), "seal": found.seal, "seed": found.seed,
            "order": found.order, "places": places, "substitutes": found.substitutes}
    assert told == case["expect"]
    assert found.seal == draw.seal(case["manifest"])
    assert case["manifest"]["commitment"] == draw.commitment(case["share"])


@pytest.mark.parametrize("case", VECTORS)
def test_the_vectors_manifests_are_rebuilt_from_their_people(case: dict[str, Any]) -> None:
    manifest = case["manifest"]
    tags = {entry["token"]: entry["tags"] for entry in manifest["pool"]}
    people = [draw.Entrant(one["code"], one["salt"], {"不问", *tags[draw.token(one["salt"], one["code"])]}) for one in case["people"]]
    built = draw.build_manifest(
        activity=manifest["activity"], round_number=manifest["round"], special=manifest["places"]["special"],
        general=manifest["places"]["general"], entrants=reversed(people), left_out=manifest["left_out"],
        commitment=manifest["commitment"], sealed_at=SEALED_AT,
    )
    assert built == manifest


@pytest.mark.parametrize("bad", ["", "12345", "1234567", "12345a", "123456\n", "\uff11" * 6, "١٢٣٤٥٦", None, 123456])
def test_only_six_ascii_digits_run_a_draw(bad: Any) -> None:
    manifest = manifest_of([set()], {}, 1)
    for given_digits in ((bad, ""), ("123456", bad or " ")):
        with pytest.raises(DomainError) as refusal:
            draw.outcome(manifest, SHARE, *given_digits)
        assert refusal.value.code == "digits_malformed"


# --- before sealing


@pytest.mark.parametrize("case", MAY_SEAL)
def test_sealing_rule_known_answers(case: dict[str, Any]) -> None:
    assert draw.may_seal(case["pool_tags"], case["places"]["special"], case["places"]["general"]) is case["may_seal"]


@pytest.mark.parametrize(("pool", "special", "general", "expected"), [
    ([], {}, 0, None),
    ([[]], {}, 2, draw.Shortage(None, 2, 1)),
    ([["A"]], {"B": 1}, 5, draw.Shortage("B", 1, 0)),
    # The only one with B may be taken for A first.
    ([["A", "B"], ["A"]], {"A": 1, "B": 1}, 0, draw.Shortage("B", 2, 1)),
    # B comes after A: what B takes does not count against A.
    ([["A", "B"], ["B"], ["B"]], {"A": 1, "B": 2}, 0, None),
    ([["A", "B"], ["B"], ["B"]], {"A": 1, "B": 2}, 1, draw.Shortage(None, 4, 3)),
    # A person listed twice with a tag is still one person.
    ([["A", "A"]], {"A": 2}, 0, draw.Shortage("A", 2, 1)),
])
def test_shortage_names_what_is_missing(
    pool: list[list[str]], special: dict[str, int], general: int, expected: draw.Shortage | None,
) -> None:
    assert draw.shortage(pool, special, general) == expected
    assert draw.may_seal(pool, special, general) is (expected is None)


def every_order_fills(pool: list[set[str]], special: Mapping[str, int], general: int) -> bool:
    """Try all orders."""
    manifest = manifest_of(pool, special, general)
    wanted = general + sum(special.values())
    return all(len(draw.fill_places(manifest, order)) == wanted for order in itertools.permutations(range(1, len(pool) + 1)))


@QUICK
@given(st.lists(st.sets(st.sampled_from(TAGS)), max_size=5), specials, st.integers(0, 2))
def test_what_may_be_sealed_fills_every_place_in_every_order(pool: list[set[str]], special: dict[str, int], general: int) -> None:
    assume(draw.may_seal(pool, special, general))
    assert every_order_fills(pool, special, general)


@QUICK
@given(st.lists(st.sets(st.sampled_from("AB")), max_size=5), st.dictionaries(st.sampled_from("AB"), st.integers(1, 2)), st.integers(0, 2))
def test_up_to_two_tags_what_is_refused_could_leave_a_place_empty(pool: list[set[str]], special: dict[str, int], general: int) -> None:
    assert draw.may_seal(pool, special, general) == every_order_fills(pool, special, general)


def test_with_three_tags_the_rule_is_cautious() -> None:
    """One person with all three tags is counted against C twice, once for A and once for B, though only one of them can take the person."""
    pool, special = [{"A", "B", "C"}, {"A"}, {"B"}, {"C"}], {"A": 1, "B": 1, "C": 1}
    assert draw.shortage(pool, special, 0) == draw.Shortage("C", 3, 2)
    assert every_order_fills(pool, special, 0)


AT = datetime(2026, 11, 25, 10, 3, 4, 567, tzinfo=timezone(timedelta(hours=8)))


def build(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "activity": "海检需〔2026〕12号", "round_number": 1, "special": {"法律": 1, "财会": 0}, "general": 1,
        "entrants": entrants([("法律", "医疗"), (), ("财会",)]), "left_out": {"on_leave": 1},
        "commitment": draw.commitment(SHARE), "sealed_at": AT,
    }
    return draw.build_manifest(**values | changes)


def test_a_manifest_holds_exactly_what_the_protocol_says() -> None:
    assert build() == {
        "activity": "海检需〔2026〕12号", "commitment": draw.commitment(SHARE), "left_out": {"on_leave": 1},
        "places": {"general": 1, "special": {"法律": 1}},
        "pool": [
            {"no": 1, "tags": ["法律"], "token": draw.token(f"{1:032x}", "WH-2026-001")},
            {"no": 2, "tags": [], "token": draw.token(f"{2:032x}", "WH-2026-002")},
            {"no": 3, "tags": [], "token": draw.token(f"{3:032x}", "WH-2026-003")},
        ],
        "protocol": "draw-1", "round": 1, "sealed_at": "2026-11-25T02:03:04Z",
    }


def test_people_are_numbered_by_code_point_of_their_code() -> None:
    people = [draw.Entrant(code, "") for code in ("WH-2", "wh-1", "WH-10", "乌-1")]
    assert [one.code for one in draw.in_order(people)] == ["WH-10", "WH-2", "wh-1", "乌-1"]


@pytest.mark.parametrize(("changes", "code", "params"), [
    ({"general": 3}, "draw_short_of_people", {"tag": None, "need": 4, "have": 3}),
    ({"special": {"法律": 2}}, "draw_short_of_tag", {"tag": "法律", "need": 2, "have": 1}),
    ({"special": {}, "general": 0}, "draw_without_places", {}),
    ({"entrants": entrants([("法律",), ()]) * 2}, "draw_person_twice", {}),
    ({"general": -1}, "draw_manifest_malformed", {"where": "manifest.places.general"}),
    ({"special": {"法律": -1}}, "draw_manifest_malformed", {"where": "manifest.places.special"}),
    ({"special": {"general": 1}}, "draw_manifest_malformed", {"where": "manifest.places.special"}),
    ({"left_out": {"bored": 1}}, "draw_manifest_malformed", {"where": "manifest.left_out"}),
    ({"round_number": 0}, "draw_manifest_malformed", {"where": "manifest.round"}),
    ({"commitment": "abc"}, "draw_manifest_malformed", {"where": "manifest.commitment"}),
    ({"activity": "\ud800"}, "draw_manifest_malformed", {"where": "manifest.activity"}),
])
def test_what_may_not_be_sealed_is_refused_with_a_sentence(changes: dict[str, Any], code: str, params: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        build(**changes)
    assert (refusal.value.code, refusal.value.params) == (code, params)
    assert "%(" not in ERRORS[code] % params


# --- the draw


def walked(pool: list[set[str]], special: Mapping[str, int], general: int, order: list[int]) -> list[tuple[str, int]]:
    """Step 3 exactly as the page words it: tag by tag, walking the whole order each time."""
    taken: list[tuple[str, int]] = []
    for tag in sorted(special):
        fits = [no for no in order if tag in pool[no - 1] and no not in {number for _, number in taken}]
        taken += [(tag, no) for no in fits[: special[tag]]]
    rest = [no for no in order if no not in {number for _, number in taken}]
    return taken + [("general", no) for no in rest[:general]]


@QUICK
@given(pools, specials, st.integers(0, 3), st.data())
def test_one_walk_is_as_good_as_one_for_each_tag(pool: list[set[str]], special: dict[str, int], general: int, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(1, len(pool) + 1)))
    assert draw.fill_places(manifest_of(pool, special, general), order) == walked(pool, special, general, order)


@QUICK
@given(pools, specials, st.integers(0, 3), digits, digits | st.just(""))
def test_what_always_holds(pool: list[set[str]], special: dict[str, int], general: int, office: str, witness: str) -> None:
    manifest = manifest_of(pool, special, general)
    found = draw.outcome(manifest, SHARE, office, witness)
    numbers = list(range(1, len(pool) + 1))
    drawn = [no for _, no in found.places]
    tickets = [draw.sm3(draw.join("draw-1", found.seed, str(no))) for no in found.order]
    assert sorted(found.order) == numbers
    assert tickets == sorted(tickets)
    assert len(set(drawn)) == len(drawn)
    assert all(place == "general" or place in pool[no - 1] for place, no in found.places)
    assert found.substitutes == [no for no in found.order if no not in drawn]
    assert found == draw.outcome(manifest, SHARE, office, witness)
    if draw.may_seal(pool, special, general):
        assert [place for place, _ in found.places] == [tag for tag in sorted(special) for _ in range(special[tag])] + ["general"] * general


def test_each_ingredient_changes_the_seed() -> None:
    base = ("a" * 64, "b" * 64, "123456", "")
    seeds = {draw.seed_of(*base), draw.seed_of("c" * 64, *base[1:]), draw.seed_of(base[0], "c" * 64, "123456", ""),
             draw.seed_of(*base[:2], "123457", ""), draw.seed_of(*base[:3], "123456")}
    assert len(seeds) == 5


# --- substitutes


def test_the_next_substitute_fits_and_was_never_asked() -> None:
    order, tags = [4, 2, 5, 1, 3], {1: ["A"], 2: [], 3: ["A"], 4: ["A"], 5: []}
    table = [
        ("general", {4}, 2), ("general", {4, 2}, 5), ("A", {4}, 1), ("A", {4, 1}, 3), ("A", {4, 1, 3}, None),
        ("B", set(), None), ("general", {1, 2, 3, 4, 5}, None), ("general", set(), 4),
    ]
    for place, asked, expected in table:
        assert draw.next_substitute(order, tags, place, asked) == expected, (place, asked)


POOL = [{"A"}, set(), {"A"}, {"A"}, set()]
ORDER = [4, 2, 5, 1, 3]
"""With one place for A and one general place: 4 holds A, 2 a general place; 5, 1, 3 wait in this order."""


def freed(no: int) -> dict[str, Any]:
    return {"kind": "freed", "no": no}


def passed(no: int) -> dict[str, Any]:
    return {"kind": "passed", "no": no}


def taken(no: int, place: str) -> dict[str, Any]:
    return {"kind": "taken", "no": no, "place": place}


@pytest.mark.parametrize(("events", "holders", "asked", "free"), [
    ([], {4: "A", 2: "general"}, {4, 2}, {}),
    ([freed(2)], {4: "A"}, {4, 2}, {"general": 1}),
    ([freed(2), taken(5, "general")], {4: "A", 5: "general"}, {4, 2, 5}, {}),
    ([freed(2), passed(5), taken(1, "general")], {4: "A", 1: "general"}, {4, 2, 5, 1}, {}),
    # For the special place the first waiting with the tag, past 5 who has it not.
    ([freed(4), taken(1, "A")], {2: "general", 1: "A"}, {4, 2, 1}, {}),
    # Two places free at once, filled in either order.
    ([freed(4), freed(2), taken(5, "general"), taken(1, "A")], {5: "general", 1: "A"}, {4, 2, 5, 1}, {}),
    ([freed(4), freed(2), taken(1, "A"), taken(5, "general")], {5: "general", 1: "A"}, {4, 2, 5, 1}, {}),
    # A substitute gives the place back in turn; then everybody is used up and the place stays open.
    ([freed(4), taken(1, "A"), freed(1), passed(3)], {2: "general"}, {4, 2, 1, 3}, {"A": 1}),
])
def test_events_that_follow(events: list[dict[str, Any]], holders: dict[int, str], asked: set[int], free: dict[str, int]) -> None:
    standing = draw.replay(manifest_of(POOL, {"A": 1}, 1), ORDER, events)
    assert standing.holders == holders
    assert standing.asked == asked
    assert standing.free == {"A": 0, "general": 0} | free


@pytest.mark.parametrize(("events", "why"), [
    ([freed(5)], "holds nothing"),
    ([freed(9)], "is not in the pool"),
    ([freed(2), freed(2)], "has given the place back already"),
    ([passed(5)], "no place is free"),
    ([freed(2), passed(1)], "is not the next"),
    ([freed(2), passed(9)], "is not in the pool"),
    ([freed(2), passed(2)], "was asked before"),
    ([freed(4), passed(5)], "does not fit the free place"),
    ([freed(2), passed(5), passed(5)], "was passed over before"),
    ([taken(5, "general")], "no place is free"),
    ([freed(2), taken(1, "general")], "is not the next"),
    ([freed(2), taken(2, "general")], "nobody is asked twice"),
    ([freed(2), passed(5), taken(5, "general")], "was passed over"),
    ([freed(4), taken(5, "A")], "has not the tag"),
    ([freed(4), taken(5, "general")], "another place is free"),
    ([freed(2), taken(5, "B")], "no such place"),
    ([freed(4), taken(3, "A")], "1 comes before"),
])
def test_events_that_do_not_follow(events: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(DomainError) as refusal:
        draw.replay(manifest_of(POOL, {"A": 1}, 1), ORDER, events)
    last = events[-1]
    assert refusal.value.code == "draw_event_out_of_line", why
    assert refusal.value.params == {"position": len(events), "kind": last["kind"], "no": last["no"]}, why


def plain_rule(manifest: dict[str, Any], order: list[int], events: list[dict[str, Any]]) -> dict[int, str] | None:
    """The rule of section 4 written naively, with a list of who waits; None at the first event that breaks it."""
    tags = {entry["no"]: entry["tags"] for entry in manifest["pool"]}
    holders = {no: place for place, no in draw.fill_places(manifest, order)}
    waiting = [no for no in order if no not in holders]
    free: list[str] = []
    for event in events:
        no = event["no"]
        nexts = {place: next((one for one in waiting if place == "general" or place in tags[one]), None) for place in free}
        if event["kind"] == "freed" and no in holders:
            free.append(holders.pop(no))
        elif event["kind"] == "passed" and no in nexts.values():
            waiting.remove(no)
        elif event["kind"] == "taken" and nexts.get(event["place"]) == no:
            waiting.remove(no)
            free.remove(event["place"])
            holders[no] = event["place"]
        else:
            return None
    return holders


@settings(QUICK, max_examples=400)
@given(pools.filter(bool), specials, st.integers(0, 3), st.data())
def test_replay_agrees_with_the_plain_rule(pool: list[set[str]], special: dict[str, int], general: int, data: st.DataObject) -> None:
    assume(draw.may_seal(pool, special, general))
    manifest, order = manifest_of(pool, special, general), data.draw(st.permutations(range(1, len(pool) + 1)))
    events: list[dict[str, Any]] = []
    for _ in range(data.draw(st.integers(0, 8))):
        standing = draw.replay(manifest, order, events)
        choices = [freed(no) for no in standing.holders]
        for place in (place for place, count in standing.free.items() if count):
            no = draw.next_substitute(order, {entry["no"]: entry["tags"] for entry in manifest["pool"]}, place, standing.asked)
            choices += [passed(no), taken(no, place)] if no else []
        wild = data.draw(st.integers(0, 5)) == 0
        every = [freed(no) for no in order] + [passed(no) for no in order] + [taken(no, place) for no in order for place in standing.free]
        events.append(data.draw(st.sampled_from(every if wild or not choices else choices)))
        expected = plain_rule(manifest, order, events)
        if expected is None:
            with pytest.raises(DomainError):
                draw.replay(manifest, order, events)
            return
        assert draw.replay(manifest, order, events).holders == expected


def test_a_long_hostile_record_is_followed_in_little_time() -> None:
    size = 20_000
    manifest = manifest_of([set()] * size, {}, 1)
    order = list(range(1, size + 1))
    events = [freed(1), *(passed(no) for no in order[1:])]
    started = time.process_time()
    assert draw.replay(manifest, order, events).free == {"general": 1}
    assert time.process_time() - started < 5
