"""What an office adapts without code: picklists, rules, working days; and the sheet of permissions."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import BaseView
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional

import views.settings_days as settings_days
import views.settings_rules as settings_rules
from models import PicklistItem
from portal.domain import labels
from portal.domain.permission_words import ACTS, NOUNS
from portal.domain.permissions import ADMIN_ROLES, ROLES, VERBS
from portal.language import word
from portal.services import configuration
from views.base import Answer, Page, Register, actor, expose, now, register_verbs
from views.cells import kept
from views.formatting import row_name
from views.forms import stripped

FACTS: dict[str, tuple[str, ...]] = {
    "mode": ("paragraph",), "grade": ("renewal",), "appointment_end": ("removal", "bar"), "feedback_mark": ("mark",),
}
"""What rules need to know of a value, by list; each is a field of the form."""


class WordsField(StringField):
    """Several words in one line, parted by 、 or commas."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the words."""
        self.data = settings_rules.parted(stripped(valuelist[0]) if valuelist else "")

    def _value(self) -> str:
        return "、".join(self.data or [])


class PicklistRegister(Register):
    """Values of the lists, shared ones and each office's own; retired ones stay on old rows."""

    verbs = register_verbs("settings")
    list_template = "settings/picklists.html"
    column_list = ("name", "name_en", "kind", "synonyms", "position", "bureau", "active")
    column_details_list = ("kind", "name", "name_en", "code", "synonyms", "position", "bureau", "active")
    column_labels = {
        "kind": _l("List"),
        "code": _l("Code"),
        "name": _l("Chinese name"),
        "name_en": _l("English name"),
        "position": _l("Position"),
        "active": _l("Offered"),
        "synonyms": _l("Synonyms"),
        "bureau": _l("For office"),
    }
    column_descriptions = {
        "position": _l("Values are shown by rising position."),
        "synonyms": _l("Other words that rosters use for it, parted by 、; imports understand them."),
        "bureau": _l("Empty: for every office."),
        "active": _l("A value that is not offered any more stays on old rows."),
    }
    column_choices = {"kind": labels.PICKLISTS}
    column_cells = {"synonyms": lambda row: "、".join(row.synonyms) or "—", "kind": lambda row: kept(word(labels.PICKLISTS, row.kind)),
                    "bureau": lambda row: row_name(row.bureau) or _("all offices")}
    column_searchable_list = ("name", "name_en")
    column_filters = ("kind", "active")
    column_sortable_list = ("position",)
    column_default_sort = ("kind", "position")
    page_size = 100
    form_columns = ("name", "name_en", "position", "synonyms", "bureau", "active")
    form_overrides = {"synonyms": lambda **common: WordsField(**common)}
    form_extra_fields = {
        "paragraph": StringField(_l("Name in the yearly paragraph"), filters=[stripped]),
        "renewal": BooleanField(_l("Allows a renewal")),
        "removal": BooleanField(_l("Is a removal, which the leader decides")),
        "bar": BooleanField(_l("Bars from every later appointment")),
        "mark": IntegerField(_l("Marks of 100 in the grading"), [Optional(), NumberRange(0, 100)], render_kw={"inputmode": "numeric"}),
    }
    new_label = _l("New value")

    def _choices(self, field: Any, *, live: bool = True) -> Any:
        """Only bureaus have values of their own."""
        return settings_days.bureaus

    def kind(self, row: PicklistItem | None) -> str:
        """Return the list that the page is about: the row's, else the one that the address names, else the first."""
        asked = request.args.get("f_kind", "")
        return row.kind if row else asked if asked in labels.PICKLISTS else next(iter(labels.PICKLISTS))

    def page_acts(self) -> list[tuple[str, str]]:
        """A new value goes into the list that is shown."""
        chosen = request.args.get("f_kind", "") in labels.PICKLISTS
        return [(str(words), f"{url}?f_kind={self.kind(None)}") for words, url in super().page_acts()] if chosen else []

    def show_form(self, form: Any, row: PicklistItem | None) -> str:
        """Show the fields that values of this list have."""
        kind = self.kind(row)
        names = ["name", "name_en", "synonyms", *FACTS.get(kind, ()), *(["position", "active"] if row else ["bureau"])]
        return self.render(self.edit_template, form=form, row=row, sections=[(word(labels.PICKLISTS, kind), names)])

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form with what the rules know of the value."""
        return self._edit_form_class.of_request(obj, **(obj.facts if obj else {}))

    def write_new(self, values: dict[str, Any]) -> PicklistItem:
        """Add a value at the end of the list."""
        kind = self.kind(None)
        return configuration.add_item(actor(), kind, name=values["name"], name_en=values["name_en"], synonyms=values["synonyms"],
                                      bureau=values["bureau"], facts=facts_of(kind, values), at=now())

    def write_change(self, row: PicklistItem, values: dict[str, Any], version: int | None) -> PicklistItem:
        """Change a value; facts that have no field here stay."""
        return configuration.amend_item(actor(), row, values | {"facts": row.facts | facts_of(row.kind, values)}, at=now(),
                                        version=version or 0)


def facts_of(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the form says of the facts that values of this list have."""
    return {name: values[name] for name in FACTS.get(kind, ()) if values[name] is not None}


COLUMNS = (*(role for role in ROLES if role not in ADMIN_ROLES), *(role for role in ROLES if role in ADMIN_ROLES), "link", "system")
"""Those who do the work stand first, then the administrators."""


class PermissionSheet(Page):
    """The table of permissions, for reading and printing."""

    verbs = {"index": "permissions:read"}

    @expose("/")
    def index(self) -> Answer:
        """Print who may do what."""
        groups: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for verb, holders in VERBS.items():
            groups.setdefault(verb.partition(":")[0], []).append((verb, holders))
        return self.render("settings/permissions.html", groups=groups, roles=COLUMNS, role_words=labels.ROLES)

    def words(self, verb: str) -> str:
        """Return what a verb means."""
        noun, _sign, act = verb.partition(":")
        return f"{word(NOUNS, noun)} · {word(ACTS, act)}"


def pages() -> list[BaseView]:
    """Return the pages of this module for the menu."""
    return [
        PicklistRegister(PicklistItem, _l("Picklists"), category="System", endpoint="picklists", url="/settings/picklists"),
        settings_rules.RulePages(_l("Rules and limits"), category="System", endpoint="rules", url="/settings/rules"),
        settings_days.DayPages(_l("Working days"), category="System", endpoint="days", url="/settings/days"),
        PermissionSheet(_l("Permissions"), category="System", endpoint="permissions", url="/settings/permissions"),
    ]
