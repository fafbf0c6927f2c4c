from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models import Activity, Assignment, ContactAttempt, LinkToken, Opinion
from models.base import database
from models.choices import LinkPurpose
from portal.domain.errors import Conflict, DomainError
from portal.services import by_link, links, opinions
from portal.services.links import LinkRefused
from tests import factories
from tests.factories import AT
from tests.real_draw import ActorAs, asked, drawn, link_for, person

pytestmark = pytest.mark.usefixtures("db")


def place(state: str = "drawn", activity_state: str = "drawn") -> Assignment:
    return factories.assignment(factories.activity(activity_state), state=state)


def test_a_yes_uses_the_link_up() -> None:
    row = place()
    link, _token = link_for(row, LinkPurpose.NOTICE)
    by_link.answer(person(row), link, coming=True, at=AT)
    assert LinkToken.get().used_at == AT
    with pytest.raises(LinkRefused, match="link_used"):
        by_link.answer(person(row), link, coming=False, reason="ill", at=AT)
    assert Assignment.get().state == "accepted" and ContactAttempt.select().count() == 1


def test_a_no_uses_up_its_link_and_ends_the_others(actor_as: ActorAs) -> None:
    row = asked(drawn(actor_as))[0]
    (link, _), (other, _) = link_for(row, LinkPurpose.NOTICE), link_for(row, LinkPurpose.CHECK_IN)
    by_link.answer(person(row), link, coming=False, reason="work", at=AT)
    found = LinkToken.get_by_id(link.id)
    assert (found.used_at, found.revoked_at) == (AT, None)
    assert LinkToken.get_by_id(other.id).revoked_at == AT


def test_a_refused_act_leaves_the_link_good() -> None:
    row = place()
    link, token = link_for(row, LinkPurpose.NOTICE)
    for attempt in (lambda: by_link.answer(person(row), link, coming=False, at=AT),
                    lambda: by_link.declare_recusal(person(row), link, ground="", at=AT)):
        with pytest.raises(DomainError):
            attempt()
    assert links.look_up(token, at=AT).used_at is None
    by_link.declare_recusal(person(row), link, ground="relative", at=AT)
    assert LinkToken.get().used_at == AT


def test_a_check_in_uses_its_link_up() -> None:
    row = place("accepted", "announced")
    starts = row.activity.starts_at
    link, _token = link_for(row, LinkPurpose.CHECK_IN)
    with pytest.raises(DomainError, match="check_in_early"):
        by_link.check_in(person(row), link, at=AT)
    assert LinkToken.get().used_at is None
    by_link.check_in(person(row), link, at=starts)
    with pytest.raises(LinkRefused, match="link_used"):
        by_link.check_in(person(row), link, at=starts)
    assert Assignment.get().checked_in_at == starts


def test_an_opinion_locks_and_its_link_shows_it_later(actor_as: ActorAs) -> None:
    row = place("attended", "held")
    link, token = link_for(row, LinkPurpose.OPINION)
    at = row.activity.ends_at
    opinion = by_link.give_opinion(person(row), link, words=" 程序规范。 ", at=at)
    assert (opinion.words, opinion.source, opinion.entered_by_id) == ("程序规范。", "link", None)
    assert links.look_up(token, at=at).opinion_id == opinion.id
    with pytest.raises(LinkRefused, match="link_used"):
        by_link.give_opinion(person(row), link, words="改口", at=at)
    second, _ = link_for(row, LinkPurpose.OPINION)
    with pytest.raises(Conflict, match="opinion_given"):
        by_link.give_opinion(person(row), second, words="又一份", at=at)
    assert [one.words for one in Opinion.select()] == ["程序规范。"]


def test_an_own_initiative_names_the_wished_office_under_the_words() -> None:
    someone, office = factories.supervisor(), factories.procuratorate()
    row = factories.assignment(factories.activity("drawn"), person=someone)
    link, _token = link_for(row, LinkPurpose.INITIATIVE)
    opinion = by_link.give_own(person(row), link, subject="校园周边", words="建议巡查。", office=office, at=AT)
    assert (opinion.subject, opinion.words) == ("校园周边", "建议巡查。\n（希望由乌海市人民检察院答复）")
    assert (opinion.state, opinion.procuratorate_id, opinion.assignment_id) == ("received", None, None)


def test_the_wish_takes_nothing_from_the_words_one_may_write() -> None:
    someone = factories.supervisor()
    row = factories.assignment(factories.activity("drawn"), person=someone)
    link, _token = link_for(row, LinkPurpose.INITIATIVE)
    words = "字" * 5000
    assert by_link.give_own(person(row), link, subject="执行", words=words, office=factories.procuratorate(), at=AT).words.startswith(words)


def test_the_person_agrees_or_objects_once_told(actor_as: ActorAs) -> None:
    row = place("attended", "held")
    link, token = link_for(row, LinkPurpose.OPINION)
    at = row.activity.ends_at
    opinion = by_link.give_opinion(person(row), link, words="程序不规范。", at=at)
    link = links.look_up(token, at=at)
    with pytest.raises(Conflict, match="opinion_act_not_now"):
        by_link.respond(person(row), link, objection="太慢", at=at)
    opinions.answer(actor_as("officer"), opinion, answer="not_adopted", explanation="依法无误。", at=at)
    opinions.tell(actor_as("officer"), opinion, how="link", at=at)
    by_link.respond(person(row), links.look_up(token, at=at), objection="仍有异议", at=at)
    assert (Opinion.get().state, Opinion.get().objection) == ("objected", "仍有异议")
    with pytest.raises(Conflict, match="opinion_act_not_now"):
        by_link.respond(person(row), links.look_up(token, at=at), objection=None, at=at)


def test_two_presses_at_once_have_one_effect(actor_as: ActorAs) -> None:
    row = asked(drawn(actor_as, pool=4, places=1))[0]
    link, _token = link_for(row, LinkPurpose.NOTICE)
    actor = person(row)

    def press(_number: int) -> str:
        database.connect()
        try:
            by_link.answer(actor, LinkToken.get_by_id(link.id), coming=False, reason="ill", at=AT + timedelta(minutes=1))
            return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(press, range(4)))
    assert results == ["done", "link_used", "link_used", "link_used"]
    assert Assignment.select().where(Assignment.activity == row.activity_id).count() == 2
    assert ContactAttempt.select().count() == 1 and Activity.get().state == "drawn"
