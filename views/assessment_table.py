"""The side-by-side table of a grading: everybody's points by item, the grade suggested and chosen, who is tied, and its filters."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import AssessmentRound
from portal.domain import scoring
from portal.language import item_name
from portal.queries import assessments as reading
from portal.queries.assessments import Form
from views.formatting import tenths

FILTERS: dict[str, tuple[Any, Callable[[Form], bool]]] = {
    "tied": (_l("Tied at the cap"), lambda one: bool(one.row.tied)),
    "late": (_l("Self-report late or missing"), lambda one: not one.candidate.reported_in_time),
    "missing": (_l("Items to fill in"), lambda one: bool(one.total.missing)),
    "changed": (_l("Grade differs from the points"), lambda one: one.row.grade_id != one.row.suggested_id),
    "dropped": (_l("Items dropped out"), lambda one: bool(one.total.dropped)),
}


def asked_filter() -> str:
    """Return the filter that the address asks for; empty for none and for an unknown one."""
    asked = request.args.get("show", "")
    return asked if asked in FILTERS or asked.startswith("grade-") else ""


def narrowed(found: Sequence[Form]) -> list[Form]:
    """Return the forms that the address asks for."""
    asked = asked_filter()
    if asked.startswith("grade-"):
        return [one for one in found if one.row.grade is not None and one.row.grade.code == asked.removeprefix("grade-")]
    return [one for one in found if not asked or FILTERS[asked][1](one)]


def table_facts(row: AssessmentRound, found: Sequence[Form]) -> dict[str, Any]:
    """Return what the table shows beside its rows: rank by points, how many have each grade, and the filters with their counts."""
    grades = reading.grade_items(row)
    counts = {code: sum(one.row.grade is not None and one.row.grade.code == code for one in found) for code in grades}
    chips = [(code, label, sum(map(test, found))) for code, (label, test) in FILTERS.items()]
    return {"grades": grades, "grade_counts": counts, "chips": [one for one in chips if one[2]], "asked": asked_filter(), "ranks": ranks(found),
            "cap": reading.cap(row, len(found)), "everybody": _("Everybody")}


def ranks(found: Sequence[Form]) -> dict[int, int]:
    """Return form → rank by points; equal points have an equal rank, and who has no points has none."""
    points = sorted((one.total.points for one in found if one.total.points is not None), reverse=True)
    return {one.row.id: points.index(one.total.points) + 1 for one in found if one.total.points is not None}


def by_hand(row: AssessmentRound) -> list[scoring.Item]:
    """Return the items that somebody has to fill in and that give points."""
    return [item for item in scoring.read_scheme(row.scheme).items if item.by_hand and item.scored]


def sheet(row: AssessmentRound) -> tuple[list[str], list[list[str]]]:
    """Return the summary as heads and lines: everybody with the points of each item, the most points first."""
    found, scheme = reading.forms(row), scoring.read_scheme(row.scheme)
    items = [item for item in scheme.items if item.scored]
    order = ranks(found)
    heads = [_("Rank"), _("Code"), _("Name of the person"), _("Work unit"), *(f"{item.heading}·{item.name}" for item in items), _("Points in all"),
             _("Suggested grade"), _("Grade"), _("Reason for the grade"), _("Self-report")]
    lines = [[str(order.get(one.row.id, "")), one.row.supervisor.code, one.row.supervisor.name, one.row.supervisor.work_unit,
              *(tenths(one.scores.get(item.code, scoring.Score()).counts) for item in items), tenths(one.total.points),
              item_name(one.row.suggested), item_name(one.row.grade), one.row.grade_reason, _reported(one)] for one in found]
    return heads, lines


def _reported(one: Form) -> str:
    if one.row.reported_at is None:
        return str(_("No self-report"))
    return str(_("Late")) if one.row.report_late else str(_("In time"))
