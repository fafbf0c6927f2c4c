"""The help texts: the nearest one is taken, each is long enough to help and short enough to be read."""
from __future__ import annotations

import pytest

from portal.domain.help_words import HELP, help_of


@pytest.mark.parametrize(("endpoint", "key"), [
    ("activities.details_view", "activities.details_view"), ("activities.index_view", "activities"), ("activities.move", "activities"),
    ("draws.show", "draws.show"), ("draws.index", "draws"), ("auth.password", "auth.password"),
])
def test_a_page_has_its_own_text_or_the_one_of_its_neighbours(endpoint: str, key: str) -> None:
    assert help_of(endpoint) == HELP[key]


@pytest.mark.parametrize("endpoint", ["", "static", "auth.sign_in", "links.open_link"])
def test_pages_without_a_frame_have_none(endpoint: str) -> None:
    assert help_of(endpoint) == ""


@pytest.mark.parametrize("key", sorted(HELP))
def test_a_text_is_a_short_paragraph(key: str) -> None:
    assert 40 <= len(HELP[key]) <= 320
    assert HELP[key].endswith(".")
