"""The truth table of an opinion's life, and the rules beside it."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.choices import ActivityState, AssignmentState, OpinionState
from portal.domain import opinions
from portal.domain.errors import Conflict, DomainError
from portal.domain.labels import CONTACT_WAYS, OPINION_ANSWERS, OPINION_SOURCES, OPINION_STATES
from portal.domain.permissions import VERBS

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

UNANSWERED = {"received": ["route"], "routed": ["reroute", "answer"]}
ADOPTED = {"answered": ["tell"], "closed": []}
CONTESTED = {"answered": ["tell"], "told": ["accept", "object"], "objected": ["decide"], "decided": ["tell"], "closed": []}
OPEN = {
    (True, ""): UNANSWERED,
    (False, ""): {"routed": ["answer"]},
    (True, "adopted"): ADOPTED,
    (False, "adopted"): ADOPTED,
    (True, "partly"): CONTESTED,
    (False, "partly"): CONTESTED,
    (True, "not_adopted"): CONTESTED,
    (False, "not_adopted"): CONTESTED,
}
"""(own initiative, answer) → each state that such an opinion can be in → the acts that may start."""
CASES = [(own, answer, state) for (own, answer), states in OPEN.items() for state in states]


@pytest.mark.parametrize(("own", "answer", "state"), CASES)
def test_each_state_opens_these_acts_and_no_other(own: bool, answer: str, state: str) -> None:
    expected = OPEN[own, answer][state]
    assert opinions.acts_open(state, own_initiative=own, answer=answer) == expected
    for name in opinions.ACTS:
        if name in expected:
            assert opinions.act_from(name, state, own_initiative=own, answer=answer) is opinions.ACTS[name]
            continue
        with pytest.raises(Conflict) as caught:
            opinions.act_from(name, state, own_initiative=own, answer=answer)
        assert (caught.value.code, caught.value.params["opinion_state"]) == ("opinion_act_not_now", state)


def test_every_act_is_behind_a_verb_that_somebody_holds_and_every_state_has_words() -> None:
    assert all(VERBS[act.verb] for act in opinions.ACTS.values())
    assert set(OPINION_STATES) == {state.value for state in OpinionState}
    assert set(opinions.CONTESTED_PROGRESS) == set(OpinionState)
    assert [state for state in opinions.CONTESTED_PROGRESS if state in opinions.PROGRESS] == list(opinions.PROGRESS)


def test_nothing_opens_once_it_is_closed_and_every_other_state_leads_there() -> None:
    assert opinions.acts_open("closed", own_initiative=True, answer="partly") == []
    reached, frontier = set(), {OpinionState.RECEIVED}
    while frontier:
        reached |= frontier
        frontier = {_end(act, state, answer) for state in frontier for answer in OPINION_ANSWERS for act in opinions.ACTS.values()
                    if state in act.sources and opinions.fits(act, own_initiative=True, answer=answer)} - reached
    assert reached == set(OpinionState)


def _end(act: opinions.Act, state: OpinionState, answer: str) -> OpinionState:
    return opinions.told_state(state, answer) if act.name == "tell" else act.target


@pytest.mark.parametrize(("state", "answer", "end"), [
    ("answered", "adopted", "closed"), ("answered", "partly", "told"), ("answered", "not_adopted", "told"),
    ("decided", "partly", "closed"), ("decided", "not_adopted", "closed"),
])
def test_where_telling_leads(state: str, answer: str, end: str) -> None:
    assert opinions.told_state(state, answer) == end


@pytest.mark.parametrize("activity", list(ActivityState))
@pytest.mark.parametrize("place", list(AssignmentState))
def test_only_who_attended_gives_an_opinion(activity: ActivityState, place: AssignmentState) -> None:
    refusal = "opinion_cancelled" if activity == "cancelled" else None if place == "attended" else "opinion_not_attended"
    if refusal is None:
        opinions.check_given(activity.value, place.value)
        return
    with pytest.raises(DomainError) as caught:
        opinions.check_given(activity.value, place.value)
    assert caught.value.code == refusal


@pytest.mark.parametrize(("day", "earliest", "refusal"), [
    (TODAY, None, None), (TODAY, TODAY, None), (TODAY + timedelta(days=1), None, "opinion_day_future"),
    (TODAY - timedelta(days=1), TODAY, "opinion_day_early"), (TODAY - timedelta(days=366), None, None),
    (TODAY - timedelta(days=367), None, "opinion_day_early"), (date(1926, 11, 24), date(1926, 1, 1), "opinion_day_early"),
])
def test_the_day_of_receipt(day: date, earliest: date | None, refusal: str | None) -> None:
    if refusal is None:
        opinions.check_received(day, earliest, AT)
        return
    with pytest.raises(DomainError) as caught:
        opinions.check_received(day, earliest, AT)
    assert (caught.value.code, caught.value.field) == (refusal, "received_on")


def test_today_is_the_day_in_china() -> None:
    opinions.check_received(date(2026, 11, 25), None, datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    with pytest.raises(DomainError):
        opinions.check_received(date(2026, 11, 25), None, datetime(2026, 11, 24, 15, 59, tzinfo=UTC))


@pytest.mark.parametrize(("answer", "explanation", "outcome"), [
    ("adopted", "", ""), ("adopted", "  已落实 ", "已落实"), ("partly", "部分可行", "部分可行"), ("not_adopted", "于法无据", "于法无据"),
    ("partly", "", "opinion_explanation_missing"), ("not_adopted", " \n", "opinion_explanation_missing"), ("maybe", "x", "unknown_code"),
    ("", "x", "unknown_code"), ("adopted", "长" * 5001, "words_long"),
])
def test_what_is_not_adopted_in_full_is_explained(answer: str, explanation: str, outcome: str) -> None:
    try:
        found = opinions.check_answer(answer, explanation)
    except DomainError as refusal:
        found = refusal.code
    assert found == outcome


@pytest.mark.parametrize(("how", "minutes", "refusal"), [
    *((way, 0, None) for way in opinions.TELLING_WAYS), ("phone", -60, None), ("phone", 1, "opinion_told_when"),
    ("phone", -61, "opinion_told_when"), ("robot", 0, "unknown_code"), ("", 0, "unknown_code"),
])
def test_telling_lies_between_the_answer_and_now(how: str, minutes: int, refusal: str | None) -> None:
    answered = AT - timedelta(minutes=60) + timedelta(seconds=40)
    try:
        opinions.check_telling(how, AT + timedelta(minutes=minutes), answered, AT)
    except DomainError as caught:
        assert caught.code == refusal
        return
    assert refusal is None


@pytest.mark.parametrize(("roles", "marks"), [
    ({"link"}, {"link"}), ({"officer"}, {"paper"}), ({"clerk"}, {"clerk", "paper"}), ({"leader"}, set()), ({"officer", "chief"}, {"paper"}),
])
def test_each_way_in_is_marked_as_what_it_is(roles: set[str], marks: set[str]) -> None:
    for source in OPINION_SOURCES:
        if source in marks:
            assert opinions.source_for(frozenset(roles), source) == source
            continue
        with pytest.raises(DomainError):
            opinions.source_for(frozenset(roles), source)


def test_words_are_needed_and_bounded() -> None:
    assert opinions.check_words("  意见 ") == "意见"
    for words, code in ((" \n ", "words_missing"), ("长" * 5001, "words_long")):
        with pytest.raises(DomainError) as caught:
            opinions.check_words(words)
        assert (caught.value.code, caught.value.field) == (code, "words")


def test_the_ways_of_telling_share_the_words_of_the_contact_log() -> None:
    assert {way: words for way, words in opinions.TELLING_WAYS.items() if way != "letter"} == {
        way: CONTACT_WAYS[way] for way in opinions.TELLING_WAYS if way != "letter"}
