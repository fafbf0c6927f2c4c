"""Phone pages of opinions: on an activity, on own initiative, and the answer to either, which the link goes on showing."""
from __future__ import annotations

from flask_babel import gettext as _

from models import LinkToken, Opinion, Organisation
from models.choices import LinkPurpose
from portal.domain import labels, opinions as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor
from portal.queries import opinions
from portal.queries.scope import parse_id
from portal.services import by_link
from views.doors import now
from views.link_task import Fields, LinkTask, Page


def _given(link: LinkToken) -> Page:
    """The answer shows once the procuratorate told it, and the chief's decision once that was told."""
    opinion = Opinion.get_by_id(link.opinion_id)
    told = opinion.told_at is not None
    open_acts = rules.acts_open(opinion.state, own_initiative=opinion.assignment_id is None, answer=opinion.answer)
    return "opinion", {"opinion": opinion, "told": told, "may_object": "object" in open_acts, "answers": labels.OPINION_ANSWERS,
                       "decided": told and opinion.decided_at is not None and opinion.told_at >= opinion.decided_at}


def _opinion_page(link: LinkToken) -> Page:
    return _given(link) if link.opinion_id is not None else ("opinion_form", {"limit": rules.LONGEST_WORDS})


def _own_page(link: LinkToken) -> Page:
    if link.opinion_id is not None:
        return _given(link)
    return "initiative", {"offices": opinions.served_offices(link.bureau_id), "limit": rules.LONGEST_WORDS}


def _opinion(actor: Actor, link: LinkToken, form: Fields) -> str:
    _sure(form)
    by_link.give_opinion(actor, link, words=form.get("words", ""), at=now())
    return _("Thank you. Your opinion was received and is locked. The answer can be read later with the same link.")


def _own(actor: Actor, link: LinkToken, form: Fields) -> str:
    _sure(form)
    by_link.give_own(actor, link, subject=form.get("subject", ""), words=form.get("words", ""), office=_office(link, form), at=now())
    return _("Thank you. Your opinion was received and is locked. The answer can be read later with the same link.")


def _object(actor: Actor, link: LinkToken, form: Fields) -> str:
    by_link.respond(actor, link, objection=form.get("words", ""), at=now())
    return _("Your objection was received. The chief procurator decides, and you will be told.")


def _agree(actor: Actor, link: LinkToken, _form: Fields) -> str:
    by_link.respond(actor, link, objection=None, at=now())
    return _("Thank you. It is noted that you do not object to the answer.")


def _sure(form: Fields) -> None:
    """An opinion cannot be changed once given, so that the person says so first."""
    if form.get("sure") != "yes":
        raise DomainError("opinion_unsure", field="sure")


def _office(link: LinkToken, form: Fields) -> Organisation | None:
    """The procuratorate that the person chose among those of the bureau, if one."""
    if not form.get("office"):
        return None
    chosen = parse_id(form["office"])
    return next((office for office in opinions.served_offices(link.bureau_id) if office.id == chosen), None)


def _over(link: LinkToken) -> DomainError | None:
    """An opinion on the activity that was given another way leaves nothing to ask."""
    given = link.opinion_id is None and Opinion.select().where(Opinion.assignment == link.assignment).exists()
    return Conflict("opinion_given") if given else None


TASKS: dict[str, LinkTask] = {
    LinkPurpose.OPINION: LinkTask(_opinion_page, {"opinion": _opinion, "object": _object, "agree": _agree}, lasts=True, over=_over),
    LinkPurpose.INITIATIVE: LinkTask(_own_page, {"own": _own, "object": _object, "agree": _agree}, lasts=True),
}
