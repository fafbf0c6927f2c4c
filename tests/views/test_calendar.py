"""The calendar's page and its feed, which is read back as calendar programs read it."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape

import icalendar
import pytest

from models import AuditEntry, CalendarFeed, Opinion, Training, User
from models.base import database
from portal.services.feeds import MOST_AN_HOUR
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item, save

ClientAs = Callable[[str], Client]
ADDRESS = re.compile(r"http://localhost(/feed/[\w-]{32}\.ics)")


def subscribe(client: Client) -> str:
    """Make a feed and return its path."""
    return ADDRESS.search(unescape(client.post("/calendar/feed/make").text)).group(1)


def events(client: Client, path: str) -> dict[str, icalendar.Event]:
    """Return the events of a feed by their summaries."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    read = icalendar.Calendar.from_ical(answer.data)
    return {str(event["summary"]): event for event in read.walk("VEVENT")}


def filled() -> None:
    """Make an activity and an opinion for each of two cities, and a class of ours."""
    for office in (factories.procuratorate(), factories.neighbour_procuratorate()):
        start = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
        factories.activity("announced", office=office, starts_at=start, title=f"{office.short_name}公开听证；第一场, 现场", place="听证室")
        save(Opinion(bureau=office.bureau, supervisor=factories.supervisor(office.bureau), procuratorate=office, mode=item("mode", "10"), subject="不外传的建议",
                     words="建议", source="paper", state="routed", received_on=date(2026, 11, 20), received_at=AT, due_on=date(2026, 12, 9)))
    save(Training(bureau=factories.bureau(), title="履职培训", form=item("training_form"), starts_on=date(2026, 12, 10), ends_on=date(2026, 12, 11)))


def test_a_month_shows_each_entry_where_it_leads(app: object, client_as: ClientAs) -> None:
    filled()
    page = client_as("clerk").get("/calendar/?month=2026-12").text
    links = re.findall(r'<a class="cal-entry cal-(\w+)" href="(/[^"]+)"', page)
    assert {(tone, url.rpartition("/")[0]) for tone, url in links} == {("activity", "/activities"), ("due", "/opinions"), ("class", "/trainings")}
    assert "包头" not in page and "乌海市人公开听证" in page and "09:00" in page
    assert page.count("履职培训</a>") == 4  # two days, in the grid and in the list of the phone


def test_holidays_and_worked_weekends_are_marked(app: object, client_as: ClientAs) -> None:
    clerk = client_as("clerk")
    october = clerk.get("/calendar/?month=2026-10").text
    grid = october.split('<section class="cal-list"')[0]
    assert (grid.count("cal-mark cal-free"), grid.count("cal-mark cal-worked")) == (5, 1)  # five weekdays off, Saturday the 10th is worked
    assert "month=2026-09" in october and "month=2026-11" in october
    assert "尚未公布" in clerk.get("/calendar/?month=2028-01").text


@pytest.mark.parametrize("month", ["2026-13", "2026", "x", "-1", "2002-12", "2029-01", "99999-01", "2026-1-1", "0000-01"])
def test_months_that_nobody_plans_are_not_there(client_as: ClientAs, month: str) -> None:
    assert client_as("clerk").get(f"/calendar/?month={month}").status_code == 404


@pytest.mark.parametrize("month", ["2003-01", "2028-12"])
def test_the_first_and_the_last_month_lead_no_further(app: object, client_as: ClientAs, month: str) -> None:
    page = client_as("clerk").get(f"/calendar/?month={month}")
    assert page.status_code == 200 and (page.text.count('rel="prev"'), page.text.count('rel="next"')) in ((0, 1), (1, 0))


def test_the_feed_is_what_calendar_programs_read(app: object, client_as: ClientAs, client: Client) -> None:
    filled()
    path = subscribe(client_as("officer"))
    found = events(client, path)
    assert set(found) == {"乌海市人公开听证；第一场, 现场", "监督意见答复到期 · 乌海市人"}  # no words of an opinion, nothing of another city, no class
    activity = found["乌海市人公开听证；第一场, 现场"]
    assert activity["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert activity["dtstart"].dt == datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
    assert activity["dtend"].dt - activity["dtstart"].dt == timedelta(hours=2)
    assert (str(activity["location"]), str(activity["status"])) == ("听证室", "CONFIRMED")
    assert str(activity["url"]).startswith("http://localhost/activities/")
    deadline = found["监督意见答复到期 · 乌海市人"]
    assert (deadline["dtstart"].dt, deadline["dtend"].dt, str(deadline["transp"])) == (date(2026, 12, 9), date(2026, 12, 10), "TRANSPARENT")


def test_a_moved_or_cancelled_activity_keeps_its_name_and_rises(app: object, client_as: ClientAs, client: Client) -> None:
    path = subscribe(client_as("clerk"))
    activity = factories.activity("announced", starts_at=datetime(2026, 12, 8, 1, 0, tzinfo=UTC), title="公开听证")
    before = events(client, path)["公开听证"]
    type(activity).update(state="cancelled", version=type(activity).version + 1, changed_at=AT + timedelta(hours=1)).execute()
    after = events(client, path)["已取消：公开听证"]
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt and str(after["status"]) == "CANCELLED"


def test_every_event_has_a_name_of_its_own(app: object, client_as: ClientAs, client: Client) -> None:
    filled()
    path = subscribe(client_as("clerk"))
    read = icalendar.Calendar.from_ical(client.get(path).data)
    names = [str(event["uid"]) for event in read.walk("VEVENT")]
    assert len(names) == len(set(names)) == 3
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert str(read["x-published-ttl"]) == "PT1H"


def test_the_window_ends_before_and_ahead(app: object, client_as: ClientAs, client: Client) -> None:
    for days in (-91, -90, 370, 371):
        factories.activity("announced", starts_at=AT + timedelta(days=days), title=f"第{days}日")
    assert set(events(client, subscribe(client_as("clerk")))) == {"第-90日", "第370日"}


def test_an_english_account_reads_english(app: object, client_as: ClientAs, client: Client) -> None:
    filled()
    path = subscribe(client_as("officer"))
    User.update(locale="en").execute()
    assert any(summary.startswith("Opinion to be answered") for summary in events(client, path))


def test_an_ended_feed_is_not_there_and_a_hurried_one_waits(app: object, client_as: ClientAs, client: Client) -> None:
    clerk = client_as("clerk")
    path = subscribe(clerk)
    answer = client.get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    CalendarFeed.update(fetches=MOST_AN_HOUR).execute()
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert clerk.post("/calendar/feed/revoke", data={"confirmed": "yes"}).status_code == 303
    assert [client.get(where).status_code for where in (path, "/feed/x.ics", "/feed/.ics")] == [404, 404, 404]
    refused = clerk.post("/calendar/feed/revoke", data={"confirmed": "yes"}, headers={"Referer": "http://localhost/calendar/"})
    assert "没有可停用的订阅" in clerk.get(refused.headers["Location"]).text


def test_the_address_is_shown_once(app: object, client_as: ClientAs) -> None:
    clerk = client_as("clerk")
    form = {"form_key": "0123456789abcdef01234567"}
    first = clerk.post("/calendar/feed/make", data=form)
    assert ADDRESS.search(first.text)
    again = clerk.post("/calendar/feed/make", data=form)  # a reload of the page that showed it
    assert again.status_code == 303 and not ADDRESS.search(again.text)
    assert not ADDRESS.search(clerk.get("/calendar/").text)
    assert AuditEntry.select().where(AuditEntry.verb == "calendar:make").count() == 1


def test_a_fetch_takes_the_same_statements_for_many_rows(app: object, client_as: ClientAs, client: Client) -> None:
    path = subscribe(client_as("clerk"))
    counts = []
    client.get(path)
    for _ in range(2):
        filled()
        seen: list[str] = []
        hook = lambda event, seen=seen: seen.append(event[0])  # noqa: E731 - the hook must be the very object that is taken out again
        database.obj.query_hooks.append(hook)
        client.get(path)
        database.obj.query_hooks.remove(hook)
        counts.append(len(seen))
    assert counts[0] == counts[1]
