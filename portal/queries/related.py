"""Load what rows refer to, one query per referred table however many rows and columns there are."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from peewee import ForeignKeyField, Model

CHUNK = 5000
"""Keys per query, under the bound-variable limits of both databases."""


def load(rows: Sequence[Model], *paths: str) -> None:
    """Hang the referred rows on `rows` for foreign keys named by dotted paths: `load(activities, "mode", "procuratorate.parent")`.

    peewee's with_related runs one query per foreign key; a register with seven picklist columns would need seven, here it needs one.
    Rows already loaded stay. Raises KeyError for a name that is no foreign key of the model.
    """
    deeper: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        first, _, rest = path.partition(".")
        deeper[first] += [rest] if rest else []
    if not rows:
        return
    _load_level(rows, list(deeper))
    for name, further in deeper.items():
        if further:
            load([row.__rel__[name] for row in rows if name in row.__rel__], *further)


def _load_level(rows: Sequence[Model], names: Iterable[str]) -> None:
    fields = [_foreign_key(type(rows[0]), name) for name in names]
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for field in fields:
        missing = (row.__data__.get(field.name) for row in rows if field.name not in row.__rel__)
        wanted[field.rel_model] |= {key for key in missing if key is not None}
    found = {model: _by_key(model, sorted(keys)) for model, keys in wanted.items()}
    for field in fields:
        for row in rows:
            other = found[field.rel_model].get(row.__data__.get(field.name))
            if other is not None:
                row.__rel__.setdefault(field.name, other)


def _foreign_key(model: type[Model], name: str) -> ForeignKeyField:
    field = model._meta.fields.get(name)
    if not isinstance(field, ForeignKeyField):
        raise KeyError(f"{model.__name__}.{name} is no foreign key")
    return field


def _by_key(model: Any, keys: list[Any]) -> dict[Any, Model]:
    found: dict[Any, Model] = {}
    for start in range(0, len(keys), CHUNK):
        found |= {row._pk: row for row in model.select().where(model._meta.primary_key.in_(keys[start:start + CHUNK]))}
    return found
