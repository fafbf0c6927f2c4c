"""iCalendar bytes as programs read them: escaped, folded, in China's time."""
from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest

from portal.adapters.calendar_feed import FeedEvent, write

AT = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


def event(**values: object) -> FeedEvent:
    """Return an event."""
    return FeedEvent(**{"uid": "a@b", "summary": "公开听证", "first": date(2026, 12, 8), "last": date(2026, 12, 8), "sequence": 1, "changed_at": AT, **values})


def read(*events: FeedEvent) -> list[icalendar.Event]:
    """Write events and read them back."""
    return list(icalendar.Calendar.from_ical(write("日历", events)).walk("VEVENT"))


@pytest.mark.parametrize("words", ["公开听证；第一场, \\n 现场", "一\r\nATTENDEE:mailto:a@b", "长" * 500, "END:VEVENT", "", "😀 \t"])
def test_no_words_break_out_of_their_line(words: str) -> None:
    (found,) = read(event(summary=words, place=words))
    assert str(found["summary"]).replace("\r\n", "\n") == words.replace("\r\n", "\n")
    assert "attendee" not in found


def test_lines_are_folded_and_end_as_they_must() -> None:
    lines = write("日历", [event(summary="拟不起诉案件公开听证" * 20)]).split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)


def test_moments_days_and_what_is_cancelled() -> None:
    timed, whole, gone = read(event(starts_at=AT), event(last=date(2026, 12, 9)), event(cancelled=True))
    assert timed["dtstart"].dt.isoformat() == "2026-12-08T09:00:00+08:00" and "dtend" not in timed
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (date(2026, 12, 8), date(2026, 12, 10))
    assert str(gone["status"]) == "CANCELLED" and str(timed["status"]) == "CONFIRMED"
    assert "location" not in timed and "url" not in timed


def test_the_same_events_are_the_same_bytes() -> None:
    assert write("日历", [event()]) == write("日历", [event()])
