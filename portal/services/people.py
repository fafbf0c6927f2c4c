"""The register of people's supervisors: registering, amending, professions, photo (rules.md "Who may be appointed")."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from peewee import CharField

from models import Organisation, PicklistItem, Supervisor, SupervisorProfession
from models.base import database, field_cipher
from portal.adapters import storage
from portal.adapters.pinyin import spell
from portal.adapters.stores import Store
from portal.domain import identity
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.names import split_names, tidy_name
from portal.domain.permissions import Actor, require
from portal.queries import conduct, parameters
from portal.services import audit, records

PHOTO_KINDS = ("image/jpeg", "image/png")

PICKS = ("sex", "nation", "education", "political", "county", "unit_kind", "way_in")
"""Fields whose value is a row of the picklist of the same name; given as the row or as its code."""

REQUIRED = ("name", "education", "id_number")
TOLD_BY_NUMBER = ("birth_date", "sex")

OPEN_FIELDS = (
    "code", "name", "birth_date", "id_number", *PICKS, "work_unit", "post", "public_servant", "recommender", "school", "subject", "phone",
    "address", "email", "bank_card", "bank_branch", "relatives", "no_subsidy", "remark",
)
"""What `values` may hold."""


def register(actor: Actor, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] = (), at: datetime) -> Supervisor:
    """Enter a person in the actor's bureau and return the file.

    `values` maps OPEN_FIELDS to plain values; birth date and sex may be left to the ID number, the code to the portal (`WH-2023-007`).
    Raises DomainError: see portal.domain.identity, and name_missing, education_missing, id_number_taken, id_number_elsewhere,
    birth_in_future, barred_for_ever, code_malformed, code_taken, code_prefix_missing, bank_card_form, email_form, text_long, unknown_code.
    """
    require(actor, "supervisor:write")
    return enter(actor, values, professions=professions, at=at)


def enter(actor: Actor, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] = (), at: datetime) -> Supervisor:
    """Do what `register` does, as part of a larger act whose verb was required. Raises what `register` raises."""
    fields = cleaned(values, actor.bureau_id)
    with database.atomic():
        bureau = records.lock(Organisation, actor.bureau_id or 0)
        person = Supervisor(bureau=bureau, **fields | {"code": fields.get("code") or next(free_codes(bureau, at))})
        _check(person, at)
        records.create(actor, "supervisor:register", person, at=at)
        _set_professions(actor, person, professions, at)
    return person


def amend(actor: Actor, person: Supervisor, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] | None = None,
          at: datetime, version: int | None = None) -> Supervisor:
    """Change what `values` names; `professions` None leaves them as they are. Raises DomainError as `register`, and code_permanent."""
    require(actor, "supervisor:write")
    return revise(actor, person, values, professions=professions, at=at, version=version)


def revise(actor: Actor, person: Supervisor, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] | None = None,
           at: datetime, version: int | None = None) -> Supervisor:
    """Do what `amend` does, as part of a larger act whose verb was required. Raises what `amend` raises."""
    own(actor, person)
    fields = tidied(values, actor.bureau_id, person.id_number)
    if fields.get("code", person.code) not in (person.code, ""):
        raise DomainError("code_permanent", field="code")
    fields.pop("code", None)
    with database.atomic():
        _check(Supervisor(**person.__data__ | fields), at)
        changed = records.change(actor, "supervisor:amend", person, at=at, version=version, **fields)
        if professions is not None:
            _set_professions(actor, changed, professions, at)
    return changed


def set_professions(actor: Actor, person: Supervisor, professions: Iterable[PicklistItem | str], *, at: datetime) -> None:
    """Replace a person's professions; nothing is written when they are the same."""
    require(actor, "supervisor:write")
    own(actor, person)
    _set_professions(actor, person, professions, at)


def _set_professions(actor: Actor, person: Supervisor, professions: Iterable[PicklistItem | str], at: datetime) -> None:
    wanted = {item.id: item for value in professions if (item := _picked("profession", value, person.bureau_id))}
    held = {row.profession_id: row for row in SupervisorProfession.select().where(SupervisorProfession.supervisor == person)}
    if set(wanted) == set(held):
        return
    with database.atomic():
        for row in held.values():
            row.delete_instance()
        for item in wanted.values():
            records.insert(SupervisorProfession(supervisor=person, profession=item), at)
        audit.record(actor, "supervisor:professions", person, at=at, changes={"professions": [sorted(held), sorted(wanted)]})


def set_photo(actor: Actor, person: Supervisor, content: bytes, *, store: Store, at: datetime) -> Supervisor:
    """Keep a portrait (JPG or PNG by its content, 10 MB at most). Raises DomainError file_too_large, file_kind_refused."""
    require(actor, "supervisor:write")
    own(actor, person)
    storage.check(content, PHOTO_KINDS)
    return records.change(actor, "supervisor:photo", person, at=at, photo=store.put(content))


def own(actor: Actor, row: Any) -> None:
    """Raise NotFound for a row of another bureau, as if it did not exist."""
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")


def digest(text: str, purpose: str) -> str:
    """Return the keyed digest under which an ID number ("id_number") or a phone ("phone") is searched and kept unique."""
    return field_cipher.need().digest(text, purpose)


def cleaned(values: Mapping[str, Any], bureau_id: int | None) -> dict[str, Any]:
    """Return the values of a person to be entered as they are kept, with what follows from the ID number. Raises what `register` raises of them."""
    return tidied(dict.fromkeys((*REQUIRED, *TOLD_BY_NUMBER)) | dict(values), bureau_id)


def tidied(values: Mapping[str, Any], bureau_id: int | None, number: str = "") -> dict[str, Any]:
    """Return the values as they are kept, with what follows from them; `number` is the ID number kept so far.

    Raises KeyError for a name that is not in OPEN_FIELDS.
    """
    unknown = set(values) - set(OPEN_FIELDS)
    if unknown:
        raise KeyError(f"no such field of a person: {sorted(unknown)}")
    fields = {name: _clean(name, value, bureau_id) for name, value in values.items()}
    for name in REQUIRED:
        if name in fields and not fields[name]:
            raise DomainError(f"{name}_missing", field=name)
    fields |= _told_by_number(fields, fields.get("id_number") or number, bureau_id)
    if "name" in fields:
        fields["pinyin"], fields["initials"] = spell(fields["name"])
    if fields.get("id_number"):
        fields["id_digest"] = digest(fields["id_number"], "id_number")
    if "phone" in fields:
        fields["phone_digest"] = digest(fields["phone"], "phone") if fields["phone"] else None
    return fields


def _clean(name: str, value: Any, bureau_id: int | None) -> Any:
    if name in PICKS:
        return _picked(name, value, bureau_id)
    field = Supervisor._meta.fields[name]
    if name in CLEANERS:
        value = CLEANERS[name](value or "") or (None if field.null else "")
    elif isinstance(value, str):
        value = value.replace("\x00", "").strip()
    if isinstance(field, CharField) and len(value or "") > field.max_length:
        raise DomainError("text_long", field=name, limit=field.max_length)
    return value


def _picked(kind: str, value: PicklistItem | str | None, bureau_id: int | None) -> PicklistItem | None:
    """Return the row that a picklist value means. Raises DomainError unknown_code."""
    if isinstance(value, PicklistItem) or not value:
        return value or None
    try:
        return parameters.item(kind, value, bureau_id)
    except DomainError as error:
        raise DomainError("unknown_code", field=kind, value=value) from error


CLEANERS: dict[str, Callable[[str], str]] = {
    "code": identity.check_code,
    "name": tidy_name,
    "id_number": lambda text: identity.check_id(text) if text.strip() else "",
    "phone": lambda text: identity.check_phone(text) if text.strip() else "",
    "bank_card": identity.check_bank_card,
    "email": identity.check_email,
    "relatives": lambda text: "、".join(split_names(text)),
}


def _told_by_number(fields: Mapping[str, Any], number: str, bureau_id: int | None) -> dict[str, Any]:
    """Return birth date and sex from the ID number where they are asked for but left out."""
    told: dict[str, Callable[[], Any]] = {
        "birth_date": lambda: identity.birth_of(number), "sex": lambda: _picked("sex", identity.sex_of(number), bureau_id)}
    return {name: told[name]() for name in TOLD_BY_NUMBER if name in fields and not fields[name]}


def check_agreement(fields: Mapping[str, Any]) -> None:
    """Hold cleaned values' ID number against birth date and sex. Raises DomainError id_contradicts_birth, id_contradicts_sex."""
    identity.check_agreement(fields["id_number"], fields["birth_date"], fields["sex"].code)


def _check(person: Supervisor, at: datetime) -> None:
    """Refuse a file that does not hold together, or that stands in the register already."""
    check_alone(person, at)
    _check_unique(person)
    if person.id is None and conduct.is_barred(person.id_digest):
        raise DomainError("barred_for_ever", field="id_number")


def check_alone(person: Supervisor, at: datetime) -> None:
    """Refuse a file that does not hold together in itself. Raises DomainError birth_in_future and what `check_agreement` raises."""
    identity.check_agreement(person.id_number, person.birth_date, person.sex.code)
    if person.birth_date > local_day(at):
        raise DomainError("birth_in_future", field="birth_date")


def _check_unique(person: Supervisor) -> None:
    """Refuse a person or a code that is registered already; of another bureau's file nothing is told."""
    others = Supervisor.select().where(Supervisor.id != (person.id or 0))
    twin = others.where(Supervisor.id_digest == person.id_digest).first()
    if twin is not None:
        own_office = twin.bureau_id == person.bureau_id
        raise DomainError("id_number_taken" if own_office else "id_number_elsewhere", field="id_number",
                          **({"known": twin.code} if own_office else {}))
    if others.where(Supervisor.code == person.code).exists():
        raise DomainError("code_taken", field="code", known=person.code)


def free_codes(bureau: Organisation, at: datetime, prefix: str = "") -> Iterator[str]:
    """Yield the free codes of the bureau and the local year, one after the other; hold the bureau's row, so that no two get the same.

    `prefix` serves where the office has none of its own. Raises DomainError code_prefix_missing.
    """
    if not (bureau.code_prefix or prefix):
        raise DomainError("code_prefix_missing", field="code")
    stem = f"{bureau.code_prefix or prefix}-{local_day(at).year}-"
    given = Supervisor.select(Supervisor.code).where(Supervisor.code.startswith(stem)).tuples()
    numbers = [int(tail) for (code,) in given if (tail := code.removeprefix(stem)).isdigit()]
    for number in count(max(numbers, default=0) + 1):
        yield f"{stem}{number:03d}"
