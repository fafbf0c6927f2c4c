"""Build the application: core first, then the pages that `register` brings. The core knows no page."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from wsgiref.headers import Headers

from flask import Flask, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import cli, extensions, language, security, worker
from portal.settings import ROOT, Settings

MAX_UPLOAD = 21 * 1024 * 1024
"""The largest sheet of an import, 20 MB, with the form around it; other files are held to 10 MB where they are taken."""


def create_app(settings: Settings, register: Callable[[Flask], None], *, clock: Callable[[], datetime] = extensions.wall_clock) -> Flask:
    """Return the application for these settings.

    `register` adds the pages (views.register); `clock` returns the present moment as aware UTC in whole seconds.
    """
    app = Flask("portal", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "views" / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MAX_UPLOAD, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None, SEND_FILE_MAX_AGE_DEFAULT=31536000, JSON_AS_ASCII=False,
        BABEL_DEFAULT_LOCALE=language.DEFAULT_LOCALE, BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "portal" / "translations"),
    )
    extensions.init_app(app, settings, clock)
    extensions.babel.init_app(app, locale_selector=_locale)
    security.init_app(app)
    extensions.csrf.init_app(app)  # after security: its refusals are shown in the account's language, which needs the connection
    cli.init_app(app)
    worker.init_app(app)
    register(app)
    _serve(app, settings)
    return app


def _locale() -> str:
    """The reader's language: the account's, else the one chosen on the sign-in page; Chinese by default."""
    if request and current_user and current_user.is_authenticated:
        return str(current_user.user.locale)
    chosen = request.cookies.get("locale", "") if request else ""
    return chosen if chosen in language.LOCALES else language.DEFAULT_LOCALE


def _static_headers(headers: Headers, _path: str, url: str) -> None:
    """Files are what their names say; a page among them (the off-line verifier) is asked for anew, as its address never changes."""
    headers["X-Content-Type-Options"] = "nosniff"
    if url.endswith(".html"):
        headers["Cache-Control"] = "no-cache"


def _serve(app: Flask, settings: Settings) -> None:
    """Static files go out by WhiteNoise, compressed beforehand and long-lived; a proxy's headers count only when one is declared."""
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=31536000,  # type: ignore[method-assign]
                              allow_all_origins=False, add_headers_function=_static_headers)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
