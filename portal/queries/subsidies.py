"""Subsidies as they stand: what was paid, what a batch holds and whose hands it went through, the year's money, what waits for whom."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Expression, fn

from models import Activity, Assignment, Attachment, Attendance, SubsidyBatch, SubsidyBudget, SubsidyLine, SubsidyRate, Supervisor
from models.choices import AssignmentState, ParticipantState
from portal.domain.permissions import Actor, require
from portal.domain.subsidies import (
    PERIODS,
    BudgetState,
    ControlSum,
    control_sum,
    forecast,
    next_period,
    overlaps,
    period_days,
    period_title,
)
from portal.domain.tasks import Task
from portal.queries import related, scope, subsidy_claims
from portal.queries.desk import MOST, Desk


def paid_by_month(actor: Actor, year: int) -> dict[int, int]:
    """Return month (of the line's day) → 分 paid, for every month of the year; lines of paid batches only. One query."""
    require(actor, "subsidy:read")
    rows = SubsidyLine.select(SubsidyLine.day, SubsidyLine.amount_fen).join(SubsidyBatch).where(
        scope.condition(actor, SubsidyLine), SubsidyBatch.state == "paid", SubsidyLine.day.between(*year_days(year))).tuples()
    found = dict.fromkeys(range(1, 13), 0)
    for day, amount in rows:
        found[day.month] += amount
    return found


def paid_in_year(actor: Actor, year: int) -> tuple[int, int]:
    """Return how many lines of a year were paid, and their sum in 分; lines by which nothing was paid do not count."""
    require(actor, "subsidy:read")
    count, total = SubsidyLine.select(fn.COUNT(SubsidyLine.id), fn.COALESCE(fn.SUM(SubsidyLine.amount_fen), 0)).join(SubsidyBatch).where(
        scope.condition(actor, SubsidyLine), SubsidyBatch.state == "paid", SubsidyLine.amount_fen != 0,
        SubsidyLine.day.between(*year_days(year))).tuples().get()
    return int(count), int(total)


def year_days(year: int) -> tuple[date, date]:
    """Return first and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


# one batch -----------------------------------------------------------------------------------------------------------------------


PERSON = (Supervisor.id, Supervisor.name, Supervisor.code, Supervisor.work_unit, Supervisor.bank_branch, Supervisor.no_subsidy)


def lines_of(batch: SubsidyBatch) -> list[SubsidyLine]:
    """Return the lines of a batch by person's code and day, each with its person (nothing encrypted of it) and rate."""
    rows = list(SubsidyLine.select(SubsidyLine, *PERSON).join(Supervisor).where(SubsidyLine.batch == batch).order_by(
        Supervisor.code, SubsidyLine.day, SubsidyLine.id))
    related.load(rows, "rate", "reverses")
    return rows


FROZEN = ("id", "supervisor", "kind", "activity", "assignment", "participant", "rate", "reverses", "day", "units", "full_fen", "amount_fen", "outcome",
          "decision", "reason")
"""What the control sum binds of each line."""


def sums_of(batches: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return batch id → number of lines and their sum, as they are now; one query."""
    rows = SubsidyLine.select(SubsidyLine.batch, fn.COUNT(SubsidyLine.id), fn.SUM(SubsidyLine.amount_fen)).where(
        SubsidyLine.batch.in_(list(batches))).group_by(SubsidyLine.batch).tuples()
    return {batch: (int(count), int(total)) for batch, count, total in rows}


def sum_of(batch: SubsidyBatch) -> ControlSum:
    """Return the control sum of a batch's lines as they are now; one query."""
    return sum_of_lines(SubsidyLine.select().where(SubsidyLine.batch == batch))


def sum_of_lines(lines: Iterable[SubsidyLine]) -> ControlSum:
    """Return the control sum of lines as they were read."""
    values = ({name: line.__data__[name] for name in FROZEN} for line in lines)
    return control_sum({name: value.isoformat() if isinstance(value, date) else value for name, value in one.items()} for one in values)


def hands(batch: SubsidyBatch) -> set[int]:
    """Return the accounts that prepared a batch, entered or changed one of its lines or brought a receipt: none may review or approve it."""
    return hands_of([batch])[batch.id]


def hands_of(batches: Sequence[SubsidyBatch]) -> dict[int, set[int]]:
    """Return batch id → the accounts of `hands`; two queries."""
    found = {batch.id: set(batch.editors) for batch in batches}
    rows = SubsidyLine.select(SubsidyLine.batch, SubsidyLine.editors).where(
        SubsidyLine.batch.in_(sorted(found)), SubsidyLine.editors.cast("text") != "[]").tuples()
    for batch, editors in rows:
        found[batch] |= set(editors)
    receipts = SubsidyLine.select(SubsidyLine.batch, Attachment.uploaded_by).join(
        Attachment, on=(Attachment.about_id == SubsidyLine.id) & (Attachment.about_type == "subsidy_line")).where(
        SubsidyLine.batch.in_(sorted(found)), Attachment.withdrawn_at.is_null(), Attachment.uploaded_by.is_null(False)).tuples()
    for batch, account in receipts:
        found[batch].add(account)
    return found


NEAR = timedelta(days=100)
"""A line's day is the last one of a class; no class is longer than this."""


@dataclass(frozen=True)
class Flag:
    """The other lines of a person in one of a line's half-days, and whether somebody decided about this one."""

    others: list[SubsidyLine]
    open: bool


def flags(lines: Sequence[SubsidyLine]) -> dict[int, Flag]:
    """Return line id → flag for lines of one batch whose half-day, or ticket or bed of a day, another line takes too; one query.

    Every batch is looked at. Lines that are not paid take nothing, nor do those that were taken back since.
    """
    people = sorted({line.supervisor_id for line in lines})
    if not lines:
        return {}
    days = [line.day for line in lines]
    back = SubsidyLine.select(SubsidyLine.reverses).where(SubsidyLine.kind == "reversal")
    query = SubsidyLine.select().where(
        SubsidyLine.supervisor.in_(people), SubsidyLine.day.between(min(days) - NEAR, max(days) + NEAR), SubsidyLine.batch.is_null(False),
        SubsidyLine.outcome == "pay", SubsidyLine.slots.cast("text") != "[]", SubsidyLine.id.not_in(back))
    rows = {row.id: row for row in query}
    found = overlaps((row.id, row.supervisor_id, row.slots) for row in rows.values())
    return {line.id: Flag([rows[other] for other in found[line.id]], not line.decision) for line in lines if line.id in found}


def uncounted(lines: Sequence[SubsidyLine]) -> list[SubsidyLine]:
    """Return the lines whose place or class does not count as attended any more; two queries at most."""
    places = {line.assignment_id: line for line in lines if line.kind == "attendance"}
    classes = {line.participant_id: line for line in lines if line.kind == "training"}
    return [*_gone(Assignment, AssignmentState.ATTENDED, places), *_gone(Attendance, ParticipantState.PRESENT, classes)]


def _gone(model: Any, counts: str, lines: dict[int, SubsidyLine]) -> list[SubsidyLine]:
    rows = model.select(model.id).where(model.id.in_(sorted(lines)), model.state != counts).tuples() if lines else ()
    return [lines[key] for (key,) in rows]


def undone(lines: Sequence[SubsidyLine]) -> list[SubsidyLine]:
    """Return the paid lines whose place or class does not count as attended any more: they are to be taken back."""
    return uncounted([line for line in lines if line.amount_fen])


def taken_back(lines: Sequence[SubsidyLine]) -> set[int]:
    """Return the ids among these lines that a reversal takes back."""
    rows = SubsidyLine.select(SubsidyLine.reverses).where(
        SubsidyLine.kind == "reversal", SubsidyLine.reverses.in_([line.id for line in lines])).tuples()
    return {key for (key,) in rows}


# a year --------------------------------------------------------------------------------------------------------------------------


def budget_of(bureau_id: int | None, year: int) -> SubsidyBudget | None:
    """Return the budget of a year, or None."""
    return SubsidyBudget.get_or_none(SubsidyBudget.bureau == bureau_id, SubsidyBudget.year == year)


def budget_state(actor: Actor, year: int) -> BudgetState:
    """Return a year's money, by the lines' days; three queries. The forecast spreads what batches cover over the whole year."""
    require(actor, "subsidy:read")
    rows = SubsidyLine.select(SubsidyBatch.state, fn.SUM(SubsidyLine.amount_fen)).join(SubsidyBatch).where(
        scope.condition(actor, SubsidyLine), SubsidyLine.day.between(*year_days(year))).group_by(SubsidyBatch.state).tuples()
    sums = {state: int(total) for state, total in rows}
    underway = sums.get("prepared", 0) + sums.get("reviewed", 0)
    paid, approved, budget = sums.get("paid", 0), sums.get("approved", 0), budget_of(actor.bureau_id, year)
    return BudgetState(budget.amount_fen if budget else None, paid, approved, underway,
                       forecast(paid + approved + underway, year, _covered_until(actor, year)))


def _covered_until(actor: Actor, year: int) -> date | None:
    last = SubsidyBatch.select(SubsidyBatch.last_on).where(
        scope.condition(actor, SubsidyBatch), SubsidyBatch.state != "discarded", SubsidyBatch.last_on <= date(year, 12, 31)
    ).order_by(SubsidyBatch.last_on.desc()).first()
    return last.last_on if last else None


@dataclass(frozen=True)
class PersonSum:
    """What a person got in a year: number of paid lines and their sum, and what waits in batches that are not paid."""

    person: Supervisor
    count: int
    paid_fen: int
    waiting_fen: int


def people_of(actor: Actor, year: int) -> list[PersonSum]:
    """Return everybody with a line in a batch of a year, by code; two queries."""
    require(actor, "subsidy:read")
    rows = SubsidyLine.select(SubsidyLine.supervisor, SubsidyBatch.state == "paid", SubsidyLine.amount_fen).join(SubsidyBatch).where(
        scope.condition(actor, SubsidyLine), SubsidyLine.day.between(*year_days(year))).tuples()
    found: dict[int, list[int]] = {}
    for person, paid, amount in rows:
        sums = found.setdefault(person, [0, 0, 0])
        sums[0] += bool(paid and amount)
        sums[1 if paid else 2] += amount
    people = Supervisor.select(*PERSON).where(Supervisor.id.in_(sorted(found))).order_by(Supervisor.code)
    return [PersonSum(person, *found[person.id]) for person in people]


def statement(person: Supervisor, year: int) -> list[SubsidyLine]:
    """Return a person's lines of a year that stand in a batch, by day, each with its batch; the reader was let in to the person."""
    rows = list(SubsidyLine.select(SubsidyLine, SubsidyBatch).join(SubsidyBatch).where(
        SubsidyLine.supervisor == person, SubsidyLine.day.between(*year_days(year))).order_by(SubsidyLine.day, SubsidyLine.id))
    related.load(rows, "rate")
    return rows


# what waits ----------------------------------------------------------------------------------------------------------------------

DAYS_TO_PREPARE = 10
"""Working days after the end of a period within which its batch is prepared."""
WAITING = {"prepared": ("mend_subsidies", "review_subsidies"), "reviewed": ("approve_subsidies",), "approved": ("pay_subsidies",)}
"""State of a batch → the kinds of work that may wait in it; one that was returned waits for the clerk, not for the review."""


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield batches, costs and rates that wait for the reader; never one's own for review or approval."""
    if desk.may("mend_subsidies") or desk.may("approve_subsidies") or desk.may("pay_subsidies"):
        yield from _batches(desk)
    if desk.may("prepare_subsidies"):
        yield from _unprepared(desk)
    if desk.may("agree_cost"):
        yield from _costs(desk)
    if desk.may("sign_rate"):
        rows = SubsidyRate.select().where(scope.condition(desk.actor, SubsidyRate), SubsidyRate.state == "proposed").limit(MOST)
        yield from (Task("sign_rate", row.id, "", row.title, "", desk.due("sign_rate", row.created_at)) for row in rows)


def counted(desk: Desk) -> dict[str, tuple[Any, Expression | None]]:
    """Return what the menu counts: the batches that wait for the reader, those apart that the reader prepared."""
    others, condition = SubsidyBatch.prepared_by != desk.actor.user_id, SubsidyBatch.state.in_(["approved"] if desk.may("pay_subsidies") else [])
    if desk.may("review_subsidies"):
        condition |= (SubsidyBatch.state == "prepared") & (SubsidyBatch.returned_words == "") & others
    if desk.may("approve_subsidies"):
        condition |= (SubsidyBatch.state == "reviewed") & others
    if desk.may("mend_subsidies"):
        condition |= (SubsidyBatch.state == "prepared") & (SubsidyBatch.returned_words != "")
    opened = any(map(desk.may, ("mend_subsidies", "review_subsidies", "approve_subsidies", "pay_subsidies")))
    return {"subsidy_batches": (SubsidyBatch, condition & scope.condition(desk.actor, SubsidyBatch) if opened else None)}


def _unprepared(desk: Desk) -> Iterator[Task]:
    """The period after the last batch, once it is over and somebody served in it; an office that never made a batch is not told."""
    last = SubsidyBatch.select().where(scope.condition(desk.actor, SubsidyBatch), SubsidyBatch.period.in_(sorted(PERIODS)),
                                       SubsidyBatch.state != "discarded").order_by(SubsidyBatch.last_on.desc()).first()
    if last is None:
        return
    year, number = next_period(last.period, last.last_on)
    first, last_on = period_days(last.period, year, number)
    if last_on < desk.today and subsidy_claims.somebody_served(int(desk.actor.bureau_id or 0), first, last_on):
        due = desk.calendar.add_working_days(last_on, DAYS_TO_PREPARE)
        yield Task("prepare_subsidies", 0, "", period_title(last.period, year, number), "", due)


def _batches(desk: Desk) -> Iterator[Task]:
    rows = list(SubsidyBatch.select().where(scope.condition(desk.actor, SubsidyBatch), SubsidyBatch.state.in_(sorted(WAITING))).limit(MOST))
    touched = hands_of(rows)
    for row in rows:
        returned = row.state == "prepared" and bool(row.returned_words)
        kind = WAITING[row.state][0 if returned or row.state != "prepared" else 1]
        if desk.may(kind) and (kind in ("mend_subsidies", "pay_subsidies") or desk.actor.user_id not in touched[row.id]):
            yield Task(kind, row.id, "", row.title, "", desk.due(kind, row.changed_at))


def _costs(desk: Desk) -> Iterator[Task]:
    rows = SubsidyLine.select(SubsidyLine, Supervisor.id, Supervisor.name, Supervisor.code).join(Supervisor).where(
        scope.condition(desk.actor, SubsidyLine), SubsidyLine.outcome == "asked").order_by(SubsidyLine.day).limit(MOST)
    for row in rows:
        yield Task("agree_cost", row.id, row.supervisor.code, row.reason, "", desk.calendar.add_working_days(row.day, -1))


def activities_of(lines: Sequence[SubsidyLine]) -> dict[int, Activity]:
    """Return the activities of lines by id, number and title only."""
    keys = sorted({line.activity_id for line in lines if line.activity_id})
    return {row.id: row for row in Activity.select(Activity.id, Activity.number, Activity.title).where(Activity.id.in_(keys))}
