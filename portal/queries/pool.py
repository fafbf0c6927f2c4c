"""Who would be sealed for an activity, who is left out and why, and what is still to be decided: in a fixed number of queries."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from models import Activity, PoolDecision, Recusal, Supervisor
from models.choices import RecusalState
from portal.domain import draw as protocol, eligibility
from portal.domain.eligibility import Candidate, Hit, Rules
from portal.domain.localtime import local_day
from portal.queries import draw_records, parameters
from portal.queries.pool_facts import Facts, days, gather, serves, span

BETWEEN_NAMES = re.compile(r"[\s、，,;；:：/|()（）]+")


@dataclass(frozen=True)
class Member:
    """One person of the register before sealing.

    `reason` is the code for leaving out, empty for who is in; `let_in` the rule that would have left the person out had it not been
    relaxed; `tags` are those of the person's professions that are asked for.
    """

    supervisor: Supervisor
    tags: tuple[str, ...]
    reason: str
    hits: tuple[Hit, ...] = ()
    decision: PoolDecision | None = None
    recusal: Recusal | None = None
    let_in: str = ""
    served: int = 0
    trained: bool = True
    undertaken: bool = True

    @property
    def undecided(self) -> bool:
        """Whether the clerk has yet to decide about a conflict or a recusal of someone who would be in."""
        pending = self.recusal is not None and self.recusal.state == RecusalState.PROPOSED
        return not self.reason and (pending or (bool(self.hits) and self.decision is None))

    @property
    def words(self) -> str:
        """What was written about this person in a decision that led here."""
        return self.decision.words if self.decision and self.reason in ("", "conflict", "excluded_by_leader") else ""


@dataclass(frozen=True)
class Help:
    """One way out when a list may not be sealed.

    `fewer` places (how many can be sealed), `other_tag` (professions that enough people have), `relax` (how many fitting people a yearly
    cap or cool-off keeps out).
    """

    code: str
    count: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The list as it would be sealed now. `places` are those still open, by `general` or profession; `shortage` is why it may not be."""

    activity: Activity
    round: int
    places: Counter[str]
    inside: tuple[Member, ...]
    outside: tuple[Member, ...]
    relaxed: tuple[str, ...]
    shortage: protocol.Shortage | None
    helps: tuple[Help, ...] = ()

    @property
    def undecided(self) -> list[Member]:
        """Those about whom something is to be decided before sealing."""
        return [member for member in self.inside if member.undecided]

    @property
    def left_out(self) -> Counter[str]:
        """How many are left out, by coded reason."""
        return Counter(member.reason for member in self.outside)

    @property
    def may_seal(self) -> bool:
        """Whether nothing stands in the way of sealing."""
        return bool(self.places) and self.shortage is None and not self.undecided


def preview(activity: Activity, at: datetime) -> Preview:
    """Return who would be in the next round's list if it were sealed now (rules.md "Request, draw, recusal, substitutes")."""
    places = draw_records.open_places(activity)
    rules = _rules(activity, sum(places.values()), at)
    facts = gather(activity, rules)
    candidates = [_candidate(person, facts, activity, rules) for person in facts.people]
    sieve = eligibility.sift(candidates, rules)
    let_in = {person.id: code for person in sieve.inside if (code := eligibility.reason(person, rules))}
    members = _members(facts, sieve.outside, let_in, places, activity)
    inside = tuple(member for member in members if not member.reason)
    outside = tuple(member for member in members if member.reason)
    special = {tag: count for tag, count in places.items() if tag != protocol.GENERAL}
    missing = protocol.shortage([member.tags for member in inside], special, places[protocol.GENERAL])
    return Preview(activity, draw_records.next_round(activity), places, inside, outside, sieve.relaxed, missing,
                   tuple(_helps(missing, places, members, facts)) if missing else ())


def unavailable(activity: Activity) -> dict[int, str]:
    """Return supervisor id → why this person cannot be asked to step in now (a code of PASSED_REASONS); nobody else is in it.

    Who was asked in another round of the same activity counts as engaged by it.
    """
    rules = Rules(span(activity), days(activity), 0)
    facts = gather(activity, rules)
    found = {}
    for person in facts.people:
        duties = tuple(facts.duties[person.id]) + ((rules.span,) if person.id in facts.asked else ())
        candidate = Candidate(person.id, person.code, active=serves(facts.terms.get(person.id), activity),
                              leave=tuple(facts.leaves[person.id]), engagements=duties, recused=_upheld(facts.recusals.get(person.id)))
        code = eligibility.reason(candidate, rules)
        if code:
            found[person.id] = code
    return found


def _rules(activity: Activity, places: int, at: datetime) -> Rules:
    found = parameters.values(activity.bureau_id, ("draw.yearly_cap", "draw.cool_off_days"), local_day(at))
    return Rules(span(activity), days(activity), places, found["draw.yearly_cap"], found["draw.cool_off_days"] or 0)


def _candidate(person: Supervisor, facts: Facts, activity: Activity, rules: Rules) -> Candidate:
    day = rules.days[0]
    duty_days = [local_day(starts_at) for starts_at, _ in facts.duties[person.id]]
    decision = facts.decisions.get(person.id)
    return Candidate(
        person.id, person.code, active=serves(facts.terms.get(person.id), activity), leave=tuple(facts.leaves[person.id]),
        engagements=tuple(facts.duties[person.id]), recused=_upheld(facts.recusals.get(person.id)),
        conflict=decision is not None and decision.kind == "conflict_out",
        excluded=decision is not None and decision.kind == "excluded_by_leader", asked_before=person.id in facts.asked,
        served=_served(person, facts, day.year), last_served=min(duty_days, key=lambda served: abs(served - day), default=None),
    )


def _served(person: Supervisor, facts: Facts, year: int) -> int:
    return sum(local_day(starts_at).year == year for starts_at, _ in facts.duties[person.id])


def _upheld(recusal: Recusal | None) -> bool:
    return recusal is not None and recusal.state == RecusalState.UPHELD


def _members(facts: Facts, outside: Mapping[int, str], let_in: Mapping[int, str], places: Counter[str], activity: Activity) -> list[Member]:
    hits = defaultdict(list)
    for hit in eligibility.conflict_hits(facts.parties, map(_related, facts.people) if facts.parties else ()):
        hits[hit.supervisor_id].append(hit)
    year = local_day(activity.starts_at).year
    return [
        Member(
            person, tuple(sorted(facts.professions[person.id] & set(places))), outside.get(person.id, ""), tuple(hits[person.id]),
            facts.decisions.get(person.id), facts.recusals.get(person.id), let_in.get(person.id, ""), _served(person, facts, year),
            person.id in facts.trained, person.id in facts.undertaken,
        )
        for person in facts.people
    ]


def _related(person: Supervisor) -> eligibility.Related:
    names = tuple(name for name in BETWEEN_NAMES.split(person.relatives or "") if name)
    return eligibility.Related(person.id, person.name, names, person.work_unit)


def _helps(missing: protocol.Shortage, places: Counter[str], members: list[Member], facts: Facts) -> Iterator[Help]:
    """What would let the list be sealed, as far as the register knows."""
    taken_by_others = missing.need - places[missing.tag] if missing.tag else 0
    yield Help("fewer", max(missing.have - taken_by_others, 0))
    kept_out = sum(member.reason in ("yearly_cap", "cool_off") and (not missing.tag or missing.tag in member.tags) for member in members)
    if kept_out:
        yield Help("relax", kept_out)
    have = Counter(name for member in members if not member.reason for name in facts.professions[member.supervisor.id])
    others = tuple(sorted(name for name, count in have.items() if missing.tag and name not in places and count >= places[missing.tag]))
    if others:
        yield Help("other_tag", tags=others)
