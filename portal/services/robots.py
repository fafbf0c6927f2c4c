"""Tell the office's own group (企业微信, 钉钉) that people wait to be notified: numbers of activities and of people, never a name."""
from __future__ import annotations

from datetime import datetime

from peewee import fn

from models import Activity, Assignment, Outbox
from models.base import database
from models.choices import AssignmentState
from portal.domain.invitations import group_text
from portal.domain.notice_texts import ASKING
from portal.domain.permissions import Actor, require
from portal.queries.notices import own_words
from portal.services import outbox
from portal.services.outbox import Reach


def tell_groups(actor: Actor, *, at: datetime, reach: Reach) -> int:
    """Put one message for each configured group and each newly drawn set of people; return how many were put.

    The key holds the newest place that waits, so that a substitute drawn later is told anew and nothing is told twice.
    """
    require(actor, "job:run")
    channels = [name for name in outbox.GROUPS if name in reach.channels]
    if not channels:
        return 0
    waiting = {f"group:{channel}:{row.activity_id}:{row.newest}": (channel, row) for row in _waiting(at) for channel in channels}
    told = {row.key for row in Outbox.select(Outbox.key).where(Outbox.key.in_(list(waiting)))}
    for key in sorted(set(waiting) - told):
        channel, row = waiting[key]
        body = group_text(row.activity.number, row.people, own_words(row.bureau_id))
        with database.atomic():
            outbox.put(channel, bureau_id=row.bureau_id, body=body, key=key, at=at, on=True)
    return len(set(waiting) - told)


def _waiting(at: datetime) -> list[Assignment]:
    """Activities still to come with people not notified: `people` of them, the `newest` place among them."""
    return list(
        Assignment.select(Assignment.bureau, Assignment.activity, Activity.number, fn.COUNT(Assignment.id).alias("people"),
                          fn.MAX(Assignment.id).alias("newest"))
        .join(Activity).where(Assignment.state == AssignmentState.DRAWN, Activity.state.in_(ASKING), Activity.starts_at > at)
        .group_by(Assignment.bureau, Assignment.activity, Activity.number)
    )
