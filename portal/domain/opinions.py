"""The life of an opinion as one table: which act starts from which state, where it ends, and which verb opens it (rules.md "Opinions").

received → routed → answered → told → objected → decided → closed. An adopted opinion is closed when the supervisor is told, a decided one
when the supervisor is told the chief's decision; what was told and not adopted in full waits for the supervisor's word.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.choices import ActivityState, AssignmentState, OpinionState as S
from portal.domain.errors import Conflict, DomainError
from portal.domain.labels import CONTACT_WAYS, N_, OPINION_ANSWERS
from portal.domain.localtime import local_day

ADOPTED = "adopted"
LONGEST_WORDS = 5000
LONGEST_SUBJECT = 200
OLDEST_DAYS = 366
"""An opinion that came in longer ago than this is a mistyped year."""

TELLING_WAYS = {
    "in_person": CONTACT_WAYS["in_person"],
    "phone": CONTACT_WAYS["phone"],
    "letter": N_("In writing"),
    "wechat": CONTACT_WAYS["wechat"],
    "sms": CONTACT_WAYS["sms"],
    "email": CONTACT_WAYS["email"],
    "link": CONTACT_WAYS["link"],
}
"""How a supervisor was told of an answer."""

SOURCES_OF_ROLE = {"link": ("link",), "officer": ("paper",), "clerk": ("clerk", "paper")}
"""Who enters an opinion → how it may be marked, the usual mark first."""


@dataclass(frozen=True)
class Act:
    """One act; `own_initiative` = only opinions outside any activity, `contested` = only what was not adopted in full."""

    name: str
    sources: tuple[S, ...]
    target: S
    verb: str
    own_initiative: bool = False
    contested: bool = False


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("route", (S.RECEIVED,), S.ROUTED, "opinion:route", own_initiative=True),
        Act("reroute", (S.ROUTED,), S.ROUTED, "opinion:route", own_initiative=True),
        Act("answer", (S.ROUTED,), S.ANSWERED, "opinion:answer"),
        Act("tell", (S.ANSWERED, S.DECIDED), S.TOLD, "opinion:tell"),
        Act("accept", (S.TOLD,), S.CLOSED, "opinion:object", contested=True),
        Act("object", (S.TOLD,), S.OBJECTED, "opinion:object", contested=True),
        Act("decide", (S.OBJECTED,), S.DECIDED, "opinion:decide", contested=True),
    )
}
"""`object` starts from `told` alone and `decide` never leads back there: a supervisor objects once."""

PROGRESS = (S.RECEIVED, S.ROUTED, S.ANSWERED, S.TOLD, S.CLOSED)
CONTESTED_PROGRESS = (S.RECEIVED, S.ROUTED, S.ANSWERED, S.TOLD, S.OBJECTED, S.DECIDED, S.CLOSED)
"""The straight way, and the way over an objection, for the progress line."""


def fits(act: Act, *, own_initiative: bool, answer: str) -> bool:
    """Whether an act is meant for this kind of opinion at all."""
    return (own_initiative or not act.own_initiative) and (not act.contested or answer != ADOPTED)


def acts_open(state: str, *, own_initiative: bool, answer: str) -> list[str]:
    """Return the names of the acts that may start now, in the table's order."""
    return [act.name for act in ACTS.values() if state in act.sources and fits(act, own_initiative=own_initiative, answer=answer)]


def act_from(name: str, state: str, *, own_initiative: bool, answer: str) -> Act:
    """Return the act if it may start now. Raises Conflict opinion_act_not_now (opinion_state) when it may not."""
    act = ACTS[name]
    if state not in act.sources or not fits(act, own_initiative=own_initiative, answer=answer):
        raise Conflict("opinion_act_not_now", opinion_state=str(state))
    return act


def told_state(state: str, answer: str) -> S:
    """Return where telling leads: the end for an adopted opinion and for the chief's decision, else waiting for the supervisor's word."""
    return S.CLOSED if answer == ADOPTED or state == S.DECIDED else S.TOLD


def check_given(activity_state: str, assignment_state: str) -> None:
    """Refuse an opinion from who did not attend. Raises DomainError opinion_cancelled, opinion_not_attended.

    Attendance can be marked from the day of the activity on, so nobody gives an opinion on what has not happened.
    """
    if activity_state == ActivityState.CANCELLED:
        raise DomainError("opinion_cancelled")
    if assignment_state != AssignmentState.ATTENDED:
        raise DomainError("opinion_not_attended")


def check_received(received_on: date, earliest: date | None, at: datetime) -> None:
    """Refuse a day of receipt in the future, before `earliest`, or more than a year ago. Raises opinion_day_future, opinion_day_early."""
    today = local_day(at)
    if received_on > today:
        raise DomainError("opinion_day_future", field="received_on")
    if (earliest is not None and received_on < earliest) or (today - received_on).days > OLDEST_DAYS:
        raise DomainError("opinion_day_early", field="received_on")


def check_words(words: str, field: str = "words", limit: int = LONGEST_WORDS) -> str:
    """Return a text without blanks around it. Raises words_missing, words_long (limit)."""
    if not words.strip():
        raise DomainError("words_missing", field=field)
    if len(words.strip()) > limit:
        raise DomainError("words_long", field=field, limit=limit)
    return words.strip()


def check_answer(answer: str, explanation: str) -> str:
    """Return the explanation; only an adopted opinion may go without. Raises unknown_code, opinion_explanation_missing, words_long."""
    if answer not in OPINION_ANSWERS:
        raise DomainError("unknown_code", field="answer", value=answer)
    if answer != ADOPTED and not explanation.strip():
        raise DomainError("opinion_explanation_missing", field="explanation")
    return check_words(explanation, "explanation") if explanation.strip() else ""


def check_telling(how: str, told_at: datetime, answered_at: datetime | None, at: datetime) -> None:
    """Refuse an unknown way, and a moment in the future or before there was anything to tell. Raises unknown_code, opinion_told_when."""
    if how not in TELLING_WAYS:
        raise DomainError("unknown_code", field="how", value=how)
    # A form has no seconds: an answer given at 10:00:20 and told at 10:00 is in order.
    if told_at > at or (answered_at is not None and told_at < answered_at.replace(second=0)):
        raise DomainError("opinion_told_when", field="told_at")


def source_for(roles: frozenset[str], source: str) -> str:
    """Return the mark of how an opinion came in, if these roles may set it. Raises unknown_code."""
    allowed = {mark for role in roles for mark in SOURCES_OF_ROLE.get(role, ())}
    if source not in allowed:
        raise DomainError("unknown_code", field="source", value=source)
    return source
