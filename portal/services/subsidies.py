"""Batches of subsidies: prepared, reviewed, approved, paid; each step by somebody who may, none by those whose own work it is."""
from __future__ import annotations

from datetime import date, datetime

from models import Organisation, SubsidyBatch, SubsidyLine
from models.base import database
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.papers import SUBSIDY_PAYOUT
from portal.domain.permissions import Actor, require
from portal.domain.subsidies import COSTS, STEPS, period_days, period_title
from portal.queries import subsidies as facts, subsidy_claims, subsidy_paper
from portal.services import papers, records
from portal.services.subsidy_collect import fill, gather
from portal.services.subsidy_lines import held, limited, needed, with_hand


def prepare(actor: Actor, *, period: str, year: int, number: int, at: datetime) -> SubsidyBatch:
    """Make the batch of a month or quarter that is over, with a line for everything that is to be paid up to its last day.

    Raises DomainError subsidy_period, subsidy_period_open, subsidy_nothing, Conflict subsidy_period_taken.
    """
    require(actor, "subsidy:write")
    first, last = period_days(period, year, number)
    if last >= local_day(at):
        raise DomainError("subsidy_period_open", field="number")
    with database.atomic():
        bureau = records.lock(Organisation, int(actor.bureau_id or 0), strength="FOR NO KEY UPDATE")
        _refuse_taken(bureau, first, last)
        due = gather(bureau.id, first, last)
        batch = records.create(actor, "subsidy:prepare", SubsidyBatch(
            bureau=bureau, title=period_title(period, year, number), period=period, first_on=first, last_on=last, editors=[actor.user_id],
            prepared_by=actor.user_id, prepared_at=at), at=at)
        if not fill(actor, batch, due, at=at):
            raise DomainError("subsidy_nothing")
    return batch


def _refuse_taken(bureau: Organisation, first: date, last: date) -> None:
    there = SubsidyBatch.select().where(
        SubsidyBatch.bureau == bureau, SubsidyBatch.period != "legacy", SubsidyBatch.state != "discarded", SubsidyBatch.first_on <= last,
        SubsidyBatch.last_on >= first).first()
    if there is not None:
        raise Conflict("subsidy_period_taken", field="number", title=there.title)


def refresh(actor: Actor, batch: SubsidyBatch, *, at: datetime) -> int:
    """Collect a batch in preparation anew, and return how many of its lines were added or changed; what is as it was stays untouched.

    Raises Conflict batch_step_not_now.
    """
    require(actor, STEPS["change"].verb)
    with database.atomic():
        row = held(actor, batch, "change")
        count = fill(actor, row, gather(row.bureau_id, row.first_on, row.last_on, row), at=at)
        if count:
            records.change(actor, "subsidy:refresh", row, at=at, editors=with_hand(row.editors, actor))
    return count


def resubmit(actor: Actor, batch: SubsidyBatch, *, at: datetime) -> SubsidyBatch:
    """Say that a returned batch is corrected, so that it is reviewed again. Raises Conflict batch_step_not_now, batch_not_returned."""
    require(actor, STEPS["resubmit"].verb)
    with database.atomic():
        row = held(actor, batch, "resubmit")
        return records.change(actor, "subsidy:resubmit", row, at=at, returned_words="", editors=with_hand(row.editors, actor))


def discard(actor: Actor, batch: SubsidyBatch, *, words: str, at: datetime) -> SubsidyBatch:
    """Give up a batch in preparation; its lines wait for the next one, which decides anew about costs.

    Raises Conflict batch_step_not_now, DomainError words_missing.
    """
    require(actor, STEPS["discard"].verb)
    with database.atomic():
        row = held(actor, batch, "discard")
        for line in SubsidyLine.select().where(SubsidyLine.batch == row):
            again = {"outcome": "pay", "amount_fen": line.full_fen, "decision": "", "decision_words": ""} if line.kind in COSTS else {}
            records.update(line, at, batch=None, **again)
        return records.change(actor, "subsidy:discard", row, at=at, reason=needed(words), state="discarded")


def review(actor: Actor, batch: SubsidyBatch, *, seen: str, at: datetime) -> SubsidyBatch:
    """Pass a batch on to the leader; `seen` is the digest of the lines that were looked at.

    Raises Conflict batch_step_not_now, batch_returned, batch_changed, batch_not_fresh, DomainError batch_own, batch_flags_open (count),
    batch_without_receipt (count).
    """
    require(actor, STEPS["review"].verb)
    with database.atomic():
        row = held(actor, batch, "review")
        _refuse_stale(actor, row, at)
        undecided = sum(flag.open for flag in facts.flags(facts.lines_of(row)).values())
        if undecided:
            raise DomainError("batch_flags_open", count=undecided)
        found = facts.sum_of(row)
        if found.digest != seen:
            raise Conflict("batch_changed")
        return records.change(actor, "subsidy:review", row, at=at, state="reviewed", reviewed_by=actor.user_id, reviewed_at=at,
                              line_count=found.count, total_fen=found.total_fen, digest=found.digest)


def _refuse_stale(actor: Actor, batch: SubsidyBatch, at: datetime) -> None:
    """Refuse a batch that collecting anew would change, which is undone with the refusal, or whose costs have lost their receipts."""
    if fill(actor, batch, gather(batch.bureau_id, batch.first_on, batch.last_on, batch), at=at):
        raise Conflict("batch_not_fresh")
    bare = subsidy_claims.without_receipt([line for line in facts.lines_of(batch) if line.kind in COSTS and line.amount_fen])
    if bare:
        raise DomainError("batch_without_receipt", count=len(bare))


def send_back(actor: Actor, batch: SubsidyBatch, *, words: str, at: datetime) -> SubsidyBatch:
    """Return a reviewed batch for correction, saying why. Raises Conflict batch_step_not_now, DomainError words_missing."""
    require(actor, STEPS["return"].verb)
    with database.atomic():
        row = held(actor, batch, "return")
        reason = needed(words)
        return records.change(actor, "subsidy:return", row, at=at, reason=reason, state="prepared", returned_by=actor.user_id, returned_at=at,
                              returned_words=reason)


def approve(actor: Actor, batch: SubsidyBatch, *, seen: str, at: datetime) -> SubsidyBatch:
    """Approve a reviewed batch: from now on it is locked, and its payment sheet (发放表) stands among the papers.

    Raises Conflict batch_step_not_now, batch_changed, batch_not_fresh, DomainError batch_own.
    """
    require(actor, STEPS["approve"].verb)
    with database.atomic():
        row = held(actor, batch, "approve")
        if not row.digest == seen == facts.sum_of(row).digest:
            raise Conflict("batch_changed")
        if facts.undone(facts.lines_of(row)):
            raise Conflict("batch_not_fresh")
        records.change(actor, "subsidy:approve", row, at=at, state="approved", approved_by=actor.user_id, approved_at=at)
        papers.issue(actor, SUBSIDY_PAYOUT, about=row, subject=row.title, data=subsidy_paper.data(row, at), at=at)
    return row


def pay(actor: Actor, batch: SubsidyBatch, *, paid_on: date, voucher: str, at: datetime) -> SubsidyBatch:
    """Mark an approved batch as paid, once. Raises Conflict batch_step_not_now, batch_changed, DomainError subsidy_paid_day, words_long."""
    require(actor, STEPS["pay"].verb)
    with database.atomic():
        row = held(actor, batch, "pay")
        if not local_day(row.approved_at) <= paid_on <= local_day(at):
            raise DomainError("subsidy_paid_day", field="paid_on")
        if row.digest != facts.sum_of(row).digest:
            raise Conflict("batch_changed")
        return records.change(actor, "subsidy:pay", row, at=at, state="paid", paid_by=actor.user_id, paid_at=at, paid_on=paid_on,
                              voucher=limited(voucher, "voucher", 60))
