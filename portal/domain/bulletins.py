"""Bulletins (通报) between the offices: who may address whom, and what must hold before one is sent, opened and answered."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date

from models.choices import BulletinState, OrganisationKind
from portal.domain.errors import Conflict, DomainError
from portal.domain.opinions import check_words

LONGEST_TITLE = 200
LONGEST_WORDS = 20_000
LONGEST_ANSWER = 5000

RECIPIENTS = {OrganisationKind.BUREAU: OrganisationKind.PROCURATORATE, OrganisationKind.PROCURATORATE: OrganisationKind.BUREAU}
"""Kind of the sender → kind of the offices it may address: bulletins go from one side to the other."""


def check(title: str, words: str, offices: Collection[int], allowed: Collection[int], answer_due_on: date | None, today: date) -> None:
    """Refuse a bulletin without its texts or to nobody, to an office that may not be addressed, or whose answer was due before it was written.

    Raises DomainError words_missing, words_long, bulletin_nobody, bulletin_office, bulletin_due_past.
    """
    check_words(title, "title", LONGEST_TITLE)
    check_words(words, "words", LONGEST_WORDS)
    if not offices:
        raise DomainError("bulletin_nobody", field="offices")
    if set(offices) - set(allowed):
        raise DomainError("bulletin_office", field="offices")
    if answer_due_on is not None and answer_due_on < today:
        raise DomainError("bulletin_due_past", field="answer_due_on")


def check_draft(state: str) -> None:
    """Refuse changing or sending what was sent already. Raises Conflict bulletin_sent."""
    if state != BulletinState.DRAFT:
        raise Conflict("bulletin_sent")


def check_answer(answer_due_on: date | None, answered: bool, opened: bool) -> None:
    """Refuse an answer that nobody asked for, a second one, and one to what the office has not opened.

    Raises DomainError bulletin_no_answer_asked, bulletin_unopened, Conflict bulletin_answered.
    """
    if answer_due_on is None:
        raise DomainError("bulletin_no_answer_asked")
    if not opened:
        raise DomainError("bulletin_unopened")
    if answered:
        raise Conflict("bulletin_answered")
