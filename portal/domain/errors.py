"""Refusals as codes with parameters; the English sentence of each code stands in ERRORS and is translated by portal.language."""
from __future__ import annotations

from portal.domain.labels import N_


class DomainError(Exception):
    """A rule refuses. `code` is a key of ERRORS, `params` fill its sentence; `field` names the form field it is about, if one."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params, self.field = code, params, field


class Forbidden(DomainError):
    """The row is visible but this actor may not do this to it (HTTP 403)."""


class NotFound(DomainError):
    """No such row for this actor: absent, malformed or out of scope, all alike (HTTP 404)."""


class Conflict(DomainError):
    """Somebody else was first; nothing was written (HTTP 409)."""


ERRORS = {
    # general
    "forbidden": N_("You may not do this with your role. Ask the colleague who is in charge of it."),
    "not_found": N_("There is no such record, or it does not belong to your office."),
    "changed_meanwhile": N_("Somebody changed this record meanwhile. Nothing was saved; reload the page and look at the new state first."),
    "already_there": N_("A record with the same key values exists already. Look for it in the list before you enter it again."),
    "still_used": N_("Other records still refer to this one, so it stays. Retire it instead of deleting it."),
    "value_refused": N_("The database refused one of the values. Check numbers and dates for their range."),
    "words_missing": N_("Write a reason in words."),
    "unknown_code": N_("The value %(value)s is not in the list. Choose one from the list."),
    # chain
    "step_not_now": N_("This step is not possible any more: the activity is now in state “%(state)s”. Reload the page."),
    # accounts
    "roles_exclude": N_("The three administrator roles exclude each other and every business role. Give this person one of them only."),
    "roles_need_office": N_("These roles do not fit the person's office: clerk, leader and finance belong to a bureau, officer and chief to a procuratorate."),
    "sign_in_refused": N_("User name or password is wrong. After five failures the account is locked for 30 minutes."),
    "sign_in_locked": N_("Too many failures: locked for %(minutes)s more minutes. The security administrator can unlock the account."),
    "password_wrong": N_("The present password is wrong."),
    "password_short": N_("The new password needs %(need)s characters or more."),
    "password_long": N_("The new password may have %(limit)s characters at most."),
    "password_kinds": N_("The new password needs %(need)s of these kinds: small letters, capital letters, digits, other signs."),
    "password_name": N_("The new password must not contain the user name."),
    "password_common": N_("This password is among those that everybody tries. Choose another."),
    "password_again": N_("The new password must differ from the last %(count)s."),
    "username_refused": N_("The user name may hold letters, digits, dot, hyphen and underscore, 60 characters at most."),
    "own_roles": N_("Nobody changes the own roles. Ask another security administrator."),
    "own_account": N_("Nobody disables the own account. Ask another system administrator."),
    # draw protocol
    "digits_malformed": N_("Enter exactly six digits from 0 to 9, without spaces or other signs."),
    "draw_short_of_people": N_(
        "%(need)s people are needed, but only %(have)s are in the pool. Ask for fewer places, or relax the yearly cap or the cool-off days."
    ),
    "draw_short_of_tag": N_(
        "To be sure of filling the places for “%(tag)s”, %(need)s people with it are needed, but only %(have)s are in the pool."
        " Ask for fewer places, choose another profession, or relax the yearly cap or the cool-off days."
    ),
    "draw_without_places": N_("No place is asked for. Enter at least one general or special place."),
    "draw_person_twice": N_("Two people of the pool have the same permanent code. Correct the codes in the register before sealing."),
    "draw_manifest_malformed": N_("The list cannot be sealed: the value at %(where)s is not one that could be verified later."),
    "draw_event_out_of_line": N_(
        "Step %(position)s after the draw (number %(no)s) does not follow the drawn order. Reload the page; if this comes again,"
        " verify the draw's record."
    ),
    # files
    "file_too_large": N_("The file is larger than %(limit)s MB. Make it smaller and upload it again."),
    "file_kind_refused": N_("This kind of file is not accepted here. Upload one of: %(kinds)s."),
    # requests and numbers
    "prefix_missing": N_("%(office)s has no prefix for this number yet. Ask the system administrator to enter it under Offices."),
}
