"""The public page of a recruitment round: the form, the look-up by receipt number, the public notice with objections, and the list."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from models import LinkToken, Recruitment
from models.choices import ApplicantState as A, LinkPurpose, RecruitmentState as S
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.words.recruitment import TOLD_BY_RECEIPT
from portal.language import word
from portal.queries import recruitment as facts
from portal.services import recruitment, recruitment_review
from portal.services.recruitment_review import LONGEST_OBJECTION
from views.application_form import SECTIONS, application_form, values_of
from views.doors import now
from views.link_task import Fields, LinkTask, Page

PUBLISHED = {S.PUBLIC_NOTICE: A.PROPOSED, S.DECIDED: A.APPOINTED, S.CLOSED: A.APPOINTED}
"""State of the round → whose names stand on the public page."""


def round_of(link: LinkToken) -> Recruitment:
    """Return the round that a link leads to."""
    return Recruitment.get_by_id(link.target_id)


def _page(link: LinkToken) -> Page:
    row, today = round_of(link), local_day(now())
    takes = row.state == S.APPLICATIONS and row.apply_from <= today <= row.apply_until
    form = application_form(row) if takes else None
    if form is not None and request.form.get("do") == "apply":
        form.validate()
    shown: dict[str, Any] = {"row": row, "form_fields": form, "sections": SECTIONS, "limit": LONGEST_OBJECTION,
                             "objects": row.state == S.PUBLIC_NOTICE and today <= row.objections_until,
                             "people": facts.people(row, PUBLISHED[S(row.state)]) if row.state in PUBLISHED else []}
    return "application", shown


def _apply(actor: Actor, link: LinkToken, fields: Fields) -> str:
    row = round_of(link)
    if row.state != S.APPLICATIONS:
        raise DomainError("recruit_closed_to_forms")
    form = application_form(row)
    if not form.validate():
        raise DomainError("recruit_form_incomplete")
    if fields.get("sure") != "yes":
        raise DomainError("recruit_unsure", field="sure")
    made = recruitment.apply_by_link(actor, row, at=now(), **values_of(form))
    words = _("Your application was received. Keep your receipt number: with it you can look up the state on this page.")
    return Markup('{} <strong class="receipt num">{}</strong>').format(words, made.receipt)


def _look_up(actor: Actor, link: LinkToken, fields: Fields) -> str:
    found = recruitment.look_up(actor, round_of(link), fields.get("receipt", ""), at=now())
    return word(TOLD_BY_RECEIPT, found.state)


def _object(actor: Actor, link: LinkToken, fields: Fields) -> str:
    row = round_of(link)
    about = next((one for one in facts.people(row, A.PROPOSED) if str(one.id) == fields.get("applicant")), None)
    if about is None:
        raise DomainError("unknown_code", field="applicant", value="")
    recruitment_review.object_to(actor, row, about, words=fields.get("words", ""), anonymous=fields.get("anonymous") == "yes",
                                 name=fields.get("name", ""), contact=fields.get("contact", ""), at=now())
    return _("Thank you. Your objection was received; the office looks into it before anybody is appointed.")


def _over(link: LinkToken) -> DomainError | None:
    """A round that was given up, or is no longer there, asks nothing."""
    row = Recruitment.get_or_none(Recruitment.id == link.target_id)
    return NotFound("recruit_round_over") if row is None or row.state == S.CANCELLED else None


TASKS: dict[str, LinkTask] = {
    LinkPurpose.APPLICATION: LinkTask(_page, {"apply": _apply, "look_up": _look_up, "object": _object}, lasts=True, over=_over),
}
