"""Signing in and out, the own password, sessions and language."""
from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from models import UserSession
from portal import extensions, security
from portal.domain import passwords
from portal.domain.errors import DomainError, NotFound
from portal.language import LOCALES, sentence
from portal.queries import scope
from portal.services import sessions, users
from views.doors import wants_json

blueprint = Blueprint("auth", __name__)


class SignInForm(FlaskForm):
    """User name and password."""

    username = StringField(_l("User name"), [InputRequired(), Length(max=60)], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"})


class PasswordForm(FlaskForm):
    """The present password and the new one twice."""

    old = PasswordField(_l("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"})
    new = PasswordField(_l("New password"), [InputRequired()], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("New password again"), [InputRequired(), EqualTo("new", message=_l("The two new passwords differ."))],
                          render_kw={"autocomplete": "new-password"})


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Sign in; asked for JSON by the dialog over a page whose session ran out, it answers with a fresh CSRF token."""
    form = SignInForm()
    error = ""
    if form.validate_on_submit():
        try:
            return _signed_in(form)
        except DomainError as refusal:
            error = sentence(refusal)
    if wants_json():
        return jsonify(error=error or _("Enter user name and password.")), 400
    return render_template("auth/sign_in.html", form=form, error=error, next=request.values.get("next", "")), 400 if error else 200


def _signed_in(form: SignInForm) -> Any:
    before = current_user.user.username if current_user.is_authenticated else None
    user, token = sessions.sign_in(form.username.data, form.password.data, security.knock(), at=extensions.now())
    session.clear()
    session[security.COOKIE_KEY] = token
    if wants_json():
        g.pop("csrf_token", None)  # made for the session that was cleared
        return jsonify(csrf_token=generate_csrf(), same=before in (None, user.username))
    return redirect(safe_target(request.values.get("next")), 303)


def safe_target(target: str | None) -> str:
    """Return a local path to go to after signing in; anything that leaves this host becomes the home page."""
    path = target or ""
    parts = urlsplit(path)
    leaves = parts.scheme or parts.netloc or path.startswith(("//", "/\\"))
    return path if path.startswith("/") and not leaves else "/"


@blueprint.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the own session."""
    if current_user.is_authenticated:
        sessions.end(security.current_actor(), current_user.session_row, why="signed_out", at=extensions.now())
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


@blueprint.get("/alive")
def alive() -> Response:
    """Tell a page whether its session still holds: 204 or 401."""
    return Response(status=204 if current_user.is_authenticated else 401)


@blueprint.post("/language")
def language() -> BaseResponse:
    """Choose the language of the screen: kept in the account, or in a cookie before signing in."""
    chosen = request.form.get("locale", "")
    target = redirect(safe_target(request.form.get("next")), 303)
    if chosen in LOCALES:
        if current_user.is_authenticated:
            users.choose_language(security.current_actor(), current_user.user, chosen, at=extensions.now())
        target.set_cookie("locale", chosen, max_age=31536000, httponly=True, samesite="Lax", secure=extensions.settings().secure_cookies)
    return target


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Any:
    """Change the own password; obligatory after the first sign-in and when it is too old."""
    form = PasswordForm()
    policy = passwords.POLICIES[extensions.settings().password_profile]
    if form.validate_on_submit():
        try:
            users.change_password(security.current_actor(), current_user.user, old=form.old.data, new=form.new.data, policy=policy,
                                  keep=current_user.session_row.token_digest, at=extensions.now())
            flash(_("The password was changed. Other sessions of this account have ended."), "success")
            return redirect("/", 303)
        except DomainError as refusal:
            form[refusal.field or "new"].errors = [*form[refusal.field or "new"].errors, sentence(refusal)]
    forced = security.must_change_password(current_user.user)
    return render_template("auth/password.html", form=form, policy=policy, forced=forced)


@blueprint.get("/sessions")
def own_sessions() -> str:
    """List the own live sessions."""
    rows = UserSession.select().where(UserSession.user == current_user.user, UserSession.ended_at.is_null()).order_by(
        UserSession.seen_at.desc()).limit(50)
    return render_template("auth/sessions.html", rows=list(rows), current=current_user.session_row.id)


@blueprint.post("/sessions/<row_id>/end")
def end_session(row_id: str) -> BaseResponse:
    """End another session of the own account."""
    row = UserSession.get_or_none(UserSession.id == scope.parse_id(row_id), UserSession.user == current_user.user)
    if row is None:
        raise NotFound("not_found")
    sessions.end(security.current_actor(), row, why="revoked", at=extensions.now())
    flash(_("The session was ended."), "success")
    return redirect(url_for("auth.own_sessions"), 303)
