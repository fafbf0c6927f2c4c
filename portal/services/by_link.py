"""What a person does through a link: the act and the using up of the link in one transaction, so that two presses have one effect."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from models import LinkToken, Opinion, Organisation
from models.base import database
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.services import attendance, links, notices, opinions


@contextmanager
def claimed(link: LinkToken, at: datetime) -> Iterator[LinkToken]:
    """Hold an unused link during its one act and mark it used before it, so that freeing a place finds nothing left to end.

    A refused act rolls back and leaves the link as it was. Raises LinkRefused.
    """
    with database.atomic():
        yield links.finish(links.claim(link, at=at), at=at)


def answer(actor: Actor, link: LinkToken, *, coming: bool, reason: str = "", words: str = "", at: datetime) -> None:
    """Say yes or no to a notice. Raises what notices.answer raises, and LinkRefused."""
    with claimed(link, at):
        notices.answer(actor, link.assignment, coming=coming, reason=reason, words=words, at=at)


def declare_recusal(actor: Actor, link: LinkToken, *, ground: str, words: str = "", at: datetime) -> None:
    """Declare a recusal in answer to a notice. Raises what notices.declare_recusal raises, and LinkRefused."""
    with claimed(link, at):
        notices.declare_recusal(actor, link.assignment, ground=ground, words=words, at=at)


def check_in(actor: Actor, link: LinkToken, *, at: datetime) -> None:
    """Check in at the activity. Raises what attendance.check_in raises, and LinkRefused."""
    with claimed(link, at):
        attendance.check_in(actor, link.assignment, at=at)


def give_opinion(actor: Actor, link: LinkToken, *, words: str, at: datetime) -> Opinion:
    """Give the opinion on an activity, which locks it; the link goes on showing it and its answer. Raises what opinions.give raises."""
    with claimed(link, at) as held:
        opinion = opinions.give(actor, link.assignment, words=words, source="link", at=at)
        links.keep(held, opinion, at=at)
    return opinion


def give_own(actor: Actor, link: LinkToken, *, subject: str, words: str, office: Organisation | None = None, at: datetime) -> Opinion:
    """Give an opinion on own initiative; an office that the person names stands under the words, for the clerk who routes it.

    Raises what opinions.give_own raises.
    """
    wish = f"（希望由{office.name}答复）" if office is not None else ""
    with claimed(link, at) as held:
        opinion = opinions.give_own(actor, link.supervisor, subject=subject, words=words, wish=wish, received_on=local_day(at),
                                    source="link", at=at)
        links.keep(held, opinion, at=at)
    return opinion


def respond(actor: Actor, link: LinkToken, *, objection: str | None, at: datetime) -> Opinion:
    """Say to the answer that an opinion's link shows: agreed (None), or an objection, on which the chief decides."""
    if objection is None:
        return opinions.accept(actor, link.opinion, at=at)
    return opinions.object_to(actor, link.opinion, words=objection, at=at)
