"""What is done to a grading with a form of its own: texts, questions to the procuratorates, objections, notices and how they were told."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _

from models import Assessment, AssessmentObjection, AssessmentRound
from portal.domain.errors import DomainError, NotFound
from portal.queries import scope
from portal.services import assessment_hearing as hearing, assessment_telling as telling, assessments
from views.assessment_acts import day_of, picked, posted_sheet, text
from views.doors import actor, now
from views.listing import row_ids
from views.notices import reach

Shown = dict[str, Any]
"""What the page shows this once instead of going on to a new one."""


def _texts(row: AssessmentRound) -> Shown:
    only = scope.parse_id(request.form["form"]) if request.form.get("form") else None
    return {"told": hearing.write_texts(actor(), row, only=only, at=now(), reach=reach())}


def _sheet(row: AssessmentRound) -> str:
    count = assessments.score_many(actor(), row, posted_sheet(request.form), at=now())
    return _("Items changed: %(count)s.", count=count)


def _ask(row: AssessmentRound) -> str:
    count = hearing.ask(actor(), row, due_on=day_of(request.form, "due_on"), at=now())
    return _("The procuratorates were asked; opinions asked for: %(count)s.", count=count)


def _object(row: AssessmentRound) -> str:
    form = request.form
    about = _form_of(row, form.get("form", ""))
    hearing.object_to(actor(), about, words=text(form, "words"), received_on=day_of(form, "received_on"), anonymous=form.get("anonymous") == "yes",
                      name=text(form, "name"), contact=text(form, "contact"), at=now())
    return _("The objection was entered. Look into it before the decision.")


def _handle(row: AssessmentRound) -> str:
    upheld = request.form.get("decision") == "uphold"
    hearing.handle(actor(), _objection_of(row), upheld=upheld, finding=text(request.form, "finding"), at=now())
    return _("The finding was recorded. The leader may change the grade now.") if upheld else _("The finding was recorded.")


def _reveal(row: AssessmentRound) -> Shown:
    found = _objection_of(row)
    if found.anonymous:
        raise NotFound("not_found")
    hearing.reveal_objector(actor(), found, reason=text(request.form, "reason"), at=now())
    return {"revealed": {found.id: f"{found.name} {found.contact}"}}


def _notices(row: AssessmentRound) -> str:
    return _("Notices issued: %(count)s.", count=len(telling.issue_notices(actor(), row, at=now())))


def _tell(row: AssessmentRound) -> str:
    form = request.form
    if not form.get("told_how"):
        raise DomainError("assess_how_missing", field="told_how")
    count = telling.tell(actor(), row, addressee=form.get("addressee", ""), forms=row_ids(form.getlist("form")), told_on=day_of(form, "told_on"),
                         how=picked(form, "told_how"), words=text(form, "words"), at=now())
    return _("Recorded as told: %(count)s.", count=count)


def _form_of(row: AssessmentRound, key: str) -> Assessment:
    form = scope.get(actor(), Assessment, key)
    if form.round_id != row.id:
        raise NotFound("not_found")
    return form


def _objection_of(row: AssessmentRound) -> AssessmentObjection:
    found = scope.get(actor(), AssessmentObjection, request.form.get("objection", ""))
    if found.assessment.round_id != row.id:
        raise NotFound("not_found")
    return found


FORMED: dict[str, Callable[[AssessmentRound], str | Shown]] = {
    "texts": _texts, "sheet": _sheet, "ask": _ask, "object": _object, "handle": _handle, "objector": _reveal, "notices": _notices, "tell": _tell,
}
"""Name of an act → what it does; it returns the sentence of what was done, or what the page shows this once."""
PLACES = {"sheet": "progress", "ask": "asked", "object": "objections", "handle": "objections", "objector": "objections", "notices": "telling", "tell": "telling", "texts": "texts"}
"""Name of an act → the part of the page where it is done."""
