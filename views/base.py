"""Register: the only subclass of Flask-Admin's ModelView, and what every page module imports (Page, actor, now, done …).

Flask-Admin is open by default (deletes cascade, look-ups and posted keys reach foreign rows, writes are not transactional). Here rows are
found through portal.queries.scope alone, written by services in one transaction with their audit row, and looked at again before it ends.
There is no delete and no inline cell update: those routes do not exist.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask_admin import expose
from flask_admin.contrib.peewee import ModelView
from flask_babel import gettext as _, lazy_gettext as _l
from peewee import DataError, ForeignKeyField, IntegrityError, ModelSelect

import views.cells as cells
import views.choices as choices
from models import PicklistItem, SavedFilter
from models.base import database, privacy_of
from portal.domain.errors import NotFound
from portal.domain.labels import TONES
from portal.domain.trail_words import VERBS as SPOKEN
from portal.language import word
from portal.queries import history, related, scope
from portal.services import records
from views.doors import Answer, Page, actor, back, done, go, now, refused
from views.filters import Filter
from views.formatting import listed, row_name
from views.forms import PortalForm, attempt
from views.listing import Listing, field_of, foreign_paths
from views.model_forms import FieldMaker, model_form
from views.register_acts import RegisterActs

__all__ = ["Answer", "Page", "PortalForm", "Register", "actor", "attempt", "back", "done", "expose", "go", "now", "refused",
           "register_verbs"]

STORY_LENGTH = 20


def register_verbs(noun: str, *, write: bool = True) -> dict[str, str]:
    """Return the doors of a register page for a noun of the permission table: `noun:read`, and `noun:write` for its forms."""
    read = dict.fromkeys(("index_view", "details_view", "export", "action_view"), f"{noun}:read")
    forms = dict.fromkeys(("create_view", "edit_view", "lookup"), f"{noun}:write") if write else {}
    return read | forms | {"reveal": "sensitive:reveal"}


class Register(RegisterActs, Page, ModelView):
    """A register: list, details, forms, look-ups and export of one table.

    Columns, filters, search and sorting are dotted paths from the model (`"supervisor.name"`). `column_choices` maps a column to the
    table of its codes' words, `form_ajax_refs` a foreign key to the columns that its look-up searches, `picklists` a picklist column to its
    list where the names differ, `column_cells` a column to its own markup. A view adds `write_new`, `write_change`, `row_acts`,
    `page_acts`, `story`.
    """

    listing_class: ClassVar[type[Listing]] = Listing
    list_template = "admin/model/list.html"
    details_template = "admin/model/details.html"
    create_template = edit_template = "admin/model/edit.html"
    can_view_details = True
    column_choices: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    column_labels: ClassVar[Mapping[str, Any]] = {}
    column_descriptions: ClassVar[Mapping[str, Any]] = {}
    column_filters: ClassVar[Sequence[str]] = ()
    column_searchable_list: ClassVar[Sequence[str]] = ()
    column_sortable_list: ClassVar[Sequence[str]] = ()
    column_default_sort: Sequence[str] = ()
    form_columns: ClassVar[Sequence[str]] = ()
    form_overrides: ClassVar[Mapping[str, Any]] = {}
    form_extra_fields: ClassVar[Mapping[str, Any]] = {}
    form_sections: Sequence[tuple[Any, Sequence[str]]] = ()
    picklists: ClassVar[Mapping[str, str]] = {}
    column_cells: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    tones: Mapping[str, str] = TONES
    new_label = _l("New entry")
    empty_words = _l("Nothing has been entered here yet.")

    # Routes of ModelView that do not exist here: without `expose` they are not registered.
    delete_view = None
    ajax_update = None
    ajax_lookup = None
    action_delete = None

    # What Flask-Admin would work out at start-up, unscoped; ours is made per request.
    def init_search(self) -> bool:
        """Return whether a search box stands over the list; refuse columns that may not be searched."""
        closed = [path for path in (*self._paths(), *self.column_searchable_list, *self.column_sortable_list) if self._is_sensitive(path)]
        if closed:
            raise ValueError(f"{self.endpoint}: sensitive columns in lists: {closed}")
        return bool(self.column_searchable_list)

    def get_filters(self) -> None:
        """Return nothing: Flask-Admin would read options once, at start-up and for everybody."""

    def get_sortable_columns(self) -> dict[str, str]:
        """Return the sortable columns; only those named, as each needs its index."""
        return {name: name for name in self.column_sortable_list}

    def _process_ajax_references(self) -> dict[str, Any]:
        return {}

    def scaffold_form(self) -> type[PortalForm]:
        """Return the form of `form_columns`, whose choices are read per request within the reader's scope."""
        lookups = {name: self._lookup_maker(name) for name in self.form_ajax_refs}
        maker = FieldMaker(labels=self.column_labels, hints=self.column_descriptions, words=self.column_choices, rows=self._choices,
                           overrides=lookups | dict(self.form_overrides))
        return model_form(self.model, self.form_columns, maker, self.form_extra_fields)

    def _is_sensitive(self, path: str) -> bool:
        try:
            return privacy_of(field_of(self.model, path)) == "sensitive"
        except KeyError:
            return False

    def _paths(self) -> list[str]:
        return [path for path, _label in self._list_columns]

    def open_columns(self, columns: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Return the columns whose fields are open to the reader."""
        return [(path, label) for path, label in columns if cells.is_open(actor(), self.model, path)]

    # Finding rows
    def get_query(self) -> ModelSelect:
        """Return the rows that the reader may see; a view may narrow it further, and does so for every way in."""
        return scope.visible(actor(), self.model)

    def get_one(self, row_id: Any) -> Any:
        """Return one visible row. Raises NotFound for absent, foreign and malformed keys alike."""
        row = self.get_query().where(self.model.id == scope.parse_id(row_id)).get_or_none()
        if row is None:
            raise NotFound("not_found")
        return row

    def filters(self) -> list[Filter]:
        """Return the filters open to the reader."""
        names = [name for name in self.column_filters if cells.is_open(actor(), self.model, name)]
        return [Filter(name, self.label(name), field_of(self.model, name), self.column_choices.get(name), self._filter_rows(name))
                for name in names]

    def _filter_rows(self, path: str) -> Callable[[], Iterable[Any]] | None:
        field = field_of(self.model, path)
        return self._choices(field, live=False) if isinstance(field, ForeignKeyField) else None

    def _choices(self, field: ForeignKeyField, *, live: bool = True) -> Callable[[], Iterable[Any]]:
        """Return the rows that a foreign key may point to, read when asked."""
        if field.rel_model is PicklistItem:
            return lambda: choices.picklist(self.picklists.get(field.name, field.name), live=live)
        return lambda: choices.rows(field.rel_model, live=live)

    def label(self, path: str) -> Any:
        """Return the label of a column."""
        return self.column_labels.get(path, self.get_column_name(path))

    def listing(self) -> Listing:
        """Return the list as the address asks for it."""
        columns = self.open_columns(self._list_columns)
        return self.listing_class(
            self.model, self.get_query(), self.endpoint, columns, self.get_sortable_columns(), self.column_searchable_list, self.filters(),
            self.column_default_sort, foreign_paths(self.model, [path for path, _label in columns]), self.page_size)

    def saved_filters(self) -> list[SavedFilter]:
        """Return the reader's own filters of this list, by name."""
        return list(scope.visible(actor(), SavedFilter).where(SavedFilter.page == self.endpoint).order_by(SavedFilter.name))

    # Showing
    def cell(self, row: Any, path: str) -> Any:
        """Return a value for the screen."""
        if path in self.column_cells:
            return self.column_cells[path](row)
        return cells.shown(row, path, self.column_choices.get(path), self.tones)

    def is_number(self, path: str) -> bool:
        """Whether a column stands at the right, as numbers do."""
        return path not in self.column_choices and cells.is_number(self.model, path)

    def search_words(self) -> str:
        """Return what the search box says: the labels of the columns it searches."""
        return listed(str(self.label(path)) for path in self.column_searchable_list)

    def facts(self, row: Any, columns: Iterable[tuple[str, Any]]) -> list[tuple[Any, Any]]:
        """Return label and value of each column for the details page; long texts take both columns."""
        return [(label, self.cell(row, path)) for path, label in columns]

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return label and address of what can be done with a row in the list."""
        acts = [("details_view", _("Open")), ("edit_view", _("Edit"))]
        return [(words, self.get_url(f".{name}", row_id=row.id)) for name, words in acts if self.allows(name)]

    def page_acts(self) -> list[tuple[str, str]]:
        """Return label and address of what can be done on the list page, the first being the main one."""
        return [(str(self.new_label), self.get_url(".create_view"))] if self.allows("create_view") else []

    def story(self, row: Any) -> list[dict[str, Any]] | None:
        """Return the timeline beside the details, newest first, with the labels of what was changed; None where the trail is closed."""
        if not actor().in_bureau:
            return None
        happened = history.of_objects(actor(), {self.model: [row.id]}, limit=STORY_LENGTH)
        return [{"at": one.at, "what": word(SPOKEN, one.verb), "who": one.who, "note": self._changed(one)} for one in happened]

    def _changed(self, one: history.Happening) -> str:
        names = [name for name, change in one.changes.items() if change[0] not in (None, "") and name in self.column_labels]
        return listed(str(self.label(name)) for name in names) or one.reason

    # Pages
    @expose("/")
    def index_view(self) -> Answer:
        """Show the list."""
        return self.render(self.list_template, listing=self.listing().fetch())

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show one row."""
        return self.show_details(self.get_one(row_id))

    def show_details(self, row: Any, revealed: Mapping[str, str] | None = None) -> str:
        """Return the details page of a row."""
        columns = self.open_columns(self._details_columns)
        related.load([row], *foreign_paths(self.model, [path for path, _label in columns]))
        return self.render(self.details_template, row=row, model=row, facts=self.facts(row, columns), secrets=self.secrets(row),
                           revealed=revealed or {}, story=self.story(row), **self.more_details(row))

    def more_details(self, _row: Any) -> dict[str, Any]:
        """Return what the details template of a view shows besides."""
        return {}

    def get_details_columns(self) -> list[tuple[str, Any]]:
        """Return the columns of the details page: those named, else every field but stamps and sensitive ones."""
        names = self.column_details_list or [field.name for field in self.model._meta.sorted_fields
                                             if field.name not in records.UNTOLD | {"bureau"} and not self._is_sensitive(field.name)]
        return [(name, self.label(name)) for name in names]

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a new row."""
        form = self.create_form()
        saved = attempt(form, lambda: self._written(lambda: self.write_new(self.values(form)))) if form.sent() else None
        return self.after_write(saved, created=True) if saved else self.show_form(form, None)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show and take the form of a row."""
        row = self.get_one(row_id)
        form = self.edit_form(row)
        saved = attempt(form, lambda: self._written(lambda: self.write_change(row, self.values(form), form.version.data))) \
            if form.sent() else None
        return self.after_write(saved, created=False) if saved else self.show_form(form, row)

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form of a new row."""
        return self._create_form_class.of_request(obj, **self.first_values())

    def first_values(self) -> dict[str, Any]:
        """Return what stands in the form of a new row at first, by field."""
        return {}

    def edit_form(self, obj: Any = None) -> PortalForm:
        """Return the form filled with a row."""
        return self._edit_form_class.of_request(obj)

    def show_form(self, form: PortalForm, row: Any) -> str:
        """Return the page of a form."""
        sections = self.form_sections or [("", [field.name for field in form if field.name != "version"])]
        return self.render(self.edit_template, form=form, row=row, sections=sections)

    # Writing
    def values(self, form: PortalForm) -> dict[str, Any]:
        """Return what the form says, by name; rows for foreign keys."""
        return {field.name: field.data for field in form if field.name != "version"}

    def write_new(self, values: dict[str, Any]) -> Any:
        """Write a new row and return it; a view with a service of its own calls that instead."""
        office = {"bureau": actor().bureau_id} if "bureau" in self.model._meta.fields else {}
        return records.create(actor(), self.verbs["create_view"], self.model(**office | self._own(values)), at=now())

    def write_change(self, row: Any, values: dict[str, Any], version: int | None) -> Any:
        """Write changed values and return the row; `version` is the one that the editor saw."""
        return records.change(actor(), self.verbs["edit_view"], row, at=now(), version=version or 0, **self._own(values))

    def _own(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in self.model._meta.fields}

    def _written(self, write: Callable[[], Any]) -> Any:
        """Return the row written, found again within the reader's scope before the transaction ends."""
        try:
            with database.atomic():
                return self.get_one(write().id)
        except (IntegrityError, DataError) as error:
            raise records.refusal(error) from error

    def after_write(self, row: Any, *, created: bool) -> Answer:
        """Say what was saved and go to the row, or back to the list."""
        words = _("%(name)s was entered.", name=row_name(row)) if created else _("%(name)s was saved.", name=row_name(row))
        url = self.get_url(".details_view", row_id=row.id) if self.allows("details_view") else self.get_url(".index_view")
        step = (str(self.new_label), self.get_url(".create_view")) if created and self.allows("create_view") else None
        return self.done(words, url, step=step)
