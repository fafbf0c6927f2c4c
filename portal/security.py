"""Who is asking: server-side sessions, the actor of a request, security headers and the pages of refusal."""
from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, g, has_request_context, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import UserMixin, current_user
from flask_wtf.csrf import CSRFError
from peewee import InterfaceError, OperationalError
from playhouse.pool import MaxConnectionsExceeded
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from models import User, UserSession
from models.base import database
from portal import extensions
from portal.domain import passwords
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.language import sentence
from portal.services import audit, sessions

COOKIE_KEY = "sid"
FORM_KEY = re.compile("[0-9a-f]{24}")
"""What the page of a form gives along, so that sending it twice is seen (services.audit.refuse_repeat)."""
OPEN_ENDPOINTS = frozenset({"auth.sign_in", "auth.sign_out", "auth.alive", "auth.language", "feeds.show", "static"})
"""What works without a session; phone pages (blueprint `links`) too. A calendar feed is opened by its own token."""
BEFORE_NEW_PASSWORD = OPEN_ENDPOINTS | {"auth.password"}

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
                               " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

STATUS = {NotFound: 404, Forbidden: 403, Conflict: 409}


class Account(UserMixin):
    """What Flask-Login knows as the current user: the account's row, its session and its actor."""

    def __init__(self, user: User, session_row: UserSession, actor: Actor) -> None:
        self.user, self.session_row, self.actor = user, session_row, actor

    def get_id(self) -> str:
        """Return the account's key as text."""
        return str(self.user.id)


def init_app(app: Flask) -> None:
    """Hang everything here on the application."""
    extensions.login.init_app(app)
    extensions.login.request_loader(_load_account)
    app.before_request(_open_connection)  # first: the page of a refusal asks who is signed in
    app.before_request(_look_at_texts)
    app.before_request(_guard)
    app.after_request(_add_headers)
    app.teardown_request(_close_connection)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _csrf_failed)
    app.register_error_handler(HTTPException, _http_error)
    for error in (OperationalError, InterfaceError, MaxConnectionsExceeded):
        app.register_error_handler(error, _database_away)
    app.register_error_handler(Exception, _broken)


def current_actor() -> Actor:
    """Return the actor of this request. Raises Forbidden when nobody is signed in."""
    if not current_user.is_authenticated:
        raise Forbidden("forbidden")
    actor: Actor = current_user.actor
    return actor


def knock() -> sessions.Knock:
    """Return where this request comes from."""
    return sessions.Knock(address=request.remote_addr or "", agent=request.user_agent.string, request_id=request_id(),
                          admin_addresses=extensions.settings().admin_addresses)


def new_form_key() -> str:
    """Return a key for the page of a form; a form that comes back with its faults keeps the one it had."""
    return str(g.get("form_key") or secrets.token_hex(12))


def request_id() -> str:
    """Return this request's id, shown on error pages and kept in the trail."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    found: str = g.request_id
    return found


def _look_at_texts() -> None:
    """Refuse NUL wherever text comes in: PostgreSQL cannot keep it, and nobody types it. A form's key becomes the request's id."""
    texts = [[request.path, *request.args, *request.form], *request.args.listvalues(), *request.form.listvalues()]
    if any("\x00" in text for values in texts for text in values):
        abort(400)
    key = request.form.get("form_key", "")
    if FORM_KEY.fullmatch(key):
        g.request_id = g.form_key = key


def _open_connection() -> None:
    database.connect(reuse_if_open=True)
    if database.is_connection_usable() is False:
        database.close()
        database.connect()


def _close_connection(_error: BaseException | None) -> None:
    if not database.is_closed():
        database.close()


def _load_account(_request: Any) -> Account | None:
    token = session.get(COOKIE_KEY)
    if not token or "database_away" in g:
        return None
    found = extensions.settings()
    idle, absolute = timedelta(minutes=found.idle_minutes), timedelta(hours=found.absolute_hours)
    signed_in = sessions.find(token, idle=idle, absolute=absolute, at=extensions.now())
    if signed_in is None or not sessions.address_allowed(signed_in.roles, knock()):
        return None
    return Account(signed_in.user, signed_in.session, sessions.actor_of(signed_in.user, knock(), signed_in.roles))


def _guard() -> BaseResponse | None:
    """Closed by default: without a session only the sign-in and the phone pages open; a first password is changed before anything else."""
    if request.endpoint in OPEN_ENDPOINTS or request.blueprint == "links" or request.endpoint is None:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if request.headers.get("X-Background") != "1":
        sessions.touch(current_user.session_row, extensions.now())
    if request.endpoint not in BEFORE_NEW_PASSWORD and must_change_password(current_user.user):
        return redirect(url_for("auth.password"), 303)
    return None


def must_change_password(user: User) -> bool:
    """Whether the account has to choose a new password before it may go on."""
    policy = passwords.POLICIES[extensions.settings().password_profile]
    return user.must_change_password or passwords.expired(user.password_changed_at, policy, extensions.now())


def _to_sign_in() -> BaseResponse:
    """Send to the sign-in page; background requests get 401, so that the page can open its sign-in dialog."""
    if request.headers.get("HX-Request") or request.headers.get("X-Background"):
        return Response(status=401)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=target), 303)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _page(status: int, title: str, text: str) -> tuple[str, int]:
    return render_template("error.html", status=status, title=title, text=text, request_id=request_id()), status


def refused_in_trail(why: str) -> None:
    """Keep a refusal in the trail, in a transaction of its own as the act itself rolled back (access.md "The trail").

    `why` is a code of domain.errors or of domain.trail_words.REASONS.
    """
    if not has_request_context() or not current_user.is_authenticated:
        return
    path = request.path.replace("\x00", "%00")  # refused for that very sign, which PostgreSQL cannot keep
    with database.atomic():
        audit.record(current_actor(), "refused", None, at=extensions.now(), label=f"{request.method} {path}", reason=why)


def _refused(error: DomainError) -> tuple[str, int]:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    if status in (403, 404):
        refused_in_trail(error.code)
    titles: dict[int, Callable[[], str]] = {
        403: lambda: _("Not allowed"), 404: lambda: _("Not found"), 409: lambda: _("Somebody was first"), 400: lambda: _("Not possible"),
    }
    return _page(status, titles[status](), sentence(error))


def _csrf_failed(_error: CSRFError) -> tuple[str, int]:
    refused_in_trail("form_too_old")
    return _page(400, _("The form is too old"),
                 _("This form belongs to an earlier session. Nothing was saved. Go back, reload the page and send it again."))


def _http_error(error: HTTPException) -> BaseResponse | tuple[str, int]:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code == 404:
        return _refused(NotFound("not_found"))
    if code == 400:
        refused_in_trail("malformed")
    if code == 413:
        return _page(413, _("Too large"), _("What you sent is too large. Sheets to import may have 20 MB, other files 10 MB; nothing was saved."))
    return _page(code, _("Not possible"), _("The portal could not understand this request. Nothing was saved. Go back and try again."))


def _database_away(error: Exception) -> tuple[str, int]:
    """Show a page that itself needs no database: nobody counts as signed in while it is made."""
    current_app.logger.error("request %s: the database failed", request_id(), exc_info=error)
    g.database_away = True
    g.pop("_login_user", None)
    return _page(503, _("The database cannot be reached"),
                 _("Nothing was saved. Wait a minute, then go back and send it again; if it stays like this,"
                   " tell the system administrator."))


def _broken(error: Exception) -> tuple[str, int]:
    extensions.report(error, request_id())
    return _page(500, _("Something broke"),
                 _("This is a fault of the portal. Nothing was saved. Tell the system administrator the number below."))
