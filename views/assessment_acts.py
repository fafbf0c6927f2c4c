"""What is done to one form of a grading, read from the posted form: marks, grade, veto, self-report from paper, phone survey."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from models import Assessment, Discipline, PicklistItem
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.scoring import Mark
from portal.queries import scope
from portal.services import assessments
from views.doors import actor, now
from views.filters import as_day
from views.forms import INT_MAX, stripped

Fields = Mapping[str, str]


def posted_marks(form: Fields) -> dict[str, Mark]:
    """Return item → mark from fields `choice-i1`, `given-i3`, `words-i3`.

    What is not in the form, or stands as the page showed it (`was-i1`), is left alone, so that two people can fill in one form.
    """
    codes = dict.fromkeys(name.partition("-")[2] for name in form if name.startswith(("choice-", "given-", "words-")))
    touched = [code for code in codes if form.get(f"was-{code}") != "|".join(form.get(f"{kind}-{code}", "") for kind in ("choice", "given", "words"))]
    return {code: Mark(choice=form.get(f"choice-{code}", ""), given=tenths_of(form.get(f"given-{code}", ""), field=f"given-{code}"),
                       words=text(form, f"words-{code}")) for code in touched}


def posted_sheet(form: Fields) -> dict[int, dict[str, Mark]]:
    """Return form → item → mark from the fields of a sheet for everybody: `choice-i1-24`, `given-i3-24`; what stands as shown
    (`was-i1-24`) is left alone. Raises NotFound for a malformed key."""
    found: dict[int, dict[str, Mark]] = {}
    for name, value in form.items():
        kind, _sign, rest = name.partition("-")
        code, _sign, key = rest.rpartition("-")
        if kind in ("choice", "given") and code and form.get(f"was-{rest}") != value:
            mark = Mark(choice=value) if kind == "choice" else Mark(given=tenths_of(value, field=name))
            found.setdefault(scope.parse_id(key), {})[code] = mark
    return found


def tenths_of(typed: str, *, field: str) -> int | None:
    """Return a typed number with one decimal at most in tenths; None for nothing. Raises DomainError assess_number."""
    try:
        scaled = Decimal(typed.strip()) * 10 if typed.strip() else None
        if scaled is not None and (scaled != scaled.to_integral_value() or abs(scaled) > INT_MAX):
            raise DomainError("assess_number", field=field)
    except ArithmeticError as error:
        raise DomainError("assess_number", field=field) from error
    return None if scaled is None else int(scaled)


def text(form: Fields, name: str) -> str:
    """Return a typed text without blanks around it and without NUL."""
    return stripped(form.get(name, "")) or ""


def day_of(form: Fields, name: str) -> date:
    """Return a posted day; what is none is the day after tomorrow, which every rule refuses as lying ahead."""
    return as_day(form.get(name, "")) or local_day(now()) + timedelta(days=2)


def picked(form: Fields, name: str) -> PicklistItem:
    """Return the picklist value that a form names. Raises NotFound for one that is not there."""
    return scope.get(actor(), PicklistItem, form.get(name, ""))


def _score(row: Assessment, form: Fields) -> str:
    count = assessments.score(actor(), row, posted_marks(form), at=now())
    return _("Items changed: %(count)s.", count=count)


def _grade(row: Assessment, form: Fields) -> str:
    made = assessments.set_grade(actor(), row, picked(form, "grade"), reason=text(form, "reason"), at=now())
    return _("The grade of %(name)s is now %(grade)s.", name=row.supervisor.name, grade=made.grade.name)


def _veto(row: Assessment, form: Fields) -> str:
    shown = scope.get(actor(), Discipline, form["discipline"]) if form.get("discipline") else None
    assessments.set_veto(actor(), row, ground=form.get("ground", ""), discipline=shown, at=now())
    return _("The veto was set.") if form.get("ground") else _("The veto was taken back.")


def _report(row: Assessment, form: Fields) -> str:
    made = assessments.report(actor(), row, words=text(form, "words"), received_on=day_of(form, "received_on"), at=now())
    return _("The self-report was entered. It came late.") if made.report_late else _("The self-report was entered.")


def _survey(row: Assessment, form: Fields) -> str:
    if not form.get("mark"):
        raise DomainError("assess_mark_missing", field="mark")
    assessments.survey(actor(), row, asked_on=day_of(form, "asked_on"), asked=text(form, "asked"), surveyed_by=text(form, "surveyed_by"),
                       mark=picked(form, "mark"), words=text(form, "words"), at=now())
    return _("The sheet was entered, and the points follow it.")


ACTS: dict[str, Callable[[Assessment, Fields], str]] = {"score": _score, "grade": _grade, "veto": _veto, "report": _report, "survey": _survey}
"""Name of an act → what it does; it returns the sentence of what was done."""
