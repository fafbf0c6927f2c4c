"""How values look: truth tables in both languages."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from models import Organisation, PicklistItem, Supervisor
from portal.domain import labels
from views import formatting

MORNING = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
"""Thursday 2026-03-05, 09:30 in Shanghai."""
LATE = datetime(2026, 3, 5, 17, 0, 59, tzinfo=UTC)
"""01:00 of the next day in Shanghai."""


@pytest.fixture
def chinese(application: Flask) -> Iterator[None]:
    """A reader of Chinese."""
    with application.test_request_context(), force_locale("zh_Hans_CN"):
        yield


@pytest.fixture
def english(application: Flask) -> Iterator[None]:
    """A reader of English."""
    with application.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(("function", "value", "shown"), [
    ("local_time", MORNING, "2026-03-05 09:30"),
    ("local_time", LATE, "2026-03-06 01:00"),
    ("local_time", None, "—"),
    ("clock_time", MORNING, "09:30"),
    ("clock_time", None, "—"),
    ("local_date", MORNING, "2026-03-05"),
    ("local_date", LATE, "2026-03-06"),
    ("local_date", date(2026, 3, 5), "2026-03-05"),
    ("local_date", None, "—"),
    ("long_date", date(2026, 3, 5), "2026年3月5日(周四)"),
    ("long_date", LATE, "2026年3月6日(周五)"),
    ("long_date", None, "—"),
    ("long_time", MORNING, "2026年3月5日(周四)09:30"),
    ("long_time", None, "—"),
    ("money", 123450, "¥1,234.50"),
    ("money", 0, "¥0.00"),
    ("money", 5, "¥0.05"),
    ("money", -15000, "-¥150.00"),
    ("money", 10**11 + 1, "¥1,000,000,000.01"),
    ("money", None, "—"),
    ("tenths", 35, "3.5"),
    ("tenths", 30, "3"),
    ("tenths", -5, "-0.5"),
    ("tenths", 0, "0"),
    ("tenths", None, "—"),
    ("number", 200000, "200,000"),
    ("number", 0, "0"),
    ("number", None, "—"),
    ("percent", 0.3456, "34.6%"),
    ("percent", None, "—"),
    ("working_days", 3, "3 个工作日后"),
    ("working_days", 1, "1 个工作日后"),
    ("working_days", 0, "今天"),
    ("working_days", -2, "逾期 2 个工作日"),
    ("working_days", None, "—"),
    ("yes_no", True, "是"),
    ("yes_no", 0, "否"),
    ("or_dash", "", "—"),
    ("or_dash", None, "—"),
    ("or_dash", 0, 0),
    ("or_dash", "文", "文"),
    ("due_tone", -1, "late"),
    ("due_tone", 0, "due"),
    ("due_tone", 3, "due"),
    ("due_tone", 4, "neutral"),
    ("due_tone", None, "neutral"),
    ("tone", "returned", "late"),
    ("tone", "held", "done"),
    ("tone", "unheard of", "neutral"),
])
def test_values_in_chinese(chinese: None, function: str, value: object, shown: object) -> None:
    """Each value has one form on the screen, without seconds."""
    assert getattr(formatting, function)(value) == shown


@pytest.mark.parametrize(("function", "value", "shown"), [
    ("long_date", date(2026, 3, 5), "Thu 5 March 2026"),
    ("long_time", MORNING, "Thu 5 March 2026, 09:30"),
    ("working_days", 1, "in 1 working day"),
    ("working_days", 3, "in 3 working days"),
    ("working_days", 0, "today"),
    ("working_days", -1, "overdue by 1 working day"),
    ("yes_no", True, "Yes"),
])
def test_values_in_english(english: None, function: str, value: object, shown: str) -> None:
    """English is complete."""
    assert getattr(formatting, function)(value) == shown


@pytest.mark.parametrize(("start", "end", "pieces"), [
    (MORNING, datetime(2026, 3, 5, 3, 30, tzinfo=UTC), ("2026年3月5日(周四)", "09:30–11:30")),
    (MORNING, LATE, ("2026年3月5日(周四)09:30", "–2026年3月6日(周五)01:00")),
    (MORNING, None, ("2026年3月5日(周四)", "09:30")),
])
def test_span(chinese: None, start: datetime, end: datetime | None, pieces: tuple[str, str]) -> None:
    """The end repeats its date only when it is another day at the offices; a line ends between the pieces, never within one."""
    shown = formatting.time_span(start, end)
    assert shown.striptags() == "".join(pieces)
    assert all(f'<span class="nowrap">{piece.lstrip("–")}</span>' in shown for piece in pieces)


def test_span_in_english(english: None) -> None:
    """Date and hours are parted by a comma."""
    assert formatting.time_span(MORNING, datetime(2026, 3, 5, 3, 30, tzinfo=UTC)).striptags() == "Thu 5 March 2026, 09:30–11:30"


def test_words_of_the_readers_language(chinese: None) -> None:
    """Colon and months as Chinese writes them."""
    assert (formatting.titled("登记出席", "李静"), formatting.month_name(3)) == ("登记出席：李静", "3月")


def test_words_of_the_readers_language_in_english(english: None) -> None:
    """Colon and months as English writes them."""
    assert (formatting.titled("Attendance recorded", "李静"), formatting.month_name(3)) == ("Attendance recorded: 李静", "Mar")


@pytest.mark.parametrize(("agent", "shown"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", "Chrome · Windows"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Edge · Windows"),
    ("Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 Chrome/86.0 Safari/537.36 QIHU 360SE", "360 · Windows"),
    ("Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0", "微信 · Android"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1", "Safari · iPhone"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
    ("curl/8.4", "—"),
    ("", "—"),
])
def test_the_browser_is_named(chinese: None, agent: str, shown: str) -> None:
    """A clerk reads which browser on which system, not its agent string."""
    assert formatting.device(agent) == shown


def test_naive_time_is_refused() -> None:
    """A time without a zone would be shown eight hours off."""
    with pytest.raises(ValueError, match="without a zone"):
        formatting.local_time(datetime(2026, 3, 5, 9, 30))


@pytest.mark.parametrize(("value", "kind", "shown"), [
    ("13812341234", "phone", "138****1234"),
    ("150302198001011234", "id_number", "1503**********1234"),
    ("6222020200001234567", "bank_card", "***************4567"),
    ("海勃湾区新华街 1 号", "other", "****"),
    ("12345", "phone", "****"),
    ("", "phone", "—"),
    (None, "id_number", "—"),
    ("13812341234", "a kind nobody knows", "****"),
])
def test_masked(value: str | None, kind: str, shown: str) -> None:
    """The middle of a sensitive value is hidden; what is too short to hide anything is hidden whole."""
    assert formatting.masked(value, kind) == shown


def test_badges_escape(chinese: None) -> None:
    """A word typed by people cannot become markup."""
    assert formatting.badge("<b>", "due") == Markup('<span class="tag tag-due">&lt;b&gt;</span>')
    assert formatting.state_badge(labels.ACTIVITY_STATES, "cancelled") == Markup('<span class="tag tag-neutral">已取消</span>')
    assert formatting.state_badge({}, "odd") == Markup('<span class="tag tag-neutral">odd</span>')


def test_long_text_is_folded(chinese: None) -> None:
    """A long text opens on request; a short one stays; neither becomes markup."""
    assert formatting.folded("<i>") == Markup('<span class="prewrap">&lt;i&gt;</span>')
    long = formatting.folded("字" * 121)
    assert long.startswith("<details") and "字" * 121 in long
    assert formatting.folded(None) == Markup('<span class="prewrap"></span>')


@pytest.mark.parametrize(("row", "in_chinese", "in_english"), [
    (PicklistItem(name="法律", name_en="Law"), "法律", "Law"),
    (Organisation(name="乌海市司法局", name_en=""), "乌海市司法局", "乌海市司法局"),
    (Supervisor(name="孙玉兰", code="WH-2021-007"), "孙玉兰", "孙玉兰"),
    (None, "", ""),
])
def test_row_name(application: Flask, row: object, in_chinese: str, in_english: str) -> None:
    """Rows with two names are shown in the reader's language."""
    with application.test_request_context():
        with force_locale("zh_Hans_CN"):
            assert formatting.row_name(row) == in_chinese
        with force_locale("en"):
            assert formatting.row_name(row) == in_english
