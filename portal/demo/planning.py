"""The yearly plans of the demo: 2023, whose 98 events came as planned, the running year, and a draft of the next."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models import PicklistItem, Plan
from portal.demo.life import Life
from portal.demo.plan import EVENTS, OFFICES, OWN_INITIATIVE
from portal.demo.staff import Staff
from portal.domain.localtime import local_moment
from portal.domain.planning import ItemValues, PlanValues
from portal.services import plans

HEARINGS_EACH = 8
"""Hearings that each procuratorate plans for itself in 2023; the rest of the 52 is anybody's."""
RUNNING = {"01": 20, "02": 10, "03": 2, "04": 2, "05": 12, "06": 2, "07": 2, "09": 10, "10": 4}
BRIEFING = ("08", 1, 12)
"""The yearly briefing: mode, number, month."""
REQUIREMENTS = {
    "01": "拟不起诉、刑事申诉、羁押必要性审查应当邀请", "03": "每季度不少于一次", "05": "优先安排未成年人案件", "06": "邀请有法律专业特长的人民监督员",
}
YEARLY = ("一、覆盖十种监督方式，每名人民监督员全年至少参加一次监督活动。\n二、各检察院至少提前五个工作日提出监督需求。\n"
          "三、监督意见逐件答复，采纳情况按季度通报。")


def lives(people: Staff, today: date) -> Iterator[Life]:
    """Return the plans, each to be written and put in force in its time."""
    modes = {row.code: row.id for row in PicklistItem.select().where(PicklistItem.kind == "mode")}
    yield _plan(people, 2023, _of_2023(people, modes))
    yield _plan(people, today.year, _running(people, modes), copied=today)


def _of_2023(people: Staff, modes: dict[str, int]) -> tuple[ItemValues, ...]:
    own = [ItemValues(modes["01"], HEARINGS_EACH, people.procuratorates[key].id, requirements=REQUIREMENTS["01"]) for key in OFFICES]
    rest = [ItemValues(modes[mode], count - HEARINGS_EACH * len(OFFICES) * (mode == "01"), requirements=REQUIREMENTS.get(mode, ""))
            for mode, count in EVENTS.items()]
    return (*own, *rest, ItemValues(modes["10"], OWN_INITIATIVE))


def _running(people: Staff, modes: dict[str, int]) -> tuple[ItemValues, ...]:
    own = [ItemValues(modes["01"], 6, people.procuratorates[key].id, requirements=REQUIREMENTS["01"]) for key in OFFICES]
    rest = [ItemValues(modes[mode], count, requirements=REQUIREMENTS.get(mode, "")) for mode, count in RUNNING.items()]
    mode, count, month = BRIEFING
    return (*own, *rest, ItemValues(modes[mode], count, people.procuratorates["city"].id, month, "通报全年检察工作"))


def _plan(people: Staff, year: int, items: tuple[ItemValues, ...], *, copied: date | None = None) -> Life:
    moment = local_moment(date(year - 1, 12, 20), 10)
    yield moment
    plan: Plan = plans.enter(people.actors["clerk"], PlanValues(year, YEARLY, items), at=moment)
    moment = local_moment(date(year, 1, 4), 15)
    yield moment
    plan = plans.enforce(people.actors["leader"], plan, at=moment)
    if copied is not None:
        moment = people.working(copied, -3, 16)
        yield moment
        plans.copy(people.actors["clerk"], plan, at=moment)
