"""Grades of years before the portal, entered from their papers: the leader's alone, as a grade is the leader's."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import Assessment, PicklistItem, Supervisor
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import assessments as reading
from portal.services import records
from portal.services.people import own


def enter(actor: Actor, person: Supervisor, *, year: int, grade: PicklistItem | None, decided_on: date | None,
              points_tenths: int | None = None, remark: str = "", at: datetime) -> Assessment:
    """Enter a grade of an earlier year from its paper, which the leader does, as a grade is the leader's.

    Raises DomainError assess_old_incomplete, assess_old_year, assess_day_future, unknown_code, already_there.
    """
    require(actor, "assessment:decide")
    own(actor, person)
    _check_old(person.bureau_id, year, grade, decided_on, at)
    return records.create(actor, "assessment:enter", Assessment(
        bureau=person.bureau_id, supervisor=person, year=year, grade=grade, points_tenths=points_tenths, decided_on=decided_on,
        remark=remark.strip()), at=at)


def amend(actor: Actor, form: Assessment, values: dict[str, Any], *, at: datetime, version: int | None = None) -> Assessment:
    """Correct a grade that was entered from paper; one of a round is changed by reopening the round. Raises as `enter`, assess_of_round."""
    require(actor, "assessment:decide")
    own(actor, form)
    if form.round_id is not None:
        raise Conflict("assess_of_round")
    _check_old(form.bureau_id, values["year"], values["grade"], values["decided_on"], at)
    return records.change(actor, "assessment:enter", form, at=at, version=version, **values)


def _check_old(bureau_id: int, year: int, grade: PicklistItem | None, decided_on: date | None, at: datetime) -> None:
    if grade is None or decided_on is None:
        raise DomainError("assess_old_incomplete", field="grade" if grade is None else "decided_on")
    if year >= local_day(at).year or reading.round_of(bureau_id, year) is not None:
        raise DomainError("assess_old_year", field="year")
    if grade.kind != "grade":
        raise DomainError("unknown_code", field="grade", value=grade.code)
    if decided_on > local_day(at):
        raise DomainError("assess_day_future", field="decided_on")
