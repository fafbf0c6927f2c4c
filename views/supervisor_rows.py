"""What lists and files compute of each person: age, professions in words, and whether the person is in office."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from models import Supervisor
from models.choices import AppointmentState
from portal.domain import labels
from portal.domain.eligibility import age_on
from portal.domain.localtime import local_day
from portal.language import item_name, word
from portal.queries import people as reading
from views.doors import now
from views.formatting import badge, listed, local_date


def standing_words(row: Supervisor) -> str:
    """Return whether a person is in office and until when."""
    term = row.latest_term
    if term is None:
        return _("No live appointment")
    return _("%(state)s until %(day)s", state=word(labels.APPOINTMENT_STATES, term.state), day=local_date(term.ended_on or term.ends_on))


def standing(row: Supervisor) -> Any:
    """Return the standing as a badge."""
    live = row.latest_term is not None and row.latest_term.state == AppointmentState.LIVE
    return badge(standing_words(row), "done" if live else "neutral")


def hang(rows: Sequence[Supervisor]) -> None:
    """Hang on each person what the computed columns show."""
    reading.hang(rows)
    today = local_day(now())
    for row in rows:
        row.age = age_on(row.birth_date, today)
        row.professions = listed(item_name(item) for item in row.profession_items)
        row.standing = standing_words(row)
