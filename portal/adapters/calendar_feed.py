"""Calendar entries as iCalendar (RFC 5545) bytes; knows neither tables nor Flask."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Event, Timezone

from portal.domain.localtime import ZONE, to_local

PRODUCT = "-//People's supervisors portal//Calendar//ZH"
FIRST_YEAR = date(2003, 1, 1)
"""Since 1991 China has one time without summer time; what lies before is of no use here."""
REFRESH, REFRESH_WORDS = timedelta(hours=1), "PT1H"
"""How often programs should ask; the second is for those that read an older name of it, which the library does not know."""


@dataclass(frozen=True)
class FeedEvent:
    """One event. Moments are aware; a deadline has a day and no moments. `sequence` rises with every change."""

    uid: str
    summary: str
    first: date
    last: date
    sequence: int
    changed_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    url: str = ""
    cancelled: bool = False


def write(name: str, events: Iterable[FeedEvent]) -> bytes:
    """Return a calendar of these events, named for the programs that show it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_WORDS)
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(_event(event))
    written: bytes = calendar.to_ical()
    return written


@cache
def _zone() -> Timezone:
    return Timezone.from_tzid(ZONE.key, first_date=FIRST_YEAR)


def _event(event: FeedEvent) -> Event:
    """Moments in China's time; without them the whole days, the day after the last being the end."""
    made = Event()
    made.add("uid", event.uid)
    made.add("summary", event.summary)
    made.add("dtstart", to_local(event.starts_at) if event.starts_at else event.first)
    if event.starts_at is None:
        made.add("dtend", event.last + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    elif event.ends_at is not None:
        made.add("dtend", to_local(event.ends_at))
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    for field, value in (("location", event.place), ("url", event.url)):
        if value:
            made.add(field, value)
    return made
