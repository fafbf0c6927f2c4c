"""Whose worklist is read, at which moment: what every source of waiting work is handed (portal.queries.worklists)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.calendar import WorkCalendar
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.tasks import KINDS

MOST = 300
"""Lines of one kind that a worklist shows; more than that is not worked off by reading."""


@dataclass(frozen=True)
class Desk:
    """Whose worklist, at which moment, by which calendar."""

    actor: Actor
    at: datetime
    calendar: WorkCalendar

    @property
    def today(self) -> date:
        """Return the local day."""
        return local_day(self.at)

    def may(self, kind: str) -> bool:
        """Whether acts of this kind are the reader's to do."""
        return self.actor.may(KINDS[kind].verb)

    def due(self, kind: str, since: datetime) -> date:
        """Return when something of this kind that came up at a moment is due."""
        return self.due_from(kind, local_day(since))

    def due_from(self, kind: str, day: date) -> date:
        """Return when something of this kind that came up on a day is due."""
        return self.calendar.add_working_days(day, KINDS[kind].days or 0)
