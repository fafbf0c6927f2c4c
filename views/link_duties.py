"""Phone pages about a place in an activity: the notice with its answer, and checking in."""
from __future__ import annotations

from flask_babel import gettext as _

from models import LinkToken
from models.choices import AssignmentState, LinkPurpose
from portal.domain import labels
from portal.domain.permissions import Actor
from portal.queries.notices import was_moved
from portal.services import attendance, by_link, notices
from views.doors import now
from views.link_task import Fields, LinkTask, Page


def _notice(link: LinkToken) -> Page:
    return "notice", {"accepted": link.assignment.state == AssignmentState.ACCEPTED, "grounds": labels.RECUSAL_GROUNDS,
                      "moved": was_moved(link.assignment),
                      "reasons": {code: labels.FREED_REASONS[code] for code in notices.ANSWER_REASONS}}


def _accept(actor: Actor, link: LinkToken, _form: Fields) -> str:
    by_link.answer(actor, link, coming=True, at=now())
    return _("Thank you. It is noted that you will come.")


def _decline(actor: Actor, link: LinkToken, form: Fields) -> str:
    by_link.answer(actor, link, coming=False, reason=form.get("reason", ""), words=form.get("words", ""), at=now())
    return _("Thank you. It is noted that you cannot come; somebody else will be asked.")


def _recuse(actor: Actor, link: LinkToken, form: Fields) -> str:
    by_link.declare_recusal(actor, link, ground=form.get("ground", ""), words=form.get("words", ""), at=now())
    return _("Thank you. Your recusal is noted. The office decides and will tell you.")


def _check_in_page(link: LinkToken) -> Page:
    opens = attendance.check_in_opens(link.assignment.activity)
    return "check_in", {"opens": opens, "is_open": now() >= opens}


def _check_in(actor: Actor, link: LinkToken, _form: Fields) -> str:
    by_link.check_in(actor, link, at=now())
    return _("You are checked in. Thank you for coming.")


TASKS: dict[str, LinkTask] = {
    LinkPurpose.NOTICE: LinkTask(_notice, {"accept": _accept, "decline": _decline, "recuse": _recuse}),
    LinkPurpose.CHECK_IN: LinkTask(_check_in_page, {"check_in": _check_in}),
}
