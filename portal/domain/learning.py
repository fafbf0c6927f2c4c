"""Rules of learning: what hours count, the code on the wall that changes, who is meant by a name, the yearly duty (mission.md rows 12, 13)."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.choices import ParticipantState
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day, local_moment
from portal.domain.names import tidy_name
from portal.domain.words.learning import DECLINE_REASONS

CODE_SECONDS = 60
"""How long one code stands on the wall."""
GRACE_SECONDS = 120
"""How long a code still holds after it has gone: who scanned it has a name and four digits to type."""
SESSION_HOURS = 12
"""How long a check-in stays open at most; it ends with the day in any case."""
DIGITS = 4

BUDGET_LIMIT = 100_000_000
EXAM_LIMIT = 1000
COPIES_LIMIT = 100_000
YEARS = (2003, 2200)
LONGEST_WORDS = 300
LONGEST_FEEDBACK = 1000


# classes -------------------------------------------------------------------------------------------------------------------------


def check_class(*, starts_on: date, ends_on: date, hours_tenths: int | None, budget_fen: int | None) -> None:
    """Refuse a class that no register may hold. Raises DomainError span_backwards, hours_negative, budget_range."""
    if ends_on < starts_on:
        raise DomainError("span_backwards", field="ends_on")
    if (hours_tenths or 0) < 0:
        raise DomainError("hours_negative", field="hours_tenths")
    if budget_fen is not None and not 0 <= budget_fen <= BUDGET_LIMIT:
        raise DomainError("budget_range", field="budget_fen", limit=BUDGET_LIMIT // 100)


def check_participant(*, state: str, words: str, hours_tenths: int | None, exam_tenths: int | None) -> None:
    """Refuse a line of a participant. Raises DomainError class_state, words_missing (excused), words_long, hours_negative, exam_range."""
    if state not in list(ParticipantState):
        raise DomainError("class_state", field="state")
    if state == ParticipantState.EXCUSED and not words.strip():
        raise DomainError("words_missing", field="state_words")
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("words_long", field="state_words", limit=LONGEST_WORDS)
    if (hours_tenths or 0) < 0:
        raise DomainError("hours_negative", field="hours_tenths")
    if exam_tenths is not None and not 0 <= exam_tenths <= EXAM_LIMIT:
        raise DomainError("exam_range", field="exam_tenths")


def check_answer(*, coming: bool, reason: str, words: str) -> None:
    """Refuse an answer to a notice. Raises DomainError reason_missing, words_missing (reason other), words_long."""
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("words_long", field="words", limit=LONGEST_WORDS)
    if coming:
        return
    if reason not in DECLINE_REASONS:
        raise DomainError("reason_missing", field="reason")
    if reason == "other" and not words.strip():
        raise DomainError("words_missing", field="words")


def first_state(chosen: str, ends_on: date, today: date) -> str:
    """Return the state of somebody put on the list: who is entered after the class is over was there, unless another state is said."""
    over = ends_on < today and chosen == ParticipantState.ENROLLED
    return ParticipantState.PRESENT.value if over else chosen


def credited(state: str, class_hours: int, own_hours: int | None) -> int:
    """Return the tenths of hours that count: for who was present the own ones if given, else those of the class; for others none."""
    if state != ParticipantState.PRESENT:
        return 0
    return class_hours if own_hours is None else own_hours


def check_feedback_room(given: int, present: int) -> None:
    """Refuse more feedback than people were there, as nobody's name tells who gave it.

    Raises Conflict class_feedback_early, class_feedback_complete.
    """
    if present == 0:
        raise Conflict("class_feedback_early")
    if given >= present:
        raise Conflict("class_feedback_complete")


# the code on the wall ------------------------------------------------------------------------------------------------------------


def step_of(at: datetime) -> int:
    """Return the number of the code that stands on the wall at a moment."""
    return int(at.timestamp()) // CODE_SECONDS


def holding_steps(at: datetime) -> tuple[int, ...]:
    """Return the numbers of the codes that are accepted at a moment: the one on the wall, and those gone less than the grace ago."""
    return tuple(range(step_of(at), step_of(at - timedelta(seconds=GRACE_SECONDS)) - 1, -1))


def session_end(starts_on: date, ends_on: date, at: datetime) -> datetime:
    """Return until when a check-in opened now stays open. Raises DomainError class_not_today (first, last) outside the class's days."""
    today = local_day(at)
    if not starts_on <= today <= ends_on:
        raise DomainError("class_not_today", first=starts_on.isoformat(), last=ends_on.isoformat())
    return min(at + timedelta(hours=SESSION_HOURS), local_moment(today + timedelta(days=1), 0))


@dataclass(frozen=True)
class Known:
    """Somebody in office: the facts by which a phone page tells who is meant."""

    id: int
    name: str
    code: str
    phone: str
    enrolled: bool


def who_is_meant(name: str, mark: str, people: Iterable[Known]) -> Known:
    """Return the enrolled person of a name whose phone's last four digits, code's last four digits, or whole code, is the mark.

    Raises DomainError class_nobody, class_not_enrolled (name), class_namesakes.
    """
    fitting = [one for one in people if one.name == tidy_name(name) and _fits(mark, one)]
    enrolled = [one for one in fitting if one.enrolled]
    if len(enrolled) > 1:
        raise DomainError("class_namesakes", field="mark")
    if enrolled:
        return enrolled[0]
    if fitting:
        raise DomainError("class_not_enrolled", field="name", name=fitting[0].name)
    raise DomainError("class_nobody", field="mark")


def _fits(mark: str, one: Known) -> bool:
    typed = "".join(mark.split()).upper()
    return typed == one.code.upper() or (len(typed) == DIGITS and typed in (_last_digits(one.phone), _last_digits(one.code)))


def _last_digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-DIGITS:]


# the yearly duty -----------------------------------------------------------------------------------------------------------------


def duty_due(today: date, from_month: int) -> bool:
    """Whether the clerk is reminded of the yearly duty: from a month of the year on."""
    return today.month >= from_month


def lacks(attended: int, needed: int) -> bool:
    """Whether somebody has attended fewer classes in a year than needed."""
    return attended < needed


# materials and magazines -----------------------------------------------------------------------------------------------------------


def check_url(text: str) -> str:
    """Return a web address, or nothing for nothing. Raises DomainError url_form."""
    plain = text.strip()
    if plain and not re.fullmatch(r"https?://[^\s/?#]\S*", plain, re.IGNORECASE):
        raise DomainError("url_form", field="url")
    return plain


def check_material(*, summary: str, url: str, published_on: date, due_on: date | None) -> None:
    """Refuse a material without anything to read. Raises DomainError url_form, material_empty, material_due_early."""
    if not check_url(url) and not summary.strip():
        raise DomainError("material_empty", field="summary")
    if due_on is not None and due_on < published_on:
        raise DomainError("material_due_early", field="due_on")


def check_subscription(*, year: int, copies: int, amount_fen: int | None) -> None:
    """Refuse a subscription. Raises DomainError year_range, copies_range, budget_range."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise DomainError("year_range", field="year", low=YEARS[0], high=YEARS[1])
    if not 1 <= copies <= COPIES_LIMIT:
        raise DomainError("copies_range", field="copies", limit=COPIES_LIMIT)
    if amount_fen is not None and not 0 <= amount_fen <= BUDGET_LIMIT:
        raise DomainError("budget_range", field="amount_fen", limit=BUDGET_LIMIT // 100)
