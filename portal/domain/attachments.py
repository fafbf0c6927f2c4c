"""Beside which records files may lie, and which verbs read and add them: one table."""
from __future__ import annotations

from dataclasses import dataclass

from portal.domain.permissions import Actor


@dataclass(frozen=True)
class Place:
    """A table beside whose rows files lie: the verbs, and the address of a row's page with {} for its id."""

    reads: str
    writes: str
    page: str


PLACES: dict[str, Place] = {
    "visit": Place("visit:read", "visit:write", "/visits/{}"),
    "suggestion": Place("suggestion:read", "suggestion:answer", "/suggestions/{}"),
    "meeting": Place("meeting:read", "meeting:write", "/meetings/{}"),
    "bulletin": Place("bulletin:read", "bulletin:write", "/bulletins/{}"),
    "training": Place("training:read", "training:write", "/trainings/{}"),
    "material": Place("material:read", "material:write", "/materials/{}"),
    "supervisor": Place("supervisor:read", "supervisor:write", "/supervisors/{}"),
    "award": Place("conduct:read", "conduct:write", "/awards/{}"),
    "discipline": Place("conduct:read", "conduct:write", "/discipline/{}"),
    "departure": Place("conduct:read", "conduct:write", "/departures/{}"),
    "subsidy_line": Place("subsidy:read", "subsidy:write", "/subsidies/{}"),
    "assessment": Place("assessment:read", "assessment:write", "/assessments/{}"),
    "assessment_round": Place("assessment:read", "assessment:write", "/assessment-rounds/{}"),
    "recruitment": Place("recruitment:read", "recruitment:write", "/recruitments/{}"),
    "applicant": Place("recruitment:read", "recruitment:write", "/applicants/{}"),
}
"""Table name → who may; a table that is not named takes no files."""


def readable(actor: Actor) -> list[str]:
    """Return the tables beside whose rows the actor may read files."""
    return [table for table, place in PLACES.items() if actor.may(place.reads)]
