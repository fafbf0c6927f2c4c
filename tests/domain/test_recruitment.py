"""Rounds and applications as truth tables: every state × every step, every hurdle beside its edge, every refusal with its reason."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from models.choices import ApplicantState as A, RecruitmentState as S
from portal.domain import recruitment as rules, recruitment_balance as balance
from portal.domain.errors import Conflict, DomainError
from portal.domain.recruitment import Candidacy, Standing
from portal.domain.recruitment_balance import Head

FROM = {
    "amend": "draft", "publish": "draft", "open": "noticed", "review": "applications", "inspect": "review", "announce": "inspection",
    "reopen": "public_notice", "decide": "public_notice", "close": "decided",
    "cancel": "draft noticed applications review inspection public_notice",
}
TO = {"amend": None, "publish": "noticed", "open": "applications", "review": "review", "inspect": "inspection", "announce": "public_notice",
      "reopen": "inspection", "decide": "decided", "close": "closed", "cancel": "cancelled"}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(FROM))
def test_every_state_times_every_step(state: S, name: str) -> None:
    if state in FROM[name].split():
        assert rules.step_from(state, name).target == TO[name]
        assert name in rules.steps_open(state)
        return
    with pytest.raises(Conflict, match="recruit_step_not_now"):
        rules.step_from(state, name)
    assert name not in rules.steps_open(state)


def test_the_tables_are_whole() -> None:
    assert set(rules.STEPS) == set(FROM)
    assert {name for name, step in rules.STEPS.items() if step.verb == "recruitment:appoint"} == {"decide"}
    assert set(S) == {*rules.PROGRESS, S.CANCELLED}
    assert not rules.steps_open(S.CLOSED) and not rules.steps_open(S.CANCELLED)


ACTS = [
    # act, states of the round, states of the application
    ("amend", "applications review", "applied"), ("ask", "applications review", "applied passed"),
    ("opine", "applications review", "applied passed refused"), ("check", "review", "applied passed refused"),
    ("inspect", "inspection", "passed suited unsuited"), ("propose", "inspection", "suited"), ("hold_back", "inspection", "proposed"),
    ("object", "public_notice", "proposed"), ("strike", "public_notice", "proposed"),
    ("withdraw", "applications review inspection public_notice", "applied passed suited proposed"), ("swear", "decided closed", "appointed"),
]


@pytest.mark.parametrize(("name", "rounds", "states"), ACTS)
def test_every_pair_of_states_times_every_act(name: str, rounds: str, states: str) -> None:
    for round_state in S:
        for state in A:
            if round_state in rounds.split() and state in states.split():
                assert rules.act_on(round_state, state, name) is rules.ACTS[name]
                assert name in rules.acts_open(round_state, state)
                continue
            with pytest.raises(Conflict, match="recruit_act_not_now"):
                rules.act_on(round_state, state, name)
            assert name not in rules.acts_open(round_state, state)


READY = Standing(today=date(2026, 10, 12), starts_on=date(2027, 3, 1), apply_from=date(2026, 10, 12), apply_until=date(2026, 11, 13))
HURDLES = [
    # step, what differs, codes, why
    ("publish", {}, [], "all in order, on the first day of applications"),
    ("publish", {"places": 0}, ["recruit_no_places"], "nothing to fill"),
    ("publish", {"notice_days": 19}, ["recruit_notice_short"], "19 of 20 working days"),
    ("publish", {"notice_days": 20}, [], "20 suffice"),
    ("publish", {"notice_days": 19, "notice_needed": 15}, [], "where 15 are asked for"),
    ("publish", {"today": date(2026, 10, 13)}, ["recruit_dates_backwards"], "applications would have begun before the notice"),
    ("publish", {"apply_until": date(2026, 10, 11)}, ["recruit_dates_backwards"], "the last day before the first"),
    ("publish", {"starts_on": date(2026, 11, 13)}, ["recruit_dates_backwards"], "the term on the last day of applications"),
    ("publish", {"places": 0, "notice_days": 1}, ["recruit_no_places", "recruit_notice_short"], "each its own sentence"),
    ("open", {"today": date(2026, 10, 11)}, ["recruit_not_open_yet"], "a day early"),
    ("open", {}, [], "on the day"),
    ("review", {"today": date(2026, 11, 13)}, ["recruit_still_open"], "the last day belongs to the applicants"),
    ("review", {"today": date(2026, 11, 14)}, [], "the day after"),
    ("inspect", {"unreviewed": 1}, ["recruit_unreviewed"], "one not reviewed"),
    ("inspect", {"unanswered": 2}, ["recruit_unanswered"], "two without the other office's opinion"),
    ("inspect", {"passed": 0}, ["recruit_nobody_passed"], "nobody to inspect"),
    ("inspect", {}, [], "both offices are done"),
    ("announce", {"uninspected": 1}, ["recruit_uninspected"], "one not inspected"),
    ("announce", {"proposed": 0}, ["recruit_nobody_proposed"], "nobody to publish"),
    ("announce", {"places": 2, "proposed": 3}, ["recruit_over_places"], "more people than places"),
    ("announce", {"places": 3, "proposed": 3}, [], "as many as places"),
    ("decide", {"objections_until": None}, ["recruit_notice_running"], "never published"),
    ("decide", {"objections_until": date(2026, 10, 12)}, ["recruit_notice_running"], "on the last day"),
    ("decide", {"objections_until": date(2026, 10, 11)}, [], "the day after"),
    ("decide", {"objections_until": date(2026, 10, 11), "objections": 1}, ["recruit_objections_open"], "one not handled"),
    ("decide", {"objections_until": date(2026, 10, 11), "proposed": 0}, ["recruit_nobody_proposed"], "all were struck"),
    ("close", {"unreviewed": 9, "objections": 9}, [], "nothing stands in the way of the certificates"),
]


@pytest.mark.parametrize(("name", "values", "codes", "why"), HURDLES)
def test_hurdles(name: str, values: dict[str, object], codes: list[str], why: str) -> None:
    found = rules.hurdles(name, replace(READY, **values))
    assert [one.code for one in found] == codes, why


FIT = Candidacy(age=23, min_age=23, education_passes=True)
PROBLEMS = [
    # what differs, codes, told by link, why
    ({}, [], None, "23 on the first day of the term"),
    ({"age": 22}, ["too_young"], "too_young", "22"),
    ({"education_passes": False}, ["education_too_low"], "education_too_low", "below senior high"),
    ({"county_offered": False}, ["recruit_county"], "recruit_county", "no places there"),
    ({"barred": True}, ["barred_for_ever"], "recruit_call_office", "removed for a breach once: by link nobody learns it"),
    ({"elsewhere": True}, ["id_number_elsewhere"], "recruit_call_office", "registered by another bureau"),
    ({"live_beyond": True}, ["has_live_term"], "recruit_call_office", "one live appointment for each ID number"),
    ({"third_term": True}, ["third_running_term"], "recruit_call_office", "two terms run into this one"),
    ({"age": 20, "barred": True}, ["too_young", "barred_for_ever"], "too_young", "what the form itself says comes first"),
]


@pytest.mark.parametrize(("values", "codes", "by_link", "why"), PROBLEMS)
def test_who_may_apply(values: dict[str, object], codes: list[str], by_link: str | None, why: str) -> None:
    problems = rules.application_problems(replace(FIT, **values))
    assert problems == codes, why
    assert rules.refusal_of(problems, by_link=True) == by_link, why
    assert rules.refusal_of(problems, by_link=False) == (codes[0] if codes else None), why


ITEMS = ("punished", "court")
REVIEWS = [
    # passes, found, reported by a procuratorate, words, code, why
    (True, {"punished": "clear", "court": "clear"}, (), "", "", "every item checked"),
    (True, {"punished": "clear"}, (), "", "recruit_unchecked", "one item not looked into"),
    (True, {"punished": "clear", "court": "holds"}, (), "因公调离", "recruit_bar_holds", "a post that excludes, whatever the words"),
    (True, {"punished": "clear", "court": "clear"}, ("*",), "", "recruit_against_review", "against the other office without a reason"),
    (True, {"punished": "clear", "court": "clear"}, ("*",), "经核实无误", "", "against the other office with a reason"),
    (False, {"court": "holds"}, (), "", "", "refused for a post: it says why"),
    (False, {}, (), "", "words_missing", "refused for nothing"),
    (False, {}, (), "材料不全", "", "refused in words"),
]


@pytest.mark.parametrize(("passes", "found", "reported", "words", "code", "why"), REVIEWS)
def test_the_clerks_review(passes: bool, found: dict[str, str], reported: tuple[str, ...], words: str, code: str, why: str) -> None:
    def act() -> None:
        rules.check_review(passes=passes, found=found, items=ITEMS, reported=reported, words=words)
    if code:
        with pytest.raises(DomainError, match=code):
            act()
    else:
        act()


@pytest.mark.parametrize(("age", "band"), [(23, "to_35"), (35, "to_35"), (36, "to_45"), (45, "to_45"), (46, "to_55"), (55, "to_55"), (56, "over_55")])
def test_age_bands(age: int, band: str) -> None:
    assert balance.age_band(age) == band


def head(state: A = A.APPLIED, county: str = "north", sex: str = "male", age: int = 40, servant: bool = False, professions: tuple[str, ...] = ()) -> Head:
    return Head(state, county, sex, age, servant, professions)


def made(*heads: Head, **values: object) -> balance.Sheet:
    return balance.sheet(heads, **{"places": {"north": 2, "south": 1}, "staying": {}, "county_minimum": 3, "servant_limit": 50,
                                   "professions": ("law", "medicine"), "sexes": ("male", "female"), **values})


def test_the_sheet_counts_each_line() -> None:
    sheet = made(head(A.APPOINTED, professions=("law", "medicine")), head(A.PROPOSED, "south", "female", 60, True), head(A.REFUSED), head(A.WITHDRAWN))
    assert sheet.total == balance.Line("", 3, 2, 1)
    assert [(one.line.key, one.line.applied, one.line.proposed, one.line.appointed, one.places) for one in sheet.counties] == [
        ("north", 2, 1, 1, 2), ("south", 1, 1, 0, 1)]
    lines = {line.key: (line.applied, line.proposed, line.appointed) for group in sheet.groups.values() for line in group}
    assert lines == {"servant": (1, 1, 0), "not_servant": (2, 1, 1), "male": (2, 1, 1), "female": (1, 1, 0), "to_35": (0, 0, 0),
                     "to_45": (2, 1, 1), "to_55": (0, 0, 0), "over_55": (1, 1, 0), "law": (1, 1, 1), "medicine": (1, 1, 1)}


SHARES: list[tuple[Callable[[], balance.Sheet], tuple[int, int, bool], str]] = [
    (lambda: made(head(), head(servant=True)), (1, 2, False), "half is allowed, of all who applied"),
    (lambda: made(head(servant=True), head(servant=True), head()), (2, 3, True), "two of three are more than half"),
    (lambda: made(head(A.PROPOSED), head(servant=True), head(servant=True)), (0, 1, False), "once somebody is proposed, of those"),
    (lambda: made(head(A.APPOINTED, servant=True), head(A.PROPOSED)), (1, 1, True), "once somebody is appointed, of those"),
    (lambda: made(), (0, 0, False), "nobody"),
]


@pytest.mark.parametrize(("sheet", "expected", "why"), SHARES)
def test_the_share_of_public_servants(sheet: Callable[[], balance.Sheet], expected: tuple[int, int, bool], why: str) -> None:
    found = sheet()
    assert (found.servants, found.chosen, found.too_many_servants) == expected, why


@pytest.mark.parametrize(("staying", "proposed", "short"), [(0, 2, True), (1, 2, False), (0, 3, False), (2, 0, True), (3, 0, False)])
def test_the_fewest_of_a_county(staying: int, proposed: int, short: bool) -> None:
    sheet = made(*[head(A.PROPOSED) for _ in range(proposed)], staying={"north": staying})
    assert sheet.counties[0].short is short
