"""The supervisor's phone pages at /l/<token>: no account, no menu, one question. Looking never changes anything; only a sent form acts."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.validators import ValidationError

import views.link_applications as link_applications
import views.link_assessment as link_assessment
import views.link_duties as link_duties
import views.link_file as link_file
import views.link_learning as link_learning
import views.link_opinions as link_opinions
import views.link_suggestions as link_suggestions
from models import LinkToken
from models.choices import ActivityState, AssignmentState, LinkPurpose
from portal import extensions
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.language import item_name, sentence
from portal.queries import related
from portal.security import knock
from portal.services import attachments, links
from portal.services.links import LinkRefused
from views.doors import now
from views.exporting import attachment
from views.link_task import LinkTask

blueprint = Blueprint("links", __name__, url_prefix="/l")
extensions.csrf.exempt(blueprint)
# These pages send no referrer, so that the token leaks nowhere; CSRFProtect demands one on https. `check_token` looks at the token itself.

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
TASKS: dict[str, LinkTask] = {
    **link_duties.TASKS, **link_opinions.TASKS, **link_file.TASKS, **link_suggestions.TASKS, **link_learning.TASKS, **link_applications.TASKS,
    **link_assessment.TASKS,
}
"""Every purpose of a link."""

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


@blueprint.get("/<token>/file/<int:file_id>")
def file(token: str, file_id: int) -> Response:
    """Send a file that a link opens."""
    link = links.look_up(token, at=now())
    found = next((one for one in TASKS[link.purpose].files(link) if one.id == file_id), None)
    if found is None:
        abort(404)
    where = knock()
    reader = links.actor_of(link, address=where.address, request_id=where.request_id)
    return attachment(attachments.open_file(reader, found, store=extensions.store(), at=now()), found.filename, found.media_type)


@blueprint.post("/<token>")
def act(token: str) -> Answer:
    """Do the one thing that a link is for."""
    link = links.look_up(token, at=now())
    where = knock()
    doing = TASKS[link.purpose].acts.get(request.form.get("do", ""))
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


def _page(link: LinkToken, refusal: DomainError | None = None) -> Answer:
    """Return the page of a link's question; a refused form comes back as it was typed, with the sentence."""
    name, facts = TASKS[link.purpose].page(link)
    return _render(name, link, refusal, **facts), 400 if refusal else 200


def _over(link: LinkToken) -> DomainError | None:
    """Why a link that is still good has nothing left to ask."""
    task = TASKS[link.purpose]
    return LinkRefused("link_used", link) if link.used_at is not None and not task.lasts else task.over(link)


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
