"""What may be logged of a try to reach a drawn person: ways, answers and reasons, and what each answer needs (rules.md "Request, draw")."""
from __future__ import annotations

from portal.domain import labels
from portal.domain.errors import DomainError

ANSWER_REASONS = ("ill", "away", "work", "family", "other")
"""Reasons that a person gives for not coming; the others of labels.FREED_REASONS are the office's to give."""
UNREACHABLE = "unreachable"
CLERK_REASONS = (*ANSWER_REASONS, UNREACHABLE)
"""Reasons that a clerk may log for somebody who does not come."""
WAYS = ("phone", "wechat", "sms", "email", "in_person")
"""Ways that a clerk logs; link and robot are logged by the portal."""
TOLD = "told"
ASKING_ANSWERS = tuple(code for code in labels.CONTACT_ANSWERS if code != TOLD)
TELLING_ANSWERS = ("none", TOLD)
"""Answers while people are asked, and after a cancellation, when they are only told."""
LONGEST_REMARK = 300


def check_attempt(way: str, said: str, remark: str, reason: str, ground: str) -> None:
    """Refuse what cannot be logged: unknown_code, reason_missing, ground_missing, words_missing, words_long."""
    if way not in WAYS:
        raise DomainError("unknown_code", field="way", value=way)
    if said not in labels.CONTACT_ANSWERS:
        raise DomainError("unknown_code", field="answer", value=said)
    check_words(remark, needed=False)
    if said == "declined":
        check_reason(reason, remark, CLERK_REASONS)
    if said == "recusal":
        check_ground(ground, remark)


def check_ground(ground: str, words: str) -> None:
    """Refuse a recusal without a ground, or on another ground without words."""
    if ground not in labels.RECUSAL_GROUNDS:
        raise DomainError("ground_missing", field="ground")
    check_words(words, needed=ground == "other")


def check_reason(reason: str, words: str, allowed: tuple[str, ...]) -> None:
    """Refuse a no without one of the reasons allowed, or for another reason without words."""
    if reason not in allowed:
        raise DomainError("reason_missing", field="reason")
    check_words(words, needed=reason == "other")


def check_words(words: str, *, needed: bool) -> None:
    """Refuse missing words where they are needed, and too many of them."""
    if needed and not words.strip():
        raise DomainError("words_missing", field="words")
    if len(words.strip()) > LONGEST_REMARK:
        raise DomainError("words_long", field="words", limit=LONGEST_REMARK)


def gives_up(said: str, reason: str) -> bool:
    """Whether the place falls free: a no, or a try that failed and was the last one."""
    return said == "declined" or (said == "none" and reason == UNREACHABLE)
