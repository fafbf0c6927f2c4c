"""What the page of a grading shows, put into words: the flow, what stands in the way, what can be done now."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

import views.attachments as attachments
import views.choices as choices
from models import AssessmentRound
from models.choices import AssessmentState as S
from portal.domain import assessments as rules, scoring
from portal.domain.localtime import local_day
from portal.domain.papers import KINDS
from portal.domain.words import assessment as words
from portal.language import sentence
from portal.queries import assessment_papers, assessments as reading, papers, parameters
from portal.queries.assessments import Form
from portal.services import assessment_rounds as rounds, assessments
from views.doors import actor, now
from views.filters import as_day
from views.formatting import local_date
from views.notices import qr, reach


@dataclass(frozen=True)
class Spoken:
    """One act of a round: its button, what it brings, what is said afterwards, and what is done. `asks` = it is asked first; `words` = why."""

    label: Any
    consequence: Any
    done: Any
    do: Callable[[AssessmentRound], Any]
    asks: bool = True
    words: bool = False
    leads: str = ".details_view"


def _back(name: str) -> Callable[[AssessmentRound], Any]:
    return lambda row: rounds.step_back(actor(), row, name, words=request.form.get("words", ""), at=now())


def _deadline(row: AssessmentRound) -> Any:
    day = as_day(request.form.get("report_until", "")) or date.min + timedelta(days=1)
    return rounds.set_deadline(actor(), row, report_until=day, at=now())


SPOKEN: dict[str, Spoken] = {
    "review": Spoken(_l("Begin the group review"), _l("The facts are read anew and every grade is suggested by points. Late self-reports are still taken."),
                     _l("The group review has begun. Fill in what is missing, then compare everybody side by side."),
                     lambda row: rounds.review(actor(), row, at=now()), leads=".table"),
    "publish": Spoken(_l("Publish the grades"), _l("The public notice begins; objections are taken from tomorrow on. Points and grades stay as they are."),
                      _l("The public notice is running. Objections appear below."), lambda row: rounds.publish(actor(), row, at=now())),
    "finalise": Spoken(_l("Make the grades final"), _l("The grades are locked. Whoever has the last grade gets a case of removal opened, which is decided by itself."),
                       _l("The grades are final. Write the notices and tell them."), lambda row: rounds.finalise(actor(), row, at=now())),
    "step_back": Spoken(_l("Back to the group review"), _l("The public notice ends without a decision; a new one follows."),
                        _l("The grading is back in the group review."), _back("step_back"), asks=False, words=True),
    "reopen": Spoken(_l("Reopen"), _l("The final grades are kept as an earlier version and hold no longer; review, public notice and decision follow anew."),
                     _l("The grading was reopened. The earlier version is kept below."), _back("reopen"), asks=False, words=True),
    "cancel": Spoken(_l("Give the grading up"), _l("The grading ends without grades. What was entered stays readable, and the year can be opened again."),
                     _l("The grading was given up."), _back("cancel"), asks=False, words=True),
    "refresh": Spoken(_l("Read the facts anew"), "", _l("The facts were read anew. Points given by hand stayed."),
                      lambda row: assessments.refresh(actor(), row, at=now()), asks=False),
    "draft": Spoken(_l("Suggest the grades anew"), "", _l("The grades were suggested anew. Those chosen with a reason stayed."),
                    lambda row: assessments.draft_all(actor(), row, at=now()), asks=False, leads=".table"),
    "deadline": Spoken(_l("Move the deadline"), "", _l("The deadline was moved."), _deadline, asks=False),
}
FLOW = ((_l("Self-reports"), "reviewed_on"), (_l("Group review"), "published_on"), (_l("Public notice"), "decided_on"), (_l("Final"), ""))
"""Label of each step of the flow line, and the day on which it was done."""


def page_facts(row: AssessmentRound, today: date, found: Sequence[Form] | None = None) -> dict[str, Any]:
    """Return what every part of a round's page needs: the forms, the flow, and what can be done now."""
    people = list(found if found is not None else reading.forms(row))
    standing = reading.standing(row, people, today)
    step = next((name for name in rules.steps_open(row.state) if name in ("review", "publish", "finalise")), None)
    mine = step is not None and actor().may(rules.STEPS[step].verb)
    stand = [sentence(one) for one in rules.hurdles(step, standing)] if step is not None else []
    return {
        "row": row, "forms": people, "standing": standing, "flow": flow(row), "spoken": SPOKEN, "next": step if mine and not stand else None,
        "hurdles": stand, "today": today, "tables": words, "scheme": scoring.read_scheme(row.scheme),
        "others": [name for name, one in SPOKEN.items() if one.words and row.state in rules.STEPS[name].sources and actor().may(rules.STEPS[name].verb)
                   and not (name == "cancel" and row.edition > 1)],
        "may_write": actor().may("assessment:write"), "may_draft": actor().may("assessment:draft"), "acts": open_acts(row),
    }


ANSWER_DAYS = 10
"""Working days that a procuratorate is given for its opinions unless the clerk chooses another day."""


def hearing_facts(row: AssessmentRound) -> dict[str, Any]:
    """Return who was heard and told: opinions by office, objections, tellings by form, papers, earlier versions."""
    opinions, acts = reading.opinions_of(row), open_acts(row)
    tellings = reading.tellings_of(row) if "tell" in acts else []
    calendar = parameters.calendar(row.bureau_id) if "ask" in acts else None
    return {
        "panel": attachments.panel(row), "asked": reading.asked(opinions), "due": calendar.add_working_days(local_day(now()), ANSWER_DAYS) if calendar else None,
        "objections": reading.objections_of(row), "editions": reading.editions_of(row), "papers": papers.papers_about(row), "paper_kinds": KINDS,
        "told_to": {(one.assessment_id, one.addressee): one for one in tellings}, "addressees": assessment_papers.addressees,
        "told_to_of": lambda form: {one.addressee for one in tellings if one.assessment_id == form.id},
        "notices": assessment_papers.notices_of(reading.rows_of(row)) if "tell" in acts else {}, "addressee_words": rules.ADDRESSEES,
        "ways": list(choices.picklist("contact_way")) if "tell" in acts else [], "qr": qr, "reach": reach(),
    }


def open_acts(row: AssessmentRound) -> set[str]:
    """Return the acts that are possible in the state of a round."""
    return {name for name, states in rules.ACTS.items() if row.state in states}


def flow(row: AssessmentRound) -> list[dict[str, Any]]:
    """Return the steps of the flow line with their days; a grading given up ends where it was."""
    given_up = int(row.reviewed_on is not None)
    reached = given_up if row.state == S.CANCELLED else rules.PROGRESS.index(S(row.state)) + (row.state == S.FINAL)
    marks = ["done"] * reached + (["refused"] if row.state == S.CANCELLED else ["current"]) + ["todo"] * len(FLOW)
    return [{"label": label, "state": mark, "note": local_date(getattr(row, stamp)) if stamp and mark == "done" and getattr(row, stamp) else None}
            for (label, stamp), mark in zip(FLOW, marks, strict=False)]

