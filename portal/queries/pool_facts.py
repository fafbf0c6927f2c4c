"""What the database knows about a bureau's people that bears on one activity, read in a fixed number of queries."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import (
    Activity,
    Appointment,
    Assignment,
    Leave,
    Party,
    PoolDecision,
    Recusal,
    Supervisor,
    SupervisorProfession,
    Undertaking,
    User,
)
from models.choices import HOLDING, ActivityState, AppointmentState, AssignmentState, Level
from models.custom import PicklistItem
from portal.domain.eligibility import Days, Rules, Span
from portal.domain.localtime import local_day, local_moment
from portal.queries import learning

SERVES: Mapping[str, frozenset[str]] = {
    Level.CITY: frozenset({Level.CITY, Level.DISTRICT}),
    Level.PROVINCE: frozenset({Level.PROVINCE}),
    Level.DISTRICT: frozenset({Level.DISTRICT}),
}
"""Level of an appointment → levels of the procuratorates it serves (rules.md "Who may be appointed")."""

COUNTED = (*HOLDING, AssignmentState.ATTENDED)
"""A place that was served or is still to be served; who was freed or absent did not serve."""


@dataclass
class Facts:
    """Everything the database knows about a bureau's people that bears on one activity; keys are supervisor ids."""

    people: list[Supervisor]
    parties: list[str]
    terms: dict[int, Appointment]
    decisions: dict[int, PoolDecision]
    recusals: dict[int, Recusal]
    asked: set[int]
    trained: set[int]
    undertaken: set[int]
    professions: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaves: dict[int, list[Days]] = field(default_factory=lambda: defaultdict(list))
    duties: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))


def span(activity: Activity) -> Span:
    """Return an activity's time."""
    return activity.starts_at, activity.ends_at


def days(activity: Activity) -> Days:
    """Return an activity's first and last day in China."""
    return local_day(activity.starts_at), local_day(activity.ends_at)


def gather(activity: Activity, rules: Rules) -> Facts:
    """Read the facts about everyone in the register of the activity's bureau."""
    bureau = activity.bureau_id
    parties = [row.name for row in Party.select().where(Party.activity == activity).order_by(Party.id)]
    live = Appointment.select().where(Appointment.bureau == bureau, Appointment.state == AppointmentState.LIVE)
    facts = Facts(
        people=_people(bureau, with_relatives=bool(parties)), parties=parties, terms={row.supervisor_id: row for row in live},
        decisions={row.supervisor_id: row for row in PoolDecision.select(PoolDecision, User).join(User).where(
            PoolDecision.activity == activity)},
        recusals={row.supervisor_id: row for row in Recusal.select().where(Recusal.activity == activity)},
        asked=_ids(Assignment.select(Assignment.supervisor).where(Assignment.activity == activity)),
        trained=learning.trained(bureau),
        undertaken=_ids(Undertaking.select(Undertaking.supervisor).where(Undertaking.bureau == bureau)),
    )
    _add_many(facts, activity, rules)
    return facts


def _people(bureau_id: int, *, with_relatives: bool) -> list[Supervisor]:
    """The register in the order of codes. What is encrypted stays unread unless it is needed: opening it costs time."""
    columns = [Supervisor.id, Supervisor.code, Supervisor.name, Supervisor.work_unit, Supervisor.bureau]
    columns += [Supervisor.relatives] if with_relatives else []
    rows = list(Supervisor.select(*columns).where(Supervisor.bureau == bureau_id))
    return sorted(rows, key=lambda row: row.code)


def _add_many(facts: Facts, activity: Activity, rules: Rules) -> None:
    """Add what a person may have several of: professions, leaves and duties."""
    bureau = activity.bureau_id
    professions = SupervisorProfession.select(SupervisorProfession.supervisor, PicklistItem.name).join(PicklistItem).where(
        SupervisorProfession.supervisor.in_(Supervisor.select(Supervisor.id).where(Supervisor.bureau == bureau)))
    for person, name in professions.tuples():
        facts.professions[person].add(name)
    leaves = Leave.select(Leave.supervisor, Leave.starts_on, Leave.ends_on).where(
        Leave.bureau == bureau, Leave.ends_on >= rules.days[0], Leave.starts_on <= rules.days[1])
    for person, first, last in leaves.tuples():
        facts.leaves[person].append((first, last))
    first_moment, last_moment = _window(rules)
    duties = Assignment.select(Assignment.supervisor, Activity.starts_at, Activity.ends_at).join(Activity).where(
        Assignment.bureau == bureau, Assignment.state.in_(COUNTED), Activity.id != activity.id, Activity.state != ActivityState.CANCELLED,
        Activity.ends_at > first_moment, Activity.starts_at < last_moment)
    for person, starts_at, ends_at in duties.tuples():
        facts.duties[person].append((starts_at, ends_at))


def _window(rules: Rules) -> Span:
    """The time in which a duty can matter: the activity's year, its own time, and the cool-off around it."""
    cool_off = timedelta(days=rules.cool_off_days + 1)
    year = rules.days[0].year
    first = min(local_moment(date(year, 1, 1), 0), rules.span[0] - cool_off)
    return first, max(local_moment(date(year + 1, 1, 1), 0), rules.span[1] + cool_off)


def _ids(query: Iterable[Assignment]) -> set[int]:
    return {row.supervisor_id for row in query}


def serves(term: Appointment | None, activity: Activity) -> bool:
    """Return whether a live term lasts on all days of the activity and is of the level that serves its procuratorate."""
    first, last = days(activity)
    return (term is not None and term.starts_on <= first and last <= term.ends_on
            and activity.procuratorate.level in SERVES.get(term.level, frozenset()))
