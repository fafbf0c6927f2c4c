"""The yearly plan's rules as truth tables."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.choices import PlanState
from portal.domain import planning as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.planning import ItemValues, Offer, PlanValues
from portal.domain.words import planning as words

KINDS = {1: "bureau", 2: "procuratorate", 3: "procuratorate"}
MODES = {10: False, 11: False, 19: True}
LINE = ItemValues(10, 5, office_id=2, month=3, requirements="邀请有专业特长的人民监督员")
PLAN = PlanValues(2026, "全年覆盖十种方式", (LINE, ItemValues(11, 1), ItemValues(19, 4)))


def code_of(act: Callable[[], object]) -> str:
    """Return the code with which an act is refused; nothing when it is not."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""),
    ({"year": 2003}, ""),
    ({"year": 2002}, "plan_year_refused"),
    ({"year": 2027}, ""),
    ({"year": 2028}, "plan_year_refused"),  # nobody plans beyond the next year
    ({"requirements": "x" * 3000}, ""),
    ({"requirements": "x" * 3001}, "plan_requirements_long"),
    ({"items": ()}, "plan_without_items"),
    ({"items": tuple(ItemValues(10, 1, 2, 1) for _ in range(201))}, "plan_too_many_items"),
    ({"items": (LINE, LINE)}, "plan_item_twice"),
    ({"items": (LINE, replace(LINE, expected=1, requirements=""))}, "plan_item_twice"),
    ({"items": (LINE, replace(LINE, month=4), replace(LINE, office_id=3), replace(LINE, mode_id=11), replace(LINE, month=None))}, ""),
])
def test_a_plan_is_refused(changes: dict[str, object], code: str) -> None:
    assert code_of(lambda: rules.check(replace(PLAN, **changes), KINDS, MODES, 2026)) == code


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""),
    ({"mode_id": 12}, "plan_item_mode"),
    ({"office_id": None}, ""),
    ({"office_id": 1}, "plan_item_office"),  # the bureau itself holds no activity
    ({"office_id": 9}, "plan_item_office"),
    ({"month": None}, ""),
    ({"month": 1}, ""),
    ({"month": 12}, ""),
    ({"month": 0}, "plan_item_month"),
    ({"month": 13}, "plan_item_month"),
    ({"expected": 0}, ""),  # nothing more is planned, but requests tick it off already
    ({"expected": 999}, ""),
    ({"expected": -1}, "plan_item_number"),
    ({"expected": 1000}, "plan_item_number"),
    ({"requirements": "x" * 300}, ""),
    ({"requirements": "x" * 301}, "plan_item_long"),
    ({"mode_id": 19}, "plan_item_own"),
    ({"mode_id": 19, "office_id": None}, "plan_item_own"),
    ({"mode_id": 19, "month": None}, "plan_item_own"),
    ({"mode_id": 19, "office_id": None, "month": None}, ""),
])
def test_an_item_is_refused(changes: dict[str, object], code: str) -> None:
    assert code_of(lambda: rules.check_item(replace(LINE, **changes), 1, KINDS, MODES)) == code


@pytest.mark.parametrize(("state", "open_acts"), [
    (PlanState.DRAFT, ["amend", "enforce", "copy"]),
    (PlanState.IN_FORCE, ["reopen", "copy"]),
    (PlanState.AMENDING, ["amend", "enforce", "copy"]),
])
def test_what_may_be_done_in_each_state(state: PlanState, open_acts: list[str]) -> None:
    assert rules.acts_open(state) == open_acts
    for name in rules.ACTS:
        refused = code_of(lambda name=name: rules.act_from(name, state))
        assert refused == ("" if name in open_acts else "plan_act_not_now")


def test_a_refused_act_names_the_state() -> None:
    with pytest.raises(Conflict) as refusal:
        rules.act_from("enforce", "in_force")
    assert refusal.value.params == {"plan_state": "in_force"}


def test_every_state_has_words_and_a_tone() -> None:
    assert set(words.PLAN_STATES) == set(words.TONES) == set(PlanState)


ANY = Offer(1, 10, None, None, 5)
IN_MARCH = Offer(2, 10, None, 3, 5)
OWN = Offer(3, 10, 2, None, 5)
OWN_IN_MARCH = Offer(4, 10, 2, 3, 5)
ALL = [ANY, IN_MARCH, OWN, OWN_IN_MARCH]


def full(offer: Offer) -> Offer:
    """Return an item that is used up."""
    return replace(offer, taken=offer.expected)


@pytest.mark.parametrize(("offers", "office", "month", "found"), [
    (ALL, 2, 3, 4),  # own procuratorate and own month
    (ALL, 2, 4, 3),  # own procuratorate, any time
    (ALL, 3, 3, 2),  # any procuratorate, this month
    (ALL, 3, 4, 1),  # any at any time
    (ALL, None, 3, 2),
    ([OWN, IN_MARCH], 2, 3, 3),  # the procuratorate counts more than the month
    ([full(OWN_IN_MARCH), ANY], 2, 3, 1),  # one with room before one that is used up
    ([full(OWN_IN_MARCH), full(ANY)], 2, 3, 4),  # all used up: the closest one holds what is too much
    ([replace(ANY, id=8), replace(ANY, id=7)], 2, 3, 7),  # the earlier one
    ([OWN_IN_MARCH], 2, 4, None),  # another month
    ([OWN_IN_MARCH], 3, 3, None),  # another procuratorate
    ([replace(ANY, mode_id=11)], 2, 3, None),  # another mode
    ([], 2, 3, None),
])
def test_the_item_that_a_request_ticks_off(offers: list[Offer], office: int | None, month: int, found: int | None) -> None:
    best = rules.best(offers, mode_id=10, office_id=office, month=month)
    assert (best.id if best else None) == found
