from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from portal.domain.figures import Cell, Event, paragraph, shade, tabulate

MODES = [("01", "案件公开审查听证"), ("02", "检察官出庭支持公诉"), ("10", "人民监督员主动提出监督")]
WUHAI = json.loads((Path(__file__).parent.parent / "data" / "wuhai-2023.json").read_text(encoding="utf-8"))


def test_the_paragraph_of_2023_character_for_character() -> None:
    names = ["案件公开审查听证", "检察官出庭支持公诉", "巡回检察", "检察建议的研究提出、督促落实", "法律文书宣告送达", "案件质量评查", "司法规范化检查", "检察工作通报",
             "其他相关司法办案工作", "人民监督员主动提出监督"]
    events = [Event(code, 1, 1, 2) for code, count in WUHAI["events_by_mode"].items() for _ in range(count)]
    modes = [(f"{number:02d}", name) for number, name in enumerate(names, 1)]
    assert paragraph(events, modes, WUHAI["supervisors"], "city") == WUHAI["paragraph"]


@pytest.mark.parametrize(("events", "level", "wanted"), [
    ([], "city", "今年以来,全市7名人民监督员尚未参加监督活动。"),
    ([Event("10", None, 1, 1)], "province", "今年以来,全省(区)7名人民监督员共参加人民监督员主动提出监督1次,共计1次。"),
    ([Event("02", 1, 1, 9), Event("01", 1, 2, 1), Event("01", 1, 3, 1)], "district",
     "今年以来,全县(区)7名人民监督员共参加案件公开审查听证2次、检察官出庭支持公诉1次,共计3次。"),
])
def test_modes_without_activity_are_left_out_and_keep_their_order(events: list[Event], level: str, wanted: str) -> None:
    assert paragraph(events, MODES, 7, level) == wanted


EVENTS = st.lists(st.builds(Event, st.sampled_from(["01", "02", "10"]), st.sampled_from([1, 2, None]), st.integers(1, 12), st.integers(0, 9)))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(EVENTS)
def test_sums_agree_whatever_the_events(events: list[Event]) -> None:
    table = tabulate(events, ["01", "02", "10"], [1, 2, None], lambda event: event.mode, lambda event: event.procuratorate)
    assert table.checked
    assert table.total == Cell(len(events), sum(event.person_times for event in events))
    assert sum(cell.events for cell in table.cells.values()) == len(events)


def test_an_event_outside_the_heads_is_noticed() -> None:
    table = tabulate([Event("99", 1, 1, 1)], ["01"], [1], lambda event: event.mode, lambda event: event.month)
    assert not table.checked


@pytest.mark.parametrize(("number", "top", "step"), [
    (0, 0, 0), (0, 10, 0), (1, 1, 5), (1, 10, 1), (2, 10, 1), (3, 10, 2), (5, 10, 3), (6, 10, 3), (8, 10, 4), (9, 10, 5), (10, 10, 5), (1, 2, 3), (2, 2, 5),
])
def test_the_shade_of_a_number(number: int, top: int, step: int) -> None:
    assert shade(number, top) == step
