"""The form of an application: the same for the public page and for the clerk who enters one from paper."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from models import PicklistItem, Recruitment
from portal.language import item_name
from portal.queries import parameters, recruitment as facts
from portal.services.recruitment import LONGEST_STATEMENT
from views.forms import CheckboxesField, Given, PortalForm, RowField, stripped

WHO = ("name", "id_number", "nation", "political", "education", "school", "subject", "county")
WORK = ("work_unit", "unit_kind", "post", "public_servant", "professions")
REACH = ("phone", "address", "email")
WAY = ("way_in", "recommender", "statement")
DECLARED = ("bars", "posts")
SECTIONS = ((_l("Person"), WHO), (_l("Work and professions"), WORK), (_l("How to reach the person"), REACH), (_l("Application"), WAY),
            (_l("Declared by the applicant"), DECLARED))
NOT_OF_THE_PERSON = ("professions", "bars", "posts", "statement")


def application_form(recruitment: Recruitment) -> PortalForm:
    """Return the form of an application in a round, filled from the request when it is a POST."""
    bureau, items = recruitment.bureau_id, facts.check_items(recruitment.bureau_id)
    fields: dict[str, Any] = {
        "name": _line(_l("Name of the person"), 60, needed=True),
        "id_number": _line(_l("ID number"), 18, needed=True, hint=_l("18 characters. Date of birth and sex follow from it.")),
        "nation": _choice(_l("Nationality"), "nation", bureau), "political": _choice(_l("Political status"), "political", bureau),
        "education": _choice(_l("Education"), "education", bureau, needed=True), "school": _line(_l("School"), 120),
        "subject": _line(_l("Subject studied"), 120),
        "county": RowField(_l("County for which the person applies"), [Given()], rows=lambda: [row.county for row in facts.quotas(recruitment)]),
        "work_unit": _line(_l("Work unit"), 120, needed=True), "unit_kind": _choice(_l("Kind of work unit"), "unit_kind", bureau),
        "post": _line(_l("Post"), 60), "public_servant": BooleanField(_l("Public servant")),
        "professions": CheckboxesField(_l("Professions"), [Optional()], choices=_options(
            lambda: list(parameters.items("profession", bureau)))),
        "phone": _line(_l("Mobile phone"), 30, needed=True, inputmode="tel"), "address": _line(_l("Address"), 200),
        "email": _line(_l("E-mail address"), 120, inputmode="email"),
        "way_in": _choice(_l("Way in"), "way_in", bureau), "recommender": _line(_l("Recommended by"), 120),
        "statement": TextAreaField(_l("About oneself"), [Optional(), Length(max=LONGEST_STATEMENT)], filters=[typed],
                                   render_kw={"rows": 4, "maxlength": LONGEST_STATEMENT}),
        "bars": CheckboxesField(_l("Does one of these hold? Tick what holds; leave all empty if none does."), [Optional()],
                                choices=_options(lambda: [row for row in items if row.kind == "recruitment_bar"])),
        "posts": CheckboxesField(_l("Does the person hold one of these posts? Tick what holds."), [Optional()],
                                 choices=_options(lambda: [row for row in items if row.kind == "excluded_post"])),
    }
    form_class: Any = type("ApplicationForm", (PortalForm,), fields)
    return form_class.of_request()


def typed(text: str | None) -> str:
    """Return what was typed, empty for a field that was not sent."""
    return stripped(text) or ""


def _line(label: Any, longest: int, *, needed: bool = False, hint: Any = "", **more: str) -> StringField:
    return StringField(label, [Given() if needed else Optional(), Length(max=longest)], filters=[typed], description=hint,
                       render_kw={"maxlength": longest, "autocomplete": "off"} | more)


def _choice(label: Any, kind: str, bureau: int, *, needed: bool = False) -> RowField:
    return RowField(label, [Given()] if needed else [], rows=lambda: list(parameters.items(kind, bureau)), allow_blank=not needed)


def _options(rows: Callable[[], list[PicklistItem]]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(row.code, item_name(row)) for row in rows()]


def values_of(form: PortalForm) -> dict[str, Any]:
    """Return what services.recruitment.apply takes, by name."""
    said = {field.name: field.data for field in form if field.name != "version"}
    values = {name: value for name, value in said.items() if name not in NOT_OF_THE_PERSON}
    return {"values": values, "professions": said["professions"] or [], "statement": said["statement"] or "",
            "declared": [*(said["bars"] or []), *(said["posts"] or [])]}
