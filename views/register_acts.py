"""What can be done to the rows of a register beside its forms: look-ups, bulk actions, revealing a sensitive value, export."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Response, json, request
from flask_admin import expose
from flask_babel import ngettext
from markupsafe import escape

import views.cells as cells
import views.exporting as exporting
from models.base import EncryptedField, database
from portal.domain.errors import DomainError, NotFound
from portal.domain.permissions import require
from portal.queries import scope
from portal.services import audit
from views.doors import Answer, actor, go, now, wants_json
from views.form_lookups import LookupField
from views.formatting import choice_name, masked, row_name
from views.listing import Listing, field_of, row_ids
from views.model_forms import SENSITIVE_KINDS

LOOKUP_LIMIT = 20
NAMED_AT_MOST = 10
"""How many rows the question before a bulk action names."""


class RegisterActs:
    """Mixed into views.base.Register, whose model, endpoint and labels it uses."""

    form_ajax_refs: ClassVar[Mapping[str, Any]] = {}
    action_verbs: ClassVar[Mapping[str, str]] = {}

    def secrets(self: Any, row: Any) -> list[dict[str, Any]]:
        """Return the sensitive fields of a row, masked, where the reader may reveal them."""
        fields = [field for field in self.model._meta.sorted_fields if isinstance(field, EncryptedField)] if self.allows("reveal") else []
        return [{"name": field.name, "label": self.label(field.name),
                 "masked": masked(getattr(row, field.name), SENSITIVE_KINDS.get(field.name, "other"))} for field in fields]

    def bulk_acts(self: Any) -> list[tuple[str, str]]:
        """Return name and label of the bulk actions that the reader may do."""
        return [(name, str(words)) for name, words in self._actions if actor().may(self.action_verbs.get(name, ""))]

    def _lookup_maker(self: Any, name: str) -> Callable[..., LookupField]:
        model = field_of(self.model, name).rel_model
        return lambda **common: LookupField(query=lambda: scope.visible(actor(), model), url=lambda: self.get_url(".lookup", name=name),
                                            **common)

    @expose("/lookup/<name>")
    def lookup(self: Any, name: str) -> Answer:
        """Answer a look-up with id and name of the rows that fit."""
        if name not in self.form_ajax_refs:
            raise NotFound("not_found")
        model = field_of(self.model, name).rel_model
        found = Listing(model, scope.visible(actor(), model), self.endpoint, (), {}, self.form_ajax_refs[name], (), (),
                        args={"search": request.args.get("query", "")})
        return Response(json.dumps([[row.id, choice_name(row)] for row in found.everything(LOOKUP_LIMIT)]), mimetype="application/json")

    @expose("/action", methods=("POST",))
    def action_view(self: Any) -> Answer:
        """Do a bulk action to the rows chosen, after saying to how many."""
        name = request.form.get("action", "")
        require(actor(), self.action_verbs.get(name, f"{self.endpoint}.{name}"))
        handler, label, words = self._actions_data[name]
        rows = self.chosen()
        if not rows:
            raise DomainError("nothing_chosen")
        names = "、".join(row_name(row) for row in rows[:NAMED_AT_MOST]) + ("…" if len(rows) > NAMED_AT_MOST else "")
        count = ngettext("This is about %(num)d row: %(names)s", "This is about %(num)d rows: %(names)s", len(rows), names=names)
        changes = "；".join(f"{who}：{old} → {new}" for who, old, new in self.effect(name, rows))
        return self.ask_first(f"{words or ''} {count} {changes}".strip(), str(label)) or handler(rows) or go(self.get_url(".index_view"))

    def effect(self: Any, _name: str, _rows: list[Any]) -> list[tuple[str, str, str]]:
        """Return row, old and new value of what a bulk action would change, for the question before it; a view with values says them."""
        return []

    def chosen(self: Any) -> list[Any]:
        """Return the rows ticked in the list. Raises NotFound when one of them is not there for the reader."""
        ids = row_ids(request.form.getlist("rowid"))
        rows = list(self.get_query().where(self.model.id.in_(ids)))
        if len(rows) != len(ids):
            raise NotFound("not_found")
        return rows

    @expose("/<int:row_id>/reveal", methods=("POST",))
    def reveal(self: Any, row_id: int) -> Answer:
        """Show one sensitive value, for a reason that goes to the trail."""
        row, name, reason = self.get_one(row_id), request.form.get("field", ""), request.form.get("reason", "").strip()[:200]
        if name not in [secret["name"] for secret in self.secrets(row)]:
            raise NotFound("not_found")
        if not reason:
            raise DomainError("words_missing", field="reason")
        with database.atomic():
            audit.record(actor(), "sensitive:reveal", row, at=now(), changes={name: ["revealed"]}, reason=reason)
        value = getattr(row, name) or ""
        if wants_json():
            return {"value": value}
        return self.show_details(row, revealed={name: value})

    def words(self: Any, row: Any, path: str) -> str:
        """Return a value as plain text for a file; a column with its own markup gives that markup's words."""
        if path in self.column_cells:
            return str(escape(self.column_cells[path](row)).striptags())
        return str(cells.text(row, path, self.column_choices.get(path)))

    @expose("/export/<kind>")
    def export(self: Any, kind: str) -> Answer:
        """Send what the list shows, all its pages, as a file."""
        listing = self.listing()
        rows = [[self.words(row, path) for path, _label in listing.columns]
                for row in exporting.rows_of(listing)]
        return exporting.send(actor(), kind, self.title(), [str(label) for _path, label in listing.columns], rows, at=now())
