"""The register of people's supervisors: list, file, form, photo and the exact search by a sensitive number."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models import PicklistItem, Supervisor
from portal import extensions
from portal.adapters import storage
from portal.domain import labels
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.language import item_name, word
from portal.queries import parameters, people as reading, related
from portal.services import people
from views import dossier
from views.base import Answer, Register, actor, expose, now, register_verbs
from views.filters import Filter
from views.forms import SensitiveField
from views.listing import Listing
from views.supervisor_rows import hang, standing
from views.supervisor_words import DESCRIPTIONS, DETAILS, LABELS, SECTIONS


class CheckboxesField(SelectMultipleField):
    """Several of a short list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


@dataclass(frozen=True)
class ThroughFilter(Filter):
    """A filter by what hangs on a person; `select` returns the people's ids for a choice."""

    parameter: str = ""
    choices: Callable[[], list[tuple[str, str]]] = list
    select: Callable[[str], Any] = str

    kind = "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the name of its parameter in the address."""
        return (f"f_{self.parameter}",)

    def options(self) -> list[tuple[str, str]]:
        """Return the choices."""
        return self.choices()

    def _equal(self, column: Any, text: str) -> Any:
        return self.select(text) if text in dict(self.choices()) else None


def profession_options() -> list[tuple[str, str]]:
    """Return id and name of each profession."""
    return [(str(row.id), item_name(row)) for row in parameters.items("profession", actor().bureau_id)]


STANDINGS = {
    "live": labels.APPOINTMENT_STATES["live"], "leave": labels.LEFT_OUT_REASONS["on_leave"], "none": labels.LEFT_OUT_REASONS["not_active"],
}


def by_standing(text: str) -> Any:
    """Return the condition for people in office, on leave today, or without a live term."""
    if text == "leave":
        return Supervisor.id.in_(reading.on_leave(local_day(now())))
    return Supervisor.id.in_(reading.in_office()) if text == "live" else Supervisor.id.not_in(reading.in_office())


class PeopleListing(Listing):
    """A list whose rows carry what hangs on them: age, professions, standing."""

    def fetch(self) -> PeopleListing:
        """Read the page."""
        super().fetch()
        hang(self.rows)
        return self

    def everything(self, limit: int) -> list[Any]:
        """Read all rows."""
        rows = super().everything(limit)
        hang(rows)
        return rows


class SupervisorRegister(Register):
    """One file per person."""

    verbs = register_verbs("supervisor") | {"photo": "supervisor:read", "put_photo": "supervisor:write", "find": "supervisor:read"}
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
    form_extra_fields = {"professions": CheckboxesField(_l("Professions"), [Optional()], choices=profession_options)}
    form_overrides = {"id_number": lambda **common: SensitiveField(kind="id_number", **common | {"validators": [DataRequired()]})}
    new_label = _l("Register a person")
    empty_words = _l("Nobody is registered yet. Register the first person, then enter the appointment.")

    def get_sortable_columns(self) -> dict[str, str]:
        """Names are sorted by their pinyin."""
        return super().get_sortable_columns() | {"name": "pinyin"}

    def filters(self) -> list[Filter]:
        """Return the filters of the columns, and those by profession and standing."""
        key = Supervisor._meta.fields["id"]
        through = [
            ThroughFilter("id", _l("Standing"), key, parameter="standing", select=by_standing,
                          choices=lambda: [(code, word(STANDINGS, code)) for code in STANDINGS]),
            ThroughFilter("id", _l("Profession"), key, parameter="profession", choices=profession_options,
                          select=lambda text: Supervisor.id.in_(reading.with_profession(int(text)))),
        ]
        return [*through, *super().filters()]

    def create_form(self, obj: Any = None) -> Any:
        """Return the form whose ID number fills birth date and sex."""
        return linked(super().create_form(obj))

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form of a file; the code stays."""
        held = [str(row.profession_id) for row in obj.profession_rows]
        form = linked(self._edit_form_class.of_request(obj, professions=held))
        del form.code
        return form

    def write_new(self, values: dict[str, Any]) -> Supervisor:
        """Register a person."""
        return people.register(actor(), without_professions(values), professions=chosen(values), at=now())

    def write_change(self, row: Supervisor, values: dict[str, Any], version: int | None) -> Supervisor:
        """Change a file."""
        return people.amend(actor(), row, without_professions(values), professions=chosen(values), at=now(), version=version or 0)

    def show_details(self, row: Supervisor, revealed: Any = None) -> str:
        """Return a person's file: head, the tab that is asked for, the timeline beside it."""
        hang([row])
        columns = self.open_columns(self._details_columns)
        related.load([row], *[name for name, _label in columns if name in people.PICKS])
        tab = dossier.chosen_tab()
        return self.render(
            self.details_template, row=row, facts=self.facts(row, columns), secrets=self.secrets(row), revealed=revealed or {},
            standing=standing(row), may=actor().may, tab=tab, tabs=dossier.tabs(row, tab), story=dossier.story(row), **dossier.head(row),
            **dossier.LOADERS[tab](row), **dossier.TABLES)

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
    sexes = {row.code: str(row.id) for row in parameters.items("sex")}
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
