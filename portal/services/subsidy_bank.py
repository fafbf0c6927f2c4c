"""The bank sheet of an approved batch: the only file that holds account numbers. It is made for a reason, told to the trail, never kept."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from models import SubsidyBatch, Supervisor
from models.base import database
from portal.adapters import sheets
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor, require
from portal.domain.subsidies import LOCKED, yuan
from portal.queries import subsidy_paper
from portal.queries.subsidy_paper import Payment
from portal.services import audit
from portal.services.people import own
from portal.services.subsidy_lines import needed

HEADS = ("序号", "姓名", "开户行", "银行账号", "金额（元）", "摘要")
"""The bank reads it, so its heads are Chinese whatever the screen's language is."""


def bank_sheet(actor: Actor, batch: SubsidyBatch, *, reason: str, at: datetime, asked: Collection[str] = ()) -> bytes:
    """Return the workbook of everybody with an account and something to be paid; each of them gets a row in the trail.

    `asked` are the ids of the people who were asked whether a card that came after the approval is theirs.
    Raises NotFound, Conflict batch_step_not_now before the approval, bank_moved (names), DomainError words_missing, bank_nothing, bank_own_card.
    """
    require(actor, "subsidy:bank")
    own(actor, batch)
    if batch.state not in LOCKED:
        raise Conflict("batch_step_not_now", batch_state=batch.state)
    why = needed(reason)
    paid = [one for one in subsidy_paper.payments(batch) if one.has_card and one.fen > 0]
    if not paid:
        raise DomainError("bank_nothing")
    _check_cards(actor, batch, paid, asked)
    cards = {person.id: person.bank_card for person in Supervisor.select(Supervisor.id, Supervisor.bank_card).where(
        Supervisor.id.in_([one.person.id for one in paid]))}
    rows = [(str(no), one.person.name, one.person.bank_branch, cards[one.person.id], yuan(one.fen).replace(",", ""), batch.title)
            for no, one in enumerate(paid, 1)]
    with database.atomic():
        for one in paid:
            audit.record(actor, "subsidy:bank", one.person, at=at, reason=why, changes={"bank_card": ["exported"]})
        audit.record(actor, "subsidy:bank", batch, at=at, reason=why, changes={"people": [None, len(paid)]})
    return sheets.write_xlsx(HEADS, rows, title="银行代发")


def _check_cards(actor: Actor, batch: SubsidyBatch, paid: Sequence[Payment], asked: Collection[str]) -> None:
    """The money goes where a card says that nobody who signed saw: somebody else than who entered it answers for that."""
    moved = subsidy_paper.moved_cards(batch, [one.person.id for one in paid])
    if any(actor.user_id in accounts for accounts in moved.values()):
        raise DomainError("bank_own_card")
    unasked = [one.person.name for one in paid if one.person.id in moved and str(one.person.id) not in asked]
    if unasked:
        raise Conflict("bank_moved", names="、".join(unasked))
