from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from models import Assignment, AuditEntry, LinkToken, Opinion
from models.choices import LinkPurpose
from portal.services import audit, links
from portal.services.links import LinkRefused
from tests import factories
from tests.factories import AT
from tests.real_draw import ActorAs, link_for

pytestmark = pytest.mark.usefixtures("db")


def assignment(**values: object) -> Assignment:
    return factories.assignment(factories.activity("announced", **values))


def test_a_token_has_128_bits_and_only_its_digest_is_kept(actor_as: ActorAs) -> None:
    link, token = link_for(assignment(), LinkPurpose.NOTICE)
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert link.token_digest == links.digest(token) != token
    assert token not in str(link.__data__)
    assert links.look_up(token, at=AT).id == link.id


def test_two_links_of_one_task_are_both_good() -> None:
    place = assignment()
    tokens = [link_for(place, LinkPurpose.NOTICE)[1] for _ in range(2)]
    assert len({links.look_up(token, at=AT).id for token in tokens}) == 2


STATES = [
    ({}, None),
    ({"used_at": AT}, "link_used"),
    ({"revoked_at": AT}, "link_revoked"),
    ({"expires_at": AT}, "link_expired"),  # the end itself is over
    ({"expires_at": AT + timedelta(seconds=1)}, None),
    ({"revoked_at": AT, "used_at": AT}, "link_revoked"),  # withdrawn goes first
]


@pytest.mark.parametrize("purpose", list(LinkPurpose))
@pytest.mark.parametrize(("values", "refusal"), STATES)
def test_every_state_of_a_link_for_every_purpose(purpose: LinkPurpose, values: dict[str, datetime], refusal: str | None) -> None:
    link, token = link_for(assignment(), purpose, **values)
    if refusal is None:
        assert links.look_up(token, at=AT).id == link.id
        assert links.claim(link, at=AT).id == link.id
        return
    looks = () if refusal == "link_used" else (lambda: links.look_up(token, at=AT),)  # a used one is still found, as it shows what was done
    for attempt in (*looks, lambda: links.claim(link, at=AT)):
        with pytest.raises(LinkRefused) as caught:
            attempt()
        assert caught.value.code in (refusal, "link_used")
        assert caught.value.link.id == link.id


@pytest.mark.parametrize("change", [
    lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"), lambda token: token.upper() + "x", lambda token: "",
    lambda token: token + "\n", lambda token: "𬭎" * 50,
])
def test_a_tampered_token_is_unknown(change: object) -> None:
    _link, token = link_for(assignment(), LinkPurpose.NOTICE)
    with pytest.raises(LinkRefused) as caught:
        links.look_up(change(token), at=AT)
    assert (caught.value.code, caught.value.link) == ("link_unknown", None)


EXPIRIES = [
    (LinkPurpose.NOTICE, datetime(2026, 12, 8, 1, 30, tzinfo=UTC)),  # with the start
    (LinkPurpose.CHECK_IN, datetime(2026, 12, 8, 16, 0, tzinfo=UTC)),  # with that day in China
    (LinkPurpose.OPINION, datetime(2027, 2, 6, 3, 30, tzinfo=UTC)),  # 60 days after the end
    (LinkPurpose.INITIATIVE, AT + timedelta(days=30)),
]


@pytest.mark.parametrize(("purpose", "expected"), EXPIRIES)
def test_links_end_with_their_task(purpose: LinkPurpose, expected: datetime) -> None:
    activity = factories.activity("announced", starts_at=datetime(2026, 12, 8, 1, 30, tzinfo=UTC))
    assert links.expiry(purpose, activity, AT) == expected


def test_a_used_opinion_link_goes_on_showing_for_half_a_year() -> None:
    place = assignment()
    link, token = link_for(place, LinkPurpose.OPINION)
    opinion = factories.save(opinion_of(place))
    links.keep(links.finish(links.claim(link, at=AT), at=AT), opinion, at=AT)
    later = AT + timedelta(days=179)
    assert links.look_up(token, at=later).opinion_id == opinion.id
    with pytest.raises(LinkRefused, match="link_expired"):
        links.look_up(token, at=AT + timedelta(days=180))


def opinion_of(place: Assignment) -> Opinion:
    return Opinion(bureau=place.bureau_id, supervisor=place.supervisor_id, assignment=place, activity=place.activity_id, words="好",
                   mode=factories.item("mode"), source="link", received_on=AT.date(), received_at=AT)


def test_revoking_ends_the_live_links_of_one_place_only() -> None:
    place, other = assignment(), assignment()
    live = [link_for(place, purpose)[0] for purpose in (LinkPurpose.NOTICE, LinkPurpose.CHECK_IN)]
    used, kept = link_for(place, LinkPurpose.OPINION, used_at=AT)[0], link_for(other, LinkPurpose.NOTICE)[0]
    assert links.revoke_all(place, at=AT) == 2
    assert all(LinkToken.get_by_id(link.id).revoked_at == AT for link in live)
    assert LinkToken.get_by_id(used.id).revoked_at is None and LinkToken.get_by_id(kept.id).revoked_at is None
    assert links.revoke_all(place, at=AT) == 0


def test_a_refused_link_goes_to_the_trail_without_the_token_and_not_without_end() -> None:
    _link, token = link_for(assignment(), LinkPurpose.NOTICE)
    for number in range(audit.REFUSALS_KEPT + 5):
        links.refused(LinkRefused("link_unknown"), address="203.0.113.9", request_id=str(number), at=AT)
    links.refused(LinkRefused("link_unknown"), address="203.0.113.8", request_id="x", at=AT)
    rows = list(AuditEntry.select().where(AuditEntry.verb == "link:refused"))
    assert len(rows) == audit.REFUSALS_KEPT + 1
    assert rows[0].changes == {"refusal": [None, "link_unknown"]} and rows[0].address == "203.0.113.9"
    assert all(token not in str(row.__data__) for row in rows)
    assert audit.verify() is None
    links.refused(LinkRefused("link_unknown"), address="203.0.113.9", request_id="later", at=AT + timedelta(hours=1))
    assert AuditEntry.select().where(AuditEntry.verb == "link:refused").count() == audit.REFUSALS_KEPT + 2


def test_the_holder_of_a_link_is_named_by_code() -> None:
    place = assignment()
    link, _token = link_for(place, LinkPurpose.NOTICE)
    actor = links.actor_of(link, address="203.0.113.9", request_id="r")
    assert (actor.name, actor.roles, actor.supervisor_id) == (place.supervisor.code, {"link"}, place.supervisor_id)
    assert actor.bureau_id == place.bureau_id and actor.user_id is None
