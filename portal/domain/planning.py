"""The yearly plan (mission.md row 1): what one must hold, how it moves, and which of its items a request ticks off."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.choices import OrganisationKind, PlanState as S
from portal.domain.errors import Conflict, DomainError

FIRST_YEAR = 2003
"""The people's-supervisor system began in 2003."""
MOST_ITEMS = 200
MOST_EVENTS = 999
LONGEST_REQUIREMENTS = 3000
LONGEST_ITEM = 300
LONGEST_WHY = 300

AUTOMATIC = 0
"""What a request names as its item when it leaves the choice to the portal; no item has this key."""

STANDING = (S.IN_FORCE, S.AMENDING)
"""States in which requests tick off a plan's items and procuratorates read it."""


@dataclass(frozen=True)
class Act:
    """One act on a plan: from which states, and where it ends; None leaves the state as it is."""

    name: str
    sources: tuple[S, ...]
    target: S | None


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("amend", (S.DRAFT, S.AMENDING), None),
        Act("enforce", (S.DRAFT, S.AMENDING), S.IN_FORCE),
        Act("reopen", (S.IN_FORCE,), S.AMENDING),
        Act("copy", (S.DRAFT, S.IN_FORCE, S.AMENDING), None),
    )
}


@dataclass(frozen=True)
class ItemValues:
    """One item as the plan's form says it; `office_id` None = any procuratorate, `month` None = any time, `id` that of an item there before.

    `line` is its line on the form, by which refusals name it; 0 = its place among the items.
    """

    mode_id: int
    expected: int
    office_id: int | None = None
    month: int | None = None
    requirements: str = ""
    id: int | None = None
    line: int = 0

    @property
    def place(self) -> tuple[int, int | None, int | None]:
        """Return what may stand in a plan once only."""
        return self.mode_id, self.office_id, self.month


@dataclass(frozen=True)
class PlanValues:
    """What a plan's form says."""

    year: int
    requirements: str = ""
    items: tuple[ItemValues, ...] = ()


@dataclass(frozen=True)
class Offer:
    """An item that a request may tick off; `taken` counts what ticks it off already, cancelled activities left out."""

    id: int
    mode_id: int
    office_id: int | None
    month: int | None
    expected: int
    taken: int = 0

    def takes(self, mode_id: int, office_id: int | None) -> bool:
        """Whether an activity of this mode and procuratorate may tick it off; one month's may be held in another."""
        return self.mode_id == mode_id and self.office_id in (None, office_id)


def acts_open(state: str) -> list[str]:
    """Return the names of the acts that may start now."""
    return [act.name for act in ACTS.values() if state in act.sources]


def act_from(name: str, state: str) -> Act:
    """Return the act if it may start now. Raises Conflict plan_act_not_now (plan_state) when it may not."""
    act = ACTS[name]
    if state not in act.sources:
        raise Conflict("plan_act_not_now", plan_state=str(state))
    return act


def check(values: PlanValues, kinds: Mapping[int, str], modes: Mapping[int, bool], present: int) -> None:
    """Refuse a year that nobody plans, and items that no plan may hold.

    `kinds` maps the offices of the bureau to what they are, `modes` the modes on offer to whether people act on their own initiative in
    them, `present` is the present year.
    Raises DomainError plan_year_refused, plan_without_items, plan_too_many_items, plan_requirements_long, and what check_item raises.
    """
    if not FIRST_YEAR <= values.year <= present + 1:
        raise DomainError("plan_year_refused", field="year", first=FIRST_YEAR, last=present + 1)
    if len(values.requirements) > LONGEST_REQUIREMENTS:
        raise DomainError("plan_requirements_long", field="requirements", limit=LONGEST_REQUIREMENTS)
    if not values.items:
        raise DomainError("plan_without_items", field="items")
    if len(values.items) > MOST_ITEMS:
        raise DomainError("plan_too_many_items", field="items", limit=MOST_ITEMS)
    before = set[tuple[int, int | None, int | None]]()
    for number, item in enumerate(values.items, 1):
        check_item(item, item.line or number, kinds, modes)
        if item.place in before:
            raise DomainError("plan_item_twice", field="items", number=item.line or number)
        before.add(item.place)


def check_item(item: ItemValues, number: int, kinds: Mapping[int, str], modes: Mapping[int, bool]) -> None:
    """Refuse an item outside the lists and limits. Raises DomainError plan_item_mode, plan_item_office, plan_item_month, plan_item_number,
    plan_item_long, plan_item_own, each with the line's number.
    """
    if item.mode_id not in modes:
        raise DomainError("plan_item_mode", field="items", number=number)
    if item.office_id is not None and kinds.get(item.office_id) != OrganisationKind.PROCURATORATE:
        raise DomainError("plan_item_office", field="items", number=number)
    if item.month is not None and not 1 <= item.month <= 12:
        raise DomainError("plan_item_month", field="items", number=number)
    if not 0 <= item.expected <= MOST_EVENTS:
        raise DomainError("plan_item_number", field="items", number=number, limit=MOST_EVENTS)
    if len(item.requirements) > LONGEST_ITEM:
        raise DomainError("plan_item_long", field="items", number=number, limit=LONGEST_ITEM)
    if modes[item.mode_id] and (item.office_id is not None or item.month is not None):
        raise DomainError("plan_item_own", field="items", number=number)


def best(offers: Sequence[Offer], *, mode_id: int, office_id: int | None, month: int) -> Offer | None:
    """Return the item that fits mode, procuratorate and month best, or None where the plan has none.

    One with room goes before one that is used up; then one of this procuratorate before one of any, and one of this month before one of
    any time; what is left is decided by the order in which items were entered.
    """
    fitting = [offer for offer in offers if offer.takes(mode_id, office_id) and offer.month in (None, month)]
    return min(fitting, default=None, key=lambda offer: (offer.taken >= offer.expected, offer.office_id is None, offer.month is None, offer.id))
