"""日历: a month of activities, classes, meetings and deadlines; and the same as a feed by a private address."""
from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from flask import Blueprint, Response, request, url_for
from flask_admin import expose
from flask_babel import force_locale, gettext as _, lazy_gettext as _l

from portal.adapters import calendar_feed
from portal.adapters.calendar_feed import FeedEvent
from portal.domain.calendar import WorkCalendar
from portal.domain.draw import sm3
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.planning import FIRST_YEAR
from portal.domain.words import planning as words
from portal.language import short_name, word
from portal.queries import agenda, parameters
from portal.queries.agenda import TERM_MONTHS, Entry, Span
from portal.security import knock
from portal.services import feeds
from views.base import Answer, Page, actor, now
from views.doors import once
from views.settings_days import kind_of

PAGES = {
    "activity": "/activities/{}", "class": "/trainings/{}", "meeting": "/meetings/{}", "answer": "/opinions/{}", "feedback": "/feedback/{}",
    "decision": "/meetings/{}", "suggestion": "/suggestions/{}", "visit": "/visits/{}", "bulletin": "/bulletins/{}",
    "applications": "/recruitments/{}", "public_notice": "/recruitments/{}", "review": "/recruitment-reviews/", "material": "/materials/{}",
    "self_reports": "/assessment-rounds/{}", "grades_notice": "/assessment-rounds/{}",
}
"""Kind of entry → the page of its row; terms that end lead to those of that day."""
SHOWN = 4
"""Entries of a day that stand open; the rest is folded."""
LATEST_YEARS = 2
BACK, AHEAD = timedelta(days=90), timedelta(days=370)
"""What a feed holds: the last quarter, and a year ahead."""

blueprint = Blueprint("feeds", __name__, url_prefix="/feed")
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Day:
    """One day of the page: whether it is of the month shown, what it counts as, and its entries."""

    day: date
    inside: bool
    kind: str
    working: bool
    entries: list[Entry]


class CalendarPage(Page):
    """The reader's calendar."""

    verbs: ClassVar[dict[str, str]] = {"index": "calendar:read", "feed": "calendar:feed"}

    @expose("/")
    def index(self) -> Answer:
        """Show a month."""
        return self.show()

    def show(self, address: str = "") -> str:
        """Return the page of the month that the address names; `address` is that of a feed just made."""
        month, today = asked_month(), local_day(now())
        weeks = Calendar().monthdatescalendar(month.year, month.month)
        span = Span(weeks[0][0], weeks[-1][-1])
        calendar = parameters.calendar(actor().bureau_id)
        found = agenda.entries(actor(), span, today)
        return str(self.render(
            "calendar/month.html", month=month, today=today, weeks=laid_out(weeks, month, calendar, found), before=shifted(month, -1),
            after=shifted(month, 1), shown=SHOWN, words=entry_words, url_of=entry_url, tone=tone, provisional=calendar.is_provisional(month.year),
            feed=feeds.live(actor()), address=address, tables=words, bound=feeds.MOST_AN_HOUR))

    @expose("/feed/<any(make, revoke):name>", methods=("POST",))
    def feed(self, name: str) -> Answer:
        """Make the private address anew, shown this once, or end it."""
        if name == "revoke":
            asked = self.ask_first(_("Calendar programs that use the address get nothing more."), _("End the feed"))
            if asked:
                return asked
            feeds.revoke(actor(), at=now())
            return self.done(_("The feed has ended."), self.get_url(".index"))
        token = once(lambda: feeds.make(actor(), at=now()))
        return self.show(url_for("feeds.show", token=token, _external=True))

    def title(self) -> str:
        """Return the heading."""
        return _("Calendar")


def asked_month() -> date:
    """Return the first day of the month in the address, by default the present one. Raises NotFound for what cannot be one."""
    present = local_day(now())
    text = request.args.get("month") or f"{present:%Y-%m}"
    try:
        found = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise NotFound("not_found") from None
    if not FIRST_YEAR <= found.year <= present.year + LATEST_YEARS:
        raise NotFound("not_found")
    return found


def shifted(month: date, by: int) -> date | None:
    """Return the month before or after; None beyond what can be shown."""
    year, number = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, number + 1, 1) if FIRST_YEAR <= year <= local_day(now()).year + LATEST_YEARS else None


def laid_out(weeks: list[list[date]], month: date, calendar: WorkCalendar, found: list[Entry]) -> list[list[Day]]:
    """Return the weeks of a month with their entries; what lasts several days stands on each."""
    return [[_day(day, month, calendar, found) for day in week] for week in weeks]


def _day(day: date, month: date, calendar: WorkCalendar, found: list[Entry]) -> Day:
    working = calendar.is_working(day)
    kind = kind_of(day, working, False)
    return Day(day, (day.year, day.month) == (month.year, month.month), kind, working, [one for one in found if one.first <= day <= one.last])


def tone(entry: Entry, today: date) -> str:
    """Return how an entry is coloured: what takes place by its kind, deadlines as due or overdue."""
    if entry.kind in words.APPOINTMENTS:
        return "cancelled" if entry.cancelled else entry.kind
    return "late" if entry.first < today else "due"


def entry_words(entry: Entry, *, leaving: bool = False) -> str:
    """Return an entry in one line; `leaving` keeps back what people wrote, as feeds lie on machines that are not the office's."""
    label = word(words.AGENDA, entry.kind)
    office = short_name(entry.office) if entry.office is not None and entry.kind not in words.APPOINTMENTS else ""
    if entry.kind in agenda.GATHERED:
        return _("%(what)s: %(count)s people", what=label, count=entry.title)
    if entry.kind in words.APPOINTMENTS:
        return _("Cancelled: %(title)s", title=entry.title) if entry.cancelled else entry.title
    told = "" if leaving and entry.kind not in words.TELLING else entry.title[:60]
    return " · ".join(part for part in (label, told, office) if part)


def entry_url(entry: Entry) -> str:
    """Return the page that an entry opens."""
    if entry.kind in TERM_MONTHS:
        return f"/appointments/?f_state=live&f_ends_on_from={entry.ends_on}&f_ends_on_to={entry.ends_on}"
    return PAGES[entry.kind].format(entry.page_id)


# the feed -------------------------------------------------------------------------------------------------------------------------


@blueprint.get("/<token>.ics")
def show(token: str) -> Response:
    """Send the calendar of the account whose address this is."""
    try:
        who, locale = feeds.opened(token, knock(), at=now())
    except feeds.TooOften:
        return Response(status=429, headers={"Retry-After": "3600", **HEADERS})
    today = local_day(now())
    found = agenda.entries(who, Span(today - BACK, today + AHEAD), today)
    with force_locale(locale):
        body = calendar_feed.write(f"{_('Calendar')} {who.organisation_name}", [_event(who, one) for one in found])
    return Response(body, content_type="text/calendar; charset=utf-8", headers=HEADERS)


def _event(who: Actor, one: Entry) -> FeedEvent:
    address = url_for("home.index", _external=True).rstrip("/") + entry_url(one)
    return FeedEvent(uid(who, one), entry_words(one, leaving=True), one.first, one.last, one.version, one.changed_at, one.starts_at, one.ends_at,
                     one.place, address, one.cancelled)


def uid(who: Actor, one: Entry) -> str:
    """Return the name by which calendar programs know an entry again: its kind, its row, and the bureau, as other bureaus have rows too."""
    day = f"-{one.first:%Y%m%d}" if one.kind in agenda.GATHERED else ""
    return f"{one.kind}-{one.row_id if not day else 0}{day}@{sm3(str(who.bureau_id).encode())[:12]}.people-supervisors"


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [CalendarPage(name=_l("Calendar"), endpoint="calendar", url="/calendar", category="Supervised activities")]
