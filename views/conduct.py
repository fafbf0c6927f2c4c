"""Awards and disciplinary measures."""
from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

import views.attachments as attachments
from models import Award, Discipline
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from views.base import Register, actor, now, register_verbs
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class ConductRegister(PersonsRegister):
    """What a person's conduct earned; papers lie beside each entry."""

    verbs = register_verbs("conduct")
    details_template = "conduct/details.html"

    def more_details(self, row: Any) -> dict[str, Any]:
        """Return the files beside an entry."""
        return {"panel": attachments.panel(row)}


class AwardRegister(ConductRegister):
    """Awards (表彰奖励)."""

    column_list = ("supervisor.name", "supervisor.code", "awarded_on", "title", "level", "awarded_by")
    column_details_list = (*column_list, "document", "remark")
    column_labels = PERSON_LABELS | {
        "awarded_on": _l("Awarded on"), "title": _l("Title of the award"), "level": _l("Level"), "awarded_by": _l("Awarded by"),
        "document": _l("Document no."), "remark": _l("Remark"),
    }
    column_descriptions = PERSON_HINT
    column_filters = ("awarded_on", "level")
    column_sortable_list = ("awarded_on",)
    column_default_sort = ("-awarded_on",)
    picklists = {"level": "award_level"}
    form_columns = ("supervisor", "awarded_on", "title", "level", "awarded_by", "document", "remark")
    new_label = _l("New award")
    empty_words = _l("No award yet. Enter the first one; it shows in the person's file and counts in the year-end grading.")

    def values(self, form: Any) -> dict[str, Any]:
        """Return what the form says. Raises DomainError award_future."""
        if form.awarded_on.data > local_day(now()):
            raise DomainError("award_future", field="awarded_on")
        return super().values(form)


class DisciplineRegister(ConductRegister):
    """Disciplinary measures short of a removal."""

    column_list = ("supervisor.name", "supervisor.code", "happened_on", "kind", "decided_on")
    column_details_list = ("supervisor.name", "supervisor.code", "happened_on", "kind", "matter", "evidence", "decision", "decided_on")
    column_labels = PERSON_LABELS | {
        "happened_on": _l("Happened on"), "kind": _l("Measure"), "matter": _l("What happened"), "evidence": _l("What shows it"),
        "decision": _l("Decision"), "decided_on": _l("Decided on"),
    }
    column_descriptions = PERSON_HINT | {"matter": _l("Facts only: when, where, what. No secrets of cases.")}
    column_filters = ("happened_on", "kind", "decided_on")
    column_sortable_list = ("happened_on",)
    column_default_sort = ("-happened_on",)
    picklists = {"kind": "discipline_kind"}
    form_columns = ("supervisor", "happened_on", "kind", "matter", "evidence", "decision", "decided_on")
    new_label = _l("New disciplinary measure")
    empty_words = _l("No disciplinary measure. A removal is a case of its own.")

    def page_acts(self) -> list[tuple[str, str]]:
        """Return the new entry, and the way to the cases."""
        return [*super().page_acts(), (_("Cases of removal and resignation"), "/departures/")] if actor().may("conduct:read") else []

    def values(self, form: Any) -> dict[str, Any]:
        """Return what the form says. Raises DomainError case_day_future."""
        for field in (form.happened_on, form.decided_on):
            if field.data and field.data > local_day(now()):
                raise DomainError("case_day_future", field=field.name)
        return super().values(form)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    group = "People's supervisors"
    return [AwardRegister(Award, _l("Awards"), category=group, endpoint="awards", url="/awards"),
            DisciplineRegister(Discipline, _l("Disciplinary measures"), category=group, endpoint="discipline", url="/discipline")]
