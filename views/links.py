"""The supervisor's phone pages at /l/<token>: no account, no menu, one question. Looking never changes anything; only a sent form acts."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.validators import ValidationError

from models import LinkToken, Opinion, Organisation
from models.choices import ActivityState, AssignmentState, LinkPurpose
from portal import extensions
from portal.domain import labels, opinions as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.permissions import Actor
from portal.language import item_name, sentence
from portal.queries import opinions, related
from portal.queries.scope import parse_id
from portal.security import knock
from portal.services import attendance, by_link, links, notices
from portal.services.links import LinkRefused
from views.doors import now

blueprint = Blueprint("links", __name__, url_prefix="/l")
extensions.csrf.exempt(blueprint)
# These pages send no referrer, so that the token leaks nowhere; CSRFProtect demands one on https. `check_token` looks at the token itself.

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
PURPOSES_THAT_SHOW = (LinkPurpose.OPINION, LinkPurpose.INITIATIVE)
"""A used link of these goes on showing what was given and the answer to it."""

Fields = Mapping[str, str]
Answer = tuple[str, int]


@blueprint.before_request
def check_token() -> None:
    """Refuse a form without this session's CSRF token."""
    if request.method != "POST":
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


@blueprint.after_request
def add_headers(response: Response) -> Response:
    """Keep the address of the page out of referrers, caches and search engines."""
    response.headers.update(HEADERS)
    return response


@blueprint.errorhandler(LinkRefused)
def closed(error: LinkRefused) -> Answer:
    """Show the one plain page of links that open nothing; an unknown one goes to the trail."""
    if error.code == "link_unknown":
        where = knock()
        links.refused(error, address=where.address, request_id=where.request_id, at=now())
    return _closed(error, error.link)


@blueprint.get("/<token>")
def show(token: str) -> Answer:
    """Show the one question of a link, or what its answer was."""
    link = links.look_up(token, at=now())
    over = _over(link)
    return _closed(over, link) if over else _page(link)


@blueprint.post("/<token>")
def act(token: str) -> Answer:
    """Do the one thing that a link is for."""
    link = links.look_up(token, at=now())
    where = knock()
    doing = ACTS.get((link.purpose, request.form.get("do", "")))
    if doing is None:
        abort(400)
    try:
        done = doing(links.actor_of(link, address=where.address, request_id=where.request_id), link, request.form)
    except LinkRefused:
        raise
    except (Conflict, NotFound) as refusal:
        return _closed(refusal, link)
    except DomainError as refusal:
        return _page(link, refusal)
    return _render("done", link, done=done, coming=request.form["do"] == "accept"), 200


# --- acts: (purpose, what the form says) → act; each returns the sentence of what was done ------------------------------------------------


def _accept(actor: Actor, link: LinkToken, _form: Fields) -> str:
    by_link.answer(actor, link, coming=True, at=now())
    return _("Thank you. It is noted that you will come.")


def _decline(actor: Actor, link: LinkToken, form: Fields) -> str:
    by_link.answer(actor, link, coming=False, reason=form.get("reason", ""), words=form.get("words", ""), at=now())
    return _("Thank you. It is noted that you cannot come; somebody else will be asked.")


def _recuse(actor: Actor, link: LinkToken, form: Fields) -> str:
    by_link.declare_recusal(actor, link, ground=form.get("ground", ""), words=form.get("words", ""), at=now())
    return _("Thank you. Your recusal is noted. The office decides and will tell you.")


def _check_in(actor: Actor, link: LinkToken, _form: Fields) -> str:
    by_link.check_in(actor, link, at=now())
    return _("You are checked in. Thank you for coming.")


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


ACTS: dict[tuple[str, str], Callable[[Actor, LinkToken, Fields], str]] = {
    (LinkPurpose.NOTICE, "accept"): _accept,
    (LinkPurpose.NOTICE, "decline"): _decline,
    (LinkPurpose.NOTICE, "recuse"): _recuse,
    (LinkPurpose.CHECK_IN, "check_in"): _check_in,
    (LinkPurpose.OPINION, "opinion"): _opinion,
    (LinkPurpose.OPINION, "object"): _object,
    (LinkPurpose.OPINION, "agree"): _agree,
    (LinkPurpose.INITIATIVE, "own"): _own,
    (LinkPurpose.INITIATIVE, "object"): _object,
    (LinkPurpose.INITIATIVE, "agree"): _agree,
}


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


# --- pages --------------------------------------------------------------------------------------------------------------------------------


def _page(link: LinkToken, refusal: DomainError | None = None) -> Answer:
    """Return the page of a link's question; a refused form comes back as it was typed, with the sentence."""
    if link.purpose in PURPOSES_THAT_SHOW and link.opinion_id is not None:
        return _render("opinion", link, refusal, **_opinion_facts(link)), 400 if refusal else 200
    page = _render(PAGES[link.purpose][0], link, refusal, **PAGES[link.purpose][1](link))
    return page, 400 if refusal else 200


def _over(link: LinkToken) -> DomainError | None:
    """Why a link that is still good has nothing left to ask."""
    if link.used_at is not None and link.purpose not in PURPOSES_THAT_SHOW:
        return LinkRefused("link_used", link)
    given = link.purpose == LinkPurpose.OPINION and link.opinion_id is None
    if given and Opinion.select().where(Opinion.assignment == link.assignment).exists():
        return Conflict("opinion_given")
    return None


def _notice_facts(link: LinkToken) -> dict[str, Any]:
    return {"accepted": link.assignment.state == AssignmentState.ACCEPTED,
            "reasons": {code: labels.FREED_REASONS[code] for code in notices.ANSWER_REASONS}, "grounds": labels.RECUSAL_GROUNDS}


def _check_in_facts(link: LinkToken) -> dict[str, Any]:
    opens = attendance.check_in_opens(link.assignment.activity)
    return {"opens": opens, "is_open": now() >= opens}


def _initiative_facts(link: LinkToken) -> dict[str, Any]:
    return {"offices": opinions.served_offices(link.bureau_id), "limit": rules.LONGEST_WORDS}


def _opinion_form_facts(link: LinkToken) -> dict[str, Any]:
    return {"limit": rules.LONGEST_WORDS}


def _opinion_facts(link: LinkToken) -> dict[str, Any]:
    """The answer shows once the procuratorate told it, and the chief's decision once that was told."""
    opinion = Opinion.get_by_id(link.opinion_id)
    told = opinion.told_at is not None
    open_acts = rules.acts_open(opinion.state, own_initiative=opinion.assignment_id is None, answer=opinion.answer)
    return {"opinion": opinion, "told": told, "may_object": "object" in open_acts, "answers": labels.OPINION_ANSWERS,
            "decided": told and opinion.decided_at is not None and opinion.told_at >= opinion.decided_at}


PAGES: dict[str, tuple[str, Callable[[LinkToken], dict[str, Any]]]] = {
    LinkPurpose.NOTICE: ("notice", _notice_facts),
    LinkPurpose.CHECK_IN: ("check_in", _check_in_facts),
    LinkPurpose.OPINION: ("opinion_form", _opinion_form_facts),
    LinkPurpose.INITIATIVE: ("initiative", _initiative_facts),
}


def _closed(error: DomainError, link: LinkToken | None) -> Answer:
    """The one plain page: 404 for a link that never was, 410 for one that is over."""
    status = 404 if error.code == "link_unknown" else 410
    return _render("closed", link, words=sentence(error), recorded=_recorded(error, link), coming=_still_coming(error, link)), status


def _recorded(error: DomainError, link: LinkToken | None) -> str:
    """What the person did with a used link, so that pressing twice or coming back leaves no doubt."""
    if link is None or link.assignment is None:
        return ""
    if link.assignment.activity.state == ActivityState.CANCELLED:
        return _("This activity was cancelled. You need not come.")
    if error.code != "link_used":
        return ""
    if link.purpose == LinkPurpose.CHECK_IN:
        return _("You are checked in. Thank you for coming.")
    if link.assignment.declined:
        return _("You said that you cannot come.")
    return _("You said that you will come.") if _is_coming(link) else _("Your answer was received.")


def _is_coming(link: LinkToken) -> bool:
    return link.assignment.state in (AssignmentState.ACCEPTED, AssignmentState.ATTENDED)


def _still_coming(error: DomainError, link: LinkToken | None) -> bool:
    """Whether the closed page repeats when and where, for people who open their notice again."""
    return link is not None and error.code == "link_used" and link.purpose == LinkPurpose.NOTICE and _is_coming(link)


def _render(page: str, link: LinkToken | None, refusal: DomainError | None = None, **facts: Any) -> str:
    """Return a phone page that says which office asks and how to call it."""
    office = link.bureau if link is not None else None
    activity = link.assignment.activity if link is not None and link.assignment is not None else None
    if activity is not None:
        related.load([activity], "mode", "procuratorate")
    return render_template(
        f"links/{page}.html", link=link, activity=activity, office_name=item_name(office),
        office_phone=(office.phone or office.contact_phone) if office is not None else "", form=request.form,
        refusal=sentence(refusal) if refusal else "", wrong=refusal.field if refusal else None, **facts)
