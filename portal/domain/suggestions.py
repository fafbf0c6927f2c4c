"""The life of a suggestion or public concern as one table: received → routed → answered → told.

The office with which it lies answers: the bureau itself through its clerk, a procuratorate through its officer, who may also send it back
to the bureau. The bureau tells the supervisor.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.choices import SuggestionState as S
from portal.domain.errors import Conflict, DomainError

KINDS = ("suggestion", "concern")
SOURCE_OF_ROLE = {"link": "link", "clerk": "clerk"}
"""Who brings one in → how it is marked."""
LONGEST_SUBJECT = 200
LONGEST_WORDS = 5000


@dataclass(frozen=True)
class Act:
    """One act; `of_office` = only by the office with which the suggestion lies."""

    name: str
    sources: tuple[S, ...]
    target: S
    verb: str
    of_office: bool = False


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("route", (S.RECEIVED,), S.ROUTED, "suggestion:route"),
        Act("answer", (S.ROUTED,), S.ANSWERED, "suggestion:answer", of_office=True),
        Act("send_back", (S.ROUTED,), S.RECEIVED, "suggestion:answer", of_office=True),
        Act("reroute", (S.ROUTED,), S.ROUTED, "suggestion:route"),
        Act("tell", (S.ANSWERED,), S.TOLD, "suggestion:tell"),
    )
}

PROGRESS = (S.RECEIVED, S.ROUTED, S.ANSWERED, S.TOLD)


def acts_open(state: str, *, own_office: bool, in_bureau: bool) -> list[str]:
    """Return the names of the acts that may start now, in the table's order; `own_office` = it lies with the reader's office.

    The bureau has nobody to send anything back to.
    """
    return [act.name for act in ACTS.values() if state in act.sources and (own_office or not act.of_office)
            and not (act.name == "send_back" and in_bureau)]


def act_from(name: str, state: str) -> Act:
    """Return the act if it may start now. Raises Conflict suggestion_act_not_now (suggestion_state) when it may not."""
    act = ACTS[name]
    if state not in act.sources:
        raise Conflict("suggestion_act_not_now", suggestion_state=str(state))
    return act


def source_of(roles: frozenset[str]) -> str:
    """Return the mark of how a suggestion came in, by who brings it in."""
    return next(mark for role, mark in SOURCE_OF_ROLE.items() if role in roles)


def check_kind(kind: str) -> str:
    """Return the kind. Raises DomainError unknown_code."""
    if kind not in KINDS:
        raise DomainError("unknown_code", field="kind", value=kind)
    return kind


def check_told(told_on: date, answered_on: date, today: date) -> None:
    """Refuse a telling before the answer or in the future. Raises DomainError suggestion_told_when."""
    if not answered_on <= told_on <= today:
        raise DomainError("suggestion_told_when", field="told_on")
