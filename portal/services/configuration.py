"""What an office adapts without code: picklists, dated parameters, and its own working days."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models import DayOverride, Organisation, Parameter, PicklistItem
from models.base import database
from models.custom import PICKLISTS
from portal.adapters.pinyin import spell
from portal.domain import parameters as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.services import audit, records

CODE = re.compile(r"[a-z0-9_]{1,40}")
STEP = 10
"""Distance of positions, so that a value can be put between two others."""


def add_item(actor: Actor, kind: str, *, name: str, at: datetime, bureau: Organisation | None = None, code: str = "", name_en: str = "",
             position: int | None = None, synonyms: Sequence[str] = (), facts: Mapping[str, Any] | None = None) -> PicklistItem:
    """Add a value to a list, for one bureau or (None) for all.

    Without a code one is made from the name's pinyin; without a position it stands last.

    Raises DomainError unknown_code (kind), item_name_taken, item_code_malformed, already_there (code).
    """
    require(actor, "settings:write")
    if kind not in PICKLISTS:
        raise DomainError("unknown_code", field="kind", value=kind)
    with database.atomic():
        item = PicklistItem(kind=kind, bureau=bureau, code=code or _free_code(kind, name), name=name.strip(), name_en=name_en.strip(),
                            position=_last_position(kind) + STEP if position is None else position, synonyms=_words(synonyms),
                            facts=dict(facts or {}))
        _check_item(item)
        return records.create(actor, "picklist:add", item, at=at)


def amend_item(actor: Actor, item: PicklistItem, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> PicklistItem:
    """Change name, English name, position, synonyms, facts or `active` of a value; its code stays, as rules and old papers know it.

    Retired values stay on old rows and are offered no more. Raises DomainError item_name_taken, item_needed.
    """
    require(actor, "settings:write")
    wanted = {name: values[name] for name in ("name", "name_en", "position", "synonyms", "facts", "active") if name in values}
    if "synonyms" in wanted:
        wanted["synonyms"] = _words(wanted["synonyms"])
    if wanted.get("active") is False and _is_needed(item):
        raise DomainError("item_needed", field="active", name=item.name)
    with database.atomic():
        changed = records.change(actor, "picklist:amend", item, at=at, version=version, **wanted)
        _check_item(changed)
    return changed


def _is_needed(item: PicklistItem) -> bool:
    """Whether a rule looks for this very value: both sexes (from the ID number), own initiative, the plain end of a term."""
    return item.kind == "sex" or bool(item.facts.get("own_initiative")) or (item.kind, item.code) == ("appointment_end", "term_over")


def _check_item(item: PicklistItem) -> None:
    if not item.name:
        raise DomainError("item_name_missing", field="name")
    if not CODE.fullmatch(item.code):
        raise DomainError("item_code_malformed", field="code")
    mine = {item.name, *item.synonyms}
    for other in _same_list(item).where(PicklistItem.id != (item.id or 0), PicklistItem.active):
        if item.active and (taken := mine & {other.name, *other.synonyms}):
            raise DomainError("item_name_taken", field="name" if item.name in taken else "synonyms", name=min(taken))


def _same_list(item: PicklistItem) -> Any:
    """Return the values that stand in one list with an item: the shared ones and, for an office's own, its own."""
    rows = PicklistItem.select().where(PicklistItem.kind == item.kind)
    return rows.where(PicklistItem.bureau.is_null() | (PicklistItem.bureau == item.bureau_id)) if item.bureau_id else rows


def _last_position(kind: str) -> int:
    last = PicklistItem.select(PicklistItem.position).where(PicklistItem.kind == kind).order_by(PicklistItem.position.desc()).first()
    return last.position if last else 0


def _free_code(kind: str, name: str) -> str:
    """Return a code made of the name's pinyin that no value of the list has."""
    stem = spell(name)[0][:34] or "value"
    taken = {row.code for row in PicklistItem.select(PicklistItem.code).where(PicklistItem.kind == kind)}
    return next(code for code in (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))) if code not in taken)


def _words(synonyms: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in synonyms if word.strip()))


def set_parameter(actor: Actor, key: str, value: Any, *, valid_from: date, basis: str, at: datetime, source: str = "", note: str = "",
                  bureau: Organisation | None = None) -> Parameter:
    """Give a parameter a new value from a day on, for one bureau or (None) for all.

    Earlier values stay, as earlier acts were judged by them.
    `basis` is a key of domain.parameters.BASES, `source` says where it stands. The day may not lie in the past.
    Raises DomainError parameter_past, parameter_date_taken, parameter_range, parameter_points, unknown_code.
    """
    require(actor, "settings:write")
    rules.check_value(key, value)
    _check_codes(key, value)
    if basis not in rules.BASES:
        raise DomainError("unknown_code", field="basis", value=basis)
    if valid_from < local_day(at):
        raise DomainError("parameter_past", field="valid_from")
    same_day = Parameter.select().where(Parameter.key == key, Parameter.valid_from == valid_from)
    if same_day.where((Parameter.bureau == bureau) if bureau else Parameter.bureau.is_null()).exists():
        raise DomainError("parameter_date_taken", field="valid_from")
    row = Parameter(key=key, value=value, unit=rules.RULES[key].unit, valid_from=valid_from, basis=f"{basis}: {source.strip()}",
                    note=note.strip(), bureau=bureau)
    return records.create(actor, "parameter:set", row, at=at)


def withdraw_parameter(actor: Actor, parameter: Parameter, *, at: datetime) -> None:
    """Take back a value that is not in force yet. Raises DomainError parameter_in_force."""
    require(actor, "settings:write")
    if parameter.valid_from <= local_day(at):
        raise DomainError("parameter_in_force")
    _remove(actor, "parameter:withdraw", parameter, at, label=f"{parameter.key} {parameter.valid_from}")


def _check_codes(key: str, value: Any) -> None:
    """Refuse codes that are not in their list. Raises DomainError unknown_code."""
    kind = {"education": "education", "grades": "grade"}.get(rules.RULES[key].kind)
    if kind is None:
        return
    known = {row.code for row in PicklistItem.select(PicklistItem.code).where(PicklistItem.kind == kind, PicklistItem.active)}
    wanted = value if isinstance(value, list) else [value]
    for code in wanted or [""]:
        if code not in known:
            raise DomainError("unknown_code", field="value", value=code)


def set_day(actor: Actor, bureau: Organisation, day: date, *, working: bool, note: str, at: datetime) -> DayOverride:
    """Declare a day working or free for one bureau against the official calendar; a second call on the same day changes it.

    Raises DomainError words_missing without a note.
    """
    require(actor, "settings:write")
    if not note.strip():
        raise DomainError("words_missing", field="note")
    with database.atomic():
        row = DayOverride.get_or_none(DayOverride.bureau == bureau, DayOverride.day == day)
        if row is not None:
            return records.change(actor, "day:set", row, at=at, working=working, note=note.strip())
        return records.create(actor, "day:set", DayOverride(bureau=bureau, day=day, working=working, note=note.strip()), at=at)


def clear_day(actor: Actor, override: DayOverride, *, at: datetime) -> None:
    """Let the official calendar hold again for a day."""
    require(actor, "settings:write")
    _remove(actor, "day:clear", override, at, label=override.day.isoformat())


def _remove(actor: Actor, verb: str, row: Any, at: datetime, *, label: str) -> None:
    """Delete a row that nothing refers to; what it said stays in the trail."""
    with database.atomic():
        said = {name: (value, None) for name, value in row.__data__.items()}
        audit.record(actor, verb, row, at=at, label=label, changes=records.told(said, row))
        if not row.delete_instance():
            raise Conflict("changed_meanwhile")
