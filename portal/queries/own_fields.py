"""The fields of an office's own and what they hold."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from peewee import JOIN

from models import OwnField, OwnValue, Supervisor

SENSITIVE = "sensitive"


def fields(bureau_id: int | None, *, live: bool = True) -> list[OwnField]:
    """Return a bureau's own fields in their order, without retired ones unless they are asked for."""
    rows = OwnField.select().where(OwnField.bureau == bureau_id).order_by(OwnField.position, OwnField.id)
    return list(rows.where(OwnField.active) if live else rows)


def key(field: OwnField | int) -> str:
    """Return the name under which forms, lists and filters know a field: `own_<id>`."""
    return f"own_{field.id if isinstance(field, OwnField) else field}"


def values(people: Sequence[Supervisor]) -> dict[int, dict[int, str]]:
    """Return person id → field id → what it holds, sensitive values in clear; one query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in OwnValue.select().where(OwnValue.supervisor.in_([person.id for person in people])):
        found[row.supervisor_id][row.field_id] = row.secret or row.text
    return found


def of_person(person: Supervisor) -> list[OwnField]:
    """Return the fields of a person's bureau, retired ones where they hold something, and hang their values on the person; one query."""
    rows = list(OwnField.select(OwnField, OwnValue).join(OwnValue, JOIN.LEFT_OUTER, on=(
        (OwnValue.field == OwnField.id) & (OwnValue.supervisor == person.id)), attr="held").where(
        OwnField.bureau == person.bureau_id, OwnField.active | (OwnValue.text != "") | OwnValue.secret.is_null(False)).order_by(OwnField.position, OwnField.id))
    for field in rows:
        held = getattr(field, "held", None)
        setattr(person, key(field), (held.secret or held.text or "") if held is not None else "")
    return rows


def hang(people: Sequence[Supervisor], own: Sequence[OwnField]) -> None:
    """Hang each field's value on each person as `own_<id>`; one query, or none where there are no fields."""
    held = values(people) if own else {}
    for person in people:
        for field in own:
            setattr(person, key(field), held.get(person.id, {}).get(field.id, ""))
