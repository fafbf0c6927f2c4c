"""The form of one person in the grading of a year, with the rows behind each figure; grades of earlier years, entered from paper."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

import views.attachments as attachments
import views.choices as choices
import views.doors as doors
from models import Assessment
from portal.adapters.storage import DOCX
from portal.domain import assessments as rules, grading_facts, scoring
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.labels import ASSIGNMENT_STATES, FREED_REASONS
from portal.domain.localtime import local_day
from portal.domain.words import assessment as words, learning as learning_words
from portal.language import sentence
from portal.queries import assessment_facts, assessments as reading, related
from portal.services import assessment_history, assessment_telling as telling
from views.assessment_acts import ACTS
from views.assessment_page import open_acts
from views.base import Answer, Register, actor, expose, now, register_verbs
from views.exporting import attachment
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister

NOTES = {**FREED_REASONS, **ASSIGNMENT_STATES, **learning_words.PARTICIPANT_STATES}


class AssessmentRegister(PersonsRegister):
    """年度考核: one form for each person and year."""

    verbs: ClassVar[dict[str, str]] = register_verbs("assessment", write=False) | dict.fromkeys(
        ("create_view", "edit_view", "lookup"), "assessment:decide") | dict.fromkeys(
        ("act", "rows", "word"), "assessment:read")
    column_list = ("supervisor.name", "supervisor.code", "year", "round.state", "points_tenths", "grade", "decided_on")
    column_details_list = ("supervisor.name", "supervisor.code", "year", "points_tenths", "grade", "decided_on", "remark")
    column_labels: ClassVar[dict[str, Any]] = PERSON_LABELS | {
        "year": _l("Year"), "points_tenths": _l("Points"), "grade": _l("Grade"), "decided_on": _l("Decided on"), "remark": _l("Remark"),
        "round.state": _l("State"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"round.state": words.ROUND_STATES}
    tones = words.ROUND_TONES
    column_descriptions: ClassVar[dict[str, Any]] = PERSON_HINT | {"points_tenths": _l("With one decimal at most, such as 92.5.")}
    column_filters = ("year", "grade", "decided_on")
    column_sortable_list = ("year",)
    column_default_sort = ("-year", "-points_tenths")
    form_columns = ("supervisor", "year", "points_tenths", "grade", "decided_on", "remark")
    new_label = _l("Enter an earlier grade from paper")
    empty_words = _l("No form yet. Open the grading of a year: everybody in office gets one.")

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Only a grade that was entered from paper is changed by itself."""
        acts = super().row_acts(row)
        return acts if row.round_id is None else acts[:1]

    # grades of earlier years

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form of a grade from paper. Raises Conflict assess_of_round for one of a grading."""
        if obj is not None and obj.round_id is not None:
            raise Conflict("assess_of_round")
        return super().edit_form(obj)

    def write_new(self, values: dict[str, Any]) -> Assessment:
        """Enter a grade of an earlier year."""
        person = values.pop("supervisor")
        return assessment_history.enter(actor(), person, **values, at=now())

    def write_change(self, row: Assessment, values: dict[str, Any], version: int | None) -> Assessment:
        """Correct a grade of an earlier year."""
        return assessment_history.amend(actor(), row, values, at=now(), version=version or 0)

    # the form

    def show_details(self, row: Assessment, revealed: Any = None, **shown: Any) -> str:
        """Return the form of a grading, or the plain page of a grade from paper; `shown` is a refusal, or what is shown this once."""
        if row.round_id is None:
            return super().show_details(row)
        related.load([row], "round", "supervisor", "grade", "suggested", "veto_discipline")
        return str(self.render("assessments/form.html", **form_facts(row), story=self.story(row), refused_act=shown.get("name", ""), **shown))

    def _changed(self, one: Any) -> str:
        """What was written about a person is sealed; the act says enough."""
        return str(one.reason)

    @expose("/<int:row_id>/<any(score, grade, veto, report, survey):name>", methods=("POST",))
    def act(self, row_id: int, name: str) -> Answer:
        """Do one act to a form; a refused one shows the page again with what was typed."""
        row = self.get_one(row_id)
        try:
            said = doors.once(lambda: ACTS[name](row, request.form))
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            return self.show_details(self.get_one(row_id), refusal=sentence(refusal), name=name, typed=request.form), 400
        return self.done(said, request.form.get("back") if request.form.get("back", "").startswith("/assessment-rounds/")
                         else self.get_url(".details_view", row_id=row.id) + f"#{name}")

    @expose("/<int:row_id>/word")
    def word(self, row_id: int) -> Answer:
        """Send the registration form as a Word file, as the form stands now."""
        row = self.get_one(row_id)
        related.load([row], "supervisor")
        name = f"{row.supervisor.code} {row.supervisor.name} {row.year}{_('Registration form of the grading')}.docx"
        return attachment(telling.written_form(actor(), row, at=now()), name, DOCX)

    @expose("/<int:row_id>/rows/<item>")
    def rows(self, row_id: int, item: str) -> Answer:
        """Show the rows behind one figure of a form, as they are now."""
        row = self.get_one(row_id)
        if row.round_id is None:
            raise NotFound("not_found")
        related.load([row], "round", "supervisor")
        form = reading.form_of(row, scoring.read_scheme(row.round.scheme))
        one = next((each for each in scoring.read_scheme(row.round.scheme).items if each.code == item and each.source), None)
        if one is None:
            raise NotFound("not_found")
        found = assessment_facts.gather(row.year, [row.supervisor_id], (one.source,))[row.supervisor_id]
        return self.render("assessments/rows.html", row=row, item=one, fact=grading_facts.FACTS[one.source], rows=found.get(one.source, []), notes=NOTES,
                           present=assessment_facts.values(found)[one.source], score=form.scores.get(item, scoring.Score()), units=grading_facts.UNITS)


def form_facts(row: Assessment) -> dict[str, Any]:
    """Return what the page of a form shows."""
    round_ = row.round
    scheme = scoring.read_scheme(round_.scheme)
    form = reading.form_of(row, scheme)
    acts = open_acts(round_)
    return {
        "row": row, "round": round_, "panel": attachments.panel(row),
        "form": form, "scheme": scheme, "facts_of": grading_facts.FACTS, "units": grading_facts.UNITS, "tables": words,
        "acts": acts, "may_write": actor().may("assessment:write"), "may_draft": actor().may("assessment:draft"),
        "vetoes": rules.VETOES, "limit": rules.LONGEST_REPORT, "today": local_day(now()),
        "grades": reading.grade_items(round_), "opinions": reading.opinions_on(row), "surveys": reading.surveys_on(row),
        "breaches": reading.breaches(row.supervisor_id) if "veto" in acts else [],
        "cases": reading.removal_cases(row) if round_.state == "final" or round_.edition > 1 else [],
        "failed": row.decided_on is not None and row.grade.code == round_.rules["grades"][-1],
        "marks": list(choices.picklist("feedback_mark")) if "survey" in acts else [],
    }


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [AssessmentRegister(Assessment, _l("Grading forms"), category="Assessment", endpoint="assessments")]
