"""The home page: what waits for the reader by due day, then this month and the year in figures."""
from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

from flask_admin import expose
from flask_babel import gettext as _

from models import Activity
from portal.domain.calendar import Bucket
from portal.domain.labels import N_, VERBS_SPOKEN
from portal.domain.localtime import from_local, local_day
from portal.domain.permissions import Actor
from portal.domain.tasks import KINDS, Task
from portal.queries import news, parameters, scope, setup, statistics, subsidies, worklists
from views.base import Answer, Page, actor, now

BUCKETS = {
    Bucket.OVERDUE: (N_("Overdue"), "late"),
    Bucket.TODAY: (N_("Today"), "due"),
    Bucket.SOON: (N_("Within 3 working days"), "info"),
    Bucket.LATER: (N_("Later"), "neutral"),
}

class HomePage(Page):
    """The worklist of the reader's role."""

    verbs = {"index": "home:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show what waits, this month's activities and the year's figures."""
        who, at = actor(), now()
        today = local_day(at)
        business = who.may("statistics:read")
        return self.render(
            "home/index.html", groups=grouped(who, today, worklists.tasks(who, at)), today=today, steps=setup.open_steps(who),
            news=news.latest(who, at), verbs=VERBS_SPOKEN, month=this_month(who, today) if who.may("request:read") else None,
            figures=statistics.headline(who, today.year) if business else None,
            money=subsidies.budget_state(who, today.year) if who.may("subsidy:read") else None,
        )

    def title(self) -> str:
        """Return the greeting that stands as heading."""
        return _("What waits for me")


def grouped(who: Actor, today: date, tasks: list[Task]) -> list[dict[str, object]]:
    """Return the tasks by how soon they are due, the overdue first; empty groups are left out."""
    calendar = parameters.calendar(who.bureau_id)
    found: dict[Bucket, list[dict[str, object]]] = defaultdict(list)
    for task in tasks:
        found[calendar.bucket(task.due, today)].append({
            "task": task, "words": KINDS[task.kind].words, "url": KINDS[task.kind].place.format(task.row_id),
            "days": calendar.working_days_between(today, task.due)})
    return [{"words": words, "tone": tone, "lines": found[bucket]} for bucket, (words, tone) in BUCKETS.items() if found[bucket]]


def this_month(who: Actor, today: date) -> list[Activity]:
    """Return the month's activities that the reader may see and that were not cancelled, by time; at most 60."""
    first = today.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    start, end = (from_local(datetime.combine(day, time())) for day in (first, after))
    rows = scope.visible(who, Activity).where(
        Activity.starts_at >= start, Activity.starts_at < end, Activity.state.not_in(("cancelled", "draft", "returned")))
    return list(rows.order_by(Activity.starts_at, Activity.id).limit(60))


def pages() -> list[Page]:
    """Return nothing: the home page is the index of the menu."""
    return []
