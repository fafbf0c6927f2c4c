"""The door of every page: closed until `verbs` maps each exposed method to a permission of the one table."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import Response, after_this_request, flash, g, redirect, request
from flask_admin import BaseView
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from models.base import database
from portal import extensions, security
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor, require
from portal.language import sentence
from portal.services import audit

Answer = Any
"""What a page returns: text, a response, or a tuple of both with a status."""


def actor() -> Actor:
    """Return who is asking. Raises Forbidden when nobody is signed in."""
    return security.current_actor()


def now() -> datetime:
    """Return the present moment by the application's clock."""
    return extensions.now()


def back() -> str:
    """Return the local page that the request came from; the home page when it came from elsewhere."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or (came.path == request.path and not _can_get()):
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")


def _can_get() -> bool:
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


class Page(BaseView):
    """A page with a door: `verbs` maps each exposed method to the permission that opens it; what is not mapped is closed to everyone.

    `in_menu = False` keeps it out of the menu; `stands_under` names the endpoint whose menu entry is marked instead.
    """

    verbs: ClassVar[Mapping[str, str]] = {}
    in_menu = True
    stands_under = ""

    def allows(self, method: str) -> bool:
        """Whether the reader may call an exposed method; used for menus, buttons and links."""
        return bool(current_user) and current_user.is_authenticated and actor().may(self.verbs.get(method, ""))

    def is_accessible(self) -> bool:
        """Whether the page stands in the reader's menu."""
        return self.allows(self._default_view)

    def is_visible(self) -> bool:
        """Whether the page stands in menus at all."""
        return self.in_menu

    def _handle_view(self, name: str, /, **_kwargs: Any) -> None:
        require(actor(), self.verbs.get(name, f"{self.endpoint}.{name}"))

    def _run_view(self, view: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """Call the method once: the stock way catches TypeError and calls again, which hides the true fault."""
        try:
            return view(self, *args, **kwargs)
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            if request.method == "GET":
                raise
            return refused(refusal)

    def title(self) -> str:
        """Return the heading of the page."""
        return str(self.name)

    def ask_first(self, words: str, label: str, *, tone: str = "danger") -> str | None:
        """Return the page that names the consequence and asks, or None when the request carries the consent.

        Every act that cannot be undone begins with it; the macro `confirm_form` sends the consent along.
        """
        if request.form.get("confirmed") == "yes":
            return None
        kept = {key: values for key, values in request.form.to_dict(flat=False).items() if key not in ("csrf_token", "confirmed")}
        url = request.full_path.rstrip("?")
        return self.render("confirm.html", sentence=words, label=label, tone=tone, kept=kept, url=url, back_url=back())

    def seen(self) -> int | None:
        """Return the version of the row that the reader looked at when deciding, sent along by the form; None where none came."""
        text = request.form.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def done(self, words: str, url: str | None = None, *, step: tuple[str, str] | None = None) -> BaseResponse:
        """Say what was done, offer the next step (label, url), and go to `url` or back to where the request came from."""
        return done(words, url, step=step)


def wants_json() -> bool:
    """Whether the page's script asks, which shows the answer in place."""
    return request.accept_mimetypes.best == "application/json"


def done(words: str, url: str | None = None, *, step: tuple[str, str] | None = None) -> BaseResponse:
    """Flash what was done with the next step as a link, and redirect."""
    link = Markup(' <a href="{1}">{0}</a>').format(*step) if step else ""
    flash(Markup("{}").format(words) + link, "success")
    return go(url or back())


def refused(refusal: DomainError) -> BaseResponse:
    """Flash a refusal's sentence and go back to where the request came from."""
    flash(sentence(refusal), "error")
    return go(back())


def once(write: Callable[[], Any]) -> Any:
    """Write what a form says in one transaction, and once however often it is sent: double click, back button, two tabs.

    A form without a key (security.new_form_key) is written as it comes. Raises Conflict sent_already.
    """
    if "form_key" not in g:
        return write()
    with database.atomic():
        audit.refuse_repeat(actor(), at=now())
        written = write()
    g.pop("form_key", None)  # a form that stands on the page again is a new one
    return written


def crafted() -> None:
    """Tell the trail of a posted key that was never offered to the reader, and let the page that shows the form again answer 400."""
    security.refused_in_trail("not_found")
    after_this_request(_as_bad_request)


def _as_bad_request(response: Response) -> Response:
    if response.status_code == 200:
        response.status_code = 400
    return response


def go(url: str) -> BaseResponse:
    """Redirect; a request made by htmx reloads its page instead, so that the words are seen."""
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": url})
    return redirect(url, 303)
