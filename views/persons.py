"""What the registers of things that hang on people share: the look-up of the person, who stays once entered."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _l

from models import Supervisor
from portal.domain.errors import NotFound
from portal.queries import scope
from views.base import Register, actor

PERSON_LABELS = {
    "supervisor": _l("Person"),
    "supervisor.name": _l("Name of the person"),
    "supervisor.code": _l("Code"),
    "supervisor.pinyin": _l("Pinyin"),
    "supervisor.initials": _l("Initials"),
}
PERSON_HINT = {"supervisor": _l("Type a name, pinyin, initials or code.")}


class PersonsRegister(Register):
    """A register of what hangs on people; `?supervisor=` in the address of a new entry names the person."""

    form_ajax_refs = {"supervisor": ("name", "code", "pinyin", "initials")}
    column_searchable_list: ClassVar[Sequence[str]] = ("supervisor.name", "supervisor.code", "supervisor.pinyin", "supervisor.initials")

    def first_values(self) -> dict[str, Any]:
        """Return the person that the address names."""
        return {"supervisor": named_person()}

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form without the person, who stays."""
        form = super().edit_form(obj)
        del form.supervisor
        return form


def named_person() -> Supervisor | None:
    """Return the visible person that the address names, or None."""
    try:
        return scope.get(actor(), Supervisor, request.args.get("supervisor", ""))
    except NotFound:
        return None
