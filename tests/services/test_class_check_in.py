"""Checking in by the code on the wall: who is meant, once, while the code holds; and feedback without a name."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models import Attendance, AuditEntry, ClassFeedback, LinkToken
from models.base import database
from models.choices import LinkPurpose
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.services import class_check_in, links
from portal.services.links import LinkRefused
from portal.services.outbox import NOWHERE
from tests import factories
from tests.factories import AT, item
from tests.learning_rows import REACH, TODAY, by_link, participant, training

pytestmark = pytest.mark.usefixtures("db")
As = Callable[[str], Actor]


def code_of(link: LinkToken, *, at: object = AT) -> str:
    return class_check_in.wall_address(link, "", at=at).partition("code=")[2]


def opened(actor_as: As, **values: object) -> tuple[Attendance, LinkToken]:
    """Return 王晓东 enrolled in a class of today, and its open check-in."""
    made = training(**values)
    row = participant(made, factories.supervisor(name="王晓东", phone="13800131234"))
    return row, class_check_in.open_check_in(actor_as("clerk"), made, at=AT)


def test_opening_twice_is_opening_once_and_closing_ends_it(actor_as: As) -> None:
    row, link = opened(actor_as)
    clerk = actor_as("clerk")
    assert class_check_in.open_check_in(clerk, row.training, at=AT).id == link.id
    url = class_check_in.wall_address(link, "https://links.example", at=AT)
    token = url.partition("/l/")[2].partition("?")[0]
    assert links.look_up(token, at=AT).id == link.id and len(token) == 32
    screen = links.look_up(class_check_in.screen_address(link).rpartition("/")[2], at=AT)
    assert screen.purpose == LinkPurpose.CLASS_SCREEN and screen.expires_at > link.expires_at
    class_check_in.close_check_in(clerk, row.training, at=AT)
    with pytest.raises(LinkRefused, match="link_revoked"):
        links.look_up(token, at=AT)
    with pytest.raises(Conflict, match="class_check_in_closed"):
        class_check_in.close_check_in(clerk, row.training, at=AT)
    again = class_check_in.open_check_in(clerk, row.training, at=AT + timedelta(minutes=1))
    assert again.id != link.id and class_check_in.wall_address(again, "", at=AT) != url


def test_a_check_in_is_opened_on_its_day_by_the_clerk_of_the_bureau(actor_as: As) -> None:
    with pytest.raises(DomainError, match="class_not_today"):
        class_check_in.open_check_in(actor_as("clerk"), training(starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=1)), at=AT)
    for role, refusal in (("leader", Forbidden), ("officer", Forbidden), ("neighbour_clerk", NotFound)):
        with pytest.raises(refusal):
            class_check_in.open_check_in(actor_as(role), training(), at=AT)


def test_two_check_ins_have_one_effect(actor_as: As) -> None:
    row, link = opened(actor_as)
    ask = {"name": "王晓东", "mark": "1234", "code": code_of(link)}
    first = class_check_in.check_in_by_link(by_link(), link, at=AT, **ask)
    later = AT + timedelta(seconds=90)
    second = class_check_in.check_in_by_link(by_link(), link, at=later, **ask)
    third = class_check_in.check_in_by_clerk(actor_as("clerk"), row, at=later)
    assert [done.again for done in (first, second, third)] == [False, True, True]
    kept = Attendance.get()
    assert (kept.state, kept.checked_in_at, kept.checked_in_how, kept.hours_tenths) == ("present", AT, "link", 30)
    told = AuditEntry.select().where(AuditEntry.verb == "training:check_in")
    assert [(entry.actor, entry.person_id) for entry in told] == [("link", row.supervisor_id)]


def test_two_phones_at_once_have_one_effect(actor_as: As) -> None:
    _row, link = opened(actor_as)
    code = code_of(link)

    def press(_number: int) -> bool:
        database.connect()
        try:
            return class_check_in.check_in_by_link(by_link(), link, name="王晓东", mark="1234", code=code, at=AT).again
        finally:
            database.close()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]
    assert AuditEntry.select().where(AuditEntry.verb == "training:check_in").count() == 1


def test_an_old_code_or_a_closed_check_in_opens_nothing(actor_as: As) -> None:
    row, link = opened(actor_as)
    ask = {"name": "王晓东", "mark": "1234"}
    for code, at in ((code_of(link), AT + timedelta(minutes=3)), ("", AT), ("0" * 12, AT)):
        with pytest.raises(Conflict, match="class_code_old"):
            class_check_in.check_in_by_link(by_link(), link, code=code, at=at, **ask)
    class_check_in.close_check_in(actor_as("clerk"), row.training, at=AT)
    with pytest.raises(LinkRefused, match="link_revoked"):
        class_check_in.check_in_by_link(by_link(), link, code=code_of(link), at=AT, **ask)
    assert Attendance.get().checked_in_at is None


def test_the_code_of_another_class_opens_nothing(actor_as: As) -> None:
    _row, link = opened(actor_as)
    other = class_check_in.open_check_in(actor_as("clerk"), training(), at=AT)
    with pytest.raises(Conflict, match="class_code_old"):
        class_check_in.check_in_by_link(by_link(), link, name="王晓东", mark="1234", code=code_of(other), at=AT)


def test_who_is_not_enrolled_needs_the_clerk(actor_as: As) -> None:
    row, link = opened(actor_as)
    guest = factories.supervisor(name="赵磊", phone="13900135678")
    factories.supervisor(factories.neighbour_bureau(), name="钱强", phone="13900139999")
    factories.supervisor(name="孙离任", phone="13900130000", appointed=False)
    for name, mark, code in (("赵磊", "5678", "class_not_enrolled"), ("钱强", "9999", "class_nobody"), ("孙离任", "0000", "class_nobody"),
                             ("王晓东", "9999", "class_nobody")):
        with pytest.raises(DomainError, match=code):
            class_check_in.check_in_by_link(by_link(), link, name=name, mark=mark, code=code_of(link), at=AT)
    done = class_check_in.add_and_check_in(actor_as("clerk"), row.training, guest, at=AT)
    assert (done.again, done.row.supervisor_id, done.row.checked_in_how, done.row.state) == (False, guest.id, "clerk", "present")
    assert class_check_in.add_and_check_in(actor_as("clerk"), row.training, guest, at=AT).again
    with pytest.raises(NotFound):
        class_check_in.add_and_check_in(actor_as("clerk"), row.training, factories.supervisor(factories.neighbour_bureau()), at=AT)


def test_the_clerk_checks_in_from_the_first_day_on_and_keeps_hours_given_before(actor_as: As) -> None:
    clerk = actor_as("clerk")
    later = training(starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=1))
    with pytest.raises(DomainError, match="class_early"):
        class_check_in.check_in_by_clerk(clerk, participant(later), at=AT)
    with pytest.raises(NotFound):
        class_check_in.check_in_by_clerk(actor_as("neighbour_clerk"), participant(later), at=AT)
    assert class_check_in.check_in_by_clerk(clerk, participant(training(), state="present", hours_tenths=10), at=AT).row.hours_tenths == 10
    assert class_check_in.check_in_by_clerk(clerk, participant(training(), state="absent"), at=AT).row.hours_tenths == 30


# feedback ------------------------------------------------------------------------------------------------------------------------


def give(actor: Actor, made: object, **values: object) -> ClassFeedback:
    return class_check_in.give_feedback(actor, made, **{"rating_id": item("feedback_mark").id, "words": " 很好 ", "key": "k1", "at": AT, **values})


def test_feedback_keeps_no_name_and_a_second_press_adds_nothing(actor_as: As) -> None:
    made = training()
    participant(made, state="present"), participant(made, state="present")
    first = give(by_link(), made)
    assert give(by_link(), made).id == first.id
    assert (first.words, first.source, give(actor_as("clerk"), made, key="k2").source) == ("很好", "link", "clerk")
    assert not {"supervisor", "supervisor_id"} & set(ClassFeedback._meta.fields)
    assert {(entry.actor, entry.person_id) for entry in AuditEntry.select().where(AuditEntry.verb == "training:feedback")} == {
        ("link", None), (actor_as("clerk").name, None)}
    with pytest.raises(Conflict, match="class_feedback_complete"):
        give(by_link(), made, key="k3")


@pytest.mark.parametrize(("values", "code"), [({"rating_id": None}, "class_rating"), ({"rating_id": 1}, "class_rating"),
                                              ({"words": "字" * 1001}, "words_long"), ({}, "class_feedback_early")])
def test_feedback_that_is_refused(values: dict[str, object], code: str) -> None:
    made = training()
    if values:
        participant(made, state="present")
    with pytest.raises(DomainError, match=code):
        give(by_link(), made, **values)
    assert ClassFeedback.select().count() == 0


def test_feedback_of_another_bureau_is_not_found(actor_as: As) -> None:
    with pytest.raises(NotFound):
        give(actor_as("neighbour_clerk"), training())
    with pytest.raises(Forbidden):
        give(actor_as("leader"), training())


def test_feedback_is_asked_by_one_link_for_all(actor_as: As) -> None:
    made, clerk = training(), actor_as("clerk")
    with pytest.raises(Conflict, match="class_feedback_early"):
        class_check_in.ask_feedback(clerk, made, at=AT, reach=REACH)
    participant(made, state="present")
    with pytest.raises(DomainError, match="channel_off"):
        class_check_in.ask_feedback(clerk, made, at=AT, reach=NOWHERE)
    text, url = class_check_in.ask_feedback(clerk, made, at=AT, reach=REACH)
    link = links.look_up(url.rpartition("/")[2], at=AT)
    assert url in text and (link.purpose, link.supervisor_id, link.target_id) == (LinkPurpose.CLASS_FEEDBACK, None, made.id)
