"""Rosters held against the register: who each row is, what it would change, and what speaks against it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import OwnField, Supervisor
from portal.domain import identity
from portal.domain.errors import DomainError
from portal.domain.import_cells import Choice
from portal.domain.import_dates import PartDate
from portal.domain.import_specs import SUPERVISORS
from portal.domain.importing import (
    ASKS,
    CHANGED,
    NEW,
    OTHER,
    SAME,
    UNCHANGED,
    WRONG,
    Change,
    Finding,
    Reading,
    Verdict,
    mark_twins,
    settle_day,
    split_span,
)
from portal.domain.own_fields import lacks
from portal.domain.permissions import Actor
from portal.queries import imports as reading_register, own_fields
from portal.services import people
from portal.services.import_terms import TermCourt

AT_ONCE = 1000
"""Rows whose people are in memory at one time."""

OWN = own_fields.key(0).removesuffix("0")
COMPARED = tuple(name for name in people.OPEN_FIELDS if name not in ("code", "id_number"))


def judge(actor: Actor, readings: Sequence[Reading], choices: Mapping[int, str], today: date) -> list[Verdict]:
    """Return what becomes of each row. `choices` maps row number → SAME or OTHER, where a row asked and the clerk answered."""
    for reading in readings:
        _settle(reading)
    reading_register.digest_numbers(readings)
    mark_twins(readings, lambda reading: reading.get("id_number"))
    mark_twins(readings, lambda reading: reading.get("code") or None)
    fields = {name for reading in readings for name in reading.values}
    court, verdicts = Court(actor=actor, today=today, choices=choices, own=tuple(own_fields.fields(actor.bureau_id))), []
    for start in range(0, len(readings), AT_ONCE):
        some = readings[start:start + AT_ONCE]
        court.register = reading_register.register(actor.bureau_id, some, fields)
        verdicts += [court.judge(reading) for reading in some]
    _refuse_twins(verdicts)
    return verdicts


def _refuse_twins(verdicts: Sequence[Verdict]) -> None:
    """Refuse a second row about a person whom an earlier one means by other marks: number here, code there."""
    seen: dict[int, int] = {}
    for verdict in verdicts:
        if verdict.target is not None and seen.setdefault(verdict.target, verdict.reading.number) != verdict.reading.number:
            if verdict.outcome != WRONG:
                verdict.reading.refuse_row("row_twice", row=seen[verdict.target])
            verdict.outcome = WRONG


def _settle(reading: Reading) -> None:
    """Make days of dates, and hold birth date and sex against the ID number."""
    split_span(reading, "term", "starts_on", "ends_on")
    settle_day(reading, "starts_on")
    settle_day(reading, "ends_on", last=True)
    number, birth, sex = reading.get("id_number"), reading.get("birth_date"), reading.get("sex")
    if not number:
        if birth is not None and (whole := birth.whole()):
            reading.values["birth_date"] = whole
        return
    said = identity.birth_of(number)
    if birth is not None and not birth.fits(said):
        reading.refuse("birth_date", "id_contradicts_birth", in_id=said.isoformat())
    elif birth is not None and birth.whole() is None:
        reading.notes.append(Finding("birth_date", "birth_completed", {"day": said.isoformat()}))
    if not reading.is_wrong("birth_date"):
        reading.values["birth_date"] = said
    if sex is not None and sex.code != identity.sex_of(number):
        reading.refuse("sex", "id_contradicts_sex")


@dataclass(kw_only=True)
class Court(TermCourt):
    """The register as it stands while one sheet is judged; `own` are the office's own fields in use."""

    today: date
    choices: Mapping[int, str]
    own: tuple[OwnField, ...] = ()

    def judge(self, reading: Reading) -> Verdict:
        """Return what becomes of one row."""
        verdict = Verdict(reading, UNCHANGED, title=str(reading.get("name") or ""))
        person = self._target(reading, verdict)
        if person is not None:
            verdict.target, verdict.title = person.id, verdict.title or person.name
            self._judge_known(verdict, person)
        elif not verdict.asks:
            self._judge_new(verdict)
        return self._decided(verdict)

    def _decided(self, verdict: Verdict) -> Verdict:
        if verdict.reading.wrong:
            verdict.outcome = WRONG
        elif verdict.asks:
            verdict.outcome = ASKS
        elif verdict.target is None:
            verdict.outcome = NEW
        elif verdict.changes:
            verdict.outcome = CHANGED
        return verdict

    def _target(self, reading: Reading, verdict: Verdict) -> Supervisor | None:
        """Find the person: by ID number, by code, else by name and birth date, which asks."""
        digest, code = reading.get("id_digest") or "", reading.get("code") or ""
        by_number, by_code = self.register.by_digest.get(digest), self.register.by_code.get(code)
        if by_number is not None and by_code not in (None, by_number):
            reading.refuse("code", "code_taken", known=code)
        if by_number is None and by_code is not None and reading.get("name") not in (None, by_code.name):
            reading.refuse("code", "code_taken", known=code)
        if by_number is None and digest in self.register.elsewhere:
            reading.refuse("id_number", "id_number_elsewhere")
        return by_number or by_code or self._namesake(reading, verdict)

    def _namesake(self, reading: Reading, verdict: Verdict) -> Supervisor | None:
        birth = reading.get("birth_date")
        same = self.register.by_birth.get((reading.get("name") or "", birth), []) if isinstance(birth, date) else []
        choice = self.choices.get(reading.number, "")
        if not same or choice == OTHER:
            return None
        if len(same) > 1:
            reading.refuse("name", "namesakes")
        if choice == SAME or len(same) > 1:
            return same[0]
        verdict.asks = same[0].code
        return None

    # a new person
    def _judge_new(self, verdict: Verdict) -> None:
        reading = verdict.reading
        for name in people.REQUIRED:
            if not reading.get(name) and not reading.is_wrong(name):
                reading.refuse(name, f"{name}_missing")
        self._check_code(reading)
        self._need_own(reading, None)
        if reading.get("id_digest") in self.register.barred:
            reading.refuse("id_number", "barred_for_ever")
        if isinstance(reading.get("birth_date"), date) and reading.values["birth_date"] > self.today:
            reading.refuse("birth_date", "birth_in_future")
        education = reading.get("education")
        if education is not None and education.id not in self.passing(reading.get("starts_on") or self.today):
            reading.refuse("education", "education_too_low")
        verdict.values = {name: value for name, value in reading.values.items() if name in people.OPEN_FIELDS}
        verdict.values["professions"] = reading.get("professions") or ()
        verdict.values["own"] = own_values(reading)
        self.judge_term(verdict, None, education.id if education else None)

    def _check_code(self, reading: Reading) -> None:
        code = reading.get("code")
        try:
            identity.check_code(code or "")
        except DomainError as refusal:
            reading.wrong.append(Finding.of(refusal, "code"))
        if code in self.register.codes_elsewhere:
            reading.refuse("code", "code_taken", known=code)

    def _need_own(self, reading: Reading, person: Supervisor | None) -> None:
        for field in self.own:
            name = own_fields.key(field)
            held = bool(person is not None and person.own.get(field.id))
            if field.required and not reading.is_wrong(name) and lacks(
                    given=bool(reading.get(name)), known=person is not None, blank=name in reading.blank, held=held):
                reading.refuse(name, "own_field_needed")

    # somebody of the register
    def _judge_known(self, verdict: Verdict, person: Supervisor) -> None:
        reading = verdict.reading
        if reading.get("code") not in (None, "", person.code) and not reading.is_wrong("code"):
            reading.refuse("code", "code_permanent")
        self._compare_number(verdict, person)
        for name in COMPARED:
            if reading.get(name) not in (None, ""):
                self._compare(verdict, person, name)
        if "professions" in reading.values:
            self._compare_professions(verdict, person)
        self._compare_own(verdict, person)
        education = verdict.values.get("education")
        if education is not None and education.id not in self.passing(reading.get("starts_on") or self.today):
            reading.refuse("education", "education_too_low")
        self.judge_term(verdict, person, education.id if education else person.education_id)

    def _compare_number(self, verdict: Verdict, person: Supervisor) -> None:
        reading = verdict.reading
        number = reading.get("id_number")
        if number and reading.get("id_digest") != person.id_digest:
            verdict.values["id_number"] = number
            verdict.changes.append(Change("id_number", identity.mask(person.id_number, "id_number"), identity.mask(number, "id_number")))

    def _compare(self, verdict: Verdict, person: Supervisor, name: str) -> None:
        new = verdict.reading.values[name]
        old = getattr(person, name)
        if new.fits(old) if isinstance(new, PartDate) else _same(old, new):
            return
        if name in people.TOLD_BY_NUMBER and not verdict.reading.get("id_number"):
            birth = {"in_id": old.isoformat()} if name == "birth_date" else {}
            verdict.reading.refuse(name, "id_contradicts_birth" if birth else "id_contradicts_sex", **birth)
            return
        verdict.values[name] = new
        verdict.changes.append(Change(name, shown(name, old), shown(name, new)))

    def _compare_professions(self, verdict: Verdict, person: Supervisor) -> None:
        new: Sequence[Choice] = verdict.reading.values["professions"]
        if {choice.id for choice in new} != set(person.professions):
            verdict.values["professions"] = new
            verdict.changes.append(Change("professions", "、".join(person.professions.values()), "、".join(choice.name for choice in new)))

    def _compare_own(self, verdict: Verdict, person: Supervisor) -> None:
        self._need_own(verdict.reading, person)
        secret = {field.id for field in self.own if field.privacy_class == own_fields.SENSITIVE}
        changed = {field_id: new for field_id, new in own_values(verdict.reading).items() if new != person.own.get(field_id, "")}
        if changed:
            verdict.values["own"] = changed
        for field_id, new in changed.items():
            pair = (person.own.get(field_id, ""), new)
            verdict.changes.append(Change(own_fields.key(field_id), *((identity.mask(text) for text in pair) if field_id in secret else pair)))


def own_values(reading: Reading) -> dict[int, str]:
    """Return what a row says of the office's own fields, by field id."""
    return {int(name.removeprefix(OWN)): value for name, value in reading.values.items() if name.startswith(OWN)}


def _same(old: Any, new: Any) -> bool:
    return (old is not None and old.id == new.id) if isinstance(new, Choice) else ("" if old is None else old) == new


def shown(name: str, value: Any) -> str:
    """Return a value for the preview; sensitive ones masked, yes and no as 1 and 0."""
    mask = SUPERVISORS.column(name).mask
    if isinstance(value, bool):
        return str(int(value))
    text = "" if value is None else str(getattr(value, "name", value))
    return identity.mask(text, mask) if mask else text
