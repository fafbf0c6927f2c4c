"""What an import is held against: the words of the lists, how the office reads its headings, and whom the rows of a sheet name."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models import Appointment, Bar, ImportHeading, PicklistItem, Supervisor, SupervisorProfession
from models.base import EncryptedField, field_cipher
from portal.domain.import_cells import Choice, Lists, normal_word
from portal.domain.import_specs import SPECS, SUPERVISORS
from portal.domain.importing import Column, Reading, Spec
from portal.queries import own_fields, related
from portal.queries.related import CHUNK


def lists(bureau_id: int | None, spec: Spec) -> Lists:
    """Return what the words of the lists of a kind of sheet mean for a bureau: names in both languages and synonyms."""
    kinds = {column.picklist for column in spec.columns if column.picklist}
    rows = PicklistItem.select().where(
        PicklistItem.kind.in_(kinds), PicklistItem.active, PicklistItem.bureau.is_null() | (PicklistItem.bureau == bureau_id))
    found: dict[str, dict[str, Choice]] = defaultdict(dict)
    for row in rows.order_by(PicklistItem.position.desc(), PicklistItem.id.desc()):
        choice = Choice(row.id, row.code, row.name)
        found[row.kind] |= {normal_word(word): choice for word in (*row.synonyms, row.name_en, row.name) if word}
    return Lists(found)


def spec(bureau_id: int | None, kind: str) -> Spec:
    """Return what a kind of sheet holds for a bureau: rosters bring its own fields as well. Raises KeyError for an unknown kind."""
    found = SPECS[kind]
    if found is not SUPERVISORS:
        return found
    own = [Column(own_fields.key(row), row.name, (row.name,), "own", mask="own" if row.privacy_class == own_fields.SENSITIVE else "",
                  own_kind=row.kind, options=tuple(row.choices)) for row in own_fields.fields(bureau_id)]
    return replace(found, columns=(*found.columns, *own)) if own else found


def picklist_rows(choices: Iterable[Choice]) -> dict[int, PicklistItem]:
    """Return the rows of values by id, in one query."""
    ids = {choice.id for choice in choices}
    return {row.id: row for row in PicklistItem.select().where(PicklistItem.id.in_(ids))}


def remembered(bureau_id: int | None, kind: str) -> dict[str, str]:
    """Return tidy heading → field (empty: left out), as clerks of the bureau corrected it."""
    return {row.heading: row.field for row in ImportHeading.select().where(ImportHeading.bureau == bureau_id, ImportHeading.kind == kind)}


@dataclass
class Register:
    """Those of the register whom the rows of a sheet may mean."""

    by_digest: dict[str, Supervisor] = field(default_factory=dict)
    by_code: dict[str, Supervisor] = field(default_factory=dict)
    by_birth: dict[tuple[str, date], list[Supervisor]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Supervisor]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: set[str] = field(default_factory=set)
    codes_elsewhere: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)


def register(bureau_id: int | None, readings: Sequence[Reading], fields: Iterable[str]) -> Register:
    """Return whom the rows may mean, by digest of the ID number, code or name, with professions and terms; `fields` are those compared."""
    digests, codes = _given(readings, "id_digest"), _given(readings, "code")
    found, columns, own = Register(), _columns(fields), Supervisor.bureau == bureau_id
    _index(found, _in_chunks(columns, Supervisor.id_digest, digests, own))
    _index(found, _in_chunks(columns, Supervisor.code, [code for code in codes if code not in found.by_code], own))
    unknown = [one for one in readings if one.get("id_digest") not in found.by_digest and one.get("code") not in found.by_code]
    _index(found, _in_chunks(columns, Supervisor.name, _given(unknown, "name"), own))
    found.elsewhere = _elsewhere(Supervisor.id_digest, digests, bureau_id)
    found.codes_elsewhere = _elsewhere(Supervisor.code, codes, bureau_id)
    for start in range(0, len(digests), CHUNK):
        found.barred |= {row.id_digest for row in Bar.select(Bar.id_digest).where(Bar.id_digest.in_(digests[start:start + CHUNK]))}
    return found


def _given(readings: Iterable[Reading], name: str) -> list[str]:
    return sorted({value for reading in readings if (value := reading.get(name))})


def _columns(fields: Iterable[str]) -> list[Any]:
    """Opening an encrypted value takes time, so only those columns are read that the sheet brings."""
    wanted = set(fields)
    return [column for column in Supervisor._meta.sorted_fields if not isinstance(column, EncryptedField) or column.name in wanted]


def _in_chunks(columns: list[Any], column: Any, values: list[str], narrowed: Any) -> list[Supervisor]:
    return [row for start in range(0, len(values), CHUNK)
            for row in Supervisor.select(*columns).where(column.in_(values[start:start + CHUNK]), narrowed)]


def _elsewhere(column: Any, values: list[str], bureau_id: int | None) -> set[str]:
    return {getattr(row, column.name) for row in _in_chunks([Supervisor.id, column], column, values, Supervisor.bureau != bureau_id)}


def _index(found: Register, rows: list[Supervisor]) -> None:
    rows = [row for row in rows if row.id_digest not in found.by_digest]
    _hang(rows)
    related.load(rows, "sex", "nation", "education", "political", "county", "unit_kind", "way_in")
    for row in rows:
        found.by_digest[row.id_digest] = row
        found.by_code[row.code] = row
        found.by_birth[row.name, row.birth_date].append(row)
        found.by_name[row.name].append(row)


def _hang(rows: list[Supervisor]) -> None:
    """Hang on each person `professions` (id → name), `terms` and `own` (field id → text); lighter than for pages, as a sheet may name thousands."""
    ids = [row.id for row in rows]
    professions: dict[int, dict[int, str]] = defaultdict(dict)
    terms: dict[int, list[Appointment]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        some = ids[start:start + CHUNK]
        held = SupervisorProfession.select(SupervisorProfession.supervisor, PicklistItem.id, PicklistItem.name).join(PicklistItem)
        for person, item, name in held.where(SupervisorProfession.supervisor.in_(some)).order_by(PicklistItem.position).tuples():
            professions[person][item] = name
        for term in Appointment.select().where(Appointment.supervisor.in_(some)):
            terms[term.supervisor_id].append(term)
    related.load([term for held_terms in terms.values() for term in held_terms], "end_reason")
    held_values = own_fields.values(rows)
    for row in rows:
        row.professions, row.terms = professions[row.id], terms[row.id]
        row.own = held_values.get(row.id, {})


def digest_numbers(readings: Iterable[Reading]) -> None:
    """Put beside each ID number the keyed digest by which it is found."""
    cipher = field_cipher.need()
    for reading in readings:
        number = reading.get("id_number")
        if number:
            reading.values["id_digest"] = cipher.digest(number, "id_number")


def name_people(bureau_id: int | None, readings: Sequence[Reading]) -> list[Supervisor | None]:
    """Return the person that each row names, by ID number, code or a name that nobody else has; what fails is noted on the row."""
    digest_numbers(readings)
    known = register(bureau_id, readings, ())
    return [_named(reading, known) for reading in readings]


def _named(reading: Reading, known: Register) -> Supervisor | None:
    """Find one person; a name that contradicts the number or the code is refused."""
    name = reading.get("name") or ""
    found = known.by_digest.get(reading.get("id_digest") or "") or known.by_code.get(reading.get("code") or "")
    if found is not None and name and found.name != name:
        reading.refuse("name", "name_of_other", known=found.code)
    namesakes = known.by_name.get(name, []) if found is None and not (reading.get("id_number") or reading.get("code")) else []
    if found is None and len(namesakes) == 1:
        return namesakes[0]
    if found is None and not reading.is_wrong("id_number"):
        field_name = next((one for one in ("id_number", "code", "name") if reading.get(one)), "name")
        reading.refuse(field_name, "namesakes" if namesakes else "person_unknown" if reading.get(field_name) else "name_missing")
    return found
