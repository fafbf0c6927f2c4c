"""The texts that ask for the self-report, and the papers' own words."""
from __future__ import annotations

from datetime import date

import pytest

from portal.domain.assessment_texts import report_request
from portal.domain.notice_texts import Sender
from portal.domain.paper_assessment import tenths_words

SENDER = Sender("乌海市司法局", "乌海市司法局", "0473-1234567")


def test_the_text_says_until_when_and_how() -> None:
    texts = report_request("王晓东", 2025, date(2026, 1, 16), SENDER, "https://links.example/l/abc")
    assert "2026年1月16日" in texts.long and "2000字" in texts.long and "https://links.example/l/abc" in texts.long
    assert texts.sms == "【乌海市司法局】请于1月16日前提交2025年度述职报告，点链接提交 https://links.example/l/abc"
    assert "送交乌海市司法局" in report_request("王晓东", 2025, date(2026, 1, 16), SENDER).long


@pytest.mark.parametrize(("value", "words"), [(None, "—"), (0, "0"), (925, "92.5"), (1000, "100")])
def test_points_on_paper(value: int | None, words: str) -> None:
    assert tenths_words(value) == words
