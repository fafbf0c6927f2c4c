"""What each part sends people says it in the office's own words, and only in those of its own office."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Outbox
from portal.domain.permissions import SYSTEM, Actor
from portal.services import class_check_in, classes, liaison_suggestions, materials, notice_words, notices, robots
from portal.services.outbox import Reach
from tests import factories
from tests.factories import AT
from tests.learning_rows import REACH, material, participant, reading, training

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
Send = Callable[[Actor], str]


def a_class(actor: Actor) -> str:
    made = training()
    return classes.notify(actor, made, [participant(made)], at=AT, reach=REACH)[0].texts.long


def feedback(actor: Actor) -> str:
    made = training()
    participant(made, state="present")
    return class_check_in.ask_feedback(actor, made, at=AT, reach=REACH)[0]


def to_read(actor: Actor) -> str:
    made = material()
    return materials.push(actor, made, [reading(made)], at=AT, reach=REACH)[0].texts.long


def reminder(actor: Actor) -> str:
    made = material()
    return materials.push(actor, made, [reading(made, notified_at=AT)], at=AT, reach=REACH)[0].texts.long


def initiative(actor: Actor) -> str:
    return notices.invite(actor, factories.supervisor(), at=AT, reach=REACH)


def suggestion(actor: Actor) -> str:
    return liaison_suggestions.invite(actor, factories.supervisor(), at=AT, reach=REACH).text


def group(_actor: Actor) -> str:
    factories.assignment(factories.activity("drawn"))
    robots.tell_groups(SYSTEM, at=AT, reach=Reach("", frozenset({"wecom"})))
    return str(Outbox.get().body)


SENT: dict[str, tuple[str, Send]] = {
    "long.class_notice": ("本局说：$title $when $reply", a_class), "long.feedback": ("本局说：$link", feedback),
    "long.material": ("本局说：$title $reply", to_read), "long.material_again": ("本局说：$title $reply", reminder),
    "long.initiative": ("本局说：$link", initiative), "long.suggestion": ("本局说：$link", suggestion),
    "group.waiting": ("本局说：$number", group),
}


@pytest.mark.parametrize("key", SENT)
def test_each_part_speaks_in_the_words_of_its_office(actor_as: ActorAs, key: str) -> None:
    words, send = SENT[key]
    admin = actor_as("system_admin")
    notice_words.set_words(admin, factories.neighbour_bureau(), key, f"别局{words}", at=AT)
    notice_words.set_words(admin, factories.bureau(), key, words, at=AT)
    assert send(actor_as("clerk")).startswith("本局说：")
