"""Accounts: made and disabled by the system administrator; roles, locks and passwords by the security administrator."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import User, UserRole, UserSession
from portal.domain import labels
from portal.domain.permissions import ROLES
from portal.language import word
from portal.services import users
from views.base import Answer, Register, actor, attempt, expose, now, register_verbs
from views.formatting import listed
from views.listing import Listing

SESSIONS_SHOWN = 20


class AccountListing(Listing):
    """A list whose accounts carry their roles."""

    def hang(self, rows: list[User]) -> None:
        """Hang on each account its roles."""
        hang_roles(rows)


class AccountRegister(Register):
    """Accounts of both offices and of the three administrators."""

    verbs = {name: verb for name, verb in register_verbs("user").items() if name != "export"} | {
        "roles": "user:roles", "unlock": "user:unlock", "reset": "user:unlock", "disable": "user:write", "enable": "user:write",
    }
    listing_class = AccountListing
    details_template = "users/details.html"
    column_list = ("username", "name", "organisation", "roles", "active", "locked_until")
    column_details_list = ("username", "name", "organisation", "email", "phone", "roles", "active", "locked_until", "password_changed_at",
                           "must_change_password")
    column_labels = {
        "username": _l("User name"),
        "name": _l("Name of the person"),
        "organisation": _l("Office"),
        "email": _l("E-mail address"),
        "phone": _l("Phone"),
        "roles": _l("Roles"),
        "active": _l("May sign in"),
        "locked_until": _l("Locked until"),
        "password_changed_at": _l("Password last changed"),
        "must_change_password": _l("Must choose a new password"),
    }
    column_descriptions = {
        "username": _l("Small letters, digits, dot, hyphen, underscore. It cannot be changed later."),
        "organisation": _l("Administrators may be without an office; everybody else belongs to one."),
    }
    column_cells = {"roles": lambda user: role_words(user.role_codes)}
    column_searchable_list = ("username", "name")
    column_sortable_list = ("username",)
    column_filters = ("organisation", "active")
    column_default_sort = ("username",)
    form_columns = ("username", "name", "organisation", "email", "phone")
    new_label = _l("New account")

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Make an account and show its first password, once."""
        form = self.create_form()
        made = attempt(form, lambda: users.create_user(actor(), at=now(), **self.values(form))) if form.sent() else None
        return self.render("users/password.html", user=made[0], password=made[1], fresh=True) if made else self.show_form(form, None)

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form without the user name, which stays."""
        form = super().edit_form(obj)
        del form.username
        return form

    def write_change(self, row: User, values: dict[str, Any], version: int | None) -> User:
        """Change name, office, mail or phone."""
        return users.amend_user(actor(), row, at=now(), version=version or 0, **values)

    def show_details(self, row: User, revealed: Any = None) -> str:
        """Return the account with what may be done to it, and its live sessions."""
        live = UserSession.select().where(UserSession.user == row, UserSession.ended_at.is_null()).order_by(UserSession.seen_at.desc())
        hang_roles([row])
        facts = self.facts(row, self.open_columns(self._details_columns))
        return self.render(self.details_template, row=row, facts=facts, story=None, roles=ROLES, held=row.role_codes, now=now(),
                           sessions=list(live.limit(SESSIONS_SHOWN)), own=row.id == actor().user_id, role_words=labels.ROLES)

    @expose("/<int:row_id>/roles", methods=("POST",))
    def roles(self, row_id: int) -> Answer:
        """Give an account its roles; its sessions end."""
        user = self.get_one(row_id)
        users.set_roles(actor(), user, frozenset(request.form.getlist("roles")), at=now())
        return self.done(_("The roles of %(name)s were saved. They hold from the next sign-in.", name=user.username), self._url(user))

    @expose("/<int:row_id>/unlock", methods=("POST",))
    def unlock(self, row_id: int) -> Answer:
        """Lift the lock after too many failures."""
        user = users.unlock(actor(), self.get_one(row_id), at=now())
        return self.done(_("%(name)s may sign in again.", name=user.username), self._url(user))

    @expose("/<int:row_id>/reset", methods=("POST",))
    def reset(self, row_id: int) -> Answer:
        """Give a new first password and show it, once."""
        user = self.get_one(row_id)
        if asked := self.ask_first(_("%(name)s gets a new password; the present one and all sessions end.", name=user.username),
                                   _("Reset the password")):
            return asked
        return self.render("users/password.html", user=user, password=users.reset_password(actor(), user, at=now()), fresh=False)

    @expose("/<int:row_id>/disable", methods=("POST",))
    def disable(self, row_id: int) -> Answer:
        """Close an account; nothing of it is deleted."""
        user = self.get_one(row_id)
        if asked := self.ask_first(_("%(name)s cannot sign in any more; the sessions end at once.", name=user.username), _("Disable")):
            return asked
        users.set_active(actor(), user, active=False, at=now())
        return self.done(_("%(name)s was disabled.", name=user.username), self._url(user))

    @expose("/<int:row_id>/enable", methods=("POST",))
    def enable(self, row_id: int) -> Answer:
        """Open an account again."""
        user = users.set_active(actor(), self.get_one(row_id), active=True, at=now())
        return self.done(_("%(name)s may sign in again.", name=user.username), self._url(user))

    def _url(self, user: User) -> str:
        return str(self.get_url(".details_view", row_id=user.id))


def hang_roles(accounts: Iterable[User]) -> None:
    """Hang on each account the codes of its roles as `role_codes`, in one query."""
    held: dict[int, list[str]] = {account.id: [] for account in accounts}
    for row in UserRole.select(UserRole.user, UserRole.role).where(UserRole.user.in_(list(held))).tuples():
        held[row[0]].append(row[1])
    for account in accounts:
        account.role_codes = held[account.id]


def role_words(codes: Iterable[str]) -> str:
    """Return the roles in the reader's words; a dash for none."""
    return listed(word(labels.ROLES, code) for code in sorted(codes)) or "—"


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [AccountRegister(User, _l("Accounts"), category="System", endpoint="users")]
