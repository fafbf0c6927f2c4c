"""Which rows of contact an actor may see: the bureau its own, a procuratorate what is addressed to it (access.md "Verbs").

Joined into portal.queries.scope, through which everything goes. Visits are the bureau's alone; a suggestion is seen by the office that has
to answer it, a meeting by the offices that take part, a bulletin by the offices between which it goes.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Expression

from models import Attachment, Bulletin, BulletinOffice, BulletinReading, Decision, Meeting, MeetingOffice, Suggestion, Visit, VisitGuest
from models.choices import BulletinState
from portal.domain.permissions import Actor

Condition = Callable[[Actor], Expression | bool]


def _bureaus(model: Any) -> Condition:
    return lambda actor: (model.bureau == actor.bureau_id) if actor.in_bureau else False


def _suggestion(actor: Actor) -> Expression | bool:
    if actor.in_bureau:
        return Suggestion.bureau == actor.bureau_id
    return (Suggestion.office == actor.organisation_id) if actor.in_procuratorate else False


def _meeting(actor: Actor) -> Expression | bool:
    if actor.in_bureau:
        return Meeting.bureau == actor.bureau_id
    own = MeetingOffice.select(MeetingOffice.meeting).where(MeetingOffice.office == actor.organisation_id)
    return Meeting.id.in_(own) if actor.in_procuratorate else False


def _of_meeting(model: Any) -> Condition:
    def condition(actor: Actor) -> Expression | bool:
        found = _meeting(actor)
        return model.meeting.in_(Meeting.select(Meeting.id).where(found)) if found is not False else False
    return condition


def _bulletin(actor: Actor) -> Expression | bool:
    """Both sides alike: what the own office wrote, and what was sent to it."""
    if not (actor.in_bureau or actor.in_procuratorate):
        return False
    to_us = BulletinOffice.select(BulletinOffice.bulletin).where(BulletinOffice.office == actor.organisation_id)
    return (Bulletin.sender == actor.organisation_id) | ((Bulletin.state == BulletinState.SENT) & Bulletin.id.in_(to_us))


def _of_bulletin(model: Any) -> Condition:
    """Receipts and answers: the sender sees all, an addressed office its own."""
    def condition(actor: Actor) -> Expression | bool:
        if not (actor.in_bureau or actor.in_procuratorate):
            return False
        ours = Bulletin.select(Bulletin.id).where(Bulletin.sender == actor.organisation_id)
        return (model.office == actor.organisation_id) | model.bulletin.in_(ours)
    return condition


SCOPES: dict[Any, Condition] = {
    Visit: _bureaus(Visit),
    VisitGuest: _bureaus(VisitGuest),
    Suggestion: _suggestion,
    Meeting: _meeting,
    MeetingOffice: _of_meeting(MeetingOffice),
    Decision: _of_meeting(Decision),
    Bulletin: _bulletin,
    BulletinOffice: _of_bulletin(BulletinOffice),
    BulletinReading: _of_bulletin(BulletinReading),
}


def _opened_bulletin(actor: Actor) -> Expression | bool:
    """A bulletin's files open with its text: to its writer's office, and to an office that has signed for it."""
    found = _bulletin(actor)
    if found is False:
        return False
    signed = BulletinReading.select(BulletinReading.bulletin).where(BulletinReading.office == actor.organisation_id)
    return found & ((Bulletin.sender == actor.organisation_id) | Bulletin.id.in_(signed))


BESIDE: dict[Any, Condition] = {Suggestion: _suggestion, Meeting: _meeting, Bulletin: _opened_bulletin}
"""Tables both of whose sides may read the files beside a row."""
NAMES = frozenset(model._meta.table_name for model in BESIDE)


def files(actor: Actor, tables: list[str]) -> Expression | None:
    """Return the condition on files beside rows of contact that both sides may read, among the tables named; None for none."""
    found: Expression | None = None
    for model, condition in BESIDE.items():
        seen = condition(actor) if model._meta.table_name in tables else False
        if seen is not False:
            beside = (Attachment.about_type == model._meta.table_name) & Attachment.about_id.in_(model.select(model.id).where(seen))
            found = beside if found is None else found | beside
    return found


def minutes(actor: Actor) -> Any:
    """Return the ids of the meetings whose papers an actor may see, as a sub-query."""
    found = _meeting(actor)
    return Meeting.select(Meeting.id).where(found if found is not False else Meeting.id == -1)
