"""Sheets about what people did, held against the registers: attendance of trainings, awards, and past activities with who came."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models import Activity, Assignment, Attendance, Award, Organisation, Supervisor, Training
from models.choices import AssignmentState, ParticipantState
from portal.domain import learning
from portal.domain.import_sheets import tidy_heading
from portal.domain.importing import CHANGED, NEW, UNCHANGED, WRONG, Change, Reading, Verdict, settle_day
from portal.domain.localtime import local_day
from portal.domain.names import split_parts, tidy_name
from portal.domain.permissions import Actor
from portal.queries import imports as register, related

MOST_PEOPLE = 99


def _need(reading: Reading, *names: str) -> None:
    for name in names:
        if reading.get(name) in (None, "") and not reading.is_wrong(name):
            reading.refuse(name, "value_missing")


def _days(reading: Reading, today: date, *names: str) -> None:
    """Make days of dates; what is brought in lies in the past."""
    for name in names:
        day = settle_day(reading, name, last=name == "ends_on")
        if day is not None and day > today:
            reading.refuse(name, "day_in_future")


def _decide(verdict: Verdict, known: bool) -> Verdict:
    if verdict.reading.wrong:
        verdict.outcome = WRONG
    elif not known:
        verdict.outcome = NEW
    else:
        verdict.outcome = CHANGED if verdict.changes else UNCHANGED
    return verdict


def _compare(verdict: Verdict, row: Any, names: Sequence[str]) -> None:
    """Note what a row of the register would change; cells left empty change nothing."""
    for name in names:
        new = verdict.reading.get(name)
        if new in (None, ""):
            continue
        old = getattr(row, name)
        old_key, new_key = getattr(old, "id", old), getattr(new, "id", new)
        if old_key != new_key:
            verdict.values[name] = new
            verdict.changes.append(Change(name, _word(name, old), _word(name, new)))


def _word(name: str, value: Any) -> str:
    if name.endswith("_tenths"):
        return f"{value / 10:g}"
    return str(getattr(value, "name", value))


def _refuse_twins(readings: Sequence[Reading], keys: Sequence[Any]) -> None:
    seen: dict[Any, int] = {}
    for reading, key in zip(readings, keys, strict=True):
        if key is not None and seen.setdefault(key, reading.number) != reading.number:
            reading.refuse_row("row_twice", row=seen[key])


# trainings -----------------------------------------------------------------------------------------------------------------------

def judge_trainings(actor: Actor, readings: Sequence[Reading], _choices: Mapping[int, str], today: date) -> list[Verdict]:
    """Return what becomes of each row of a list of participants; a class is known by subject and first day, and made where it is new."""
    people = register.name_people(actor.bureau_id, readings)
    for reading in readings:
        _days(reading, today, "starts_on", "ends_on")
        _need(reading, "title")
    classes = _classes(actor, readings)
    held = {(row.training_id, row.supervisor_id): row for row in Attendance.select().where(Attendance.training.in_([row.id for row in classes.values()]))}
    _refuse_twins(readings, [(person.id, *_class_key(reading)) if person else None for reading, person in zip(readings, people, strict=True)])
    return [_judge_participant(reading, person, classes, held, today) for reading, person in zip(readings, people, strict=True)]


def _class_key(reading: Reading) -> tuple[Any, Any]:
    return reading.get("title"), reading.get("starts_on")


def _classes(actor: Actor, readings: Sequence[Reading]) -> dict[tuple[Any, Any], Training]:
    titles = {reading.get("title") for reading in readings if reading.get("title")}
    rows = Training.select().where(Training.bureau == actor.bureau_id, Training.title.in_(titles)).order_by(Training.id.desc())
    found: dict[tuple[Any, Any], Training] = {}
    for row in rows:
        found[row.title, row.starts_on] = found[row.title, None] = row
    return found


def _judge_participant(reading: Reading, person: Supervisor | None, classes: Mapping[tuple[Any, Any], Training],
                       held: Mapping[tuple[int, int], Attendance], today: date) -> Verdict:
    verdict = Verdict(reading, NEW, title=person.name if person else str(reading.get("name") or ""))
    training = classes.get(_class_key(reading))
    if training is None:
        _need(reading, "starts_on", "form")
        first, last = reading.get("starts_on"), reading.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            reading.refuse("ends_on", "span_backwards")
    there = held.get((training.id, person.id)) if training and person else None
    _settle_participation(reading, training, there, today)
    if there is not None:
        _compare(verdict, there, ("state", "hours_tenths", "exam_tenths", "certificate_no", "remark"))
    verdict.target = there
    verdict.values |= {"person": person, "training": training}
    return _decide(verdict, there is not None)


def _settle_participation(reading: Reading, training: Training | None, there: Attendance | None, today: date) -> None:
    """Say how it ended where the sheet does not: who stands in a list of a class that is over was there. Hours count for who was there."""
    if reading.is_wrong("state") or reading.is_wrong("hours_tenths"):
        return
    over = training is None or training.ends_on <= today
    usual = ParticipantState.PRESENT if over else ParticipantState.ENROLLED
    known = there.state if there is not None and there.state != ParticipantState.ENROLLED else usual.value
    state = reading.values["state"] = reading.get("state") or known
    own = reading.get("hours_tenths")
    whole = training.hours_tenths if training else reading.values.setdefault("class_hours", own or 0)
    if own is None and there is not None and there.state == state:
        return
    reading.values["hours_tenths"] = learning.credited(state, whole, own)


# awards --------------------------------------------------------------------------------------------------------------------------

def judge_awards(actor: Actor, readings: Sequence[Reading], _choices: Mapping[int, str], today: date) -> list[Verdict]:
    """Return what becomes of each row of a list of awards; one is known by person, title and day."""
    people = register.name_people(actor.bureau_id, readings)
    for reading in readings:
        _days(reading, today, "awarded_on")
        _need(reading, "title", "awarded_on", "level", "awarded_by")
    ids = [person.id for person in people if person]
    rows = list(Award.select().where(Award.bureau == actor.bureau_id, Award.supervisor.in_(ids)))
    related.load(rows, "level")
    held = {(row.supervisor_id, row.title, row.awarded_on): row for row in rows}
    keys = [(person.id, reading.get("title"), reading.get("awarded_on")) if person else None for reading, person in zip(readings, people, strict=True)]
    _refuse_twins(readings, keys)
    return [_judge_award(reading, person, held.get(key) if key else None) for reading, person, key in zip(readings, people, keys, strict=True)]


def _judge_award(reading: Reading, person: Supervisor | None, there: Award | None) -> Verdict:
    verdict = Verdict(reading, NEW, title=person.name if person else str(reading.get("name") or ""), target=there)
    if there is not None:
        _compare(verdict, there, ("level", "awarded_by", "document", "remark"))
    verdict.values["person"] = person
    return _decide(verdict, there is not None)


# past activities -----------------------------------------------------------------------------------------------------------------

def judge_activities(actor: Actor, readings: Sequence[Reading], _choices: Mapping[int, str], today: date) -> list[Verdict]:
    """Return what becomes of each row of a list of past activities; one is known by its number, else by procuratorate, day and title."""
    offices = list(Organisation.select().where(Organisation.bureau == actor.bureau_id, Organisation.kind == "procuratorate"))
    people = _People(actor)
    verdicts = []
    for reading in readings:
        verdict = Verdict(reading, NEW, title=str(reading.get("title") or ""))
        office = _office(reading, offices)
        _need(reading, "starts_at", "title", "mode")
        if reading.get("starts_at") is not None and local_day(reading.values["starts_at"]) > today:
            reading.refuse("starts_at", "day_in_future")
        verdict.values |= {"office": office, "people": people.named(reading)}
        verdicts.append(verdict)
    held = _held(actor, readings)
    keys = [_key(verdict) for verdict in verdicts]
    _refuse_twins(readings, keys)
    for verdict, key in zip(verdicts, keys, strict=True):
        _judge_activity(verdict, held.get(key) if key else None)
    return verdicts


def _office(reading: Reading, offices: Sequence[Organisation]) -> Organisation | None:
    """Return the procuratorate that a cell names by its full or short name; without a cell the only one there is."""
    written = tidy_heading(str(reading.get("procuratorate") or ""))
    if reading.is_wrong("procuratorate"):
        return None
    if not written and len(offices) == 1:
        return offices[0]
    names = [(office, {tidy_heading(office.name), tidy_heading(office.short_name)}) for office in offices]
    found = [office for office, words in names if written in words] or [
        office for office, words in names if written and any(word.endswith(written) for word in words)]
    if len(found) != 1:
        reading.refuse("procuratorate", "not_in_list" if written else "value_missing", value=str(reading.get("procuratorate") or ""))
        return None
    return found[0]


class _People:
    """The bureau's people by code and by name."""

    def __init__(self, actor: Actor) -> None:
        rows = list(Supervisor.select(Supervisor.id, Supervisor.name, Supervisor.code).where(Supervisor.bureau == actor.bureau_id))
        self._times = Counter(row.name for row in rows)
        self._found = {row.name: row for row in rows} | {row.code: row for row in rows}

    def named(self, reading: Reading) -> tuple[Supervisor, ...]:
        """Return those whom the cell names; unknown and ambiguous names are noted."""
        names = [name for part in split_parts(str(reading.get("people") or "")) for name in self._parted(part)]
        if not names and not reading.is_wrong("people"):
            reading.refuse("people", "value_missing")
        known = [name for name in (self._one(reading, name) for name in names) if name is not None]
        found = tuple(dict.fromkeys(known))
        if len(found) > MOST_PEOPLE:
            reading.refuse("people", "people_many", limit=MOST_PEOPLE)
        return found

    def _parted(self, part: str) -> list[str]:
        """Blanks part names as well (张三 李四), unless they stand within one (马 静)."""
        whole = tidy_name(part)
        return [whole] if whole in self._found else [tidy_name(word) for word in part.split()]

    def _one(self, reading: Reading, written: str) -> Supervisor | None:
        person = self._found.get(written) or self._found.get(written.upper())
        if person is None:
            reading.refuse("people", "person_named_unknown", name=written)
        elif self._times[written] > 1:
            reading.refuse("people", "person_named_twice", name=written)
        return person


def _key(verdict: Verdict) -> tuple[Any, ...] | None:
    reading, office = verdict.reading, verdict.values["office"]
    if reading.get("number"):
        return ("number", reading.values["number"])
    if office is None or reading.get("starts_at") is None:
        return None
    return (office.id, local_day(reading.values["starts_at"]), reading.get("title"))


def _held(actor: Actor, readings: Sequence[Reading]) -> dict[tuple[Any, ...], Activity]:
    numbers = [reading.get("number") for reading in readings if reading.get("number")]
    titles = [reading.get("title") for reading in readings if reading.get("title")]
    rows = Activity.select().where(Activity.bureau == actor.bureau_id, Activity.number.is_null(False),
                                   Activity.number.in_(numbers) | Activity.title.in_(titles))
    found: dict[tuple[Any, ...], Activity] = {}
    for row in rows:
        found["number", row.number] = found[row.procuratorate_id, local_day(row.starts_at), row.title] = row
    return found


def _judge_activity(verdict: Verdict, there: Activity | None) -> None:
    """A closed activity stays as it is: a row that tells of other people is refused."""
    reading = verdict.reading
    office = verdict.values["office"]
    if there is None and office is not None and not (reading.get("number") or office.request_prefix or office.bureau.request_prefix):
        reading.refuse("procuratorate", "prefix_missing", office=office.name)
    if there is not None:
        came = {row.supervisor_id for row in Assignment.select(Assignment.supervisor).where(
            Assignment.activity == there, Assignment.state == AssignmentState.ATTENDED)}
        if came != {person.id for person in verdict.values["people"]}:
            reading.refuse("people", "activity_there", number=there.number)
    verdict.target = there
    _decide(verdict, there is not None)
