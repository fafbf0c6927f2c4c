"""Corrections that a person asks for by the link to the own file."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import AuditEntry, Correction, LinkToken, Supervisor
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import ROLES, Actor
from portal.queries import worklists
from portal.services import corrections, links
from portal.services.links import LinkRefused
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
BASE = "https://links.example"


def opened(actor_as: ActorAs, person: Supervisor) -> tuple[Actor, LinkToken]:
    url = corrections.file_link(actor_as("clerk"), person, base=BASE, at=AT)
    link = links.look_up(url.rsplit("/", 1)[1], at=AT)
    return links.actor_of(link), link


def waiting(actor_as: ActorAs) -> list[str]:
    """Return what waits for the clerk, but for the yearly class that nobody here attended."""
    return [task.kind for task in worklists.tasks(actor_as("clerk"), AT) if task.kind != "yearly_class"]


def ask(actor_as: ActorAs, field: str = "post", proposed: str = "高级教师", person: Supervisor | None = None) -> Correction:
    return corrections.ask(*opened(actor_as, person or factories.supervisor()), field=field, proposed=proposed, at=AT)


def test_the_link_is_good_for_thirty_days_and_needs_an_outward_address(actor_as: ActorAs) -> None:
    person = factories.supervisor()
    token = corrections.file_link(actor_as("clerk"), person, base=BASE, at=AT).rsplit("/", 1)[1]
    assert links.look_up(token, at=AT + timedelta(days=29)).supervisor_id == person.id
    with pytest.raises(LinkRefused):
        links.look_up(token, at=AT + timedelta(days=30))
    with pytest.raises(DomainError, match="channel_off"):
        corrections.file_link(actor_as("clerk"), person, base="", at=AT)
    with pytest.raises(NotFound):
        corrections.file_link(actor_as("clerk"), factories.supervisor(factories.neighbour_bureau()), base=BASE, at=AT)


def test_what_is_asked_for_lands_with_the_clerk_and_is_written_in_one_press(actor_as: ActorAs) -> None:
    row = ask(actor_as)
    assert waiting(actor_as) == ["decide_correction"]
    corrections.apply(actor_as("clerk"), row, at=AT)
    assert (Supervisor.get_by_id(row.supervisor_id).post, Correction.get().state) == ("高级教师", "done")
    assert waiting(actor_as) == []
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)][-2:] == ["supervisor:amend", "correction:apply"]
    for act in (lambda: corrections.apply(actor_as("clerk"), row, at=AT), lambda: corrections.decline(actor_as("clerk"), row, answer="x", at=AT)):
        with pytest.raises(Conflict, match="correction_decided"):
            act()


BAD = [
    ("none", "x", "correction_field", "a field that is not there"), ("id_number", "x", "correction_field", "nobody corrects the ID number so"),
    ("post", "  ", "correction_words", "nothing said"), ("post", "长" * 501, "words_long", "500 characters"),
]


@pytest.mark.parametrize(("field", "proposed", "code", "_why"), BAD, ids=[why for *_rest, why in BAD])
def test_refusals(actor_as: ActorAs, field: str, proposed: str, code: str, _why: str) -> None:
    with pytest.raises(DomainError) as refusal:
        ask(actor_as, field, proposed)
    assert refusal.value.code == code and not Correction.select().exists()


def test_a_value_that_is_wrong_too_is_refused_and_the_wish_stays_open(actor_as: ActorAs) -> None:
    row = ask(actor_as, "phone", "123")
    with pytest.raises(DomainError):
        corrections.apply(actor_as("clerk"), row, at=AT)
    assert Correction.get().state == "open"


def test_the_same_wish_twice_is_one(actor_as: ActorAs) -> None:
    person = factories.supervisor()
    ask(actor_as, person=person)
    with pytest.raises(Conflict, match="correction_open"):
        ask(actor_as, person=person)
    assert ask(actor_as, "school", "内蒙古大学", person).state == "open"


def test_a_wish_in_words_is_done_by_hand(actor_as: ActorAs) -> None:
    row = ask(actor_as, "", "姓名的第二个字写错了")
    with pytest.raises(DomainError, match="correction_by_hand"):
        corrections.apply(actor_as("clerk"), row, at=AT)
    assert corrections.apply(actor_as("clerk"), row, by_hand=True, at=AT).state == "done"


def test_declining_needs_words(actor_as: ActorAs) -> None:
    row = ask(actor_as)
    with pytest.raises(DomainError, match="words_missing"):
        corrections.decline(actor_as("clerk"), row, answer=" ", at=AT)
    assert corrections.decline(actor_as("clerk"), row, answer="与证件不符", at=AT).answer == "与证件不符"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "clerk"])
def test_only_the_clerk_decides(actor_as: ActorAs, role: str) -> None:
    row = ask(actor_as)
    with pytest.raises(Forbidden):
        corrections.apply(actor_as(role), row, at=AT)
    with pytest.raises(Forbidden):
        corrections.decline(actor_as(role), row, answer="x", at=AT)


def test_another_bureaus_wish_is_not_there(actor_as: ActorAs) -> None:
    row = ask(actor_as)
    with pytest.raises(NotFound):
        corrections.apply(actor_as("neighbour_clerk"), row, at=AT)
