"""Year-end assessments: one grade per person and year."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import Assessment
from views.base import Register, register_verbs
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class AssessmentRegister(PersonsRegister):
    """Grades with their points."""

    verbs = register_verbs("assessment")
    column_list = ("supervisor.name", "supervisor.code", "year", "points_tenths", "grade", "decided_on")
    column_details_list = ("supervisor.name", "supervisor.code", "year", "points_tenths", "grade", "decided_on", "remark")
    column_labels = PERSON_LABELS | {
        "year": _l("Year"), "points_tenths": _l("Points"), "grade": _l("Grade"), "decided_on": _l("Decided on"), "remark": _l("Remark"),
    }
    column_descriptions = PERSON_HINT | {"points_tenths": _l("With one decimal at most, such as 92.5.")}
    column_filters = ("year", "grade", "decided_on")
    column_sortable_list = ("year",)
    column_default_sort = ("-year",)
    form_columns = ("supervisor", "year", "points_tenths", "grade", "decided_on", "remark")
    new_label = _l("New assessment")
    empty_words = _l("No assessment yet. Each supervisor is graded once a year.")


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [AssessmentRegister(Assessment, _l("Yearly assessments"), category="Assessment", endpoint="assessments")]
