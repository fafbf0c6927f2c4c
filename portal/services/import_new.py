"""New people of a roster, written together: the rules of people.register and terms.appoint, with few statements for many rows."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from models import Appointment, PicklistItem, Supervisor, SupervisorProfession
from portal.domain import identity
from portal.domain.errors import Conflict, DomainError
from portal.domain.importing import NEW, Verdict
from portal.domain.permissions import require
from portal.queries import conduct, parameters
from portal.services import audit, people, records, terms
from portal.services.import_writers import WRITERS, Pen, Written, level_of, refused, write_own


@dataclass
class Limits:
    """The rules of appointment by the first day of a term, each day read once."""

    bureau_id: int
    known: dict[date, tuple[dict[str, Any], int]] = field(default_factory=dict)

    def on(self, day: date) -> tuple[dict[str, Any], int]:
        """Return the parameters of a day and the place of the lowest education that suffices."""
        if day not in self.known:
            found = parameters.values(self.bureau_id, terms.KEYS, day)
            self.known[day] = found, terms.lowest_place(found)
        return self.known[day]


@dataclass
class Entry:
    """One row on its way into the register."""

    verdict: Verdict
    person: Supervisor
    professions: list[PicklistItem]
    term: Appointment | None = None


class Writer:
    """Writes the rows of one sheet, some at a time: new people together, everything else one by one."""

    def __init__(self, kind: str, pen: Pen) -> None:
        self._kind, self._pen, self._limits = kind, pen, Limits(pen.bureau.id)
        self._sexes = {item.code: item for item in parameters.items("sex", pen.bureau.id)}

    def write(self, verdicts: Sequence[Verdict]) -> list[Written]:
        """Write these rows in their order and return what each wrote. Raises DomainError import_row_refused, Conflict import_stale."""
        written: list[Written] = []
        for new, some in groupby(verdicts, lambda verdict: self._kind == "supervisors" and verdict.outcome == NEW):
            rows = list(some)
            written += write_new(self._pen, self._limits, self._sexes, rows) if new else [
                _told(verdict, lambda verdict=verdict: WRITERS[self._kind](self._pen, verdict)) for verdict in rows]
        return written


def write_new(pen: Pen, limits: Limits, sexes: dict[str, PicklistItem], verdicts: Sequence[Verdict]) -> list[Written]:
    """Register the people of these rows with their terms, and return what each row wrote.

    The rows were held against the register in this transaction. Raises DomainError import_row_refused for what a row itself contradicts,
    Conflict import_stale where another office was first.
    """
    require(pen.actor, "supervisor:write")
    entries = [_told(verdict, lambda verdict=verdict: _draft(pen, sexes, verdict)) for verdict in verdicts]
    if conduct.any_barred([entry.person.id_digest for entry in entries]):
        raise Conflict("import_stale")
    _insert([entry.person for entry in entries], pen)
    _insert([SupervisorProfession(supervisor=entry.person.id, profession=item.id) for entry in entries for item in entry.professions], pen)
    for entry in entries:
        entry.term = _told(entry.verdict, lambda entry=entry: _term(pen, limits, entry))
    _insert([entry.term for entry in entries if entry.term], pen)
    audit.record_many(pen.actor, [act for entry in entries for act in _acts(entry)], at=pen.at)
    return [_written(pen, entry) for entry in entries]


def _told(verdict: Verdict, work: Any) -> Any:
    """Do the work of one row; what it refuses names the row."""
    try:
        return work()
    except DomainError as refusal:
        raise refused(verdict.reading.number, refusal) from refusal


def _insert(rows: Sequence[Any], pen: Pen) -> None:
    try:
        records.insert_many(rows, pen.at)
    except DomainError as refusal:
        raise Conflict("import_stale") from refusal


def _draft(pen: Pen, sexes: dict[str, PicklistItem], verdict: Verdict) -> Entry:
    values = {name: pen.item(value) for name, value in verdict.values.items() if name not in ("professions", "term", "own")}
    values["code"] = values.get("code") or next(pen.codes)
    values["sex"] = values.get("sex") or sexes[identity.sex_of(values["id_number"])]
    person = Supervisor(bureau=pen.bureau, **people.cleaned(values, pen.actor.bureau_id))
    people.check_alone(person, pen.at)
    wanted = {choice.id: pen.items[choice.id] for choice in verdict.values["professions"]}
    return Entry(verdict, person, list(wanted.values()))


def _term(pen: Pen, limits: Limits, entry: Entry) -> Appointment | None:
    term = entry.verdict.values.get("term")
    if term is None:
        return None
    found, lowest = limits.on(term["starts_on"])
    return terms.first_term(pen.actor, entry.person, starts_on=term["starts_on"], ends_on=term["ends_on"], level=level_of(pen.bureau),
                            certificate_no=term["certificate_no"], limits=found, lowest=lowest)


def _acts(entry: Entry) -> list[audit.Act]:
    """Return what the trail tells of a row, as when it is entered by hand."""
    acts = [audit.Act("supervisor:register", entry.person, records.told_new(entry.person))]
    if entry.professions:
        acts.append(audit.Act("supervisor:professions", entry.person, {"professions": [[], sorted(item.id for item in entry.professions)]}))
    if entry.term:
        acts.append(audit.Act("appointment:appoint", entry.term, records.told_new(entry.term)))
    return acts


def _written(pen: Pen, entry: Entry) -> Written:
    written = Written()
    write_own(pen, entry.verdict, entry.person, written)
    if entry.term:
        written.note(entry.term, made=True)
    written.note(entry.person, made=True)
    return written
