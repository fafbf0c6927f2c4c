"""A link opens its own task: what another purpose's page could send does nothing."""
from __future__ import annotations

import pytest

from models import LinkToken
from models.choices import LinkPurpose
from tests import factories
from tests.conftest import Client
from tests.real_draw import link_for
from views.links import TASKS


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_the_acts_of_other_purposes_are_refused(client: Client, purpose: LinkPurpose) -> None:
    _link, token = link_for(factories.assignment(factories.activity("announced")), purpose)
    foreign = {act for task in TASKS.values() for act in task.acts} - set(TASKS[purpose].acts)
    assert foreign
    answers = {act: client.post(f"/l/{token}", data={"do": act}).status_code for act in foreign}
    assert set(answers.values()) == {400}, answers
    assert LinkToken.get(LinkToken.purpose == purpose).used_at is None
