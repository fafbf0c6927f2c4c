"""The offices: judicial bureaus and procuratorates with their named contacts."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from peewee import ForeignKeyField

from models import Organisation
from models.choices import OrganisationKind
from portal.domain import labels
from portal.language import word
from portal.services import offices
from views.base import Register, actor, now, register_verbs


class OfficeRegister(Register):
    """Offices: written by the system administrator, read by everybody they serve."""

    verbs = register_verbs("organisation")
    column_list = ("name", "kind", "level", "parent", "bureau", "contact_name", "contact_phone", "active")
    column_details_list = (
        "name", "name_en", "short_name", "kind", "level", "parent", "bureau", "region", "active", "phone", "address", "contact_name",
        "contact_phone", "code_prefix", "letter_prefix", "request_prefix",
    )
    column_labels = {
        "name": _l("Official name"),
        "name_en": _l("English name"),
        "short_name": _l("Short name"),
        "kind": _l("Kind of office"),
        "level": _l("Level"),
        "parent": _l("Office above"),
        "bureau": _l("Served by"),
        "region": _l("Region"),
        "letter_prefix": _l("Prefix of letters"),
        "request_prefix": _l("Prefix of requests"),
        "code_prefix": _l("Prefix of people's codes"),
        "phone": _l("Office phone"),
        "address": _l("Office address"),
        "contact_name": _l("Named contact"),
        "contact_phone": _l("Contact's phone"),
        "active": _l("In use"),
    }
    column_descriptions = {
        "name": _l("The full official name, as it stands on the seal."),
        "short_name": _l("Shown where space is short."),
        "bureau": _l("For a procuratorate: the judicial bureau that manages its supervisors. Empty for a bureau."),
        "region": _l("City or county; the yearly paragraph names it."),
        "letter_prefix": _l("For a bureau: the head of its letters' numbers, such as 乌司监 in 乌司监〔2026〕3号. For a procuratorate, if it numbers its letters: such as 乌检监."),
        "request_prefix": _l("For a procuratorate: the head of its requests' numbers, such as 乌检需."),
        "code_prefix": _l("For a bureau: capital letters before people's codes, such as WH in WH-2023-007."),
        "contact_name": _l("Who answers for the work with the other office; shown on every request."),
    }
    column_choices = {"kind": labels.ORGANISATION_KINDS, "level": labels.LEVELS}
    column_cells = {"level": lambda row: word(labels.LEVELS, row.level), "kind": lambda row: word(labels.ORGANISATION_KINDS, row.kind)}
    column_searchable_list = ("name", "short_name", "contact_name")
    column_sortable_list = ("name",)
    column_filters = ("kind", "level", "active")
    column_default_sort = ("kind", "id")
    form_columns = (
        "kind", "level", "name", "name_en", "short_name", "parent", "bureau", "region", "code_prefix", "letter_prefix", "request_prefix",
        "contact_name", "contact_phone", "phone", "address", "active",
    )
    form_sections = (
        (_l("The office"), ("kind", "level", "name", "name_en", "short_name", "parent", "bureau", "region", "active")),
        (_l("Contact"), ("contact_name", "contact_phone", "phone", "address")),
        (_l("Numbers"), ("code_prefix", "letter_prefix", "request_prefix")),
    )
    new_label = _l("New office")
    empty_words = _l("No office yet. Enter the judicial bureau first, then the procuratorates that it serves.")

    def _choices(self, field: ForeignKeyField, *, live: bool = True) -> Callable[[], Iterable[Any]]:
        """Only bureaus serve procuratorates."""
        rows = super()._choices(field, live=live)
        return rows if field.name != "bureau" else lambda: [row for row in rows() if row.kind == OrganisationKind.BUREAU]

    def write_new(self, values: dict[str, Any]) -> Organisation:
        """Enter an office."""
        return offices.create(actor(), values, at=now())

    def write_change(self, row: Organisation, values: dict[str, Any], version: int | None) -> Organisation:
        """Change an office."""
        return offices.amend(actor(), row, values, at=now(), version=version or 0)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [OfficeRegister(Organisation, _l("Offices"), category="System", endpoint="offices")]
