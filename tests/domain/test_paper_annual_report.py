"""The yearly report's fields: bars, shares, what is left out, what the figures rest on."""
from __future__ import annotations

from typing import Any

import pytest

from portal.domain.paper_annual_report import SAMPLE, bar, fill, share, yuan


@pytest.mark.parametrize(("value", "most", "drawn"), [
    (0, 52, ""), (1, 52, "▌"), (2, 52, "▌"), (3, 52, "█"), (52, 52, "█" * 16), (26, 52, "█" * 8), (27, 52, "█" * 8 + "▌"), (1, 1, "█" * 16), (0, 0, ""),
])
def test_a_bar_beside_the_longest(value: int, most: int, drawn: str) -> None:
    assert bar(value, most) == drawn


@pytest.mark.parametrize(("part", "whole", "words"), [(3, 5, "60.0%"), (0, 5, "0.0%"), (0, 0, "无"), (2, 3, "66.7%")])
def test_a_share(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_the_sample_filled() -> None:
    filled = fill("", SAMPLE)
    assert filled["modes"][0] == {"name": "案件公开审查、公开听证", "events": 6, "people": 12, "bar": "█" * 16}
    assert (filled["modes_used"], filled["modes_unused"]) == ("2", "检察官出庭支持公诉")
    assert [one["name"] for one in filled["offices"]] == ["某某市人民检察院", "某某市某某区人民检察院", "尚未转办"]
    assert [(one["name"], one["events"]) for one in filled["months"]] == [("3月", 5), ("4月", 2)]
    assert [(one["count"], one["share"]) for one in filled["outcomes"]] == [(3, "60.0%"), (1, "20.0%"), (0, "0.0%"), (1, "20.0%")]
    assert (filled["in_office"], filled["served"], filled["never"], filled["coverage"]) == ("5", "4", "1", "80.0%")
    assert (filled["period"], filled["source"]) == (
        "2025年1月1日至2025年12月31日", "本报告数据取自报送快照“2025年度报送”（2026年1月5日冻结，SM3摘要前16位66c7f0f462eeedd9）。")


def test_a_year_of_nothing() -> None:
    empty: dict[str, Any] = SAMPLE | {"figures": {}, "snapshot": {}, "modes": [], "offices": []}
    filled = fill("", empty)
    assert (filled["events"], filled["coverage"], filled["modes_unused"], filled["modes"], filled["offices"]) == ("0", "无", "无", [], [])
    assert {one["bar"] for one in filled["outcomes"]} == {""} and filled["source"] == "本报告数据截至2026年1月9日统计。"


@pytest.mark.parametrize(("fen", "words"), [(0, "0.00元"), (5, "0.05元"), (123_450, "1,234.50元"), (4_512_300, "45,123.00元"), (-5, "-0.05元")])
def test_an_amount(fen: int, words: str) -> None:
    assert yuan(fen) == words
