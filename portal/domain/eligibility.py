"""Who may be in the pool of an activity and who is left out with which coded reason (rules.md "Request, draw, recusal")."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

Span = tuple[datetime, datetime]
Days = tuple[date, date]

ENOUGH = 3
"""A relaxable rule gives way when fewer than this many times the places would remain (rules.md `draw.yearly_cap`)."""

PRECEDENCE = ("not_active", "on_leave", "engaged", "recused", "conflict", "excluded_by_leader", "asked_before", "yearly_cap", "cool_off")
"""Of several reasons the first in this order is the one recorded."""

RELAXED_IN_ORDER = ("cool_off", "yearly_cap")


@dataclass(frozen=True)
class Candidate:
    """The facts about one supervisor: `served` counts the duties of the activity's year, `last_served` is the day of the nearest one."""

    id: int
    code: str
    tags: frozenset[str] = frozenset()
    active: bool = True
    leave: tuple[Days, ...] = ()
    engagements: tuple[Span, ...] = ()
    recused: bool = False
    conflict: bool = False
    excluded: bool = False
    asked_before: bool = False
    served: int = 0
    last_served: date | None = None


@dataclass(frozen=True)
class Rules:
    """What holds for one draw. `yearly_cap` None and `cool_off_days` 0 switch those rules off."""

    span: Span
    days: Days
    places: int
    yearly_cap: int | None = None
    cool_off_days: int = 0


@dataclass(frozen=True)
class Sieve:
    """Who is in (sorted by code point of code), who is out with one reason each, and which rules were relaxed."""

    inside: tuple[Candidate, ...]
    outside: Mapping[int, str]
    relaxed: tuple[str, ...] = field(default=())


def sift(candidates: Iterable[Candidate], rules: Rules) -> Sieve:
    """Return the pool; cool-off, then the yearly cap as well, give way while too few would remain.

    A rule counts as relaxed when it would have kept out someone who is now in.
    """
    people = sorted(candidates, key=lambda person: person.code)
    sieve = _sift(people, rules)
    for eased in (replace(rules, cool_off_days=0), replace(rules, cool_off_days=0, yearly_cap=None)):
        if len(sieve.inside) < ENOUGH * rules.places:
            sieve = _sift(people, eased)
    held = {code for person in sieve.inside for code in _holding(person, rules)}
    return replace(sieve, relaxed=tuple(rule for rule in RELAXED_IN_ORDER if rule in held))


def _sift(people: Sequence[Candidate], rules: Rules) -> Sieve:
    reasons = {person.id: reason(person, rules) for person in people}
    inside = tuple(person for person in people if reasons[person.id] is None)
    return Sieve(inside, {key: code for key, code in reasons.items() if code is not None})


def reason(person: Candidate, rules: Rules) -> str | None:
    """Return the coded reason for leaving a person out, the first of PRECEDENCE that holds, or None."""
    held = _holding(person, rules)
    return next((code for code in PRECEDENCE if code in held), None)


def _holding(person: Candidate, rules: Rules) -> set[str]:
    """All the reasons that hold for a person."""
    holds = {
        "not_active": not person.active,
        "on_leave": any(days_overlap(leave, rules.days) for leave in person.leave),
        "engaged": any(overlaps(engagement, rules.span) for engagement in person.engagements),
        "recused": person.recused,
        "conflict": person.conflict,
        "excluded_by_leader": person.excluded,
        "asked_before": person.asked_before,
        "yearly_cap": rules.yearly_cap is not None and person.served >= rules.yearly_cap,
        "cool_off": _cooling(person, rules),
    }
    return {code for code, held in holds.items() if held}


def _cooling(person: Candidate, rules: Rules) -> bool:
    """Whether the activity falls into the days of rest after the other duty, or the duty into those after the activity."""
    if person.last_served is None or not rules.cool_off_days:
        return False
    return abs(rules.days[0] - person.last_served) <= timedelta(days=rules.cool_off_days)


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans of time share a moment; one that ends as the other begins does not."""
    return one[0] < other[1] and other[0] < one[1]


def days_overlap(one: Days, other: Days) -> bool:
    """Whether two ranges of days, both ends counted, share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


# conflicts -----------------------------------------------------------------------------------------------------------------------

UNIT_CORE = 4
"""Characters that a unit's name needs before finding it within another one means anything."""
SUFFIXES = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "公司")
ASIDE = re.compile(r"\([^()]*\)|^[^:]*:")
"""What officers write beside a name: a role in brackets, or before a colon."""


@dataclass(frozen=True)
class Related:
    """What one supervisor could be in conflict by: own name, near relatives' names, work unit."""

    id: int
    name: str
    relatives: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Hit:
    """A party that is the supervisor (self), a near relative (relative) or the work unit (unit)."""

    supervisor_id: int
    party: str
    kind: str


def conflict_hits(parties: Iterable[str], people: Iterable[Related]) -> list[Hit]:
    """Return every match of a party with a person, for the clerk to decide; in the order of people, then parties."""
    named = [(party, spelt) for party in parties if (spelt := _spellings(party))]
    return [Hit(person.id, party, kind) for person in people for party, spelt in named if (kind := _match(spelt, person))]


def _spellings(party: str) -> set[str]:
    """A party as written, and without what stands beside the name."""
    return {normal(party), normal(ASIDE.sub("", unicodedata.normalize("NFKC", party)))} - {""}


def _match(spelt: set[str], person: Related) -> str:
    if normal(person.name) in spelt:
        return "self"
    if spelt & {normal(name) for name in person.relatives}:
        return "relative"
    return "unit" if any(same_unit(party, normal(person.unit)) for party in spelt) else ""


def same_unit(one: str, other: str) -> bool:
    """Whether two normalised names may mean the same unit: equal, or one within the other, with or without company suffixes."""
    if not one or not other:
        return False
    return one == other or any(_within(form(one), form(other)) or _within(form(other), form(one)) for form in (str, _core))


def _within(short: str, long: str) -> bool:
    return len(short) >= UNIT_CORE and short in long


def _core(unit: str) -> str:
    return next((unit.removesuffix(suffix) for suffix in SUFFIXES if unit.endswith(suffix)), unit)


def normal(text: str) -> str:
    """Return a name for comparison: width folded, blanks, brackets and middle dots taken out, lower case."""
    return re.sub(r"[\s()\[\]【】〔〕《》“”\"'·•・.]", "", unicodedata.normalize("NFKC", text)).casefold()


# terms ---------------------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class TermRules:
    """Parameters of rules.md "Who may be appointed"."""

    min_age: int = 23
    max_consecutive: int = 2


def appointment_problems(*, birth: date, education_passes: bool, starts_on: date, ends_on: date, earlier: Sequence[Days], barred: bool,
                         has_live: bool, rules: TermRules) -> list[str]:
    """Return the codes of everything that speaks against a term (选任管理办法 art. 8, 10; rules.md).

    `earlier` are the person's former terms. Codes: term_ends_before_start, too_young, education_too_low, barred_for_ever,
    has_live_term, third_running_term.
    """
    problems = {
        "term_ends_before_start": ends_on <= starts_on,
        "too_young": age_on(birth, starts_on) < rules.min_age,
        "education_too_low": not education_passes,
        "barred_for_ever": barred,
        "has_live_term": has_live,
        "third_running_term": running_terms(earlier, starts_on) >= rules.max_consecutive,
    }
    return [code for code, holds in problems.items() if holds]


def age_on(birth: date, day: date) -> int:
    """Return the full years of age on a day; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


GAP = timedelta(days=366)
"""Terms with a longer pause between them are not consecutive."""


def running_terms(earlier: Sequence[Days], starts_on: date) -> int:
    """Return how many former terms run on, one after the other, into a term that starts on a day."""
    count, edge = 0, starts_on
    for start, end in sorted(earlier, reverse=True):
        if start >= edge:
            continue
        if edge - end > GAP:
            break
        count, edge = count + 1, start
    return count
