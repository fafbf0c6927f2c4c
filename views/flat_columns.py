"""The columns of the flat sheet for the national system, set for each bureau by the system administrator."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from portal.domain.errors import DomainError
from portal.domain.flat_sheet import FlatField
from portal.domain.importing import Column
from portal.language import sentence
from portal.queries import flat_sheet as reading
from portal.services import flat_sheet
from views.base import Answer, Page, actor, expose, now
from views.settings_days import bureau, bureaus, chosen_office

LAST = 9999


class FlatPages(Page):
    """One bureau's columns: shown or not, heading, place."""

    verbs: ClassVar[dict[str, str]] = {"index": "settings:read", "save": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show the columns of a bureau."""
        offices = bureaus()
        office = chosen_office(offices)
        known = reading.fields(office.id if office else None)
        return self._page(office, reading.columns(office.id if office else None, known), known)

    def _page(self, office: Any, columns: list[FlatField], known: dict[str, Column], wrong: str = "") -> str:
        return str(self.render("settings/flat.html", offices=bureaus(), bureau=office, columns=columns, known=known, wrong=wrong))

    @expose("/<int:office_id>", methods=("POST",))
    def save(self, office_id: int) -> Answer:
        """Take the columns of a bureau."""
        office = bureau(office_id)
        known = reading.fields(office.id)
        columns = sorted((_posted(name) for name in known), key=lambda one: one.position)
        try:
            flat_sheet.set_columns(actor(), office, columns, at=now())
        except DomainError as refusal:
            return self._page(office, columns, known, sentence(refusal)), 400
        return self.done(_("The columns were saved."), self.get_url(".index", office=office.id))


def _posted(name: str) -> FlatField:
    place = request.form.get(f"position_{name}", "").strip()
    position = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else LAST
    return FlatField(name, request.form.get(f"heading_{name}", "").strip(), position, request.form.get(f"shown_{name}") == "1")


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [FlatPages(_l("Flat sheet"), category="System", endpoint="flat", url="/settings/flat-sheet")]
