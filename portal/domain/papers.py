"""Every kind of paper that the portal writes: one table."""
from __future__ import annotations

from portal.domain import (
    paper_announcement,
    paper_annual_report,
    paper_assessment,
    paper_departure,
    paper_draw,
    paper_duty,
    paper_meeting_minutes,
    paper_opinion,
    paper_recruitment,
    paper_register,
    paper_subsidy_payout,
    paper_training_sign_in,
)
from portal.domain.errors import DomainError
from portal.domain.paper_form import PaperForm
from portal.domain.permissions import Actor

ANNOUNCEMENT = "announcement"
DEPARTURE = "departure_decision"
REGISTER_FORM = "register_form"
MEETING_MINUTES = "meeting_minutes"
TRAINING_SIGN_IN = "training_sign_in"
ANNUAL_REPORT = "annual_report"
SUBSIDY_PAYOUT = "subsidy_payout"

FORMS: dict[str, PaperForm] = {
    "draw_request": paper_draw.FORMS["draw_request"],
    "draw_record": paper_draw.FORMS["draw_record"],
    ANNOUNCEMENT: paper_announcement.FORM,
    **paper_duty.FORMS,
    **paper_opinion.FORMS,
    "recusal_decision": paper_draw.FORMS["recusal_decision"],
    DEPARTURE: paper_departure.FORM,
    REGISTER_FORM: paper_register.FORM,
    MEETING_MINUTES: paper_meeting_minutes.FORM,
    TRAINING_SIGN_IN: paper_training_sign_in.FORM,
    SUBSIDY_PAYOUT: paper_subsidy_payout.FORM,
    **paper_recruitment.FORMS,
    ANNUAL_REPORT: paper_annual_report.FORM,
    **paper_assessment.FORMS,
}

KINDS = {kind: form.title for kind, form in FORMS.items()}


def form_of(kind: str) -> PaperForm:
    """Return the form of a kind of paper. Raises DomainError unknown_code."""
    if kind not in FORMS:
        raise DomainError("unknown_code", value=kind)
    return FORMS[kind]


def readable(actor: Actor) -> list[str]:
    """Return the kinds of paper that an actor may read, in the table's order."""
    return [kind for kind, form in FORMS.items() if actor.may(form.reads)]


def unknown_fields(kind: str, names: set[str]) -> list[str]:
    """Return the names among `names` that a paper of this kind does not have, sorted."""
    return sorted(names - set(FORMS[kind].fields))
