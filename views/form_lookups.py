"""Look-ups: a real select that holds the chosen rows only, which the script fills as somebody types."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape
from wtforms import Form, SelectFieldBase
from wtforms.validators import ValidationError
from wtforms.widgets import html_params

from models.base import BaseModel
from portal.domain.errors import NotFound
from portal.queries.scope import parse_id
from views.formatting import choice_name


class LookupWidget:
    """A real select that holds the chosen rows only; the script asks `url` for more."""

    def __call__(self, field: LookupField, **kwargs: Any) -> Markup:
        """Return the markup."""
        options = "".join(f'<option value="{row.id}" selected>{escape(field.label_of(row))}</option>' for row in field.chosen())
        attributes = html_params(id=kwargs.pop("id", field.id), name=field.name, data_lookup=field.url(), multiple=field.multiple,
                                 required=bool(field.flags.required) and not field.multiple, **kwargs)
        blank = "" if field.multiple else '<option value=""></option>'
        return Markup(f"<select {attributes}>{blank}{options}</select>")  # noqa: S704 - every part is escaped above


class LookupField(SelectFieldBase):
    """A choice among too many rows for a select: `query` gives the rows that the reader may see, `url` the address of the look-up."""

    widget = LookupWidget()

    def __init__(self, label: Any = None, validators: Any = None, *, query: Callable[[], Any], url: Callable[[], str],
                 label_of: Callable[[BaseModel], str] = choice_name, multiple: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.query, self.url, self.label_of, self.multiple, self.refused = query, url, label_of, multiple, False

    def chosen(self) -> list[BaseModel]:
        """Return the rows chosen at present."""
        found: Any = self.data or []
        return list(found) if self.multiple else [found] if found else []

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Find the posted rows among those the reader may see."""
        posted = [text for text in valuelist if text]
        try:
            ids = {parse_id(text) for text in posted}
        except NotFound:
            ids = set()
        model = self.query().model
        found = list(self.query().where(model.id.in_(ids))) if ids else []
        self.refused = len(found) != len(set(posted))
        self.data = found if self.multiple else next(iter(found), None)

    def pre_validate(self, form: Form) -> None:
        """Refuse what is not there for this reader."""
        if self.refused:
            raise ValidationError(self.gettext("Not a valid choice."))
