"""The register of people's supervisors: list, file, form, photo and the exact search by a sensitive number."""
from __future__ import annotations

from typing import Any

from flask import Response, flash, g, request
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from wtforms.validators import DataRequired, Optional

import views.choices as choices
import views.dossier as dossier
import views.own_fields as own_fields
import views.supervisor_filters as supervisor_filters
from models import OwnField, PicklistItem, Supervisor
from models.base import database
from portal import extensions
from portal.adapters import storage
from portal.domain.errors import DomainError, NotFound
from portal.queries import own_fields as own_reading, parameters, people as reading, related
from portal.services import own_fields as own_values, people
from views.base import Answer, Register, actor, expose, now, register_verbs
from views.filters import Filter
from views.formatting import yes_no
from views.forms import CheckboxesField, SensitiveField
from views.listing import Listing
from views.people_exports import PeopleExports
from views.supervisor_rows import hang, standing
from views.supervisor_words import DESCRIPTIONS, DETAILS, LABELS, SECTIONS


def own() -> list[OwnField]:
    """Return the office's own fields, read once a request."""
    if "own_fields" not in g:
        g.own_fields = own_reading.fields(actor().bureau_id)
    return list(g.own_fields)


def listed_fields() -> list[OwnField]:
    """Return those that stand in lists."""
    return [field for field in own() if field.in_list]


class PeopleListing(Listing):
    """A list whose rows carry what hangs on them: age, professions, standing."""

    def hang(self, rows: list[Supervisor]) -> None:
        """Hang on each person what the register shows, the bureau's own fields among it."""
        hang(rows)
        own_fields.hang(rows, listed_fields())


class SupervisorRegister(PeopleExports, Register):
    """One file per person."""

    verbs = register_verbs("supervisor") | {"photo": "supervisor:read", "put_photo": "supervisor:write", "find": "supervisor:read",
                                            "export_form": "supervisor:read", "export_file": "supervisor:read"}
    listing_class = PeopleListing
    list_template = "supervisors/list.html"
    details_template = "supervisors/file.html"
    column_list = ("name", "code", "sex", "age", "professions", "county", "work_unit", "public_servant", "standing")
    column_details_list = DETAILS
    column_labels = LABELS
    column_descriptions = DESCRIPTIONS
    column_cells = {"standing": standing}
    column_searchable_list = ("name", "pinyin", "initials", "code", "work_unit")
    column_sortable_list = ("code", "name", "birth_date")
    column_default_sort = ("code",)
    column_filters = ("sex", "education", "political", "county", "unit_kind", "nation", "public_servant", "birth_date")
    form_columns = tuple(name for _title, names in SECTIONS for name in names if name != "professions")
    form_sections = SECTIONS
    form_extra_fields = {"professions": CheckboxesField(_l("Professions"), [Optional()], choices=supervisor_filters.profession_options)}
    form_overrides = {"id_number": lambda **common: SensitiveField(kind="id_number", **common | {"validators": [DataRequired()]})}
    action_verbs = {"no_subsidy": "supervisor:write", "subsidy": "supervisor:write"}
    new_label = _l("Register a person")
    empty_words = _l("Nobody is registered yet. Import the roster that you have, or register the first person.")

    def page_acts(self) -> list[tuple[str, str]]:
        """A person is registered alone, or a whole roster is imported."""
        return [*super().page_acts(), *([(_("Import a sheet"), "/imports/new")] if actor().may("import:write") else [])]

    def get_sortable_columns(self) -> dict[str, str]:
        """Names are sorted by their pinyin."""
        return super().get_sortable_columns() | {"name": "pinyin"}

    def filters(self) -> list[Filter]:
        """Return the filters of the columns, those by what hangs on people, and those of the office's own fields."""
        return [*supervisor_filters.filters(), *super().filters(), *own_fields.filters(own())]

    def open_columns(self, columns: Any) -> list[tuple[str, Any]]:
        """Return the columns, in a list with the office's own fields after them."""
        return [*super().open_columns(columns), *(own_fields.columns(own()) if columns is self._list_columns else [])]

    def secrets(self, row: Supervisor) -> list[dict[str, Any]]:
        """Return the sensitive values, the office's own among them."""
        if not self.allows("reveal"):
            return []
        if own() and not hasattr(row, own_reading.key(own()[0])):
            own_fields.hang([row], own())
        return [*super().secrets(row), *own_fields.secrets(row, own())]

    def create_form(self, obj: Any = None) -> Any:
        """Return the form whose ID number fills birth date and sex."""
        return linked(own_fields.extended(self._create_form_class, own()).of_request(obj))

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form of a file; the code stays."""
        held = [str(row.profession_id) for row in obj.profession_rows]
        own_fields.fill([obj], own())
        related.load([obj], *people.PICKS)
        form = linked(own_fields.extended(self._edit_form_class, own()).of_request(obj, professions=held))
        del form.code
        return form

    def show_form(self, form: Any, row: Supervisor | None) -> str:
        """Return the page of the form, the office's own fields in a section of theirs."""
        names = [own_reading.key(field) for field in own()]
        sections = [*SECTIONS, *([(_("Fields of the office"), names)] if names else [])]
        return self.render(self.edit_template, form=form, row=row, sections=sections)

    @action("no_subsidy", _l("Draw no subsidy"), _l("Marked people draw no subsidy from now on."))
    def no_subsidy(self, rows: list[Supervisor]) -> None:
        """Mark people as drawing no subsidy."""
        self._subsidy(rows, no_subsidy=True)

    @action("subsidy", _l("Draw a subsidy"), _l("These people draw a subsidy from now on."))
    def subsidy(self, rows: list[Supervisor]) -> None:
        """Take the mark away."""
        self._subsidy(rows, no_subsidy=False)

    def effect(self, name: str, rows: list[Supervisor]) -> list[tuple[str, str, str]]:
        """Return person, old and new value of what a bulk action would change."""
        new = name == "no_subsidy"
        return [(row.name, yes_no(row.no_subsidy), yes_no(new)) for row in rows if row.no_subsidy != new]

    def _subsidy(self, rows: list[Supervisor], *, no_subsidy: bool) -> None:
        with database.atomic():
            changed = [people.amend(actor(), row, {"no_subsidy": no_subsidy}, at=now()) for row in rows if row.no_subsidy != no_subsidy]
        flash(ngettext("%(num)d file was changed.", "%(num)d files were changed.", len(changed)), "success")

    def write_new(self, values: dict[str, Any]) -> Supervisor:
        """Register a person."""
        typed = own_fields.typed(values, own())
        made = people.register(actor(), without_professions(values), professions=chosen(values), at=now())
        own_values.set_values(actor(), made, typed, at=now())
        return made

    def write_change(self, row: Supervisor, values: dict[str, Any], version: int | None) -> Supervisor:
        """Change a file."""
        typed = own_fields.typed(values, own())
        changed = people.amend(actor(), row, without_professions(values), professions=chosen(values), at=now(), version=version or 0)
        own_values.set_values(actor(), changed, typed, at=now())
        return changed

    def show_details(self, row: Supervisor, revealed: Any = None) -> str:
        """Return a person's file: head, the tab that is asked for, the timeline beside it."""
        hang([row])
        tab = dossier.chosen_tab()
        basic = self._basic(row, revealed or {}) if tab == "basic" else {}
        return self.render(
            self.details_template, row=row, standing=standing(row), may=actor().may, tab=tab, tabs=dossier.tabs(row, tab),
            story=dossier.story(row), **basic, **dossier.head(row), **dossier.LOADERS[tab](row), **dossier.TABLES)

    def _basic(self, row: Supervisor, revealed: Any) -> dict[str, Any]:
        """Return the values of a file, read only where they are shown: every tab keeps to its number of statements."""
        g.own_fields = own_reading.of_person(row)
        own_fields.speak([row], own())
        columns = self.open_columns(self._details_columns)
        related.load([row], *[name for name, _label in columns if name in people.PICKS])
        facts = [*self.facts(row, columns), *own_fields.open_facts(row, own())]
        return {"facts": facts, "secrets": self.secrets(row), "revealed": revealed}

    @expose("/find", methods=("POST",))
    def find(self) -> Answer:
        """Find people by their exact ID number or phone, which never stands in an address."""
        found = reading.by_number(actor(), request.form.get("number", ""))
        if not found:
            raise DomainError("number_unknown")
        if len(found) == 1:
            return self.show_details(found[0])
        return self.render("supervisors/found.html", rows=found)

    @expose("/<int:row_id>/photo")
    def photo(self, row_id: int) -> Answer:
        """Send the portrait."""
        row = self.get_one(row_id)
        if not row.photo:
            raise NotFound("not_found")
        content = extensions.store().get(row.photo)
        return Response(content, mimetype=storage.kind_of(content))

    @expose("/<int:row_id>/photo", methods=("POST",))
    def put_photo(self, row_id: int) -> Answer:
        """Take a portrait."""
        row, sent = self.get_one(row_id), request.files.get("photo")
        people.set_photo(actor(), row, sent.read() if sent else b"", store=extensions.store(), at=now())
        return self.done(_("The photo was saved."), self.get_url(".details_view", row_id=row.id))


def linked(form: Any) -> Any:
    """Tell the ID number's field which fields it fills, and which choices mean male and female; those fields may be left to it."""
    for name in ("sex", "birth_date", "code"):
        form[name].validators, form[name].flags.required = [Optional()], False
    sexes = {row.code: str(row.id) for row in choices.picklist("sex")}
    form.id_number.render_kw = {"data-id-number": "", "data-birth": "#birth_date", "data-sex": "#sex", "data-male": sexes["male"],
                                "data-female": sexes["female"], "maxlength": 18}
    return form


def chosen(values: dict[str, Any]) -> list[Any]:
    """Return the profession rows ticked in the form."""
    return list(parameters.items("profession", actor().bureau_id).where(PicklistItem.id.in_(values["professions"] or [])))


def without_professions(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the person's own columns."""
    return {name: value for name, value in values.items() if name != "professions"}


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [SupervisorRegister(Supervisor, _l("Register of people"), category="People's supervisors", endpoint="supervisors")]
