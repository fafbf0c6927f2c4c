"""The rules of contact as truth tables: visits, suggestions, joint meetings with their decisions, bulletins, the minutes' paper."""
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.choices import MeetingState, SuggestionState
from portal.domain import bulletins, meetings, suggestions, visits
from portal.domain.errors import Conflict, DomainError
from portal.domain.meetings import DecisionValues, MeetingValues
from portal.domain.paper_meeting_minutes import FIELDS, FORM, SAMPLE
from portal.domain.words import liaison

TODAY = date(2026, 11, 24)
BEFORE, AFTER = date(2026, 11, 23), date(2026, 11, 25)


def code_of(act: object, *args: object, **kwargs: object) -> str:
    try:
        act(*args, **kwargs)  # type: ignore[operator]
    except DomainError as refusal:
        return refusal.code
    return ""


# visits ---------------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("held_on", "follow_up", "due_on", "code"), [
    (TODAY, "", None, ""), (BEFORE, "送资料", AFTER, ""), (TODAY, "送资料", TODAY, ""),
    (AFTER, "", None, "visit_day_future"), (date(2016, 11, 1), "", None, "visit_day_early"),
    (TODAY, "送资料", None, "visit_due_missing"), (TODAY, "", AFTER, "visit_follow_up_missing"), (TODAY, "送资料", BEFORE, "visit_due_early"),
])
def test_what_a_contact_must_hold(held_on: date, follow_up: str, due_on: date | None, code: str) -> None:
    assert code_of(visits.check, held_on, follow_up, due_on, TODAY) == code


@pytest.mark.parametrize(("follow_up", "already", "done_on", "code"), [
    ("送资料", None, TODAY, ""), ("送资料", None, BEFORE, ""), ("", None, TODAY, "visit_nothing_open"), ("送资料", BEFORE, TODAY, "visit_nothing_open"),
    ("送资料", None, AFTER, "visit_done_when"), ("送资料", None, date(2026, 11, 22), "visit_done_when"),
])
def test_when_a_follow_up_closes(follow_up: str, already: date | None, done_on: date, code: str) -> None:
    assert code_of(visits.check_done, BEFORE, follow_up, already, done_on, TODAY) == code


# suggestions ----------------------------------------------------------------------------------------------------------------------

OPEN = {
    # state: what the bureau may do with what lies elsewhere, with what lies with itself, what a procuratorate may do with its own
    "received": (["route"], ["route"], ["route"]),
    "routed": (["reroute"], ["answer", "reroute"], ["answer", "send_back", "reroute"]),
    "answered": (["tell"], ["tell"], ["tell"]),
    "told": ([], [], []),
}
"""The verbs narrow this further: route and tell are the clerk's."""


@pytest.mark.parametrize("state", list(SuggestionState))
def test_what_may_be_done_with_a_suggestion(state: SuggestionState) -> None:
    elsewhere, own, procuratorate = OPEN[state]
    assert suggestions.acts_open(state, own_office=False, in_bureau=True) == elsewhere
    assert suggestions.acts_open(state, own_office=True, in_bureau=True) == own
    assert suggestions.acts_open(state, own_office=True, in_bureau=False) == procuratorate


@pytest.mark.parametrize("state", list(SuggestionState))
@pytest.mark.parametrize("name", list(suggestions.ACTS))
def test_an_act_starts_from_its_states_alone(state: SuggestionState, name: str) -> None:
    act = suggestions.ACTS[name]
    if state in act.sources:
        assert suggestions.act_from(name, state) is act
    else:
        with pytest.raises(Conflict, match="suggestion_act_not_now"):
            suggestions.act_from(name, state)


def test_kinds_and_sources() -> None:
    assert [suggestions.check_kind(kind) for kind in suggestions.KINDS] == list(liaison.SUGGESTION_KINDS)
    assert code_of(suggestions.check_kind, "complaint") == "unknown_code"
    assert suggestions.source_of(frozenset({"link"})) == "link"
    assert suggestions.source_of(frozenset({"clerk", "leader"})) == "clerk"


@pytest.mark.parametrize(("told_on", "code"), [(BEFORE, ""), (TODAY, ""), (AFTER, "suggestion_told_when"), (date(2026, 11, 22), "suggestion_told_when")])
def test_when_a_supervisor_was_told(told_on: date, code: str) -> None:
    assert code_of(suggestions.check_told, told_on, BEFORE, TODAY) == code


# joint meetings -------------------------------------------------------------------------------------------------------------------

KINDS = {1: "bureau", 2: "procuratorate", 3: "procuratorate"}


def values(**changes: object) -> MeetingValues:
    given = {"title": "季度联席会议", "starts_at": datetime(2026, 11, 24, 1, tzinfo=UTC), "place": "三楼", "host_id": 1, "agenda": "通报情况",
             "sides": ((1, "王某"), (2, ""))}
    return MeetingValues(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""), ({"sides": ((1, ""), (2, ""), (3, "")), "host_id": 3}, ""),
    ({"title": " "}, "words_missing"), ({"title": "长" * 201}, "words_long"), ({"place": ""}, "words_missing"), ({"agenda": ""}, "words_missing"),
    ({"sides": ((1, ""), (9, ""))}, "meeting_office"), ({"sides": ((1, ""), (2, ""), (2, ""))}, "meeting_office_twice"),
    ({"sides": ((1, ""),)}, "meeting_one_sided"), ({"sides": ((2, ""), (3, ""))}, "meeting_one_sided"), ({"sides": ()}, "meeting_one_sided"),
    ({"sides": ((1, "长" * 1001), (2, ""))}, "words_long"), ({"host_id": 3}, "meeting_host"),
])
def test_what_a_meeting_must_hold(changes: dict[str, object], code: str) -> None:
    assert code_of(meetings.check, values(**changes), KINDS) == code


@pytest.mark.parametrize(("state", "before", "after"), [
    ("planned", ["amend", "cancel"], ["write_up", "amend", "cancel"]), ("held", ["issue", "amend"], ["write_up", "issue", "amend"]),
    ("issued", [], []), ("cancelled", [], []),
])
def test_how_a_meeting_moves(state: str, before: list[str], after: list[str]) -> None:
    assert meetings.acts_open(state, begun=False) == before
    assert meetings.acts_open(state, begun=True) == after
    for name in meetings.ACTS:
        code = code_of(meetings.act_from, name, state)
        assert code == ("" if name in after else "meeting_act_not_now")


def test_every_state_has_its_word() -> None:
    assert set(liaison.MEETING_STATES) == set(MeetingState)
    assert set(liaison.SUGGESTION_STATES) == set(SuggestionState)


def decision(**changes: object) -> DecisionValues:
    return DecisionValues(**{"words": "完善核查", "office_id": 2, "person": "李静", "due_on": AFTER, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""), ({"due_on": TODAY}, ""), ({"words": ""}, "words_missing"), ({"person": "长" * 61}, "words_long"), ({"office_id": 3}, "decision_office"),
    ({"due_on": BEFORE}, "decision_due"),
])
def test_what_a_decision_must_hold(changes: dict[str, object], code: str) -> None:
    assert code_of(meetings.check_decisions, [decision(**changes)], {1, 2}, TODAY) == code


@pytest.mark.parametrize(("name", "done_on", "code"), [
    ("settle", None, ""), ("postpone", None, ""), ("reopen", TODAY, ""),
    ("settle", TODAY, "decision_act_not_now"), ("postpone", TODAY, "decision_act_not_now"), ("reopen", None, "decision_act_not_now"),
])
def test_what_may_be_done_with_a_decision(name: str, done_on: date | None, code: str) -> None:
    assert code_of(meetings.check_decision_act, name, done_on) == code


@pytest.mark.parametrize(("done_on", "code"), [(BEFORE, ""), (TODAY, ""), (AFTER, "decision_done_when"), (date(2026, 11, 22), "decision_done_when")])
def test_when_a_decision_was_done(done_on: date, code: str) -> None:
    assert code_of(meetings.check_done, done_on, BEFORE, TODAY) == code


@pytest.mark.parametrize(("last", "months", "due"), [
    (date(2023, 3, 15), 3, date(2023, 6, 15)), (date(2023, 11, 30), 3, date(2024, 2, 29)), (date(2023, 12, 31), 1, date(2024, 1, 31)),
    (date(2023, 1, 31), 1, date(2023, 2, 28)), (date(2023, 5, 1), 24, date(2025, 5, 1)), (date(2023, 9, 30), 3, date(2023, 12, 30)),
])
def test_when_the_next_meeting_is_due(last: date, months: int, due: date) -> None:
    assert meetings.next_due(last, months) == due


# bulletins ------------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""), ({"due": TODAY}, ""), ({"title": ""}, "words_missing"), ({"words": " "}, "words_missing"), ({"offices": []}, "bulletin_nobody"),
    ({"offices": [2, 9]}, "bulletin_office"), ({"due": BEFORE}, "bulletin_due_past"),
])
def test_what_a_bulletin_must_hold(changes: dict[str, object], code: str) -> None:
    given = {"title": "情况通报", "words": "有关情况", "offices": [2], "due": None} | changes
    assert code_of(bulletins.check, given["title"], given["words"], given["offices"], [2, 3], given["due"], TODAY) == code


def test_bulletins_go_from_one_side_to_the_other() -> None:
    assert {str(kind): str(to) for kind, to in bulletins.RECIPIENTS.items()} == {"bureau": "procuratorate", "procuratorate": "bureau"}
    assert code_of(bulletins.check_draft, "draft") == ""
    assert code_of(bulletins.check_draft, "sent") == "bulletin_sent"


@pytest.mark.parametrize(("due", "answered", "opened", "code"), [
    (TODAY, False, True, ""), (None, False, True, "bulletin_no_answer_asked"), (TODAY, False, False, "bulletin_unopened"),
    (TODAY, True, True, "bulletin_answered"),
])
def test_when_a_bulletin_is_answered(due: date | None, answered: bool, opened: bool, code: str) -> None:
    assert code_of(bulletins.check_answer, due, answered, opened) == code


# the minutes ----------------------------------------------------------------------------------------------------------------------

def test_the_minutes_fill_every_field() -> None:
    filled = FORM.fill("乌司监〔2026〕3号", SAMPLE)
    assert set(filled) == {name for name in FIELDS if "." not in name}
    for name, lines in filled.items():
        if isinstance(lines, list):
            assert {f"{name}.{key}" for key in lines[0]} >= {field for field in FIELDS if field.startswith(f"{name}.")}
    assert filled["when"] == "2026年3月5日（周四）09:30"
    assert filled["sides"][0]["people"] == "张某某（副局长）、李某某（科长）"
    assert [one["state"] for one in filled["earlier"]] == ["已于2026年1月20日办结：已建立核查台账", "正在办理"]


def test_minutes_of_a_meeting_without_names_and_of_what_was_done_without_words() -> None:
    bare = SAMPLE | {"sides": [{"office": "某局", "people": ""}], "earlier": [SAMPLE["earlier"][0] | {"done_words": ""}],
                     "decisions": [SAMPLE["decisions"][0] | {"person": ""}]}
    filled = FORM.fill("", bare)
    assert (filled["sides"][0]["people"], filled["decisions"][0]["person"]) == ("无", "无")
    assert filled["earlier"][0]["state"] == "已于2026年1月20日办结"
    with pytest.raises(ValueError, match="time"):
        FORM.fill("", SAMPLE | {"starts_at": "yesterday"})
