"""Fields of an office's own: made and changed by the system administrator, filled by the clerk, told to the trail like any other."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models import Organisation, OwnField, OwnValue, Supervisor
from models.base import database
from portal.domain import own_fields as rules
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor, require
from portal.queries import own_fields as reading
from portal.services import audit, records
from portal.services.people import own

STEP = 10
OPEN = ("name", "required", "choices", "hint", "in_list", "position", "active")
"""What may be changed of a field; kind and class stay, as values were kept by them."""


def add_field(actor: Actor, bureau: Organisation, *, name: str, kind: str, privacy_class: str = "bureau", required: bool = False,
              choices: Sequence[str] = (), hint: str = "", in_list: bool = False, taken: Sequence[str] = (), at: datetime) -> OwnField:
    """Add a field to a bureau's files, last in order. `taken` are the names of the portal's own fields.

    Raises DomainError own_field_name, own_field_choices, own_field_taken, own_field_clash, unknown_code.
    """
    require(actor, "settings:write")
    words = _words(choices)
    rules.check_definition(name.strip(), kind, privacy_class, words)
    _check_name(bureau.id, name.strip(), taken, 0)
    last = OwnField.select(OwnField.position).where(OwnField.bureau == bureau).order_by(OwnField.position.desc()).first()
    return records.create(actor, "own_field:add", OwnField(
        bureau=bureau, name=name.strip(), kind=kind, privacy_class=privacy_class, required=required, choices=words, hint=hint.strip(),
        in_list=in_list and privacy_class != reading.SENSITIVE, position=(last.position if last else 0) + STEP), at=at)


def amend_field(actor: Actor, field: OwnField, values: Mapping[str, Any], *, taken: Sequence[str] = (), at: datetime,
                version: int | None = None) -> OwnField:
    """Change what OPEN names; a value that a choice offers no more stays on old rows. Raises DomainError as `add_field`."""
    require(actor, "settings:write")
    wanted = {name: values[name] for name in OPEN if name in values}
    name, words = str(wanted.get("name", field.name)).strip(), _words(wanted.get("choices", field.choices))
    rules.check_definition(name, field.kind, field.privacy_class, words)
    _check_name(field.bureau_id, name, taken, field.id)
    wanted |= {"name": name, "choices": words}
    if field.privacy_class == reading.SENSITIVE:
        wanted["in_list"] = False
    return records.change(actor, "own_field:amend", field, at=at, version=version, **wanted)


def _check_name(bureau_id: int, name: str, taken: Sequence[str], own_id: int) -> None:
    if name in taken:
        raise DomainError("own_field_clash", field="name", name=name)
    if OwnField.select().where(OwnField.bureau == bureau_id, OwnField.name == name, OwnField.id != own_id).exists():
        raise DomainError("own_field_taken", field="name")


def _words(choices: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in choices if word.strip()))


def set_values(actor: Actor, person: Supervisor, typed: Mapping[int, str], *, at: datetime) -> None:
    """Keep what was typed into a bureau's live fields, by field id; a field that is not named stays as it is. Nothing is written for no change.

    Raises DomainError own_field_required and what portal.domain.own_fields.parse raises, each with its form field.
    """
    require(actor, "supervisor:write")
    own(actor, person)
    live = reading.fields(person.bureau_id)
    with database.atomic():
        held = reading.values([person]).get(person.id, {})
        wanted = {field.id: _parsed(field, typed[field.id], held.get(field.id, "")) for field in live if field.id in typed}
        changed = [field for field in live if field.id in wanted and wanted[field.id] != held.get(field.id, "")]
        for field in changed:
            _keep(person, field, wanted[field.id], at)
        if changed:
            audit.record(actor, "supervisor:own_values", person, at=at, changes={
                field.name: ["changed"] if _secret(field) else [held.get(field.id, ""), wanted[field.id]] for field in changed})


def _parsed(field: OwnField, typed: str, held: str) -> str:
    """What stood there may stay, though the choice offers it no more."""
    if typed.strip() == held and held:
        return held
    text = rules.parse(field.kind, typed, field.choices, field=reading.key(field), name=field.name)
    if field.required and not text:
        raise DomainError("own_field_required", field=reading.key(field), name=field.name)
    return text


def _secret(field: OwnField) -> bool:
    return bool(field.privacy_class == reading.SENSITIVE)


def _keep(person: Supervisor, field: OwnField, text: str, at: datetime) -> None:
    values = {"secret": text or None, "text": ""} if _secret(field) else {"text": text}
    row = OwnValue.get_or_none(OwnValue.supervisor == person, OwnValue.field == field)
    if row is None:
        records.insert(OwnValue(bureau=person.bureau_id, supervisor=person, field=field, **values), at)
    else:
        records.update(row, at, **values)
