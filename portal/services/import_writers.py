"""Write what a verdict says, through the services of the registers, and remember what was written so that it can be undone."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models import Activity, Appointment, Assignment, Attendance, Award, Organisation, OwnValue, PicklistItem, Supervisor, Training
from models.base import BaseModel
from models.choices import ActivityState, AssignmentState, Level, ParticipantState
from portal.adapters.pinyin import spell
from portal.domain.errors import DomainError
from portal.domain.import_cells import Choice
from portal.domain.importing import NEW, Verdict
from portal.domain.permissions import Actor, require
from portal.queries import imports as reading, own_fields as own_reading, people as files
from portal.services import audit, own_fields, people, records, terms
from portal.services.numbering import next_number

USUAL_LENGTH = timedelta(hours=2)
"""How long a past activity is taken to have lasted, as sheets seldom say."""
SERIES = "补"
"""Past activities are numbered in a series of their own, so that the running numbers of requests stay without gaps."""


@dataclass
class Written:
    """What one row wrote: table, id, version, whether it was made; and the former values of what was changed."""

    rows: list[list[Any]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    def note(self, row: BaseModel, *, made: bool) -> None:
        """Remember a row."""
        self.rows.append([row._meta.table_name, row._pk, row.version, made])


@dataclass
class Pen:
    """Who writes, when, for which office, and what all rows share."""

    actor: Actor
    at: datetime
    bureau: Organisation
    items: Mapping[int, PicklistItem]
    codes: Iterator[str] = field(default_factory=lambda: iter(()))
    classes: dict[tuple[Any, Any], Training] = field(default_factory=dict)

    def item(self, value: Any) -> Any:
        """Return the row of a picklist value, and any other value as it is."""
        return self.items[value.id] if isinstance(value, Choice) else value


def pen(actor: Actor, bureau: Organisation, verdicts: list[Verdict], at: datetime) -> Pen:
    """Return what is needed to write so many rows: the lists' rows in one query, the codes to give."""
    choices = [value for verdict in verdicts for value in verdict.values.values() if isinstance(value, Choice)]
    choices += [value for verdict in verdicts for value in verdict.reading.values.values() if isinstance(value, Choice)]
    choices += [one for verdict in verdicts for one in verdict.values.get("professions", ())]
    given = {verdict.values.get("code") for verdict in verdicts}
    codes = (code for code in people.free_codes(bureau, at, prefix_of(bureau)) if code not in given)
    return Pen(actor, at, bureau, reading.picklist_rows(choices), codes)


def prefix_of(bureau: Organisation) -> str:
    """Return the prefix of people's codes: the office's own, else the initials of its place (乌海市司法局: WH)."""
    return bureau.code_prefix or spell((bureau.region or bureau.name)[:2])[1].upper() or "RM"


# people --------------------------------------------------------------------------------------------------------------------------

def amend_person(pen: Pen, verdict: Verdict) -> Written:
    """Amend a person of the register, and begin or amend the term; who is new is written by services.import_new."""
    written = Written()
    values = {name: pen.item(value) for name, value in verdict.values.items() if name not in ("professions", "term", "own")}
    professions = [pen.items[choice.id] for choice in verdict.values["professions"]] if "professions" in verdict.values else None
    person = _amend_person(pen, verdict.target, values, professions, written)
    write_own(pen, verdict, person, written)
    _write_term(pen, verdict, person, written)
    written.note(Supervisor.get_by_id(person.id), made=False)
    return written


def level_of(bureau: Organisation) -> str:
    """Return the level of the terms that a bureau's roster brings."""
    return bureau.level if bureau.level == Level.PROVINCE else Level.CITY


def _amend_person(pen: Pen, person_id: int, values: dict[str, Any], professions: list[PicklistItem] | None, written: Written) -> Supervisor:
    person = records.lock(Supervisor, person_id)
    if not values and professions is None:
        return person
    files.hang([person])
    written.before["person"] = {name: audit.plain(getattr(person, name)) for name in values}
    if professions is not None:
        written.before["professions"] = [item.id for item in person.profession_items]
    if values:
        return people.amend(pen.actor, person, values, professions=professions, at=pen.at)
    people.set_professions(pen.actor, person, professions or (), at=pen.at)
    return person


def write_own(pen: Pen, verdict: Verdict, person: Supervisor, written: Written) -> None:
    """Keep what a row says of the office's own fields."""
    values = verdict.values.get("own")
    if not values:
        return
    held = own_reading.values([person]).get(person.id, {})
    written.before["own"] = {field_id: held.get(field_id, "") for field_id in values}
    own_fields.set_values(pen.actor, person, values, at=pen.at)
    for row in OwnValue.select().where(OwnValue.supervisor == person, OwnValue.field.in_(list(values))):
        written.note(row, made=verdict.outcome == NEW)


def _write_term(pen: Pen, verdict: Verdict, person: Supervisor, written: Written) -> None:
    term = verdict.values.get("term")
    if term is None:
        return
    if "id" not in term:
        made = terms.appoint(pen.actor, person, starts_on=term["starts_on"], ends_on=term["ends_on"], level=level_of(pen.bureau),
                             certificate_no=term["certificate_no"], at=pen.at)
        written.note(made, made=True)
        return
    row = records.lock(Appointment, term["id"])
    written.before["term"] = {name: audit.plain(getattr(row, name)) for name in ("ends_on", "certificate_no")}
    changed = terms.amend_appointment(pen.actor, row, starts_on=row.starts_on, ends_on=term["ends_on"], level=row.level,
                                      certificate_no=term["certificate_no"], remark=row.remark, at=pen.at)
    written.note(changed, made=False)


# trainings, awards, activities ---------------------------------------------------------------------------------------------------

def write_participant(pen: Pen, verdict: Verdict) -> Written:
    """Enter a participant, and the class where it is new."""
    require(pen.actor, "training:write")
    written = Written()
    if verdict.target is not None:
        return _change_row(pen, "training:write", verdict, written)
    training = verdict.values["training"] or _class(pen, verdict, written)
    read = verdict.reading.get
    excused = read("remark") or "" if read("state") == ParticipantState.EXCUSED else ""
    made = records.create(pen.actor, "training:write", Attendance(
        bureau=pen.bureau, training=training, supervisor=verdict.values["person"], hours_tenths=read("hours_tenths"), remark=read("remark") or "",
        state=read("state"), state_words=excused, exam_tenths=read("exam_tenths"), certificate_no=read("certificate_no") or ""), at=pen.at)
    written.note(made, made=True)
    return written


def _class(pen: Pen, verdict: Verdict, written: Written) -> Training:
    """Return the class of a row, made at its first row; its hours are those of the class, else of that row."""
    read = verdict.reading.get
    key = (read("title"), read("starts_on"))
    if key not in pen.classes:
        pen.classes[key] = records.create(pen.actor, "training:write", Training(
            bureau=pen.bureau, title=read("title"), form=pen.item(read("form")), lecturer=read("lecturer") or "", place=read("place") or "",
            starts_on=read("starts_on"), ends_on=read("ends_on") or read("starts_on"),
            hours_tenths=read("class_hours")), at=pen.at)
        written.note(pen.classes[key], made=True)
    return pen.classes[key]


def write_award(pen: Pen, verdict: Verdict) -> Written:
    """Enter or change an award."""
    require(pen.actor, "conduct:write")
    written = Written()
    if verdict.target is not None:
        return _change_row(pen, "award:write", verdict, written)
    read = verdict.reading.get
    made = records.create(pen.actor, "award:write", Award(
        bureau=pen.bureau, supervisor=verdict.values["person"], awarded_on=read("awarded_on"), title=read("title"), level=pen.item(read("level")),
        awarded_by=read("awarded_by"), document=read("document") or "", remark=read("remark") or ""), at=pen.at)
    written.note(made, made=True)
    return written


def _change_row(pen: Pen, verb: str, verdict: Verdict, written: Written) -> Written:
    row = records.lock(type(verdict.target), verdict.target.id)
    fields = {change.field for change in verdict.changes}
    written.before["row"] = {name: audit.plain(getattr(row, name)) for name in fields}
    records.change(pen.actor, verb, row, at=pen.at, **{name: pen.item(verdict.values[name]) for name in fields})
    written.note(row, made=False)
    return written


def write_activity(pen: Pen, verdict: Verdict) -> Written:
    """Enter a past activity as closed, with those who came; it was not drawn here, so there is no draw."""
    written, read = Written(), verdict.reading.get
    office: Organisation = verdict.values["office"]
    starts_at = read("starts_at")
    ends_at = starts_at + USUAL_LENGTH
    number = read("number") or next_number(pen.bureau, f"{series_of(office, pen.bureau)}{SERIES}", starts_at)
    activity = records.create(pen.actor, "activity:import", Activity(
        bureau=pen.bureau, procuratorate=office, number=number, mode=pen.item(read("mode")), business_line=pen.item(read("business_line")),
        title=read("title"), starts_at=starts_at, ends_at=ends_at, place=read("place") or "", general_places=len(verdict.values["people"]),
        contact_name=office.contact_name, contact_phone=office.contact_phone, remark=read("remark") or "", outcome=read("outcome") or "",
        state=ActivityState.CLOSED.value, held_at=ends_at, closed_at=ends_at, created_by=pen.actor.user_id), at=pen.at)
    written.note(activity, made=True)
    for no, person in enumerate(verdict.values["people"], 1):
        place = records.insert(Assignment(bureau=pen.bureau, activity=activity, supervisor=person, no=no, place="general",
                                          state=AssignmentState.ATTENDED.value, drawn_at=starts_at), pen.at)
        written.note(place, made=True)
    return written


def series_of(office: Organisation, bureau: Organisation) -> str:
    """Return the prefix of a procuratorate's requests."""
    return str(office.request_prefix or bureau.request_prefix)


WRITERS: dict[str, Callable[[Pen, Verdict], Written]] = {
    "supervisors": amend_person, "trainings": write_participant, "awards": write_award, "activities": write_activity,
}
"""Kind of sheet → how a good row of it is written."""


def refused(number: int, refusal: DomainError) -> DomainError:
    """Return the refusal of a whole batch because of one row that was good when it was looked at."""
    return DomainError("import_row_refused", row=number, why=refusal)
