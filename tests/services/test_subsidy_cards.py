"""Bank cards that came after the approval: nobody who signed the batch knew of them."""
from __future__ import annotations

from datetime import timedelta

from models import Supervisor
from portal.domain.permissions import Actor
from portal.queries import subsidy_paper
from portal.services import people, subsidies, subsidy_bank
from tests import factories
from tests.services.test_subsidies import refusal, with_roles
from tests.subsidy_rows import NOW, ActorAs, again, approved, rate, served

LATER = NOW + timedelta(hours=1)


def new_card(actor: Actor, person: Supervisor, **values: str) -> None:
    """Enter another bank card in the personal file."""
    people.amend(actor, Supervisor.get_by_id(person.id), values or {"bank_card": "6217000199999999999"}, at=LATER)


def test_a_card_that_came_after_the_approval_is_asked_about_before_the_bank_sheet(actor_as: ActorAs) -> None:
    rate()
    one, other = (factories.supervisor(name=name, bank_card="6217000112345678901") for name in "甲乙")
    served(one), served(other)
    finance, batch = actor_as("finance"), approved(actor_as)
    new_card(actor_as("clerk"), one), new_card(actor_as("clerk"), other, address="新址")
    assert set(subsidy_paper.moved_cards(batch, [one.id, other.id])) == {one.id}
    assert refusal(subsidy_bank.bank_sheet, finance, batch, reason="代发", at=LATER) == "bank_moved"
    assert refusal(subsidy_bank.bank_sheet, finance, batch, reason="代发", asked=[str(other.id)], at=LATER) == "bank_moved"
    assert subsidy_bank.bank_sheet(finance, batch, reason="代发", asked=[str(one.id)], at=LATER)
    assert set(subsidy_paper.moved_cards(batch, [one.id, other.id])) == {one.id}, "a look at a card is no change"
    subsidies.pay(finance, batch, paid_on=NOW.date(), voucher="", at=LATER)
    assert subsidy_paper.moved_cards(again(batch), [one.id]) == {}


def test_who_changed_a_card_after_the_approval_makes_no_bank_sheet(actor_as: ActorAs) -> None:
    rate()
    one = factories.supervisor(bank_card="6217000112345678901")
    served(one)
    batch, both = approved(actor_as), with_roles("clerk", "finance")
    new_card(both, one)
    assert refusal(subsidy_bank.bank_sheet, both, batch, reason="代发", asked=[str(one.id)], at=LATER) == "bank_own_card"
