from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.domain.errors import Forbidden
from portal.domain.permissions import Actor
from portal.queries import search, setup
from tests import door_rows, factories, subsidy_rows

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]


@pytest.mark.parametrize(("text", "hit"), [
    ("王晓东", True), ("晓东", True), ("wangxiao", True), ("Wang Xiao", True), ("wxd", True), ("wx", True), ("xd", False), ("WH-2024", True),
    ("某中学", True), ("某中学", True), ("李", False), ("", False), ("   ", False), ("\x00", False), ("%", False), ("_", False), ("x" * 500, False),
])
def test_a_person_is_found_by_name_pinyin_initials_code_or_unit(actor_as: ActorAs, text: str, hit: bool) -> None:
    factories.supervisor(name="王晓东", pinyin="wangxiaodong", initials="wxd", work_unit="乌海市某中学")
    assert bool(search.search(actor_as("clerk"), text).people) is hit


def test_activities_by_number_title_and_place(actor_as: ActorAs) -> None:
    made = factories.activity("submitted", title="不起诉公开听证", place="海勃湾", number="乌检需〔2026〕77号")
    for text in ("77号", "公开听证", "海勃湾"):
        assert search.search(actor_as("clerk"), text).activities == [made]


@pytest.mark.parametrize(("role", "people", "activities"), [
    ("clerk", 2, 1), ("officer", 2, 1), ("neighbour_clerk", 0, 0), ("neighbour_officer", 0, 0), ("district_officer", 0, 0),
])
def test_nothing_foreign_is_found(actor_as: ActorAs, role: str, people: int, activities: int) -> None:
    factories.drawn_activity("announced", title="监督员座谈")
    found = search.search(actor_as(role), "监督员")
    assert (len(found.people), len(found.activities)) == (people, activities)


def test_a_procuratorate_does_not_find_by_what_it_may_not_see(actor_as: ActorAs) -> None:
    made = factories.drawn_activity("announced")
    code = made.assignments.first().supervisor.code
    assert search.search(actor_as("clerk"), code).people
    assert search.search(actor_as("officer"), code).people == []


WORDS = {
    "training": "履职培训", "material": "请阅读", "visit": "谈履职情况", "suggestion": "建议提前发放", "meeting": "联席会议", "bulletin": "情况通报",
    "recruitment": "选任", "paper": "〔2026〕900号", "subsidy": "2026年3月履职补助",
}


@pytest.mark.parametrize(("role", "kinds"), [
    ("clerk", set(WORDS)), ("leader", set(WORDS)), ("finance", {"subsidy"}), ("officer", {"suggestion", "meeting", "bulletin", "paper"}),
    ("chief", {"paper"}), ("neighbour_clerk", set()), ("neighbour_officer", set()), ("district_officer", set()),
])
def test_a_record_is_found_by_whom_it_may_be_seen(actor_as: ActorAs, role: str, kinds: set[str]) -> None:
    rows = door_rows.city().rows
    found = {kind: search.search(actor_as(role), text).records for kind, text in WORDS.items()}
    assert {kind: [(one.kind, one.url) for one in records] for kind, records in found.items()} == {
        kind: [(kind, search.RECORDS[kind][2].format(rows["subsidy_batch" if kind == "subsidy" else kind]))] if kind in kinds else [] for kind in WORDS}


@pytest.mark.parametrize("text", ["乌海", "听证", "建议", "监督员", "2024-0"])
def test_finance_finds_no_person_activity_nor_opinion(actor_as: ActorAs, text: str) -> None:
    door_rows.city()
    found = search.search(actor_as("finance"), text)
    assert (found.people, found.activities, found.opinions, found.records) == ([], [], [], [])


def test_the_words_of_a_notice_between_the_offices_are_not_guessed_by_searching(actor_as: ActorAs) -> None:
    door_rows.city()
    assert search.search(actor_as("officer"), "有关情况").records == []


def test_administrators_may_not_search(actor_as: ActorAs) -> None:
    with pytest.raises(Forbidden):
        search.search(actor_as("system_admin"), "x")


def test_more_than_is_shown_is_said(actor_as: ActorAs) -> None:
    for number in range(search.MOST + 1):
        factories.activity("submitted", title=f"听证{number}")
    found = search.search(actor_as("clerk"), "听证")
    assert (len(found.activities), found.more) == (search.MOST, True)


def test_the_tick_list_vanishes_when_all_is_done(actor_as: ActorAs) -> None:
    admin = actor_as("system_admin")
    assert [step.done for step in setup.open_steps(admin)] == [False, False, False, False]
    factories.account("clerk")
    assert [step.done for step in setup.open_steps(admin)] == [True, False, True, False]
    factories.procuratorate()
    assert [step.done for step in setup.open_steps(admin)] == [True, True, True, False]
    subsidy_rows.rate()
    assert setup.open_steps(admin) == []
    assert [step.done for step in setup.open_steps(actor_as("clerk"))] == [False]
    assert setup.open_steps(actor_as("officer")) == []
