"""The audit trail: searched by the audit administrator, written by nobody here."""
from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from peewee import ForeignKeyField

from models import TABLES, AuditEntry, Organisation, PersonKey, PicklistItem, User
from portal.domain import labels, trail_words
from portal.domain.errors import ERRORS
from portal.domain.trail_words import FIELDS, GUARDED, OBJECTS, REASONS, VALUES
from portal.language import word
from portal.queries import history
from portal.services import audit
from views.base import Answer, Register, expose
from views.formatting import listed, row_name
from views.listing import Listing

MODELS = {model._meta.table_name: model for model in TABLES}
NAMED = (Organisation, PicklistItem, User)
"""Rows whose names an administrator may read; other rows are told by their number only."""


UNNAMED = frozenset({"outbox"})
"""Tables whose rows are known by a key of the portal's own, which says nothing to a reader."""


class TrailListing(Listing):
    """The trail, whose rows carry their chain in words."""

    def hang(self, rows: list[AuditEntry]) -> None:
        """Hang on each row its chain in words."""
        hang_chains(rows)


class TrailRegister(Register):
    """Every act, newest first; the details show old and new values, those about a person opened by the person's key."""

    verbs = dict.fromkeys(("index_view", "details_view", "verify"), "audit:read")
    list_template = "audit/list.html"
    listing_class = TrailListing
    details_template = "audit/details.html"
    column_list = ("at", "actor", "verb", "object_type", "object_label", "address", "chain", "position")
    column_details_list = ("at", "actor", "roles", "office", "address", "verb", "object_type", "object_id", "object_label", "chain",
                           "position", "request_id", "digest")
    column_labels = {
        "at": _l("Time"),
        "actor": _l("Who"),
        "user_id": _l("Account no."),
        "roles": _l("Roles"),
        "office": _l("Office"),
        "address": _l("Address"),
        "verb": _l("Act"),
        "object_type": _l("Kind of object"),
        "object_id": _l("Object no."),
        "object_label": _l("Object"),
        "chain": _l("Chain"),
        "position": _l("No. in the chain"),
        "request_id": _l("Request id"),
        "digest": _l("Digest"),
    }
    column_choices = {"verb": trail_words.VERBS, "object_type": OBJECTS}
    tones: dict[str, str] = {}
    column_cells = {
        "actor": lambda row: who(row),
        "verb": lambda row: word(trail_words.VERBS, row.verb),
        "object_type": lambda row: word(OBJECTS, row.object_type) or "—",
        "object_label": lambda row: "—" if row.object_type in UNNAMED else said(row.object_type, "key", row.object_label),
        "roles": lambda row: listed(word(labels.ROLES, code) for code in row.roles.split()) or "—",
        "office": lambda row: row_name(Organisation.get_or_none(Organisation.id == row.office_id)) or "—",
        "chain": lambda row: row.chain_words,
        "object_id": lambda row: row.object_id or "—",
        "position": lambda row: row.position,
    }
    column_searchable_list = ("object_label", "actor")
    column_filters = ("verb", "actor", "object_type", "object_label", "at", "address")
    column_sortable_list = ("at",)
    column_default_sort = ("-id",)
    page_size = 50
    empty_words = _l("Nothing has happened yet.")

    def row_acts(self, row: AuditEntry) -> list[tuple[str, str]]:
        """Rows can be opened, nothing else."""
        return [(_("Open"), self.get_url(".details_view", row_id=row.id))]

    def show_details(self, row: AuditEntry, revealed: Any = None) -> str:
        """Return a row of the trail with what it changed."""
        hang_chains([row])
        key = PersonKey.get_or_none(PersonKey.supervisor_id == row.person_id) if row.person_id else None
        changes, reason = history.opened(row, key.key if key else None)
        closed = bool(row.person_id) and not changes and "sealed" in row.changes
        return self.render(self.details_template, row=row, facts=self.facts(row, self.open_columns(self._details_columns)), secrets=[],
                           revealed={}, story=None, changes=told(row.object_type, changes), reason=reason_words(row.verb, reason),
                           closed=closed)

    @expose("/verify", methods=("POST",))
    def verify(self) -> Answer:
        """Recompute every chain and say whether all rows are as they were written and still guarded."""
        broken = audit.verify()
        where = {"chain": chains_in_words([broken[0]])[broken[0]], "position": broken[1]} if broken else None
        unguarded = listed(word(GUARDED, table) for table in audit.missing_guards())
        return self.render(self.list_template, listing=self.listing().fetch(), verified=True, broken=where, unguarded=unguarded)


def who(row: AuditEntry) -> str:
    """Return who acted: the account's name, or what the portal itself and a link are called."""
    return word(labels.ROLES, row.actor) if row.actor in ("system", "link") else str(row.actor)


def hang_chains(rows: list[AuditEntry]) -> None:
    """Hang on each row of the trail as `chain_words` which chain it stands in, in one query."""
    said_as = chains_in_words([row.chain for row in rows])
    for row in rows:
        row.chain_words = said_as[row.chain]


def chains_in_words(names: list[str]) -> dict[str, str]:
    """Return which chain each name means: the system's or an office's; one query."""
    numbers = {name: int(number) for name in names for kind, _sign, number in [name.partition(":")] if kind == "bureau" and number.isdigit()}
    offices = {row.id: row_name(row) for row in Organisation.select().where(Organisation.id.in_(list(set(numbers.values()))))}
    return {name: _("System") if name == "system" else offices.get(numbers.get(name), name) for name in names}


def reason_words(verb: str, reason: str) -> str:
    """Return the reason in words; the portal's own are codes: of a refusal's sentence, or of why a session ended."""
    if verb.endswith("refused") and "%(" not in ERRORS.get(reason, "%("):
        return word(ERRORS, reason)
    return word(REASONS, reason)


def told(object_type: str, changes: dict[str, Any]) -> list[dict[str, str]]:
    """Return field, old and new value of each change in words."""
    return [{"field": word(FIELDS, name), **old_and_new(object_type, name, values)} for name, values in changes.items()]


def old_and_new(object_type: str, name: str, values: Any) -> dict[str, str]:
    """Return both values in words; a sensitive one only as changed or shown."""
    if isinstance(values, list) and len(values) == 2:
        return {"old": said(object_type, name, values[0]), "new": said(object_type, name, values[1])}
    note = values[0] if isinstance(values, list) and len(values) == 1 else values
    hidden = {"changed": _("changed, not shown"), "revealed": _("shown to the reader")}
    return {"old": "", "new": hidden[note] if isinstance(note, str) and note in hidden else said(object_type, name, note)}


def said(object_type: str, name: str, value: Any) -> str:
    """Return one value in words: yes or no, words of codes, names of offices, accounts and picklist values, else as it stands."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return listed(said(object_type, name, one) for one in value) or "—"
    field = MODELS[object_type]._meta.fields.get(name) if object_type in MODELS else None
    if isinstance(field, ForeignKeyField):
        return named(field.rel_model, value)
    return word(VALUES.get((object_type, name), {}), str(value))


def named(model: Any, row_id: Any) -> str:
    """Return the name of a row that an administrator may read, else its number."""
    row = model.get_or_none(model.id == row_id) if model in NAMED else None
    return row_name(row) if row else _("No. %(id)s", id=row_id)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [TrailRegister(AuditEntry, _l("Audit trail"), category="System", endpoint="audit")]
