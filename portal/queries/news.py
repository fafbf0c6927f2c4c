"""What the other office did lately to the reader's activities: the `tells` of the workflow, read from the trail."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import Activity, AuditEntry
from portal.domain.permissions import Actor
from portal.domain.workflow import BUREAU, PROCURATORATE, news_for
from portal.queries import scope

DAYS = 7
MOST = 10


@dataclass(frozen=True)
class News:
    """One step that somebody else took: its verb (labels.VERBS_SPOKEN), when, and of which activity."""

    at: datetime
    verb: str
    activity: Activity


def latest(actor: Actor, at: datetime) -> list[News]:
    """Return the newest steps of the last DAYS that the reader's office is told of and did not take itself; at most MOST, two queries."""
    if not actor.may("request:read"):
        return []
    since = at - timedelta(days=DAYS)
    own = Activity.procuratorate == actor.organisation_id if actor.in_procuratorate else Activity.bureau == actor.bureau_id
    changed = {row.id: row for row in scope.visible(actor, Activity).where(own, Activity.changed_at > since)}
    entries = AuditEntry.select().where(
        AuditEntry.object_type == Activity._meta.table_name, AuditEntry.object_id.in_(list(changed)), AuditEntry.at > since,
        AuditEntry.verb.in_(news_for(PROCURATORATE if actor.in_procuratorate else BUREAU)),
        AuditEntry.office_id.is_null() | (AuditEntry.office_id != actor.organisation_id),
    ).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(MOST)
    return [News(entry.at, entry.verb, changed[entry.object_id]) for entry in entries]
