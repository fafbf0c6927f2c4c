"""The terms that a roster gives, held against the rules of appointment (rules.md "Who may be appointed")."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import Appointment, PicklistItem, Supervisor
from models.choices import AppointmentState
from portal.domain import eligibility
from portal.domain.importing import Change, Reading, Verdict
from portal.domain.permissions import Actor
from portal.queries import imports as reading_register, parameters
from portal.services import terms

TERM_FIELDS = ("starts_on", "ends_on", "certificate_no")
FIELD_OF_PROBLEM = {
    "term_ends_before_start": "ends_on", "too_young": "starts_on", "third_running_term": "starts_on", "has_live_term": "starts_on",
    "education_too_low": "education", "barred_for_ever": "id_number",
}
"""The column that each code of eligibility.appointment_problems is shown at."""


@dataclass(kw_only=True)
class TermCourt:
    """The rules as they stand while one sheet is judged, each read once; `register` are those whom its rows may mean."""

    actor: Actor
    register: reading_register.Register = field(default_factory=reading_register.Register)
    limits: dict[date, dict[str, Any]] = field(default_factory=dict)
    enough: dict[str, set[int]] = field(default_factory=dict)

    def judge_term(self, verdict: Verdict, person: Supervisor | None, education_id: int | None) -> None:
        """Hold the term of a row, if it gives one, against the person's terms and the rules; what speaks against it is noted on the row."""
        reading = verdict.reading
        given = [name for name in TERM_FIELDS if reading.get(name) not in (None, "")]
        if not given or any(reading.is_wrong(name) for name in TERM_FIELDS):
            return
        held: list[Appointment] = person.terms if person else []
        starts = reading.get("starts_on")
        live = next((term for term in held if term.state == AppointmentState.LIVE), None)
        same = next((term for term in held if term.starts_on == starts), None) if starts else live
        if same is not None:
            self._amend_term(verdict, same)
        elif starts is None:
            reading.refuse(given[0], "term_start_missing")
        else:
            self._new_term(verdict, person, held, education_id)

    def _amend_term(self, verdict: Verdict, term: Appointment) -> None:
        reading = verdict.reading
        wanted = {"ends_on": reading.get("ends_on") or term.ends_on, "certificate_no": reading.get("certificate_no") or term.certificate_no}
        changed = {name: value for name, value in wanted.items() if value != getattr(term, name)}
        if not changed:
            return
        self._check_span(reading, term.starts_on, wanted["ends_on"])
        verdict.values["term"] = {"id": term.id, **wanted}
        verdict.changes += [Change(name, str(getattr(term, name)), str(value)) for name, value in changed.items()]

    def _new_term(self, verdict: Verdict, person: Supervisor | None, held: Sequence[Appointment], education_id: int | None) -> None:
        reading, starts = verdict.reading, verdict.reading.values["starts_on"]
        limits = self._limits(starts)
        ends = reading.get("ends_on") or terms.last_day(starts, limits["appointment.term_years"])
        birth = reading.get("birth_date") if isinstance(reading.get("birth_date"), date) else person.birth_date if person else None
        earlier = [(term.starts_on, term.ended_on or term.ends_on) for term in held if term.state == AppointmentState.ENDED]
        for code in eligibility.appointment_problems(
                birth=birth or date(1900, 1, 1), education_passes=education_id is None or person is None or education_id in self.passing(starts),
                starts_on=starts, ends_on=ends, earlier=earlier, barred=self._is_barred(person, held),
                has_live=any(term.state == AppointmentState.LIVE for term in held),
                rules=eligibility.TermRules(limits["appointment.min_age"], limits["appointment.max_consecutive_terms"])):
            reading.refuse(FIELD_OF_PROBLEM[code], code, min_age=limits["appointment.min_age"], max_terms=limits["appointment.max_consecutive_terms"])
        if not reading.is_wrong("ends_on"):
            self._check_span(reading, starts, ends)
        if eligibility.running_terms(earlier, starts) and not self.actor.may("appointment:renew"):
            reading.refuse("starts_on", "renewal_needs_leader")
        verdict.values["term"] = {"starts_on": starts, "ends_on": ends, "certificate_no": reading.get("certificate_no") or ""}
        if person is not None:
            verdict.changes.append(Change("term", "", f"{starts}—{ends}"))

    def _is_barred(self, person: Supervisor | None, held: Sequence[Appointment]) -> bool:
        """A new person's bar is told at the ID number already."""
        return person is not None and (person.id_digest in self.register.barred or any(
            term.end_reason is not None and term.end_reason.facts.get("bar") for term in held))

    def _check_span(self, reading: Reading, starts: date, ends: date) -> None:
        years = self._limits(starts)["appointment.term_years"]
        if ends <= starts:
            reading.refuse("ends_on", "term_ends_before_start")
        elif ends > terms.last_day(starts, years):
            reading.refuse("ends_on", "term_too_long", years=years)

    def _limits(self, day: date) -> dict[str, Any]:
        if day not in self.limits:
            self.limits[day] = parameters.values(self.actor.bureau_id, terms.KEYS, day)
        return self.limits[day]

    def passing(self, day: date) -> set[int]:
        """Return the ids of the educations that suffice on a day."""
        lowest = str(self._limits(day)["appointment.min_education"])
        if lowest not in self.enough:
            floor = parameters.item("education", lowest).position
            rows = PicklistItem.select(PicklistItem.id).where(PicklistItem.kind == "education", PicklistItem.position <= floor)
            self.enough[lowest] = {row.id for row in rows}
        return self.enough[lowest]
